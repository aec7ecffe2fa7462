# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of our own exports as records that hold the cells that were touched, and nothing else."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from accounts.readers import Reader
from common.files import Table
from data.exports import columns as exported_columns
from data.imports import data_inclusion, formats, group_fields
from data.imports.geocode import Asked, Locator
from data.imports.matching import NUMBERED
from data.imports.own.cells import ONLY_TOLD, PLACE, readers, touched
from data.imports.own.exported import Written, written
from data.imports.own.same import as_written, lost_letters, untouched
from data.imports.own.tables import OwnTable, Shape, known_identifiers, number_of, place_of
from data.imports.records import CONTACT, SERVICE, STRUCTURE, Builder, Layout, Part, Record, position
from data.imports.targets import BY_KEY, CONFIDENTIAL
from data.imports.values import contacts, coordinates, identifiers, simple, text_of
from data.imports.values.base import Doubt
from mapping.group_fields.files import key_of
from mapping.group_fields.reading import in_file
from mapping.group_fields.told import values_of
from mapping.models import GroupField
from places.folding import fold
from search.criterion import Table as Of

# Before the number of a record of the directory, in the key of a row that is about it.
KEY = NUMBERED
UNKNOWN = (
    "Aucune fiche de l'annuaire que vous pouvez voir n'a ce numéro : videz la cellule pour en créer une."
)
ANOTHER = "Ce numéro est celui d'une autre fiche de l'annuaire : ni le nom ni l'identifiant n'est le sien."
OF_SEVERAL = (
    "« {column} » réunit ce que disent plusieurs services : corrigez-les sur la feuille « Services » du "
    "classeur Excel, ou sur leur fiche. Laissé de côté."
)
NOT_READ = "« {column} » ne se corrige pas par un fichier : laissé de côté."
NO_NAME = "Le nom ne peut pas être vide : celui de l'annuaire est gardé."
BROKEN = (
    "Des lettres ont été perdues en enregistrant ce fichier dans un ancien encodage (« ? » à leur place) : "
    "laissé de côté. Enregistrez-le en « CSV UTF-8 » ou en classeur, et corrigez cette cellule de nouveau."
)
_BATCH = 500
# What the national schema of digital mediation calls the fields of a structure, and of its service.
_MEDIATION = {
    "pivot": "siret", "courriels": "courriel", "horaires": "horaires_accueil",
    "presentation_detail": "description", "fiche_acces_libre": "accessibilite_lieu",
    "dispositif_programmes_nationaux": "reseaux_porteurs",
}  # fmt: skip
_MEDIATION_SERVICE = {
    "services": "thematiques", "publics_specifiquement_adresses": "publics", "frais_a_charge": "frais",
    "modalites_acces": "modes_mobilisation", "prise_rdv": "lien_mobilisation",
}  # fmt: skip
_OWN = [
    "id",
    "nom",
    "description",
    "siret",
    "adresse",
    "complement_adresse",
    "code_postal",
    "commune",
    "code_insee",
    "latitude",
    "longitude",
    "telephone",
    "courriel",
    "site_web",
    "accessibilite_lieu",
    "lien_source",
    "date_maj",
]
_POSITION = ("position", "position_precision", "position_origin")
_PLACE_FIELDS = {
    "adresse": ("adresse",),
    "complement_adresse": ("complement_adresse",),
    "code_postal": ("code_postal", "code_insee"),
    "commune": ("commune_nom", "code_insee"),
    "code_insee": ("code_insee",),
    "latitude": _POSITION,
    "longitude": _POSITION,
}

_OF_STRUCTURE = frozenset(name for name, _read in exported_columns.STRUCTURE)
_EXPORTED = _OF_STRUCTURE | PLACE | ONLY_TOLD | frozenset(exported_columns.of_services([]))
Row = tuple[int, dict[str, Any]]


