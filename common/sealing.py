# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the database keeps without being able to read it: sealed under SECRET_KEY, which it does not hold."""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def cipher(purpose: bytes) -> MultiFernet:
    """The cipher of one purpose (16 bytes at most): what another purpose sealed, it does not open. It seals
    by SECRET_KEY, and opens by SECRET_KEY_FALLBACKS too."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.blake2b(key.encode(), digest_size=32, person=purpose).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
