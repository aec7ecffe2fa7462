"""`make bench-messy`: what the import makes of the messy workbooks, its questions answered or not."""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

# How the results of each set are kept.
_NAMES = {"first": "messy", "second": "messy-second", "third": "messy-third", "all": "messy-all"}


def main() -> int:
    """Print the figures and keep them in `bench/results/`; 1 where one does not hold."""
    parser = argparse.ArgumentParser(prog="python -m bench.messy.measure")
    parser.add_argument("--only", default="", help="the files whose name holds this")
    parser.add_argument("--findings", action="store_true", help="list what did not come out right")
    parser.add_argument("--set", choices=_NAMES, default="first", help="which workbooks and hours")
    parser.add_argument("--name", default="", help="the name of the results that are kept")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geoapp.settings")
    django.setup()
    from bench import report
    from bench.messy.books import books, write
    from bench.messy.figures import hours_rows, rows
    from bench.messy.hours import Reading, tally
    from bench.messy.reader import answers_of, hours_of, read
    from bench.messy.score import Outcome, score
    from bench.messy.third.hours import signs

    before, after = [], []
    with tempfile.TemporaryDirectory() as folder:
        for book in (one for one in books(asked.set) if asked.only in one.name):
            file = write(book, Path(folder))
            with _taken_back():
                unattended = read(file)
            before.append(score(book, unattended))
            after.append(before[-1])
            if unattended.questions:
                with _taken_back():
                    after[-1] = score(book, read(file, answers_of(book)))
            print(f"{book.name:40} right {100 * before[-1].share(Outcome.RIGHT):.1f} %", flush=True)
            if asked.findings:
                _list(before[-1])
    counts, others = tally(hours_of, signs(asked.set))
    if asked.findings:
        for sign, said in others:
            print("hours", sign.kind, repr(sign.text), said, sep=" | ")
    print(f"hours: {counts[Reading.RIGHT]} right, {counts[Reading.KEPT]} kept, {counts[Reading.WRONG]} wrong")
    found = rows(before, after) + hours_rows(counts)
    print(report.table(found))
    if not asked.only:
        report.write(found, asked.name or _NAMES[asked.set])
    return 0 if all(row.holds is not False for row in found) else 1


@contextmanager
def _taken_back() -> Iterator[None]:
    """A transaction that leaves nothing."""
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _list(one) -> None:
    for finding in one.findings:
        print(
            one.name,
            finding.outcome.value,
            finding.cell,
            repr(finding.raw)[:80],
            finding.says[:120],
            sep=" | ",
        )


if __name__ == "__main__":
    sys.exit(main())
