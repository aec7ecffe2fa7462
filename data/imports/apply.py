# SPDX-License-Identifier: AGPL-3.0-or-later
"""Doing what was rehearsed, in one transaction: all of it, or nothing.

Killed in the middle, nothing is left; asked twice, it is done once. What the rehearsal showed is
worked out again first, and nothing is written if the directory has changed so that it differs.
"""

from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from common.deadlocks import again_after_deadlock, someone_writes
from common.required import required
from data.imports import correcting, group_fields, guard, losses, ownership, plan, writing
from data.imports.correcting import AS_IN_FILE
from data.imports.geocode import ask_positions
from data.imports.matching import LINK_OF
from data.imports.progress import Tell, silent
from data.imports.records import OF_SERVICE
from data.imports.sight import Sight, sight_of
from data.imports.tables import (
    CONTACTS,
    RECORDS,
    SERVICE_OF_SESSION,
    SERVICES,
    SESSIONS,
    STRUCTURES,
    Written,
)
from data.models import ImportRow, ImportRun
from data.models.run import Action, RunState
from data.models.source import Kind
from data.same_place import of_import, proposing
from history.context import acting
from history.models import Cause
from mapping.models import Visibility

# What a run does not touch.
LEFT = (Action.REFUSE, Action.DOUBLE, Action.GONE)
# Imports, merges and undoings take turns.
ADVISORY_LOCK = 7_702_007
WRITING = _("Écriture dans l'annuaire")
# What whoever waited in vain is told: of an import, an undoing or a merge, or of an edit.
BUSY = gettext_lazy(
    "Un import, ou quelqu'un d'autre, écrit en ce moment dans ces fiches : rien n'a été fait. Réessayez dans"
    " un instant."
)


class NotApplied(Exception):
    """Nothing was written; the message, in French, says why and what to do."""


class Held(NotApplied):
    """Prefecture staff have to say yes to it first."""


class Losing(NotApplied):
    """A person has to say yes first to what would be lost."""


class PlanChanged(NotApplied):
    """The directory changed since the rehearsal, so that the run would do something else."""


_ROWS_TO = """
SELECT id FROM data_importrow
WHERE run_id = %(run)s AND kind = %(kind)s AND action = %(action)s AND id > %(after)s {more}
ORDER BY id
"""

# The structures that a run touches, or whose parts it does.
_ABOUT = """
SELECT target FROM data_importrow WHERE run_id = %(run)s AND kind = 'structure' AND target IS NOT NULL
UNION
SELECT s.structure_id FROM data_importrow r JOIN mapping_service s ON s.id = r.target
WHERE r.run_id = %(run)s AND r.kind = 'service'
UNION
SELECT k.structure_id FROM data_importrow r JOIN mapping_contact k ON k.id = r.target
WHERE r.run_id = %(run)s AND r.kind = 'contact'
"""

_NEW_PARENT = """
coalesce(
    (
        SELECT p.target FROM data_importrow p
        WHERE p.run_id = r.run_id AND p.kind = 'structure' AND p.key = r.parent AND p.target IS NOT NULL
            AND p.action NOT IN ('gone', 'refuse', 'double')
        LIMIT 1
    ),
    (
        SELECT l.object_id FROM data_link l
        WHERE l.source_id = %(source)s AND l.kind = 'structure' AND l.key = r.parent
    )
)
"""
_NEW_SERVICE = f"""
CASE WHEN right(r.key, {len(OF_SERVICE)}) = '{OF_SERVICE}' THEN (
    SELECT s.target FROM data_importrow s
    WHERE s.run_id = r.run_id AND s.kind = 'service' AND s.target IS NOT NULL
        AND s.key = left(r.key, -{len(OF_SERVICE)}) AND s.action NOT IN ('gone', 'refuse', 'double')
    LIMIT 1
) END
"""
# Under the names that the file gives, of its producers, where staff bring it; under the source's own where
# somebody else does: nobody writes in another's name, nor learns which of its identifiers are taken.
_NAMED = """
(
    jsonb_build_object('source', %(code)s::text, 'source_id', r.key)
    || CASE WHEN %(own_name)s THEN r.payload - ARRAY['source', 'source_id'] ELSE r.payload END
)
"""
# What may be a confidential place is as confidential as it, until a person has decided of the pair.
_AS_CONFIDENTIAL = """
coalesce(
    (
        SELECT jsonb_build_object('address_visibility', like_it.address_visibility)
        FROM mapping_structure like_it
        WHERE like_it.id = r.candidate AND r.payload->>'code_insee' IS NOT NULL
            AND like_it.address_visibility > coalesce((r.payload->>'address_visibility')::int, 0)
    ),
    '{}'
)
"""
_NEW = {
    Kind.STRUCTURE: f"{_NAMED} || {_AS_CONFIDENTIAL}",
    Kind.SERVICE: f"""
        {_NAMED} || jsonb_build_object('structure_id', {_NEW_PARENT})
    """,
    Kind.CONTACT: f"""
        r.payload || jsonb_build_object(
            'structure_id', {_NEW_PARENT}, 'service_id', {_NEW_SERVICE},
            'nom_visibility', %(visibility)s::int, 'fonction_visibility', %(visibility)s::int,
            'telephone_visibility', %(visibility)s::int, 'courriel_visibility', %(visibility)s::int
        )
    """,
}

