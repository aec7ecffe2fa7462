# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one door through which a person's edit of the directory is written.

A page, the API and the administration all come here; imports and other programs write many records at a time
by the same rules (`bulk`, `data.imports.writing`): lock, then read, then write only what changes. All of them
say why (`history.models.Cause`), and what they wrote is in the history.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, cast

from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone
from psycopg import sql
from psycopg.types.json import Jsonb

from common.columns import column_of, field_of, fields_by_column
from common.deadlocks import again_after_deadlock
from history import fields as by_field
from history import record_rows
from history.context import acting, current_act
from history.kinds import Kind, of_table
from history.models import Cause
from history.since import first_before
from history.visible import changes_for_everyone
from mapping.freshness.blocks import MAIN_FACTS
from mapping.kinds import STRUCTURE
from mapping.models import Contact, Session, Status, Structure, Visibility
from mapping.models.constraints import refusal
from mapping.opening import both

Record = TypeVar("Record", bound=models.Model)

# What says when it was edited, and not what: nobody is in another's way there.
_SEEN_TO = "verified_at"
_HOURS = "horaires_accueil"


@dataclass(frozen=True, slots=True)
class Written:
    """The fields that an edit changed; none where everything was said already."""

    fields: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Conflict:
    """What two people say of one field: the one who comes now, and what is held."""

    yours: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Conflicts:
    """By field, what somebody else changed after the editor saw it, and otherwise. Nothing was written."""

    fields: dict[str, Conflict]


def root_of(record: models.Model) -> int | None:
    """The number of the structure that a record is, or belongs to: what is locked while it is written.

    That of the record itself where it is a root of another room's, as a fact sheet; what belongs to one says
    its `root_id`.
    """
    kind = _kind(record)
    if kind.root_table == kind.table:
        return record.pk
    if hasattr(record, "root_id"):
        return record.root_id
    if hasattr(record, "structure_id"):
        return record.structure_id
    return cast(Session, record).service.structure_id


def lock(structures: Iterable[int | None]) -> None:
    """Make every other writer of these structures, and of what belongs to them, wait for this transaction.

    In the order of their numbers, so that two that lock wait for each other and no more. What is read after
    this, in a statement of its own, is what the last of them wrote.
    """
    numbers = {number for number in structures if number is not None}
    locked = Structure.objects.select_for_update(no_key=True).filter(pk__in=numbers)
    list(locked.order_by("pk").values_list("pk"))


def change(
    record: Record,
    values: dict[str, Any],
    by: Any = None,
    cause: Cause = Cause.EDIT,
    seen: int | None = None,
    note: str = "",
) -> Written | Conflicts:
    """Write `values`, by field, where they differ from what the record holds now, as the edit of `by`.

    The structure is locked (both, where a record goes from one to another), then the record read again: what
    someone else wrote meanwhile in other fields stays. `seen` is the last event of the structure that the
    editor saw (`history.versions.last_event`, asked before the record was read): where somebody wrote one of
    the fields after it, nothing is written and Conflicts says what both say; None writes over what is held.
    The structure is said to be seen to now (`verified_at`), unless the values say when, or what they change
    is hidden from somebody or is none of its main facts. `record` holds afterwards what the database holds.
    `note` is said of the act.
    Raises ValidationError, by field, for what the models refuse and for what they and the database refuse of
    the whole, others' fields included; and the model's DoesNotExist where the record is gone. Then nothing is
    written, and `record` is as it was given.
    """
    return again_after_deadlock(lambda: _change(record, values, by, cause, seen, note))


def as_seen(record: Record, seen: int) -> Record:
    """A copy of a record whose fields say what they said at the event `seen`."""
    names = _names(record)
    held = {name: getattr(record, name) for name in names.values()}
    then = {names[column]: value for column, value in _base(record, seen).items()}
    return type(record)(**held | then)


def conflicts(record: models.Model, values: dict[str, Any], seen: int | None) -> dict[str, Conflict]:
    """The conflicts that `change` would find now; meant for whoever holds the structure's lock already."""
    held = type(record)._default_manager.get(pk=record.pk)
    return _conflicts(held, values, _merged(held, values, seen))


def close(
    structure: Structure, by: Any = None, cause: Cause = Cause.EDIT, seen: int | None = None
) -> Written | Conflicts:
    """Close a structure for good; as `change`."""
    return change(structure, {"status": Status.CLOSED}, by, cause, seen)


