# SPDX-License-Identifier: AGPL-3.0-or-later
"""A `Search` as conditions on the search's rows, the same for the list, totals and facets.

Every condition but the place is a set of tags (`search.tags`), so that one expression of
`intarray` says them all and the composite GiST index answers it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any

from django.utils import timezone
from geopy.distance import EARTH_RADIUS, great_circle

from accounts.roles import Role
from common.prepared import array
from mapping.taxonomies.shown import thematiques_of
from mapping.vocabulary import ANY_THEME, THEME_BY_CODE, theme_of
from search import registry, schedules, themes
from search.criterion import WithoutWords
from search.engine import full_text, plane, within
from search.opening import moment
from search.question import Box, Search
from search.tags import FRANCE, TAGS, zone_tag

POINT = "ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)::geography"

FRANCE_TAG = zone_tag(FRANCE)
# What no row has: asked for where nothing could answer.
NO_TAG = 0
_BY_WORDS = [one for one in registry.CRITERIA if isinstance(one, WithoutWords)]

# What the rows are asked: the territories around the person, and the whole expression of tags.
# Outside of France no territory is known, and no service's area is held against anyone.
ASKED = """
asked AS MATERIALIZED (
    SELECT
        zones,
        zones || %(unknown)s::int AS taken,
        %(out_of_zone)s OR zones = ARRAY[]::int[] AS takes_anyone,
        drawn_near,
        coalesce(
            nullif(
                CASE
                    WHEN zones = ARRAY[]::int[] OR %(out_of_zone)s THEN %(tags)s
                    ELSE concat_ws(
                        '&',
                        nullif(%(tags)s, ''),
                        '(' || array_to_string(
                            zones || %(unclear_zones)s::int[] || CASE WHEN drawn_near THEN %(drawn)s::int END,
                            '|'
                        ) || ')'
                    )
                END,
                ''
            ),
            '!0'
        )::query_int AS tags
    -- Worked out once: without OFFSET, everything that names it would work it out again.
    FROM (SELECT {zones} AS zones, {drawn_near} AS drawn_near OFFSET 0) AS here
)
"""
ZONES_HERE = f"mapping_zones_at({POINT})"
NO_ZONES = "ARRAY[]::int[]"
# Whether any drawn area may cover the point: nearly never, and nothing that is drawn is looked at then.
DRAWN_NEAR = f"EXISTS (SELECT FROM mapping_service z WHERE z.zone_polygon && {POINT})"

# The service's own drawn area covers the point: looked at, since the index knows that it has one, not which.
DRAWN_HERE = f"""
    EXISTS (
        SELECT FROM mapping_service z
        WHERE z.id = r.service_id AND ST_Covers(z.zone_polygon, {POINT})
    )
"""

# A row of the search that this role may see.
SEEN = "r.role_min <= %(role)s AND r.role_max >= %(role)s"
# And that has what is asked. The index knows that a service has a drawn area, not which: the few that do are
# looked at, where any may be meant.
MATCHES = f"""
    {SEEN}
    AND r.tags @@ (SELECT tags FROM asked)
    AND (
        (SELECT takes_anyone OR NOT drawn_near FROM asked)
        OR NOT r.tags @> ARRAY[%(drawn)s::int]
        OR r.tags && (SELECT zones FROM asked)
        OR {DRAWN_HERE}
    )
"""
# The same where no tag is asked for: whom a service takes, alone. Looking through the tags of a row is most
# of what a row costs, so once where once is enough.
TAKES = f"""
    {SEEN}
    AND (
        (SELECT takes_anyone FROM asked)
        OR r.tags && (SELECT taken FROM asked)
        OR (SELECT drawn_near FROM asked) AND r.tags @> ARRAY[%(drawn)s::int] AND {DRAWN_HERE}
    )
"""
# What is asked, where no place is given.
MATCHES_ANYWHERE = f"""
    {SEEN}
    AND r.tags @@ (SELECT tags FROM asked)