# That the row says, else one that the source gave before.
_OF_SERVICE = f"""
coalesce(
    (
        SELECT s.target FROM data_importrow s
        WHERE s.run_id = r.run_id AND s.kind = 'service' AND s.key = {SERVICE_OF_SESSION}
            AND s.target IS NOT NULL AND s.action NOT IN ('gone', 'refuse', 'double')
        LIMIT 1
    ),
    (
        SELECT l.object_id FROM data_link l
        WHERE l.source_id = %(source)s AND l.kind = 'service' AND l.key = {SERVICE_OF_SESSION}
    )
)
"""
_NEW[Kind.SESSION] = f"r.payload || jsonb_build_object('service_id', {_OF_SERVICE})"

_CHANGED = """
SELECT r.target AS id, (SELECT jsonb_object_agg(f.key, f.value->1) FROM jsonb_each(r.changes) AS f) AS new
FROM data_importrow r WHERE r.id = ANY (%(ids)s)
"""
_REMOVED = "SELECT r.target AS id, NULL::jsonb AS new FROM data_importrow r WHERE r.id = ANY (%(ids)s)"

# What comes again under another key is known by that one from then on.
_RENUMBERED = f"""
UPDATE data_link l SET key = r.key
FROM data_importrow r
WHERE r.id = ANY (%(ids)s) AND l.id = {LINK_OF} AND l.key <> r.key
"""
_LINK_HELD = f"""
UPDATE data_link l
SET given = (l.given - '{AS_IN_FILE}') || r.payload, object_id = r.target, closed = r.action = 'close'
FROM data_importrow r
WHERE r.id = ANY (%(ids)s) AND l.source_id = %(source)s AND l.kind = r.kind AND l.key = r.key
    AND ((l.given - '{AS_IN_FILE}') || r.payload, l.object_id, l.closed)
        IS DISTINCT FROM (l.given, r.target, r.action = 'close')
"""
_LINK_NEW = """
INSERT INTO data_link (source_id, kind, key, object_id, given, closed)
SELECT %(source)s, r.kind, r.key, r.target, r.payload, false
FROM data_importrow r
WHERE r.id = ANY (%(ids)s) AND r.target IS NOT NULL AND r.match <> 'number'
ORDER BY r.id
ON CONFLICT DO NOTHING
"""
_UNLINK = """
DELETE FROM data_link l USING data_importrow r
WHERE r.id = ANY (%(ids)s) AND l.source_id = %(source)s AND l.kind = r.kind AND l.key = r.key
"""

# What may be another structure, as the rehearsal said.
_ASKED = """
SELECT r.target, r.candidate, r.score
FROM data_importrow r
WHERE r.run_id = %(run)s AND r.kind = 'structure' AND r.action = 'create' AND r.candidate IS NOT NULL
ORDER BY r.id
"""
_MADE = """
SELECT r.target FROM data_importrow r
WHERE r.run_id = %(run)s AND r.kind = 'structure' AND r.action = 'create'
ORDER BY r.id
"""


# So many structures are looked at in a second or two; a run of more leaves it to the workers.
_LOOKED_AT_ONCE = 2000


