# SPDX-License-Identifier: AGPL-3.0-or-later
"""Removing a photograph: its row, its file and what its history said go together, or not at all."""

from typing import Any

from common.deadlocks import again_after_deadlock
from history.context import acting
from history.models import Cause
from mapping import writing
from network.models import GalleryPhoto, PhotoRemoval, PhotoState


def remove(photo: GalleryPhoto, by: Any, *, was_asked: bool = False) -> None:
    """Remove a photograph for good; that one was removed stays. One that was never shown leaves nothing.

    All of it is one transaction, the file too, which the database deletes with the row: a machine that stops
    in the middle has removed it or left it. What is sent to nobody any more is not in any cache: each asking
    is asked of the policy (`files.serving`).
    """

    def whole() -> None:
        with acting(Cause.EDIT, by):
            held = GalleryPhoto.objects.select_for_update().filter(pk=photo.pk).first()
            if held is None:
                return
            if held.state != PhotoState.DRAFT:
                PhotoRemoval.objects.create(
                    structure_id=held.structure_id,
                    event_id=held.event_id,
                    group_id=held.group_id,
                    by=by,
                    was_asked=was_asked or held.state == PhotoState.ASKED,
                )
            writing.remove(held, by, Cause.EDIT)

    again_after_deadlock(whole)


def hide_as_asked(photo: GalleryPhoto) -> None:
    """Hide a photograph that somebody on it asks to remove, until who keeps it answers."""
    if photo.state == PhotoState.SHOWN:
        writing.change(photo, {"state": PhotoState.ASKED}, None, Cause.EDIT)


def show_again(number: int, by: Any) -> bool:
    """Show again the photograph of a number that was hidden because somebody asked; whether it was."""
    held = GalleryPhoto.objects.filter(pk=number, state=PhotoState.ASKED).first()
    if held is None:
        return False
    writing.change(held, {"state": PhotoState.SHOWN}, by, Cause.EDIT)
    return True
