# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which structures an organisation holds, as each role may know it, and the merging of two organisations.

Who holds a structure is told with its address: to the roles that see it, and to visitors only where the
organisation has a public page besides.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.models import Organisation, User
from accounts.organisations import absorb
from accounts.roles import Role
from history.models import Cause
from mapping.models import Contact, Structure, VisibleService, VisibleStructure
from mapping.models.contact import CONTACT_FIELDS
from mapping.writing import bulk


@dataclass(frozen=True, slots=True)
class Held:
    """What an organisation holds, for one reader: structures, and services that are given somewhere else than
    at theirs."""

    structures: list[VisibleStructure]
    permanences: list[VisibleService]


def is_told(organisation: Organisation, role: Role) -> bool:
    """Whether the role may read the page of an organisation."""
    return organisation.is_public or role >= Role.PROFESSIONAL


def holding(structures: QuerySet[VisibleStructure]) -> QuerySet[Organisation]:
    """The organisations that hold some of these structures."""
    held = Structure.objects.filter(pk__in=structures.values("id"), organisation__isnull=False)
    return Organisation.objects.filter(pk__in=held.values("organisation"))


def held_by(organisation: Organisation, role: Role) -> Held:
    """What the organisation holds, as far as the role may know it. Two queries."""
    if not is_told(organisation, role):
        return Held([], [])
    numbers = Structure.objects.filter(organisation=organisation).values("pk")
    seen = VisibleStructure.objects.seen_by(role).filter(pk__in=numbers, position_masked=False)
    structures = list(seen.order_by("nom", "id"))
    elsewhere = VisibleService.objects.seen_by(role).filter(
        structure_id__in=[one.id for one in structures], has_own_place=True, position_masked=False
    )
    return Held(structures, list(elsewhere.order_by("nom", "id")))


def held_by_each(organisations: Iterable[int], role: Role) -> dict[int, list[VisibleStructure]]:
    """What several organisations hold, by number, as far as the role may know it, in the order of names.
    Two queries, none without an organisation."""
    numbers = list(organisations)
    if not numbers:
        return {}
    told = Q(organisation__in=numbers)
    if role < Role.PROFESSIONAL:
        told &= Q(organisation__is_public=True)
    holders = dict(Structure.objects.filter(told).order_by("pk").values_list("pk", "organisation_id"))
    seen = VisibleStructure.objects.seen_by(role).filter(pk__in=holders, position_masked=False)
    found: dict[int, list[VisibleStructure]] = {}
    for one in seen.order_by("nom", "id"):
        if (number := holders[one.id]) is not None:
            found.setdefault(number, []).append(one)
    return found


def holder_of(seen: VisibleStructure, role: Role) -> Organisation | None:
    """Who holds a structure, where the role may know it; None otherwise, and where nobody does. One query."""
    if seen.position_masked:
        return None
    holding = Structure.objects.filter(pk=seen.id).values("organisation")
    organisation = Organisation.objects.filter(pk__in=holding).first()
    return organisation if organisation and is_told(organisation, role) else None


def merge(kept: Organisation, gone: Organisation, by: User) -> int:
    """Make two organisations one, as one act of the history; how many structures changed hands.

    Whoever belonged to either belongs to `kept`, and sees what was for either.
    """
    held = Q(organisation=gone)
    for_them = Q()
    for name in CONTACT_FIELDS:
        for_them |= Q(**{f"{name}_organisation": gone})
    held |= Q(pk__in=Contact.objects.filter(for_them).values("structure"))
    numbers = list(Structure.objects.filter(held).order_by("pk").values_list("pk", flat=True))
    moved = Structure.objects.filter(organisation=gone).count()
    with bulk(Cause.MERGE, by=by, structures=numbers):
        absorb(kept, gone)
    return moved
