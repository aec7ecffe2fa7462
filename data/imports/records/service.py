# SPDX-License-Identifier: AGPL-3.0-or-later
"""The service that a row describes: what it does and for whom, how to reach it, how many may come."""

from collections.abc import Collection

from data.imports.dated import Dated
from data.imports.records.criteria import fill_appointments, fill_childcare, fill_criteria, fill_fees
from data.imports.records.layout import APPOINTMENTS
from data.imports.records.opening import fill_hours
from data.imports.records.reach import fill_reach
from data.imports.records.record import SERVICE, Part
from data.imports.records.row import Row
from data.imports.records.texts import SESSIONS, THEMES
from data.imports.row_kind import WHEN, RowKind
from data.imports.values import contacts, identifiers, simple
from mapping import finer
from search.criterion import Table

BEYOND_CAPACITY = "Plus de places restantes que la capacité : laissées de côté."
_TEXT_FIELDS = ("frais_precisions", "publics_precisions", "conditions_acces", "a_apporter")
# A longer text is no name.
_SHORT_NAME = 120


def service_of(row: Row, structure: Part, dates: Dated) -> Part:
    """The service of a row, and what it says of it; `dates` are its sessions."""
    part = Part(SERVICE, structure.key, {}, structure.key, list(dates.doubts), dates.texts(SESSIONS))
    of_service = row.layout.of_service
    _fill_what_it_does(row, structure, part)
    if of_service:
        fill_reach(row, part, of_service.__contains__)
        _fill_hours(row, part, is_dated=bool(dates.sessions))
    fill_criteria(row, part, Table.SERVICE)
    fill_fees(row, part)
    for name in _TEXT_FIELDS:
        row.keep(name, lambda cell: simple.text(cell, 5000), part)
    row.keep("lien_mobilisation", contacts.url, part)
    fill_childcare(row, part)
    fill_appointments(row, part)
    _fill_seats(row, part, row.layout.dates.own if dates.sessions else frozenset())
    row.keep("zone_eligibilite", identifiers.zone, part)
    if structure.payload.get("date_maj"):
        part.payload["date_maj"] = structure.payload["date_maj"]
    return part


def _fill_hours(row: Row, part: Part, *, is_dated: bool) -> None:
    if is_dated and "horaires" in row.layout.of_service:
        # Whatever they are, each session says them.
        if weekly := row.layout.dates.weekly_hours(row):
            part.payload["horaires_accueil"] = weekly
    elif row.layout.of_service & WHEN:
        fill_hours(row, part)


def _fill_what_it_does(row: Row, structure: Part, part: Part) -> None:
    """Its name, its description, and the lists that say what it does and for whom."""
    payload = part.payload
    nom = row.read("service_nom", lambda cell: simple.text(cell, 255), part)
    payload["nom"] = nom or structure.payload["nom"]
    if row.has("service_description"):
        payload["description"] = row.joined("service_description", 10_000, part)
    elif "description" in structure.payload:
        payload["description"] = structure.payload["description"]
    elif "description" in row.layout.of_service:
        payload["description"] = row.joined("description", 10_000, part)
    for name, vocabulary in row.layout.lists[Table.SERVICE].items():
        if name != APPOINTMENTS and row.has(name):
            payload[name] = row.values(name, vocabulary, part)
    _fill_words(row, part, nom)
    if "publics" in payload:
        payload["publics"] = finer.consistent_publics(payload["publics"])


def _fill_words(row: Row, part: Part, nom: str) -> None:
    """Words for what it does that no thématique stands for are not lost: people read them."""
    if not row.has(THEMES) or not (words := row.joined(THEMES, 10_000, part)):
        return
    payload = part.payload
    known = payload[THEMES]
    said = payload.get("description") or ""
    # Whole, and first: what a service does is what it is read for.
    is_text = bool(part.texts.pop(THEMES, None)) or not known
    if is_text and words not in said:
        payload["description"] = "\n".join(filter(None, (words, said)))[:10_000]
    # Of a service that has no name of its own, they are what it is called by.
    is_name = len(words) <= _SHORT_NAME and "--" not in words
    if not nom and is_name and (not known or row.layout.rows is RowKind.SERVICE):
        payload["nom"] = words.replace("\n", ", ")


def _fill_seats(row: Row, part: Part, of_session: Collection[str]) -> None:
    """How many places there are and how many are left, on which day; but for what a session says."""
    payload = part.payload
    if "capacite" not in of_session:
        row.keep("capacite", lambda cell: simple.number(cell, 0, 100_000), part)
    row.keep("volume_horaire_hebdomadaire", lambda cell: simple.number(cell, 0, 168), part)
    if "places_restantes" not in of_session:
        row.keep("places_restantes", simple.places_left, part)
    row.keep("places_restantes_le", simple.iso_day, part)
    left, capacity = payload.get("places_restantes"), payload.get("capacite")
    if left is not None and capacity is not None and left > capacity:
        payload["places_restantes"] = None
        part.doubts.append(("places_restantes", BEYOND_CAPACITY, True))
