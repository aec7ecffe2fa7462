# SPDX-License-Identifier: AGPL-3.0-or-later
"""What applying a run would do, row by row, worked out set-wise and written on the run's own rows.

A field is judged on three values: what the directory holds, what the file says, and what the source
said last time. The file is followed where nobody changed the field since the source wrote it; where
somebody did, the directory is kept and it is said. A source fills what is empty, and replaces what
others wrote only in the fields that its settings name. A value that who sent the file may not see is not
compared: whatever it is, it stays, and nothing is said of it.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts import memberships
from common.required import required
from data.imports import group_fields, guard, losses
from data.imports.correcting import AS_IN_FILE, rows_corrected
from data.imports.doubles import line_told
from data.imports.matching import LINK_OF, OWN, match_rows
from data.imports.own import absent
from data.imports.records import DERIVED
from data.imports.sight import ALL, MADE_BY_SOURCE, sight_of
from data.imports.tables import RECORDS, SERVICE_OF_SESSION, Written
from data.models import ImportRow, ImportRun
from data.models.run import Action, RunState
from data.models.source import Kind

# Never erased by a file that says nothing of them: a place once known.
_NEVER_ERASED = ("code_insee", "position", "nom")
_NOT_COMPARED = ("source", "source_id", "position_precision", "position_origin")

_RESET = """
UPDATE data_importrow
SET
    action = '', target = NULL, match = '', changes = '{}', kept = '{}', candidate = NULL, score = NULL,
    reason = ''
WHERE run_id = %(run)s AND (action <> 'refuse' OR key <> '')
"""

_DOUBLES = f"""
WITH sheets AS (
    SELECT count(DISTINCT "table") > 1 AS several FROM data_importrow WHERE run_id = %(run)s AND number > 0
), ranked AS (
    SELECT
        id, payload, kind, key,
        row_number() OVER w AS rank,
        first_value(number) OVER w AS first_number,
        first_value("table") OVER w AS first_table,
        first_value(payload) OVER w AS first_payload
    FROM data_importrow
    WHERE run_id = %(run)s AND action = ''
    WINDOW w AS (PARTITION BY kind, key ORDER BY number, id)
)
UPDATE data_importrow r
SET
    action = CASE WHEN d.same_place OR d.same THEN 'double' ELSE 'refuse' END,
    reason = d.line || CASE
        WHEN d.same AND d.kind = 'structure' THEN ' est la même structure.'
        WHEN d.same THEN ' dit la même chose.'
        WHEN d.same_place THEN ' est la même structure : ce que celle-ci dit d''autre est dit ci-dessous.'
        WHEN d.kind = 'structure' AND d.derived
            THEN ' a le même nom à la même adresse, écrits un peu autrement.'
        WHEN d.kind = 'structure' THEN ' a le même identifiant, avec un autre nom ou une autre adresse.'
        WHEN d.derived THEN ' dit la même chose sous le même nom, et autrement le reste.'
        ELSE ' a le même identifiant, et dit autre chose.'
    END
FROM (
    SELECT
        id, kind, {line_told("first_number", "first_table", "several")} AS line,
        -- Of a row without an identifier, it was made of its name and its address.
        starts_with(key, '{DERIVED}') AS derived,
        payload = first_payload AS same,
        kind = 'structure' AND (
            payload->>'nom' = first_payload->>'nom'
            AND coalesce(payload->>'adresse', '') = coalesce(first_payload->>'adresse', '')
        ) AS same_place
    FROM ranked, sheets
    WHERE rank > 1
) AS d
WHERE r.id = d.id
"""

# What a row makes besides its structure goes the way that its structure goes, but for what a row says of a
# structure that an earlier one makes: its services and persons are judged by themselves.
_CHILDREN_OF_LEFT = """
UPDATE data_importrow r
SET action = p.action, reason = p.reason
FROM data_importrow p
WHERE r.run_id = %(run)s AND p.run_id = %(run)s AND r.kind <> 'structure' AND p.kind = 'structure'
    AND p.key = r.parent AND p.number = r.number AND p."table" = r."table"
    AND p.action IN ('gone', 'refuse') AND r.action = ''
"""
_ORPHANS = """
UPDATE data_importrow r
SET action = 'refuse', reason = 'Sa structure n''est ni dans le fichier ni dans l''annuaire.'
WHERE r.run_id = %(run)s AND r.kind <> 'structure' AND r.action = '' AND r.match <> 'number'
    AND NOT EXISTS (
        SELECT FROM data_importrow p
        WHERE p.run_id = %(run)s AND p.kind = 'structure' AND p.key = r.parent
            AND p.action NOT IN ('gone', 'refuse', 'double')
    )
    AND NOT EXISTS (
        SELECT FROM data_link l JOIN mapping_structure s ON s.id = l.object_id
        WHERE l.source_id = %(source)s AND l.kind = 'structure' AND l.key = r.parent
    )
