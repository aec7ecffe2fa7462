# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a file of staff's is refused."""

from django.utils.translation import gettext as _

MAX_BYTES = 8_000_000


class Refused(Exception):
    """The file is not what was expected; the message says how, to whoever sent it."""


def too_heavy() -> str:
    """What to tell who sends a file of more than `MAX_BYTES` bytes."""
    return _("Ce fichier est trop lourd : %(n)d Mo au plus.") % {"n": MAX_BYTES // 1_000_000}
