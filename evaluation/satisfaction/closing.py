# SPDX-License-Identifier: AGPL-3.0-or-later
"""Months that are over are told once they have five answers, with the months before that had fewer."""

from collections import defaultdict
from datetime import date

from django.db import transaction
from django.utils import timezone

from evaluation.closing import KEPT_MONTHS, months_before
from evaluation.satisfaction import codes
from evaluation.satisfaction.asked import PARTNER, QUESTIONS, UNSAID, options
from evaluation.satisfaction.kept import first_day, opened, sealed
from evaluation.satisfaction.models import OpenAnswers, Partner, ToldAnswers
from evaluation.small_cells import pooled


def close(today: date | None = None) -> int:
    """Tell what is over and may be told; of how many structures. Safe to do again."""
    month = f"{today or timezone.localdate():%Y-%m}"
    held = OpenAnswers.objects.order_by("pk").values_list("pk", flat=True)
    return sum(close_one(structure, month) for structure in list(held))


@transaction.atomic
def close_one(structure: int, this_month: str) -> bool:
    """Tell what is over before a month (« 2026-11 ») and may be told of one structure; whether any was."""
    held = OpenAnswers.objects.select_for_update().filter(pk=structure).first()
    if held is None:
        return False
    counts = opened(held)
    over = {said: n for said, n in counts.items() if said.month < this_month}
    if not over:
        return False
    totals: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for said, n in over.items():
        totals[said.question][said.answer] += n
    offered = {one.code: options(one.code) for one in QUESTIONS} | {PARTNER: _partners(structure)}
    first, last = (first_day(end({said.month for said in over})) for end in (min, max))
    rows = [
        ToldAnswers(
            structure_id=structure,
            first=first,
            last=last,
            question=question,
            answers=list(pool.options),
            main=pool.main,
            n=pool.n,
        )
        for question, codes_of in offered.items()
        for pool in pooled({code: totals[question].get(code, 0) for code in codes_of})
    ]
    if not rows:
        return False
    ToldAnswers.objects.bulk_create(rows)
    left = {said: n for said, n in counts.items() if said not in over}
    if left:
        held.sealed = sealed(left)
        held.save(update_fields=["sealed"])
    else:
        held.delete()
    return True


def _partners(structure: int) -> list[str]:
    return [*map(str, Partner.objects.filter(structure=structure).values_list("pk", flat=True)), UNSAID]


def forget(today: date | None = None) -> int:
    """Forget codes that are too old, and what was told more than twenty-five months ago; how many lines."""
    oldest = months_before(today or timezone.localdate(), KEPT_MONTHS)
    return codes.forget() + ToldAnswers.objects.filter(last__lt=oldest).delete()[0]
