"""The search at a million places: flat in size, in filters and in rarity, beside the usual ways."""

import random
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass

from django.db import connection

from bench import generated, points, tipg
from bench.database import COMMON, RARE
from bench.http import Connection
from bench.nearest import THEMES
from bench.ordinary.models import Place
from bench.report import Row
from bench.servers import Process, Server
from bench.statements import RawSql, Statement, statement_of
from bench.timing import Timings, interleaved, median, percentile
from layers.tiles import tile_box
from mapping.vocabulary import THEME_BY_CODE
from search.engine.plane import column, row


@dataclass(frozen=True, slots=True)
class Effort:
    """Points of each kind and turns at each; a peer that takes seconds is asked at `slow` points only."""

    points: int = 24
    rounds: int = 3
    slow: int = 6


QUICK = Effort(points=4, rounds=1, slow=2)

# A view of zoom 9 on a screen of 1280 by 768 pixels, and its middle tile.
_ZOOM = 9
_WIDE_TILES, _HIGH_TILES = 5, 3
# Metropolitan France in one view.
_FRANCE = (-5.2, 41.3, 9.6, 51.1)


class Asker:
    """Connections to the servers of a comparison, closed together."""

    def __init__(self, stack: ExitStack):
        self._stack = stack

    def to(self, server: Process) -> Connection:
        return self._stack.enter_context(server.connect())

    def sql(self) -> RawSql:
        return self._stack.enter_context(closing(RawSql(prepared=True)))


def measure(
    ours: Server, small: Server, ordinary: Server, peer: Process, effort: Effort, say: Callable[[str], None]
) -> list[Row]:
    """The rows at this size; `small` serves the real town halls, `peer` is tipg."""
    rows = []
    for part in (nearest, flatness, filtered):
        say(part.__doc__.splitlines()[0])
        rows += part(ours, small, effort)
    say("10 km with its count, beside DRF-gis")
    rows += counted(ours, ordinary, effort)
    say("views and tiles, beside tipg")
    rows += views(ours, peer, effort)
    say("facets and words, beside the usual SQL")
    rows += facets(ours, effort)
    return [*rows, *words(ours, effort)]


def question(theme: str, point: points.AskedFrom, radius_km: float, more: str = "") -> str:
    asked = f"theme={theme}&lat={point.lat}&lon={point.lon}&rayon_km={radius_km}"
    return f"{asked}&{more}" if more else asked


def nearest(ours: Server, _small: Server, effort: Effort) -> list[Row]:
    """the nearest twenty beside raw SQL of the same bytes"""
    rows = []
    for name, theme in THEMES.items():
        radius_km = {COMMON: 20, RARE: 200}[theme]
        asked = [
            question(theme, point, radius_km)
            for kind in ("urban", "rural")
            for point in points.points(kind, effort.points)
        ]
        statements: list[Statement] = [statement_of(query) for query in asked]
        with ExitStack() as stack:
            ask = Asker(stack)
            api, raw = ask.to(ours), ask.sql()
            timings = interleaved(
                {
                    "raw SQL, prepared": lambda n, raw=raw, s=statements: raw.features(s[n]),
                    "API": lambda n, api=api, a=asked: api.get(f"/api/v1/structures?{a[n]}"),
                },
                len(asked),
                effort.rounds,
            )
        rows.append(
            ratio(
                f"1 M: nearest 20, {name}: API / raw SQL",
                timings,
                "API",
                "raw SQL, prepared",
                "<= 2.6",
                "<= 1.8",
            )
        )
    return rows


def flatness(ours: Server, small: Server, effort: Effort) -> list[Row]:
    """a rare theme in the country at a million, beside a common one in town at 35,000"""
    far = points.points("rural", effort.points)
    near = points.points("urban", effort.points)
    # Within 100 km there are twenty places to find everywhere; 200 km is the widest circle there is, whose
    # total is most of the answer's time.
    named = {radius_km: f"1 M, rare, rural, {radius_km} km" for radius_km in (100, 200)}
    with ExitStack() as stack:
        ask = Asker(stack)
        large, little = ask.to(ours), ask.to(small)

        def asking(radius_km: float) -> Callable[[int], object]:
            # Never from the same point in a turn: one would find warm what the other has read.
            first = 0 if radius_km == 100 else len(far) // 2
            return lambda n: large.get(
                f"/api/v1/structures?{question(RARE, far[(first + n) % len(far)], radius_km)}"
            )

        timings = interleaved(
            {
                "35,000, common, urban": lambda n: little.get(
                    f"/api/v1/structures?{question(COMMON, near[n], 20)}"
                ),
            }
            | {name: asking(radius_km) for radius_km, name in named.items()},
            len(far),
            effort.rounds,
        )
    return [
        ratio(
            f"flatness: 1 M rare rural within {radius_km} km / 35,000 common urban",
            timings,
            name,
            "35,000, common, urban",
            *(("<= 1.5", "<= 1.1") if radius_km == 100 else ()),
        )
        for radius_km, name in named.items()
    ]


