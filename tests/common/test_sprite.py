# SPDX-License-Identifier: AGPL-3.0-or-later
"""The drawings of `img/sprite.svg`: one style, so that any two stand side by side."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

SVG = "{http://www.w3.org/2000/svg}"
SYMBOLS = list(ET.parse(finders.find("img/sprite.svg")).getroot())
STROKE = {
    "viewBox": "0 0 24 24",
    "fill": "none",
    "stroke": "currentColor",
    "stroke-width": "2",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
}
# A drawing that a page names: {% icon "phone" %}, {{ icon("phone") }}.
NAMED = re.compile(r"""\bicon[ (]["']([a-z-]+)["']""")


def test_no_drawing_has_the_name_of_another():
    names = [symbol.get("id") for symbol in SYMBOLS]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("symbol", SYMBOLS, ids=lambda symbol: symbol.get("id"))
def test_every_drawing_is_of_one_style(symbol):
    assert symbol.tag == f"{SVG}symbol"
    assert {name: symbol.get(name) for name in STROKE} == STROKE
    for shape in symbol.iter():
        assert shape is symbol or shape.tag in {f"{SVG}path", f"{SVG}circle"}
        # Its colour is that of the words beside it.
        assert shape is symbol or set(shape.attrib) <= {"d", "cx", "cy", "r", "fill"}
        assert shape.get("fill", "none") in {"none", "currentColor"}


def test_pages_name_drawings_that_there_are():
    drawn = {symbol.get("id") for symbol in SYMBOLS}
    pages = (p for p in Path(settings.BASE_DIR, "templates").rglob("*") if p.suffix in {".html", ".jinja"})
    named = {name for page in pages for name in NAMED.findall(page.read_text())}
    assert named
    assert not named - drawn
