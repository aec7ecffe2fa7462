# SPDX-License-Identifier: AGPL-3.0-or-later
"""The numbers of a week: read, added to by several people at once, none below nought."""

import uuid
from collections.abc import Mapping
from datetime import date, timedelta

from django.db import connection, transaction
from django.utils import timezone

from evaluation.grid.lines import Name
from evaluation.grid.models import Sending, WeekNumber

# More than a desk can meet in a week, for one line.
MOST = 9_999
# How long what a page sent is recognised.
_KNOWN_DAYS = 30

_ADD = """
INSERT INTO evaluation_weeknumber AS held (structure_id, week, kind, code, way, n)
VALUES (%(structure)s, %(week)s, %(kind)s, %(code)s, %(way)s, greatest(least(%(change)s, %(most)s), 0))
ON CONFLICT (structure_id, week, kind, code, way)
DO UPDATE SET n = greatest(least(held.n + %(change)s, %(most)s), 0)
"""


def of(structure: int, week: date) -> dict[Name, int]:
    """The numbers of a week; one that is not there, or is 0, was not counted."""
    rows = WeekNumber.objects.filter(structure=structure, week=week).values_list("kind", "code", "way", "n")
    return {Name(kind, code, way): n for kind, code, way, n in rows if n}


@transaction.atomic
def add(structure: int, week: date, changes: Mapping[Name, int], key: uuid.UUID | None = None) -> bool:
    """Add to numbers, or take from them; whether it was not done already under the same `key`."""
    if key is not None:
        _sending, is_new = Sending.objects.get_or_create(pk=key, defaults={"day": timezone.localdate()})
        if not is_new:
            return False
    with connection.cursor() as cursor:
        # In one order whoever asks, so that two who count at once wait for each other and never both.
        for name, change in sorted(changes.items()):
            if change:
                cursor.execute(
                    _ADD,
                    {"structure": structure, "week": week, "change": change, "most": MOST, **name._asdict()},
                )
    return True


def forget() -> int:
    """Forget what was sent long ago; how many."""
    return Sending.objects.filter(day__lt=timezone.localdate() - timedelta(days=_KNOWN_DAYS)).delete()[0]
