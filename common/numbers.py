# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers, as addresses and forms say those of rows, and as pages of staff say how many there are."""

from django.utils.translation import gettext as _

# The longest run of figures that PostgreSQL's bigint holds whatever they are.
_FIGURES = 18


def number_in(text: str) -> int | None:
    """The number that a text writes in figures; None for any other text, and for what numbers no row."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _FIGURES else None


def percent_of(part: int, whole: int) -> str:
    """A share as a person reads it, rounded to the nearest: « 2 % », « moins de 1 % » where there are some,
    « plus de 99 % » where some are left."""
    share = 100 * part / whole if whole else 0.0
    if 0 < share < 1:
        return _("moins de 1 %")
    if 99 < share < 100:
        return _("plus de 99 %")
    return _("%(share)d %%") % {"share": int(share + 0.5)}


def counted(count: int, one: str, many: str) -> str:
    """« 1 structure », « 12 structures », « 0 structure »: for what is written in French alone."""
    return f"{count} {many if count > 1 else one}"