"""

# Its hours hold at the moment asked about, and it is not closed for all of its days. `{state}` is a column of
# `mapping_schedule`: what is on appointment or uncertain is counted apart, never folded into open.
_AT_MOMENT = """
    AND EXISTS (
        SELECT FROM mapping_schedule h
        WHERE h.id = r.schedule_id
            AND CASE
                WHEN {instant}::timestamptz IS NULL
                    THEN h.{state} && {stretches}::tsmultirange
                ELSE h.{state} @> ({instant}::timestamptz AT TIME ZONE h.timezone)
            END
    )
    AND NOT EXISTS (
        SELECT FROM mapping_temporaryclosure c
        WHERE c.structure_id = r.structure_id
            AND c.first_day <= {day}::date AND c.last_day >= {last_day}::date
    )
"""
# Nothing is known of its hours.
_HOURS_UNKNOWN = """
    AND NOT EXISTS (SELECT FROM mapping_schedule h WHERE h.id = r.schedule_id AND h.readable)
"""


class Hours(StrEnum):
    """What can be said of a row's hours at the moment asked about."""

    OPENED = "opened"
    APPOINTMENT = "appointment"
    UNCERTAIN = "uncertain"
    UNKNOWN = "unknown"

    @property
    def condition(self) -> str:
        """SQL: whether that is said, where one moment is asked about."""
        return self._sql({name: f"%({name})s" for name in _OF_MOMENT})

    @property
    def condition_of_need(self) -> str:
        """The same of the moment of a row's own need (`OF_NEED`), where it asks about one."""
        said = self._sql({name: f"part.{name}" for name in _OF_MOMENT})
        return f" AND (part.day IS NULL OR true {said})"

    def _sql(self, moment: dict[str, str]) -> str:
        return _HOURS_UNKNOWN if self is Hours.UNKNOWN else _AT_MOMENT.format(state=self, **moment)


_OF_MOMENT = ("instant", "stretches", "day", "last_day")

# The parts of the index to read, a theme each.
_PARTS = "unnest(%(themes)s::int[]) AS {name} (theme)"
# The same where a theme has criteria of its own: with the tags that its rows must have, and its moment.
_PARTS_OF_NEEDS = """
unnest(
    %(themes)s::int[], %(need_tags)s::text[], %(need_instants)s::timestamptz[],
    %(need_stretches)s::tsmultirange[], %(need_days)s::date[], %(need_last_days)s::date[]
) AS {name} (theme, tags, instant, stretches, day, last_day)
"""
OF_NEED = " AND r.tags @@ part.tags::query_int"

# A walk is bounded by the circle's box and not by ST_DWithin, whose rows the planner takes to be so
# few that it gathers the whole circle and sorts it. The circle itself is judged on what was walked.
IN_BOX = f"r.position && _ST_Expand({POINT}, %(radius_m)s)"
# Twice the largest known error of a distance on the sphere (`<->`) against the spheroid.
SPHERE_MARGIN = 0.988
# The sphere, ten times as quick, tells all but those near the edge. `{sphere}` is the distance on it.
IN_CIRCLE = f"""(
    {{sphere}} <= %(radius_m)s * {SPHERE_MARGIN}
    OR {{sphere}} <= %(radius_m)s / {SPHERE_MARGIN} AND ST_Distance(r.position, {POINT}) <= %(radius_m)s
)"""
ON_SPHERE = f"r.position <-> {POINT}"

# A map's box, edges included. The index is asked for the circle around the box, which it knows how to bound.
IN_FRAME = """
    AND r.position && _ST_Expand(
        ST_SetSRID(ST_MakePoint(%(frame_lon)s, %(frame_lat)s), 4326)::geography, %(frame_m)s
    )
    AND ST_X(r.position::geometry) BETWEEN %(frame_west)s AND %(frame_east)s
    AND ST_Y(r.position::geometry) BETWEEN %(frame_south)s AND %(frame_north)s
"""
# Distances on a sphere are up to 0.6 % off those on the spheroid.
_SPHEROID_MARGIN = 1.01
# A wider circle has more ranges of cells than a rare theme has rows in it, and most of what is in it takes
# other people: the composite index, which knows whom, skips that.
_WIDEST_DISC_M = 50_000


