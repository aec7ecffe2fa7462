# SPDX-License-Identifier: AGPL-3.0-or-later
"""Staff write the lists of fields: each act with its history, taken back as a whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils.text import slugify

from common.deadlocks import again_after_deadlock
from history import record_rows
from history.context import acting
from history.models import Cause
from history.undoing import Undone
from mapping import staff_records
from mapping.kinds import OF_TAXONOMIES, TAXONOMY, TAXONOMY_FIELD
from mapping.models import Taxonomy, TaxonomyField
from mapping.staff_records import Gone
from mapping.taxonomies.shown import forget

# What a row of a file, or a form, says of a field.
FIELD = ("label", "label_en", "label_ar", "label_uk", "thematiques")


class NothingToShow(Exception):
    """A list without a field of thématiques would find nothing: it is not shown."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """How many fields a file added, changed and removed."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def make(name: str, note: str, by: Any) -> Taxonomy:
    """A new list, without fields, shown to nobody."""
    with acting(Cause.EDIT, by):
        return Taxonomy.objects.create(name=name, note=note)


def write(number: int, values: Mapping[str, Any], by: Any, seen: int) -> set[str]:
    """Write the name and the note of a list where they differ; the names of what changed. `seen` is the last
    event that the editor saw. Raises Moved, and Gone."""

    def once() -> set[str]:
        with acting(Cause.EDIT, by):
            changed = staff_records.write(TAXONOMY, _locked(number), values, seen)
        forget()
        return changed

    return again_after_deadlock(once)


def show(number: int, by: Any) -> Taxonomy:
    """Show a list in place of the one that is. Raises NothingToShow, and Gone."""

    def once() -> Taxonomy:
        with acting(Cause.EDIT, by):
            # All of them, always in the same order: two who show another each take turns.
            record_rows.lock(TAXONOMY.table, Taxonomy.objects.order_by("pk").values_list("pk", flat=True))
            held = _locked(number)
            if not any(one.thematiques for one in held.fields.all()):
                raise NothingToShow
            for other in Taxonomy.objects.filter(is_shown=True).exclude(pk=number).order_by("pk"):
                other.is_shown = False
                other.save(update_fields=["is_shown"])
            held.is_shown = True
            held.save(update_fields=["is_shown"])
        forget()
        return held

    return again_after_deadlock(once)


def hide(number: int, by: Any) -> Taxonomy:
    """Show a list no more: it stays, prepared. Raises Gone."""
    with acting(Cause.EDIT, by):
        held = _locked(number)
        held.is_shown = False
        held.save(update_fields=["is_shown"])
    forget()
    return held


def remove(number: int, by: Any) -> str:
    """Remove a list with its fields, as one act; its name. Raises Gone."""
    with acting(Cause.EDIT, by):
        held = _locked(number)
        held.delete()
    forget()
    return held.name


def add_field(number: int, values: Mapping[str, Any], by: Any) -> TaxonomyField:
    """Add a field at the end of a list, or at the rank that is given, under its code, else one made from its
    label. Raises Gone."""

    def once() -> TaxonomyField:
        with acting(Cause.EDIT, by):
            held = _locked(number)
            given = dict(values)
            given["code"] = given.get("code") or code_for(held, given["label"])
            given["rank"] = given.get("rank") or _next_rank(held)
            made = TaxonomyField.objects.create(taxonomy=held, **given)
            _is_ours(held)
        forget()
        return made

    return again_after_deadlock(once)


def write_field(number: int, values: Mapping[str, Any], by: Any, seen: int) -> set[str]:
    """Write a field where it differs; the names of what changed. Its code stays what links say. Raises Moved,
    and Gone."""

    def once() -> set[str]:
        with acting(Cause.EDIT, by):
            record_rows.lock(TAXONOMY_FIELD.table, [number])
            held = TaxonomyField.objects.filter(pk=number).select_related("taxonomy").first()
            if held is None:
                raise Gone
            changed = staff_records.write(TAXONOMY_FIELD, held, values, seen)
            if changed:
                _is_ours(held.taxonomy)
        forget()
        return changed

    return again_after_deadlock(once)


def remove_field(number: int, by: Any) -> TaxonomyField:
    """Remove a field. Raises Gone."""
    with acting(Cause.EDIT, by):
        record_rows.lock(TAXONOMY_FIELD.table, [number])
        held = TaxonomyField.objects.filter(pk=number).first()
        if held is None:
            raise Gone
        held.delete()
    forget()
    return held


def replace_fields(number: int, rows: Sequence[Mapping[str, Any]], by: Any) -> Replaced:
    """Have a list say what a file says, as one act: fields are known by their code, come in the order of the
    rows, and those that the file has not go. What the file has no column for stays. Raises Gone."""

    def once() -> Replaced:
        with acting(Cause.EDIT, by):
            held = _locked(number)
            known = {one.code: one for one in held.fields.all()}
            added = changed = 0
            for rank, row in enumerate(rows, 1):
                one = known.pop(row["code"], None)
                values = {**row, "rank": rank}
                if one is None:
                    TaxonomyField.objects.create(taxonomy=held, **values)
                    added += 1
                elif names := [name for name, value in values.items() if getattr(one, name) != value]:
                    for name in names:
                        setattr(one, name, values[name])
                    one.save(update_fields=names)
                    changed += 1
            for one in known.values():
                one.delete()
            done = Replaced(added, changed, len(known))
            if done:
                _is_ours(held)
        forget()
        return done

    return again_after_deadlock(once)


def acts() -> list[int]:
    """The numbers of the last acts that changed a list, the last first."""
    return staff_records.acts(OF_TAXONOMIES)


def undo(number: int, by: Any) -> Undone | None:
    """Take back an act that changed lists of fields and nothing else; None for any other."""
    done = staff_records.undo(number, by, OF_TAXONOMIES)
    forget()
    return done


def code_for(held: Taxonomy, label: str) -> str:
    """A code for links that no other field of the list has: the label, numbered where that is taken."""
    base = slugify(label)[:45].strip("-") or "champ"
    taken = set(held.fields.values_list("code", flat=True))
    code, at = base, 1
    while code in taken:
        at += 1
        code = f"{base}-{at}"
    return code


def _locked(number: int) -> Taxonomy:
    record_rows.lock(TAXONOMY.table, [number])
    held = Taxonomy.objects.filter(pk=number).first()
    if held is None:
        raise Gone
    return held


def _next_rank(held: Taxonomy) -> int:
    return min((held.fields.aggregate(last=Max("rank"))["last"] or 0) + 1, 32_767)


def _is_ours(held: Taxonomy) -> None:
    """What staff write is no example any more."""
    if held.is_example:
        held.is_example = False
        held.save(update_fields=["is_example"])
