# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the API's framework is told of who signed in by a token.

Apart from `accounts.tokens`, and without models: the framework reads its settings before there are any.
"""

from typing import TYPE_CHECKING

from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

if TYPE_CHECKING:
    from accounts.models import ApiToken, User

SCHEME = "Bearer"
CHALLENGE = f'{SCHEME} realm="api"'


class SignedIn(HttpRequest):
    """A request that showed a token which signs its owner in."""

    api_token: "ApiToken"


def text_shown(request: HttpRequest) -> str | None:
    """What a request shows as a token, right or wrong; None where it shows none, or another scheme."""
    scheme, *text = request.META.get("HTTP_AUTHORIZATION", "").split(None, 1) or [""]
    return "".join(text).strip() if scheme.lower() == SCHEME.lower() else None


class TokenAuthentication(BaseAuthentication):
    """Tells the framework who the site's middleware found by a token: no cookie, hence no CSRF check."""

    def authenticate(self, request: Request) -> "tuple[User, ApiToken] | None":
        """The owner of the token and the token; None where the request showed none."""
        token = getattr(request, "api_token", None)
        return (token.user, token) if token else None

    def authenticate_header(self, request: Request) -> str:
        """What an answer of 401 asks for."""
        return CHALLENGE
