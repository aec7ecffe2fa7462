# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page of a structure tells everyone of its visitors' answers, where the structure says so."""

from desk.satisfied import Satisfied
from evaluation.satisfaction import spans
from evaluation.satisfaction.models import ShownToAll, ToldAnswers
from evaluation.satisfaction.told import tell


def satisfied(structure: int) -> Satisfied | None:
    """The answers of the last twelve months; None where there are none, or the structure keeps them."""
    if not ShownToAll.objects.filter(structure=structure).exists():
        return None
    told = tell(spans.chosen(list(ToldAnswers.objects.filter(structure=structure)), ""))
    if told is None:
        return None
    return Satisfied(told.n, told.when, [(share.text, share.label) for share in told.good.values()])
