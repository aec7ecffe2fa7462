# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records and territories left to some: who may not edit in spite of the rule that lets everyone of the
network do it (`mapping.permissions`), and why.

The prefecture's staff may always.
"""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import OrganisationMembership
from accounts.roles import Role, role_of
from accounts.standing import ambassador_in, is_ambassador_at
from history.context import acting, noted
from history.models import Cause
from mapping import permissions
from mapping.models import Guard, OwnersOnly, Protection, Structure
from places.models import Commune
from places.territories import TerritoryKind


class Already(Exception):
    """Somebody did it in the meantime: nothing is written."""


def kept_territories(user: Any) -> list[tuple[TerritoryKind, str]]:
    """The territories of which `user` is an ambassador; none for who is no professional today."""
    return [(TerritoryKind(one.kind), one.code) for one in ambassador_in(user)]


def watches(user: Any) -> bool:
    """Whether `user` watches over a territory: staff over all of them, ambassadors over theirs."""
    return role_of(user) is Role.STAFF or bool(kept_territories(user))


def is_ambassador_of(user: Any, commune: Commune | None) -> bool:
    """Whether `user` is an ambassador of a territory where the commune is."""
    return is_ambassador_at(user, commune.code if commune else None)


def protections() -> QuerySet[Protection]:
    """The protections that hold today, the last first."""
    today = timezone.localdate()
    return Protection.objects.filter(Q(until=None) | Q(until__gte=today), ended=None)


def protection_of(structure_id: int) -> Protection | None:
    """What protects a record today."""
    return protections().filter(structure=structure_id).select_related("act__by").first()


def territories_left_to_owners() -> QuerySet[OwnersOnly]:
    """The territories where only those who hold a record edit it, the last first."""
    return OwnersOnly.objects.filter(ended=None)


def refuses(user: Any, structure: Structure) -> str:
    """Why `user`, who could edit this record otherwise, may not; empty where they may.

    None for the prefecture's staff.
    """
    if role_of(user) is Role.STAFF:
        return ""
    held = protection_of(structure.pk)
    if held is not None:
        if held.guard == Guard.STAFF:
            return _told(_("Cette fiche est protégée : la préfecture seule peut la modifier."), held)
        if not (is_referent_of(user, structure) or is_ambassador_of(user, structure.commune)):
            return _told(
                _(
                    "Cette fiche est protégée : ses référents, les ambassadeurs et la préfecture peuvent la"
                    " modifier."
                ),
                held,
            )
    if _is_left_to_owners(structure.commune) and not (
        permissions.answers_for(user, structure.pk) or is_ambassador_of(user, structure.commune)
    ):
        return _(
            "Dans ce territoire, ceux qui tiennent une fiche la modifient, avec les ambassadeurs et la"
            " préfecture. Signalez-leur ce qui est faux."
        )
    return ""


def is_referent_of(user: Any, structure: Structure) -> bool:
    """Whether `user` is a referent of the organisation that holds the record."""
    if structure.organisation_id is None or role_of(user) < Role.PROFESSIONAL:
        return False
    referents = OrganisationMembership.objects.filter(role=OrganisationMembership.As.REFERENT)
    return referents.filter(user=user.pk, organisation=structure.organisation_id).exists()


def may_protect(user: Any, structure: Structure) -> bool:
    """Whether `user` may protect this record: staff, and ambassadors of where it is."""
    return role_of(user) is Role.STAFF or is_ambassador_of(user, structure.commune)


def protect(structure: Structure, guard: Guard, by: Any, why: str, until: date | None = None) -> Protection:
    """Leave a record to some. What held before is over. Raises Already where somebody just did it."""
    try:
        with acting(Cause.PROTECT, by, note=why), transaction.atomic():
            _end(Protection.objects.filter(structure=structure.pk, ended=None), by, why)
            act = noted(Cause.PROTECT, by, why)
            return Protection.objects.create(structure=structure, guard=guard, until=until, act=act)
    except IntegrityError:
        raise Already from None


def unprotect(structure: Structure, by: Any, why: str = "") -> bool:
    """Have a record edited by everyone again; whether it was protected."""
    return bool(_end(Protection.objects.filter(structure=structure.pk, ended=None), by, why))


def leave_to_owners(kind: TerritoryKind, code: str, by: Any, why: str) -> OwnersOnly:
    """Leave the records of a territory to who holds them. Raises Already where it is so."""
    try:
        with transaction.atomic():
            act = noted(Cause.PROTECT, by, why)
            return OwnersOnly.objects.create(kind=kind, code=code, act=act)
    except IntegrityError:
        raise Already from None


def open_to_all(rule: OwnersOnly, by: Any, why: str = "") -> bool:
    """Have the records of a territory edited by everyone again; whether they were not."""
    return bool(_end(OwnersOnly.objects.filter(pk=rule.pk, ended=None), by, why))


def _end(held: QuerySet, by: Any, why: str) -> int:
    with transaction.atomic():
        rows = list(held.select_for_update(of=("self",)))
        for row in rows:
            row.ended = noted(Cause.PROTECT, by, why)
            row.save(update_fields=["ended"])
        return len(rows)


def _is_left_to_owners(commune: Commune | None) -> bool:
    if commune is None:
        return False
    here = Q(kind=TerritoryKind.EPCI, code=commune.epci_code) & ~Q(code="")
    here |= Q(kind=TerritoryKind.DEPARTEMENT, code=commune.departement_code)
    return territories_left_to_owners().filter(here).exists()


def _told(sentence: str, held: Protection) -> str:
    why = held.act.note
    until = held.until
    words = [sentence]
    if why:
        words.append(_("Pourquoi : %(why)s") % {"why": why})
    if until:
        words.append(_("Jusqu’au %(day)s.") % {"day": f"{until:%d/%m/%Y}"})
    return " ".join(words)