def apply(run_id: int, tell: Tell = silent) -> ImportRun:
    """Write what the run's rehearsal showed. Does nothing when it is done already.

    Raises PlanChanged when the directory changed meanwhile, Held when it changes more than goes without
    the prefecture's agreement, Losing when nobody agreed to what the file loses, NotApplied when the run was
    not rehearsed, its source is another's, someone else writes there for longer than this
    waits, or the database refuses a value; then nothing is written.
    """
    try:
        return again_after_deadlock(lambda: _apply(run_id, tell))
    except OperationalError as error:
        if not someone_writes(error):
            raise
        raise NotApplied(str(BUSY)) from error
    except DatabaseError as error:
        raise NotApplied(f"La base a refusé une valeur, rien n'a été écrit : {_first_line(error)}") from error


@transaction.atomic
def _apply(run_id: int, tell: Tell) -> ImportRun:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        run = ImportRun.objects.select_related("source").select_for_update(of=("self",)).get(pk=run_id)
        if run.state == RunState.APPLIED:
            return run
        if run.state != RunState.REHEARSED:
            raise NotApplied("Cet import n'a pas été répété : voyez d'abord ce qu'il ferait.")
        # Whoever writes in what the run is about has ended, and whoever comes waits: what is read from here
        # on is what will be written on.
        writing.lock(cursor, _ABOUT, {"run": run.pk})
        worked_out = plan.work_out(run)
        if worked_out.digest != run.plan_digest:
            raise PlanChanged(
                "L'annuaire a changé depuis la répétition : voyez ce que l'import ferait maintenant."
            )
        _check_allowed(run, worked_out)
        sight, source = sight_of(run), required(run.source)
        parameters = {
            "run": run.pk,
            "source": run.source_id,
            "code": source.code,
            "own_name": not sight.whole,
            "visibility": Visibility.PUBLIC if source.public_contacts else Visibility.PROFESSIONALS,
        }
        with acting(Cause.IMPORT, run.asked_by or run.user, run=run.pk):
            _write(cursor, run, sight, parameters, tell)
        # What the next rehearsal, or an undoing, is planned on.
        writing.analyze(cursor, "data_link", "data_importrow", "history_event")
        run.state, run.applied_at = RunState.APPLIED, timezone.now()
        run.geocoding = ask_positions(run)
        run.save(update_fields=["state", "applied_at", "geocoding"])
        of_import.ask(run.pk)
        return run


def _write(cursor: Any, run: ImportRun, sight: Sight, parameters: dict[str, Any], tell: Tell) -> None:
    # Rows of this very transaction are not in the planner's statistics: without keys it would read the
    # whole table of links for each row.
    cursor.execute("SET LOCAL enable_seqscan = off")
    count = _Count(ImportRow.objects.filter(run=run).exclude(action__in=LEFT).count(), tell)
    for written in reversed(RECORDS):
        _each(cursor, written, Action.DELETE, parameters, _delete, count)
    for written in RECORDS:
        _number(cursor, written, parameters)
    # A structure last: its search rows are then made once, with its services, whose foreign keys
    # are only judged at the end of the transaction. Then sessions: whose they are is read of their service.
    for written in (CONTACTS, SERVICES, STRUCTURES, SESSIONS):
        _each(cursor, written, Action.CREATE, parameters, _create, count)
    for written in RECORDS:
        _each(cursor, written, Action.CHANGE, parameters, _change, count)
        _each(cursor, written, Action.SAME, parameters, _link, count)
    group_fields.write(cursor, run)
    correcting.remember_file(cursor, run)
    _each(cursor, STRUCTURES, Action.CLOSE, parameters, _change, count)
    _propose(cursor, run, sight)
    cursor.execute("SET LOCAL enable_seqscan = on")


def _propose(cursor: Any, run: ImportRun, sight: Sight) -> None:
    """Put to a person what may be another structure."""
    cursor.execute(_ASKED, {"run": run.pk})
    proposing.propose({(made, other): score for made, other, score in cursor.fetchall()}, run.pk)
    cursor.execute(_MADE, {"run": run.pk})
    made = [row[0] for row in cursor.fetchall()]
    if len(made) <= _LOOKED_AT_ONCE:
        # The same place twice in the file; of a longer one, the workers' search tells.
        proposing.search(made, run.pk, pool=f"t.id IN ({_MADE % {'run': run.pk}})")
    if not sight.whole:
        # What a person with other eyes brought may be what they cannot see: staff are asked, they are told
        # nothing.
        proposing.search(made, run.pk, pool=f"{sight.unseen()} AND {proposing.ALL_OPEN}")


