# SPDX-License-Identifier: AGPL-3.0-or-later
"""What django-allauth asks of this site: who may sign in, where mails go, who is asking."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts import attempts, notices
from accounts.models import User
from common.clients import address_of

# How long what somebody has shown of themselves is enough to change how their account is signed in to.
_LATELY_S = 900
# An account that signs in through a socket, where no address is told.
_NOWHERE = "0.0.0.0"


def shown_recently(request: HttpRequest) -> bool:
    """Whether who has signed in has shown who they are within a quarter of an hour."""
    if not isinstance(request.user, User):
        return False
    shown = get_authentication_records(request, request.user)
    return any(time.time() - one["at"] < _LATELY_S for one in shown)


class AccountAdapter(DefaultAccountAdapter):
    """Mails go by the one outbox, pages tell what was done themselves, and nobody registers here."""

    def get_login_stages(self) -> list[str]:
        """The steps of signing in after the first: a second factor, where the account has one."""
        return ["allauth.mfa.stages.AuthenticateStage"]

    def is_reauthentication_required(self, *, app: str, **told: Any) -> bool:
        """Whether somebody must show again who they are, before a second factor is changed."""
        return not shown_recently(self.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict]:
        """One page, which offers every way that the account has."""
        return [{"id": "confirm", "description": "", "url": reverse("confirm-identity")}]

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: registering has pages of its own."""
        return False

    def add_message(self, *arguments: Any, **named: Any) -> None:
        """Nothing: each page says what it did, in the site's own words."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where a request comes from, through trusted proxies."""
        return str(address_of(request) or _NOWHERE)

    def pre_login(self, request: HttpRequest, user: User, **told: Any) -> HttpResponse | None:
        """An answer instead of signing in, to an account that may not."""
        return None if user.may_sign_in else self.respond_user_inactive(request, user)

    def post_login(self, request: HttpRequest, user: User, **told: Any) -> HttpResponse:
        """The page that somebody goes to once signed in; the device is known to their account from now on."""
        response = super().post_login(request, user, **told)
        attempts.remember(request, response, user.email)
        return response

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict | None = None, email: str | None = None
    ) -> None:
        """Tell somebody that their account's ways of signing in changed."""
        notices.send(template_prefix, user.email)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Nothing: codes and notices are this site's own mails."""

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """To an account that was closed meanwhile: the sign-in's page, as to anybody."""
        return redirect("login")
