"""`python -m bench.reports`: how long the report of a département takes, with a year of numbers.

Needs a database with the demonstration (`DATABASE_URL`), in which a year of invented months and weeks is
written, every example filling its grid, and taken back at the end.
"""

import argparse
import os
import secrets
import time
from collections.abc import Callable

import django

_COMMAND = "python -m bench.reports"
MUST = "<= 3"
MONTHS, WEEKS, TIMES = 12, 52, 5


def main() -> int:
    """Measure and print; 1 when a must does not hold."""
    parser = argparse.ArgumentParser(prog=_COMMAND, description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write bench/results/reports.json")
    options = parser.parse_args()
    os.environ |= {"DEBUG": "0", "HTTPS": "0", "DJANGO_SETTINGS_MODULE": "geoapp.settings"}
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(64))
    django.setup()

    from django.db import transaction

    from bench import report

    with transaction.atomic():
        rows = figures()
        transaction.set_rollback(True)
    print(report.table(rows))
    if options.write:
        print(f"\nwritten: {report.write(rows, 'reports').relative_to(report.ROOT)}")
    return 1 if any(row.holds is False for row in rows) else 0


def figures() -> list:
    """The slowest of some: the content of a report and its PDF, of the prefecture and of a structure."""
    from django.http import QueryDict
    from django.utils import timezone

    from accounts.roles import Role
    from bench.report import Row
    from common.required import required
    from evaluation.models import UseCell, WeekNumber
    from evaluation.reports import of_structure, of_territory, spans
    from mapping.models import VisibleStructure
    from publishing.reports import setting

    _fill()
    cells, numbers = UseCell.objects.count(), WeekNumber.objects.count()
    period = required(spans.read(QueryDict(), timezone.localdate()).period)
    territory = next(one for one in of_territory.offered() if one.code == of_territory.PREFECTURE)
    counting = WeekNumber.objects.values_list("structure", flat=True).first()
    seen = VisibleStructure.objects.seen_by(Role.VISITOR).get(pk=counting)

    def whole():
        return of_territory.report(territory, period, exact=True)

    def own():
        return of_structure.report(seen, period)

    of_year = f"a year of {cells} cells and {numbers} numbers of grids"
    return [
        Row(f"{name}, {of_year}", slowest(work), "s", MUST, samples=TIMES, command=_COMMAND)
        for name, work in (
            ("report of a département", whole),
            ("the same and its PDF", lambda: setting.pdf(whole())),
            ("report of a structure and its PDF", lambda: setting.pdf(own())),
        )
    ]


def _fill() -> None:
    from django.conf import settings
    from django.utils import timezone

    from demonstration.scope import scope_of
    from evaluation import examples
    from evaluation.models import OpenMonth, UseCell, WeekNumber

    for model in (OpenMonth, UseCell, WeekNumber):
        model.objects.all().delete()
    examples.MONTHS, examples.WEEKS = MONTHS, WEEKS
    examples.ONE_IN = 1
    examples.fill(scope_of(settings.DEPARTEMENT), timezone.localdate())


def slowest(work: Callable[[], object]) -> float:
    """The slowest of some runs, in seconds."""
    took = []
    for _each in range(TIMES):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return round(max(took), 2)


if __name__ == "__main__":
    raise SystemExit(main())
