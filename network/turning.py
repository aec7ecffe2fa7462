# SPDX-License-Identifier: AGPL-3.0-or-later
"""Withdrawing what professionals share with one another, and bringing it back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from mapping.editing import told
from mapping.editing.frame import refused
from network.desks import SharedDesk
from network.models import State
from network.news.editing import written
from network.paths import path_of

_ABOUT = (
    "On ne le lira plus dans les listes. Qui le lit aujourd’hui pourra le remettre, et son historique reste."
)


def withdrawn(request: HttpRequest, desk: SharedDesk, title: str) -> HttpResponse:
    """Ask, under this title, whether the desk's record goes from what is read; then withdraw it."""
    if refusal := desk.refusal():
        return refused(request, desk, refusal)
    if request.method != "POST":
        context: dict[str, Any] = {"desk": desk, "title": title, "about": _ABOUT, "button": "Retirer"}
        return render(request, "network/resources/confirm.html", context)
    return _turned(request, desk, State.WITHDRAWN, "C’est retiré.")


def brought_back(request: HttpRequest, desk: SharedDesk) -> HttpResponse:
    """Have the desk's record, which was withdrawn, read again."""
    if refusal := desk.refusal():
        return refused(request, desk, refusal)
    return _turned(request, desk, State.PUBLISHED, "C’est en ligne.")


def _turned(request: HttpRequest, desk: SharedDesk, state: State, text: str) -> HttpResponse:
    act = written(desk, {"state": state})
    told.tell(request, text if act else "C’était déjà fait.", act)
    return redirect(path_of(desk.seen))
