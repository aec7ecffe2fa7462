# SPDX-License-Identifier: AGPL-3.0-or-later
"""A month that is over becomes cells of five or more, and what was sealed of it is erased; cells older than
twenty-five months go (the CNIL's limit for measures of audience, https://www.cnil.fr/fr/node/167364)."""

from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from evaluation.ledger import opened
from evaluation.models import OpenMonth, UseCell
from evaluation.small_cells import merged

KEPT_MONTHS = 25

# What a process could not hand in before its month was closed is judged alone, and adds to what is kept.
_KEEP = """
INSERT INTO evaluation_usecell AS kept
    (month, outcome, theme, epci, departement, structure, commune, n, is_example)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, false)
ON CONFLICT (month, outcome, theme, epci, departement, structure, commune)
DO UPDATE SET n = kept.n + excluded.n
"""


def close_months(today: date | None = None) -> int:
    """Close every month before the current one; how many were."""
    first = (today or timezone.localdate()).replace(day=1)
    months = OpenMonth.objects.filter(month__lt=first).order_by("month").values_list("month", flat=True)
    return sum(_close(month) for month in list(months))


@transaction.atomic
def _close(month: date) -> bool:
    held = OpenMonth.objects.select_for_update().filter(month=month).first()
    if held is None:
        return False
    rows = [(month, *cell, n) for cell, n in sorted(merged(opened(held)).items())]
    if rows:
        # What was invented to show the pages is never added to what was counted.
        UseCell.objects.filter(is_example=True).delete()
    with connection.cursor() as cursor:
        cursor.executemany(_KEEP, rows)
    held.delete()
    return True


def forget(today: date | None = None) -> int:
    """Delete what is older than twenty-five months; how many cells."""
    return UseCell.objects.filter(
        month__lt=months_before(today or timezone.localdate(), KEPT_MONTHS)
    ).delete()[0]


def months_before(day: date, n: int) -> date:
    """The first day of the month that is `n` months before that of a day."""
    months = day.year * 12 + day.month - 1 - n
    return date(months // 12, months % 12 + 1, 1)
