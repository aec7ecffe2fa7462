# SPDX-License-Identifier: AGPL-3.0-or-later
"""The record that the address of a page names, as a bulletin tells of it."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve

from network.bulletins.facts import Key, read
from network.models import Bulletin, BulletinItem, News

Source = BulletinItem.Source
_SOURCES = {
    "structure": Source.KNOWN,
    "resource": Source.SHEET,
    "resource-short": Source.SHEET,
    "event": Source.EVENT,
    "news": Source.NEWS,
    "offer": Source.OFFER,
}
_OF_STRUCTURES = (Source.KNOWN, Source.NEW, Source.CHANGED)
_ALREADY = "cette page a déjà sa ligne dans le bulletin : gardez-la."
_UNKNOWN = (
    "cette adresse n’est pas celle d’une structure, d’une fiche, d’un rendez-vous, d’une actualité ou d’une"
    " annonce de ce site."
)
_UNREAD = "qui lira ce bulletin ne lit pas cette page, ou rien n’y est annoncé pour les jours qui viennent."


def key_at(bulletin: Bulletin, address: str) -> Key:
    """The record of an address, with or without the site before it, as the bulletin tells of it. Raises
    ValidationError for what is none, or is not for its readers."""
    try:
        found = resolve(urlsplit(address.strip()).path)
    except (Resolver404, ValueError):
        raise ValidationError(_UNKNOWN) from None
    source = _SOURCES.get(found.url_name or "")
    number = next((int(one) for one in found.kwargs.values() if str(one).isdigit()), 0)
    if source is None or not 0 < number < 10**18:
        raise ValidationError(_UNKNOWN)
    if source == Source.NEWS and News.objects.filter(pk=number).exclude(side="").exists():
        source = Source.OFFER
    key = (str(source.value), number)
    same = _OF_STRUCTURES if source == Source.KNOWN else (source,)
    if bulletin.items.filter(source__in=same, number=number).exists():
        raise ValidationError(_ALREADY)
    if key not in read(bulletin, [key]):
        raise ValidationError(_UNREAD)
    return key
