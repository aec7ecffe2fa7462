# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said of an act of staff that was taken back."""

from django.contrib import messages
from django.http import HttpRequest

from history.undoing import Undone


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
