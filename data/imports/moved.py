# SPDX-License-Identifier: AGPL-3.0-or-later
"""Structures that moved: a whole edition has no longer one that its source gave, and has one of the same name
at another address.

Whether it moved is for a person to say. It then keeps its record and the address of its page, and what the
file says of it is a change as any other; else one is closed and the other made.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from data.imports.sight import MADE_BY_SOURCE
from data.models import ImportRun
from data.models.source import Kind

# Where a run keeps what was answered: by the key of the row, the number of the structure that it is, or 0.
MOVED = "moved"


def _called(said: str) -> str:
    """SQL of the name in what was `said` of a structure, however it is written."""
    return f"regexp_replace(lower(unaccent({said}->>'nom')), '[^a-z0-9]+', ' ', 'g')"


def _place(said: str) -> str:
    """SQL of the address in what was `said` of a structure."""
    return f"concat_ws(' ', nullif({said}->>'adresse', ''), {said}->>'code_postal', {said}->>'commune_nom')"


# A structure that the run would close and one that it would make, both alone under their name.
_PAIRS = f"""
WITH leaving AS (
    SELECT
        r.target AS id, l.given->>'nom' AS nom, {_place("l.given")} AS place, {_called("l.given")} AS called,
        count(*) OVER (PARTITION BY {_called("l.given")}) AS n
    FROM data_importrow r
    -- By what the source itself said: the directory may hide, or say otherwise, what it is today.
    JOIN data_link l ON l.source_id = %(source)s AND l.kind = 'structure' AND l.key = r.key
    WHERE r.run_id = %(run)s AND r.kind = 'structure' AND r.action = 'close'
), coming AS (
    SELECT
        r.key, r.number, {_place("r.payload")} AS place, {_called("r.payload")} AS called,
        count(*) OVER (PARTITION BY {_called("r.payload")}) AS n
    FROM data_importrow r
    WHERE r.run_id = %(run)s AND r.kind = 'structure' AND r.action = 'create'
)
SELECT c.key, c.number, l.id, l.nom, l.place, c.place
FROM leaving l JOIN coming c ON c.called = l.called AND l.n = 1 AND c.n = 1
ORDER BY c.number
"""
# What was said to have moved is what it was, where that is still the source's own, and free.
_MATCH = f"""
UPDATE data_importrow r
SET target = t.id, match = 'link'
FROM unnest(%(keys)s::text[], %(targets)s::bigint[]) AS said (key, target)
JOIN mapping_structure t ON t.id = said.target AND t.status = 'published'
WHERE r.run_id = %(run)s AND r.kind = 'structure' AND r.action = '' AND r.target IS NULL AND r.key = said.key
    AND EXISTS (
        SELECT FROM data_link l
        WHERE l.source_id = %(source)s AND l.kind = 'structure' AND l.object_id = t.id
            AND NOT EXISTS (
                SELECT FROM data_importrow o
                WHERE o.run_id = %(run)s AND o.kind = 'structure' AND o.key = l.key
            )
    )
    AND {MADE_BY_SOURCE}
    AND NOT EXISTS (
        SELECT FROM data_importrow o
        WHERE o.run_id = %(run)s AND o.kind = 'structure' AND o.target = t.id
    )
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """A row (`key`, `number`) and the structure that it may be, with where each is."""

    key: str
    number: int
    structure: int
    name: str
    before: str
    after: str


def questions(run: ImportRun) -> list[Pair]:
    """What of a rehearsed run may have moved, and nobody answered of, in the order of the file."""
    answered = run.settings.get(MOVED, {})
    return [one for one in _pairs(run) if answered.get(one.key) != 0]


def answer(run: ImportRun, key: str, *, moved: bool) -> Pair | None:
    """Keep on the run whether the structure of a row moved; None where that is not asked of it."""
    asked = next((one for one in questions(run) if one.key == key), None)
    if asked is None:
        return None
    run.settings[MOVED] = {**run.settings.get(MOVED, {}), key: asked.structure if moved else 0}
    run.save(update_fields=["settings"])
    return asked


def take_back(run: ImportRun, key: str) -> bool:
    """Ask again whether the structure of a row moved; whether it had been answered."""
    answered = dict(run.settings.get(MOVED, {}))
    known = answered.pop(key, None) is not None
    run.settings[MOVED] = answered
    run.save(update_fields=["settings"])
    return known


def answers(run: ImportRun) -> list[dict[str, Any]]:
    """What was answered of a run: the key of each row, its name, its number, and whether it moved."""
    said = run.settings.get(MOVED, {})
    rows = run.rows.filter(kind=Kind.STRUCTURE, key__in=said).order_by("number")
    first = {row.key: row for row in reversed(rows)}
    return [
        {
            "key": key,
            "name": first[key].payload.get("nom", ""),
            "number": first[key].number,
            "moved": bool(said[key]),
        }
        for key in said
        if key in first
    ]


def match_moved(run: ImportRun) -> None:
    """Set `target` and `match` of the rows whose structure was said to have moved."""
    said = {key: number for key, number in run.settings.get(MOVED, {}).items() if number}
    if not said or not run.whole:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _MATCH,
            {
                "run": run.pk,
                "source": run.source_id,
                "kind": Kind.STRUCTURE.value,
                "keys": list(said),
                "targets": list(said.values()),
            },
        )


def _pairs(run: ImportRun) -> list[Pair]:
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS, {"run": run.pk, "source": run.source_id})
        return [Pair(*row) for row in cursor.fetchall()]
