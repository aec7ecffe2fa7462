# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is looking: the three roles that visibility rules know."""

import enum


class Role(enum.IntEnum):
    """Ordered from who sees least to who sees most; stored as these integers in SQL."""

    VISITOR = 0
    PROFESSIONAL = 1
    STAFF = 2


def role_of(user) -> Role:
    """The role of a request's user; an anonymous or inactive one is a visitor, and staff who must still show
    a second factor are professionals."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Role.VISITOR
    if user.is_staff:
        return Role.PROFESSIONAL if getattr(user, "lacks_second_factor", False) else Role.STAFF
    return Role.PROFESSIONAL if user.is_professional else Role.VISITOR
