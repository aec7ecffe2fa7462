# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which organisations and groups a person belongs to, and which of them they may name in what they write."""

from typing import Any

from django.db.models import Exists, QuerySet

from accounts.models import Group, GroupMembership, Organisation, OrganisationMembership, User
from accounts.roles import Role, role_of


def organisations_of(user: Any) -> QuerySet[Organisation]:
    """The organisations that `user` belongs to."""
    return Organisation.objects.filter(memberships__user=user.pk)


def groups_of(user: Any) -> QuerySet[Group]:
    """The groups of professionals that `user` belongs to."""
    return Group.objects.filter(memberships__user=user.pk)


def nameable_organisations(user: Any) -> QuerySet[Organisation]:
    """The organisations that `user` may say a detail is for: staff any, professionals their own."""
    return _nameable(user, organisations_of(user), Organisation.objects.all())


def nameable_groups(user: Any) -> QuerySet[Group]:
    """The groups that `user` may say a detail is for: staff any, professionals their own."""
    return _nameable(user, groups_of(user), Group.objects.all())


def _nameable(user: Any, own: QuerySet, every: QuerySet) -> QuerySet:
    role = role_of(user)
    if role is Role.STAFF:
        return every
    return own if role is Role.PROFESSIONAL else own.none()


def organisations_by_number(account: int) -> list[int]:
    """The numbers of the organisations that an account (0: none) belongs to, in order."""
    found = OrganisationMembership.objects.filter(user=account).order_by("organisation_id")
    return list(found.values_list("organisation_id", flat=True))


def groups_by_number(account: int) -> list[int]:
    """The numbers of the groups that an account (0: none) belongs to, in order."""
    found = GroupMembership.objects.filter(user=account).order_by("group_id")
    return list(found.values_list("group_id", flat=True))


def belongs_somewhere(user: Any) -> bool:
    """Whether `user` belongs to any organisation or group."""
    joined = (kind.objects.filter(user=user.pk) for kind in (OrganisationMembership, GroupMembership))
    organisation, group = map(Exists, joined)
    return User.objects.filter(organisation | group, pk=user.pk).exists()
