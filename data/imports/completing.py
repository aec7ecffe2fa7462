# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows that resemble a structure of the directory, and that a person says are that one: they complete it.

What the row says fills in what the structure does not say, and the fields of groups; what both say otherwise
is kept, and told. Else the structure is made, and the pair is put to a person afterwards.
"""

from django.db import connection
from django.db.models import QuerySet

from data.imports.recognising import alike_one_alone
from data.imports.sight import Sight, sight_of
from data.models import ImportRow, ImportRun
from data.models.run import Action, Match
from data.models.source import Kind

# Where a run keeps what was answered: by the key of the row, the number of the structure that it is.
SAME = "same"

# What was said to be one is, where it is still what the row resembles, where it may be seen, and is free.
_MATCH = """
UPDATE data_importrow r
SET target = t.id, match = 'said', candidate = NULL, score = NULL
FROM unnest(%(keys)s::text[], %(targets)s::bigint[]) AS said (key, target)
JOIN mapping_structure t ON t.id = said.target AND {alive} AND {address}
WHERE r.run_id = %(run)s AND r.kind = 'structure' AND r.action = '' AND r.target IS NULL
    AND r.key = said.key AND r.candidate = said.target
    AND NOT EXISTS (
        SELECT FROM data_importrow o
        WHERE o.run_id = %(run)s AND o.kind = 'structure' AND o.target = said.target
    )
"""
_SEEN = """
SELECT r.id FROM data_importrow r JOIN mapping_structure t ON t.id = r.candidate
WHERE r.run_id = %(run)s AND r.kind = 'structure' AND r.action = 'create' AND {alive} AND {address}
"""


def questions(run: ImportRun) -> QuerySet[ImportRow]:
    """The rows of a rehearsed run that would be made and that a person may say to be what they resemble, in
    the order of the file."""
    sight = sight_of(run)
    with connection.cursor() as cursor:
        cursor.execute(_SEEN.format(alive=sight.alive(), address=sight.address()), {"run": run.pk})
        ids = [row[0] for row in cursor.fetchall()]
    return ImportRow.objects.filter(pk__in=ids).order_by("number", "pk")


def answer(run: ImportRun, key: str) -> bool:
    """Keep on the run that the row of a key is the structure that it resembles; whether that is asked of
    it, and no other row was said to be that one."""
    row = questions(run).filter(key=key).first()
    return row is not None and _keep(run, [row]) == 1


def answer_for_all(run: ImportRun) -> tuple[int, int]:
    """The same of every row that resembles one structure alone: how many, and how many are left to say."""
    asked = list(questions(run))
    alone = alike_one_alone(run)
    kept = _keep(run, [row for row in asked if row.pk in alone and row.action == Action.CREATE])
    return kept, len(asked) - kept


def take_back(run: ImportRun, key: str) -> bool:
    """Forget what was answered of a row; whether it had been."""
    said = dict(run.settings.get(SAME, {}))
    known = said.pop(key, None) is not None
    run.settings[SAME] = said
    run.save(update_fields=["settings"])
    return known


def answers(run: ImportRun) -> QuerySet[ImportRow]:
    """The rows that complete a structure because a person said so, in the order of the file."""
    return run.rows.filter(kind=Kind.STRUCTURE, match=Match.SAID).order_by("number", "pk")


def match_completed(run: ImportRun, sight: Sight) -> None:
    """Set `target` and `match` of the rows that were said to be the structure that they resemble."""
    said = run.settings.get(SAME, {})
    if not said:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _MATCH.format(alive=sight.alive(), address=sight.address()),
            {"run": run.pk, "keys": list(said), "targets": list(said.values())},
        )


def _keep(run: ImportRun, rows: list[ImportRow]) -> int:
    """Keep that these rows are what they resemble, each structure once; of how many rows it is kept."""
    said = dict(run.settings.get(SAME, {}))
    taken, kept = set(said.values()), 0
    for row in rows:
        if row.candidate is not None and row.candidate not in taken:
            said[row.key] = row.candidate
            taken.add(row.candidate)
            kept += 1
    run.settings[SAME] = said
    run.save(update_fields=["settings"])
    return kept
