# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which records of the directory the rows of a file are: surest evidence first, in set-wise SQL.

1. the link that an earlier import of the source left;
2. the identifier of origin (`source`, `source_id`);
3. the SIRET, where one row and one structure alone have it, in one commune or under like names;
4. the name and the place: trigram similarity of names, and distance or address.

The fourth is certain only when names are nearly equal at one place; alike is a question for a person
(`candidate`). Only what who sent the file may see is found, at the place where they see it (`sight`); what
their own source brought is known by its link and its identifier.

Thresholds: a name of the same body spelt by two directories is 0.85 alike and more (pg_trgm); acceslibre,
the public directory that publishes its rule, takes 200 m to find duplicates.
"""

from django.db import connection

from common.required import required
from data.imports.sight import Sight, sight_of
from data.imports.tables import RECORDS, Written
from data.models import ImportRun
from data.models.source import Kind

# The format of our own exports, and what begins the key of a row about a record by its number.
OWN, NUMBERED = "reperes", "reperes:"
CERTAIN_SIMILARITY = 0.85
CERTAIN_METRES = 100
PROBABLE_SIMILARITY = 0.55
PROBABLE_METRES = 200
# Where one of the two is only known to its commune, distance says nothing: names must be closer.
PROBABLE_IN_COMMUNE = 0.7
SAME_ADDRESS = 0.6
# Two names under one SIRET in one commune, or as alike as this anywhere, are one body.
SIRET_SIMILARITY = 0.3

_LINK = """
UPDATE data_importrow r
SET target = l.object_id, match = 'link', action = CASE WHEN t.id IS NULL THEN 'gone' ELSE '' END
FROM data_link l LEFT JOIN {table} t ON t.id = l.object_id
WHERE r.run_id = %(run)s AND r.kind = %(kind)s AND r.action = ''
    AND l.source_id = %(source)s AND l.kind = r.kind AND l.key = r.key
"""

_IDENTIFIER = """
UPDATE data_importrow r
SET target = t.id, match = 'identifier'
FROM {table} t
WHERE r.run_id = %(run)s AND r.kind = %(kind)s AND r.action = '' AND r.target IS NULL
    AND t.source = coalesce(r.payload->>'source', %(code)s)
    AND t.source_id = coalesce(r.payload->>'source_id', r.key)
    AND ({identified})
"""
# Our own exports name records by their number here; one that is gone since is not made again.
_NUMBER = """
UPDATE data_importrow r
SET target = t.id, match = 'number'
FROM {table} t
WHERE r.run_id = %(run)s AND r.kind = %(kind)s AND r.action = '' AND r.target IS NULL
    AND r.key = %(numbered)s || t.id AND ({seen})
"""
_NUMBER_OF_NOTHING = """
UPDATE data_importrow
SET action = 'gone'
WHERE run_id = %(run)s AND kind = %(kind)s AND action = '' AND target IS NULL AND key ~ %(numbers)s
"""
# What its own source made, however it was identified there.
_OWN_IDENTIFIER = """
UPDATE data_importrow r
SET target = t.id, match = 'identifier'
FROM {table} t
WHERE r.run_id = %(run)s AND r.kind = %(kind)s AND r.action = '' AND r.target IS NULL
    AND t.source = %(code)s AND t.source_id = r.key
"""

_SIRET = """
WITH asked AS (
    SELECT payload->>'siret' AS siret, min(id) AS id
    FROM data_importrow
    WHERE run_id = %(run)s AND kind = 'structure' AND action IN ('', 'gone') AND payload->>'siret' <> ''
    GROUP BY 1
    HAVING count(*) = 1
), known AS (
    SELECT t.siret, min(t.id) AS id
    FROM mapping_structure t
    WHERE t.siret IN (SELECT siret FROM asked) AND {alive} AND {address}
    GROUP BY 1
    HAVING count(*) = 1
)
UPDATE data_importrow r
SET target = t.id, match = 'siret'
FROM asked JOIN known USING (siret) JOIN mapping_structure t ON t.id = known.id
WHERE r.id = asked.id AND r.action = '' AND r.target IS NULL
    AND (
        t.code_insee = r.payload->>'code_insee'
        OR similarity(lower(unaccent(t.nom)), lower(unaccent(r.payload->>'nom'))) >= %(siret_similarity)s
    )
    AND NOT EXISTS (
        SELECT FROM data_importrow o WHERE o.run_id = r.run_id AND o.kind = r.kind AND o.target = t.id
    )
    AND {unlinked}