@dataclass(frozen=True, slots=True)
class Conditions:
    """The parameters of `ASKED` and `MATCHES`, whether a place bounds them or a territory does, the words of
    the directory that what was typed finds, the conditions on hours where a moment is asked about and
    on a map's box where one is given, whether the cells of the circle are among the parameters: where
    nothing but the place bounds the search, and not too widely; and the conditions on each theme's rows where
    one of several has criteria of its own.

    Those that only parameters and words tell apart are equal: the same statements ask for them."""

    parameters: dict[str, Any] = field(compare=False)
    has_place: bool
    words: frozenset[str] = field(default=frozenset(), compare=False)
    hours: str = ""
    frame: str = ""
    territory: within.Within | None = None
    by_cell: bool = False
    of_need: str = ""

    @property
    def parts(self) -> str:
        """SQL of the parts of the index to read, `part`, which the conditions on rows may name."""
        return self.parts_as("part")

    def parts_as(self, name: str) -> str:
        """The same under another name."""
        return (_PARTS_OF_NEEDS if self.of_need else _PARTS).format(name=name)

    @property
    def by_tags(self) -> bool:
        """Whether a row must have tags, beside those that say whom it takes."""
        return bool(self.parameters["tags"] or self.of_need)

    @property
    def asked(self) -> str:
        """SQL of the row of what is asked, `asked`, which every other part reads."""
        if self.territory:
            return within.ASKED
        if self.has_place:
            return ASKED.format(zones=ZONES_HERE, drawn_near=DRAWN_NEAR)
        return ASKED.format(zones=NO_ZONES, drawn_near="false")

    @property
    def matches(self) -> str:
        """SQL: whether a derived row answers what is asked, but for its place."""
        anywhere = self.territory.matches if self.territory else MATCHES_ANYWHERE
        return (MATCHES if self.has_place else anywhere) + self.frame + self.hours + self.of_need

    @property
    def takes(self) -> str:
        """`matches` where cells bound the search, and neither a tag nor a territory does."""
        return (TAKES if self.has_place else SEEN) + self.hours

    @property
    def in_part(self) -> str:
        """Whether a row takes people from a part of the territory asked for."""
        return self.territory.in_part if self.territory else "false"


def of(
    search: Search, role: Role, *, remote: bool = False, hours: Hours = Hours.OPENED, circle: bool = True
) -> Conditions:
    """The conditions of `search`; `remote` asks for the services that are only at a distance.

    A map's box replaces the circle around the place; at a distance neither counts, and `circle=False` says
    that something else bounds the search.

    `hours` counts what is not open at the moment asked about. Where one is, hours that are not worked out
    that far are, first.

    Where one of several themes has criteria of its own, a row must have what is asked of its own theme: the
    places found are those of each need (`Search.needs`), together.
    """
    needs = search.needs() if search.own else ()
    if len(needs) == 1:
        (search,), needs = needs, ()
    typed = full_text.understand(search.criteria.q)
    drawn, unknown = TAGS[registry.ZONE_DRAWN], TAGS[registry.ZONE_UNKNOWN]
    parameters: dict[str, Any] = {
        "role": int(role),
        "themes": [themes.part(theme, remote=remote) for theme in _themes(search)],
        "tags": "&".join(
            ([] if needs else _alternatives(search))
            + ([typed.expression] if typed.expression else [])
            + _left_out(search)
        ),
        "out_of_zone": search.criteria.out_of_zone,
        "unclear_zones": [] if remote else [unknown],
        "drawn": drawn,
        "unknown": unknown,
    }
    if search.place:
        parameters |= {
            "lon": search.place.lon,
            "lat": search.place.lat,
            "radius_m": search.place.radius_km * 1000,
        }
    box = None if remote else search.window.bbox
    if box:
        parameters |= _frame(box)
        if search.place:
            parameters["radius_m"] = _reach_m(search.place.lon, search.place.lat, box)
    at_moment = of_need = ""
    if needs:
        parameters |= _of_needs(needs)
        of_need = OF_NEED + (hours.condition_of_need if any(parameters["need_days"]) else "")
    elif search.criteria.ouvert:
        parameters |= _moment(search.criteria.ouvert)
        at_moment = hours.condition
    territory = None
    if not search.place:
        territory = within.of(search.criteria, parameters["tags"], remote=remote)
        parameters |= territory.parameters if territory else {}
    by_cell: dict[str, str] | None = None
    bare = circle and not (box or remote or parameters["tags"] or needs)
    if search.place and bare and parameters["radius_m"] <= _WIDEST_DISC_M:
        by_cell = _cells_around(search.place.lon, search.place.lat, parameters["radius_m"])
        parameters |= by_cell or {}
    frame = IN_FRAME if box else ""
    return Conditions(
        parameters, search.place is not None, typed.words, at_moment, frame, territory, bool(by_cell), of_need
    )


