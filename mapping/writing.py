"""The one door through which a person's edit of the directory is written.

A page, the API and the administration all come here; imports write many records at a time by the same rules
(`data.imports.writing`): lock, then read, then write only what changes.
"""

from typing import Any, TypeVar

from django.db import models, transaction
from django.utils import timezone

from mapping.models import Structure

Record = TypeVar("Record", bound=models.Model)


def root_of(record: models.Model) -> int | None:
    """The number of the structure that a record is, or belongs to: what is locked while it is written."""
    if isinstance(record, Structure):
        return record.pk
    if hasattr(record, "structure_id"):
        return record.structure_id
    return record.service.structure_id


@transaction.atomic
def change(record: Record, values: dict[str, Any]) -> set[str]:
    """Write `values`, by field, where they differ from what the record holds now; the fields that did.

    The structure is locked, then the record read again: what someone else wrote meanwhile in other fields
    stays. `record` holds afterwards what the database holds. Raises ValidationError, by field, for what the
    models refuse, and the model's DoesNotExist where the record is gone; then nothing is written.
    """
    Structure.objects.select_for_update(no_key=True).filter(pk=root_of(record)).first()
    held = type(record)._default_manager.select_for_update(no_key=True, of=("self",)).get(pk=record.pk)
    changed = {name for name, value in values.items() if _differs(held, name, value)}
    for name in changed:
        setattr(held, name, values[name])
    if changed:
        held.full_clean(exclude=_untouched(held, changed))
        written = set(changed)
        if hasattr(held, "updated_at"):
            held.updated_at = timezone.now()
            written.add("updated_at")
        held.save(update_fields=written)
    for field in held._meta.concrete_fields:
        setattr(record, field.attname, getattr(held, field.attname))
    return changed


def _differs(record: models.Model, name: str, value: Any) -> bool:
    field = record._meta.get_field(name)
    held, wanted = getattr(record, field.attname), value
    if isinstance(field, models.ForeignKey):
        wanted = getattr(value, "pk", value)
    elif not isinstance(value, models.Model) and value is not None and not hasattr(value, "geom_type"):
        wanted = field.to_python(value)
    return held != wanted


def _untouched(record: models.Model, changed: set[str]) -> set[str]:
    """Fields that nobody judges again: what an older rule let in is no reason to refuse another field."""
    return {field.name for field in record._meta.fields} - changed
