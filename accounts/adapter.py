# SPDX-License-Identifier: AGPL-3.0-or-later
"""What django-allauth asks of this site: who may sign in, where mails go, who is asking."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts import attempts, notices
from accounts.models import User
from common.clients import address_of

# An account that signs in through a socket, where no address is told.
_NOWHERE = "0.0.0.0"


class AccountAdapter(DefaultAccountAdapter):
    """Mails go by the one outbox, pages tell what was done themselves, and nobody registers here."""

    def get_login_stages(self) -> list[str]:
        """The steps of signing in after the first: a second factor, where the account has one."""
        return ["allauth.mfa.stages.AuthenticateStage"]

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

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Tell somebody that their account's ways of signing in changed; nothing for anything else."""
        notices.send(template_prefix, email)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """To an account that was closed meanwhile: the sign-in's page, as to anybody."""
        return redirect("login")
