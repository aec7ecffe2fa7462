# SPDX-License-Identifier: AGPL-3.0-or-later
"""The links that structures are sent: random, signed, of which only a digest is kept."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.core import signing
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from mapping.models import ConfirmationRequest

LASTS = timedelta(days=30)
_SALT = "mapping.campaigns"


@sensitive_variables("random", "token")
def new_token() -> tuple[str, str]:
    """What a new link holds, and the digest of it to keep."""
    random = secrets.token_urlsafe(24)
    token = signing.Signer(salt=_SALT).sign(random)
    return token, digest_of(random)


def digest_of(random: str) -> str:
    """SHA-256, in hexadecimal: 192 random bits need no slow digest."""
    return hashlib.sha256(random.encode()).hexdigest()


@sensitive_variables("token")
def request_of(token: str) -> ConfirmationRequest | None:
    """The request that a link opens now; None where it is none of ours, is revoked or has expired."""
    try:
        random = signing.Signer(salt=_SALT).unsign(token)
    except signing.BadSignature:
        return None
    found = ConfirmationRequest.objects.select_related("campaign").filter(token_digest=digest_of(random))
    request = found.first()
    return request if request and request.is_open else None


def expiry() -> datetime:
    """When a link made now opens nothing any more."""
    return timezone.now() + LASTS
