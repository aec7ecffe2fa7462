# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lines that a person deleted from a file of ours: what it held when it was made, and holds no longer.

Nothing is done of them unless the person says so: then a structure is closed, a service or a contact is
withdrawn. Only what the file surely held is told: its extract is known (`data.extracts`), and the record was
there before.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection

from accounts.readers import Reader
from accounts.roles import Role
from data.extracts import extract_of
from data.imports.matching import NUMBERED
from data.imports.own.tables import OwnTable, Shape, known_identifiers, number_of
from data.imports.sight import MADE_BY_SOURCE, sight_of
from data.imports.values import text_of
from data.models import Extract, ImportRun
from data.models.source import Kind
from history.models import Event, Operation
from mapping.kinds import CONTACT, SERVICE
from mapping.models import Contact, Service, VisibleContact, VisibleService, VisibleStructure

# What a run's settings hold of it, and what a person said of it.
KEY, SAID = "absent", "_absent"
LEAVE, CLOSE = "leave", "close"
# More deleted lines than this are another file.
_MOST = 2000
KIND_OF = {Service: SERVICE, Contact: CONTACT}
_FORMATS = {
    Shape.STRUCTURES: ("csv", "xlsx", "data-package"),
    Shape.MAP: ("geojson",),
    Shape.MEDIATION: ("mediation-numerique",),
    Shape.INCLUSION_STRUCTURES: ("data-inclusion",),
}


def absent(tables: Iterable[OwnTable], reader: Reader) -> dict[str, Any]:
    """What `reader` may see that the file held and holds no longer: numbers by kind, and the extract's day.

    Empty where nobody knows from which extract the file comes.
    """
    by_shape = {one.shape: one for one in tables}
    first = next((by_shape[shape] for shape in _FORMATS if shape in by_shape), None)
    if first is None:
        return {}
    numbers = _numbers_of(first, reader.role)
    extract = extract_of(numbers, _FORMATS[first.shape], reader.role)
    if extract is None:
        return {}
    gone = set(extract.numbers) - numbers
    seen = VisibleStructure.objects.seen_by(reader.role).filter(id__in=gone).order_by("id")
    found = {Kind.STRUCTURE: list(seen.values_list("id", flat=True))}
    if Shape.SERVICES in by_shape:
        found[Kind.SERVICE] = _parts(by_shape[Shape.SERVICES], Service, numbers, extract, reader)
    if Shape.CONTACTS in by_shape:
        found[Kind.CONTACT] = _parts(by_shape[Shape.CONTACTS], Contact, numbers, extract, reader)
    if sum(map(len, found.values())) > _MOST:
        return {}
    return {"day": extract.made_at.isoformat(), **{kind.value: ids for kind, ids in found.items()}}


def _numbers_of(one: OwnTable, role: Role) -> set[int]:
    if one.shape in (Shape.STRUCTURES, Shape.MAP):
        return _numbers(one, "numero")
    texts = _cells(one, "id")
    found: set[int] = set()
    while some := [text for _n, text in zip(range(500), texts, strict=False)]:
        found.update(known_identifiers(some, role).values())
    return found


def _numbers(one: OwnTable, name: str) -> set[int]:
    return {number for text in _cells(one, name) if (number := number_of(text))}


def _cells(one: OwnTable, name: str) -> Iterable[str]:
    place = [header.strip().casefold() for header in one.table.headers].index(name)
    return (text_of(cells[place]) if place < len(cells) else "" for _number, cells in one.table.rows())


def _parts(
    one: OwnTable, model: type[Service | Contact], structures: set[int], extract: Extract, reader: Reader
) -> list[int]:
    """The services, or the contacts, of the structures of a file that its sheet held and holds no longer."""
    as_then = Reader(min(Role(extract.role), reader.role))
    visible: dict[type, Callable[[], Any]] = {
        Service: lambda: VisibleService.objects.seen_by(as_then.role),
        Contact: lambda: VisibleContact.objects.seen_by(as_then),
    }
    shown = visible[model]().filter(structure_id__in=structures).order_by("id")
    given = set(shown.values_list("id", flat=True)) - _numbers(one, "numero")
    if model is Service:
        given -= set(
            Service.objects.filter(pk__in=given, created_at__gt=extract.made_at).values_list("pk", flat=True)
        )
    later = Event.objects.filter(
        kind=KIND_OF[model].number,
        object__in=given,
        operation=Operation.CREATED,
        act__at__gt=extract.made_at,
    )
    return sorted(given - set(later.values_list("object", flat=True)))


def is_asked(run: ImportRun) -> bool:
    """Whether a person said to close what is deleted from the file."""
    return run.settings.get("defaults", {}).get(SAID) == CLOSE


_CLOSE = """
INSERT INTO data_importrow (
    run_id, "table", number, kind, key, parent, payload, doubts, reason, given, action, target, match,
    changes, kept
)
SELECT
    %(run)s, '', 0, %(kind)s, %(numbered)s || t.id, '', '{{}}', '[]', '', '{{}}', 'close', t.id, 'number',
    jsonb_build_object('status', jsonb_build_array(t.status, 'closed')), '{{}}'
FROM mapping_structure t
WHERE t.id = ANY (%(ids)s) AND t.status = 'published' AND ({mine})
    AND NOT EXISTS (
        SELECT FROM data_importrow r WHERE r.run_id = %(run)s AND r.kind = 'structure' AND r.target = t.id
    )
"""
_WITHDRAW = """
INSERT INTO data_importrow (
    run_id, "table", number, kind, key, parent, payload, doubts, reason, given, action, target, match,
    changes, kept
)
SELECT
    %(run)s, '', 0, %(kind)s, %(numbered)s || t.id, p.key, '{{}}', '[]', '', '{{}}', 'delete', t.id, 'number',
    jsonb_build_object('nom', jsonb_build_array(t.nom, NULL)), '{{}}'
FROM {table} t
JOIN data_importrow p
    ON p.run_id = %(run)s AND p.kind = 'structure' AND p.target = t.structure_id
    AND p.action IN ('change', 'same')
WHERE t.id = ANY (%(ids)s) AND ({mine})
    AND NOT EXISTS (
        SELECT FROM data_importrow r WHERE r.run_id = %(run)s AND r.kind = %(kind)s AND r.target = t.id
    )
    AND {alone}
"""
# A service that has sessions, or a person whose line is still there, is left.
_ALONE = """
NOT EXISTS (SELECT FROM mapping_session x WHERE x.service_id = t.id)
AND NOT EXISTS (
    SELECT FROM mapping_contact k WHERE k.service_id = t.id AND k.id <> ALL (%(contacts)s)
)
"""


def plan(run: ImportRun, table_of: dict[str, str]) -> None:
    """Add to the run's rows what is to be closed and withdrawn; nothing unless a person said so."""
    told = run.settings.get(KEY) or {}
    if not told or not is_asked(run):
        return
    parameters = {"run": run.pk, "source": run.source_id, "numbered": NUMBERED}
    with connection.cursor() as cursor:
        for kind, alone in ((Kind.STRUCTURE, ""), (Kind.CONTACT, "true"), (Kind.SERVICE, _ALONE)):
            # Who may not see everything takes away what their own source brought, and nothing else.
            mine = "true" if sight_of(run).whole else MADE_BY_SOURCE
            named = {
                "kind": kind.value,
                "ids": told.get(kind.value, []),
                "contacts": told.get(Kind.CONTACT.value, []),
            }
            statement = _CLOSE if kind is Kind.STRUCTURE else _WITHDRAW
            cursor.execute(
                statement.format(mine=mine, alone=alone, table=table_of[kind.value]), parameters | named
            )
