# SPDX-License-Identifier: AGPL-3.0-or-later
"""A partner's colour: taken where white text on it, and it on white, are legible."""

import re

from django.core.exceptions import ValidationError

# WCAG 2.2, 1.4.3: ordinary text.
LEAST_CONTRAST = 4.5
_COLOUR = re.compile(r"#[0-9a-f]{6}")


def contrast_with_white(colour: str) -> float:
    """The contrast of « #1d4f5c » and white, from 1 to 21 (WCAG 2.2, « relative luminance »)."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def colour_of(text: str) -> str:
    """The colour of a text, in small letters. Raises ValidationError for what is none, or is too light."""
    colour = text.strip().lower()
    if not _COLOUR.fullmatch(colour):
        raise ValidationError("Une couleur s’écrit comme #1d4f5c : # et six chiffres ou lettres de a à f.")
    found = contrast_with_white(colour)
    if found < LEAST_CONTRAST:
        said = f"{found:.1f}".replace(".", ",")
        raise ValidationError(
            f"Trop claire : son contraste avec le blanc est de {said}, il en faut 4,5."
            " Prenez-en une plus foncée."
        )
    return colour
