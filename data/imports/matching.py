# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which records of the directory the rows of a file are: surest evidence first.

1. the link that an earlier import of the source left;
2. the identifier of origin (`source`, `source_id`);
3. what a person said to have moved (`moved`);
4. what a person said to be the one that it resembles (`completing`);
5. what both say of themselves: name, place, telephone, e-mail, site, SIRET, networks, by the declared
   evidence of `data.same_place` (`recognising`); what only may be the same is a question for a person
   (`candidate`).

Only what who sent the file may see is found, at the place where they see it (`sight`); what their own source
brought is known by its link and its identifier.
"""

from django.db import connection

from common.required import required
from data.imports.completing import match_completed
from data.imports.moved import match_moved
from data.imports.recognising import recognise
from data.imports.sight import Sight, sight_of
from data.imports.tables import RECORDS, SERVICE_OF_SESSION, Written
from data.models import ImportRun
from data.models.source import Kind

# The format of our own exports, and what begins the key of a row about a record by its number.
OWN, NUMBERED = "reperes", "reperes:"

_LINK = """
UPDATE data_importrow r
SET target = l.object_id, match = 'link', action = CASE WHEN t.id IS NULL THEN 'gone' ELSE '' END
FROM data_link l LEFT JOIN {table} t ON t.id = l.object_id
WHERE r.run_id = %(run)s AND r.kind = %(kind)s AND r.action = ''
    AND l.source_id = %(source)s AND l.kind = r.kind AND l.key = r.key
"""

# SQL of the link that the source left on the record that the row `r` is: under the key of the row, else under
# one that this file has no longer (what a key is made of, its levels or its telephone, is what changed).
LINK_OF = """
coalesce(
    (
        SELECT o.id FROM data_link o
        WHERE o.source_id = %(source)s AND o.kind = r.kind AND o.key = r.key
    ),
    (
        SELECT max(o.id) FROM data_link o
        WHERE o.source_id = %(source)s AND o.kind = r.kind AND o.object_id = r.target
            AND r.match IN ('link', 'place', 'siret')
            AND NOT EXISTS (
                SELECT FROM data_importrow n WHERE n.run_id = r.run_id AND n.kind = r.kind AND n.key = o.key
            )
    )
)
"""

_NOBODY_S = """
NOT EXISTS (SELECT FROM data_importrow o WHERE o.run_id = r.run_id AND o.kind = r.kind AND o.target = t.id)
"""
_IDENTIFIER = """
UPDATE data_importrow r
SET target = t.id, match = 'identifier'
FROM {table} t
WHERE r.run_id = %(run)s AND r.kind = %(kind)s AND r.action = '' AND r.target IS NULL
    AND t.source = coalesce(r.payload->>'source', %(code)s)
    AND t.source_id = coalesce(r.payload->>'source_id', r.key)
    AND ({identified}) AND {nobody_s}
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
    AND t.source = %(code)s AND t.source_id = r.key AND {nobody_s}
"""

# A service under the same name at the same structure, a contact of the same name; of several that are called
# so, each row is the next one, in order.
_SAME_NAME = """
WITH asked AS (
    SELECT
        r.id, p.target AS structure, lower(unaccent(r.payload->>'nom')) AS called,
        row_number() OVER (
            PARTITION BY p.target, lower(unaccent(r.payload->>'nom')) ORDER BY r.number, r.id
        ) AS nth
    FROM data_importrow r
    JOIN data_importrow p ON p.run_id = r.run_id AND p.kind = 'structure' AND p.key = r.parent
        AND p.target IS NOT NULL
    WHERE r.run_id = %(run)s AND r.kind = %(kind)s AND r.action = '' AND r.target IS NULL
), free AS (
    SELECT
        t.id, t.structure_id AS structure, lower(unaccent(t.nom)) AS called,
        row_number() OVER (PARTITION BY t.structure_id, lower(unaccent(t.nom)) ORDER BY t.id) AS nth
    FROM {table} t
    JOIN mapping_structure s ON s.id = t.structure_id AND {named}
    WHERE t.structure_id IN (SELECT structure FROM asked) AND t.nom <> ''
        AND NOT EXISTS (
            SELECT FROM data_importrow o
            WHERE o.run_id = %(run)s AND o.kind = %(kind)s AND o.target = t.id
        )
        -- Of a run of some rows of another, corrected: what its other rows gave is theirs.
        AND NOT EXISTS (
            SELECT FROM data_importrow c
            WHERE c.run_id = %(corrects)s AND c.kind = %(kind)s AND c.target = t.id AND NOT EXISTS (
                SELECT FROM data_importrow m
                WHERE m.run_id = %(run)s AND m.number = c.number AND m."table" = c."table"
            )
        )
)
UPDATE data_importrow r SET target = free.id, match = 'place'
FROM asked JOIN free USING (structure, called, nth)
WHERE r.id = asked.id
"""

# A session of the same days of its service, said in the same words or in none.
_SAME_DAYS = """
WITH found AS (
    SELECT DISTINCT ON (t.id) r.id, t.id AS target
    FROM data_importrow r
    JOIN data_importrow p ON p.run_id = r.run_id AND p.kind = 'service' AND p.key = {service}
    JOIN {table} t
        ON t.service_id = p.target
        AND t.first_day = (r.payload->>'first_day')::date AND t.last_day = (r.payload->>'last_day')::date
        AND (
            lower(unaccent(t.details)) = lower(unaccent(r.payload->>'details'))
            OR '' IN (t.details, r.payload->>'details')
        )
    JOIN mapping_structure s ON s.id = {structure} AND {named}
    WHERE r.run_id = %(run)s AND r.kind = %(kind)s AND r.action = '' AND r.target IS NULL
        AND NOT EXISTS (
            SELECT FROM data_importrow o WHERE o.run_id = r.run_id AND o.kind = r.kind AND o.target = t.id
        )
    ORDER BY t.id, t.details <> r.payload->>'details', r.number
)
UPDATE data_importrow r SET target = found.target, match = 'place' FROM found WHERE r.id = found.id
"""


def match_rows(run: ImportRun) -> None:
    """Set `target` and `match` of the run's rows, or `candidate` and `score` of those to decide."""
    parameters = {
        "run": run.pk,
        "corrects": run.corrects_id,
        "source": run.source_id,
        "code": required(run.source).code,
        "numbered": NUMBERED,
        "numbers": f"^{NUMBERED}[0-9]+$",
    }
    sight = sight_of(run)
    with connection.cursor() as cursor:
        for written in RECORDS:
            words = {
                "table": written.table,
                "structure": written.structure,
                "service": SERVICE_OF_SESSION,
                "named": sight.named(written.kind),
                "identified": _identified(sight, written),
                "seen": _seen(sight, written),
                "nobody_s": _NOBODY_S,
            }
            numbered = run.settings.get("format") == OWN and written.kind != Kind.SESSION
            own = [_NUMBER, _NUMBER_OF_NOTHING] if numbered else []
            for statement in [*own, *_statements(written)]:
                cursor.execute(statement.format(**words), parameters | {"kind": written.kind})
            if written.kind == Kind.STRUCTURE:
                # Their services and persons are then looked for in what was found.
                match_moved(run)
                recognise(run)
                match_completed(run, sight)


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
        return [_LINK, _OWN_IDENTIFIER, _IDENTIFIER]
    if written.kind == Kind.SERVICE:
        return [_LINK, _OWN_IDENTIFIER, _IDENTIFIER, _SAME_NAME]
    return [_LINK, _SAME_DAYS] if written.kind == Kind.SESSION else [_LINK, _SAME_NAME]
