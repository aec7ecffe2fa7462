"""The accounts that the audit reads as: made for as long as it looks, and taken away after it."""

import contextlib
import secrets
from collections.abc import Iterator

from django.conf import settings
from django.test import Client

from accounts.charter import CharterAcceptance, CharterVersion
from accounts.models import User
from bench.audit.states import PROFESSIONAL, STAFF

_ROLES = {PROFESSIONAL: {"is_professional": True}, STAFF: {"is_staff": True}}


@contextlib.contextmanager
def signed_in() -> Iterator[dict[str, str]]:
    """The cookie of a session of each reader, by the name of the reader."""
    made: list[User] = []
    sessions = {}
    try:
        for name, role in _ROLES.items():
            user = User.objects.create_user(
                f"{secrets.token_hex(8)}@audit.invalid", full_name="Camille Essai", **role
            )
            made.append(user)
            if charter := CharterVersion.objects.first():
                CharterAcceptance.objects.create(user=user, version=charter)
            client = Client()
            client.force_login(user)
            sessions[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
        yield sessions
    finally:
        for user in made:
            user.delete()
