# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one door through which a person's edit of the directory is written.

A page, the API and the administration all come here; imports write many records at a time by the same rules
(`data.imports.writing`): lock, then read, then write only what changes.
"""

from collections.abc import Iterable
from typing import Any, TypeVar, cast

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from common.deadlocks import again_after_deadlock
from mapping.models import Session, Structure
from mapping.models.constraints import refusal

Record = TypeVar("Record", bound=models.Model)


def root_of(record: models.Model) -> int | None:
    """The number of the structure that a record is, or belongs to: what is locked while it is written."""
    if isinstance(record, Structure):
        return record.pk
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


def change(record: Record, values: dict[str, Any]) -> set[str]:
    """Write `values`, by field, where they differ from what the record holds now; the fields that did.

    The structure is locked (both, where a record goes from one to another), then the record read again: what
    someone else wrote meanwhile in other fields stays. `record` holds afterwards what the database holds.
    Raises ValidationError, by field, for what the models refuse and for what they and the database refuse of
    the whole, others' fields included; and the model's DoesNotExist where the record is gone. Then nothing is
    written, and `record` is as it was given.
    """
    return again_after_deadlock(lambda: _change(record, values))


@transaction.atomic
def _change(record: Record, values: dict[str, Any]) -> set[str]:
    model = type(record)
    lock([root_of(model._default_manager.get(pk=record.pk)), *_new_roots(values)])
    held = model._default_manager.select_for_update(no_key=True, of=("self",)).get(pk=record.pk)
    changed = {name for name, value in values.items() if _differs(held, name, value)}
    for name in changed:
        setattr(held, name, values[name])
    if changed:
        # The constraints are the database's to judge, of the whole row: Django leaves out those that name a
        # field which nobody changed.
        held.full_clean(exclude=_untouched(held, changed), validate_unique=False, validate_constraints=False)
        _write(held, changed)
    for field in held._meta.concrete_fields:
        setattr(record, field.attname, getattr(held, field.attname))
    return changed


def _write(held: models.Model, changed: set[str]) -> None:
    written = set(changed)
    if hasattr(held, "updated_at"):
        held.updated_at = timezone.now()
        written.add("updated_at")
    try:
        with transaction.atomic():
            held.save(update_fields=written)
    except IntegrityError as error:
        # Without its cause, which holds the whole row and would be written in the logs.
        raise refusal(type(held), error) from None


def _new_roots(values: dict[str, Any]) -> list[int]:
    """The structure that a record is to belong to from now on, where the values say one."""
    to = values.get("structure")
    return [] if to is None else [getattr(to, "pk", to)]


def _differs(record: models.Model, name: str, value: Any) -> bool:
    field = cast(models.Field, record._meta.get_field(name))
    held, wanted = getattr(record, field.attname), value
    if isinstance(field, models.ForeignKey):
        wanted = getattr(value, "pk", value)
    elif not isinstance(value, models.Model) and value is not None and not hasattr(value, "geom_type"):
        wanted = field.to_python(value)
    return held != wanted


def _untouched(record: models.Model, changed: set[str]) -> set[str]:
    """Fields that nobody judges again: what an older rule let in is no reason to refuse another field."""
    return {field.name for field in record._meta.fields} - changed
