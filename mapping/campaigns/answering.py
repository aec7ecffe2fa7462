# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a structure answers by the link that it was sent: all of it is written, or none."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from common.deadlocks import again_after_deadlock
from history.context import acting
from history.models import Cause
from mapping.freshness import confirming
from mapping.models import (
    Block,
    ConfirmationRequest,
    Report,
    ReportAbout,
    Status,
    Structure,
    TemporaryClosure,
)
from mapping.writing import Conflicts, change, close, create, lock

RIGHT, CORRECTED, CLOSED = "exact", "corriger", "ferme"

_ABOUT = {
    Block.PRESENCE: ReportAbout.OTHER,
    Block.CONTACT: ReportAbout.CONTACT,
    Block.HOURS: ReportAbout.HOURS,
    Block.PLACE: ReportAbout.PLACE,
    Block.SERVICES: ReportAbout.SERVICES,
}


@dataclass(frozen=True, slots=True)
class Closure:
    """Days on which the structure is closed, both included."""

    first_day: date
    last_day: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """By block, what was chosen (RIGHT, CORRECTED or CLOSED); only blocks of which something was chosen.

    `values` are fields of the structure to write, `closure` one to add, `notes` by block what a person has to
    read, a text for each thing. `seen` is the last event that the page showed.
    """

    chosen: dict[Block, str]
    values: dict[str, Any] = field(default_factory=dict)
    closure: Closure | None = None
    notes: dict[Block, list[str]] = field(default_factory=dict)
    seen: int | None = None


class Gone(Exception):
    """The structure is not published any more, or the link was revoked meanwhile."""


def answer(asked: ConfirmationRequest, given: Answers) -> Conflicts | None:
    """Write what a structure answers, under no account: confirmations, corrections, a closing.

    What is only told in words goes to whoever keeps the structure, as a report does. Conflicts where somebody
    changed the same fields since the page was shown; then, and where ValidationError (by field) or Gone is
    raised, nothing at all is written.
    """
    return again_after_deadlock(lambda: _answer(asked, given))


def _answer(asked: ConfirmationRequest, given: Answers) -> Conflicts | None:
    with transaction.atomic():
        lock([asked.structure_id])
        held = ConfirmationRequest.objects.select_for_update(of=("self",)).get(pk=asked.pk)
        structure = Structure.objects.filter(pk=asked.structure_id, status=Status.PUBLISHED).first()
        if structure is None or not held.is_open:
            raise Gone
        with acting(Cause.CONFIRM):
            if CLOSED in given.chosen.values():
                close(structure, None, Cause.CONFIRM)
            else:
                done = change(structure, given.values, None, Cause.CONFIRM, given.seen)
                if isinstance(done, Conflicts):
                    return done
                _close_for_a_while(asked.structure_id, given.closure)
                _tell(asked, given.notes)
                confirming.confirm(asked.structure_id, _right(given))
        held.answers = held.answers | {block.value: chosen for block, chosen in given.chosen.items()}
        held.answered_at = timezone.now()
        held.save(update_fields=["answers", "answered_at"])
    return None


def _right(given: Answers) -> list[Block]:
    """The blocks that are right now: those said so, and those put right. What a person has yet to read is
    not."""
    return [
        block
        for block, chosen in given.chosen.items()
        if chosen == RIGHT or (chosen == CORRECTED and block not in given.notes)
    ]


def _close_for_a_while(structure: int, closure: Closure | None) -> None:
    if closure is not None:
        said = {"first_day": closure.first_day, "last_day": closure.last_day, "reason": closure.reason}
        create(TemporaryClosure(structure_id=structure, **said), None, Cause.CONFIRM)


def _tell(asked: ConfirmationRequest, notes: dict[Block, list[str]]) -> None:
    Report.objects.bulk_create(
        Report(about=_ABOUT[block], structure_id=asked.structure_id, text=text, language="fr")
        for block, texts in notes.items()
        for text in texts
    )
