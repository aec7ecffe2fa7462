# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking a whole run back, even after others edited: what was edited since is listed and kept.

The journal is read backwards. A record made by the run goes if nobody touched it and nothing new
hangs on it; a column that it wrote gets its old value back if it still holds the one that the run
wrote; a record that it removed comes back under its number. A position that the geocoding found since
is nobody's edit: it goes with the address that it was found for.
"""

from typing import Any

from django.db import OperationalError, connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from common.deadlocks import again_after_deadlock, someone_writes
from common.required import required
from data.imports import writing
from data.imports.apply import ADVISORY_LOCK, BUSY
from data.imports.geocode import ask_positions_again
from data.imports.progress import Tell, silent
from data.imports.tables import CLOSURES, CONTACTS, DUPLICATES, LINKS, POSITION, SERVICES, STRUCTURES, Written
from data.models import Change, Duplicate, ImportRun
from data.models.run import RunState
from geocoding import runs as geocoding
from mapping.models import PositionPrecision, PositionReview

# What is listed of what was left; beyond, only counted.
MAX_LISTED = 500
TAKING_BACK = _("Annulation")
_PLACE = (*POSITION, "code_insee")
# The geocoding, and no person, gave the structure `t` its position.
_GEOCODED = f"""
(
    t.position_precision <> '{PositionPrecision.MANUAL}'
    AND EXISTS (SELECT FROM mapping_positionreview p WHERE p.structure_id = t.id AND p.decided_by_id IS NULL)
)
"""


class NotUndone(Exception):
    """Nothing was taken back; the message, in French, says why."""


_NOTED = """
SELECT object_id FROM data_change
WHERE run_id = %(run)s AND kind = %(kind)s AND object_id > %(after)s AND {what}
ORDER BY object_id
"""
_CREATED = _NOTED.format(what="before IS NULL")
_REMOVED = _NOTED.format(what="after IS NULL")
_CHANGED = _NOTED.format(what="before IS NOT NULL AND after IS NOT NULL")


# The structures that a run touched, or whose parts it did.
_ABOUT = """
SELECT object_id FROM data_change WHERE run_id = %(run)s AND kind = 'structure'
UNION
SELECT (row->>'structure_id')::bigint
FROM data_change c CROSS JOIN LATERAL (VALUES (c.before), (c.after)) AS said (row)
WHERE c.run_id = %(run)s AND c.kind IN ('service', 'contact', 'closure') AND row->>'structure_id' <> ''
UNION
SELECT t.structure_id FROM data_change c JOIN mapping_service t ON t.id = c.object_id
WHERE c.run_id = %(run)s AND c.kind = 'service'
UNION
SELECT t.structure_id FROM data_change c JOIN mapping_contact t ON t.id = c.object_id
WHERE c.run_id = %(run)s AND c.kind = 'contact'
"""


def undo(run_id: int, tell: Tell = silent) -> ImportRun:
    """Take `run` back; `left_by_undo` of the run that is returned lists what was left, and why.

    Raises NotUndone when the run was not applied, or someone else writes there for longer than this waits.
    """
    try:
        return again_after_deadlock(lambda: _undo(run_id, tell))
    except OperationalError as error:
        if not someone_writes(error):
            raise
        raise NotUndone(str(BUSY)) from error


@transaction.atomic
def _undo(run_id: int, tell: Tell) -> ImportRun:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run_id)
        if run.state == RunState.UNDONE:
            return run
        if run.state != RunState.APPLIED:
            raise NotUndone("Cet import n'est pas appliqué : il n'y a rien à annuler.")
        if run.geocoding:
            geocoding.cancel(run.geocoding)
        writing.lock(cursor, _ABOUT, {"run": run.pk})
        left: list[dict[str, Any]] = []
        count = _Count(run, tell)
        for written in (STRUCTURES, SERVICES, CONTACTS, CLOSURES):
            _put_back(cursor, run, written, left, count)
        for written in (STRUCTURES, SERVICES, CONTACTS, CLOSURES):
            _restore(cursor, run, written, left, count)
        for written in (CLOSURES, CONTACTS, SERVICES, STRUCTURES):
            _take_away(cursor, run, written, left, count)
        _undo_links(cursor, run)
        _undo_pairs(cursor, run)
        run.left_by_undo = left[:MAX_LISTED]
        run.state, run.undone_at = RunState.UNDONE, timezone.now()
        run.geocoding = ask_positions_again(run)
        run.save(update_fields=["left_by_undo", "state", "undone_at", "geocoding"])
        return run


class _Count:
    """Records taken back so far, told as they are."""

    def __init__(self, run: ImportRun, tell: Tell):
        kinds = [written.kind for written in (STRUCTURES, SERVICES, CONTACTS, CLOSURES)]
        self._total = Change.objects.filter(run=run, kind__in=kinds).count()
        self._tell, self._done = tell, 0

    def add(self, count: int) -> None:
        self._done += count
        self._tell(TAKING_BACK, self._done, max(self._total, self._done))


def _put_back(
    cursor: Any, run: ImportRun, written: Written, left: list[dict[str, Any]], count: _Count | None = None
) -> None:
    """Records that the run removed, under their numbers, unless what they stood on is gone too."""
    parameters = {"run": run.pk, "kind": written.kind}
    columns = ", ".join(f'"{name}"' for name in written.columns)
    alive = (
        "EXISTS (SELECT FROM mapping_structure s WHERE s.id = (c.before->>'structure_id')::bigint)"
        if "structure_id" in written.columns
        else "true"
    )
    for ids in writing.batches(cursor, _REMOVED, parameters):
        cursor.execute(
            f"""
            INSERT INTO {written.table} ({columns})
            SELECT {", ".join(f'x."{name}"' for name in written.columns)}
            FROM data_change c
            CROSS JOIN LATERAL jsonb_populate_record(NULL::{written.table}, c.before) AS x
            WHERE c.run_id = %(run)s AND c.kind = %(kind)s AND c.after IS NULL AND c.object_id = ANY (%(ids)s)
                AND {alive}
            ON CONFLICT DO NOTHING
            RETURNING id
            """,
            parameters | {"ids": ids},
        )
        back = {row[0] for row in cursor.fetchall()}
        if count:
            count.add(len(ids))
        for object_id in ids:
            if object_id not in back:
                _leave(left, written, object_id, "sa structure n'existe plus, ou une autre a pris sa place")


def _restore(
    cursor: Any, run: ImportRun, written: Written, left: list[dict[str, Any]], count: _Count
) -> None:
    """Old values of the columns that still hold what the run wrote."""
    parameters = {"run": run.pk, "kind": written.kind}
    for ids in writing.batches(cursor, _CHANGED, parameters):
        named = parameters | {"ids": ids, "position": list(POSITION), "place": list(_PLACE)}
        geocoded = _GEOCODED if written is STRUCTURES else "false"
        # A record is changed once by a run, but for what a merge moves and writes at once.
        wanted = f"""
            SELECT
                c.object_id AS id, t.id IS NULL AS gone,
                array_agg(f.key) FILTER (
                    WHERE j.held->f.key IS DISTINCT FROM f.value AND f.key <> 'updated_at'
                        AND NOT ({geocoded} AND f.key = ANY (%(place)s))
                ) AS edited,
                jsonb_object_agg(f.key, c.before->f.key) FILTER (
                    WHERE ({geocoded} AND f.key = ANY (%(place)s || ARRAY['updated_at']))
                        OR (
                            j.held->f.key IS NOT DISTINCT FROM f.value
                            AND NOT (
                                f.key = ANY (%(position)s)
                                AND j.held->'position'
                                    IS DISTINCT FROM coalesce(c.after->'position', j.held->'position')
                            )
                        )
                ) AS old
            FROM data_change c
            LEFT JOIN {written.table} t ON t.id = c.object_id
            CROSS JOIN LATERAL (SELECT {written.json("t")} AS held) AS j
            CROSS JOIN LATERAL jsonb_each(c.after) AS f
            WHERE c.run_id = %(run)s AND c.kind = %(kind)s AND c.before IS NOT NULL AND c.after IS NOT NULL
                AND c.object_id = ANY (%(ids)s)
            GROUP BY c.object_id, t.id
        """
        cursor.execute(
            f"SELECT id, gone, edited FROM ({wanted}) AS w WHERE gone OR edited IS NOT NULL ORDER BY id",
            named,
        )
        for object_id, gone, edited in cursor.fetchall():
            _leave(left, written, object_id, "supprimée depuis" if gone else "modifiée depuis", edited or [])
        writing.set_columns(
            cursor,
            written,
            # Where somebody edited since, the record was last touched now.
            f"""
            SELECT
                id,
                CASE
                    WHEN {"edited IS NOT NULL" if written.has_updated_at else "false"}
                        THEN old - 'updated_at' || jsonb_build_object('updated_at', now())
                    ELSE old
                END AS new
            FROM ({wanted}) AS w WHERE NOT gone AND old IS NOT NULL
            """,
            named,
        )
        count.add(len(ids))


def _take_away(
    cursor: Any, run: ImportRun, written: Written, left: list[dict[str, Any]], count: _Count
) -> None:
    """Records that the run made, unless somebody changed them or hung something on them since."""
    parameters = {"run": run.pk, "kind": written.kind}
    hanging = " OR ".join(
        f'EXISTS (SELECT FROM "{table}" h WHERE h."{column}" = t.id{unless})'
        for table, column, unless in _references(written.model)
    )
    geocoded = _GEOCODED if written is STRUCTURES else "false"
    for ids in writing.batches(cursor, _CREATED, parameters):
        named = parameters | {"ids": ids, "place": list(_PLACE)}
        cursor.execute(
            f"""
            SELECT
                t.id,
                ARRAY(
                    SELECT f.key FROM jsonb_each({written.json("t")} - 'updated_at') AS f
                    WHERE c.after->f.key IS DISTINCT FROM f.value
                        AND NOT (
                            {geocoded} AND f.key = ANY (%(place)s)
                            -- The geocoding names a commune only where the file did not.
                            AND (f.key <> 'code_insee' OR c.after->>'code_insee' IS NULL)
                        )
                ),
                {hanging or "false"}
            FROM data_change c JOIN {written.table} t ON t.id = c.object_id
            WHERE c.run_id = %(run)s AND c.kind = %(kind)s AND c.before IS NULL
                AND c.object_id = ANY (%(ids)s)
            """,
            named,
        )
        doomed = []
        for object_id, edited, used in cursor.fetchall():
            if edited:
                _leave(left, written, object_id, "modifiée depuis", edited)
            elif used:
                _leave(left, written, object_id, "quelque chose y a été ajouté depuis")
            else:
                doomed.append(object_id)
        if written is STRUCTURES:
            cursor.execute("DELETE FROM mapping_positionreview WHERE structure_id = ANY (%s)", [doomed])
        cursor.execute(f"DELETE FROM {written.table} WHERE id = ANY (%s)", [doomed])
        count.add(len(ids))


def _references(model: type[models.Model]) -> list[tuple[str, str, str]]:
    """Columns of other tables that point to rows of this one and would be left in the air.

    The third of each is what more must hold: what the geocoding noted goes with its structure.
    """
    found: list[tuple[str, str, str]] = []
    for relation in model._meta.related_objects:
        column = relation.field
        constrained = column.concrete and getattr(column, "db_constraint", False)
        if constrained and relation.related_model._meta.managed:
            noted = relation.related_model is PositionReview
            unless = " AND h.decided_by_id IS NOT NULL" if noted else ""
            found.append((relation.related_model._meta.db_table, required(column.column), unless))
    return sorted(found)


def _undo_links(cursor: Any, run: ImportRun) -> None:
    """Links that the run made go with their record; those that it changed are as they were."""
    parameters = {"run": run.pk, "kind": LINKS.kind}
    for written in (STRUCTURES, SERVICES, CONTACTS):
        cursor.execute(
            f"""
            DELETE FROM data_link l USING data_change c
            WHERE c.run_id = %(run)s AND c.kind = 'link' AND c.before IS NULL AND l.id = c.object_id
                AND l.kind = %(record)s
                AND NOT EXISTS (SELECT FROM {written.table} t WHERE t.id = l.object_id)
            """,
            parameters | {"record": written.kind},
        )
    # A link to a record that was there before the run goes too, unless a later run wrote it again.
    cursor.execute(
        """
        DELETE FROM data_link l USING data_change c
        WHERE c.run_id = %(run)s AND c.kind = 'link' AND c.before IS NULL AND l.id = c.object_id
            AND l.given = c.after->'given'
            AND NOT EXISTS (
                SELECT FROM data_change m
                WHERE m.run_id = c.run_id AND m.kind = l.kind AND m.object_id = l.object_id
                    AND m.before IS NULL
            )
        """,
        parameters,
    )
    _put_back(cursor, run, LINKS, [])
    for ids in writing.batches(cursor, _CHANGED, parameters):
        cursor.execute(
            """
            UPDATE data_link l
            SET given = c.before->'given', object_id = (c.before->>'object_id')::bigint,
                closed = (c.before->>'closed')::boolean
            FROM data_change c
            WHERE c.run_id = %(run)s AND c.kind = 'link' AND c.object_id = l.id
                AND c.before IS NOT NULL AND c.after IS NOT NULL AND c.object_id = ANY (%(ids)s)
                AND (l.given, l.object_id, l.closed)
                    = (c.after->'given', (c.after->>'object_id')::bigint, (c.after->>'closed')::boolean)
            """,
            parameters | {"ids": ids},
        )


def _undo_pairs(cursor: Any, run: ImportRun) -> None:
    """Pairs to decide that the run found, and what a merge decided of one."""
    cursor.execute(
        """
        DELETE FROM data_duplicate d USING data_change c
        WHERE c.run_id = %(run)s AND c.kind = %(kind)s AND c.before IS NULL AND d.id = c.object_id
            AND d.state = 'open'
        """,
        {"run": run.pk, "kind": DUPLICATES.kind},
    )
    Duplicate.objects.filter(merge=run).update(state=Duplicate.State.OPEN, merge=None, decided_at=None)


def _leave(
    left: list[dict[str, Any]], written: Written, object_id: int, why: str, fields: list[str] | None = None
) -> None:
    left.append({"kind": written.kind, "id": object_id, "why": why, "fields": sorted(fields or [])})
