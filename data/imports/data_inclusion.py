# SPDX-License-Identifier: AGPL-3.0-or-later
"""data·inclusion v1: structures and services under the directory's own names, judged by its own package.

`data-inclusion-schema` says what is an error and what a warning; both are told apart and kept. An
error on an optional field costs that field; on a required one, the record.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from data_inclusion.schema import v1
from data_inclusion.schema.v1 import score_qualite
from pydantic import ValidationError

from common.files import Table
from data.imports.data_inclusion_v0 import as_v1, is_v0
from data.imports.geocode import Asked, Locator
from data.imports.records import CONTACT, OF_SERVICE, SERVICE, STRUCTURE, Part, Record, position
from data.imports.values import coordinates, text_of
from data.imports.values.base import clean
from mapping.vocabulary import porteur_of

_LISTS = frozenset(
    {
        "reseaux_porteurs",
        "thematiques",
        "publics",
        "modes_accueil",
        "zone_eligibilite",
        "modes_mobilisation",
        "mobilisable_par",
    }
)
_NUMBERS = frozenset({"longitude", "latitude", "volume_horaire_hebdomadaire"})
_INTEGERS = frozenset({"nombre_semaines"})
# Where a spreadsheet's number stands for digits.
_DIGITS = {"code_postal": 5, "code_insee": 5, "siret": 14}
_PLACE = frozenset(
    {"commune", "code_postal", "code_insee", "adresse", "complement_adresse", "longitude", "latitude"}
)
_OWN = frozenset({"source", "id", "structure_id", "contact_nom_prenom"}) | _PLACE
_MAX = {
    "telephone": 30,
    "nom": 255,
    "commune": 100,
    "adresse": 255,
    "complement_adresse": 255,
    "courriel": 254,
}
# The fields of each kind of record.
FIELDS = {STRUCTURE: tuple(v1.Structure.model_fields), SERVICE: tuple(v1.Service.model_fields)}


@dataclass
class Quality:
    """The mean of data·inclusion's quality scores (0 to 1) over the services that were read."""

    total: float = 0.0
    count: int = 0

    @property
    def mean(self) -> float | None:
        """The mean score of the records, from 0 to 1; None where there was none."""
        return self.total / self.count if self.count else None


