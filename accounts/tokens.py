# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in by token: `Authorization: Bearer …`, for programs.

A token that is wrong is refused, whatever would have been answered without one: a program whose token has
expired learns of it, rather than be answered less without a word.
"""

import logging

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from accounts.authentication import CHALLENGE
from accounts.models import ApiToken
from common import limits
from common.clients import address_of, network_of
from common.limits import Limit
from common.problems import problem

logger = logging.getLogger("accounts.sign_in")

# As many wrong tokens as wrong passwords. Right ones are not counted: an answer of the map writes nothing,
# and 256 random bits are not guessed meanwhile.
BY_NETWORK = Limit("wrong tokens by network", 50, 900)


class InvalidToken(Exception):
    """A token is shown that signs nobody in; the message, in French, says what to do."""


@sensitive_variables("text")
def token_of(request: HttpRequest, text: str) -> ApiToken:
    """The token that a request shows as `text`, with its owner.

    Raises InvalidToken, or `common.limits.TooMany` where its network has shown too many that were.
    """
    found = ApiToken.objects.select_related("user").filter(digest=ApiToken.digest_of(text)).first()
    if found is None or not found.is_valid:
        logger.warning("Token refused, from %s", address_of(request) or "nowhere")
        network = network_of(request)
        limits.take(BY_NETWORK, network.key, network.width)
        raise InvalidToken(
            _("Ce jeton d'accès est inconnu, expiré ou révoqué : demandez-en un autre à la préfecture.")
        )
    return found


def refusal(refused: InvalidToken) -> JsonResponse:
    """The problem document of a token that signs nobody in: 401."""
    answer = problem(401, _("Jeton d'accès refusé"), str(refused))
    answer["WWW-Authenticate"] = f'{CHALLENGE}, error="invalid_token"'
    return answer
