# SPDX-License-Identifier: AGPL-3.0-or-later
"""One structure with everything that a role may see of it, in a constant number of queries."""

from collections import defaultdict

from accounts.readers import Reader
from mapping.freshness import told as freshness
from mapping.labelled import label_of
from mapping.models import Session, TemporaryClosure, VisibleContact, VisibleService, VisibleStructure


def visible_structure(structure_id: int, reader: Reader) -> VisibleStructure:
    """The structure, with lists set on it: `service_list` (each with `contact_list` and `session_list`),
    `own_contacts` (of no service in particular), `closure_list`, `verified_blocks` (by block, when a
    person last saw to it), and `quality_label` (None without one today).

    Seven queries. Raises `VisibleStructure.DoesNotExist` for what `reader` may not see.
    """
    role = reader.role
    structure = VisibleStructure.objects.seen_by(role).get(id=structure_id)
    services = list(VisibleService.objects.seen_by(role).filter(structure_id=structure_id))
    contacts = VisibleContact.objects.seen_by(reader).filter(structure_id=structure_id)
    contacts_of = _by_service(contacts)
    sessions_of = _by_service(Session.objects.filter(service__in=[service.id for service in services]))
    for service in services:
        service.contact_list = contacts_of[service.id]
        service.session_list = sessions_of[service.id]
    structure.service_list = services
    structure.own_contacts = contacts_of[None]
    structure.closure_list = list(TemporaryClosure.objects.filter(structure_id=structure_id))
    structure.verified_blocks = freshness.dates(freshness.of(structure))
    structure.quality_label = label_of(structure_id)
    return structure


def _by_service(rows) -> defaultdict[int | None, list]:
    grouped = defaultdict(list)
    for row in rows:
        grouped[row.service_id].append(row)
    return grouped