"""

# A structure that the source knows under another key is another one, by its own word.
_UNLINKED = """
    NOT EXISTS (
        SELECT FROM data_link l
        WHERE l.kind = 'structure' AND l.object_id = t.id AND l.source_id = %(source)s
    )
"""

_PLACE = """
WITH asked AS (
    SELECT
        id, key, payload->>'nom' AS nom, payload->>'adresse' AS adresse, payload->>'code_insee' AS code_insee,
        (payload->>'position')::geography AS position, payload->>'position_precision' AS position_precision
    FROM data_importrow
    WHERE run_id = %(run)s AND kind = 'structure' AND action = '' AND target IS NULL
), near AS MATERIALIZED (
    -- Row by row through an index: joined otherwise, the planner pairs every row with every structure.
    SELECT r.id, f.*
    FROM asked r
    CROSS JOIN LATERAL (
        SELECT
            t.id AS structure_id, ST_Distance(t.position, r.position) AS metres,
            {name_alike} AS name_alike, {address_alike} AS address_alike
        FROM mapping_structure t
        WHERE ST_DWithin(t.position, r.position, %(probable_metres)s)
            AND t.position_precision <> 'commune' AND {alive} AND {address} AND NOT t.is_example
        OFFSET 0
    ) AS f
    WHERE r.position_precision <> 'commune' AND f.name_alike >= %(probable_similarity)s
    UNION ALL
    SELECT r.id, f.*
    FROM asked r
    CROSS JOIN LATERAL (
        SELECT
            t.id, NULL::float8, {name_alike},
            -- A confidential one stands for its commune, without an address.
            CASE WHEN {address} THEN {address_alike} ELSE 0 END
        FROM mapping_structure t
        WHERE t.code_insee = r.code_insee AND {alive} AND NOT t.is_example
            AND (
                r.position_precision IN ('commune', '') OR t.position_precision IN ('commune', '')
                OR NOT {address}
            )
        OFFSET 0
    ) AS f (structure_id, metres, name_alike, address_alike)
    WHERE f.name_alike >= %(probable_similarity)s
), alike AS (
    SELECT t.*
    FROM near t
    WHERE NOT EXISTS (
            SELECT FROM data_importrow o
            WHERE o.run_id = %(run)s AND o.kind = 'structure' AND o.target = t.structure_id
        )
        AND NOT EXISTS (
            SELECT FROM data_link l
            WHERE l.kind = 'structure' AND l.object_id = t.structure_id AND l.source_id = %(source)s
        )
), judged AS (
    SELECT
        *,
        name_alike >= %(certain_similarity)s
            AND (coalesce(metres <= %(certain_metres)s, false) OR address_alike >= %(same_address)s)
            AS certain,
        row_number() OVER (
            PARTITION BY id ORDER BY name_alike DESC, metres NULLS LAST, structure_id
        ) AS of_row,
        row_number() OVER (
            PARTITION BY structure_id ORDER BY name_alike DESC, metres NULLS LAST, id
        ) AS of_structure
    FROM alike
    WHERE metres IS NOT NULL OR name_alike >= %(probable_in_commune)s OR address_alike >= %(same_address)s
)
UPDATE data_importrow r
SET
    target = CASE WHEN j.certain AND j.of_structure = 1 THEN j.structure_id END,
    match = CASE WHEN j.certain AND j.of_structure = 1 THEN 'place' ELSE '' END,
    candidate = CASE WHEN j.certain AND j.of_structure = 1 THEN NULL ELSE j.structure_id END,
    score = j.name_alike
