# SPDX-License-Identifier: AGPL-3.0-or-later
"""The structures of the directory that somebody may mean who writes where they work."""

from dataclasses import dataclass

from django.db.models import Q

from accounts.models import Organisation
from accounts.roles import Role
from data.alike import alike
from mapping.models import VisibleStructure
from places.models import Commune
from search.named import structures_named

MOST = 6


@dataclass(frozen=True, slots=True)
class Meant:
    """A structure as everybody reads it."""

    id: int
    name: str
    where: str


def near(text: str, commune: Commune | None, most: int = MOST) -> list[Meant]:
    """The structures that everybody sees whose name says a text, or is like it in a commune; the name itself
    first. None where the text is the whole name of an organisation that everybody sees: that is what is
    meant.

    Only what visitors read is looked at: what is offered tells nothing that is hidden.
    """
    text = text.strip()
    shown = Organisation.objects.filter(is_public=True)
    if not text or shown.filter(Q(name__iexact=text) | Q(name__iexact=f"{text} (exemple)")).exists():
        return []
    numbers = [one.id for one in structures_named(text, Role.VISITOR, most)]
    if commune:
        numbers += [one.id for one in alike(text, "", "", commune.pk, None, Role.VISITOR)]
    seen = VisibleStructure.objects.seen_by(Role.VISITOR).in_bulk(numbers)
    found = [seen[number] for number in dict.fromkeys(numbers) if number in seen]
    found.sort(key=lambda one: one.nom.casefold() != text.casefold())
    return [Meant(one.id, one.nom, one.commune_nom or "") for one in found[:most]]


def seen_by_everybody(number: str) -> VisibleStructure | None:
    """The structure of a number, where visitors see it."""
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        return None
    return VisibleStructure.objects.seen_by(Role.VISITOR).filter(pk=int(number)).first()
