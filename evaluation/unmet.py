# SPDX-License-Identifier: AGPL-3.0-or-later
"""Searches that found nothing, and the demands of the grids, as the territory's pages are told them."""

from collections.abc import Sequence

from django.db.models import Q, Sum
from django.utils import timezone

from common.counting import Outcome
from evaluation.closing import months_before
from evaluation.figures import are_examples
from evaluation.grid import totals
from evaluation.models import UseCell
from territory.unmet import Unmet

# Over how many months they are added up: a year, so that no season counts twice.
MONTHS = 12
ANSWERED = (Outcome.NEAR, Outcome.FAR, Outcome.FOUND, Outcome.NOTHING)


def unmet(themes: Sequence[str]) -> Unmet | None:
    """The searches of the last twelve months that are told and the demands counted in them, for one of
    `themes` or for any; None where no month is. What was merged beyond an EPCI is in none."""
    told = UseCell.objects.order_by("-month").values_list("month", flat=True).first()
    # Where the site has counted nothing yet, what structures did stands alone.
    last = told or months_before(timezone.localdate(), 1)
    first = months_before(last, MONTHS - 1)
    counted = totals.by_epci(first, last, themes)
    if told is None and not counted:
        return None
    cells = UseCell.objects.filter(month__gte=first, outcome__in=ANSWERED).exclude(epci="")
    if themes:
        cells = cells.filter(theme__in=themes)
    by_epci = (
        cells.order_by()
        .values_list("epci")
        .annotate(asked=Sum("n"), nothing=Sum("n", filter=Q(outcome=Outcome.NOTHING), default=0))
    )
    rows = list(by_epci)
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
        counted,
        are_examples(),
        bool(counted) and not totals.of_real_ones(),
    )