@dataclass
class Reader:
    """Makes records of the tables of a data·inclusion file.

    Identifiers are unique within their `source` only: where a file has several, both make a record's key.
    """

    locator: Locator
    quality: Quality = field(default_factory=Quality)
    _several: bool = False
    _v0: bool = False

    def records(self, tables: dict[str, Table]) -> Iterator[Record]:
        """Structures first, then services, whose structure may be of an earlier import."""
        self._several = _several_sources(tables.values())
        self._v0 = is_v0(tables.values())
        if "structures" in tables:
            table = tables["structures"]
            for number, cells in table.rows():
                yield self.record(number, values_of(table, cells), STRUCTURE, table.name)
        if "services" in tables:
            table = tables["services"]
            for number, cells in table.rows():
                yield self.record(number, values_of(table, cells), SERVICE, table.name)

    def record(self, number: int, values: dict[str, Any], kind: str, table: str) -> Record:
        """The record of a row of structures or of services, judged by the schema."""
        model = v1.Structure if kind == STRUCTURE else v1.Service
        outdated: list[tuple[str, str, bool]] = []
        given_values = values
        if self._v0:
            values, outdated = as_v1(values, model.model_fields.__contains__)
        known = {
            name: value for name, value in values.items() if name in model.model_fields and value is not None
        }
        valid, doubts, refusal = _validated(model, known)
        if refusal:
            given = {name: text_of(value)[:500] for name, value in given_values.items() if text_of(value)}
            return Record(number, [], refusal, given, table)
        part = Part(kind, self._key(known["source"], known["id"]), {}, doubts=outdated + doubts)
        if kind == SERVICE:
            part.parent = self._key(known["source"], known["structure_id"])
            self._score(valid)
        self._fill(part, known, valid, model)
        parts = [part]
        if kind == SERVICE and (nom := clean(str(known.get("contact_nom_prenom") or ""))[:150]):
            parts.append(Part(CONTACT, f"{part.key}{OF_SERVICE}", {"nom": nom}, part.parent))
        return Record(number, parts, table=table, said=values)

    def _key(self, source: str, identifier: str) -> str:
        """What names a record in its file: its identifier, after its producer where there are several."""
        prefix = f"{source.strip()[:50]}--"
        return identifier if not self._several or identifier.startswith(prefix) else f"{prefix}{identifier}"

    def _fill(self, part: Part, known: dict[str, Any], valid: Any, model: Any) -> None:
        payload = part.payload
        payload["source"], payload["source_id"] = identity(known["source"], known["id"])
        if porteur := porteur_of(known.get("reseaux_porteurs") or ()):
            payload["porteur"] = porteur
        for name in model.model_fields:
            if name in _OWN:
                continue
            value = known.get(name)
            if name in _LISTS:
                payload[name] = [str(item) for item in value or []]
            elif name in _NUMBERS | _INTEGERS:
                payload[name] = value
            elif name == "date_maj":
                payload[name] = valid.date_maj.isoformat()
            else:
                payload[name] = str(value or "")[: _MAX.get(name, 10_000)]
        self._place(part, known)

    def _place(self, part: Part, known: dict[str, Any]) -> None:
        payload = part.payload
        said = {name: known.get(name) for name in _PLACE}
        payload["adresse"] = str(said["adresse"] or "")[:255]
        payload["complement_adresse"] = str(said["complement_adresse"] or "")[:255]
        payload["code_postal"] = str(said["code_postal"] or "")
        payload["commune_nom"] = str(said["commune"] or "")[:100]
        # A service without a place of its own is at its structure's.
        if part.kind == SERVICE and not any(value not in (None, "") for value in said.values()):
            payload |= {"code_insee": None, "position": None, "position_precision": "", "position_origin": ""}
            return
        point = coordinates.Coordinates()
        if said["longitude"] is not None and said["latitude"] is not None:
            point = coordinates.read(said["latitude"], said["longitude"])
        located = self.locator.locate(
            Asked(
                payload["adresse"],
                payload["code_postal"],
                payload["commune_nom"],
                str(said["code_insee"] or ""),
                point,
            )
        )
        payload["code_insee"] = located.code_insee
        payload |= position(located)
        part.doubts += [("position", doubt.message, doubt.lost) for doubt in located.doubts]

    def _score(self, service: v1.Service) -> None:
        score, _details = score_qualite.score(service)
        self.quality.total += score
        self.quality.count += 1


def _several_sources(tables: Iterable[Table]) -> bool:
    """Whether the records of a file are of several producers."""
    found: set[str] = set()
    for table in tables:
        place = [name.strip().casefold() for name in table.headers].index("source")
        for _number, cells in table.rows():
            if place < len(cells) and (source := text_of(cells[place])):
                found.add(source)
            if len(found) > 1:
                return True
    return False


def identity(source: str, identifier: str) -> tuple[str, str]:
    """The producer and its own identifier, of « dora--42 » from dora: ("dora", "42")."""
    source = source.strip()[:50]
    return source, identifier.removeprefix(f"{source}--")[:255]


def values_of(table: Table, cells: list[Any]) -> dict[str, Any]:
    """A row as the values of the schema's fields, by name; None where a cell is empty."""
    values = {}
    for name, cell in zip(table.headers, cells, strict=False):
        field_name = name.strip().casefold()
        values[field_name] = _value(field_name, cell)
    return values


