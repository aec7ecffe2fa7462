"""Editors, an import, an undoing and a restoring of one structure at once: nothing that anyone wrote is lost.

A few dozen rounds by default; `REPERES_INTERLEAVINGS=500` for as many as one wants.
"""

import os
import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from django.db import connection, connections

from data.imports import runs
from data.imports.apply import PlanChanged
from data.models import ImportRun
from history.models import Act, Cause, Event
from history.undoing import undo
from history.versions import Moved, last_event, restore
from mapping.kinds import STRUCTURE
from mapping.models import Structure
from mapping.writing import Written, change
from tests.data.samples import applied, csv_bytes, rehearsed, row
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("places")]

ROUNDS = int(os.environ.get("REPERES_INTERLEAVINGS", "25"))
FIELDS = ("nom", "telephone", "courriel", "description")
EDITS = 4


@dataclass(slots=True)
class Round:
    """What those who took part know of what they did."""

    # By value that an editor wrote, unique: the last event that they had seen.
    accepted: dict[str, int] = field(default_factory=dict)
    conflicts: int = 0
    restored_seen: int | None = None
    undone: Act | None = None
    failures: list[BaseException] = field(default_factory=list)


def value_of(name: str, who: str, chance: random.Random) -> str:
    """Something that nobody else says."""
    if name == "telephone":
        return "01 99 " + " ".join(f"{chance.randrange(100):02d}" for _pair in range(3))
    return f"{who}{name}@exemple.fr"[:30]


def edits(found: Round, number: int, who: str, chance: random.Random) -> None:
    user = UserFactory()
    for turn in range(EDITS):
        linger(chance)
        seen = last_event(number)
        record = Structure.objects.get(pk=number)
        linger(chance)
        values = {
            name: value_of(name, f"{who}{turn}", chance)
            for name in chance.sample(FIELDS, chance.randint(1, 2))
        }
        if isinstance(change(record, values, user, chance.choice([Cause.EDIT, Cause.API]), seen), Written):
            found.accepted |= {f"{name} {value}": seen for name, value in values.items()}
        else:
            found.conflicts += 1


def imports(found: Round, run: ImportRun, chance: random.Random) -> None:
    for _again in range(3):
        linger(chance)
        try:
            runs.apply(run)
            return
        except PlanChanged:
            run.refresh_from_db()


def undoes(found: Round, act: Act, chance: random.Random) -> None:
    linger(chance)
    found.undone = undo(act).act


def restores(found: Round, number: int, after: int, chance: random.Random) -> None:
    linger(chance)
    seen = last_event(number)
    linger(chance)
    try:
        if restore(STRUCTURE, number, after, seen=seen):
            found.restored_seen = seen
    except Moved:
        found.conflicts += 1


def linger(chance: random.Random) -> None:
    """As many questions to the database as chance has it."""
    with connection.cursor() as cursor:
        for _turn in range(chance.randrange(6)):
            cursor.execute("SELECT 1")


def together(found: Round, *doings: Callable[[], None]) -> None:
    """All at once, each on a connection of its own."""
    start = threading.Barrier(len(doings))

    def run(doing: Callable[[], None]) -> None:
        try:
            connection.ensure_connection()
            start.wait(60)
            doing()
        except BaseException as failure:
            found.failures.append(failure)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(doing,)) for doing in doings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads)


def test_nothing_that_anybody_wrote_is_lost_without_a_word():
    accepted = conflicts = 0
    for number in range(ROUNDS):
        found, structure, first = one_round(number)
        assert found.failures == []
        assert list(losses(found, structure, first)) == []
        accepted, conflicts = accepted + len(found.accepted), conflicts + found.conflicts
    assert accepted > ROUNDS
    print(f"{ROUNDS} rounds: {accepted} fields accepted, {conflicts} conflicts told, 0 lost")


def one_round(number: int) -> tuple[Round, int, int]:
    chance = random.Random(number)
    identifier = f"n{number}"
    line = row(number, id=identifier, courriel="avant@exemple.fr", description="Avant")
    applied(csv_bytes([line]))
    structure = Structure.objects.get(source_id=identifier)
    first = last_event(structure.pk)
    change(structure, {"description": "Par quelqu'un", "courriel": "quelqu-un@exemple.fr"})
    act = Act.objects.order_by("-pk").first()
    run = rehearsed(csv_bytes([line | {"telephone": "01 64 52 00 00", "nom": f"Nouveau nom {number}"}]))
    runs.accept(run)
    found = Round()
    seeds = [random.Random(chance.random()) for _ in range(5)]
    together(
        found,
        lambda: edits(found, structure.pk, "camille", seeds[0]),
        lambda: edits(found, structure.pk, "dominique", seeds[1]),
        lambda: imports(found, run, seeds[2]),
        lambda: undoes(found, act, seeds[3]),
        lambda: restores(found, structure.pk, first, seeds[4]),
    )
    return found, structure.pk, first


def losses(found: Round, number: int, first: int) -> Iterator[str]:
    """What somebody wrote over without having seen it, or what was accepted and never written."""
    events = list(
        Event.objects.filter(kind=STRUCTURE.number, object=number, operation="U")
        .select_related("act__undoes")
        .order_by("pk")
    )
    for name in FIELDS:
        chain = [event for event in events if name in event.before]
        for earlier, event in pairwise(chain):
            if event.before[name] != earlier.after[name]:
                yield f"{event.pk}: {name} was not what was noted of it"
        for event in chain:
            knew = known(found, chain, event, name)
            if knew is not None and knew != event.before[name]:
                yield f"{event.pk} ({event.act.cause}): {name} « {event.before[name]} » was not seen"
    said = {f"{name} {value}" for event in events for name, value in event.after.items()}
    yield from (f"{value} was accepted and not written" for value in found.accepted.keys() - said)


def known(found: Round, chain: list[Event], event: Event, name: str) -> str | None:
    """What whoever wrote this thought that the field said; None where they wrote over what is held."""
    cause = event.act.cause
    if cause in (Cause.EDIT, Cause.API):
        seen = found.accepted.get(f"{name} {event.after[name]}")
        return None if seen is None else at(chain, name, seen)
    if cause == Cause.RESTORE:
        return at(chain, name, found.restored_seen)
    if cause == Cause.UNDO:
        undone = Event.objects.get(act=event.act.undoes, kind=STRUCTURE.number)
        return undone.after[name]
    # An import writes what the source said before, and nothing that anybody else did.
    return chain[0].before[name]


def at(chain: list[Event], name: str, seen: int) -> str:
    """What a field said after an event."""
    return next(
        (event.before[name] for event in chain if event.pk > seen), chain[-1].after[name] if chain else ""
    )
