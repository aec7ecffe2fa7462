"""How much one import may change of what its source gave before: beyond, prefecture staff look first.

One rule for every road: a page, a command, a schedule. What works by itself is held to more, since nobody has
looked at its rehearsal.
"""

from data.models import ImportRun, Link, Source
from data.models.run import Action
from data.models.source import Kind

# A person who has seen a handful of changes needs nobody else's eyes, however short their list.
FEW = 5


def too_much(source: Source, counts: dict[str, int], *, unseen: bool = False) -> str:
    """Why a run of this source waits for prefecture staff; empty when it may be written.

    `counts` are structures by action, as a rehearsal counts them; `unseen`, that no person saw it.
    """
    known = Link.objects.filter(source=source, kind=Kind.STRUCTURE, closed=False).count()
    if not known:
        return "premier import de cette source." if unseen else ""
    changed = counts[Action.CHANGE] + (counts[Action.CREATE] if unseen else 0)
    closed, part_changed = counts[Action.CLOSE], 100 * changed / known
    if 100 * closed / known > source.max_closed_percent:
        return (
            f"{100 * closed / known:.0f} % des fiches seraient fermées ({closed} sur {known}), "
            f"{source.max_closed_percent} % sont admis."
        )
    if part_changed > source.max_changed_percent and (unseen or changed > FEW):
        return f"{part_changed:.0f} % des fiches changeraient, {source.max_changed_percent} % sont admis."
    refused = 100 * counts[Action.REFUSE] / max(counts["rows"], 1)
    if unseen and refused > source.max_closed_percent:
        return f"{refused:.0f} % des lignes sont refusées."
    return ""


def held(reason: str) -> str:
    """What a run that waits says of itself."""
    return f"Retenu pour relecture : {reason}" if reason else ""


def is_accepted(run: ImportRun) -> bool:
    """Whether staff said yes to what the run's rehearsal shows now."""
    return bool(run.plan_digest) and run.accepted_digest == run.plan_digest