def _value(name: str, cell: Any) -> Any:
    """A cell of JSON, CSV or a workbook as the schema expects it; an empty one is None."""
    # Kept to the letter, so that what is taken in goes out the same.
    if isinstance(cell, str):
        cell = cell.replace("\0", "")
    if cell is None or cell == [] or (isinstance(cell, str) and not cell.strip()):
        return None
    if name in _LISTS:
        return _codes(cell) if isinstance(cell, str) else cell
    if name in _NUMBERS:
        return (
            float(cell.replace(",", "."))
            if isinstance(cell, str) and re.fullmatch(r"-?\d+([.,]\d+)?", cell)
            else cell
        )
    if name in _INTEGERS:
        is_whole = (isinstance(cell, float) and cell.is_integer()) or (
            isinstance(cell, str) and cell.isdigit()
        )
        return int(cell) if is_whole else cell
    if name == "date_maj":
        return cell.date() if isinstance(cell, datetime) else cell
    if name in _DIGITS and isinstance(cell, int | float) and float(cell).is_integer():
        return str(int(cell)).zfill(_DIGITS[name])
    if isinstance(cell, int | float | date) and not isinstance(cell, bool):
        return text_of(cell)
    return cell


def _codes(text: str) -> list[str]:
    """What a cell lists, however it is written: « a, b », « a|b », « ["a", "b"] »."""
    parts = re.split(r"[\s,|;]+", text.strip("[]{}").replace('"', "").replace("'", ""))
    return [part for part in parts if part]


def _validated(model: Any, known: dict[str, Any]) -> tuple[Any, list[tuple[str, str, bool]], str]:
    """The record as the package accepts it; what it warned of or cost; why it is refused, if it is.

    Fields that it refuses are taken out of `known`.
    """
    doubts: list[tuple[str, str, bool]] = []
    required = {name for name, spec in model.model_fields.items() if spec.is_required()}
    for _attempt in range(3):
        try:
            valid = model.model_validate(known, context={"ignore_warnings": False})
            return valid, doubts, ""
        except ValidationError as error:
            fatal = _judge(error, known, required, doubts)
            if fatal:
                return None, doubts, fatal
        try:
            return model.model_validate(known), doubts, ""
        except ValidationError:
            continue
    return None, doubts, "Cet enregistrement n'est pas valide pour data·inclusion."


def _judge(error: ValidationError, known: dict[str, Any], required: set[str], doubts: list) -> str:
    """Note what was wrong, taking refused optional fields out; the reason where a required one is."""
    fatal = []
    for fault in error.errors(include_url=False):
        name = str(fault["loc"][0]) if fault["loc"] else ""
        if fault["type"] == "avertissement":
            doubts.append((name, f"Avertissement de data·inclusion : {fault['msg']}", False))
        elif name in required:
            fatal.append(f"« {name} » : {_french(fault)}")
        elif len(fault["loc"]) > 1 and isinstance(known.get(name), list):
            wrong = fault.get("input")
            kept = [item for item in known[name] if item != wrong]
            if name == "zone_eligibilite" and isinstance(fault["loc"][1], int):
                index = fault["loc"][1]
                wrong = known[name][index] if index < len(known[name]) else wrong
                kept = [item for item in known[name] if item != wrong]
            if len(kept) != len(known[name]):
                doubts.append((name, f"« {str(wrong)[:60]} » : {_french(fault)} Laissé de côté.", True))
            known[name] = kept
            if not kept:
                known.pop(name)
        elif name in known:
            doubts.append((name, f"« {text_of(known[name])[:60]} » : {_french(fault)} Laissé de côté.", True))
            known.pop(name)
    return "; ".join(dict.fromkeys(fatal))


_MESSAGES = {
    "missing": "champ obligatoire, absent.",
    "string_too_short": "texte trop court.",
    "string_too_long": "texte trop long.",
    "string_pattern_mismatch": "format inattendu.",
    "string_type": "un texte est attendu.",
    "enum": "valeur inconnue du schéma.",
    "url_parsing": "adresse web mal formée.",
    "url_scheme": "adresse web mal formée.",
    "date_from_datetime_parsing": "date mal formée (AAAA-MM-JJ attendu).",
    "date_parsing": "date mal formée (AAAA-MM-JJ attendu).",
    "float_parsing": "un nombre est attendu.",
    "int_parsing": "un nombre entier est attendu.",
}


def _french(fault: Any) -> str:
    if fault["type"] == "value_error":
        if str(fault["loc"][0]) == "courriel":
            return "adresse électronique mal formée."
        return str(fault["msg"]).removeprefix("Value error, ")
    return _MESSAGES.get(fault["type"], "valeur refusée par le schéma.")
