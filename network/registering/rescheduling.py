# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days that go from an event while people are registered for them: what is asked of whoever changes its
dates, and how a day that is kept is written in its rule."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.dates import in_words
from network.agenda.recurrence import Frequency, Recurrence
from network.models import Event, Registration
from network.models.registration import LIVE
from network.week import occurrences, when_of

# The two answers that are no day.
KEEP, CANCEL = "garder", "annuler"
# Of the new days, those to which people may be moved.
_OFFERED, _AHEAD = 12, timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Going:
    """A day that goes with people: how many have a seat or wait, what may become of them, and what was
    answered (empty: nothing yet)."""

    day: date
    people: int
    options: Sequence[tuple[str, str]]
    answer: str

    @property
    def name(self) -> str:
        """The name of its answer in the form."""
        return f"inscrits_{self.day.isoformat()}"

    @property
    def said(self) -> str:
        """« 12 inscrits le mardi 1 décembre 2026 »."""
        of_day = ngettext("%(n)s inscrit le %(day)s", "%(n)s inscrits le %(day)s", self.people)
        return of_day % {"n": self.people, "day": in_words(self.day, "l j F Y")}

    @property
    def moved_to(self) -> date | None:
        """The day to which they are moved; None where they are not."""
        return date.fromisoformat(self.answer) if self.answer not in ("", KEEP, CANCEL) else None


def untouched(one: Registration, held: Event) -> bool:
    """Whether a registration is of what was: over, or ticked by whoever organises. No change of dates does
    anything to it."""
    return one.attended is not None or when_of(held).held_on(one.day).end <= timezone.now()


def is_held_on(event: Event, day: date) -> bool:
    """Whether an event begins on a day, cancelled days left out."""
    return any(one.day == day for one in occurrences(event, day, day))


def going(before: Event, after: Event, answer_of: Callable[[str], str]) -> list[Going]:
    """The days to come with people that `after` does not hold any more, in order. What was held once and
    still is takes its people along, and asks nothing."""
    if not before.recurrence and not after.recurrence and not after.cancelled_days:
        return []
    live = Registration.objects.filter(event=before, state__in=LIVE, day__gte=timezone.localdate())
    counts: dict[date, int] = {}
    for one in live.order_by("day"):
        if not untouched(one, before):
            counts[one.day] = counts.get(one.day, 0) + 1
    gone = [day for day in counts if is_held_on(before, day) and not _stays(before, after, day)]
    if not gone:
        return []
    options = _options(after)
    known = {value for value, _said in options}
    asked = [Going(day, counts[day], options, "") for day in gone]
    said = {one.name: answer_of(one.name) for one in asked}
    return [replace(one, answer=said[one.name] if said[one.name] in known else "") for one in asked]


def _stays(before: Event, after: Event, day: date) -> bool:
    """Whether the time of a day is still held: on that day, or where a move takes it."""
    planned = when_of(before).held_on(day).planned
    now = when_of(after)
    return is_held_on(after, day) or (
        now.is_planned(planned) and is_held_on(after, now.held_instead(planned).day)
    )


def _options(after: Event) -> list[tuple[str, str]]:
    today = timezone.localdate()
    coming = list(occurrences(after, today, max(today, after.start_day) + _AHEAD))[:_OFFERED]
    return [
        *(
            (
                one.day.isoformat(),
                _("les déplacer au %(day)s : ils sont prévenus") % {"day": in_words(one.day, "l j F Y")},
            )
            for one in coming
        ),
        (CANCEL, _("annuler ce jour : ils sont prévenus")),
        (KEEP, _("garder ce jour, en plus des nouvelles dates")),
    ]


def with_days(rule: Recurrence | None, first: date, kept: Sequence[date]) -> tuple[Recurrence, date]:
    """A rule (None: once, on `first`) that holds these days too, and the first day of the event."""
    if rule is None:
        return Recurrence(Frequency.DATES, added=(first, *kept)), min(first, *kept)
    earliest = min(first, *kept)
    if earliest < first and rule.frequency is not Frequency.DATES and rule.since is None:
        # The rule goes on as it was, from its own first day.
        rule = replace(rule, since=first)
    excluded = tuple(day for day in rule.excluded if day not in kept)
    return replace(rule, added=(*rule.added, *kept), excluded=excluded), earliest
