"""`make bench-pairs`: is the same place recognised when it comes twice, and never two places joined?

Reads the files that `tests/data/judged_pairs.csv` speaks of from REFERENCE_DATA (a folder), writes them into
the site's database as structures of their own, looks for pairs as the site does, and takes it all back.
Judged pairs are split in two halves by a hash of where they are: the rule was made on half A.
"""

import argparse
import csv
import hashlib
import os
import random
import sys
import time
from pathlib import Path
from typing import Any

import django

JUDGED = "tests/data/judged_pairs.csv"
EDITIONS = ("france_services_2022.csv", "france_services_2024.csv")
LEAST_PRECISION, LEAST_RECALL = 85, 80
COMMAND = "make bench-pairs"
SEED = 20_261_129


def half(pair: dict[str, str]) -> str:
    """Which half a judged pair is in."""
    where = "|".join(pair[name] for name in ("file_a", "row_a", "file_b", "row_b"))
    return "AB"[hashlib.sha256(where.encode()).digest()[0] % 2]


def main() -> int:
    """Measure, print and keep the figures; 1 when a must does not hold, 2 when something is missing."""
    parser = argparse.ArgumentParser(prog="python -m bench.pairs", description=__doc__.splitlines()[0])
    parser.add_argument("--half", choices=("A", "B", "AB"), default="AB", help="the judged pairs measured")
    parser.add_argument("--faults", action="store_true", help="print the pairs of half A that came out wrong")
    parser.add_argument(
        "--sample", type=int, default=0, metavar="N", help="print N proposals drawn by chance"
    )
    parser.add_argument("--no-write", action="store_true", help="leave bench/results/ as it is")
    options = parser.parse_args()
    os.environ |= {"DJANGO_SETTINGS_MODULE": "geoapp.settings", "LOG_LEVEL": "WARNING"}
    os.environ.setdefault("DEBUG", "1")
    django.setup()

    from bench import report
    from bench.database import ROOT
    from bench.pairs.directory import NAMES, taken_back

    data = Path(os.environ.get("REFERENCE_DATA", ROOT.parent / "shared/data"))
    missing = [name for name in NAMES if not (data / name).exists()]
    if missing:
        print(f"bench-pairs: {', '.join(missing)} not in {data.name}; set REFERENCE_DATA", file=sys.stderr)
        return 2
    with (ROOT / JUDGED).open(encoding="utf-8", newline="") as file:
        judged = list(csv.DictReader(file))
    with taken_back():
        rows = measure(data, judged, options)
    print(report.table(rows))
    if not options.no_write and options.half == "AB":
        print(f"\nwritten: {report.write(rows, 'bench-pairs').relative_to(ROOT)}")
    return 1 if any(row.holds is False for row in rows) else 0


