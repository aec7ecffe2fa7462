"""`python -m bench.territory`: gaps, accessibility and siting, beside SciPy, PostGIS and spopt.

Needs a PostGIS server that the site's settings reach, where it makes a database of its own: 100,000 generated
structures. `TERRITORY_SPOPT` names a Python that has spopt (`make bench-territory` makes one).
"""

import argparse
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import django
import numpy as np

STRUCTURES = 100_000
SPOPT_LIMIT_S = 120
POSTGIS_LIMIT_S = 180
# Turns of each comparison; what takes long is asked once.
TURNS = 15
FEW = 3
COMMAND = "make bench-territory"
# The benchmark's directory is that of all France: some 1,500 places around Seine-et-Marne offer this.
AROUND_77 = "theme=mobilite&langue=en"
THRESHOLD_M = 10_000.0
# What is promised of each comparison: seconds, then times the best of the peers, which read tables made for
# them where ours asks the site's own rows with its filter and its roles.
BOUNDS = {
    ("gap table", "77"): ("<= 0.3", "<= 4", "<= 2"),
    ("gap table", "france"): ("<= 10", "<= 3", "<= 1.5"),
    ("E2SFCA 20 km", "77"): ("<= 0.6", "<= 4", "<= 2"),
    ("E2SFCA 20 km", "france"): ("<= 20", "<= 1.5", "<= 1"),
}
SOLVED_MUST, SOLVED_AIM = "<= 10", "<= 2"


def main() -> int:
    """Measure, print the table, write the file; 1 when a must does not hold."""
    parser = argparse.ArgumentParser(prog="python -m bench.territory", description=__doc__.splitlines()[0])
    parser.add_argument("--no-write", action="store_true", help="leave bench/results/ as it is")
    options = parser.parse_args()
    os.environ |= {"DEBUG": "0", "HTTPS": "0", "DJANGO_SETTINGS_MODULE": "bench.territory_settings"}
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(64))
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    django.setup()

    from bench import database, generated, report

    say("database")
    if database.create():
        say("a new one: some minutes to fill")
    generated.fill(STRUCTURES, say)
    rows = [*departement(), *france(), *siting(), *oracle_siting()]
    print(report.table(rows))
    if not options.no_write:
        print(f"\nwritten: {report.write(rows, 'bench-territory').relative_to(report.ROOT)}")
    return 1 if any(row.holds is False for row in rows) else 0


def departement() -> list:
    """Seine-et-Marne: what the page asks for at each view."""
    from territory.scope import Scope

    return compared("77", Scope("departement", "77"), AROUND_77, TURNS, TURNS, postgis_access=TURNS)


def france() -> list:
    """Mainland France with every structure: what the batch works out."""
    from territory.scope import Scope

    return compared("france", Scope("france"), "", FEW, FEW, postgis_access=1)


def compared(name: str, scope, query: str, turns: int, access_turns: int, *, postgis_access: int) -> list:
    """The gap table and E2SFCA of a territory, ours beside both peers in turn, and how far they agree."""
    from django.http import QueryDict

    from bench import territory_peers as peers
    from bench.report import Row
    from bench.timing import median
    from search.filters import parse
    from territory.assessment import assess
    from territory.question import Question

    say(f"territory {name}")
    question = Question(scope, parse(QueryDict(query)).search.criteria)
    whole = assess(question)
    everyone_at, count = whole.everyone
    own = len(whole.people)
    total = len(whole.supply)
    peers.prepare(name, count, everyone_at, whole.supply.capacities(), whole.places_at, own)
    limit_statements()

    gap = {
        "ours": lambda: assess(question, capacities=False).distance_m,
        "scipy": lambda: peers.scipy_nearest(name),
        "postgis": lambda: peers.postgis_nearest(name),
    }
    access = {
        "ours": lambda: assess(question, capacities=False).e2sfca,
        "scipy": lambda: peers.scipy_e2sfca(name),
        "postgis": lambda: peers.postgis_e2sfca(name),
    }
    rows = []
    for title, contenders, rounds, once in (
        ("gap table", gap, turns, turns),
        ("E2SFCA 20 km", access, access_turns, postgis_access),
    ):
        say(f"{name}: {title}")
        seconds, answers = in_turn(contenders, rounds, {"postgis": once})
        ours = median(seconds["ours"])
        best = min(("scipy", "postgis"), key=lambda each: median(seconds[each]) if seconds[each] else np.inf)
        told = ", ".join(
            f"{each} {1000 * median(seconds[each]):.0f} ms (n={len(seconds[each])})"
            if seconds[each]
            else f"{each} not finished in {POSTGIS_LIMIT_S} s"
            for each in ("ours", "scipy", "postgis")
        )
        figure = f"{title}, {name}, {total} places"
        in_seconds, must, aim = BOUNDS[title, name]
        samples = len(seconds["ours"])
        rows.append(Row(f"{figure}: ours", ours, "s", must=in_seconds, samples=samples, command=COMMAND))
        rows.append(
            Row(
                f"{figure}: ours / best of SciPy and PostGIS",
                ours / median(seconds[best]),
                "×",
                must=must,
                aim=aim,
                samples=rounds,
                absolute=f"{told}; best {best}",
                command=COMMAND,
            )
        )
        agreed = max(difference(answers["ours"], answers[peer]) for peer in answers if peer != "ours")
        exact, unit = ("<= 0.01", "m") if title == "gap table" else ("<= 0.0001", "per 10,000")
        rows.append(Row(f"{figure}: greatest difference", agreed, unit, must=exact, command=COMMAND))
    return rows