class OwnReader:
    """Makes records of the tables of an export, as `reader` may see and correct them."""

    def __init__(self, source: str, locator: Locator, reader: Reader, hidden_from: int):
        self._source, self._locator, self._reader, self._hidden_from = source, locator, reader, hidden_from
        self._group_fields = group_fields.by_header(reader)

    def records(self, tables: Iterable[OwnTable]) -> Iterator[Record]:
        """The records of every table, structures first."""
        for one in tables:
            make = {
                Shape.SERVICES: self._services,
                Shape.CONTACTS: self._contacts,
                Shape.INCLUSION_STRUCTURES: self._inclusion,
                Shape.INCLUSION_SERVICES: self._inclusion,
            }.get(one.shape, self._structures)
            yield from make(one)

    # Structures: a line of a CSV, of the workbook's first sheet, a feature, a place of digital mediation.

    def _structures(self, one: OwnTable) -> Iterator[Record]:
        builder = self._builder(one)
        for rows in _batches(one.table):
            numbers = self._numbers(one.shape, rows)
            seen = written(filter(None, numbers), one.shape, self._reader)
            said = self._said_of_groups(one.table, filter(None, numbers))
            for (number, row), known in zip(rows, numbers, strict=True):
                cells = [row.get(_named(name)) for name in one.table.headers]
                if known is None:
                    record = builder.record(number, cells)
                elif known not in seen:
                    record = Record(number, [], UNKNOWN, builder.given(cells))
                elif one.shape is not Shape.MEDIATION and not _is_it(row, seen[known]):
                    record = Record(number, [], ANOTHER, builder.given(cells))
                else:
                    parts = list(self._structure(one.shape, row, seen[known]))
                    self._of_groups(parts[0], row, known, said)
                    record = Record(number, parts)
                record.table = place_of(one)
                yield record

    def _numbers(self, shape: Shape, rows: list[Row]) -> list[int | None]:
        """The number of the structure of each row; 0 for one that says a number of nothing, None without."""
        if shape is Shape.MEDIATION:
            known = known_identifiers((text_of(row.get("id")) for _n, row in rows), self._reader.role)
            return [known.get(text_of(row.get("id"))) for _n, row in rows]
        return [number_of(row.get("numero")) for _n, row in rows]

    def _structure(self, shape: Shape, row: Mapping[str, Any], one: Written) -> Iterator[Part]:
        part = Part(STRUCTURE, f"{KEY}{one.number}", {})
        names = touched(row, one.rows)
        renamed = _MEDIATION if shape is Shape.MEDIATION else {}
        of_service = _MEDIATION_SERVICE if shape is Shape.MEDIATION else {}
        if shape is not Shape.MEDIATION:
            of_service = {
                name: name for name in exported_columns.of_services([]) if name not in _OF_STRUCTURE
            }
        names -= _broken(part, row, one.rows, names - of_service.keys())
        self._place(part, row, names)
        known = readers(Of.STRUCTURE)
        for name in sorted(names - PLACE):
            field = renamed.get(name, name)
            if name == "nom" and not text_of(row[name]):
                part.doubts.append((name, NO_NAME, True))
            elif field in known and name not in of_service:
                self._take(part, field, known[field](row[name]), one.rows, name, row[name], shape)
            elif name == "adresse_confidentielle":
                self._hide(part, row[name])
            elif name not in of_service:
                part.doubts.append((name, NOT_READ.format(column=name), True))
        yield part
        service = self._only_service(part, row, one, of_service)
        if shape is not Shape.MEDIATION:
            service = self._named(part, row, one, service)
        if service:
            yield service

    def _field_called(self, header: str) -> GroupField | None:
        """The field of a group that a column is; None for what an export says of its own."""
        return None if _named(header) in _EXPORTED else self._group_fields.get(fold(header))

    def _said_of_groups(self, table: Table, numbers: Iterable[int]) -> dict[tuple[int, int], str]:
        """What structures say in the fields of groups of which a table has a column."""
        asked = list(filter(None, map(self._field_called, table.headers)))
        return values_of(asked, numbers) if asked else {}

    def _of_groups(
        self, part: Part, row: Mapping[str, Any], number: int, said: Mapping[tuple[int, int], str]
    ) -> None:
        """Put what was touched of fields of groups into the payload of a structure."""
        for name in row:
            one = self._field_called(name)
            if one is None:
                continue
            exported = in_file(one.kind, said.get((number, one.pk), ""))
            if untouched(row[name], exported):
                continue
            if lost_letters(row[name], [exported]):
                part.doubts.append((key_of(one), BROKEN, True))
                continue
            text, refusal = group_fields.said(one, as_written(row[name]))
            if refusal:
                part.doubts.append((key_of(one), refusal, True))
            elif text is not None:
                part.payload[key_of(one)] = text

    def _named(self, part: Part, row: Mapping[str, Any], one: Written, service: Part | None) -> Part | None:
        """The name of the one service of a structure, where that cell was touched; of several, it is told."""
        cell = row.get("services")
        names = [text_of(one) for one in (cell if isinstance(cell, list) else as_written(cell).split(" | "))]
        known = {said["nom"] for rows in one.services.values() for said in rows}
        new = [name for name in names if name and not any(untouched(name, said) for said in known)]
        if not new:
            return service
        if len(one.services) != 1 or len(new) > 1:
            part.doubts.append(("services", OF_SEVERAL.format(column="services"), True))
            return service
        service = service or Part(SERVICE, f"{KEY}{next(iter(one.services))}", {}, part.key)
        service.payload["nom"] = new[0][:255]
        return service

    def _take(
        self, part: Part, field: str, reading: Any, exported: Any, name: str, given: Any, shape: Shape
    ) -> None:
        """Put a value that was read into the payload; what could not be read leaves what is there."""
        part.doubts += [(field, doubt.message, doubt.lost) for doubt in reading.doubts]
        if any(doubt.lost for doubt in reading.doubts) and not reading.value:
            return
        value = reading.value
        part.payload[field] = value.isoformat() if hasattr(value, "isoformat") else value

    def _hide(self, part: Part, cell: Any) -> None:
        """An import hides an address, and shows none."""
        if simple.yes_no(cell).value:
            part.payload["address_visibility"] = self._hidden_from
        else:
            part.doubts.append(("address_visibility", NOT_READ.format(column="adresse_confidentielle"), True))

    def _only_service(
        self, part: Part, row: Mapping[str, Any], one: Written, of_service: Mapping[str, str]
    ) -> Part | None:
        """What was touched of the one service of a structure; of several, nobody can tell which is meant."""
        given = {name: row[name] for name in of_service if name in row}
        if len(one.services) != 1:
            said = _said_together(one, of_service)
            for name, cell in given.items():
                words = {fold(word) for word in text_of(cell).replace(",", "|").split("|") if word.strip()}
                if one.services and words - said.get(name, set()):
                    part.doubts.append((name, OF_SEVERAL.format(column=name), True))
            return None
        ((number, rows),) = one.services.items()
        service = Part(SERVICE, f"{KEY}{number}", {}, part.key)
        mediation = of_service is _MEDIATION_SERVICE
        known = readers(Of.SERVICE)
        exported = one.rows if mediation else rows
        names = touched(given, exported, tuple(given))
        names -= _broken(service, given, exported, names)
        for name in sorted(names):
            field = of_service[name]
            if field not in known:
                continue
            reading = known[field](given[name])
            if mediation and isinstance(reading.value, list):
                before = known[field](one.rows[0].get(name)).value
                held = list(rows[0].get(field) or [])
                added = [code for code in reading.value if code not in before and code not in held]
                gone = {code for code in before if code not in reading.value}
                service.payload[field] = [code for code in held if code not in gone] + added
                service.doubts += [(field, doubt.message, doubt.lost) for doubt in reading.doubts]
            else:
                self._take(service, field, reading, rows, name, given[name], Shape.MEDIATION)
        return service if service.payload or service.doubts else None

    def _place(self, part: Part, row: Mapping[str, Any], names: set[str]) -> None:
        """The fields of the place of which a cell was touched."""
        if not names & PLACE:
            return
        said = {
            "adresse": simple.text(row.get("adresse"), 255).value,
            "complement_adresse": simple.text(row.get("complement_adresse"), 255).value,
            "commune_nom": simple.text(row.get("commune"), 100).value,
        }
        postcode = identifiers.code_postal(row.get("code_postal"))
        code = identifiers.code_insee(row.get("code_insee"))
        point = coordinates.read(row.get("latitude"), row.get("longitude"))
        # What cannot be read leaves what is there, and is told.
        lost: set[str] = set()
        read: tuple[tuple[str, set[str], tuple[Doubt, ...]], ...] = (
            ("code_postal", {"code_postal"}, postcode.doubts),
            ("code_insee", {"code_insee"}, code.doubts),
            ("position", {"latitude", "longitude"}, point.doubts),
        )
        for field, columns, doubts in read:
            if names & columns:
                part.doubts += [(field, doubt.message, doubt.lost) for doubt in doubts]
            if any(doubt.lost for doubt in doubts):
                lost |= columns
        names = (names & PLACE) - lost
        if not names:
            return
        # A town that was changed is looked for without the code of the other.
        asked_code = "" if names & {"commune", "code_postal"} and "code_insee" not in names else code.value
        located = self._locator.locate(
            Asked(said["adresse"], postcode.value, said["commune_nom"], asked_code, point)
        )
        found = said | {"code_postal": postcode.value, "code_insee": located.code_insee} | position(located)
        for name in sorted(names):
            for field in _PLACE_FIELDS[name]:
                part.payload[field] = found[field]
        part.doubts += [("position", doubt.message, doubt.lost) for doubt in located.doubts]

    def _builder(self, one: OwnTable) -> Builder:
        """What reads the rows of structures that are not in the directory yet."""
        if one.shape is Shape.MEDIATION:
            known = formats.MEDIATION_NUMERIQUE
            return Builder(
                Layout(
                    one.table.headers,
                    known.mapping(one.table),
                    self._locator,
                    known.defaults,
                    standard_hours=True,
                )
            )
        mapping = {name: name for name in (*_OWN, *exported_columns.of_services([])) if name in BY_KEY}
        mapping |= {name: name for name, _read in exported_columns.STRUCTURE if name in BY_KEY}
        mapping |= {"horaires_accueil": "horaires", "services": "service_nom"}
        mapping["adresse_confidentielle"] = CONFIDENTIAL
        mapping.pop("numero", None)
        by_header = {name: mapping[_named(name)] for name in one.table.headers if _named(name) in mapping}
        by_header |= {name: key_of(it) for name in one.table.headers if (it := self._field_called(name))}
        return Builder(
            Layout(
                one.table.headers,
                by_header,
                self._locator,
                standard_hours=True,
                hidden_from=self._hidden_from,
                group_fields={key_of(field): field for field in self._group_fields.values()},
            )
        )

    # The workbook's other sheets.

    def _services(self, one: OwnTable) -> Iterator[Record]:
        for rows in _batches(one.table):
            seen = written(_all_numbers(rows, "structure_numero"), one.shape, self._reader)
            for number, row in rows:
                yield self._of_sheet(one, number, row, seen, SERVICE)

    def _contacts(self, one: OwnTable) -> Iterator[Record]:
        for rows in _batches(one.table):
            seen = written(_all_numbers(rows, "structure_numero"), one.shape, self._reader)
            for number, row in rows:
                yield self._of_sheet(one, number, row, seen, CONTACT)

    def _of_sheet(
        self, one: OwnTable, number: int, row: dict[str, Any], seen: dict[int, Written], kind: str
    ) -> Record:
        """A line of the sheets of services and contacts: one that is known, or one to add."""
        structure = seen.get(number_of(row.get("structure_numero")) or 0)
        own = number_of(row.get("numero"))
        known = (structure.services if kind == SERVICE else structure.contacts) if structure else {}
        given = {name: text[:500] for name, cell in row.items() if (text := text_of(cell))}
        if structure is None or (own is not None and own not in known):
            return Record(number, [], UNKNOWN, given, one.table.name)
        parent = f"{KEY}{structure.number}"
        if own is None:
            nom = simple.text(row.get("nom"), 150).value
            part = Part(kind, f"{parent}#{kind}-{fold(nom).replace(' ', '-')[:60]}", {}, parent)
            names = {name for name, cell in row.items() if text_of(cell)}
            if not nom:
                return Record(number, [], "Cette ligne n'a pas de nom.", given, one.table.name)
        else:
            part = Part(kind, f"{KEY}{own}", {}, parent)
            names = touched(row, known[own])
            names -= _broken(part, row, known[own], names)
        if kind == SERVICE:
            self._place(part, row, names)
        of_kind = readers(Of.SERVICE) if kind == SERVICE else _OF_CONTACT
        for name in sorted(names - PLACE):
            if own is not None and kind == SERVICE and name == "nom" and not text_of(row[name]):
                part.doubts.append((name, NO_NAME, True))
            elif name in of_kind:
                self._take(part, name, of_kind[name](row[name]), (), name, row[name], one.shape)
            elif own is not None:
                part.doubts.append((name, NOT_READ.format(column=name), True))
        return Record(number, [part], table=one.table.name)

    # data·inclusion.

    def _inclusion(self, one: OwnTable) -> Iterator[Record]:
        kind = STRUCTURE if one.shape is Shape.INCLUSION_STRUCTURES else SERVICE
        reader = data_inclusion.Reader(self._locator)
        named = "id" if kind == STRUCTURE else "structure_id"
        for lines in _lines(one.table):
            rows = [(number, data_inclusion.values_of(one.table, cells)) for number, cells in lines]
            known = known_identifiers((text_of(values.get(named)) for _n, values in rows), self._reader.role)
            seen = written(known.values(), one.shape, self._reader)
            for number, values in rows:
                record = reader.record(number, values, kind, one.table.name)
                structure = seen.get(known.get(text_of(values.get(named)), 0))
                yield self._included(record, values, structure, kind) if structure else record

    def _included(self, record: Record, values: dict[str, Any], structure: Written, kind: str) -> Record:
        """The same record, of which only the touched fields are left where the directory has it."""
        parent = f"{KEY}{structure.number}"
        if kind == STRUCTURE:
            number, exported = structure.number, structure.rows
        else:
            own = {row.get("id"): known for known, rows in structure.services.items() for row in rows}
            found = own.get(text_of(values.get("id")))
            if found is None:
                for part in record.parts:
                    part.parent = parent
                return record
            number, exported = found, structure.services[found]
        names = touched(values, exported, data_inclusion.FIELDS[kind])
        broken = {name for name in names if lost_letters(values.get(name), _said(exported, name))}
        if record.refusal:
            # What the schema asks for and our own export did not have is no fault of the file.
            if names:
                return record
            record = Record(record.number, [Part(kind, "", {}, parent)], table=record.table, said=values)
        part = record.parts[0]
        fields = {field for name in names for field in _PLACE_FIELDS.get(name, (name,))}
        part.key, part.parent = f"{KEY}{number}", parent if kind == SERVICE else ""
        fields -= {field for name in broken for field in _PLACE_FIELDS.get(name, (name,))}
        part.doubts += [(name, BROKEN, True) for name in sorted(broken)]
        part.payload = {field: value for field, value in part.payload.items() if field in fields}
        part.doubts = [doubt for doubt in part.doubts if doubt[0] in names | fields]
        record.parts = [part]
        return record


