"""Who may change a structure, and with it its services, their zones and its place: the one rule.

Prefecture staff; the members of its organisation; and whoever another app says answers for it
(`data` says it of the owners of the source that brought it).
"""

from collections.abc import Callable

from django.db.models import Q, QuerySet

from accounts.memberships import organisations_of
from accounts.models import User
from accounts.roles import Role, role_of
from mapping.models import Structure

Rule = Callable[[User], Q]
"""The structures that a professional may change, besides those of their organisation."""
_RULES: list[Rule] = []


def also(rule: Rule) -> None:
    """Add a rule; meant for the `ready` of an app."""
    if rule not in _RULES:
        _RULES.append(rule)


def changeable(user) -> QuerySet[Structure]:
    """The structures that `user` may change."""
    role = role_of(user)
    if role is Role.STAFF or (role is not Role.VISITOR and user.is_superuser):
        return Structure.objects.all()
    if role < Role.PROFESSIONAL:
        return Structure.objects.none()
    allowed = Q(organisation__in=organisations_of(user))
    for rule in _RULES:
        allowed |= rule(user)
    return Structure.objects.filter(allowed)


def may_change(user, structure_id: int) -> bool:
    return changeable(user).filter(pk=structure_id).exists()
