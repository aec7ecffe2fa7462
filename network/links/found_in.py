# SPDX-License-Identifier: AGPL-3.0-or-later
"""The addresses of other sites that resources lead to."""

from collections.abc import Iterable

from django.db.models import Q

from accounts.roles import Role
from common.links import outgoing
from network.models import Resource, Translation
from network.models.common import SharedQuerySet
from network.text import contents

# What is longer is no address that anybody typed.
MAX_LENGTH = 2000


def addresses_of(resource: Resource, translations: Iterable[Translation]) -> list[str]:
    """The addresses that a resource and its translations lead to, each once."""
    said = [resource.link, resource.source_link]
    for text in (resource.text, resource.steps, *(part for one in translations for part in _texts(one))):
        # Most texts lead nowhere, and are not worth being read through.
        if "http" in text or "www." in text:
            said += [link.url for link in contents.links(text)]
    return list(dict.fromkeys(url for one in said if (url := outgoing(one)) and len(url) <= MAX_LENGTH))


def _texts(translation: Translation) -> tuple[str, str]:
    return translation.text, translation.steps


def every_address() -> set[str]:
    """The addresses that any published resource leads to."""
    every = _published().iterator(chunk_size=500)
    return {url for resource in every for url in addresses_of(resource, resource.translations.all())}


def holding(urls: Iterable[str]) -> dict[str, list[Resource]]:
    """Of each of these addresses, the published resources that lead to it."""
    found: dict[str, list[Resource]] = {url: [] for url in urls}
    leads = Q()
    for url in found:
        leads |= Q(link=url) | Q(source_link=url) | Q(text__contains=url) | Q(steps__contains=url)
        leads |= Q(translations__text__contains=url) | Q(translations__steps__contains=url)
    for resource in _published().filter(leads).distinct() if found else ():
        for url in addresses_of(resource, resource.translations.all()):
            if url in found:
                found[url].append(resource)
    return found


def _published() -> SharedQuerySet:
    # What is a group's alone is listed to nobody else, and no other site is asked for what it says.
    every: SharedQuerySet = Resource.objects.seen_by(Role.PROFESSIONAL)
    return every.prefetch_related("translations").order_by("pk")
