# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two structures made one, field by field, and split again.

The second one's services, contacts, closures and links go to the first, and it is closed rather than
deleted: nothing that refers to it breaks, and splitting puts everything back. A merge is a run, and one act
of the history, so that splitting is undoing it.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.deadlocks import again_after_deadlock, someone_writes
from data.imports import group_fields, writing
from data.imports.apply import ADVISORY_LOCK, BUSY
from data.imports.runs import NotUndone, undo
from data.imports.tables import CLOSURES, CONTACTS, POSITION, SERVICES, STRUCTURES
from data.models import Duplicate, ImportRun
from data.models.duplicate import origin_of
from data.models.run import RunState
from history.context import acting
from history.models import Cause
from mapping.models import Status, Structure
from search import registry
from search.criterion import Table

# What a person chooses between, whatever a filter asks of a structure among it; a position goes whole.
_FIELDS = (
    "nom", "description", "siret", "adresse", "complement_adresse", "code_postal", "commune_nom",
    "code_insee",
    "position", "telephone", "courriel", "site_web", "horaires_accueil", "accessibilite_lieu", "accessible",
    "reseaux_porteurs", "lien_source", "date_maj",
)  # fmt: skip
FIELDS = tuple(dict.fromkeys((*_FIELDS, *registry.read_from(Table.STRUCTURE))))


class NotMerged(Exception):
    """Nothing was merged; the message, in French, says why."""


def merge(pair: Duplicate, kept_id: int, from_other: Iterable[str], user: Any = None) -> ImportRun:
    """Make the pair one: `kept_id` stays, and takes the fields `from_other` of the other one.

    Raises NotMerged when one of the two is gone, the pair was decided already, or someone else writes there
    for longer than this waits.
    """
    chosen = set(from_other)
    try:
        return again_after_deadlock(lambda: _merge(pair, kept_id, chosen, user))
    except OperationalError as error:
        if not someone_writes(error):
            raise
        raise NotMerged(str(BUSY)) from error


@transaction.atomic
def _merge(pair: Duplicate, kept_id: int, from_other: set[str], user: Any) -> ImportRun:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        pair = _to_decide(pair)
        other_id = pair.second_id if kept_id == pair.first_id else pair.first_id
        writing.lock(cursor, "SELECT unnest(%(pair)s::bigint[])", {"pair": [kept_id, other_id]})
        alive = Structure.objects.filter(pk__in=[kept_id, other_id]).exclude(status=Status.CLOSED)
        if alive.count() != 2 or kept_id not in (pair.first_id, pair.second_id):
            raise NotMerged("Une des deux fiches n'existe plus, ou est fermée.")
        run = ImportRun.objects.create(
            what=ImportRun.What.MERGE, user=user, state=RunState.APPLIED, applied_at=timezone.now()
        )
        with acting(Cause.MERGE, user, run=run.pk):
            _write(cursor, kept_id, other_id, [name for name in FIELDS if name in from_other])
            pair.state, pair.merge, pair.decided_at = Duplicate.State.MERGED, run, timezone.now()
            pair.save(update_fields=["state", "merge", "decided_at"])
        return run


def split(pair: Duplicate, user: Any = None) -> ImportRun:
    """Take a merge back: two structures again, the pair to be decided. Raises NotMerged if it cannot be."""
    pair = Duplicate.objects.select_related("merge").get(pk=pair.pk)
    # Undoing looks again, under its lock, whether the merge is still to be undone.
    if pair.merge is None or pair.state != Duplicate.State.MERGED:
        raise NotMerged(_("Cette paire n'est pas fusionnée : il n'y a rien à séparer."))
    try:
        return undo(pair.merge.pk, user=user)
    except NotUndone as refusal:
        raise NotMerged(str(refusal)) from refusal


@transaction.atomic
def keep_apart(pair: Duplicate, user: Any = None) -> None:
    """Say that the two are distinct: they are not shown again, nor are records made of the same rows later.
    Raises NotMerged where that was decided."""
    pair = _to_decide(pair)
    origins = {
        pk: origin_of(source, source_id)
        for pk, source, source_id in Structure.objects.filter(
            pk__in=[pair.first_id, pair.second_id]
        ).values_list("pk", "source", "source_id")
    }
    pair.first_origin = origins.get(pair.first_id, "")
    pair.second_origin = origins.get(pair.second_id, "")
    pair.state, pair.decided_at = Duplicate.State.DISTINCT, timezone.now()
    with acting(Cause.EDIT, user):
        pair.save(update_fields=["state", "decided_at", "first_origin", "second_origin"])


@transaction.atomic
def decide_again(pair: Duplicate, user: Any = None) -> None:
    """Put a pair that was said distinct to a person again. Raises NotMerged where it was not."""
    pair = Duplicate.objects.select_for_update(of=("self",)).get(pk=pair.pk)
    if pair.state != Duplicate.State.DISTINCT:
        raise NotMerged(_("Cette paire n'est pas dite distincte : rien n'est changé."))
    pair.state, pair.decided_at = Duplicate.State.OPEN, None
    pair.first_origin = pair.second_origin = ""
    with acting(Cause.EDIT, user):
        pair.save(update_fields=["state", "decided_at", "first_origin", "second_origin"])


def _to_decide(pair: Duplicate) -> Duplicate:
    """The pair as it is now, kept from others until the end of the transaction. Raises NotMerged when it is
    decided, and says how to go back."""
    pair = Duplicate.objects.select_for_update(of=("self",)).get(pk=pair.pk)
    if pair.state == Duplicate.State.MERGED:
        raise NotMerged(
            _("Cette paire est déjà fusionnée. Pour revenir en arrière : « Les séparer de nouveau ».")
        )
    if pair.state != Duplicate.State.OPEN:
        raise NotMerged(_("Cette paire est déjà dite distincte : rien n'est changé."))
    return pair


def _write(cursor: Any, kept_id: int, other_id: int, fields: list[str]) -> None:
    ids = {"kept": kept_id, "other": other_id}
    columns = [name for field in fields for name in (POSITION if field == "position" else (field,))]
    if columns:
        # The other one's fields first, while it still says them.
        cursor.execute(
            f"SELECT {STRUCTURES.json('t')}::text FROM mapping_structure t WHERE id = %(other)s", ids
        )
        held = json.loads(cursor.fetchone()[0])
        taken = json.dumps({name: held[name] for name in columns})
        rows = "SELECT %(kept)s::bigint AS id, %(new)s::jsonb AS new"
        writing.change(cursor, STRUCTURES, rows, ids | {"new": taken})
    moved = "jsonb_build_object('structure_id', %(kept)s::bigint) AS new"
    for written in (SERVICES, CONTACTS, CLOSURES):
        rows = f"SELECT id, {moved} FROM {written.table} WHERE structure_id = %(other)s"
        writing.change(cursor, written, rows, ids)
    group_fields.merge(cursor, kept_id, other_id)
    closed = 'SELECT %(other)s::bigint AS id, \'{"status": "closed"}\'::jsonb AS new'
    writing.change(cursor, STRUCTURES, closed, ids)
    # What a source says of the other one is from now on said of the one that stays.
    cursor.execute(
        "UPDATE data_link SET object_id = %(kept)s WHERE kind = 'structure' AND object_id = %(other)s", ids
    )
