"""The twenty nearest: our API and page beside the same question in raw SQL, and the ordinary way."""

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial

from bench import database, points
from bench.report import Row
from bench.servers import Server
from bench.statements import RawSql, Statement, statement_of
from bench.timing import Contender, Timings, interleaved, median, throughput
from geoapp.serve import THREADS, WORKERS

# A radius that holds twenty places of the theme nearly everywhere: the site's own, and its largest.
RADIUS_KM = {database.COMMON: 20, database.RARE: 200}
# The question that a day's visitors ask, for throughput and memory.
THEMES = {"common": database.COMMON, "rare": database.RARE}
CLIENTS = 8


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured: points of each kind, turns at each point, seconds of throughput."""

    points: int = 40
    rounds: int = 5
    seconds: float = 6


QUICK = Effort(points=8, rounds=1, seconds=1)


class Differs(RuntimeError):
    """Contenders that should answer alike do not: their times would mean nothing."""


@dataclass(frozen=True, slots=True)
class Question:
    """A search, as each contender is asked it."""

    query: str
    ordinary: str
    statement: Statement

    @property
    def expected(self) -> list[dict]:
        return json.loads(self.statement.features)


def questions(theme: str, kind: str, count: int) -> list[Question]:
    """Searches around the seeded points of a kind."""
    radius_km = RADIUS_KM[theme]
    asked = []
    for point in points.points(kind, count):
        query = f"theme={theme}&lat={point.lat}&lon={point.lon}&rayon_km={radius_km}"
        ordinary = f"theme={theme}&point={point.lon},{point.lat}&dist={radius_km * 1000}"
        asked.append(Question(query, ordinary, statement_of(query)))
    return asked


def measure(ours: Server, ordinary: Server, effort: Effort, say: Callable[[str], None]) -> list[Row]:
    """The rows for both themes in towns and in the country, then throughput and memory."""
    rows: list[Row] = []
    by_theme: dict[str, list[Question]] = {}
    for name, theme in THEMES.items():
        for kind in ("urban", "rural"):
            title = f"nearest 20, {name}, {kind}"
            say(title)
            asked = questions(theme, kind, effort.points)
            by_theme.setdefault(name, []).extend(asked)
            rows += compare(title, asked, ours, ordinary, effort.rounds)
    # Apart, as the ordinary way is far quicker to a common theme than to a rare one.
    for name, asked in by_theme.items():
        title = f"throughput, {name}"
        say(title)
        rows += _throughput(title, asked, ours, ordinary, effort)
    return [*rows, *_memory(ours, ordinary)]


def compare(title: str, asked: list[Question], ours: Server, ordinary: Server, rounds: int) -> list[Row]:
    """Every contender on the same questions, over connections of their own that stay open."""
    with (
        closing(RawSql(prepared=False)) as literal,
        closing(RawSql(prepared=True)) as prepared,
        ours.connect() as api,
        ours.connect() as page,
        ordinary.connect() as documented,
    ):
        contenders: dict[str, Contender] = {
            "raw SQL": lambda n: literal.features(asked[n].statement),
            "raw SQL, prepared": lambda n: prepared.features(asked[n].statement),
            "API": lambda n: api.get(f"/api/v1/structures?{asked[n].query}"),
            "page": lambda n: page.get(f"/?{asked[n].query}"),
            "ordinary": lambda n: documented.get(f"/documented?{asked[n].ordinary}"),
        }
        verify(asked, contenders)
        wrong = compare_ordinary(asked, contenders["ordinary"])
        timings = interleaved(contenders, len(asked), rounds)
    found = int(median([len(question.expected) for question in asked]))
    return _rows(title, timings, wrong, found)


def verify(asked: list[Question], contenders: dict[str, Contender]) -> None:
    """Hold that the API's features are the raw SQL's, byte for byte, and that the page lists them.

    Raises Differs. Also warms every contender at every point.
    """
    for number, question in enumerate(asked):
        features = contenders["raw SQL"](number)
        if contenders["raw SQL, prepared"](number) != features:
            raise Differs(f"prepared and literal SQL differ: {question.query}")
        if not contenders["API"](number).endswith(b', "features": ' + features.encode() + b"}"):
            raise Differs(f"the API's features are not the raw SQL's: {question.query}")
        body = contenders["page"](number)
        missing = [one["id"] for one in question.expected if f"/structures/{one['id']}-".encode() not in body]
        if missing:
            raise Differs(f"the page lacks structures {missing}: {question.query}")


def compare_ordinary(asked: list[Question], ordinary: Contender) -> str:
    """In words, what the ordinary way answers otherwise than ours: structures missed, order changed."""
    missed = disordered = 0
    for number, question in enumerate(asked):
        expected = [one["id"] for one in question.expected]
        found = [one["id"] for one in json.loads(ordinary(number))["features"]]
        missed += len(set(expected) - set(found))
        disordered += found != expected
    total = sum(len(question.expected) for question in asked)
    return f"misses {missed} of {total} structures, another list at {disordered} of {len(asked)} points"


def _rows(title: str, timings: Timings, wrong: str, found: int) -> list[Row]:
    def pairs(one: str, other: str) -> int:
        return len(timings.pairs(one, other))

    ratio = partial(timings.ratio, "API")
    return [
        Row(
            f"{title}: API / raw SQL, prepared",
            ratio("raw SQL, prepared"),
            "ratio",
            "<= 4",
            "<= 2.2",
            pairs("API", "raw SQL, prepared"),
            f"{timings.said('API', 'raw SQL, prepared')}; {found} found at the median point",
        ),
        Row(
            f"{title}: API / raw SQL, planned each time",
            ratio("raw SQL"),
            "ratio",
            samples=pairs("API", "raw SQL"),
            absolute=timings.said("raw SQL"),
        ),
        Row(
            f"{title}: page over API",
            timings.difference("page", "API"),
            "ms",
            "<= 25",
            samples=pairs("page", "API"),
            absolute=timings.said("page"),
        ),
        Row(
            f"{title}: ordinary / API",
            timings.ratio("ordinary", "API"),
            "ratio",
            samples=pairs("ordinary", "API"),
            absolute=f"{timings.said('ordinary')}; {wrong}",
        ),
        Row(
            f"{title}: failures",
            float(sum(timings.failures.values())),
            "requests",
            "= 0",
            absolute=", ".join(f"{name} {count}" for name, count in timings.failures.items()) or None,
        ),
    ]


def _throughput(
    title: str, asked: list[Question], ours: Server, ordinary: Server, effort: Effort
) -> list[Row]:
    """Both servers in turn, twice, the second time in the other order; the other one is idle."""
    contenders = {
        "ours": (ours.port, [f"/api/v1/structures?{question.query}" for question in asked]),
        "documented": (ordinary.port, [f"/documented?{question.ordinary}" for question in asked]),
        "by distance": (ordinary.port, [f"/by-distance?{question.ordinary}" for question in asked]),
    }
    runs: dict[str, list] = {name: [] for name in contenders}
    for order in (list(contenders), list(reversed(contenders))):
        for name in order:
            port, paths = contenders[name]
            runs[name].append(throughput(port, paths, clients=CLIENTS, seconds=effort.seconds))
    rate = {name: sum(run.per_second for run in found) / len(found) for name, found in runs.items()}
    answers = {name: sum(run.answers for run in found) for name, found in runs.items()}
    failures = {name: sum(run.failures for run in found) for name, found in runs.items()}
    setting = f"{CLIENTS} clients, {WORKERS} workers of {THREADS} threads"
    rows = []
    for name, words in (
        ("documented", "API / DRF-gis as documented"),
        ("by distance", "API / DRF-gis ordered by Distance"),
    ):
        value = rate["ours"] / rate[name] if rate[name] else float("nan")
        rows.append(
            Row(
                f"{title}: {words}",
                value,
                "ratio",
                ">= 5",
                samples=answers["ours"] + answers[name],
                absolute=f"{rate['ours']:.0f} / {rate[name]:.1f} answers a second; {setting}",
            )
        )
    failed = ", ".join(f"{name} {count}" for name, count in failures.items() if count)
    return [
        *rows,
        Row(f"{title}: failures", float(sum(failures.values())), "requests", "= 0", absolute=failed),
    ]


def _memory(ours: Server, ordinary: Server) -> list[Row]:
    rows = []
    for title, server in (("ours", ours), ("ordinary", ordinary)):
        workers = server.worker_memory_mb()
        value = sum(workers) / len(workers) if workers else None
        rows.append(Row(f"memory of a worker, {title} (PSS)", value, "MB", samples=len(workers)))
    return rows
