# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs undone and put back in any order, imports and merges alike.

Undoing a run leaves what a later one wrote over it (`history.undoing`). When that later one is undone in its
turn, what it kept from being undone is taken up again, newest run first: once all are undone the directory is
as before the first, whatever the order. Putting back is the same, the other way round.

What a person wrote in, or a later import still vouches for, since a run was undone is theirs: it is not taken
up again, and stays told.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from data.imports.geocode import ask_positions_again
from data.models import ImportRow, ImportRun
from data.models.run import RunState
from data.models.source import Kind
from history import kinds, undoing
from history.models import Act, Cause, Event, Operation
from history.since import Among
from history.undoing import Left, Undone

Tell = Callable[[int], None]
# What is listed of what was left; beyond, only counted.
MAX_LISTED = 500
ADDED = "quelque chose y a été ajouté depuis"
_WHY_LEFT = {
    undoing.EDITED: "modifiée depuis",
    undoing.GONE: "supprimée depuis",
    undoing.USED: ADDED,
    undoing.TAKEN: "sa structure n'existe plus, ou une autre a pris sa place",
    undoing.REFUSED: "ce qu'elle disait avant ne peut plus être écrit",
}
_DONE = (Cause.IMPORT, Cause.MERGE)
# What no person wrote.
_OF_PROGRAMS = Q(act__cause__in=(*_DONE, Cause.GEOCODING)) | Q(act__cause=Cause.UNDO, act__run__isnull=False)


def undo(run: ImportRun, tell: Tell = lambda count: None, user: Any = None) -> None:
    """Take back what a run did, and note on it what was left."""
    among = Among(_applied() - {run.pk})
    run.left_by_undo = _listed(undoing.undo(act, user, tell=tell, among=among) for act in _done(run))


def redo(run: ImportRun, tell: Tell = lambda count: None, user: Any = None) -> None:
    """Put back what undoing a run took, and note on it what could not be."""
    among = Among(_applied(), _older(run))
    run.left_by_undo = _listed(
        undoing.undo(act, user, tell=tell, leaving=_undone_already(act), among=among)
        for act in _undoings(run)
    )


def settle(run: ImportRun, user: Any = None) -> None:
    """After a run was undone or put back: take up again what it kept others from."""
    together = _together(run)
    if len(together) < 2:
        return
    # What was done last is undone first, and what was undone last put back first: each finds what it wrote.
    acts = [(act.pk, act, one) for one in together if one.state == RunState.UNDONE for act in _done(one)]
    put = [(act.pk, act, one) for one in together if one.state == RunState.APPLIED for act in _undoings(one)]
    left: dict[int, list[Undone]] = defaultdict(list)
    for _number, act, one in [*sorted(acts, reverse=True), *sorted(put, reverse=True)]:
        left[one.pk].append(_again(one, act, user))
    for one in together:
        if one.pk in left:
            _note(one, left[one.pk])


def _again(run: ImportRun, act: Act, user: Any) -> Undone:
    """What is left of an act, undone as far as it can be now."""
    undone = run.state == RunState.UNDONE
    since = max(_put_back(run), default=0) if undone else 0
    leaving = _undone_already(act, since) | dict.fromkeys(_theirs(run, act))
    among = Among(_applied() - {run.pk}, None if undone else _older(run))
    return undoing.undo(act, user, leaving=leaving, among=among)


def _note(run: ImportRun, done: list[Undone]) -> None:
    """Say on a run what still stays of it, what people took over among it."""
    theirs = {
        one
        for act in (_done(run) if run.state == RunState.UNDONE else _undoings(run))
        for one in _theirs(run, act)
    }
    kept = [one for one in run.left_by_undo if (_number_of(one["kind"]), one["id"]) in theirs]
    run.left_by_undo = [*kept, *_listed(done)][:MAX_LISTED]
    if run.state == RunState.UNDONE and any(one.records for one in done):
        run.geocoding = ask_positions_again(run)
    run.save(update_fields=["left_by_undo", "geocoding"])


def _listed(done: Iterable[Undone]) -> list[dict[str, Any]]:
    """What several undoings left, each record once."""
    left: dict[tuple[str, int], Left] = {}
    for one in done:
        for record, why in one.left.items():
            columns = why.columns | left[record].columns if record in left else why.columns
            left[record] = Left(why.why, columns)
    return [
        {"kind": kind, "id": number, "why": _WHY_LEFT[why.why], "fields": sorted(why.columns)}
        for (kind, number), why in left.items()
    ][:MAX_LISTED]


def _applied() -> frozenset[int]:
    """The runs that are applied: what they wrote stands."""
    applied = ImportRun.objects.filter(state=RunState.APPLIED).order_by()
    return frozenset(applied.values_list("pk", flat=True))


def _done(run: ImportRun) -> list[Act]:
    """What the run did: one act, or none where it changed nothing."""
    return list(Act.objects.filter(run=run.pk, cause__in=_DONE).order_by("-pk")[:1])


def _undoings(run: ImportRun) -> list[Act]:
    """Every time that something of it was taken back, the last first."""
    return list(Act.objects.filter(undoes__in=_done(run), cause=Cause.UNDO).order_by("-pk"))


