# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which of the months that are told a page shows: the last twelve, or those of a year."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.closing import months_before
from evaluation.satisfaction.models import ToldAnswers

USUAL = "12"


def chosen(rows: Sequence[ToldAnswers], text: str) -> list[ToldAnswers]:
    """The numbers of a period of an address, by their last month; of the usual one where it says none or one
    of which there are none."""
    inside = [row for row in rows if str(row.last.year) == text]
    if inside:
        return inside
    since = months_before(timezone.localdate(), 12)
    return [row for row in rows if row.last >= since]


def offered(rows: Sequence[ToldAnswers]) -> list[tuple[str, str]]:
    """The periods that there are."""
    years = sorted({row.last.year for row in rows}, reverse=True)
    return [(USUAL, _("Les douze derniers mois")), *((str(year), str(year)) for year in years)]
