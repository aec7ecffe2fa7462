# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers of rows, as addresses and forms say them."""

# The longest run of figures that PostgreSQL's bigint holds whatever they are.
_FIGURES = 18


def number_in(text: str) -> int | None:
    """The number that a text writes in figures; None for any other text, and for what numbers no row."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _FIGURES else None