def see_to(
    structure_id: int, at: datetime | None, but: datetime | None = None
) -> tuple[datetime | None] | None:
    """Say when a published structure was last seen to, and nothing else of it: what it said before, in a
    tuple; None where there is no such structure, or `but` is given and is not what it says.

    Meant for whoever holds the structure's lock already.
    """
    held = Structure.objects.filter(pk=structure_id, status=Status.PUBLISHED)
    if but is not None:
        held = held.filter(verified_at=but)
    was = held.values_list("verified_at").first()
    if was is not None:
        held.update(verified_at=at)
    return was


def create(record: Record, by: Any = None, cause: Cause = Cause.EDIT) -> Record:
    """Write a new record, made and seen to by `by`. Raises ValidationError, by field, for what is refused."""
    return again_after_deadlock(lambda: _create(record, by, cause))


def remove(record: models.Model, by: Any = None, cause: Cause = Cause.EDIT) -> None:
    """Delete a record and what belongs to it; nothing happens where it is gone already."""
    again_after_deadlock(lambda: _remove(record, by, cause))


@contextmanager
def bulk(
    cause: Cause, run: int | None = None, by: Any = None, structures: Iterable[int] = ()
) -> Iterator[None]:
    """One act, in one transaction, of a program that writes many records; these structures are locked
    first."""
    with acting(cause, by, run=run):
        lock(structures)
        yield


def _change(
    record: Record, values: dict[str, Any], by: Any, cause: Cause, seen: int | None, note: str
) -> Written | Conflicts:
    with acting(cause, by, note=note):
        held = _locked(record, values)
        merged = _merged(held, values, seen)
        if merged.conflicts:
            return Conflicts(_conflicts(held, values, merged))
        names = _names(held)
        changed = {names[column]: value for column, value in merged.taken.items()}
        for name, value in changed.items():
            setattr(held, name, value)
        if changed:
            # The constraints are the database's to judge, of the whole row: Django leaves out those that
            # name a field which nobody changed.
            untouched = {field.name for field in held._meta.fields} - changed.keys()
            held.full_clean(exclude=untouched, validate_unique=False, validate_constraints=False)
            _write(held, set(changed), values, by)
    for field in held._meta.concrete_fields:
        setattr(record, field.attname, getattr(held, field.attname))
    return Written(frozenset(changed))


def _locked(record: Record, values: dict[str, Any]) -> Record:
    """The record as it is, once nobody else can write in it, nor in the structure it is to belong to."""
    model = type(record)
    kind = of_table(model._meta.db_table)
    to = values.get("structure") if _is_of_structure(kind) else None
    new = [] if to is None else [getattr(to, "pk", to)]
    root = root_of(model._default_manager.get(pk=record.pk))
    while True:
        _lock(kind, [root, *new])
        held = model._default_manager.select_for_update(no_key=True, of=("self",)).get(pk=record.pk)
        if root_of(held) in (root, *new):
            return held
        # It went to another structure while we waited.
        root = root_of(held)


def _write(held: models.Model, changed: set[str], values: dict[str, Any], by: Any) -> None:
    """Write what was changed, and that the structure was seen to, unless the values say when."""
    written = set(changed)
    if hasattr(held, "updated_at"):
        held.updated_at = timezone.now()
        written.add("updated_at")
    if not _is_of_structure(_kind(held)) and hasattr(held, "seen_to"):
        written |= held.seen_to(by)
    says_when = isinstance(held, Structure) and _SEEN_TO in values
    # Written with the rest where nothing of it is hidden: the search's rows are then made again once.
    sees_to = not isinstance(held, Structure) or not MAIN_FACTS.isdisjoint(changed)
    at_once = isinstance(held, Structure) and sees_to and not says_when and not _may_hide(held, changed)
    if at_once:
        setattr(held, _SEEN_TO, timezone.now())
        written.add(_SEEN_TO)
    try:
        with transaction.atomic():
            held.save(update_fields=written)
    except IntegrityError as error:
        # Without its cause, which holds the whole row and would be written in the logs.
        raise refusal(type(held), error) from None
    if sees_to and not at_once and not says_when:
        _seen_to(held)


def _may_hide(structure: Structure, changed: set[str]) -> bool:
    """Whether some of what was changed may be hidden from somebody, as `mapping/sql/needs.sql` says."""
    is_open = structure.status == Status.PUBLISHED and structure.address_visibility == Visibility.PUBLIC
    return not is_open or not changed.isdisjoint({"status", "address_visibility", "organisation_id"})


