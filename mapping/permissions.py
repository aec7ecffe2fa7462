# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may change a structure, and with it its services, their zones and its place: the one rule. And who may
follow a geocoding.

Prefecture staff; the members of its organisation; and whoever another app says answers for it
(`data` says it of the owners of the source that brought it).
"""

from collections.abc import Callable, Iterable

from django.db.models import Q, QuerySet

from accounts.memberships import organisations_of
from accounts.models import Organisation, User
from accounts.roles import Role, role_of
from geocoding.models import Run
from mapping.models import SeenBy, Structure

Rule = Callable[[User], Q]
"""The structures that a professional may change, besides those of their organisation."""
_RULES: list[Rule] = []
RunRule = Callable[[User], Q]
"""The geocodings that a professional may follow."""
_RUN_RULES: list[RunRule] = []


def also(rule: Rule) -> None:
    """Add a rule; meant for the `ready` of an app."""
    if rule not in _RULES:
        _RULES.append(rule)


def changeable(user) -> QuerySet[Structure]:
    """The structures that `user` may change."""
    role = role_of(user)
    if role is Role.STAFF or (role is not Role.VISITOR and user.is_superuser):
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


def of_organisations(organisations: Iterable[Organisation]) -> list[int]:
    """The numbers of the structures that these organisations hold."""
    held = Structure.objects.filter(organisation__in=list(organisations)).order_by("pk")
    return list(held.values_list("pk", flat=True))


def organisation_of(structure_id: int) -> int | None:
    """The number of the organisation that holds a structure; None without one. Never told as such."""
    held = Structure.objects.filter(pk=structure_id).values_list("organisation", flat=True)
    return held.first()


def may_change(user, structure_id: int) -> bool:
    """Whether `user` may change this structure and what belongs to it."""
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
