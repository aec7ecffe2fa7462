# SPDX-License-Identifier: AGPL-3.0-or-later
"""The columns of a report as a picture of its own (SVG), in black on white: textures tell the parts
apart, as on its page."""

from django.utils.html import escape

from evaluation.plots import Column, Columns, Part
from territory.words import number as written

# How each part is filled: plain, stripes, dots, nothing.
TEXTURES = {"pres": "#222", "loin": "url(#loin)", "trouve": "url(#trouve)", "rien": "#fff"}
_PATTERNS = (
    '<defs><pattern id="loin" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="6" height="6" fill="#fff"/>'
    '<rect width="3" height="6" fill="#222"/></pattern>'
    '<pattern id="trouve" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<rect width="6" height="6" fill="#fff"/><circle cx="3" cy="3" r="1.4" fill="#222"/></pattern></defs>'
)
_TEXT = 'font-family="Open Sans" font-size="13" fill="#222"'


def columns_picture(drawn: Columns) -> str:
    """The months of a report."""
    lines = "".join(
        f'<line x1="{drawn.left}" x2="{drawn.width}" y1="{y}" y2="{y}" stroke="#999" stroke-width="0.7"/>'
        f'<text x="{drawn.left - 8}" y="{y + 4}" text-anchor="end" {_TEXT}>{escape(written(n))}</text>'
        for y, n in drawn.lines
    )
    return _picture(drawn.width, drawn.height, lines + "".join(map(_column, _columns(drawn))))


def sample(texture: str) -> str:
    """What stands in the key for a part."""
    return _picture(24, 14, _rect(Part(texture, 1, 1, 22, 12)))


def _columns(drawn: Columns) -> list[tuple[Column, int]]:
    return [(column, drawn.foot) for column in drawn.columns]


def _column(one: tuple[Column, int]) -> str:
    column, foot = one
    label = f'<text x="{column.middle}" y="{foot}" text-anchor="middle" {_TEXT}>{escape(column.label)}</text>'
    return "".join(map(_rect, column.parts)) + label


def _rect(part: Part) -> str:
    return (
        f'<rect x="{part.x}" y="{part.y}" width="{part.width}" height="{part.height}" '
        f'fill="{TEXTURES[part.texture]}" stroke="#222" stroke-width="0.8"/>'
    )


def _picture(width: int, height: int, inside: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">{_PATTERNS}{inside}</svg>'
    )
