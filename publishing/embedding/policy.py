# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whose a widget is: who made it, members of its organisation, and staff."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.memberships import organisations_of
from accounts.roles import Role, role_of
from files.policy import Reference
from publishing.embedding.models import Widget


def own_of(user: Any) -> QuerySet[Widget]:
    """The widgets of a professional: made by them, or of an organisation that they belong to."""
    if role_of(user) < Role.PROFESSIONAL:
        return Widget.objects.none()
    return Widget.objects.filter(Q(by=user.pk) | Q(organisation__in=organisations_of(user)))


def manageable_by(user: Any) -> QuerySet[Widget]:
    """The widgets that `user` may look after: staff all of them, professionals their own, others none."""
    return Widget.objects.all() if role_of(user) is Role.STAFF else own_of(user)


def logo_readable(user: Any, file: UUID) -> bool:
    """Whether `user` may see a logo that is this file: everybody does where it is in service, since it is
    shown in the partner's page."""
    return (
        Widget.objects.filter(logo=file, is_active=True).exists()
        or manageable_by(user).filter(logo=file).exists()
    )


REFERENCE = Reference(Widget, "logo", logo_readable)