def _of_needs(needs: Sequence[Search]) -> dict[str, list]:
    """The parameters of `_PARTS_OF_NEEDS`, one of each for each need."""
    asked_for = {need.criteria.ouvert for need in needs} - {""}
    known = {text: _moment(text) for text in asked_for}
    moments = [known.get(need.criteria.ouvert, {}) for need in needs]
    return {
        "need_tags": ["&".join(_alternatives(need)) or "!0" for need in needs],
        "need_instants": [asked.get("instant") for asked in moments],
        "need_stretches": [asked.get("stretches") for asked in moments],
        "need_days": [asked.get("day") for asked in moments],
        "need_last_days": [asked.get("last_day") for asked in moments],
    }


@lru_cache(maxsize=512)
def _cells_around(lon: float, lat: float, radius_m: float) -> dict[str, str] | None:
    """The cells of a circle as parameters, arrays that are written already; None where it has none.

    Kept, for a page asks several times, and many people from the same town.
    """
    disc = plane.disc(lon, lat, radius_m, SPHERE_MARGIN)
    if disc is None:
        return None
    return {
        "columns": array(disc.columns),
        "first_rows": array(disc.first),
        "last_rows": array(disc.last),
        "whole": array(disc.whole),
    }


def _frame(box: Box) -> dict[str, float]:
    lon, lat = (box.west + box.east) / 2, (box.south + box.north) / 2
    return {
        "frame_lon": lon,
        "frame_lat": lat,
        "frame_m": _reach_m(lon, lat, box),
        "frame_west": box.west,
        "frame_south": box.south,
        "frame_east": box.east,
        "frame_north": box.north,
    }


def _reach_m(lon: float, lat: float, box: Box) -> float:
    """How far from a point a box reaches, in metres; never less than it does.

    Within a quarter of the globe the distance along a parallel or a meridian is greatest at an end.
    """
    if max(abs(lon - box.west), abs(lon - box.east)) > 90:
        return math.pi * EARTH_RADIUS * 1000 * _SPHEROID_MARGIN
    corners = [(x, y) for x in (box.west, box.east) for y in (box.south, box.north)]
    return max(great_circle((lat, lon), (y, x)).m for x, y in corners) * _SPHEROID_MARGIN + 1


def _moment(asked_for: str) -> dict[str, Any]:
    now = timezone.now()
    asked = moment(asked_for, now)
    if schedules.pending(asked.last_day):
        schedules.work_out(now, asked.last_day)
    return {
        "instant": asked.instant,
        "stretches": asked.multirange,
        "day": asked.day,
        "last_day": asked.last_day,
    }


def _themes(search: Search) -> list[int]:
    """The parts of the index to walk: of the themes asked for, else of the thématiques' themes, those of the
    region's fields among them."""
    if search.criteria.themes:
        return [THEME_BY_CODE[code].id for code in search.criteria.themes]
    if search.criteria.thematiques:
        return sorted({theme_of(code).id for code in search.criteria.thematiques})
    if topics := thematiques_of(search.criteria.champs):
        return sorted({theme_of(code).id for code in topics})
    return [ANY_THEME]


def _alternatives(search: Search) -> list[str]:
    """One `(a|b)` per criterion that is asked for; the themes are the part of the index itself."""
    keys = [
        group for one in registry.CRITERIA for group in one.alternatives(getattr(search.criteria, one.name))
    ]
    return [f"({'|'.join(map(_number, group)) or NO_TAG})" for group in keys]


def _left_out(search: Search) -> list[str]:
    """What the whole answer must not say, where that is asked for."""
    those = [one for one in _BY_WORDS if getattr(search.criteria, one.name)]
    return [left_out for one in those if (left_out := full_text.without(one.words, one.unless))]


def _number(key: str) -> str:
    """A word as `intarray` asks for it; « !word » for its absence."""
    return f"!{TAGS[key[1:]]}" if key.startswith("!") else str(TAGS[key])
