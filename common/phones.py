# SPDX-License-Identifier: AGPL-3.0-or-later
"""Telephone numbers as people write them, of France unless they say of where."""

import phonenumbers

_FRANCE = 33
# Of a number in France, without its 0.
_DIGITS = 9


def can_be_called(number: str) -> bool:
    """Whether a text is a whole number: the ten digits of France, a short one (115, 3949), or one of another
    country with its code."""
    if "@" in number:
        return False
    try:
        parsed = phonenumbers.parse(number, "FR")
    except phonenumbers.NumberParseException:
        return False
    if parsed.country_code != _FRANCE:
        return phonenumbers.is_possible_number(parsed)
    # Numbers of overseas are written as those of here, and known under another code.
    return (
        phonenumbers.is_valid_number(parsed)
        or len(str(parsed.national_number)) == _DIGITS
        or phonenumbers.is_valid_short_number_for_region(parsed, "FR")
    )
