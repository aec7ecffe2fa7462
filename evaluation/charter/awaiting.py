# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the charter has waiting in « Mon espace »: to staff, who asks for a visit or a decision; to a
structure, what was decided."""

from collections.abc import Sequence
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role, role_of
from common.dates import in_words
from common.numbers import counted
from desk.awaited import Awaited
from evaluation.charter.models import Assessment, Decision, Outcome
from mapping.models import VisibleStructure
from mapping.presentation import short_name

# A decision that asks for nothing is told so many days.
_TOLD_DAYS = 30


def awaiting(user: User, structures: Sequence[int]) -> list[Awaited]:
    """The lines of a person who answers for these structures."""
    return [*(_of_staff() if role_of(user) is Role.STAFF else []), *_of_structures(structures)]


def _of_staff() -> list[Awaited]:
    going_on = Assessment.objects.exclude(state=Assessment.State.DECIDED)
    sent = going_on.filter(state=Assessment.State.SENT).count()
    wanted = going_on.exclude(visit_wanted="").filter(visits__isnull=True).count()
    if not sent and not wanted:
        return []
    said = []
    if sent:
        said.append(counted(sent, "auto-évaluation envoyée attend", "auto-évaluations envoyées attendent"))
    if wanted:
        said.append(counted(wanted, "visite demandée", "visites demandées"))
    url = reverse("quality-charters") + "#attendent"
    return [Awaited("check", "Charte qualité", " ; ".join(said) + ".", url, "Voir", sent + wanted)]


def _of_structures(structures: Sequence[int]) -> list[Awaited]:
    """The last decision of each structure: what is to be completed until it is sent again, others some
    weeks."""
    if not structures:
        return []
    since = timezone.localdate() - timedelta(days=_TOLD_DAYS)
    last: dict[int, Decision] = {}
    made = Decision.objects.filter(assessment__structure__in=structures).select_related("assessment")
    for one in made.order_by("day", "pk"):
        last[one.assessment.structure_id] = one
    found = {}
    for number, one in last.items():
        completing = one.outcome == Outcome.TO_COMPLETE
        waits = completing and one.assessment.state == Assessment.State.OPEN
        if waits or (not completing and one.day >= since):
            found[number] = (one, waits)
    seen = VisibleStructure.objects.seen_by(Role.STAFF).filter(pk__in=found).order_by("nom", "pk")
    return [
        Awaited(
            "check",
            f"Charte qualité : {short_name(structure.nom, structure.is_example)}",
            f"{str(one.get_outcome_display()).capitalize()}, décision du {in_words(one.day)}.",
            reverse("charter-of-structure", args=[structure.pk]) + "#decisions",
            "Compléter" if waits else "Lire la décision",
            int(waits),
        )
        for structure in seen
        for one, waits in [found[structure.pk]]
    ]