def in_turn(contenders: dict, rounds: int, fewer: dict[str, int]) -> tuple[dict, dict]:
    """Seconds by contender, taken in rotating order after one turn that is not counted, and their answers."""
    from django.db import DatabaseError, connection

    names = list(contenders)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    answers: dict[str, np.ndarray] = {}
    over: set[str] = set()
    for turn in range(rounds + 1):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            allowed = fewer.get(name, rounds)
            if name in over or len(seconds[name]) >= allowed:
                continue
            began = time.perf_counter()
            try:
                answers[name] = contenders[name]()
            except DatabaseError:
                connection.close()
                limit_statements()
                over.add(name)
                continue
            # What is asked once is counted at once.
            if turn or allowed == 1:
                seconds[name].append(time.perf_counter() - began)
    return seconds, answers


def limit_statements() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, false)", [f"{POSTGIS_LIMIT_S}s"])


def difference(one: np.ndarray, other: np.ndarray) -> float:
    """The greatest difference where both are known; infinite where they are not of the same communes."""
    known = one[~np.isnan(one)]
    return float(np.abs(known - other).max()) if len(known) == len(other) else np.inf


def siting() -> list:
    """Ten sites in Seine-et-Marne and in Île-de-France: both aims, through the worker, and spopt."""
    from search.question import Criteria
    from territory.advice import problem_of
    from territory.assessment import assess
    from territory.question import Question
    from territory.scope import Scope

    rows = []
    for name, scope in (("77", Scope("departement", "77")), ("Île-de-France", Scope("region", "11"))):
        found = assess(Question(scope, Criteria(themes=("francais",))), capacities=False)
        problem, _candidates = problem_of(found)
        rows += sited(f"{name}, {len(found.supply)} places", problem, 10)
    return rows


def oracle_siting() -> list:
    """The same on the reference problem of Seine-et-Marne, where its files are at hand."""
    from bench import territory_oracle as oracle

    if not oracle.is_there():
        say(f"{oracle.VARIABLE} names no folder: the reference problem is left out")
        return []
    from territory import indicators
    from territory.siting import Problem
    from tests.territory import oracle

    people = oracle.people()
    here = people.of("77")
    at, today = people.at[here], indicators.nearest(people.at[here], oracle.projected_structures("langue"))
    return sited("77, reference langue", Problem(at, people.count[here], today, at), 10)


def sited(name: str, problem, sites: int) -> list:
    from bench.report import Row
    from bench.timing import median
    from territory import siting as ours
    from territory import worker

    rows = []
    gain = 0.0
    for aim in (ours.COVERAGE, ours.MEDIAN):
        say(f"siting {name}: {aim}")
        choices = [ours.choose(problem, sites, aim, THRESHOLD_M, 60) for _turn in range(FEW)]
        solved = median([choice.seconds for choice in choices])
        gap = choices[0].gap
        if aim == ours.COVERAGE:
            gain, covering = choices[0].gain, solved
        figure = f"siting, {name}, p = {sites}, {aim}"
        rows.append(
            Row(
                f"{figure}: solved",
                solved,
                "s",
                must=SOLVED_MUST,
                aim=SOLVED_AIM,
                samples=FEW,
                command=COMMAND,
            )
        )
        proven = 100 * gap if gap is not None else None
        rows.append(Row(f"{figure}: gap", proven, "%", must="<= 0.01", command=COMMAND))
    began = time.perf_counter()
    worker.work(problem, sites, ours.MEDIAN, THRESHOLD_M, 60)
    whole = time.perf_counter() - began
    rows.append(
        Row(f"siting, {name}: whole answer of the page, p-median", whole, "s", samples=1, command=COMMAND)
    )
    peer = spopt(problem, sites)
    figure = f"siting, {name}, p = {sites}, coverage: spopt (CBC)"
    if peer is None:
        rows.append(Row(f"{figure}", f"not finished in {SPOPT_LIMIT_S} s", "", samples=1, command=COMMAND))
    elif peer:
        rows.append(Row(figure, peer["seconds"], "s", samples=1, command=COMMAND))
        rows.append(
            Row(f"{figure} / ours", peer["seconds"] / covering, "×", must=">= 1", samples=1, command=COMMAND)
        )
        same = "yes" if abs(peer["covered"] - gain) < 0.5 else "no"
        rows.append(Row(f"{figure}: same people covered", same, "", must="= yes", command=COMMAND))
    else:
        rows.append(Row(figure, "not installed", "", command=COMMAND))
    return rows


def spopt(problem, sites: int) -> dict | None:
    """What spopt answers: {} where it is not installed, None where it did not finish."""
    python = os.environ.get("TERRITORY_SPOPT", "")
    if not python or not Path(python).exists():
        return {}
    usable = problem.usable()
    lacking = usable.today_m > THRESHOLD_M
    way = np.hypot(*(usable.people_at[lacking][:, None] - usable.candidates_at[None]).transpose(2, 0, 1))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "problem.npz"
        np.savez(file, cost=way, people=usable.people[lacking], sites=sites, radius=THRESHOLD_M + 1e-3)
        peer = Path(__file__).with_name("spopt_peer.py")
        try:
            done = subprocess.run(
                [python, "-P", str(peer), str(file)], capture_output=True, text=True, timeout=SPOPT_LIMIT_S
            )
        except subprocess.TimeoutExpired:
            return None
    if done.returncode:
        say(f"spopt: {done.stderr[-300:]}")
        return {}
    return json.loads(done.stdout.strip().splitlines()[-1])


def say(message: str) -> None:
    print(f"· {message}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
