# SPDX-License-Identifier: AGPL-3.0-or-later
"""The drawings of the site's sprite as files of their own, for paper."""

from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

from django.contrib.staticfiles import finders

from common.required import required

_SVG = "http://www.w3.org/2000/svg"
BLACK, WHITE = "#000000", "#ffffff"


def is_drawn(name: str) -> bool:
    """Whether the sprite has a drawing of that name."""
    return name in _symbols()


@lru_cache(maxsize=128)
def pictogram(name: str, colour: str = BLACK) -> bytes:
    """The drawing `name` of `img/sprite.svg`, in one colour. Raises KeyError where there is none."""
    symbol = _symbols()[name]
    drawing = ElementTree.Element(f"{{{_SVG}}}svg", dict(symbol.attrib))
    del drawing.attrib["id"]
    drawing.extend(symbol)
    return ElementTree.tostring(drawing).replace(b"currentColor", colour.encode())


@lru_cache(maxsize=1)
def _symbols() -> dict[str, ElementTree.Element]:
    path = required(finders.find("img/sprite.svg"))
    root = ElementTree.parse(Path(path)).getroot()
    return {str(symbol.get("id")): symbol for symbol in root.iter(f"{{{_SVG}}}symbol")}
