"""Landmarks of pages: whoever goes from one to the next by their names is told no name twice."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates"
_NAMED = re.compile(r'<(?:section|nav|aside|form)\b[^>]*?aria-labelledby="([^"{]+)"', re.DOTALL)
_SCROLLS = re.compile(r'<div\b[^>]*?role="region"[^>]*>', re.DOTALL)
_NAME = re.compile(r'aria-labelledby="([^"]+)"')


@pytest.mark.parametrize(
    "file", sorted(TEMPLATES.rglob("*.html")), ids=lambda file: str(file.relative_to(TEMPLATES))
)
def test_a_box_that_scrolls_has_a_name_that_no_other_landmark_has(file):
    text = file.read_text()
    boxes = {found[1] for box in _SCROLLS.findall(text) if (found := _NAME.search(box))}
    assert boxes & set(_NAMED.findall(text)) == set()


_MATRIX = re.compile(r'matrix\([^)]*"([^"]+)"\)')
_HEADING = re.compile(r"<h[1-6]\b[^>]*>\s*([^<{]+?)\s*</h[1-6]>")


@pytest.mark.parametrize(
    "file", sorted(TEMPLATES.rglob("*.html")), ids=lambda file: str(file.relative_to(TEMPLATES))
)
def test_a_table_of_freshness_is_not_called_as_the_heading_above_it(file):
    text = file.read_text()
    assert set(_MATRIX.findall(text)) & set(_HEADING.findall(text)) == set()
