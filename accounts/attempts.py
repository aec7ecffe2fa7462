"""How often signing in may be tried: by the account that is named, whether it exists or not, and by network.

An attempt is counted before the password is looked at, so that twenty at once are twenty; one that succeeds
is not counted.
"""

import logging

from django.http import HttpRequest
from django.utils.translation import gettext as _

from common import limits
from common.clients import address_of, network_of
from common.limits import Limit, TooMany

logger = logging.getLogger("accounts.sign_in")

# Ten mistakes in a row, then forty guesses an hour.
BY_ACCOUNT = Limit("sign-in by account", 10, 900)
# A whole service signs in from one address, and some of it mistypes.
BY_NETWORK = Limit("sign-in by network", 50, 900)


def begin(request: HttpRequest | None, email: str) -> None:
    """Count an attempt. Raises TooMany, which says how long to wait and not which limit was met."""
    network = network_of(request)
    try:
        limits.take(BY_NETWORK, network.key, network.width)
        limits.take(BY_ACCOUNT, _account(email))
    except TooMany as refused:
        _log("refused, too many attempts", request, email)
        raise TooMany(
            _("Trop d'essais de connexion. Par sécurité, réessayez dans %(wait)s.")
            % {"wait": limits.said(refused.wait_s)},
            refused.wait_s,
        ) from refused


def succeeded(request: HttpRequest | None, email: str) -> None:
    """Uncount an attempt that was right, and the mistakes before it on the same account."""
    network = network_of(request)
    limits.forget(BY_ACCOUNT, _account(email))
    if network.key:
        limits.give_back(BY_NETWORK, network.key, network.width)


def failed(request: HttpRequest | None, email: str) -> None:
    """Log an attempt that was wrong: the same line whether the account exists or not."""
    _log("failed", request, email)


def _log(what: str, request: HttpRequest | None, email: str) -> None:
    # What was typed is not repeated: sometimes it is the password. The same text has the same name each time.
    logger.warning(
        "Sign-in %s: account %s, from %s",
        what,
        limits.digest(_account(email))[:8],
        (request and address_of(request)) or "nowhere",
    )


def _account(email: str) -> str:
    """One name for all ways of writing an address that the database takes for one (`get_by_natural_key`)."""
    return email.strip().upper()