"""

# A session goes the way of its service, whichever row of the file says that.
_OF_LEFT_SERVICES = f"""
UPDATE data_importrow r
SET action = p.action, reason = p.reason
FROM data_importrow p
WHERE r.run_id = %(run)s AND p.run_id = %(run)s AND r.kind = 'session' AND r.action = ''
    AND p.kind = 'service' AND p.key = {SERVICE_OF_SESSION} AND p.action IN ('gone', 'refuse')
    AND NOT EXISTS (
        SELECT FROM data_importrow o
        WHERE o.run_id = %(run)s AND o.kind = 'service' AND o.key = p.key
            AND o.action NOT IN ('gone', 'refuse', 'double')
    )
"""

_COMPARE = """
WITH pair AS (
    SELECT
        r.id, r.payload, coalesce(l.given, '{{}}') AS given, {json} AS held,
        ({foreign} OR r.match = 'said') AND l.id IS NULL AS foreign_record, r.match = 'number' AS by_number,
        r.match = 'said' AND l.id IS NULL AS by_answer, {hidden} AS hidden,
        coalesce(l.closed, false) AS closed_by_source,
        r.number::text || '|' || r."table" = ANY (%(corrected)s) AS corrected
    FROM data_importrow r
    JOIN {table} t ON t.id = r.target
    LEFT JOIN LATERAL (
        SELECT k.id, k.given, k.closed FROM data_link k WHERE k.id = {link}
    ) l ON true
    WHERE r.run_id = %(run)s AND r.kind = %(kind)s AND r.action = ''
), field AS (
    SELECT
        p.id, f.key, p.held->f.key AS held, f.value AS new, p.given->f.key AS said,
        p.given ? f.key AS has_said, p.foreign_record, p.by_number, p.by_answer,
        p.payload->>'position_precision' AS new_precision,
        NOT p.corrected AND p.given->'{as_in_file}' ? f.key AS was_corrected,
        p.held->>'position_precision' AS held_precision
    FROM pair p
    CROSS JOIN LATERAL jsonb_each(p.payload) AS f
    WHERE p.payload IS DISTINCT FROM p.given
        AND f.key <> ALL (%(not_compared)s || p.hidden)
        -- What is said in a field of a group that is not theirs any more is left alone.
        AND (NOT starts_with(f.key, 'champ-') OR f.key = ANY (%(own_fields)s))
        AND NOT '{all}' = ANY (p.hidden)
        AND p.held->f.key IS DISTINCT FROM f.value
), judged AS (
    SELECT
        id, key, held, new,
        CASE
            WHEN has_said AND said = new THEN 'silent'
            WHEN key = ANY (%(never_writes)s) THEN 'keep'
            -- A person corrected the file of the edition before: that is nobody's to take back.
            WHEN was_corrected AND said = held THEN 'keep'
            -- Whoever fills a field of their group in says what it says, whoever brought the structure.
            WHEN starts_with(key, 'champ-') AND by_number THEN 'take'
            WHEN starts_with(key, 'champ-') AND by_answer AND new <> '""' THEN 'take'
            -- What a row was said to be is where it is: a commune alone says nothing against that.
            WHEN key = 'position' AND by_answer AND new_precision = 'commune' AND held <> 'null' THEN 'silent'
            -- An import hides an address; only a person shows one, and others' are not its own to hide.
            WHEN key = 'address_visibility'
                THEN CASE
                    WHEN new::int > held::int AND (NOT foreign_record OR %(may_hide)s) THEN 'take' ELSE 'keep'
                END
            -- A cell of our own export that was touched says what it says, were it emptied.
            WHEN by_number AND NOT foreign_record AND NOT (
                new IN ('""', 'null', '[]') AND key = ANY (%(never_erased)s)
            ) THEN 'take'
            WHEN new IN ('""', 'null', '[]') AND (key = ANY (%(never_erased)s) OR NOT has_said) THEN 'silent'
            WHEN key = 'position' AND held_precision = 'manual' THEN 'keep'
            WHEN has_said AND said = held THEN 'take'
            WHEN held IN ('""', 'null', '[]') THEN 'take'
            WHEN key = ANY (%(overwrites)s) THEN 'take'
            WHEN NOT has_said AND NOT foreign_record THEN 'take'
            ELSE 'keep'
        END AS verdict
    FROM field
), summed AS (
    SELECT
        id,
        jsonb_object_agg(key, jsonb_build_array(held, new)) FILTER (WHERE verdict = 'take') AS changes,
        jsonb_object_agg(key, jsonb_build_array(held, new)) FILTER (WHERE verdict = 'keep') AS kept
    FROM judged
    GROUP BY id
)
UPDATE data_importrow r
SET changes = c.changes, kept = c.kept, action = CASE WHEN c.changes = '{{}}' THEN 'same' ELSE 'change' END
FROM (
    SELECT
        p.id,
        coalesce(s.changes, '{{}}')
            || CASE
                WHEN s.changes ? 'position' THEN jsonb_build_object(
                    'position_precision',
                    jsonb_build_array(p.held->'position_precision', p.payload->'position_precision'),
                    'position_origin',
                    jsonb_build_array(p.held->'position_origin', p.payload->'position_origin')
                )
                ELSE '{{}}'
            END
            || CASE
                WHEN p.closed_by_source AND p.held->>'status' = 'closed'
                    THEN '{{"status": ["closed", "published"]}}'::jsonb
                ELSE '{{}}'
            END AS changes,
        coalesce(s.kept, '{{}}') AS kept
    FROM pair p
    LEFT JOIN summed s USING (id)
) AS c
WHERE r.id = c.id
"""

# More places left than there are, where the file says one of both: the directory is kept, and that is told.
_TOO_MANY_PLACES = """
WITH wrong AS (
    SELECT
        r.id,
        ARRAY(SELECT key FROM jsonb_object_keys(r.changes) AS key WHERE key = ANY (%(places)s)) AS names
    FROM data_importrow r
    JOIN mapping_service t ON t.id = r.target
    WHERE r.run_id = %(run)s AND r.kind = 'service' AND r.action = 'change'
        AND coalesce(r.changes->'places_restantes'->1, to_jsonb(t.places_restantes))::text::numeric
            > coalesce(r.changes->'capacite'->1, to_jsonb(t.capacite))::text::numeric
)
UPDATE data_importrow r
SET
    changes = r.changes - w.names,
    kept = r.kept || (SELECT jsonb_object_agg(key, r.changes->key) FROM unnest(w.names) AS key),
    action = CASE WHEN r.changes - w.names = '{}' THEN 'same' ELSE r.action END
