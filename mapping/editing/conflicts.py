# SPDX-License-Identifier: AGPL-3.0-or-later
"""What two people wrote of the same fields, laid side by side for the one who comes second."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from common.columns import column_of, field_of
from history.kinds import Kind
from mapping import trace
from mapping.changes.words import difference
from mapping.editing.forms import CHOICE, RecordForm
from mapping.trace import LastChange
from mapping.writing import Conflict

# A text at least this long is compared word by word.
LONG = 60


@dataclass(frozen=True, slots=True)
class Part:
    """Some words of a text that both have (`which` is empty), or one alone (« ins » mine, « del » theirs)."""

    which: str
    words: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that two people changed, each their way: what both say, in words, who the other is, and whether
    both may be kept."""

    name: str
    label: str
    yours: str
    theirs: str
    parts: tuple[Part, ...]
    by: LastChange | None
    choice: str
    may_keep_both: bool

    @property
    def choice_name(self) -> str:
        """The name of the choice in the form."""
        return CHOICE + self.name


def differences(
    form: RecordForm, kind: Kind, number: int, found: Mapping[str, Conflict], seen: int
) -> list[Difference]:
    """The conflicts of a form, by the field that tells of each, in the form's order."""
    names: dict[str, list[str]] = {}
    for name in found:
        names.setdefault(form.told_by(name), []).append(name)
    return [
        _difference(form, told, {name: found[name] for name in names[told]}, kind, number, seen)
        for told in sorted(names, key=lambda one: _rank(form, one))
    ]


def by_words(theirs: str, yours: str) -> tuple[Part, ...]:
    """Two texts as one: what both say, what theirs alone says, and yours alone."""
    pieces = difference(theirs, yours)
    return tuple(Part(one.kind if one.text.strip() else "", one.text) for one in pieces)


def _difference(
    form: RecordForm, told: str, found: dict[str, Conflict], kind: Kind, number: int, seen: int
) -> Difference:
    yours, theirs = form.both(told, found)
    values = [value for one in found.values() for value in (one.yours, one.theirs)]
    is_long = max(len(yours), len(theirs)) >= LONG and _are_texts(*values)
    columns = {column_of(field_of(form.instance, name)) for name in found}
    return Difference(
        name=told,
        label=form.label_of(told),
        yours=yours,
        theirs=theirs,
        parts=by_words(theirs, yours) if is_long else (),
        by=trace.last_change(kind, number, columns, seen),
        choice=form.data.get(CHOICE + told, ""),
        may_keep_both=form.keeps_both(told),
    )


def _are_texts(*values: Any) -> bool:
    return all(isinstance(value, str) for value in values)


def _rank(form: RecordForm, name: str) -> int:
    names: Iterable[str] = form.fields
    return next((rank for rank, one in enumerate(names) if one == name), len(form.fields))