def _seen_to(record: models.Model) -> None:
    """Say that the structure was seen to, unless what was changed of the record is hidden from somebody: the
    day is told to everyone, and would tell them of it. Of a contact that nobody is shown, it says nothing."""
    if isinstance(record, Contact) and not _sees_to_a_block(record):
        return
    if _is_of_structure(_kind(record)) and changes_for_everyone(_kind(record), record.pk):
        now = timezone.now()
        Structure.objects.filter(pk__in=[root_of(record)]).update(verified_at=now)
        if isinstance(record, Structure):
            record.verified_at = now


def _sees_to_a_block(contact: Contact) -> bool:
    """Whether the current act says that a block was seen to by what it did of a contact, by the rule that
    dates the blocks (`mapping/sql/freshness.sql`)."""
    asked = """
        SELECT bool_or(mapping_blocks_of(e) <> '{}')
        FROM history_event e WHERE e.act_id = %s AND e.kind = %s AND e.object = %s
    """
    with connection.cursor() as cursor:
        cursor.execute(asked, [current_act(), _kind(contact).number, contact.pk])
        (sees,) = cursor.fetchone()
    return bool(sees)


def _create(record: Record, by: Any, cause: Cause) -> Record:
    with acting(cause, by):
        if isinstance(record, Structure):
            record.verified_at = record.verified_at or timezone.now()
        elif (root := root_of(record)) is not None:
            _lock(_kind(record), [root])
        elif hasattr(record, "seen_to"):
            record.seen_to(by)
        record.full_clean(validate_unique=False, validate_constraints=False)
        try:
            with transaction.atomic():
                record.save(force_insert=True)
        except IntegrityError as error:
            raise refusal(type(record), error) from None
        if not isinstance(record, Structure):
            _seen_to(record)
    return record


def _remove(record: models.Model, by: Any, cause: Cause) -> None:
    model = type(record)
    with acting(cause, by):
        _lock(_kind(record), [root_of(record)])
        held = model._default_manager.filter(pk=record.pk).first()
        if held is not None:
            held.delete()


def _kind(record: models.Model) -> Kind:
    return of_table(record._meta.db_table)


def _is_of_structure(kind: Kind) -> bool:
    return kind.root_table == STRUCTURE.table


def _lock(kind: Kind, roots: Iterable[int | None]) -> None:
    """Make every other writer of these roots, and of what belongs to them, wait for this transaction."""
    if _is_of_structure(kind):
        lock(roots)
    elif kind.root_table:
        record_rows.lock(kind.root_table, (number for number in roots if number is not None))


def _names(record: models.Model) -> dict[str, str]:
    """The attribute that holds each column."""
    return {column: field.attname for column, field in fields_by_column(record).items()}


def _merged(held: models.Model, values: dict[str, Any], seen: int | None) -> by_field.Merged:
    """By column, what to write of the values and what of them another writer's edit contradicts."""
    kind, names = _kind(held), _names(held)
    now = {column: getattr(held, name) for column, name in names.items()}
    base = now if seen is None else now | _base(held, seen)
    given = ((field_of(held, name), value) for name, value in values.items())
    mine = {column_of(field): _python(field, value) for field, value in given}
    if seen is None:
        return by_field.Merged({column: value for column, value in mine.items() if value != now[column]})
    lists = {column for column, field in fields_by_column(held).items() if isinstance(field, ArrayField)}
    return by_field.merge(mine, base, now, kind.together, lists, _both)


def _both(column: str, mine: Any, base: Any, held: Any) -> str | None:
    """Hours whose days two people changed, each others: both are kept."""
    return both.merged(mine, base, held) if column == _HOURS else None


def _base(held: models.Model, seen: int) -> dict[str, Any]:
    """What the editor saw, by column, where somebody wrote since."""
    said = first_before(_kind(held), held.pk, seen)
    names = _names(held)
    said = {column: value for column, value in said.items() if column in names}
    if not said:
        return {}
    statement = sql.SQL("SELECT * FROM jsonb_populate_record(NULL::{}, %s)").format(
        sql.Identifier(held._meta.db_table)
    )
    (then,) = type(held)._default_manager.raw(statement.as_string(None), [Jsonb(said)])
    return {column: getattr(then, names[column]) for column in said}


def _python(field: models.Field, value: Any) -> Any:
    if isinstance(field, models.ForeignKey):
        return getattr(value, "pk", value)
    if value is None or hasattr(value, "geom_type"):
        return value
    return field.to_python(value)


def _conflicts(held: models.Model, values: dict[str, Any], merged: by_field.Merged) -> dict[str, Conflict]:
    fields = fields_by_column(held)
    return {
        fields[column].name: Conflict(values[fields[column].name], getattr(held, fields[column].attname))
        for column in merged.conflicts
    }
