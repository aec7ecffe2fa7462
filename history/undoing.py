"""An act taken back: an edit, an import, a merge, or the undoing of one of these."""

from collections import defaultdict
from dataclasses import dataclass, field

from history import kinds, rows
from history.context import acting
from history.kinds import Kind
from history.models import Act, Cause, Event, Operation


@dataclass(slots=True)
class Undone:
    """What taking an act back did: how many records, and what was left because it changed since.

    `left` holds for each record the columns that someone changed after the act; the empty set where the
    whole record stays, since more was written about it or it is gone.
    """

    act: Act | None = None
    records: int = 0
    left: dict[tuple[str, int], set[str]] = field(default_factory=dict)


def undo(act: Act, by=None, note: str = "") -> Undone:
    """Take back everything that an act changed and that nobody changed after it; the rest is told.

    It is an act of its own, whose undoing does again what was undone.
    """
    done = Undone()
    with acting(Cause.UNDO, by, undoes=act, note=note):
        events = list(Event.objects.filter(act=act).order_by("-pk"))
        roots = defaultdict(set)
        for event in events:
            roots[kinds.kind(event.kind).root_table].add(event.root or event.object)
        for table in sorted(roots):
            rows.lock(table, roots[table])
        for event in events:
            _take_back(kinds.kind(event.kind), event, done)
        done.act = Act.objects.filter(undoes=act).order_by("-pk").first() if done.records else None
    return done


def _take_back(kind: Kind, event: Event, done: Undone) -> None:
    held = rows.read(kind, event.object)
    if event.operation == Operation.REMOVED:
        if held is None:
            rows.insert(kind, {kind.today(name): value for name, value in event.before.items()})
            done.records += 1
    elif held is None:
        done.left[kind.code, event.object] = set()
    elif event.operation == Operation.CREATED:
        _remove(kind, event, done)
    else:
        _put_back(kind, event, held, done)


def _remove(kind: Kind, event: Event, done: Undone) -> None:
    """A record that the act made goes, unless another act has written about it or what belongs to it."""
    later = Event.objects.filter(pk__gt=event.pk).exclude(act=event.act_id).exclude(act__undoes=event.act_id)
    about = later.filter(kind=kind.number, object=event.object)
    if event.root == event.object:
        about = about | later.filter(root=event.object)
    if about.exists():
        done.left[kind.code, event.object] = set()
    else:
        rows.delete(kind, event.object)
        done.records += 1


def _put_back(kind: Kind, event: Event, held: dict, done: Undone) -> None:
    """Columns that still say what the act wrote say again what they said before it, groups whole."""
    before = {kind.today(name): value for name, value in event.before.items()}
    after = {kind.today(name): value for name, value in event.after.items()}
    known = {name for name in before if name in held}
    moved = {name for name in known if held[name] != after[name] and held[name] != before[name]}
    moved = {name for name in known if kind.together(name) & moved}
    values = {name: before[name] for name in known - moved if held[name] != before[name]}
    if values:
        rows.write(kind, event.object, values)
        done.records += 1
    if moved:
        done.left[kind.code, event.object] = moved
