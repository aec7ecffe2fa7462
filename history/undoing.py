# SPDX-License-Identifier: AGPL-3.0-or-later
"""An act taken back: an edit, an import, a merge, or the undoing of one of these.

What changed since stays, but for what a program worked out of what the act wrote. « Since » is judged by
value: a column that was changed and changed back was not.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from django.db import IntegrityError, connection, transaction
from psycopg import sql

from history import kinds, record_rows
from history.context import acting
from history.exposure import exposed, needs_of
from history.kinds import Kind
from history.models import Act, Cause, Event, Operation
from history.record_rows import Row
from history.since import ABOVE, ALONE, BELOW, Among, Since, since
from history.visible import visible_events

One = TypeVar("One")

BATCH = 1000
_NONE: frozenset[str] = frozenset()
# What a program worked out of what the act wrote goes with it.
_NOBODYS = (Cause.GEOCODING, BELOW)
# What stays for such causes alone is no edit to tell of.
_OF_RUNS = frozenset({*_NOBODYS, ABOVE})

Tell = Callable[[int], None]
Told = dict[tuple[int, int], set[str]]
# By kind and number, the columns of a record that are left as if they were not of the act; None: all of it.
Leaving = Mapping[tuple[int, int], frozenset[str] | None]


@dataclass(frozen=True, slots=True)
class Left:
    """Why a record, or some of its columns, was not taken back."""

    why: str
    columns: frozenset[str] = frozenset()


EDITED, GONE, USED, TAKEN, REFUSED = "edited", "gone", "used", "taken", "refused"
EXPOSED, UNSEEN = "exposed", "unseen"


@dataclass(frozen=True, slots=True)
class Sight:
    """Of an act, only what whoever takes it back is told of it, and of roots that they may change (None: of
    all)."""

    role: int
    roots: frozenset[int] | None = None


@dataclass(slots=True)
class Undone:
    """What taking an act back did: the act that did it, how many records, and what was left.

    `left` is by kind and number; `Left.why` is one of EDITED (its columns changed since), GONE (removed
    since), USED (something was added to it since), TAKEN (what it stood on is gone, or another has its
    place), REFUSED (what it was is refused today), EXPOSED (more people would see it than did then),
    UNSEEN (it holds what is not for whoever takes the act back, whether that changed since or not).
    """

    act: Act | None = None
    records: int = 0
    left: dict[tuple[str, int], Left] = field(default_factory=dict)

    def leave(self, kind: Kind, number: int, why: str, columns: Iterable[str] = ()) -> None:
        """Note that a record stays as it is, why, and which of its columns are concerned."""
        told = frozenset(columns) - {*kind.left_out, *kind.quiet}
        if kind.told and (told or why != EDITED):
            self.left[kind.code, number] = Left(why, told)


def undo(
    act: Act,
    by=None,
    note: str = "",
    tell: Tell = lambda count: None,
    sight: Sight | None = None,
    leaving: Leaving | None = None,
    among: Among = ALONE,
) -> Undone:
    """Take back everything that an act did and that nobody changed after it; the rest is told.

    It is an act of its own, of the same run, whose undoing does again what was undone. `tell` is called with
    how many records were looked at since it was called last. `sight` leaves what whoever asks is not told of,
    as if it were not of the act; so is what `leaving` names. `among` says which other runs it is judged
    among.
    """
    done, leaving = Undone(), leaving or {}
    with acting(Cause.UNDO, by, undoes=act, run=act.run, note=note):
        told = None if sight is None else _told(act, sight)
        before = _touched(act, told, leaving)
        for kind, numbers in before:
            _lock(act, kind, numbers)
        for kind, numbers in before:
            for some in _batches(numbers):
                _put_back(kind, since(act, kind, some, among), done, told, leaving, sight)
        staying = _staying(act, before, among, sight)
        # A record goes after what hangs on it, and what names records by number after all of them.
        for kind, numbers in sorted(before, key=lambda one: (not one[0].holder, -one[0].number)):
            for some in _batches(numbers):
                _take_away(act, kind, since(act, kind, some, among), staying, done, sight)
                tell(len(some))
        done.act = Act.objects.filter(undoes=act).order_by("-pk").first() if done.records else None
    return done


def _told(act: Act, sight: Sight) -> Told:
    """By kind and number, the columns of each record of the act that may be taken back."""
    events = Event.objects.filter(act=act, need__lte=sight.role).order_by("pk")
    if sight.roots is not None:
        events = events.filter(root__in=sight.roots)
    told: Told = defaultdict(set)
    for one in visible_events(events, sight.role):
        columns = {kinds.kind(one.event.kind).today(name) for name in one.columns}
        told[one.event.kind, one.event.object] |= columns
    return told


def _touched(act: Act, told: Told | None, leaving: Leaving) -> list[tuple[Kind, list[int]]]:
    """The records of each kind that the act wrote in, those that others stand on first."""
    found = defaultdict(set)
    if told is None:
        named = set(Event.objects.filter(act=act).order_by().values_list("kind", "object"))
    else:
        named = set(told)
    for number, record in {one for one in named if leaving.get(one, _NONE) is not None}:
        found[number].add(record)
    return [(kinds.kind(number), sorted(found[number])) for number in sorted(found)]


def _lock(act: Act, kind: Kind, numbers: list[int]) -> None:
    if not kind.root_table:
        return
    roots = Event.objects.filter(act=act, kind=kind.number, root__isnull=False).order_by()
    # Where it was, and where it went since.
    now = set(record_rows.roots(kind, numbers).values())
    record_rows.lock(
        kind.root_table, now | {root for root in roots.values_list("root", flat=True) if root is not None}
    )


def _put_back(
    kind: Kind,
    found: list[Since],
    done: Undone,
    told: Told | None,
    leaving: Leaving,
    sight: Sight | None,
) -> None:
    """Records that the act removed, and what those that it changed said before it."""
    held = record_rows.read_all(kind, [one.number for one in found])
    _make_again(kind, [one for one in found if one.number not in held and one.whole is not None], done)
    unseen = _unseen(kind, held, sight)
    values: dict[int, Row] = {}
    for one in found:
        if not one.was_there or not one.is_there_after:
            continue
        if one.number not in held:
            done.leave(kind, one.number, GONE)
        else:
            values[one.number] = _old(
                kind, one, held[one.number], done, told, leaving, unseen.get(one.number, _NONE)
            )
    asked = [(number, row) for number, row in values.items() if row]
    written = _each(asked, lambda some: _written(kind, some))
    done.records += len(written)
    for number, row in asked:
        if number not in written:
            done.leave(kind, number, REFUSED, row)


def _make_again(kind: Kind, gone: list[Since], done: Undone) -> None:
    """Records that the act removed."""
    rows: list[Row] = []
    for one in gone:
        row = one.before
        if kind.hides_with_root and _exposed(kind, row, row, row.keys(), one.hidden):
            done.leave(kind, one.number, EXPOSED)
        else:
            rows.append(row)
    made = _each(rows, lambda some: record_rows.insert(kind, some))
    done.records += len(made)
    for row in rows:
        if row["id"] not in made:
            done.leave(kind, row["id"], TAKEN)


def _old(
    kind: Kind,
    one: Since,
    held: Row,
    done: Undone,
    told: Told | None,
    leaving: Leaving,
    unseen: frozenset[str],
) -> Row:
    """What to write of a record that the act changed to have it as before; what is left is noted."""
    moved = one.moved(kind, held, _NOBODYS)
    old = one.old(kind, held, moved)
    if left := leaving.get((kind.number, one.number)):
        moved -= left
        old = {name: value for name, value in old.items() if name not in left}
        if not old.keys() - {*kind.left_out, *kind.quiet}:
            old = {}
    if told is not None:
        may = told[kind.number, one.number] - _with_all_that_goes_along(kind, unseen)
        if half := {name for name in told[kind.number, one.number] - may if held[name] != one.before[name]}:
            done.leave(kind, one.number, UNSEEN, half)
        old = {name: value for name, value in old.items() if name in may or name in kind.left_out}
        moved &= may
        if not old.keys() - {*kind.left_out}:
            old = {}
    edited = {name for name in moved if not _by_runs(kind, one, name)}
    if edited:
        done.leave(kind, one.number, EDITED, edited)
    if shown := _exposed(kind, one.was(held), held | old, old.keys(), one.hidden):
        done.leave(kind, one.number, EXPOSED, shown)
        return {name: value for name, value in old.items() if not kind.together(name) & shown}
    return old


def _by_runs(kind: Kind, one: Since, name: str) -> bool:
    """Whether a column stays since runs that come after this one were put back, and for nothing else."""
    later = [one.later[each] for each in kind.together(name) & one.later.keys()]
    causes = set().union(*(each.causes for each in later))
    return ABOVE in causes and causes <= _OF_RUNS


def _exposed(
    kind: Kind, was: Row, becomes: Row, columns: Collection[str], hidden: dict[str, int]
) -> set[str]:
    """What would be seen by more people than it was; nothing is asked of a kind that nobody is told of, nor
    where nothing was hidden."""
    if not kind.told or not (hidden or any(was.get(name) for name in kind.hiders)):
        return set()
    return exposed(kind, was, becomes, columns, hidden)


def _staying(
    act: Act, before: list[tuple[Kind, list[int]]], among: Among, sight: Sight | None
) -> set[tuple[str, int]]:
    """The roots, by table and number, that the act made and that stay since somebody changed them, or
    something that it made for them, or gave them something, or that hold what is not for whoever takes the
    act back: what it made for them stays with them, lest a structure be left without its services."""
    changed: set[tuple[str, int | None]] = set()
    made: list[tuple[Kind, set[int]]] = []
    for kind, numbers in before:
        if not kind.holder:
            continue
        root_of = _roots_at(act, kind)
        if kind.holder == kind.table:
            made.append((kind, set(root_of)))
        for some in _batches(numbers):
            stays = _judged(kind, since(act, kind, some, among), sight)
            changed |= {(kind.holder, root_of.get(number)) for number, left in stays.items() if left}
    staying = set()
    for kind, roots in made:
        edited = {number for number in roots if (kind.table, number) in changed}
        staying |= {(kind.table, number) for number in edited}
        for some in _batches(sorted(roots - edited)):
            staying |= {(kind.table, number) for number in _used(act, kind, some, but_made=True)}
    return staying


def _roots_at(act: Act, kind: Kind) -> dict[int, int | None]:
    """The roots, by number, of the records of a kind that the act made."""
    events = Event.objects.filter(act=act, kind=kind.number, operation=Operation.CREATED).order_by()
    noted = dict(events.values_list("object", "root"))
    if kind.part_of:
        return noted | _held_by(kind, list(noted))
    if kind.root_table == kind.table:
        # Some are noted without it, being no structure's.
        return {number: root or number for number, root in noted.items()}
    return noted


def _held_by(kind: Kind, numbers: list[int]) -> dict[int, int]:
    """The number of what each record, of those that are there, goes and stays with."""
    if not kind.part_of:
        return record_rows.roots(kind, numbers)
    column = kind.part_of[1]
    return {number: row[column] for number, row in record_rows.read_all(kind, numbers).items()}


def _judged(kind: Kind, found: list[Since], sight: Sight | None) -> dict[int, Left | None]:
    """By number, why each record that the act made and that is there stays as it is; None where it may go.

    Somebody changed it since, or it holds what is not for whoever asks: whether that was changed since is
    not for them either.
    """
    made = [one for one in found if not one.was_there and one.is_there_after]
    held = record_rows.read_all(kind, [one.number for one in made])
    unseen = _unseen(kind, held, sight)
    aside = {*kind.left_out, *kind.quiet, *(kind.for_staff if sight else ())}
    judged: dict[int, Left | None] = {}
    for one in made:
        if one.number not in held:
            continue
        moved = frozenset(one.moved(kind, held[one.number], _NOBODYS) - aside)
        if unseen.get(one.number):
            judged[one.number] = Left(UNSEEN)
        else:
            judged[one.number] = Left(EDITED, moved) if moved else None
    return judged


def _take_away(
    act: Act,
    kind: Kind,
    found: list[Since],
    staying: set[tuple[str, int]],
    done: Undone,
    sight: Sight | None,
) -> None:
    """Records that the act made, unless somebody changed them or hung something on them since, or the root
    that they were made for stays."""
    doomed = []
    # A record that is its own root goes, or stays since something is hung on it.
    hangs = kind.holder not in (None, kind.table) and staying
    roots = _held_by(kind, [one.number for one in found]) if hangs else {}
    for number, left in _judged(kind, found, sight).items():
        if left:
            done.leave(kind, number, left.why, left.columns)
        elif (kind.holder, roots.get(number)) not in staying:
            doomed.append(number)
    used = _used(act, kind, doomed)
    for number in used:
        done.leave(kind, number, USED)
    going = [number for number in doomed if number not in used]
    with connection.cursor() as cursor:
        for table, column in _referring(kind):
            if table in dict(kind.swept):
                statement = sql.SQL("DELETE FROM {} WHERE {} = ANY (%s)")
                cursor.execute(statement.format(sql.Identifier(table), sql.Identifier(column)), [going])
    record_rows.delete(kind, going)
    done.records += len(going)


def _unseen(kind: Kind, held: Mapping[int, Row], sight: Sight | None) -> dict[int, frozenset[str]]:
    """By number, the columns of records as they are that what they say hides from whoever asks, whether they
    hold something or not."""
    if sight is None:
        return {}
    aside = {"*", *kind.for_staff, *kind.left_out, *kind.quiet}
    needs = needs_of(kind, list(held.values()))
    return {
        number: frozenset(name for name, need in one.items() if need > sight.role and name not in aside)
        for number, one in zip(held, needs, strict=True)
    }


def _with_all_that_goes_along(kind: Kind, columns: Iterable[str]) -> frozenset[str]:
    return frozenset[str]().union(*(kind.together(name) for name in columns))


def _used(act: Act, kind: Kind, numbers: list[int], *, but_made: bool = False) -> set[int]:
    """Those that something else refers to, in any table; what the act made aside where `but_made` says so."""
    swept, conditions = dict(kind.swept), []
    kind_of = {one.table: one for one in kinds.kinds()}
    for table, column in _referring(kind):
        stays = swept.get(table, "true")
        if but_made and table in kind_of:
            stays += (
                f" AND NOT EXISTS (SELECT FROM history_event e WHERE e.act_id = {act.pk}"
                f" AND e.kind = {kind_of[table].number} AND e.object = h.id AND e.operation = 'I')"
            )
        conditions.append(f'EXISTS (SELECT FROM "{table}" h WHERE h."{column}" = r.id AND ({stays}))')
    if kind.holds:
        conditions.append(kind.holds.format(row="r", act=act.pk))
    if not conditions or not numbers:
        return set()
    statement = sql.SQL("SELECT r.id FROM {} r WHERE r.id = ANY (%s) AND ({})").format(
        sql.Identifier(kind.table), sql.SQL(" OR ".join(conditions))
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [numbers])
        return {number for (number,) in cursor.fetchall()}


def _referring(kind: Kind) -> list[tuple[str, str]]:
    """The columns of all tables that refer to a kind of record."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.relname, a.attname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid "
            "JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey) "
            "WHERE c.contype = 'f' AND c.confrelid = %s::regclass ORDER BY 1, 2",
            [kind.table],
        )
        return cursor.fetchall()


def _written(kind: Kind, some: list[tuple[int, Row]]) -> set[int]:
    record_rows.write(kind, dict(some))
    return {number for number, _row in some}


def _batches(numbers: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(numbers), BATCH):
        yield numbers[start : start + BATCH]


def _each(some: list[One], write: Callable[[list[One]], set[int]]) -> set[int]:
    """What `write` could write: all of them at once, else those that PostgreSQL takes one by one.

    References are judged at once: what stood on something that is gone since is left, and the rest is not.
    """
    if not some:
        return set()
    done: set[int] = set()
    for few in _fewer(some):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                done |= write(few)
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            if few is some:
                return done
        except IntegrityError:
            continue
    return done


def _fewer(some: list[One]) -> Iterator[list[One]]:
    """All of them; then, for whoever still asks, one after the other."""
    yield some
    if len(some) > 1:
        yield from ([one] for one in some)
