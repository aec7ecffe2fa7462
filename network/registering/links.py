# SPDX-License-Identifier: AGPL-3.0-or-later
"""The links that who registered, or was invited, is sent: signed, and of a number that nothing else tells."""

import uuid

from django.core import signing
from django.urls import reverse
from django.utils.translation import override

from common.sites import site_url
from network.models import Invitation, Registration

_SALT, _INVITATION_SALT = "network.registering", "network.invitation"


def signed(key: uuid.UUID, salt: str) -> str:
    """What a link holds of a key; `salt` says of which links it is."""
    return signing.Signer(salt=salt).sign(key.hex)


def key_of(token: str, salt: str) -> uuid.UUID | None:
    """The key that a link of this salt holds; None where it is none of ours."""
    try:
        return uuid.UUID(signing.Signer(salt=salt).unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def token_of(registration: Registration) -> str:
    """What the link holds."""
    return signed(registration.key, _SALT)


def registration_of(token: str) -> Registration | None:
    """The registration that a link opens; None where it is none of ours, or its names are forgotten."""
    key = key_of(token, _SALT)
    if key is None:
        return None
    found = Registration.objects.filter(key=key, forgotten_at__isnull=True)
    return found.select_related("event", "event__commune", "user").first()


def url_of(registration: Registration) -> str:
    """The whole address of the link, in the language of its person."""
    with override(registration.language):
        return site_url() + reverse("registration", args=[token_of(registration)])


def invitation_of(token: str) -> Invitation | None:
    """The invitation that a link opens; None where it is none of ours, or is forgotten."""
    key = key_of(token, _INVITATION_SALT)
    if key is None:
        return None
    return Invitation.objects.filter(key=key).select_related("event", "event__commune", "user").first()


def invitation_url(invitation: Invitation) -> str:
    """The whole address of the page where one answers an invitation."""
    return site_url() + reverse("event-invitation", args=[signed(invitation.key, _INVITATION_SALT)])
