# SPDX-License-Identifier: AGPL-3.0-or-later
"""Searches that found nothing, as the territory's pages are told them."""

from collections.abc import Sequence

from django.db.models import Q, Sum

from common.counting import Outcome
from evaluation.closing import months_before
from evaluation.models import UseCell
from territory.unmet import Unmet

# Over how many months they are added up: a year, so that no season counts twice.
MONTHS = 12
ANSWERED = (Outcome.NEAR, Outcome.FAR, Outcome.FOUND, Outcome.NOTHING)


def unmet(themes: Sequence[str]) -> Unmet | None:
    """The searches of the last twelve months that are told, for one of `themes` or for any; None where no
    month is. What was merged beyond an EPCI is in none."""
    last = UseCell.objects.order_by("-month").values_list("month", flat=True).first()
    if last is None:
        return None
    first = months_before(last, MONTHS - 1)
    cells = UseCell.objects.filter(month__gte=first, outcome__in=ANSWERED).exclude(epci="")
    if themes:
        cells = cells.filter(theme__in=themes)
    totals = (
        cells.order_by()
        .values_list("epci")
        .annotate(asked=Sum("n"), nothing=Sum("n", filter=Q(outcome=Outcome.NOTHING), default=0))
    )
    rows = list(totals)
    oldest = (
        UseCell.objects.filter(month__gte=first).order_by("month").values_list("month", flat=True).first()
    )
    in_communes = cells.filter(outcome=Outcome.NOTHING).exclude(commune="").order_by().values_list("commune")
    return Unmet(
        oldest or last,
        last,
        {epci: nothing for epci, _asked, nothing in rows if nothing},
        {epci: asked for epci, asked, _nothing in rows},
        dict(in_communes.annotate(Sum("n"))),
    )