def _check_allowed(run: ImportRun, worked_out: plan.Plan) -> None:
    """Raise NotApplied unless somebody said yes to what it loses, and staff to this plan, or need not."""
    if reason := losses.waits_for(run):
        raise Losing(f"Avant d'écrire, dites oui à ce qui serait perdu : {reason}")
    if guard.is_accepted(run):
        return
    source = required(run.source)
    if not ownership.may_use(run.user, source):
        raise NotApplied(ownership.refusal(source))
    if reason := guard.too_much(source, worked_out.counts):
        raise Held(f"Cet import attend l'accord de la préfecture : {reason}")


@dataclass
class _Count:
    """Records written so far, of how many, told as they are."""

    total: int
    tell: Tell
    done: int = 0

    def add(self, count: int) -> None:
        self.done += count
        self.tell(WRITING, self.done, max(self.total, self.done))


def _each(
    cursor: Any, written: Written, action: Action, parameters: dict[str, Any], write: Any, count: _Count
) -> None:
    named = parameters | {"kind": written.kind, "action": action.value}
    for number, ids in enumerate(writing.batches(cursor, _ROWS_TO.format(more=""), named), start=1):
        write(cursor, written, named | {"ids": ids})
        count.add(len(ids))
        # The triggers' plans are made for the sizes last told: at each doubling, tell them again. One batch
        # is too few to be worth it.
        if action is Action.CREATE and number > 1 and number & (number - 1) == 0:
            writing.analyze(cursor, written.table, "mapping_searchrow", "mapping_card", "data_link")


def _number(cursor: Any, written: Written, parameters: dict[str, Any]) -> None:
    """Choose the numbers of the records to make, so that the others can already name them."""
    cursor.execute(
        f"""
        WITH numbered AS MATERIALIZED (
            SELECT id, nextval({written.sequence()}) AS target
            FROM (
                SELECT id FROM data_importrow
                WHERE run_id = %(run)s AND kind = %(kind)s AND action = 'create'
                ORDER BY number, id
            ) AS in_order
        )
        UPDATE data_importrow r SET target = numbered.target FROM numbered WHERE r.id = numbered.id
        """,
        parameters | {"kind": written.kind},
    )


def _create(cursor: Any, written: Written, parameters: dict[str, Any]) -> None:
    new = _NEW[Kind(written.kind)]
    rows = f"SELECT r.target AS id, {new} AS new FROM data_importrow r WHERE r.id = ANY (%(ids)s)"
    writing.create(cursor, written, rows, parameters)
    # What is made was not known: it has no link to look for.
    cursor.execute(_LINK_NEW, parameters)


def _change(cursor: Any, written: Written, parameters: dict[str, Any]) -> None:
    cursor.execute(
        "SELECT id FROM data_importrow WHERE id = ANY (%(ids)s) AND changes <> '{}' ORDER BY id", parameters
    )
    changed = [row[0] for row in cursor.fetchall()]
    if changed:
        writing.change(cursor, written, _CHANGED, parameters | {"ids": changed})
    _link(cursor, written, parameters)


_HANGING = """
SELECT k.id, '{"service_id": null}'::jsonb AS new
FROM mapping_contact k
WHERE k.service_id IN (SELECT r.target FROM data_importrow r WHERE r.id = ANY (%(ids)s))
"""


def _delete(cursor: Any, written: Written, parameters: dict[str, Any]) -> None:
    if written is SERVICES:
        # A contact that who sent the file does not know of stays, at the structure.
        writing.change(cursor, CONTACTS, _HANGING, parameters)
    writing.remove(cursor, written, _REMOVED, parameters)
    cursor.execute(_UNLINK, parameters)


def _link(cursor: Any, written: Written, parameters: dict[str, Any]) -> None:
    cursor.execute(_RENUMBERED, parameters)
    cursor.execute(_LINK_HELD, parameters)
    cursor.execute(_LINK_NEW, parameters)


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:300]