def _put_back(run: ImportRun) -> list[int]:
    """The acts that put the run back."""
    put = Act.objects.filter(undoes__in=[act.pk for act in _undoings(run)]).order_by()
    return list(put.values_list("pk", flat=True))


def _undone_already(act: Act, since: int = 0) -> dict[tuple[int, int], frozenset[str] | None]:
    """What of an act was taken back after the act `since`: by record, its columns; None for all of it."""
    found: dict[tuple[int, int], set[str] | None] = {}
    taken = Event.objects.filter(act__undoes=act, act__gt=since).order_by("pk")
    for number, record, operation, before in taken.values_list("kind", "object", "operation", "before"):
        if operation != Operation.CHANGED:
            found[number, record] = None
        elif (columns := found.setdefault((number, record), set())) is not None:
            columns |= {kinds.kind(number).today(name) for name in before or ()}
    written: dict[tuple[int, int], set[str]] = defaultdict(set)
    for number, record, before in Event.objects.filter(act=act, operation=Operation.CHANGED).values_list(
        "kind", "object", "before"
    ):
        kind = kinds.kind(number)
        written[number, record] |= {kind.today(name) for name in before or ()} - {*kind.left_out, *kind.quiet}
    return {
        one: None if columns is None or (one in written and written[one] <= columns) else frozenset(columns)
        for one, columns in found.items()
    }


def _older(run: ImportRun) -> frozenset[int]:
    """The runs that did what they did before this one."""
    done = _done(run)
    if not done:
        return frozenset()
    older = Act.objects.filter(cause__in=_DONE, run__isnull=False, pk__lt=done[0].pk).order_by()
    return frozenset(number for number in older.values_list("run", flat=True) if number is not None)


def _together(run: ImportRun) -> list[ImportRun]:
    """This run and those, undone or put back, that wrote in what it wrote in, or in what these did; what was
    done last comes first."""
    may = ImportRun.objects.filter(
        Q(state=RunState.UNDONE) | Q(state=RunState.APPLIED, redone_at__isnull=False)
    )
    candidates = {one.pk: one for one in may.exclude(pk=run.pk)}
    found, frontier = {run.pk: run}, [run]
    while frontier and candidates:
        near = _beside(frontier.pop(), candidates)
        for number in near:
            found[number] = candidates.pop(number)
            frontier.append(found[number])
    last = dict(Act.objects.filter(run__in=found, cause__in=_DONE).order_by("pk").values_list("run", "pk"))
    return sorted(found.values(), key=lambda one: last.get(one.pk, 0), reverse=True)


def _beside(run: ImportRun, candidates: Iterable[int]) -> list[int]:
    """Of these runs, those that wrote in a record, or in what belongs to one, that this one was about."""
    mine = Event.objects.filter(act__run=run.pk, act__cause__in=_DONE).order_by()
    about = ImportRow.objects.filter(run=run, kind=Kind.STRUCTURE, target__isnull=False).order_by()
    theirs = Event.objects.filter(act__run__in=list(candidates), act__cause__in=_DONE)
    found: set[int | None] = set(
        theirs.filter(Q(root__in=mine.exclude(root=None).values("root")) | Q(root__in=about.values("target")))
        .order_by()
        .values_list("act__run", flat=True)
        .distinct()
    )
    # What belongs to no structure: links and pairs.
    for number in {kind.number for kind in kinds.kinds() if kind.root_table is None}:
        same = theirs.filter(kind=number, object__in=mine.filter(kind=number).values("object"))
        found |= set(same.order_by().values_list("act__run", flat=True).distinct())
    return sorted(number for number in found if number is not None)


def _theirs(run: ImportRun, act: Act) -> set[tuple[int, int]]:
    """The records of an act that a person wrote in, or another import took up, since the run was last undone,
    or put back."""
    when = run.undone_at if run.state == RunState.UNDONE else run.redone_at
    events = Event.objects.filter(act=act).order_by()
    roots = events.exclude(root=None).values("root")
    written = Event.objects.filter(root__in=roots).exclude(_OF_PROGRAMS).order_by()
    first = _first_of_last(run)
    written = written.filter(act__gt=first) if first else written.filter(act__at__gt=when)
    adopted = set(written.values_list("root", flat=True))
    if when is not None:
        taken_up = _rows_since(when).exclude(run=run).filter(target__in=roots).order_by()
        adopted |= set(taken_up.values_list("target", flat=True))
    return set(events.filter(root__in=adopted).values_list("kind", "object"))


def _first_of_last(run: ImportRun) -> int | None:
    """The first act of the last time that the run was undone, or put back; None where nothing was written."""
    taken, put = [act.pk for act in _undoings(run)], _put_back(run)
    last, before = (taken, put) if run.state == RunState.UNDONE else (put, taken)
    return min((number for number in last if number > max(before, default=0)), default=None)


def _rows_since(when: datetime) -> QuerySet[ImportRow]:
    return ImportRow.objects.filter(
        kind=Kind.STRUCTURE, run__state=RunState.APPLIED, run__applied_at__gt=when, target__isnull=False
    )


def _number_of(code: str) -> int:
    return next((kind.number for kind in kinds.kinds() if kind.code == code), 0)
