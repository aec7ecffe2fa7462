# SPDX-License-Identifier: AGPL-3.0-or-later
"""The map of a report as a drawing (SVG), to be printed."""

from dataclasses import dataclass

import numpy as np
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from territory import drawings
from territory.classes import COLOURS, MISSING
from territory.report import Report

# Places drawn at most: beyond, dots would cover what they stand on.
_MAX_PLACES = 800
# A drawing is this wide in its own units, whatever the territory: strokes are told in them.
_WIDTH = 1000.0


@dataclass(frozen=True, slots=True)
class Shape:
    """One commune: its path in metres, its colour (empty where it is not known), whether it is pale."""

    path: str
    colour: str
    faded: bool


def as_svg(report: Report) -> SafeString:
    """The choropleth, the existing places as dots; empty where no commune has an outline."""
    assessment = report.assessment
    drawn = drawings.drawing(report.view.scope, assessment.epsg)
    if drawn is None:
        return SafeString("")
    classes = report.classes
    numbers = {code: i for i, code in enumerate(assessment.people.codes.tolist())}
    shapes = []
    for code, path in drawn.paths.items():
        number = int(classes.of[numbers[code]]) if code in numbers else MISSING
        faded = code in numbers and bool(classes.faded[numbers[code]])
        shapes.append(Shape(path, "" if number == MISSING else COLOURS[number], faded))
    west, north, width, height = drawn.box
    unit = width / _WIDTH
    x, y = assessment.places_at.T
    inside = (x >= west) & (x <= west + width) & (-y >= north) & (-y <= north + height)
    drawing = render_to_string(
        "territory/drawing.svg",
        {
            "box": f"{west:.0f} {north:.0f} {width:.0f} {height:.0f}",
            "shapes": shapes,
            "places": np.column_stack([x, -y])[inside][:_MAX_PLACES].round().astype(int).tolist(),
            "thin": f"{unit:.0f}",
            "dot": f"{9 * unit:.0f}",
            "hatch": f"{9 * unit:.0f}",
            "hatch_line": f"{3 * unit:.0f}",
            "title": classes.title,
        },
    )
    return mark_safe(drawing)
