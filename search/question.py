# SPDX-License-Identifier: AGPL-3.0-or-later
"""One search, as values: what is asked of a service, around where, and which part of the answer is wanted.

`search.filters` makes a `Search` of a query string, and `Search.query()` a query string of a `Search`.
"""

import math
import re
from dataclasses import dataclass, field, make_dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from places.territories import TerritoryKind
from search import registry

DEFAULT_RADIUS_KM = 20.0
MAX_RADIUS_KM = 200.0
# Those that a menu offers, and that a search that found nothing is widened to.
RADII_KM = (2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 50.0, 100.0)
DEFAULT_LIMIT = 20


if TYPE_CHECKING:

    class _ByCriterion:
        """A field for each criterion, as the registry says them."""

        __dataclass_fields__: ClassVar[dict[str, Any]]

        def __init__(self, *asked: Any, **by_name: Any) -> None: ...
        def __getattr__(self, name: str) -> Any: ...

else:
    _ByCriterion = make_dataclass(
        "_ByCriterion",
        [(one.name, type(one.empty), one.empty) for one in registry.CRITERIA],
        frozen=True,
        slots=True,
    )


class Criteria(_ByCriterion):
    """What is asked of a service: values of one kind are alternatives, kinds are conjunctive.

    One field for each criterion of `search.registry`, by its name: a tuple of values, whether it is asked
    for, or a text, empty where it is not. All of it must hold of one and the same service, and what is read
    from a structure of its structure. `out_of_zone` also lets in what the service's area excludes.
    """

    __slots__ = ()

    @property
    def says_a_territory(self) -> bool:
        """Whether it asks for what stands in some territory."""
        return any(getattr(self, kind) for kind in TerritoryKind)

    def standing_in(self, kind: TerritoryKind | None = None, code: str = "") -> "Criteria":
        """The same in that territory instead, or in none."""
        return replace(self, **{str(one): code if one is kind else "" for one in TerritoryKind})


@dataclass(frozen=True, slots=True)
class Need:
    """A theme, by its code, with the criteria that hold of it alone (`search.registry.OF_A_NEED`)."""

    theme: str
    criteria: Criteria

    def of(self, person: Criteria) -> Criteria:
        """What the need asks in all: its theme, the person's criteria, and its own in the place of those that
        ask the same of every need."""
        own = {
            one.name: value
            for one in registry.OF_A_NEED.values()
            if (value := getattr(self.criteria, one.name))
        }
        return replace(person, themes=(self.theme,), **own)


# The orders of a list around a place.
ORDERS = [
    ("distance", _("Les plus proches d'abord")),
    ("pertinence", _("Proches et bien renseignées d'abord")),
]
# That of a list without one, where `distance` is by number; around a place it is `pertinence`.
INFORMED = "renseignees"


@dataclass(frozen=True, slots=True)
class Place:
    """Around where: WGS 84 degrees and a radius in kilometres.

    `commune` is the INSEE code when the centre is a commune's point rather than a given one.
    """

    lat: float
    lon: float
    radius_km: float = DEFAULT_RADIUS_KM
    commune: str = ""

    def parameters(self) -> dict[str, str]:
        """What says this place in a query string."""
        if self.commune:
            said = {"commune": self.commune}
        else:
            said = {"lat": _degrees(self.lat), "lon": _degrees(self.lon)}
        if self.radius_km != DEFAULT_RADIUS_KM:
            said["rayon_km"] = f"{self.radius_km:g}"
        return said


def _degrees(angle: float) -> str:
    return f"{angle:.6f}".rstrip("0").rstrip(".")


