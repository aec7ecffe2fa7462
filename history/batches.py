# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everything that an account did over a period, taken back: rehearsed first, then done act by act, the last
first, each in a transaction of its own. What was done so can be done again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from common.deadlocks import again_after_deadlock
from history.models import Act, Batch, BatchState, Cause, Event, Patrol
from history.taken_back import taken_back
from history.undoing import Undone, undo

# An import or a merge is taken back from its own page, which tells of its rows.
_NOT_HERE = (Cause.IMPORT, Cause.MERGE, Cause.PROTECT, Cause.DEMO)
# From so many events on, a rehearsal says how many there are, and not what of them would be left.
REHEARSED_EVENTS = 1000


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a batch would do: how many acts, what they would put back and leave; None where they are too many
    to be tried within a page. `changing` are the numbers of those that would put something back, the last
    first; all of them where they are not tried."""

    acts: int
    outcome: Undone | None
    changing: tuple[int, ...] = ()


class _Tried(Exception):
    """Ends a transaction that was only to see."""


def acts_of(account: Any, since: datetime, until: datetime) -> list[int]:
    """The numbers of the acts of an account over a period, both moments included, the last first; without
    those that were taken back already."""
    found = Act.objects.filter(by=account, at__gte=since, at__lte=until).exclude(cause__in=_NOT_HERE)
    numbers = list(found.filter(events__isnull=False).distinct().order_by("-pk").values_list("pk", flat=True))
    gone = taken_back(numbers)
    return [number for number in numbers if not gone.get(number)]


def acts_done(batch: Batch) -> list[int]:
    """The acts that a batch made, the last first."""
    steps = batch.steps.filter(undone__isnull=False).order_by("-undone_id")
    return [number for number in steps.values_list("undone", flat=True) if number is not None]


def rehearse(acts: list[int], by: Any = None) -> Rehearsal:
    """What taking these acts back would do now. Nothing is written."""
    if Event.objects.filter(act__in=acts).count() > REHEARSED_EVENTS:
        return Rehearsal(len(acts), None, tuple(acts))
    whole, changing = Undone(), []
    try:
        with transaction.atomic():
            for act in Act.objects.filter(pk__in=acts).order_by("-pk"):
                done = undo(act, by)
                _add(whole, done)
                if done.records:
                    changing.append(act.pk)
            raise _Tried
    except _Tried:
        return Rehearsal(len(acts), whole, tuple(changing))


def tried(act: Act, **named: Any) -> Undone:
    """What taking one act back would do now, as `history.undoing.undo`. Nothing is written."""
    done = Undone()
    try:
        with transaction.atomic():
            done = undo(act, **named)
            raise _Tried
    except _Tried:
        return done


@transaction.atomic
def ask(
    account: Any, since: datetime, until: datetime, acts: Iterable[int], by: Any, why: str,
    redoes: Batch | None = None,
) -> Batch:  # fmt: skip
    """Write down a batch to be carried out (`carry`)."""
    acts = list(acts)
    batch = Batch.objects.create(
        account=account, since=since, until=until, by=by, why=why, acts=len(acts), redoes=redoes
    )
    batch.steps.bulk_create([batch.steps.model(batch=batch, act_id=number) for number in acts], 1000)
    return batch


def carry(batch: Batch, most: int | None = None) -> None:
    """Take back what is left of a batch, `most` acts at most; safe to begin again at any time, and to do
    twice: each act is taken back and noted in one transaction."""
    waiting = Batch.objects.filter(pk=batch.pk, state__in=[BatchState.WAITING, BatchState.STOPPED])
    waiting.update(state=BatchState.RUNNING)
    steps = batch.steps.filter(looked_at=False).order_by("-act_id").values_list("pk", flat=True)
    for number in list(steps if most is None else steps[:most]):
        again_after_deadlock(partial(_take_back, batch, number))
    if not batch.steps.filter(looked_at=False).exists():
        Batch.objects.filter(pk=batch.pk, ended_at=None).update(
            state=BatchState.DONE, ended_at=timezone.now()
        )
    batch.refresh_from_db()


@transaction.atomic
def _take_back(batch: Batch, number: int) -> None:
    step = batch.steps.select_for_update(of=("self",)).select_related("act").get(pk=number)
    if step.looked_at:
        return
    done = undo(step.act, batch.by, note=batch.why)
    step.looked_at, step.undone = True, done.act
    step.save(update_fields=["looked_at", "undone"])
    look_at(step.act, batch.by)
    held = Batch.objects.select_for_update().get(pk=batch.pk)
    held.done += 1
    held.records += done.records
    held.left = [*held.left, *left_of(done)]
    held.save(update_fields=["done", "records", "left"])


def look_at(act: Act, by: Any) -> bool:
    """Note that `by` looked at an act, unless somebody did before or it is their own; whether it is noted
    now."""
    if by is None or act.by_id == by.pk:
        return False
    _patrol, is_new = Patrol.objects.get_or_create(act=act, defaults={"by": by})
    return is_new


def left_of(done: Undone) -> list[list[Any]]:
    """What was left, as it is kept: kind, number, why, columns."""
    return [[kind, number, left.why, sorted(left.columns)] for (kind, number), left in done.left.items()]


def _add(whole: Undone, done: Undone) -> None:
    whole.records += done.records
    whole.left |= done.left
