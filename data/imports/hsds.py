# SPDX-License-Identifier: AGPL-3.0-or-later
"""HSDS 3 in tables (docs.openreferral.org): organisations, their services, and the places where they are.

A structure of the directory is a location, under its own name or its organisation's; a service is one at
that location. Taxonomies are each publisher's own: what they say is kept in words, as the description.
"""

from collections import defaultdict
from collections.abc import Iterator

from common.files import Book, Table
from data.imports.geocode import Locator
from data.imports.records import SERVICE, Builder, Layout, Part, Record
from data.imports.values import contacts, simple, text_of

CODE, NAME = "hsds", "HSDS 3 (tableaux)"
_REQUIRED = frozenset({"organization", "service", "location"})
_DAYS = {"MO": "Mo", "TU": "Tu", "WE": "We", "TH": "Th", "FR": "Fr", "SA": "Sa", "SU": "Su"}
_STRUCTURE = (
    "id", "nom", "description", "adresse", "complement_adresse", "code_postal", "commune", "latitude",
    "longitude", "telephone", "courriel", "site_web", "horaires",
)  # fmt: skip
NO_PLACE = "Ce service n'a pas de lieu dans le fichier."

_Line = dict[str, str]


def is_hsds(book: Book) -> bool:
    """Whether a book holds the tables of HSDS, in the singular or the plural."""
    return {_singular(table.name) for table in book.tables} >= _REQUIRED


def records(book: Book, source: str, locator: Locator) -> Iterator[Record]:
    """Locations first, as structures, then services at each of their locations."""
    tables = {_singular(table.name): table for table in book.tables}
    organizations = {line["id"]: line for _number, line in _lines(tables, "organization")}
    services = {line["id"]: (number, line) for number, line in _lines(tables, "service")}
    at: dict[str, list[_Line]] = defaultdict(list)
    owner: dict[str, str] = {}
    for _number, line in _lines(tables, "service_at_location"):
        at[line.get("service_id", "")].append(line)
        service = services.get(line.get("service_id", ""))
        if service:
            owner.setdefault(line.get("location_id", ""), service[1].get("organization_id", ""))
    addresses = _by(tables, "address", "location_id")
    phones = {name: _by(tables, "phone", name) for name in ("location_id", "service_id", "organization_id")}
    hours = {
        name: _by(tables, "schedule", name)
        for name in ("location_id", "service_id", "service_at_location_id")
    }
    builder = Builder(Layout(_STRUCTURE, {name: name for name in _STRUCTURE}, locator, standard_hours=True))
    places: set[str] = set()
    for number, line in _lines(tables, "location"):
        key = line["id"]
        of = organizations.get(line.get("organization_id") or owner.get(key, ""), {})
        address = next(iter(addresses.get(key, [])), {})
        phone = phones["location_id"].get(key) or phones["organization_id"].get(of.get("id", "")) or [{}]
        cells = [
            key,
            line.get("name") or of.get("name", ""),
            line.get("description") or of.get("description", ""),
            *(address.get(name, "") for name in ("address_1", "address_2", "postal_code", "city")),
            *(line.get(name, "") for name in ("latitude", "longitude")),
            phone[0].get("number", ""),
            of.get("email", ""),
            line.get("url") or of.get("website", ""),
            _hours(hours["location_id"].get(key, [])),
        ]
        record = builder.record(number, cells)
        record.table = "location"
        places.update(part.key for part in record.parts)
        yield record
    for key, (number, line) in services.items():
        parts = []
        everywhere = at.get(key, [])
        for place in everywhere:
            parent = place.get("location_id", "")
            if parent in places:
                said = hours["service_at_location_id"].get(place["id"]) or hours["service_id"].get(key, [])
                own_key = f"{key}--{parent}" if len(everywhere) > 1 else key
                parts.append(_service(line, own_key, parent, said, phones))
        given = {name: value[:500] for name, value in line.items() if value}
        yield Record(number, parts, "" if parts else NO_PLACE, {} if parts else given, "service")


def _service(line: _Line, key: str, parent: str, schedules: list[_Line], phones: dict) -> Part:
    part = Part(SERVICE, key, {}, parent)
    phone: _Line = next(iter(phones["service_id"].get(line["id"], [])), {})
    readings = {
        "nom": simple.text(line.get("name", ""), 255),
        "description": simple.text(line.get("description", ""), 10_000),
        "conditions_acces": simple.text(line.get("eligibility_description", ""), 5000),
        "frais_precisions": simple.text(line.get("fees_description", ""), 5000),
        "mobilisation_precisions": simple.text(line.get("application_process", ""), 5000),
        "telephone": contacts.telephone(phone.get("number", "")),
        "courriel": contacts.courriel(line.get("email", "")),
        "lien_source": contacts.url(line.get("url", "")),
    }
    for name, reading in readings.items():
        part.payload[name] = reading.value
        part.doubts += [(name, doubt.message, doubt.lost) for doubt in reading.doubts]
    part.payload["nom"] = part.payload["nom"] or "Service"
    part.payload["horaires_accueil"] = _hours(schedules)
    return part


def _hours(schedules: list[_Line]) -> str:
    """Weekly schedules (RFC 5545) in OpenStreetMap's syntax; others say nothing that it can hold."""
    rules = []
    for line in schedules:
        days = [_DAYS[day[-2:]] for day in line.get("byday", "").upper().split(",") if day[-2:] in _DAYS]
        opens, closes = line.get("opens_at", "")[:5], line.get("closes_at", "")[:5]
        weekly = line.get("freq", "WEEKLY").upper() in ("", "WEEKLY") and line.get("interval", "1") in (
            "",
            "1",
        )
        if weekly and days and len(opens) == len(closes) == 5:
            rules.append(f"{','.join(days)} {opens}-{closes}")
    return ", ".join(rules)


def _lines(tables: dict[str, Table], name: str) -> Iterator[tuple[int, _Line]]:
    table = tables.get(name)
    if table is None:
        return
    for number, cells in table.rows():
        line = {
            header.strip().casefold(): text_of(cell)
            for header, cell in zip(table.headers, cells, strict=False)
        }
        yield number, line | {"id": line.get("id") or str(number)}


def _by(tables: dict[str, Table], name: str, column: str) -> dict[str, list[_Line]]:
    found: dict[str, list[_Line]] = defaultdict(list)
    for _number, line in _lines(tables, name):
        if line.get(column):
            found[line[column]].append(line)
    return found


def _singular(name: str) -> str:
    name = name.removesuffix("s")
    return "address" if name in ("addres", "addresse") else name
