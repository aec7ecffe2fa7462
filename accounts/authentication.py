"""What the API's framework is told of who signed in by a token.

Apart from `accounts.tokens`, and without models: the framework reads its settings before there are any.
"""

from typing import TYPE_CHECKING

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

if TYPE_CHECKING:
    from accounts.models import ApiToken, User

SCHEME = "Bearer"
CHALLENGE = f'{SCHEME} realm="api"'


class TokenAuthentication(BaseAuthentication):
    """Tells the framework who the site's middleware found by a token: no cookie, hence no CSRF check."""

    def authenticate(self, request: Request) -> "tuple[User, ApiToken] | None":
        token = getattr(request, "api_token", None)
        return (token.user, token) if token else None

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE
