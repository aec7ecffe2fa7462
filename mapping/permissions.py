# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may edit a structure's page, and who answers for it: the rules. And who may follow a geocoding.

Whoever is a professional edits any structure that is published, as on a wiki: what is written is online at
once, with its author's name and a way back. Apps say where it is refused (`edits_refused_by`).

Those who answer for a structure also do what is not done field by field (imports over it, merges, positions
in doubt): prefecture staff; the members of its organisation; and whoever another app says (`data` says it of
the owners of the source that brought it).
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.memberships import organisations_of
from accounts.models import Organisation, User
from accounts.roles import Role, role_of
from geocoding.models import Run
from mapping.models import SeenBy, Status, Structure

Rule = Callable[[User], Q]
"""The structures that a professional may change, besides those of their organisation."""
_RULES: list[Rule] = []
RunRule = Callable[[User], Q]
"""The geocodings that a professional may follow."""
_RUN_RULES: list[RunRule] = []
EditRule = Callable[[User, Structure], str]
"""Why a professional may not edit a structure, in a sentence for them; empty where they may."""
_EDIT_RULES: list[EditRule] = []


def edits_refused_by(rule: EditRule) -> None:
    """Add a rule about editing pages; meant for the `ready` of an app."""
    if rule not in _EDIT_RULES:
        _EDIT_RULES.append(rule)


def why_not(user: Any, structure: Structure) -> str:
    """Why `user` may not edit what the page of this structure tells, in a sentence for them; empty where they
    may. What of it they do not see stays out of their reach besides (`mapping.editing`).

    One that is not published is edited by staff alone.
    """
    role = role_of(user)
    if role < Role.PROFESSIONAL:
        if not getattr(user, "is_authenticated", False):
            return _("Pour modifier une fiche, connectez-vous.")
        return _("Modifier une fiche est réservé aux professionnels.")
    if structure.status != Status.PUBLISHED and role is not Role.STAFF:
        return _("Cette fiche n'est pas publiée : la préfecture peut la modifier.")
    return protected_from(user, structure)


def protected_from(user: Any, structure: Structure) -> str:
    """Why a professional may not edit this structure whatever else lets them, in a sentence for them: what
    apps refuse; empty where nothing does."""
    return next(filter(None, (rule(user, structure) for rule in _EDIT_RULES)), "")


def why_not_of(user: Any, number: int) -> str:
    """As `why_not`, of a structure by its number; one query for a professional. Raises Structure.DoesNotExist
    where there is none."""
    if role_of(user) < Role.PROFESSIONAL:
        return why_not(user, Structure(pk=number))
    return why_not(user, Structure.objects.get(pk=number))


def editable(user: Any) -> QuerySet[Structure]:
    """The structures whose pages `user` edits, what `edits_refused_by` refuses of them apart: what anyone may
    write, they may also take back."""
    role = role_of(user)
    if role is Role.STAFF:
        return Structure.objects.all()
    if role < Role.PROFESSIONAL:
        return Structure.objects.none()
    return Structure.objects.filter(status=Status.PUBLISHED)


def also(rule: Rule) -> None:
    """Add a rule; meant for the `ready` of an app."""
    if rule not in _RULES:
        _RULES.append(rule)


def changeable(user) -> QuerySet[Structure]:
    """The structures that `user` answers for."""
    role = role_of(user)
    if role is Role.STAFF or (
        # An administrator who has yet to show a second factor answers for no more than any professional.
        role is not Role.VISITOR and user.is_superuser and not user.lacks_second_factor
    ):
        return Structure.objects.all()
    return held_by(user)


def held_by(user) -> QuerySet[Structure]:
    """The structures that `user` answers for: those of their organisations and of their sources. Who may
    change others besides does not hold them."""
    if role_of(user) < Role.PROFESSIONAL:
        return Structure.objects.none()
    allowed = Q(organisation__in=organisations_of(user))
    for rule in _RULES:
        allowed |= rule(user)
    return Structure.objects.filter(allowed)


def answers_for(user, structure_id: int) -> bool:
    """Whether `user` belongs to what holds this structure: its organisation, or the owners of its source."""
    allowed = Q(organisation__in=organisations_of(user))
    for rule in _RULES:
        allowed |= rule(user)
    return role_of(user) >= Role.PROFESSIONAL and Structure.objects.filter(allowed, pk=structure_id).exists()


def of_organisations(organisations: Iterable[Organisation]) -> list[int]:
    """The numbers of the structures that these organisations hold."""
    held = Structure.objects.filter(organisation__in=list(organisations)).order_by("pk")
    return list(held.values_list("pk", flat=True))


def organisation_of(structure_id: int) -> int | None:
    """The number of the organisation that holds a structure; None without one. Never told as such."""
    held = Structure.objects.filter(pk=structure_id).values_list("organisation", flat=True)
    return held.first()


def may_change(user, structure_id: int) -> bool:
    """Whether `user` answers for this structure and what belongs to it."""
    return changeable(user).filter(pk=structure_id).exists()


def seen_by(user: User, structure_id: int) -> SeenBy:
    """In whose name `user` sees to a structure: as `mapping/sql/freshness.sql` says it of edits."""
    owners = organisations_of(user)
    if Structure.objects.filter(pk=structure_id, organisation__in=owners).exists():
        return SeenBy.STRUCTURE
    return SeenBy.STAFF if role_of(user) is Role.STAFF else SeenBy.NETWORK


def also_follows(rule: RunRule) -> None:
    """Add a rule about geocodings; meant for the `ready` of an app."""
    if rule not in _RUN_RULES:
        _RUN_RULES.append(rule)


def followed(user) -> QuerySet[Run]:
    """The geocodings that `user` may follow: staff every one, a professional those that another app says are
    theirs (`data` says it of the imports that they may read)."""
    role = role_of(user)
    if role is Role.STAFF:
        return Run.objects.all()
    if role < Role.PROFESSIONAL:
        return Run.objects.none()
    allowed = Q(pk__in=[])
    for rule in _RUN_RULES:
        allowed |= rule(user)
    return Run.objects.filter(allowed)
