# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mails of a try: nothing leaves, each is kept as a file that only its owner may read."""

import contextlib
import os
import time
from collections.abc import Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage as Parsed
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

BACKEND = "common.kept_mails.EmailBackend"
# So many files are kept, the last ones.
KEPT = 200


def are_kept() -> bool:
    """Whether nothing leaves this site: what it would send is kept here."""
    return settings.EMAIL_BACKEND == BACKEND


class EmailBackend(BaseEmailBackend):
    """Writes what it is given into `settings.KEPT_MAILS`."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep the mails; how many."""
        folder = Path(settings.KEPT_MAILS)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for mail in email_messages:
            file = folder / f"{time.time_ns():020d}-{os.getpid()}.eml"
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.write(mail.message().as_bytes())
        for old in _files()[KEPT:]:
            with contextlib.suppress(FileNotFoundError):
                old.unlink()
        return len(email_messages)


def read() -> list[Parsed]:
    """The mails that were kept, the last first."""
    found = []
    for file in _files()[:KEPT]:
        with contextlib.suppress(OSError):
            found.append(message_from_bytes(file.read_bytes(), policy=policy.default))
    return found


def _files() -> list[Path]:
    return sorted(Path(settings.KEPT_MAILS).glob("*.eml"), reverse=True)
