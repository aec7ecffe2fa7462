# SPDX-License-Identifier: AGPL-3.0-or-later
"""Acts of staff on a page of theirs: those that may be taken back there, and what is said once one was."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from history.undoing import Undone
from mapping.changes.roads import UNDONE_HERE
from mapping.patrol.doing import doings


def history(acts: Sequence[int], user: Any) -> list[dict[str, Any]]:
    """What these acts did, as `templates/desk/done_here.html` lists it: the `item`, and whether the reader
    `may_undo` it."""
    return [
        {"item": one, "may_undo": one.act.cause in UNDONE_HERE and not one.is_undone}
        for one in doings(acts, user).items
    ]


def tell(request: HttpRequest, done: Undone) -> None:
    """Say what taking it back did, and what it left because it was written since."""
    if done.left and done.records:
        messages.warning(request, "C’est annulé, sauf ce qui a été écrit depuis, qui reste.")
    elif done.left:
        messages.warning(request, "Rien n’a été annulé : ce que cette modification disait a changé depuis.")
    elif done.records:
        messages.success(request, "C’est annulé. Cela s’annule aussi.")
    else:
        messages.info(request, "C’était déjà annulé.")
