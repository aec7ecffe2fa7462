# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sources that are fetched on a timetable: a small change is applied, a large one waits for a person."""

from django.utils import timezone

from common.files import Unreadable
from data.imports import guard, losses, notices, runs
from data.imports.apply import NotApplied
from data.imports.confidential import Undecided
from data.imports.fetching import NotFetched, fetch
from data.imports.gathered import in_a_sentence
from data.models import ImportRun, Source
from data.models.run import Action, RunState


def fetch_source(source: Source, *, allow_private: bool = False) -> ImportRun | None:
    """Fetch one source, rehearse what is new, and apply it when it is small enough.

    What happened is a sentence in `source.last_result`. None when there is nothing new, or nothing
    could be had. Never raises for what a network or a file may do.
    """
    source.fetched_at = timezone.now()
    run = None
    try:
        found = fetch(source.url, source.etag, source.last_modified, allow_private=allow_private)
        if found is None:
            source.last_result = "Rien de nouveau : le fichier est le même."
        else:
            run = runs.receive(found.name, found.chunks, source)
            source.last_result = _carry(run, source)
            run.refresh_from_db()
            notices.tell(run)
            # Only what was taken in is not asked for again.
            if run.state != RunState.REFUSED:
                source.etag, source.last_modified = found.etag, found.last_modified
    except (NotFetched, Unreadable, NotApplied) as refusal:
        source.last_result = str(refusal)
    source.save(update_fields=["fetched_at", "last_result", "etag", "last_modified"])
    return run


def _carry(run: ImportRun, source: Source) -> str:
    """Take a run as far as it may go by itself; what was done, in a sentence."""
    if run.state == RunState.REFUSED:
        return " ".join(run.notes)
    if run.settings.get("columns") and run.profile is None and not run.settings.get("format"):
        return _hold(run, "ce fichier n'a pas encore de profil : ses colonnes sont à choisir.")
    try:
        counts = runs.rehearse(run).counts
    except Undecided as question:
        return _hold(run, str(question))
    if reason := guard.too_much(source, counts, unseen=True):
        return _hold(run, reason)
    if losing := losses.waits_for(run):
        # Nobody is there to say yes to it: whoever opens its page is asked.
        run.held_because = ""
        return _hold(run, losing)
    runs.apply(run)
    done = (
        f"Appliqué : {counts[Action.CREATE]} créées, {counts[Action.CHANGE]} modifiées, "
        f"{counts[Action.CLOSE]} fermées."
    )
    return " ".join(filter(None, (done, in_a_sentence(run))))


def _hold(run: ImportRun, reason: str) -> str:
    run.held_because = guard.held(reason)
    run.save(update_fields=["held_because"])
    return run.held_because
