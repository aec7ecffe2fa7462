# SPDX-License-Identifier: AGPL-3.0-or-later
"""The structure that a row describes."""

from data.imports import group_fields
from data.imports.records.address import fill_address, fill_visibility
from data.imports.records.criteria import fill_criteria
from data.imports.records.opening import fill_hours
from data.imports.records.reach import fill_reach, fill_together
from data.imports.records.record import Part
from data.imports.records.row import Row
from data.imports.row_kind import WHEN
from data.imports.values import contacts, identifiers, simple, text_of
from mapping.vocabulary import porteur_of
from search.criterion import Table


def fill_structure(row: Row, part: Part, nom: str) -> None:
    """Say of a structure what its row says, `nom` being its name; the row then knows its département."""
    payload, of_service = part.payload, row.layout.of_service
    payload["nom"] = nom
    if row.has("description") and "description" not in of_service:
        payload["description"] = row.joined("description", 10_000, part)
    row.keep("siret", identifiers.siret, part)
    fill_address(row, part)
    fill_reach(row, part, lambda name: name not in of_service)
    row.keep("site_web", contacts.url, part)
    fill_together(row, part)
    row.keep("accessibilite_lieu", contacts.url, part)
    row.keep("lien_source", contacts.url, part)
    fill_criteria(row, part, Table.STRUCTURE)
    fill_visibility(row, part)
    _fill_group_fields(row, part)
    if not of_service & WHEN:
        fill_hours(row, part)
    for name, vocabulary in row.layout.lists[Table.STRUCTURE].items():
        if row.has(name):
            payload[name] = row.values(name, vocabulary, part)
    # A network may settle what no column says.
    if not row.has("porteur") and (porteur := porteur_of(payload.get("reseaux_porteurs", ()))):
        payload["porteur"] = porteur
    row.keep("date_maj", simple.iso_day, part)


def _fill_group_fields(row: Row, part: Part) -> None:
    """Say what a row says in fields of groups; what is no value of one is told, and left out."""
    for key, one in row.layout.group_fields.items():
        if row.has(key):
            text, refusal = group_fields.said(one, text_of(row.cell(key)))
            if refusal:
                part.doubts.append((key, refusal, True))
            elif text is not None:
                part.payload[key] = text
