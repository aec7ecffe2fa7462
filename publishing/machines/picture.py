# SPDX-License-Identifier: AGPL-3.0-or-later
"""A picture for a shared link, drawn by Typst: what it is about in words, and a small map of our outlines.

All pictures have one look. Drawing one takes some hundredths of a second and no outside service; Typst reads
its template and the fonts, and everything said is data to it (`picture.typ`).
"""

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import typst
from django.conf import settings
from django.utils.html import escape
from django.utils.translation import get_language, get_language_bidi

from mapping.vocabulary import ThemeSpec
from places import sketch

# As those who show links ask for; Typst's points are pixels at this resolution.
WIDTH, HEIGHT = 1200, 630
_PIXELS_PER_INCH = 72.0
_TEMPLATE = Path(__file__).with_suffix(".typ")
_FONTS = [Path("/usr/share/fonts", folder) for folder in ("truetype", "opentype/fonts-hosny-amiri")]
ACCENT = "#1d4f5c"
# Of a title, what takes more room than there is in the smallest letters.
_LONGEST_TITLE, _LONGEST_LINE = 170, 90
# The room for the title, in pixels: less where there is something to say around it.
_ROOM, _LINE_TAKES, _TILES_TAKE = 420, 62, 86
_SYMBOL = re.compile(r'<symbol id="([\w-]+)" ([^>]*)>(.*?)</symbol>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Map:
    """The communes within a square of `km` kilometres around a point in degrees (WGS 84), which is marked
    where it `is_marked`: where it is the place itself."""

    lon: float
    lat: float
    km: float
    is_marked: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn: `above` and `below` the title, the themes as pictograms, and a map. Without a map, the
    pictograms take its place, on `colour` (#rrggbb, white is legible on it)."""

    title: str
    above: str = ""
    below: str = ""
    themes: tuple[ThemeSpec, ...] = ()
    map: Map | None = None
    colour: str = ACCENT


def validator(picture: Picture, edition: str) -> str:
    """What tells one picture from another: what it says, in which language, of which outlines (`edition`),
    drawn how."""
    about = (picture.title, picture.above, picture.below, picture.colour, picture.map)
    themes = [(one.code, one.colour) for one in picture.themes]
    said = repr((about, themes, get_language(), edition, settings.SITE_NAME)).encode()
    return hashlib.blake2s(_TEMPLATE.read_bytes() + said, digest_size=12).hexdigest()


def drawn(picture: Picture) -> bytes:
    """The picture as PNG, in the language of the moment."""
    tiles = [{"colour": one.colour, "icon": pictogram(one.pictogram)} for one in picture.themes]
    room = _ROOM - _LINE_TAKES * (bool(picture.above) + bool(picture.below))
    said = {
        "title": _shortened(picture.title, _LONGEST_TITLE),
        "above": _shortened(picture.above, _LONGEST_LINE),
        "below": _shortened(picture.below, _LONGEST_LINE),
        "colour": picture.colour,
        "tiles": tiles or [{"colour": picture.colour, "icon": pictogram("map")}],
        "map": _map(picture.map, picture.colour) if picture.map else "",
        "room": room - (_TILES_TAKE if picture.map else 0),
        "site": settings.SITE_NAME,
        "logo": _logo(),
        "rtl": get_language_bidi(),
        "lang": (get_language() or settings.LANGUAGE_CODE)[:2],
    }
    if picture.map and not tiles:
        said["tiles"] = []
    made = typst.compile(
        _TEMPLATE,
        format="png",
        ppi=_PIXELS_PER_INCH,
        font_paths=_FONTS,
        ignore_system_fonts=True,
        sys_inputs={"said": json.dumps(said)},
    )
    if not isinstance(made, bytes):
        raise ValueError("Une image d’une seule page est attendue.")
    return made


def _shortened(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


@cache
def _symbols() -> dict[str, str]:
    """The drawings of the sprite in white, each an SVG of its own."""
    sprite = (settings.BASE_DIR / "static/img/sprite.svg").read_text(encoding="utf-8")
    return {
        name: f'<svg xmlns="http://www.w3.org/2000/svg" {how}>{inside}</svg>'.replace(
            "currentColor", "#ffffff"
        )
        for name, how, inside in _SYMBOL.findall(sprite)
    }


def pictogram(name: str) -> str:
    """A drawing of the sprite in white, as SVG. Raises KeyError for a name that it has not."""
    return _symbols()[name]


@cache
def _logo() -> str:
    return (settings.BASE_DIR / "static/img/logo.svg").read_text(encoding="utf-8")


def _map(around: Map, colour: str) -> str:
    """The communes around a point as SVG, with their names and, where it is marked, a pin in the middle."""
    drawing = sketch.around(around.lon, around.lat, around.km)
    side, middle = sketch.SIDE, sketch.SIDE / 2
    outlines = "".join(f'<path d="{path}"/>' for path in drawing.paths)
    names = "".join(f'<text x="{one.x:g}" y="{one.y:g}">{escape(one.text)}</text>' for one in drawing.names)
    pin = _PIN.format(x=middle, y=middle, colour=colour) if around.is_marked else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<rect width="{side}" height="{side}" fill="#e9edea"/>'
        f'<g fill="#fbfaf6" stroke="#b9c0bb" stroke-width=".5" stroke-linejoin="round">{outlines}</g>'
        '<g font-family="Open Sans" font-weight="600" font-size="7" fill="#3f484c" text-anchor="middle"'
        f' stroke="#fbfaf6" stroke-width="1.6" paint-order="stroke">{names}</g>{pin}</svg>'
    )


_PIN = (
    '<g transform="translate({x:g} {y:g}) scale(.62)">'
    '<path d="M0 0c-9-10-14-16-14-23a14 14 0 0 1 28 0c0 7-5 13-14 23z"'
    ' fill="{colour}" stroke="#fff" stroke-width="2.4"/><circle cy="-23" r="5" fill="#f3c13a"/></g>'
)
