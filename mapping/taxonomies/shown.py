# SPDX-License-Identifier: AGPL-3.0-or-later
"""The fields of the region that are shown, kept by every process until the database says that they changed
(`common.postgis.listening`): to ask for them asks the database nothing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2s
from threading import Lock
from typing import overload

from django.utils.translation import get_language

from common.postgis import listening
from mapping.models import TaxonomyField

_WHAT = "taxonomies"

_lock = Lock()
_read_at: tuple[int, int] | None = None


@dataclass(frozen=True)
class Field:
    """A field of the region: its code in links, what it is called by language, French first, and the
    thématiques that it stands for."""

    code: str
    labels: tuple[tuple[str, str], ...]
    thematiques: tuple[str, ...]

    @property
    def name(self) -> str:
        """What it is called in the reader's language; in French where nobody translated it."""
        return dict(self.labels).get(get_language() or "") or self.labels[0][1]

    @property
    def written(self) -> str:
        """What the region calls it, in whatever language it is read."""
        return self.labels[0][1]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Shown:
    """The list that is shown: its name, its fields in their order; no name and no field where none is."""

    name: str = ""
    fields: tuple[Field, ...] = ()
    is_example: bool = False

    @cached_property
    def by_code(self) -> dict[str, Field]:
        """The fields by their code."""
        return {one.code: one for one in self.fields}

    @cached_property
    def digest(self) -> str:
        """A text that is another one where anything of the list is, the same in every process."""
        return blake2s(repr(self).encode(), digest_size=8).hexdigest()


_NONE = Shown()
_kept = _NONE


def shown() -> Shown:
    """The list of now. One query where something of the lists changed since, none otherwise."""
    global _read_at, _kept
    mark = listening.heard(_WHAT)
    if mark == _read_at:
        return _kept
    with _lock:
        # Asked again: another thread may have read them while this one waited.
        if mark != _read_at:
            _kept, _read_at = _read(), mark
        return _kept


def forget() -> None:
    """Have the next who asks read anew: for whoever wrote in a transaction of which nobody is told yet."""
    global _read_at
    _read_at = None


def _read() -> Shown:
    held = TaxonomyField.objects.filter(taxonomy__is_shown=True).select_related("taxonomy")
    fields = list(held.order_by("rank", "pk"))
    if not fields:
        return _NONE
    return Shown(fields[0].taxonomy.name, tuple(map(_field, fields)), fields[0].taxonomy.is_example)


def _field(one: TaxonomyField) -> Field:
    others = (("en", one.label_en), ("ar", one.label_ar), ("uk", one.label_uk))
    return Field(
        one.code,
        (("fr", one.label), *((language, label) for language, label in others if label)),
        tuple(sorted(one.thematiques)),
    )


def fields_of(thematiques: Iterable[str]) -> list[Field]:
    """The shown fields that stand for any of these thématiques, in the region's order; none where no list is
    shown."""
    said = frozenset(thematiques)
    return [one for one in shown().fields if not said.isdisjoint(one.thematiques)]


def thematiques_of(codes: Iterable[str]) -> list[str]:
    """The thématiques that some fields stand for, each once; of a code that no shown field has, none."""
    known = shown().by_code
    return sorted({one for code in codes if code in known for one in known[code].thematiques})


class ShownChoices(Sequence[tuple[str, str]]):
    """The shown fields as a vocabulary, (code, name in the reader's language): what it is when it is read."""

    @overload
    def __getitem__(self, at: int) -> tuple[str, str]: ...
    @overload
    def __getitem__(self, at: slice) -> list[tuple[str, str]]: ...
    def __getitem__(self, at: int | slice) -> tuple[str, str] | list[tuple[str, str]]:
        return list(self)[at]

    def __len__(self) -> int:
        return len(shown().fields)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter([(one.code, one.name) for one in shown().fields])
