# SPDX-License-Identifier: AGPL-3.0-or-later
"""The end of every way of signing in: what was shown is noted, a second factor asked, a session opened."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse

from accounts.models import User


def enter(request: HttpRequest, user: User, method: str, next_url: str) -> HttpResponse:
    """Sign somebody in who has just shown who they are by `method` (code, password…), and lead them to
    `next_url`, an address of this site; by way of their second factor, where they have one."""
    record_authentication(request, user, method=method, email=user.email)
    return perform_login(request, Login(user=user, redirect_url=next_url, email=user.email))
