# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a row of a table is: a structure, one of its services, a dated session of one, or a person of it.

Told by repetition: where the same name at the same address comes several times, what differs between its rows
is what each row is about. A table where nothing comes twice has a structure a row.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from data.imports.headings import is_offered
from data.imports.targets import CONTACT_KEYS, DAYS, SERVICE_KEYS
from data.imports.values import text_of
from places.folding import fold

# What tells one structure from another.
_WHERE = ("adresse", "numero", "code_postal", "commune", "cp_commune", "code_insee")
# What a row about a service may say of it, and a row about a structure of the structure.
WHEN = frozenset({"horaires", *DAYS, "horaires_saison", "jours", "heures_de", "heures_a", "periode"})
OF_EITHER = frozenset({*WHEN, "telephone", "courriel", "description", "joindre", "date_maj"})
# What tells one service from another.
_ACTIVITY = ("service_nom", "thematiques", "type", "niveaux", "publics", "langues")
# What tells one session from another, and what it may say besides of itself or of its service.
_DATES = ("session_debut", "session_fin", "session_heures")
_OF_SESSION = ("horaires", "capacite", "places_restantes")
# The share of the groups in which a column has to differ to be what their rows are about.
_DIFFERS = 0.5


class RowKind(StrEnum):
    """What each row of a table is."""

    STRUCTURE = "structure"
    SERVICE = "service"
    SESSION = "session"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Told:
    """What rows are, whether that is sure, why, the fields that a service has for itself (`own`), and those
    that each of its sessions has (`of_session`)."""

    kind: RowKind = RowKind.STRUCTURE
    sure: bool = True
    why: str = ""
    own: tuple[str, ...] = ()
    activity: str = ""
    of_session: tuple[str, ...] = ()


def row_kind(
    headers: Sequence[str],
    rows: Sequence[Sequence[Any]],
    mapping: Mapping[str, str],
    proposed: frozenset[str],
) -> Told:
    """What the rows are, under a mapping of columns to fields; `proposed` are columns that are asked about.

    `activity` is the column, of no field yet, that seems to name each service.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(headers):
        if target := mapping.get(name):
            places[target].append(place)
    groups = _Groups(rows, places) if "nom" in places else None
    if groups is None or not groups.repeated:
        return Told()
    varying = {target for target, columns in places.items() if groups.differing(columns) > 0}
    # The days and the hours of one thing go together.
    when = WHEN & places.keys() if varying & WHEN else frozenset()
    own = tuple(sorted((varying & OF_EITHER) | when))
    count = sum(map(len, groups.repeated))
    why = f"{len(groups.repeated)} structures reviennent sur {count} lignes"
    dated = _of_sessions(rows, places)
    if any(groups.differing(places.get(name, ())) >= _DIFFERS for name in _ACTIVITY):
        said = "avec des activités différentes"
        return Told(RowKind.SERVICE, True, f"{why}, {said}", own, of_session=dated)
    if any(
        groups.differing(places.get(name, ())) >= _DIFFERS for name in _DATES if "session_debut" in places
    ):
        return Told(RowKind.SESSION, True, f"{why}, à des dates différentes", own, of_session=dated)
    people = [place for key in CONTACT_KEYS for place in places.get(key, ())]
    if groups.differing(people) >= _DIFFERS and not (varying & SERVICE_KEYS):
        return Told(RowKind.CONTACT, True, f"{why}, avec des personnes différentes")
    unread = [place for place, name in enumerate(headers) if not mapping.get(name) or name in proposed]
    words = [place for place in unread if groups.differing([place]) >= _DIFFERS and _are_words(rows, place)]
    if words:
        named = headers[words[0]]
        # A structure's own hours are the same on all its rows.
        sure = bool(varying & WHEN) and is_offered(named)
        return Told(RowKind.SERVICE, sure, f"{why}, avec « {named} » qui change", own, named)
    if varying:
        return Told(RowKind.SERVICE, False, f"{why}, et ne disent pas la même chose", own)
    return Told()


def _of_sessions(rows: Sequence[Sequence[Any]], places: Mapping[str, list[int]]) -> tuple[str, ...]:
    """The fields that differ between the dates of one service: each session's own."""
    if "session_debut" not in places:
        return ()
    groups = _Groups(rows, places, _ACTIVITY)
    return tuple(name for name in _OF_SESSION if groups.repeated and groups.differing(places.get(name, ())))


class _Groups:
    """The rows that have one name at one address, where they are several and not all the same; and that say
    the same of the fields of `more`."""

    def __init__(
        self, rows: Sequence[Sequence[Any]], places: Mapping[str, list[int]], more: Sequence[str] = ()
    ):
        where = [place for name in ("nom", *_WHERE, *more) for place in places.get(name, ())]
        found: dict[tuple[str, ...], list[Sequence[Any]]] = defaultdict(list)
        for row in rows:
            if name := fold(_at(row, places["nom"][0])):
                found[(name, *(fold(_at(row, place)) for place in where))].append(row)
        self.repeated = [rows for rows in found.values() if len(rows) > 1 and len(set(map(_whole, rows))) > 1]

    def differing(self, columns: Sequence[int]) -> float:
        """The share of groups whose rows do not say the same in some columns."""
        found = sum(
            1 for group in self.repeated if len({tuple(_at(row, at) for at in columns) for row in group}) > 1
        )
        return found / len(self.repeated) if columns else 0.0


def _at(row: Sequence[Any], place: int) -> str:
    return text_of(row[place]) if place < len(row) else ""


def _whole(row: Sequence[Any]) -> tuple[str, ...]:
    return tuple(map(text_of, row))


def _are_words(rows: Sequence[Sequence[Any]], place: int) -> bool:
    texts = [text for row in rows if (text := _at(row, place))]
    with_letters = sum(1 for text in texts if sum(map(str.isalpha, text)) >= 3 and len(text) <= 150)
    return bool(texts) and with_letters >= 0.8 * len(texts)
