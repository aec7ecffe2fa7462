# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the exports would write today of some structures, as whoever could have made the file sees them.

A file made for visitors hides what staff see: a cell that is what a lower role would be given was not
touched.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.readers import Reader
from accounts.roles import Role
from data.exports import columns, data_inclusion, mediation_numerique
from data.exports.reading import Entry, entries
from data.exports.selection import Selection
from data.imports.own.tables import Shape

Cells = Mapping[str, Any]
"""A record as a row of an export, by column."""


@dataclass(slots=True)
class Written:
    """A structure as its exports write it: a row for each of those who could have made the file.

    `services` numbers the services that who imports sees of it; `of_services` what each is as a row.
    """

    number: int
    rows: list[Cells] = field(default_factory=list)
    services: dict[int, list[Cells]] = field(default_factory=dict)
    contacts: dict[int, list[Cells]] = field(default_factory=dict)


def written(numbers: Iterable[int], shape: Shape, reader: Reader) -> dict[int, Written]:
    """Structures by number, those that `reader` may see, as each role up to theirs would be given them."""
    ids = sorted(set(numbers))
    seen: dict[int, Written] = {}
    for role in sorted((role for role in Role if role <= reader.role), reverse=True):
        as_role = reader if role is reader.role else Reader(role)
        for entry in entries(Selection(ids, None, as_role)):
            number = entry.structure.id
            if role is reader.role:
                seen[number] = Written(number)
            # What a lower role sees is seen by the higher.
            if number in seen:
                _add(seen[number], entry, shape)
    return seen


def _add(one: Written, entry: Entry, shape: Shape) -> None:
    structure = entry.structure
    if shape in (Shape.INCLUSION_STRUCTURES, Shape.INCLUSION_SERVICES):
        one.rows.append(data_inclusion.structure_record(entry) or {})
        for service in entry.services:
            record = data_inclusion.service_record(service, entry) or {}
            one.services.setdefault(service.id, []).append(record)
        return
    if shape is Shape.MEDIATION:
        one.rows.append(mediation_numerique.row(entry))
    else:
        row = {name: read(structure) for name, read in columns.STRUCTURE}
        row |= {"position_precision": structure.position_precision, "contacts": columns.people(entry)}
        one.rows.append(row | columns.of_services(entry.services))
    for service in entry.services:
        cells = {name: read(service) for name, read in columns.SERVICE}
        one.services.setdefault(service.id, []).append(cells)
    for contact in [*entry.contacts, *(one for group in entry.contacts_of.values() for one in group)]:
        cells = {name: read(contact) for name, read in columns.CONTACT}
        one.contacts.setdefault(contact.id, []).append(cells)