FROM wrong w
WHERE r.id = w.id
"""
_PLACES = ("capacite", "places_restantes", "places_restantes_le")

_CREATE = (
    "UPDATE data_importrow SET action = 'create' WHERE run_id = %(run)s AND action = '' AND target IS NULL"
)

# The structures that the source gave before and leaves out of a whole edition.
_CLOSE = """
INSERT INTO data_importrow (
    run_id, "table", number, kind, key, parent, payload, doubts, reason, given, action, target, match,
    changes, kept
)
SELECT
    %(run)s, '', 0, 'structure', l.key, '', '{{}}', '[]', '', '{{}}', 'close', t.id, 'link',
    jsonb_build_object('status', jsonb_build_array(t.status, 'closed')), '{{}}'
FROM data_link l
JOIN mapping_structure t ON t.id = l.object_id
WHERE l.source_id = %(source)s AND l.kind = 'structure' AND t.status = 'published'
    AND NOT EXISTS (
        SELECT FROM data_importrow r WHERE r.run_id = %(run)s AND r.kind = 'structure' AND r.key = l.key
    )
    AND NOT EXISTS (
        SELECT FROM data_importrow r WHERE r.run_id = %(run)s AND r.kind = 'structure' AND r.target = t.id
    )
    -- What it only found there is not its own to close.
    AND {made}
    -- Another source still vouches for it.
    AND NOT EXISTS (
        SELECT FROM data_link o
        WHERE o.kind = 'structure' AND o.object_id = t.id AND o.source_id <> l.source_id AND NOT o.closed
    )
"""

# A service or a contact that the source gave for a structure of this file, and gives no longer; what
# somebody changed since is not removed.
_DELETE = """
INSERT INTO data_importrow (
    run_id, "table", number, kind, key, parent, payload, doubts, reason, given, action, target, match,
    changes, kept
)
SELECT
    %(run)s, '', 0, l.kind, l.key, p.key, '{{}}', '[]', '', '{{}}', 'delete', t.id, 'link',
    jsonb_build_object('nom', jsonb_build_array({name}, NULL)), '{{}}'
FROM data_link l
JOIN {table} t ON t.id = l.object_id
JOIN data_importrow p
    ON p.run_id = %(run)s AND p.kind = 'structure' AND p.target = {structure}
    AND p.action IN ('change', 'same')
