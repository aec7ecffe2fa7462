# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names on a drawing: the most peopled town first, each where it covers no symbol and no other name.

The seat of the département comes before all. A name is tried on its town, then around it within 24 units,
that of a large town further; where no place is free, it is left out.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from common.rectangles import Rectangle

# Inhabitants from which a name is written larger, and its size in units.
_SIZES = ((25_000, 15, True), (6_000, 13, False), (0, 12, False))
# (dx, dy) of the middle of a name from its town, in units, in the order in which they are tried.
_TRIED = (
    (0, 0), (0, -13), (0, 14), (0, -20), (0, 22), (16, -12), (-16, -12), (16, 13), (-16, 13), (24, 0),
    (-24, 0),
)  # fmt: skip
# What is looked for first on a map, the seat of its département and its large towns, is tried further.
_FURTHER = tuple(
    (round(away * math.cos(turn * math.pi / 6)), round(away * math.sin(turn * math.pi / 6)))
    for away in (32, 44, 56)
    for turn in (9, 3, 10, 8, 4, 2, 0, 6, 11, 7, 5, 1)
)
_FURTHEST = 56.0
_LARGE = 25_000
_GAP = 2.0
_ARRONDISSEMENT = re.compile(r" \d+(?:er|e) Arrondissement$")


@dataclass(frozen=True, slots=True)
class Town:
    """What may be named: a point in units and its inhabitants; `is_next_door` writes it lighter, `is_seat`
    says that it is the seat of its département."""

    name: str
    x: float
    y: float
    people: float
    is_next_door: bool = False
    is_seat: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is written: `x` is its middle, `y` its base line."""

    text: str
    x: float
    y: float
    size: float
    is_bold: bool = False
    is_light: bool = False


@dataclass(slots=True)
class Writing:
    """A drawing of `width` × `height` units that names are put on; `taken` is what none may cover."""

    width: float
    height: float
    taken: list[Rectangle] = field(default_factory=list)

    def put(
        self,
        text: str,
        x: float,
        y: float,
        size: float,
        *,
        is_bold: bool,
        is_light: bool = False,
        is_needed: bool = False,
    ) -> Name | None:
        """Write a name near a point, one that is needed a little further too; None where there is no room."""
        half = length(text, size, is_bold=is_bold) / 2
        furthest = _FURTHEST if is_needed else 24.0
        near = [(dx, dy * size / 13) for dx, dy in _TRIED]
        for dx, dy in (*near, *_FURTHER) if is_needed else near:
            # What does not fit across the edge is pushed in, no further than a name may be moved.
            middle = min(max(x + dx, half + _GAP), self.width - half - _GAP)
            if abs(middle - x) > max(furthest, half):
                continue
            centre = y + dy
            box = Rectangle(
                middle - half - _GAP, centre - size * 0.6, middle + half + _GAP, centre + size * 0.6
            )
            if self._is_free(box):
                self.taken.append(box)
                return Name(text, middle, centre + size * 0.36, size, is_bold, is_light)
        return None

    def _is_free(self, box: Rectangle) -> bool:
        inside = box.top >= 0 and box.bottom <= self.height
        return inside and not any(box.overlaps(other) for other in self.taken)


def written(
    writing: Writing, towns: Iterable[Town], *, most: int, next_door: int = 4, scale: float = 1.0
) -> list[Name]:
    """The names of towns: `most` of the territory's own, the seat of the département first, then the most
    peopled, then `next_door` of those beyond the border.

    `scale` makes them larger, for a drawing that is shown smaller.
    """
    found: list[Name] = []
    room = {False: most, True: next_door}
    for town in sorted(towns, key=_rank):
        if not room[town.is_next_door]:
            continue
        size, is_bold = size_of(_LARGE if town.is_seat else town.people)
        is_bold, is_light = is_bold and not town.is_next_door, town.is_next_door
        is_needed = not town.is_next_door and (town.is_seat or town.people >= _LARGE)
        name = writing.put(
            town.name,
            town.x,
            town.y,
            size * scale,
            is_bold=is_bold,
            is_light=is_light,
            is_needed=is_needed,
        )
        if name:
            found.append(name)
            room[town.is_next_door] -= 1
    return found


def _rank(town: Town) -> tuple:
    return (town.is_next_door, not town.is_seat, -town.people, town.name)


def whole_cities(towns: Iterable[Town]) -> list[Town]:
    """The same towns, a city of arrondissements once: under its own name, at the most peopled of them."""
    found: dict[str, Town] = {}
    for town in sorted(towns, key=lambda each: -each.people):
        city = _ARRONDISSEMENT.sub("", town.name)
        if city == town.name:
            found[f"{town.name} {town.x} {town.y}"] = town
        else:
            found.setdefault(city, replace(town, name=city))
    return list(found.values())


def size_of(people: float) -> tuple[float, bool]:
    """How large the name of a town is written, in units, and whether it is bold."""
    return next((size, is_bold) for least, size, is_bold in _SIZES if people >= least or least == 0)


def length(text: str, size: float, *, is_bold: bool = False, spacing: float = 0.0) -> float:
    """About how long a text is in units: as long as in the widest of the usual system fonts."""
    letters = sum(_width_of(letter) for letter in text)
    return math.ceil(letters * size * (1.09 if is_bold else 1.0) + spacing * len(text))


def _width_of(letter: str) -> float:
    if letter in "iljtfrI.,:;'’|! ":
        return 0.36
    if letter in "mwMW%—":
        return 0.92
    return 0.72 if letter.isupper() else 0.6
