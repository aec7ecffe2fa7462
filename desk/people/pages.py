# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the pages about people share: their tabs, with what waits for the reader."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import joining
from accounts.roles import Role, role_of
from mapping import holding


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody may do with people, for the links that lead there: how many requests wait for them,
    whether they may decide or invite at all, and whether they are staff."""

    waiting: int
    may_invite: bool
    is_staff: bool


def standing_of(user: Any) -> Standing:
    """What `user` may do with people."""
    return Standing(
        joining.waiting_for(user).count() + holding.waiting_for(user).count(),
        joining.may_invite(user),
        role_of(user) is Role.STAFF,
    )


def shown(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page about people, under its tabs."""
    return render(request, template, {"people": standing_of(request.user)} | context, status=status)
