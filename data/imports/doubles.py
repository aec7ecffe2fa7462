# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of a file that are about one structure: what the later ones add, and what they say otherwise.

The first row makes the structure. What it leaves empty is taken from the others; what they say otherwise is
told on their own line, and not taken. Their services and persons are records of their own.
"""

from typing import Any

from django.db import connection

from data.imports.geocode import IN_NO_SEARCH
from data.models import ImportRun

# What goes together, or is worked out of other cells.
_TOGETHER = (
    "position",
    "position_precision",
    "position_origin",
    "code_insee",
    "address_visibility",
    # That one of its rows says it closed closes no structure that another says open.
    "status",
)


def line_told(number: str, table: str, several: str) -> str:
    """SQL that names a line of the file, and its sheet where the file has several: the expressions of both,
    and of whether it has."""
    return f"""(
        'La ligne ' || {number}
        || CASE WHEN {several} AND {table} <> '' THEN ' de la feuille « ' || {table} || ' »' ELSE '' END
    )"""


_EMPTY = """('""', 'null', '[]')"""

_OF_ONE_STRUCTURE = """
WITH sheets AS (
    SELECT count(DISTINCT "table") > 1 AS several FROM data_importrow WHERE run_id = %(run)s AND number > 0
), ranked AS (
    SELECT
        id, number, payload, row_number() OVER w AS rank,
        first_value(id) OVER w AS first_id, first_value(number) OVER w AS first_number,
        first_value("table") OVER w AS first_table,
        first_value(payload) OVER w AS first_payload
    FROM data_importrow
    WHERE run_id = %(run)s AND kind = 'structure' AND action = ''
    WINDOW w AS (PARTITION BY key ORDER BY number, id)
), said AS (
    SELECT
        d.id, d.number, d.first_id, d.first_number, d.first_table, f.key, f.value,
        d.first_payload->f.key AS first_value
    FROM ranked d CROSS JOIN LATERAL jsonb_each(d.payload) AS f
    WHERE d.rank > 1 AND d.payload IS DISTINCT FROM d.first_payload
        AND d.payload->>'nom' = d.first_payload->>'nom'
        AND coalesce(d.payload->>'adresse', '') = coalesce(d.first_payload->>'adresse', '')
        AND f.key <> ALL (%(together)s) AND f.value NOT IN {empty}
        AND f.value IS DISTINCT FROM d.first_payload->f.key
)
"""
_ADD = f"""
{_OF_ONE_STRUCTURE.format(empty=_EMPTY)}
UPDATE data_importrow r
SET payload = r.payload || added.fields
FROM (
    SELECT first_id, jsonb_object_agg(key, value) AS fields
    FROM (
        SELECT DISTINCT ON (first_id, key) first_id, key, value
        FROM said
        WHERE first_value IS NULL OR first_value IN {_EMPTY}
        ORDER BY first_id, key, number
    ) AS one
    GROUP BY first_id
) AS added
WHERE r.id = added.first_id
"""
# Where the first row says no commune that is known, and another of the structure does, it is there.
_PLACE = f"""
{_OF_ONE_STRUCTURE.format(empty=_EMPTY)}
UPDATE data_importrow r
SET payload = r.payload || placed.fields
FROM (
    SELECT DISTINCT ON (d.first_id)
        d.first_id,
        (
            SELECT jsonb_object_agg(key, value) FROM jsonb_each(d.payload)
            WHERE key IN ('position', 'position_precision', 'position_origin', 'code_insee')
        ) AS fields
    FROM ranked d
    WHERE d.rank > 1 AND coalesce(d.first_payload->>'code_insee', '') = ''
        AND coalesce(d.payload->>'code_insee', '') <> '' AND d.first_payload->>'position' IS NULL
        AND d.payload->>'nom' = d.first_payload->>'nom'
        AND coalesce(d.payload->>'adresse', '') = coalesce(d.first_payload->>'adresse', '')
    ORDER BY d.first_id, d.number
) AS placed
WHERE r.id = placed.first_id
"""
_IS_SOMEWHERE = """
UPDATE data_importrow r
SET doubts = (
    SELECT coalesce(jsonb_agg(doubt), '[]') FROM jsonb_array_elements(r.doubts) AS doubt
    WHERE doubt->>1 <> %(in_no_search)s
)
WHERE r.run_id = %(run)s AND r.kind = 'structure' AND strpos(r.doubts::text, %(in_no_search)s) > 0
    AND EXISTS (
        SELECT FROM data_importrow o
        WHERE o.run_id = r.run_id AND o.kind = 'structure' AND o.key = r.key
            AND o.payload->>'nom' = r.payload->>'nom' AND coalesce(o.payload->>'code_insee', '') <> ''
    )
"""
# The structure was last seen to on the latest of the days that its rows say.
_LATEST = """
UPDATE data_importrow r
SET payload = r.payload || jsonb_build_object('date_maj', said.latest)
FROM (
    SELECT DISTINCT ON (key)
        id, max(payload->>'date_maj') OVER w AS latest, payload->>'date_maj' AS own
    FROM data_importrow
    WHERE run_id = %(run)s AND kind = 'structure' AND action = ''
    WINDOW w AS (PARTITION BY key, payload->>'nom', coalesce(payload->>'adresse', ''))
    ORDER BY key, number, id
) AS said
WHERE r.id = said.id AND said.latest IS DISTINCT FROM said.own AND said.latest IS NOT NULL
"""
_TELL = f"""
{_OF_ONE_STRUCTURE.format(empty=_EMPTY)}
UPDATE data_importrow r
SET doubts = r.doubts || told.doubts
FROM (
    SELECT
        id,
        jsonb_agg(jsonb_build_array(
            key,
            format(
                '« %%s » : l%%s dit autre chose, qui est gardé.',
                left(value #>> '{{}}', 80), substr({line_told("first_number", "first_table", "several")}, 2)
            ),
            -- Of two days, the later one is when the structure was last seen to: nothing is lost.
            key <> 'date_maj'
        ) ORDER BY key) AS doubts
    FROM said, sheets
    GROUP BY id
) AS told
WHERE r.id = told.id
"""


def join_rows(run: ImportRun) -> None:
    """Complete the first row of each structure with the others, and tell on these what is not taken."""
    parameters: dict[str, Any] = {"run": run.pk, "together": list(_TOGETHER), "in_no_search": IN_NO_SEARCH}
    with connection.cursor() as cursor:
        for statement in (_ADD, _PLACE, _LATEST, _TELL, _IS_SOMEWHERE):
            cursor.execute(statement, parameters)
