# SPDX-License-Identifier: AGPL-3.0-or-later
"""The structures of a selection, a few hundred at a time, with their services and contacts."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from accounts.readers import Reader
from accounts.roles import Role
from data.exports.selection import Selection
from mapping.freshness import told as freshness
from mapping.group_fields.told import values_of
from mapping.models import (
    GroupField,
    SeenContact,
    ShownChange,
    VisibleContact,
    VisibleService,
    VisibleStructure,
)

BATCH = 500


@dataclass(slots=True)
class Entry:
    """A structure as a reader sees it: `services` are those that the search found, `other_services` the rest.

    Contacts of a service are on its `contacts_of`. `group_values` is what it says in the fields of
    groups that were asked for, by their number. `changed_on` is the day on which what everyone may see of it
    last changed in the history of the directory, in Paris; None where the history does not go so far back.
    """

    structure: VisibleStructure
    services: list[VisibleService] = field(default_factory=list)
    other_services: list[VisibleService] = field(default_factory=list)
    contacts: list[SeenContact] = field(default_factory=list)
    contacts_of: dict[int, list[SeenContact]] = field(default_factory=dict)
    changed_on: date | None = None
    group_values: dict[int, str] = field(default_factory=dict)

    def dated(self, service: VisibleService | None = None) -> date | None:
        """The day that a standard's file gives the structure, or one of its services, as its date.

        What its source says; else the structure's source; else the last change of the history. Never the day
        of the export. None where nobody knows: a standard that asks for a date then cannot tell of it.
        """
        own = service.date_maj if service else None
        return own or self.structure.date_maj or self.changed_on


def entries(selection: Selection, fields: Collection[GroupField] = ()) -> Iterator[Entry]:
    """Every structure of a selection, in its order, with what it says in these fields of groups, in six
    queries a batch, and one for the fields where there are any."""
    role = selection.role
    for start in range(0, len(selection.structures), BATCH):
        ids = selection.structures[start : start + BATCH]
        seen = {one.id: one for one in VisibleStructure.objects.seen_by(role).filter(id__in=ids)}
        structures = [seen[number] for number in ids if number in seen]
        fresh = freshness.of_many(structures)
        services, contacts = _services(role, ids), _contacts(selection.reader, ids)
        said: dict[int, dict[int, str]] = defaultdict(dict)
        for (number, of), text in values_of(fields, ids).items() if fields else ():
            said[number][of] = text
        changes = dict(ShownChange.objects.filter(structure__in=ids).values_list("structure", "at"))
        for structure in structures:
            structure.verified_blocks = freshness.dates(fresh[structure.id])
            changed = changes.get(structure.id)
            entry = Entry(structure, changed_on=timezone.localtime(changed).date() if changed else None)
            entry.group_values = said[structure.id]
            for service in services.get(structure.id, []):
                is_found = selection.services is None or service.id in selection.services
                (entry.services if is_found else entry.other_services).append(service)
            for contact in contacts.get(structure.id, []):
                if contact.service_id is None:
                    entry.contacts.append(contact)
                else:
                    entry.contacts_of.setdefault(contact.service_id, []).append(contact)
            yield entry


def _services(role: Role, ids: list[int]) -> dict[int, list[VisibleService]]:
    grouped: dict[int, list[VisibleService]] = defaultdict(list)
    for service in VisibleService.objects.seen_by(role).filter(structure_id__in=ids).order_by("id"):
        grouped[service.structure_id].append(service)
    return grouped


def _contacts(reader: Reader, ids: list[int]) -> dict[int, list[SeenContact]]:
    grouped: dict[int, list[SeenContact]] = defaultdict(list)
    for contact in VisibleContact.objects.seen_by(reader).filter(structure_id__in=ids).order_by("id"):
        grouped[contact.structure_id].append(contact)
    return grouped
