"""The colours of the tokens, as people see them: what is written is legible on what it is written on."""

import re
from pathlib import Path

import pytest
from django.conf import settings

SHEET = Path(settings.BASE_DIR, "static/css/tokens.css").read_text()


def tokens(block: str) -> dict[str, str]:
    """The colours that a block of the sheet gives, by name."""
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})\b", block))


LIGHT = tokens(SHEET.split("@media", 1)[0])
DARK = LIGHT | tokens(SHEET.split("prefers-color-scheme: dark", 1)[1].split("/* Under", 1)[0])


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2 defines it."""
    digits = colour[1:]
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = ((c / 12.92) if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG's ratio, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


PAIRS = [
    ("ink", "paper", 7),
    ("text", "paper", 7),
    ("text", "ground", 7),
    ("mention", "paper", 4.5),
    ("mention", "ground", 4.5),
    ("mention", "tint", 4.5),
    ("accent", "paper", 4.5),
    ("accent", "tint", 4.5),
    ("accent", "ground", 4.5),
    ("on-accent", "accent", 4.5),
    ("on-accent", "accent-strong", 4.5),
    ("ok", "ok-tint", 4.5),
    ("ok", "paper", 4.5),
    ("doubt", "doubt-tint", 4.5),
    ("doubt", "paper", 4.5),
    ("stop", "stop-tint", 4.5),
    ("stop", "paper", 4.5),
    ("text", "grey-tint", 4.5),
    ("field", "paper", 3),
    ("on-yellow", "yellow", 7),
    ("ink", "mark", 4.5),
    ("on-tray", "tray", 7),
    ("town", "land", 4.5),
    ("town-beyond", "beyond", 4.5),
    ("departement-line", "land", 3),
]


@pytest.mark.parametrize(("written", "under", "least"), PAIRS)
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_what_is_written_is_legible(theme, written, under, least):
    assert contrast(theme[written], theme[under]) >= least


def test_no_other_sheet_has_colours_of_its_own():
    """But what dresses the State's sites, what must stand without any other sheet, and paper."""
    free = {
        "map.css",
        "tokens.css",
        "state.css",
        "plain.css",
        "print.css",
        "handout.css",
        "data.css",
        "territory.css",
    }
    for sheet in Path(settings.BASE_DIR, "static/css").glob("*.css"):
        if sheet.name not in free:
            colours = set(re.findall(r"#[0-9a-fA-F]{3,6}\b", sheet.read_text()))
            assert not colours - {"#fff", "#000"}, sheet.name
