# SPDX-License-Identifier: AGPL-3.0-or-later
"""What two people wrote of the same fields, laid side by side for the one who comes second."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from common.columns import column_of, field_of
from history.kinds import Kind
from mapping import trace
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
    """A field that two people changed, each their way: what both say, in words, and who the other is."""

    name: str
    label: str
    yours: str
    theirs: str
    parts: tuple[Part, ...]
    by: LastChange | None
    choice: str

    @property
    def choice_name(self) -> str:
        """The name of the choice in the form."""
        return CHOICE + self.name


def differences(
    form: RecordForm, kind: Kind, number: int, found: dict[str, Conflict], seen: int
) -> list[Difference]:
    """The conflicts of a form, those of columns that go together as one, in the form's order."""
    told: list[Difference] = []
    done: set[str] = set()
    for name in sorted(found, key=lambda one: _rank(form, one)):
        columns = kind.together(column_of(field_of(form.instance, name)))
        if columns <= done:
            continue
        done |= columns
        told.append(_difference(form, name, found[name], trace.last_change(kind, number, columns, seen)))
    return told


def by_words(theirs: str, yours: str) -> tuple[Part, ...]:
    """Two texts as one: what both say, what theirs alone says, and yours alone."""
    before, after = theirs.split(), yours.split()
    parts: list[Part] = []
    for operation, a, b, c, d in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if operation == "equal":
            parts.append(Part("", " ".join(before[a:b])))
            continue
        if a < b:
            parts.append(Part("del", " ".join(before[a:b])))
        if c < d:
            parts.append(Part("ins", " ".join(after[c:d])))
    return tuple(parts)


def _difference(form: RecordForm, name: str, found: Conflict, by: LastChange | None) -> Difference:
    yours, theirs = form.say(name, found.yours), form.say(name, found.theirs)
    is_long = max(len(yours), len(theirs)) >= LONG and _are_texts(found.yours, found.theirs)
    parts = by_words(theirs, yours) if is_long else ()
    choice = form.data.get(CHOICE + name, "")
    return Difference(name, form.label_of(name), yours, theirs, parts, by, choice)


def _are_texts(*values: Any) -> bool:
    return all(isinstance(value, str) for value in values)


def _rank(form: RecordForm, name: str) -> int:
    names: Iterable[str] = form.fields
    return next((rank for rank, one in enumerate(names) if one == name), len(form.fields))
