# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Toujours exact »: somebody says that blocks of a structure are still right, and may take it back."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.models import User
from common.deadlocks import again_after_deadlock
from common.required import required
from history.context import acting
from history.models import Cause
from mapping.models import Block, BlockSeen, SeenBy, SeenHow
from mapping.permissions import seen_by
from mapping.writing import lock, see_to

# Long enough to notice, too short to be used to rewrite what was said last week.
TAKEN_BACK_WITHIN = timedelta(days=1)


def confirm(structure_id: int, blocks: Iterable[Block], by: Any = None) -> frozenset[Block]:
    """Say that blocks are still right, now: those that were confirmed; none where the structure is gone.

    `by` is the account that says so; None for the structure itself, that answers a link sent to it.
    One act of the history, in which the structure is seen to (`verified_at`) and nothing else changes.
    """
    return again_after_deadlock(lambda: _confirm(structure_id, frozenset(blocks), by))


def take_back(structure_id: int, blocks: Iterable[Block], by: Any) -> frozenset[Block]:
    """Take back what `by` confirmed within a day, where nobody saw to it since: those taken back."""
    return again_after_deadlock(lambda: _take_back(structure_id, frozenset(blocks), by))


def _confirm(structure_id: int, blocks: frozenset[Block], by: Any) -> frozenset[Block]:
    with acting(Cause.CONFIRM, by):
        lock([structure_id])
        now = timezone.now()
        was = see_to(structure_id, now) if blocks else None
        if was is None:
            return frozenset()
        held = {row.block: row for row in BlockSeen.objects.filter(structure=structure_id, block__in=blocks)}
        how = SeenHow.CONFIRMATION if by else SeenHow.CAMPAIGN
        who = seen_by(by, structure_id) if by else SeenBy.STRUCTURE
        BlockSeen.objects.bulk_create(
            [
                BlockSeen(
                    structure_id=structure_id,
                    block=block,
                    at=now,
                    how=how,
                    seen_by=who,
                    by=by,
                    before=_before(held.get(block), was[0]),
                )
                for block in sorted(blocks)
            ],
            update_conflicts=True,
            unique_fields=["structure", "block"],
            update_fields=["at", "how", "seen_by", "by", "before"],
        )
    return blocks


def _take_back(structure_id: int, blocks: frozenset[Block], by: Any) -> frozenset[Block]:
    with acting(Cause.UNDO, by):
        lock([structure_id])
        mine = BlockSeen.objects.filter(
            structure=structure_id,
            block__in=blocks,
            by=by,
            how=SeenHow.CONFIRMATION,
            at__gte=timezone.now() - TAKEN_BACK_WITHIN,
            before__isnull=False,
        )
        taken = list(mine)
        for row in taken:
            before = required(row.before)
            see_to(structure_id, _moment(before["verified_at"]), but=row.at)
            if before.get("at"):
                at = _moment(before["at"])
                was = {name: before[name] for name in ("how", "seen_by")}
                # Who it was may have closed their account since.
                was["by"] = User.objects.filter(pk=before["by_id"]).first()
                BlockSeen.objects.filter(pk=row.pk).update(at=at, before=before.get("before"), **was)
            else:
                row.delete()
    return frozenset(Block(row.block) for row in taken)


def _before(row: BlockSeen | None, verified_at: datetime | None) -> dict[str, Any]:
    told: dict[str, Any] = {"verified_at": verified_at.isoformat() if verified_at else None}
    if row:
        told |= {"at": row.at.isoformat(), "how": row.how, "seen_by": row.seen_by, "by_id": row.by_id}
        told["before"] = row.before
    return told


def _moment(text: str | None) -> datetime | None:
    return parse_datetime(text) if text else None