def filtered(ours: Server, _small: Server, effort: Effort) -> list[Row]:
    """five conditions at once, and where nothing matches, beside the theme alone"""
    asked_from = [point for kind in ("urban", "rural") for point in points.points(kind, effort.points)]
    questions = {"theme": ""} | generated.FILTERS | {"nothing": generated.NOTHING}
    with ExitStack() as stack:
        ask = Asker(stack)
        contenders = {}
        for name, more in questions.items():
            api = ask.to(ours)
            contenders[name] = lambda n, api=api, more=more: api.get(
                f"/api/v1/structures?{question(COMMON, asked_from[n], 50, more)}"
            )
        for contender in contenders.values():
            contender(0)
        timings = interleaved(contenders, len(asked_from), effort.rounds)
    rows = [
        ratio(
            f"1 M: five filters, {share} match / theme only",
            timings,
            share,
            "theme",
            must,
            aim,
        )
        for share, must, aim in (("10 %", "<= 3", "<= 1.5"), ("0.5 %", "<= 10", "<= 4"))
    ]
    nothing = timings.of("nothing")
    return [
        *rows,
        Row(
            "1 M: nothing matches within 50 km, p95",
            percentile(nothing, 0.95),
            "ms",
            "<= 50",
            "<= 10",
            len(nothing),
            f"p50 {median(nothing):.2f} ms",
        ),
    ]


def counted(
    ours: Server, ordinary: Server, effort: Effort, size: str = "1 M", must: str = ">= 300"
) -> list[Row]:
    """Ten kilometres around with the count, ours beside the plain viewset."""
    asked_from = points.points("urban", effort.slow)
    plain = {"in metres": "in-metres", "in degrees": "by-distance"}
    with ExitStack() as stack:
        ask = Asker(stack)
        api, viewset = ask.to(ours), ask.to(ordinary)

        def asking(path: str) -> Callable[[int], object]:
            return lambda n: viewset.get(
                f"/{path}?theme={COMMON}&point={asked_from[n].lon},{asked_from[n].lat}&dist=10000"
            )

        timings = interleaved(
            {"API": lambda n: api.get(f"/api/v1/structures?{question(COMMON, asked_from[n], 10)}")}
            | {name: asking(path) for name, path in plain.items()},
            len(asked_from),
            effort.rounds,
            {"API": waking(api)} | {name: waking(viewset) for name in plain},
        )
    # The lookup in metres finds what is asked; the package's filter, in degrees, other places.
    return [
        ratio(
            f"{size}: 10 km with count, DRF-gis {name} / API",
            timings,
            name,
            "API",
            must if name == "in metres" else None,
        )
        for name in plain
    ]


def views(ours: Server, peer: Process, effort: Effort) -> list[Row]:
    """A view of zoom 9 and a tile of the same points, ours beside tipg.

    Views are asked in turn, as by people who look at the same towns: drawn for the first of them, kept for
    the next. Beside them, each is also asked by someone whose answer is no kept one; so are all tiles.
    """
    theme = THEME_BY_CODE[COMMON].id
    jitter = random.Random(generated.SEED)
    tiles = [tile_of(point, _ZOOM) for point in points.points("urban", effort.slow * 2)]
    # Those that both can draw whole.
    tiles = [
        each for each in dict.fromkeys(tiles) if 0 < tipg.places(theme, _ZOOM, *each) < tipg.MAX_FEATURES
    ]

    def elsewhere() -> str:
        # Of no account to a search that shows what is out of zone, and another answer to keep each time.
        return f"hors_zone=oui&lat={jitter.uniform(43, 49):.5f}&lon={jitter.uniform(0, 5):.5f}"

    def view(x: int, y: int, moved: float = 0.0) -> str:
        return ",".join(f"{side + moved:.9f}" for side in around(x, y))

    def ours_at(n: int, moved: float = 0.0) -> str:
        return f"/api/v1/viewport?theme={COMMON}&zoom={_ZOOM}&bbox={view(*tiles[n], moved)}"

    sizes: dict[str, list[int]] = {"ours": [], "tipg": []}

    def measured(name: str, body: bytes) -> bytes:
        sizes[name].append(len(body))
        return body

    with ExitStack() as stack:
        ask = Asker(stack)
        api, other = ask.to(ours), ask.to(peer)
        seen = interleaved(
            {
                "ours": lambda n: measured("ours", api.get(ours_at(n))),
                # A centimetre away: the same cells, and another answer to keep.
                "ours, drawn anew": lambda n: api.get(ours_at(n, jitter.uniform(-1e-7, 1e-7))),
                "tipg": lambda n: measured("tipg", other.get(tipg.view(theme, view(*tiles[n])))),
            },
            len(tiles),
            effort.rounds,
            {"ours": waking(api), "ours, drawn anew": waking(api), "tipg": waking(other)},
        )
        same = interleaved(
            {
                "ours": lambda n: api.get(
                    f"/tiles/structures/{_ZOOM}/{tiles[n][0]}/{tiles[n][1]}.mvt?theme={COMMON}&{elsewhere()}"
                ),
                "tipg": lambda n: other.get(tipg.tile(theme, _ZOOM, *tiles[n])),
            },
            len(tiles),
            2,
            {"ours": waking(api), "tipg": waking(other)},
        )
    kilobytes = ", ".join(f"{name} {median(found) / 1000:.1f} kB" for name, found in sizes.items())
    both = ratio("1 M: MVT of the same points, zoom 9: tipg / ours", same, "tipg", "ours", ">= 1.1", ">= 2")
    tails = [percentile(same.of(name), 0.95) for name in ("ours", "tipg")]
    return [
        ratio("1 M: view of zoom 9, tipg / ours", seen, "tipg", "ours", ">= 300", ">= 500", kilobytes),
        ratio("1 M: view of zoom 9, tipg / ours drawn anew each time", seen, "tipg", "ours, drawn anew"),
        both,
        Row(
            "1 M: MVT, p95 of ours / p95 of tipg",
            tails[0] / tails[1],
            "ratio",
            "<= 1",
            samples=len(same.of("ours")),
        ),
    ]