WHERE l.source_id = %(source)s AND l.kind = %(kind)s
    AND NOT EXISTS (
        SELECT FROM data_importrow r WHERE r.run_id = %(run)s AND r.kind = %(kind)s AND r.key = l.key
    )
    AND NOT EXISTS (
        SELECT FROM data_importrow r WHERE r.run_id = %(run)s AND r.kind = %(kind)s AND r.target = t.id
    )
    AND NOT EXISTS (
        SELECT FROM jsonb_each(l.given) AS f
        WHERE f.key NOT IN ('source', 'source_id', '{as_in_file}') AND {json}->f.key IS DISTINCT FROM f.value
    )
    -- What is not all seen may have been changed.
    AND {hidden} = ARRAY[]::text[]
    AND {made}
    AND {alone}
"""
_NOTHING_HANGS_ON_SERVICE = """
    NOT EXISTS (
        SELECT FROM mapping_session x
        WHERE x.service_id = t.id AND NOT EXISTS (
            SELECT FROM data_importrow d
            WHERE d.run_id = %(run)s AND d.kind = 'session' AND d.action = 'delete' AND d.target = x.id
        )
    )
    AND NOT EXISTS (
        SELECT FROM mapping_contact k
        WHERE k.service_id = t.id AND {contact_seen}
            AND NOT EXISTS (
                SELECT FROM data_link o
                WHERE o.kind = 'contact' AND o.object_id = k.id AND o.source_id = l.source_id
            )
    )
"""

# Of a run of some rows of another, corrected: what these rows gave there, and no other row of it did.
_GIVEN_BY_THESE_ROWS = """
    EXISTS (
        SELECT FROM data_importrow c
        JOIN data_importrow m ON m.run_id = %(run)s AND m.number = c.number AND m."table" = c."table"
        WHERE c.run_id = %(corrects)s AND c.kind = l.kind AND c.key = l.key
    )
    AND NOT EXISTS (
        SELECT FROM data_importrow c
        WHERE c.run_id = %(corrects)s AND c.kind = l.kind AND c.key = l.key AND c.number > 0
            AND NOT EXISTS (
                SELECT FROM data_importrow m
                WHERE m.run_id = %(run)s AND m.number = c.number AND m."table" = c."table"
            )
    )
"""

# A row whose structure stays as it is but whose service changes is changed, for who reads it.
_PROMOTE = """
UPDATE data_importrow p
SET action = 'change'
WHERE p.run_id = %(run)s AND p.kind = 'structure' AND p.action = 'same'
    AND EXISTS (
        SELECT FROM data_importrow r
        WHERE r.run_id = %(run)s AND r.kind <> 'structure' AND r.parent = p.key
            AND r.action IN ('create', 'change', 'delete')
    )