FROM judged j
WHERE r.id = j.id AND j.of_row = 1
"""

# A service under the same name at the same structure, a contact of the same name.
_SAME_NAME = """
WITH found AS (
    SELECT DISTINCT ON (t.id) r.id, t.id AS target
    FROM data_importrow r
    JOIN data_importrow p ON p.run_id = r.run_id AND p.kind = 'structure' AND p.key = r.parent
    JOIN {table} t
        ON t.structure_id = p.target AND lower(unaccent(t.nom)) = lower(unaccent(r.payload->>'nom'))
    JOIN mapping_structure s ON s.id = t.structure_id AND {named}
    WHERE r.run_id = %(run)s AND r.kind = %(kind)s AND r.action = '' AND r.target IS NULL AND t.nom <> ''
        AND NOT EXISTS (
            SELECT FROM data_importrow o WHERE o.run_id = r.run_id AND o.kind = r.kind AND o.target = t.id
        )
    ORDER BY t.id, r.number
)
UPDATE data_importrow r SET target = found.target, match = 'place' FROM found WHERE r.id = found.id
"""


def match_rows(run: ImportRun) -> None:
    """Set `target` and `match` of the run's rows, or `candidate` and `score` of those to decide."""
    parameters = {
        "run": run.pk,
        "source": run.source_id,
        "code": required(run.source).code,
        "certain_similarity": CERTAIN_SIMILARITY,
        "certain_metres": CERTAIN_METRES,
        "probable_similarity": PROBABLE_SIMILARITY,
        "probable_metres": PROBABLE_METRES,
        "probable_in_commune": PROBABLE_IN_COMMUNE,
        "same_address": SAME_ADDRESS,
        "siret_similarity": SIRET_SIMILARITY,
        "numbered": NUMBERED,
        "numbers": f"^{NUMBERED}[0-9]+$",
    }
    sight = sight_of(run)
    with connection.cursor() as cursor:
        for written in RECORDS:
            words = {
                "table": written.table,
                "alive": sight.alive(),
                "address": sight.address(),
                "named": sight.named(written.kind),
                "identified": _identified(sight, written),
                "seen": _seen(sight, written),
                **_ALIKE,
            }
            own = [_NUMBER, _NUMBER_OF_NOTHING] if run.settings.get("format") == OWN else []
            for statement in [*own, *_statements(written)]:
                cursor.execute(statement.format(**words), parameters | {"kind": written.kind})


def _identified(sight: Sight, written: Written) -> str:
    """Which records an identifier of origin may tell: it is often a SIRET, which gives an address away."""
    if sight.whole:
        return "true"
    if written.kind == Kind.STRUCTURE:
        return f"{sight.alive()} AND {sight.address()}"
    return f"""
        EXISTS (
            SELECT FROM mapping_structure s
            WHERE s.id = t.structure_id AND {sight.alive("s")} AND {sight.address("s")}
        )
    """


def _seen(sight: Sight, written: Written) -> str:
    """Which records a number may tell: those that are found with these eyes."""
    if sight.whole:
        return "true"
    if written.kind == Kind.STRUCTURE:
        return sight.alive()
    contact = f" AND {sight.contact('t')}" if written.kind == Kind.CONTACT else ""
    alive = sight.alive("s")
    return f"EXISTS (SELECT FROM mapping_structure s WHERE s.id = t.structure_id AND {alive}){contact}"


def _statements(written: Written) -> list[str]:
    if written.kind == Kind.STRUCTURE:
        return [_LINK, _OWN_IDENTIFIER, _IDENTIFIER, _SIRET, _PLACE]
    if written.kind == Kind.SERVICE:
        return [_LINK, _OWN_IDENTIFIER, _IDENTIFIER, _SAME_NAME]
    return [_LINK, _SAME_NAME]


_ALIKE = {
    "unlinked": _UNLINKED,
    "name_alike": "similarity(lower(unaccent(t.nom)), lower(unaccent(r.nom)))",
    "address_alike": ("similarity(lower(unaccent(t.adresse)), lower(unaccent(coalesce(r.adresse, ''))))"),
}
