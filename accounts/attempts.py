# SPDX-License-Identifier: AGPL-3.0-or-later
"""How often signing in may be tried: by the account that is named, whether it exists or not, and by network.

Who guesses is held to few tries from one network, and to a wider number of them from everywhere. Neither is
counted for a device on which that account signed in before (a signed cookie says so): it has tries of its
own, so that no stranger's mistakes keep the owner out.

An attempt is counted before the password, or the code, is looked at, so that twenty at once are twenty; one
that succeeds is not counted.
"""

import logging
import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from common import limits
from common.clients import address_of, network_of
from common.limits import Limit, TooMany

logger = logging.getLogger("accounts.sign_in")

# Ten mistakes in a row, then forty guesses an hour: from one network, and on a device that is known.
HERE = Limit("sign-in by account and network", 10, 900)
BY_DEVICE = Limit("sign-in by account and device", 10, 900)
# From everywhere. More than one network may ever make, so that one alone keeps nobody out.
BY_ACCOUNT = Limit("sign-in by account", 100, 3600)
# A whole service signs in from one address, and some of it mistypes.
BY_NETWORK = Limit("sign-in by network", 50, 900)

COOKIE = "appareil"
KNOWN_FOR_S = 180 * 86_400
# A counter's computer is used by several.
_ACCOUNTS_A_DEVICE = 8


def begin(request: HttpRequest | None, email: str) -> None:
    """Count an attempt. Raises TooMany, which says how long to wait and not which limit was met."""
    try:
        for limit, who, width in _counted(request, email):
            limits.take(limit, who, width)
    except TooMany as refused:
        _log("refused, too many attempts", request, email)
        raise TooMany(
            _("Trop d'essais de connexion. Par sécurité, réessayez dans %(wait)s.")
            % {"wait": limits.wait_text(refused.wait_s)},
            refused.wait_s,
        ) from refused


def succeeded(request: HttpRequest | None, email: str) -> None:
    """Uncount an attempt that was right, and the mistakes before it from the same place."""
    for limit, who, width in _counted(request, email):
        if limit in (HERE, BY_DEVICE):
            limits.forget(limit, who)
        elif who:
            limits.give_back(limit, who, width)


def remember(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Make the device known to this account, which has just signed in: a signed cookie that the pages of
    signing in alone are sent, and that names no one."""
    device, accounts = _device(request)
    account = limits.digest(_account(email))
    kept = [account, *(one for one in accounts if one != account)][:_ACCOUNTS_A_DEVICE]
    response.set_cookie(
        COOKIE,
        signing.dumps([device or secrets.token_urlsafe(12), kept], salt=COOKIE),
        max_age=KNOWN_FOR_S,
        path=reverse("login"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def is_known_device(request: HttpRequest | None, email: str) -> bool:
    """Whether an account signed in before on the device that asks."""
    return limits.digest(_account(email)) in _device(request)[1]


def _counted(request: HttpRequest | None, email: str) -> list[tuple[Limit, str, int]]:
    """What an attempt counts in, with the name it is counted under and the width."""
    account = _account(email)
    device, accounts = _device(request)
    if device and limits.digest(account) in accounts:
        return [(BY_DEVICE, f"{account} {device}", 1)]
    network = network_of(request)
    # The narrow ones first: what they refuse is not counted in the wide one.
    return [
        (BY_NETWORK, network.key, network.width),
        (HERE, f"{account} {network.key}", 1),
        (BY_ACCOUNT, account, 1),
    ]


def _device(request: HttpRequest | None) -> tuple[str, list[str]]:
    """The name of the device and the digests of the accounts that signed in on it; empty where not known."""
    try:
        device, accounts = signing.loads(
            request.COOKIES.get(COOKIE, "") if request else "", salt=COOKIE, max_age=KNOWN_FOR_S
        )
    except signing.BadSignature:
        return "", []
    return device, accounts


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