def facets(ours: Server, effort: Effort) -> list[Row]:
    """Counts by theme over France, exact: the viewport's beside a count over the many-to-many table."""
    jitter = random.Random(generated.SEED + 1)

    def usual(_n: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT t.theme_id, count(DISTINCT p.id) FROM ordinary_place p"
                " JOIN ordinary_place_themes t ON t.place_id = p.id"
                " WHERE p.position && ST_MakeEnvelope(%s, %s, %s, %s, 4326) GROUP BY t.theme_id",
                _FRANCE,
            )
            cursor.fetchall()

    with ours.connect() as api:
        timings = interleaved(
            {
                "ours": lambda _n: api.get(
                    "/api/v1/viewport?zoom=6&bbox="
                    + ",".join(f"{side + jitter.uniform(0, 1e-3):.6f}" for side in _FRANCE)
                ),
                "SQL over a many-to-many": usual,
            },
            effort.slow,
            effort.rounds,
        )
    return [
        ratio(
            "1 M: theme facets at zoom 6, SQL over a many-to-many / ours",
            timings,
            "SQL over a many-to-many",
            "ours",
            ">= 50",
            ">= 100",
        )
    ]


def words(ours: Server, effort: Effort) -> list[Row]:
    """Words, a theme and a radius: ours beside `icontains` in the ORM."""
    asked_from = points.points("urban", effort.slow)

    def usual(n: int) -> None:
        point = asked_from[n]
        with connection.cursor() as cursor:
            wanted = Place.objects.filter(nom__icontains="saint", themes__code=COMMON).query
            sql, parameters = wanted.sql_with_params()
            cursor.execute(
                f"SELECT * FROM ({sql}) AS found WHERE ST_DWithin(position::geography,"
                " ST_SetSRID(ST_MakePoint(%s, %s), 4326)::geography, 20000) ORDER BY"
                " ST_Distance(position::geography, ST_SetSRID(ST_MakePoint(%s, %s), 4326)::geography)"
                " LIMIT 20",
                [*parameters, point.lon, point.lat, point.lon, point.lat],
            )
            cursor.fetchall()

    with ours.connect() as api:
        timings = interleaved(
            {
                "ours": lambda n: api.get(
                    f"/api/v1/structures?{question(COMMON, asked_from[n], 20, 'q=saint')}"
                ),
                "icontains": usual,
            },
            effort.slow,
            effort.rounds,
        )
    return [
        ratio(
            "1 M: words, theme and radius, icontains / ours", timings, "icontains", "ours", ">= 50", ">= 500"
        )
    ]


def waking(connection: Connection) -> Callable[[], object]:
    """What a server is asked just before it is timed: nothing."""
    return lambda: connection.get("/healthz")


def ratio(
    figure: str,
    timings: Timings,
    one: str,
    other: str,
    must: str | None = None,
    aim: str | None = None,
    more: str = "",
) -> Row:
    """A row for the median of paired ratios, with the times of both and what failed."""
    failed = ", ".join(f"{name} failed {count}" for name, count in timings.failures.items() if count)
    absolute = "; ".join(part for part in (timings.said(one, other), more, failed) if part)
    return Row(
        figure, timings.ratio(one, other), "ratio", must, aim, len(timings.pairs(one, other)), absolute
    )


def tile_of(point: points.AskedFrom, zoom: int) -> tuple[int, int]:
    return int(column(point.lon, zoom)), int(row(point.lat, zoom))


def around(x: int, y: int) -> tuple[float, float, float, float]:
    """The box of a screen around a tile, on lines of the grid as the map asks: west, south, east, north in
    degrees."""
    first = tile_box(_ZOOM, x - _WIDE_TILES // 2, y + _HIGH_TILES // 2)
    last = tile_box(_ZOOM, x + _WIDE_TILES // 2, y - _HIGH_TILES // 2)
    return first.west, first.south, last.east, last.north
