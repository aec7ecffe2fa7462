"""`make bench-round-trip`: a thousand rich structures out in each format, through each pass, and back."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

COUNT = 1000
_FILES = {
    "csv": "structures.csv", "xlsx": "structures.xlsx", "geojson": "structures.geojson",
    "data-inclusion": "structures.json", "mediation-numerique": "mediation-numerique.csv",
    "data-package": "structures.zip",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trip:
    """A file that came back: structures that it told of, cells edited, what came out otherwise."""

    name: str
    records: int
    edited: int
    wrong: list[str]
    seconds: float


def trips(count: int, only: str = "") -> Iterator[Trip]:
    """Every trip of `count` structures; made here, in the transaction of the caller."""
    from accounts.readers import STAFF, VISITOR
    from bench.round_trip import directory, edits, passes
    from data.exports.offered import formats
    from data.exports.selection import Selection
    from data.imports import runs

    numbers = sorted(one.pk for one in directory.make(count))

    def out(kind: str, reader=STAFF) -> bytes:
        pieces = formats()[kind].write(Selection(numbers, None, reader))
        return b"".join(piece if isinstance(piece, bytes) else piece.encode() for piece in pieces)

    edited = {
        "csv": edits.csv_edited, "xlsx": edits.workbook_edited, "geojson": edits.geojson_edited,
        "data-inclusion": edits.inclusion_edited, "mediation-numerique": edits.mediation_edited,
    }  # fmt: skip
    plan: list[tuple[str, str, Callable[[], object], str]] = []
    for kind, file in _FILES.items():
        if kind not in formats():
            continue
        plan += [
            (f"{kind}, staff's", kind, lambda kind=kind: out(kind), file),
            (f"{kind}, public", kind, lambda kind=kind: out(kind, VISITOR), file),
        ]
        if kind in edited:
            plan.append(
                (f"{kind}, a cell edited in each column", kind, lambda k=kind: edited[k](out(k)), file)
            )
    for kind in ("csv", "mediation-numerique"):
        for name, how in passes.CSV.items():
            plan.append(
                (
                    f"{kind}, {name}",
                    kind,
                    lambda kind=kind, how=how: passes.through_csv(out(kind), **how),
                    _FILES[kind],
                )
            )
        plan.append(
            (
                f"{kind}, saved as a workbook",
                kind,
                lambda kind=kind: passes.csv_as_workbook(out(kind), change=passes.dates),
                "saved.xlsx",
            )
        )
    for name, change in passes.WORKBOOK.items():
        plan.append(
            (
                f"xlsx, {name}",
                "xlsx",
                lambda change=change: passes.through_workbook(out("xlsx"), change=change),
                "saved.xlsx",
            )
        )
    for kind in ("geojson", "data-inclusion"):
        plan.append(
            (
                f"{kind}, written again",
                kind,
                lambda kind=kind: passes.through_json(out(kind)),
                _FILES[kind],
            )
        )
    for name, _kind, content, file in plan:
        if only not in name:
            continue
        began = time.perf_counter()
        made = content()
        given, expected = made if isinstance(made, tuple) else (made, edits.Expected())
        run = runs.receive(file, iter([given]))
        if run.settings.get("format") != "reperes":
            yield Trip(name, 0, 0, [f"not read as a file of ours: {run.notes}"], 0)
            continue
        runs.rehearse(run)
        records = run.counts["same"] + run.counts["change"]
        yield Trip(name, records, len(expected.of), expected.wrong(run), time.perf_counter() - began)
        runs.forget(run)


def main() -> int:
    """Print the figures and keep them in `bench/results/`; 1 where one does not hold."""
    parser = argparse.ArgumentParser(prog="python -m bench.round_trip.measure")
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--only", default="", help="the trips whose name holds this")
    asked = parser.parse_args()
    os.environ |= {"DEBUG": "0", "HTTPS": "0", "DJANGO_SETTINGS_MODULE": "bench.settings"}
    os.environ.setdefault("BENCH_SIZE", "_round_trip")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    from bench import database, report

    database.create()
    call_command("migrate", verbosity=0)
    call_command("load_places", verbosity=0)
    found = []
    with transaction.atomic():
        for one in trips(asked.count, asked.only):
            found.append(one)
            print(f"{'ok ' if not one.wrong else 'BAD'} {one.name} ({one.seconds:.0f} s)", flush=True)
            for text in one.wrong[:5]:
                print("      ", text)
        transaction.set_rollback(True)
    rows = [_row(one) for one in found]
    print(report.table(rows))
    if not asked.only and asked.count == COUNT:
        print(f"\nwritten: {report.write(rows, 'round-trip').relative_to(report.ROOT)}")
    return 1 if any(row.holds is False for row in rows) else 0


def _row(one: Trip):
    from bench.report import Row

    did = f"{one.edited} cells edited" if one.edited else "no cell edited"
    return Row(
        f"{one.name}: {one.records} structures, {did}",
        len(one.wrong),
        "changes otherwise or besides",
        "= 0",
        samples=one.records,
        command="make bench-round-trip",
    )


if __name__ == "__main__":
    sys.exit(main())
