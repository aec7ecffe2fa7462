# SPDX-License-Identifier: AGPL-3.0-or-later
"""The second factor that prefecture staff and administrators show before a page of their role opens.

A code of an application, a recovery code or a passkey: a passkey that verifies who holds it counts for both.
Programs that show a token are not asked. Until it is shown, a session is a professional's (`accounts.roles`).
"""

from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from accounts import closing, notices
from accounts.models import User

_METHOD = "mfa"


def is_missing(request: HttpRequest, user: User) -> bool:
    """Whether a session must show a second factor before it opens what this account may."""
    if not settings.REQUIRE_SECOND_FACTOR or user.is_example or not (user.is_staff or user.is_superuser):
        return False
    return not any(map(_counts, get_authentication_records(request, user)))


def _counts(record: dict[str, Any]) -> bool:
    """Whether what a session has shown is a second factor, ours or one that ProConnect asked for (`amr`)."""
    return record["method"] == _METHOD or _METHOD in record.get("amr", [])


def has_one(user: User) -> bool:
    """Whether an account has a second factor, recovery codes aside."""
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def note_added(request: HttpRequest, user: User, kind: str) -> None:
    """Note that a factor was just set up, which shows that its owner holds it."""
    record_authentication(request, user, method=_METHOD, type=kind)


def note_removed(request: HttpRequest, user: User) -> None:
    """Once the last factor is gone, what this session showed of it counts no more."""
    if not has_one(user):
        kept = [one for one in get_authentication_records(request, user) if one["method"] != _METHOD]
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = kept


@transaction.atomic
def forget(user: User) -> bool:
    """Take every factor from an account whose owner lost theirs, and end its sessions. They sign in by the
    code of their mailbox, which is told, and set up another. Whether there was any."""
    removed, _by_model = Authenticator.objects.filter(user=user).delete()
    if removed:
        closing.end_sessions(user)
        notices.send(notices.LOST_FACTOR, user.email)
    return bool(removed)