"""

_DIGEST = """
SELECT md5(coalesce(string_agg(
    md5(concat_ws('~', kind, key, number, action, target, match, changes::text, candidate, score)),
    '' ORDER BY kind, key, number, "table"
), ''))
FROM data_importrow WHERE run_id = %(run)s
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would do: structures by action, how many have to be decided, and its fingerprint."""

    counts: dict[str, int]
    digest: str


@transaction.atomic
def rehearse(run: ImportRun) -> Plan:
    """Work out what applying `run` would do now, and keep it on its rows. Writes nothing else."""
    plan = work_out(run)
    run.counts, run.plan_digest = plan.counts, plan.digest
    run.losses = losses.counted(run)
    run.held_because = guard.held(guard.too_much(required(run.source), plan.counts))
    sight = sight_of(run)
    run.seen_as, account = int(sight.role), sight.reader.account
    run.seen_with_organisations = memberships.organisations_by_number(account)
    run.seen_with_groups = memberships.groups_by_number(account)
    run.state, run.rehearsed_at = RunState.REHEARSED, timezone.now()
    seen = ["seen_as", "seen_with_organisations", "seen_with_groups"]
    run.save(
        update_fields=["counts", "plan_digest", "losses", "held_because", *seen, "state", "rehearsed_at"]
    )
    return plan


def work_out(run: ImportRun) -> Plan:
    """The same, leaving the run's own line alone."""
    source = required(run.source)
    parameters: dict[str, Any] = {
        "run": run.pk,
        "source": run.source_id,
        "code": source.code,
        "overwrites": source.overwrites,
        "never_writes": source.never_writes,
        "never_erased": list(_NEVER_ERASED),
        "not_compared": list(_NOT_COMPARED),
        "corrected": rows_corrected(run),
    }
    parameters["own_fields"] = list(group_fields.fields_of(run.user))
    sight = sight_of(run)
    parameters["may_hide"] = sight.whole
    ImportRow.objects.filter(run=run, number=0).delete()
    with connection.cursor() as cursor:
        cursor.execute(_RESET, parameters)
        cursor.execute(_DOUBLES, parameters)
        cursor.execute(_CHILDREN_OF_LEFT, parameters)
        match_rows(run)
        cursor.execute(_CHILDREN_OF_LEFT, parameters)
        cursor.execute(_ORPHANS, parameters)
        cursor.execute(_OF_LEFT_SERVICES, parameters)
        for written in RECORDS:
            named = parameters | {"kind": written.kind}
            by_others = (
                "r.match NOT IN ('link', 'identifier', 'number')" if sight.whole else f"NOT {MADE_BY_SOURCE}"
            )
            words = {
                "table": written.table,
                "json": _held(written, parameters),
                "foreign": by_others,
                "hidden": sight.hidden(written.kind),
                "all": ALL,
                "as_in_file": AS_IN_FILE,
                "link": LINK_OF,
            }
            cursor.execute(_COMPARE.format(**words), named)
        cursor.execute(_TOO_MANY_PLACES, parameters | {"places": list(_PLACES)})
        cursor.execute(_CREATE, parameters)
        if run.whole and not run.corrects_id:
            cursor.execute(_CLOSE.format(made=MADE_BY_SOURCE), parameters | {"kind": Kind.STRUCTURE.value})
        if run.settings.get("format") == OWN:
            # A file of ours says nothing of what it leaves out: what a person deleted from it is told apart.
            if not run.corrects_id:
                absent.plan(run, {written.kind: written.table for written in RECORDS})
        else:
            # A service goes with the last of its sessions.
            for written in reversed(RECORDS[1:]):
                _plan_removals(cursor, run, written, parameters)
        cursor.execute(_PROMOTE, parameters)
        cursor.execute(_DIGEST, parameters)
        digest = cursor.fetchone()[0]
        return Plan(_counts(cursor, run), digest)


def _held(written: Written, parameters: dict[str, Any]) -> str:
    """SQL of what the directory holds of a record, fields of groups included."""
    row = written.json("t")
    is_asked = written.kind == Kind.STRUCTURE and parameters["own_fields"]
    return f"({row} || {group_fields.HELD})" if is_asked else row


def _plan_removals(cursor: Any, run: ImportRun, written: Written, parameters: dict[str, Any]) -> None:
    """Only where the file speaks of such records at all."""
    if not ImportRow.objects.filter(run=run, kind=written.kind, number__gt=0).exists():
        return
    sight, alone = sight_of(run), "true"
    if written.kind == Kind.SERVICE:
        alone = _NOTHING_HANGS_ON_SERVICE.format(contact_seen=sight.contact())
    if written.kind == Kind.SESSION:
        # A file of what is to come says nothing of what is over.
        alone = "t.last_day >= %(today)s"
    if run.corrects_id:
        alone = f"{alone} AND {_GIVEN_BY_THESE_ROWS}"
    statement = _DELETE.format(
        table=written.table,
        structure=written.structure,
        name=written.name,
        json=written.json("t"),
        alone=alone,
        as_in_file=AS_IN_FILE,
        hidden=sight.hidden(written.kind),
        made=MADE_BY_SOURCE,
    )
    named = {"kind": written.kind, "corrects": run.corrects_id, "today": timezone.localdate()}
    cursor.execute(statement, parameters | named)


def _counts(cursor: Any, run: ImportRun) -> dict[str, int]:
    """Structures by action, and those that a person should compare with another."""
    cursor.execute(
        """
        SELECT
            action, count(*), count(*) FILTER (WHERE candidate IS NOT NULL),
            count(*) FILTER (WHERE kept <> '{}')
        FROM data_importrow WHERE run_id = %s AND kind = 'structure' GROUP BY action
        """,
        [run.pk],
    )
    counts = dict.fromkeys(Action.values, 0) | {"candidates": 0, "kept": 0}
    for action, count, candidates, kept in cursor.fetchall():
        counts[action] = count
        counts["candidates"] += candidates
        counts["kept"] += kept
    counts["rows"] = run.rows_read
    cursor.execute(
        """
        SELECT count(*) FROM data_importrow r
        WHERE run_id = %s AND kind <> 'structure' AND action = 'refuse'
            AND NOT EXISTS (
                SELECT FROM data_importrow p
                WHERE p.run_id = r.run_id AND p.kind = 'structure' AND p.number = r.number
                    AND p."table" = r."table"
            )
        """,
        [run.pk],
    )
    counts["services_refused"] = cursor.fetchone()[0]
    return counts