# The day is one that a date can hold.
_CURSOR = re.compile(
    r"(\d{1,9}(?:\.\d{1,20})?(?:e-\d{1,3})?)~(\d{1,18})~(\d{1,18})(?:~([1-9]\d{0,5}|[12]\d{6}))?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the previous page ended.

    The distance or the score in metres (0 where there is no place), the structure, and the first of its
    services there (0 where it has none). `day` is that of a score, as an ordinal, so that a list goes on as
    it began; 0 for a distance.
    """

    rank_m: float
    structure_id: int
    service_id: int = 0
    day: int = 0

    def __str__(self) -> str:
        day = f"~{self.day}" if self.day else ""
        return f"{self.rank_m!r}~{self.structure_id}~{self.service_id}{day}"

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Raises ValueError for anything that `str` of a cursor would not give."""
        match = _CURSOR.fullmatch(text)
        if not match:
            raise ValueError(text)
        return cls(float(match[1]), int(match[2]), int(match[3]), int(match[4] or 0))


@dataclass(frozen=True, slots=True)
class Box:
    """Between two meridians and two parallels, in WGS 84 degrees; never across the antimeridian."""

    west: float
    south: float
    east: float
    north: float

    def __str__(self) -> str:
        return ",".join(
            repr(edge).removesuffix(".0") for edge in (self.west, self.south, self.east, self.north)
        )

    @classmethod
    def parse(cls, text: str) -> "Box":
        """Raises ValueError for what is not four numbers, in the world, each lower than its other."""
        edges = [float(edge) for edge in text.split(",")]
        if len(edges) != 4 or not all(map(math.isfinite, edges)):
            raise ValueError(text)
        west, south, east, north = edges
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise ValueError(text)
        return cls(west, south, east, north)


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of the answer, and how it is looked at; `bbox` and `zoom` are a map's.

    `as_told` puts the nearest first by the distances that people are told (`search.engine.nearest.TOLD`): a
    page's list, which says « environ 1 km » where it does not know better. No address says it.
    """

    limit: int = DEFAULT_LIMIT
    cursor: Cursor | None = None
    view: str = "liste"
    order: str = "distance"
    bbox: Box | None = None
    zoom: int | None = None
    as_told: bool = False

    def parameters(self) -> dict[str, str]:
        """What says this window in a query string, but for what is usual."""
        said = {
            "limit": (str(self.limit), str(DEFAULT_LIMIT)),
            "cursor": (str(self.cursor or ""), ""),
            "vue": (self.view, "liste"),
            "tri": (self.order, "distance"),
            "bbox": (str(self.bbox or ""), ""),
            "zoom": ("" if self.zoom is None else str(self.zoom), ""),
        }
        return {name: value for name, (value, usual) in said.items() if value != usual}


@dataclass(frozen=True, slots=True)
class Search:
    """One search, whoever asks it. `place` is None when none was given, and where a territory was.

    `criteria` are the person's, which hold for every theme asked for; `own` are the needs that have criteria
    of their own: of themes that are asked for, in their order, whatever it was made with. What makes sense
    for some of several themes only is theirs, whoever it was asked of.
    """

    criteria: Criteria = field(default_factory=Criteria)
    place: Place | None = None
    window: Window = field(default_factory=Window)
    own: tuple[Need, ...] = ()

    def __post_init__(self) -> None:
        if len(self.criteria.themes) > 1:
            self._settle()
        if self.own:
            by_theme = {need.theme: need for need in self.own if need.criteria != Criteria()}
            kept = [by_theme[code] for code in self.criteria.themes if code in by_theme]
            object.__setattr__(self, "own", tuple(kept))

    def _settle(self) -> None:
        """Give what makes sense for some of the themes only to those, unless they have their own."""
        asked = self.criteria.themes
        for one in registry.OF_SOME_THEMES:
            value, spared = getattr(self.criteria, one.name), one.spared(asked)
            if not value or not spared:
                continue
            own = {need.theme: need.criteria for need in self.own}
            for code in (code for code in asked if code not in spared):
                said = own.get(code, Criteria())
                own[code] = said if getattr(said, one.name) else replace(said, **{one.name: value})
            object.__setattr__(self, "own", tuple(Need(code, said) for code, said in own.items()))
            object.__setattr__(self, "criteria", replace(self.criteria, **{one.name: one.empty}))

    def needs(self) -> "tuple[Search, ...]":
        """The search of each theme asked for, alone: its theme, the person's criteria and its own, as
        criteria of everything it asks. One search where one theme is asked for, or none."""
        if len(self.criteria.themes) <= 1 and not self.own:
            return (self,)
        by_theme = {need.theme: need for need in self.own}
        return tuple(
            replace(self, criteria=by_theme.get(code, Need(code, Criteria())).of(self.criteria), own=())
            for code in self.criteria.themes
        )

    def only_need(self, theme: str) -> "Search":
        """The same search of one of its themes, from its first page, written as it was: what is of that
        theme alone stays so when another is added."""
        return replace(self.from_the_start(), criteria=replace(self.criteria, themes=(theme,)))

    def bare(self) -> "Search":
        """The same themes and place (a circle, a territory, a box), the same let in or left out of the whole
        answer, and nothing asked of services; from its first page."""
        kept = (registry.THEME.name, *registry.OF_THE_ANSWER)
        criteria = Criteria(**{name: getattr(self.criteria, name) for name in kept})
        return replace(self.from_the_start(), criteria=criteria, own=())

    def own_of(self, theme: str) -> Criteria:
        """The criteria that hold of one theme alone; none where it has none."""
        return next((need.criteria for need in self.own if need.theme == theme), Criteria())

    def asking(self, name: str, value: Any, theme: str = "") -> "Search":
        """The same search from its first page, its criterion `name` being `value`: the person's, or that of
        `theme` alone. ValueError for a theme that is not asked for."""
        first = self.from_the_start()
        if not theme:
            return replace(first, criteria=replace(self.criteria, **{name: value}))
        if theme not in self.criteria.themes:
            raise ValueError(f"not a theme asked for: {theme}")
        changed = Need(theme, replace(self.own_of(theme), **{name: value}))
        return replace(first, own=(*(need for need in self.own if need.theme != theme), changed))

    def within(self, radius_km: float) -> "Search":
        """The same search with another radius, from its first page. ValueError without a place."""
        if self.place is None:
            raise ValueError("a radius needs a place")
        return replace(
            self,
            place=replace(self.place, radius_km=radius_km),
            window=replace(self.window, cursor=None),
        )

    def from_the_start(self) -> "Search":
        """The same search, from its first page."""
        return replace(self, window=replace(self.window, cursor=None)) if self.window.cursor else self

    def unframed(self) -> "Search":
        """The same search without the box of a map, from its first page."""
        return replace(self, window=replace(self.window, bbox=None, zoom=None, cursor=None))

    def unzoomed(self) -> "Search":
        """The same search, wherever from its map is looked at."""
        return replace(self, window=replace(self.window, zoom=None))

    def by_distance(self) -> "Search":
        """The same search, nearest first, from its first page."""
        return replace(self, window=replace(self.window, order="distance", cursor=None))

    def only(self, limit: int) -> "Search":
        """The first `limit` answers of the same search."""
        return replace(self, window=replace(self.window, limit=limit, cursor=None))

    def query(self) -> QueryDict:
        """The query string of this search; `parse(search.query())` gives it back."""
        query = QueryDict(mutable=True)
        for one in registry.CRITERIA:
            if value := getattr(self.criteria, one.name):
                query.setlist(one.parameter, one.written(value))
        for need in self.own:
            for one in registry.OF_A_NEED.values():
                if value := getattr(need.criteria, one.name):
                    query.setlist(f"{one.parameter}.{need.theme}", one.written(value))
        if self.place:
            query.update(self.place.parameters())
        query.update(self.window.parameters())
        return query