_OF_CONTACT = {
    "nom": lambda cell: simple.text(cell, 150),
    "fonction": lambda cell: simple.text(cell, 150),
    "telephone": contacts.telephone,
    "courriel": contacts.courriel,
}


def _is_it(row: Mapping[str, Any], one: Written) -> bool:
    """Whether a row is about the structure of its number: it has its name, or its identifier there."""
    named, own = row.get("nom"), text_of(row.get("id"))
    return any(
        fold(text_of(named)) == fold(str(said["nom"]))
        or untouched(named, said["nom"])
        or (own and (own == str(one.number) or untouched(own, said["id"])))
        for said in one.rows
    )


def _broken(
    part: Part, row: Mapping[str, Any], exported: Iterable[Mapping[str, Any]], names: Iterable[str]
) -> set[str]:
    """The columns, of those touched, whose text lost letters on the way; each is told."""
    found = {name for name in names if lost_letters(row.get(name), _said(exported, name))}
    part.doubts += [(name, BROKEN, True) for name in sorted(found)]
    return found


def _said(exported: Iterable[Mapping[str, Any]], name: str) -> list[Any]:
    return [row.get(name) for row in exported]


def _said_together(one: Written, of_service: Mapping[str, str]) -> dict[str, set[str]]:
    """Every word that the services of a structure say, by column of a file that joins them."""
    said: dict[str, set[str]] = {}
    for name, field in of_service.items():
        words = [row.get(field) for rows in one.services.values() for row in rows]
        words += [row.get(name) for row in one.rows]
        texts = [text_of(exported_columns.plain(word)) for word in words]
        said[name] = {fold(word) for text in texts for word in text.split("|")} | {"", "oui", "non"}
    return said


def _named(header: str) -> str:
    return header.strip().casefold()


def _all_numbers(rows: list[Row], name: str) -> list[int]:
    return [number for _n, row in rows if (number := number_of(row.get(name)))]


def _lines(table: Table) -> Iterator[list[tuple[int, list[Any]]]]:
    rows = iter(table.rows())
    while batch := list(islice(rows, _BATCH)):
        yield batch


def _batches(table: Table) -> Iterator[list[Row]]:
    """The rows of a table, some hundreds at a time, by the names of its columns."""
    names = [_named(name) for name in table.headers]
    for lines in _lines(table):
        yield [(number, dict(zip(names, cells, strict=False))) for number, cells in lines]
