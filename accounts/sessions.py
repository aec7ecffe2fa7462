# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whose session a request shows, and the others of the same account."""

from allauth.usersessions.models import UserSession
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import ngettext

from accounts import second_factor
from accounts.models import User
from accounts.trying import is_try


def signed_in_by_session(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    """Who a request is from, and whether a second factor is still asked of them; nobody, for an example
    outside a try."""
    found = get_user(request)
    if isinstance(found, User):
        if found.is_example and not is_try(request):
            return AnonymousUser()
        found.lacks_second_factor = second_factor.is_missing(request, found)
    return found


def others_of(user: User) -> list[UserSession]:
    """The sessions of an account that are not that of the request being answered."""
    return [one for one in UserSession.objects.filter(user=user) if not one.is_current()]


def end(sessions: list[UserSession]) -> str:
    """Close sessions, at once; how many, in words."""
    for one in sessions:
        one.end()
    told = ngettext("%(n)d connexion est fermée.", "%(n)d connexions sont fermées.", len(sessions))
    return told % {"n": len(sessions)}
