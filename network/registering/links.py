# SPDX-License-Identifier: AGPL-3.0-or-later
"""The links that who registered, or was invited, is sent: signed, and of a number that nothing else tells."""

import uuid

from django.core import signing
from django.urls import reverse
from django.utils.translation import override

from common.sites import site_url
from network.models import Invitation, Registration

_SALT, _INVITATION_SALT = "network.registering", "network.invitation"


def token_of(registration: Registration) -> str:
    """What the link holds."""
    return signing.Signer(salt=_SALT).sign(registration.key.hex)


def registration_of(token: str) -> Registration | None:
    """The registration that a link opens; None where it is none of ours, or its names are forgotten."""
    try:
        key = uuid.UUID(signing.Signer(salt=_SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    found = Registration.objects.filter(key=key, forgotten_at__isnull=True)
    return found.select_related("event", "event__commune", "user").first()


def url_of(registration: Registration) -> str:
    """The whole address of the link, in the language of its person."""
    with override(registration.language):
        return site_url() + reverse("registration", args=[token_of(registration)])


def invitation_of(token: str) -> Invitation | None:
    """The invitation that a link opens; None where it is none of ours, or is forgotten."""
    try:
        key = uuid.UUID(signing.Signer(salt=_INVITATION_SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return Invitation.objects.filter(key=key).select_related("event", "event__commune", "user").first()


def invitation_url(invitation: Invitation) -> str:
    """The whole address of the page where one answers an invitation."""
    token = signing.Signer(salt=_INVITATION_SALT).sign(invitation.key.hex)
    return site_url() + reverse("event-invitation", args=[token])
