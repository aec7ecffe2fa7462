# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which structures have the label, as everyone may know: since when, until when, while it is valid."""

import calendar
from collections.abc import Iterable
from datetime import date

from django.core.cache import cache
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from evaluation.charter.models import Charter, Decision, Outcome
from evaluation.closing import months_before
from mapping.labelled import Label

# What lists of cards say may be so old, in seconds; pages of one structure ask each time.
_KEPT_S = 60
_KEY = "evaluation:labels"


def in_force() -> Charter | None:
    """The charter that is in force; None before any is published."""
    return Charter.objects.exclude(published_on=None).order_by("-number").first()


def usual_end(charter: Charter, day: date) -> date:
    """The last day of a label that is given on a day: the same day as many months later as the charter says,
    that day within; the last of its month where the month is shorter."""
    month = months_before(day, -charter.months)
    return month.replace(day=min(day.day, calendar.monthrange(month.year, month.month)[1]))


def valid(today: date | None = None) -> QuerySet[Decision]:
    """The decisions by which a structure has the label on a day, the last one first."""
    day = today or timezone.localdate()
    later = Q(day__gt=OuterRef("day")) | Q(day=OuterRef("day"), pk__gt=OuterRef("pk"))
    withdrawn = Decision.objects.filter(
        later,
        assessment__structure=OuterRef("assessment__structure"),
        outcome=Outcome.WITHDRAWN,
        day__lte=day,
    )
    found = Decision.objects.filter(
        ~Exists(withdrawn), outcome=Outcome.ACCEPTED, day__lte=day, ends_on__gte=day
    )
    return found.order_by("-ends_on", "-pk")


def of(structures: Iterable[int]) -> dict[int, Label]:
    """The labels of some structures, by number; of those that have it today."""
    return by_structure(valid().filter(assessment__structure__in=list(structures)))


def of_list(structures: Iterable[int]) -> dict[int, Label]:
    """The same for a list of cards, from what was asked within the last minute."""
    held: dict[int, Label] | None = cache.get(_KEY)
    if held is None:
        held = by_structure(valid())
        cache.set(_KEY, held, _KEPT_S)
    today = timezone.localdate()
    found = {number: held[number] for number in structures if number in held}
    return {number: label for number, label in found.items() if label.since <= today <= label.until}


def changed() -> None:
    """Have lists ask again: a decision was written."""
    transaction.on_commit(lambda: cache.delete(_KEY))


def by_structure(decisions: QuerySet[Decision]) -> dict[int, Label]:
    """The labels that some decisions give, the one that ends last where there are several."""
    found: dict[int, Label] = {}
    for structure, since, until in decisions.values_list("assessment__structure", "day", "ends_on"):
        if until is None:
            continue  # What was refused gives none.
        held = found.get(structure)
        # One that was renewed before its end has it since the first.
        found[structure] = Label(min(since, held.since), held.until) if held else Label(since, until)
    return found
