# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is the same for every row of a file: which columns fill which fields, read by which words."""

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from data.imports.dated import SessionReader
from data.imports.geocode import Locator
from data.imports.headings import is_when, short_names
from data.imports.lessons import Lessons
from data.imports.row_kind import WHEN, RowKind
from data.imports.targets import CONTACT_KEYS, SERVICE_KEYS, SESSION_KEYS
from data.imports.teachable import FEES, LISTS, ONE_OF
from data.imports.values.lists import Vocabulary
from data.imports.vocabularies import FRAIS
from mapping.models import GroupField
from places.folding import fold
from search.criterion import Table

APPOINTMENTS = "rendez_vous"
# What a geocoder writes beside the positions that it gives: how sure it is, from 0 to 1.
_SCORE = "result score"


@dataclass(frozen=True)
class Layout:
    """How the rows of a file are read, for one mapping of columns to fields.

    `defaults` fill fields that no column gives (the service's name and thématiques, mostly);
    `standard_hours` says that the format's hours are OpenStreetMap's; `hidden_from` who may still see an
    address that a column says to be confidential (`mapping.models.Visibility`); `rows` is what each row is,
    `own` the fields that a service has for itself where rows are services, and `of_session` those that each
    of its sessions has. `group_fields` are the fields of groups that columns may be. Words are read by the
    `lessons` of the source.
    """

    headers: tuple[str, ...]
    mapping: Mapping[str, str]
    locator: Locator
    defaults: Mapping[str, Any] = field(default_factory=dict)
    standard_hours: bool = False
    hidden_from: int = 0
    rows: RowKind = RowKind.STRUCTURE
    own: Collection[str] = ()
    of_session: Collection[str] = ()
    lessons: Lessons = field(default_factory=Lessons)
    group_fields: Mapping[str, GroupField] = field(default_factory=dict)

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """The places of the columns of each field that columns fill."""
        found: dict[str, list[int]] = {}
        for place, name in enumerate(self.headers):
            if target := self.mapping.get(name):
                found.setdefault(target, []).append(place)
        return found

    def field_at(self, place: int) -> str:
        """The field of the column at a place; empty for a column that is not read."""
        return next((name for name, places in self.places.items() if place in places), "")

    @cached_property
    def shorts(self) -> list[str]:
        """The names of the columns without what neighbours begin with alike."""
        return short_names(self.headers)

    @cached_property
    def lists(self) -> dict[Table, dict[str, Vocabulary]]:
        """What each field of several values knows, and was taught."""
        return self._taught(LISTS)

    @cached_property
    def one_of(self) -> dict[Table, dict[str, Vocabulary]]:
        """What each field of one value knows, and was taught."""
        return self._taught(ONE_OF)

    @cached_property
    def fees(self) -> Vocabulary:
        """What words of costs stand for, as known and as taught."""
        return self.lessons.vocabulary(FEES, FRAIS)

    @cached_property
    def ticked(self) -> list[int]:
        """The columns that are named after a value, which their cells tick."""
        return [
            place
            for name, vocabulary in LISTS[Table.SERVICE].items()
            if name != APPOINTMENTS
            for place in self.places.get(name, ())
            if vocabulary.read(self.headers[place]).value or vocabulary.read(self.shorts[place]).value
        ]

    @cached_property
    def score(self) -> int | None:
        """The column where a geocoder wrote how sure it is of its positions."""
        return next((place for place, name in enumerate(self.headers) if fold(name) == _SCORE), None)

    @cached_property
    def dates(self) -> SessionReader:
        """What reads the dated sessions of rows."""
        return SessionReader(self.places, self.of_session, self.comes_again)

    @cached_property
    def dated(self) -> frozenset[int]:
        """The columns of sessions: what is no date there is told as such."""
        return frozenset(place for key in SESSION_KEYS for place in self.places.get(key, ()))

    @property
    def comes_again(self) -> bool:
        """Whether a structure comes on several rows, each telling of one of its services or sessions."""
        return self.rows in (RowKind.SERVICE, RowKind.SESSION)

    @cached_property
    def of_service(self) -> frozenset[str]:
        """The fields that a row says of its service, where they may be the structure's too."""
        given = self._given
        found = frozenset(self.own) if self.comes_again else frozenset[str]()
        if self.dates.are_said:
            # When its sessions take place, no hours of the structure's.
            found |= {"horaires"} & self.places.keys()
        if given & {"service_nom", "thematiques"} and "jours" in given and "horaires" not in given:
            # « Atelier », « Jour », « Heure ».
            found |= WHEN & given
        if given & SERVICE_KEYS and self._says_when():
            # « Sujet » and « Quand »: when that takes place, no hours of the structure's.
            found |= {"horaires"}
        return found

    @property
    def has_service(self) -> bool:
        """Whether rows tell of a service."""
        return self.comes_again or bool(self._given & SERVICE_KEYS)

    @property
    def has_contact(self) -> bool:
        """Whether rows tell of a person."""
        return bool(self._given & CONTACT_KEYS)

    @cached_property
    def _given(self) -> Set[str]:
        return self.places.keys() | self.defaults.keys()

    def _says_when(self) -> bool:
        return any(is_when(self.headers[place]) for place in self.places.get("horaires", ()))

    def _taught(self, known: Mapping[Table, Mapping[str, Vocabulary]]) -> dict[Table, dict[str, Vocabulary]]:
        taught = self.lessons.vocabulary
        return {
            record: {name: taught(name, words) for name, words in fields.items()}
            for record, fields in known.items()
        }