def measure(data: Path, judged: list[dict[str, str]], options: argparse.Namespace) -> list[Any]:
    """The figures, on the directory that the files make."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from bench.pairs import directory
    from data.same_place import candidates, looking, proposing
    from data.same_place.verdict import Decision
    from mapping.models import Structure

    numbers = directory.fill(data)
    of = {number: row for row, number in numbers.items()}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE mapping_structure")
    ids = sorted(numbers.values())
    started = time.perf_counter()
    with CaptureQueriesContext(connection) as said:
        pool = f"t.id >= {ids[0]}"
        found: dict[tuple[int, int], Any] = {}
        for start in range(0, len(ids), looking.BATCH):
            batch = {"ids": ids[start : start + looking.BATCH]}
            pairs = candidates.one_each(candidates.find(looking.STRUCTURES, batch, pool=pool, placed="true"))
            found |= {pair: one[0] for pair, one in looking.verdicts(pairs, "true").items()}
    took, queries = time.perf_counter() - started, len(said)
    figures = [
        row
        for name in options.half
        for row in _of_half(name, [one for one in judged if half(one) == name], numbers, found)
    ]
    if options.faults:
        _faults([one for one in judged if half(one) == "A"], numbers, found)
    proposed = [pair for pair, verdict in found.items() if verdict.decision is Decision.ASK]
    joined = [pair for pair, verdict in found.items() if verdict.decision is Decision.ONE]
    if options.sample:
        _sample(proposed, found, of, options.sample)
    figures += _whole(found, proposed, joined, of, len(ids), took, queries)
    count = Structure.objects.exclude(status="closed").filter(is_example=False).count()
    started = time.perf_counter()
    with CaptureQueriesContext(connection) as said:
        proposing.search_all()
    took = time.perf_counter() - started
    figures.append(_speed("find_duplicates, whole directory", took, len(said), f"{count} structures"))
    return figures


def _speed(figure: str, took: float, queries: int, told: str) -> Any:
    from bench.report import Row

    return Row(figure, took, "s", None, None, queries, f"{told}, {queries} queries", COMMAND)


def _of_half(
    name: str, judged: list[dict[str, str]], numbers: dict[Any, int], found: dict[tuple[int, int], Any]
) -> list[Any]:
    from bench.report import Row
    from data.same_place.verdict import Decision

    rows = []
    for label, pairs in (
        (f"half {name}", judged),
        (f"half {name}, none hesitated", [one for one in judged if one["hesitated"] == "no"]),
    ):
        told = [(_decided(one, numbers, found), one["verdict"] == "same") for one in pairs]
        wrong = sum(decision is Decision.ONE and not same for decision, same in told)
        joined = sum(decision is Decision.ONE and same for decision, same in told)
        right = sum(decision is Decision.ASK and same for decision, same in told)
        asked = sum(decision is Decision.ASK for decision, _same in told)
        same = sum(same for _decision, same in told)
        precision, recall = right / max(1, asked), (right + joined) / max(1, same)
        rows += [
            Row(f"{label}: wrong merges", wrong, "", "<= 0", None, wrong + joined, None, COMMAND),
            Row(
                f"{label}: precision of proposals",
                100 * precision,
                "%",
                f">= {LEAST_PRECISION}",
                None,
                asked,
                f"{right} right",
                COMMAND,
            ),
            Row(
                f"{label}: recall",
                100 * recall,
                "%",
                f">= {LEAST_RECALL}",
                None,
                same,
                f"{joined} joined, {right} proposed",
                COMMAND,
            ),
        ]
    return rows


def _decided(one: dict[str, str], numbers: dict[Any, int], found: dict[tuple[int, int], Any]) -> Any:
    from data.same_place.verdict import Decision

    verdict = found.get(_pair(one, numbers))
    return Decision.TWO if verdict is None else verdict.decision


def _pair(one: dict[str, str], numbers: dict[Any, int]) -> tuple[int, int]:
    a, b = (numbers[one[f"file_{side}"], int(one[f"row_{side}"])] for side in "ab")
    return min(a, b), max(a, b)


def _whole(
    found: dict[tuple[int, int], Any],
    proposed: list[tuple[int, int]],
    joined: list[tuple[int, int]],
    of: dict[int, tuple[str, int]],
    count: int,
    took: float,
    queries: int,
) -> list[Any]:
    from bench.report import Row

    def between(pairs: list[tuple[int, int]], *names: str) -> int:
        return sum(sorted((of[a][0], of[b][0])) == sorted(names) for a, b in pairs)

    rows = [
        _speed("search of the files by index", took, queries, f"{count} structures, {len(found)} compared")
    ]
    for label, names in (
        ("2022 and 2024", EDITIONS),
        ("within 2022", (EDITIONS[0],) * 2),
        ("within 2024", (EDITIONS[1],) * 2),
    ):
        told = f"{between(joined, *names)} sure, {between(list(found), *names)} compared"
        pairs = between(proposed, *names)
        rows.append(
            Row(f"France services {label}: proposed", pairs, "pairs", None, None, None, told, COMMAND)
        )
    return rows


def _faults(judged: list[dict[str, str]], numbers: dict[Any, int], found: dict[tuple[int, int], Any]) -> None:
    from data.same_place.verdict import Decision

    for one in judged:
        decision = _decided(one, numbers, found)
        if (decision is not Decision.TWO) != (one["verdict"] == "same"):
            print(f"\n{decision.name} but {one['verdict']} (hesitated: {one['hesitated']}): {one['reason']}")
            _print(_pair(one, numbers), found)


def _sample(
    proposed: list[tuple[int, int]], found: dict[tuple[int, int], Any], of: dict[int, Any], count: int
) -> None:
    editions = [pair for pair in proposed if all(of[number][0] in EDITIONS for number in pair)]
    for pair in random.Random(SEED).sample(sorted(editions), min(count, len(editions))):
        print(f"\n{of[pair[0]]} {of[pair[1]]}")
        _print(pair, found)


def _print(pair: tuple[int, int], found: dict[tuple[int, int], Any]) -> None:
    from mapping.models import Structure

    for one in Structure.objects.filter(pk__in=pair).order_by("pk"):
        said = (one.nom, one.adresse, one.complement_adresse, one.code_postal, one.commune_nom, one.telephone)
        print("   ", " | ".join((*said, one.courriel, one.site_web)))
    if pair in found:
        verdict = found[pair]
        told = " ".join(f"{line.name}{line.points:+d}" for line in verdict.lines)
        print(f"    {verdict.points}: {told}")
    else:
        print("    not found by any index")


if __name__ == "__main__":
    sys.exit(main())
