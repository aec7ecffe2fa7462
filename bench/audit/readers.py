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
def accounts() -> Iterator[dict[str, User]]:
    """The account of each reader, by the name of the reader."""
    made: dict[str, User] = {}
    try:
        for name, role in _ROLES.items():
            made[name] = User.objects.create_user(
                f"{secrets.token_hex(8)}@audit.invalid", full_name="Camille Essai", **role
            )
            if charter := CharterVersion.objects.first():
                CharterAcceptance.objects.create(user=made[name], version=charter)
        yield made
    finally:
        for user in made.values():
            user.delete()


def sessions_of(accounts: dict[str, User]) -> dict[str, str]:
    """The cookie of a session of each account, by the name of its reader."""
    found = {}
    for name, user in accounts.items():
        client = Client()
        client.force_login(user)
        found[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return found
