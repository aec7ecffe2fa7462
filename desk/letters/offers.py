# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom a reader may write to by the site, and where.

Only addresses that everyone may see are written to, whoever asks: a contact's own never is. So whether a page
can be written from, and to whom, depends on nothing that is hidden.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.urls import Resolver404, resolve, reverse
from django.utils import translation

from accounts.roles import Role
from common import outbox
from mapping import presentation
from mapping.models import VisibleService, VisibleStructure

_MAX_PATH = 300
_STRUCTURE = ("structure", "structure-short")


@dataclass(frozen=True, slots=True)
class Team:
    """How the team of the site is reached: by the form where `can_be_written_to`, else as `contact` says,
    by mail where `has_address`; not at all where it is empty."""

    contact: str
    has_address: bool
    can_be_written_to: bool


@dataclass(frozen=True, slots=True)
class Addressee:
    """A structure, or a service of it, that may be written to at `address`. `path` is the structure's page.

    `is_hidden` says that visitors are shown its commune in place of where it is.
    """

    structure_id: int
    name: str
    service: str
    address: str
    phone: presentation.Phone | None
    path: str
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the site that a message is about: its path, and what it is called."""

    path: str
    name: str


def team() -> Team:
    """The team that the operator names in `SITE_CONTACT`."""
    contact = settings.SITE_CONTACT.strip()
    has_address = outbox.is_address(contact)
    return Team(contact, has_address, has_address and outbox.is_configured())


def team_url(path: str) -> str:
    """Where an error on the page of that path is reported; empty where nobody would be reached."""
    if not team().contact:
        return ""
    return f"{reverse('write')}?{urlencode({'sujet': 'erreur', 'page': path}, safe='/')}"


def structure_url(structure_id: int, name: str, address: str, is_example: bool, service: int = 0) -> str:
    """Where a structure is written to, by its own address or a service's; empty where it cannot be."""
    if is_example or not outbox.is_address(address) or not outbox.is_configured():
        return ""
    path = f"{presentation.structure_path(structure_id, name)}ecrire/"
    return f"{path}?service={service}" if service else path


def addressee(seen: VisibleStructure, service: str) -> Addressee:
    """The structure as its page of writing tells it, by the service of that number where it has an address
    of its own. `address` is empty where it cannot be written to."""
    own = _service(seen, service)
    name = presentation.short_name(seen.nom, seen.is_example)
    address = (own.courriel if own else "") or seen.courriel
    may_be = bool(structure_url(seen.id, seen.nom, address, seen.is_example))
    return Addressee(
        structure_id=seen.id,
        name=name,
        service=own.nom if own else "",
        address=address if may_be else "",
        phone=presentation.phone_of((own.telephone if own else "") or seen.telephone),
        path=presentation.structure_path(seen.id, seen.nom),
        is_hidden=seen.position_masked,
    )


def _service(seen: VisibleStructure, number: str) -> VisibleService | None:
    if not (number.isascii() and number.isdecimal() and len(number) <= 18):
        return None
    services = VisibleService.objects.seen_by(Role.VISITOR).filter(structure_id=seen.id)
    return services.filter(pk=int(number)).first()


def page(path: str) -> Page | None:
    """The page of that path, where there is one; a structure's is called by its name, if visitors see it."""
    if not path.startswith("/") or path.startswith("//") or len(path) > _MAX_PATH or not path.isprintable():
        return None
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            match = resolve(path)
        except Resolver404:
            return None
    if match.url_name not in _STRUCTURE:
        return Page(path, path)
    seen = VisibleStructure.objects.seen_by(Role.VISITOR).filter(pk=int(match.kwargs["pk"])).first()
    return Page(path, presentation.short_name(seen.nom, seen.is_example) if seen else path)
