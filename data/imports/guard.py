# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much one import may change of what its source gave before: beyond, prefecture staff look first.

One rule for every road: a page, a command, a schedule. What works by itself is held to more, since nobody has
looked at its rehearsal.
"""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from data.models import ImportRun, Link, Source
from data.models.run import Action, RunState
from data.models.source import Kind

# A person who has seen a handful of changes needs nobody else's eyes, however short their list.
FEW = 5
# What several imports close within this time is held to the same share as what one closes.
TOGETHER = timedelta(days=1)


def too_much(source: Source, counts: dict[str, int], *, unseen: bool = False) -> str:
    """Why a run of this source waits for prefecture staff; empty when it may be written.

    `counts` are structures by action, as a rehearsal counts them; `unseen`, that no person saw it.
    """
    known = Link.objects.filter(source=source, kind=Kind.STRUCTURE, closed=False).count()
    if not known:
        return "premier import de cette source." if unseen else ""
    changed = counts[Action.CHANGE] + (counts[Action.CREATE] if unseen else 0)
    part_changed = 100 * changed / known
    if reason := _closes_too_much(source, counts[Action.CLOSE], known):
        return reason
    if part_changed > source.max_changed_percent and (unseen or changed > FEW):
        return f"{part_changed:.0f} % des fiches changeraient, {source.max_changed_percent} % sont admis."
    return ""


def _closes_too_much(source: Source, closing: int, known: int) -> str:
    if not closing:
        return ""
    before = _closed_lately(source)
    closed, of = closing + before, known + before
    part = 100 * closed / of
    if part <= source.max_closed_percent:
        return ""
    when, already = (" en un jour", f", dont {before} déjà") if before else ("", "")
    return (
        f"{part:.0f} % des fiches seraient fermées{when} ({closed} sur {of}{already}), "
        f"{source.max_closed_percent} % sont admis."
    )


def _closed_lately(source: Source) -> int:
    """How many structures the source's last imports closed, but for those that staff said yes to."""
    written = ImportRun.objects.filter(
        source=source, state=RunState.APPLIED, applied_at__gte=timezone.now() - TOGETHER
    ).exclude(accepted_digest=F("plan_digest"), plan_digest__gt="")
    return sum(counts.get(Action.CLOSE, 0) for counts in written.values_list("counts", flat=True))


def held(reason: str) -> str:
    """What a run that waits says of itself."""
    return f"Retenu pour relecture : {reason}" if reason else ""


def is_accepted(run: ImportRun) -> bool:
    """Whether staff said yes to what the run's rehearsal shows now."""
    return bool(run.plan_digest) and run.accepted_digest == run.plan_digest
