# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the links of a text may lead, and which pictures it may show."""

import re
from uuid import UUID

from django.utils.translation import gettext as _

# A host, without « somebody@ » before it, which makes an address look like another's.
_WEB = re.compile(r"https?://[^\s/?#@\\]+(?:[/?#][^\s\\]*)?", re.IGNORECASE)
_MAIL = re.compile(r"mailto:[^\s@?/\\]+@[^\s@?/\\]+(?:\?\S*)?", re.IGNORECASE)
_PHONE = re.compile(r"tel:\+?[0-9(][0-9().%-]{1,40}", re.IGNORECASE)
# Of this site: one stroke, since two or « /\ » begin the name of another.
_PATH = re.compile(r"/(?![/\\])[^\s\\]*")
_PICTURE = re.compile(r"/fichiers/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/(?:petit/)?")

_LIKE_MAIL = re.compile(r"[^\s@:/]{1,64}@[^\s@:/]{1,190}\.[a-z]{2,24}", re.IGNORECASE)
_LIKE_PHONE = re.compile(r"\+?\d(?:[ .\u00a0-]|%20|\d){5,40}")
_LIKE_SITE = re.compile(r"(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}(?:[/?#]\S*)?", re.IGNORECASE)
# Shown to who wrote it; longer ones would fill the page.
_TOLD = 80


def is_link(address: str) -> bool:
    """Whether a link of a text may lead to `address`: the web, a mail, a telephone, a page of this site."""
    return any(kind.fullmatch(address) for kind in (_WEB, _MAIL, _PHONE, _PATH))


def is_outside(address: str) -> bool:
    """Whether an address names its host, so that this site does not answer for it."""
    return _WEB.fullmatch(address) is not None


def picture(address: str) -> UUID | None:
    """The file of our store that a picture's address names; None for any other address."""
    found = _PICTURE.fullmatch(address)
    return UUID(found[1]) if found else None


def why_no_link(address: str) -> str:
    """What is wrong with an address that `is_link` refuses, and what would be accepted, as the end of a
    sentence."""
    if address.lower() in ("", "http:", "https:", "http://", "https://"):
        return _(
            "l’adresse du lien manque : mettez-la entre les parenthèses, par exemple (https://www.exemple.fr)"
        )
    told = _shortened(address)
    if _LIKE_MAIL.fullmatch(address):
        return _("« %(address)s » est un courriel : écrivez mailto:%(address)s") % {"address": told}
    if _LIKE_PHONE.fullmatch(address):
        digits = re.sub(r"%20|[^\d+]", "", address)
        return _("« %(address)s » est un numéro : écrivez tel:%(digits)s") % {
            "address": told,
            "digits": digits,
        }
    if _LIKE_SITE.fullmatch(address):
        return _("à « %(address)s » il manque le début : écrivez https://%(address)s") % {"address": told}
    return _(
        "« %(address)s » ne peut pas être un lien. Sont acceptés : un site (https://…), une page d’ici"
        " (/structures/…), un courriel (mailto:…), un numéro (tel:…)"
    ) % {"address": told}


def why_no_picture(address: str) -> str:
    """What is wrong with a picture that is not of our store, and what would be accepted."""
    tail = re.search(_PICTURE.pattern + r"\Z", address)
    if tail:
        return _("de l’adresse de l’image, ne gardez que la fin : %(end)s") % {"end": tail[0]}
    return _(
        "l’image « %(address)s » est d’un autre site, qui saurait qui lit cette page. Envoyez l’image ici,"
        " puis choisissez-la avec le bouton « Image »"
    ) % {"address": _shortened(address)}


def _shortened(address: str) -> str:
    return address if len(address) <= _TOLD else f"{address[:_TOLD]}…"
