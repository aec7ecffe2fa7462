# SPDX-License-Identifier: AGPL-3.0-or-later
"""A request about one's exercise is answered by the pages of the directory, in the practice space."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from common.numbers import number_in
from mapping.editing.offered import NOT_PRACTISED
from mapping.practice import room

_NAMED = ("pk", "number", "act", "id")
# What is practised: reading, editing, the history. The rest would reach others: reports, letters, requests.
_PAGES = frozenset(
    {
        *("structure", "structure-short", "structure-history", "service-area"),
        *("edit-structure", "edit-undo", "edit-places", "edit-closed"),
        *("edit", "edit-add", "edit-one", "edit-remove"),
        *("change-undo", "change-seen", "structure-restore", "structure-version", "still-right"),
        *("practice-together", "practice-erase"),
    }
)


class PracticeRequest(HttpRequest):
    """A request that says whether it is about an exercise: the number of its structure."""

    practice: int | None


def practised(request: HttpRequest) -> int | None:
    """The number of the exercise that a request is about; None where it is about none."""
    return getattr(request, "practice", None)


class PracticeRoom:
    """Opens the room where an address holds numbers of it that are the reader's own, and leaves it
    afterwards.

    Another's numbers, or those of nobody, are none of the directory either: they are not found. `practice` is
    the number of the exercise that a request is about, else None. The last of the middlewares, so that
    sessions and messages are the site's own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, the room left whatever became of it."""
        cast(PracticeRequest, request).practice = None
        try:
            return self.get_response(request)
        finally:
            if practised(request) is not None:
                room.leave()

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, kwargs: dict) -> HttpResponse | None:
        """Open the room where the address is about an exercise of the reader's."""
        said = (number_in(str(kwargs.get(name))) for name in _NAMED)
        numbers = [number for number in said if number is not None and number >= room.FIRST]
        if not numbers or not request.user.is_authenticated:
            return None
        mine = room.number_of(request.user.pk)
        if mine is None or not room.owns(mine, numbers):
            return None
        match = request.resolver_match
        if match is None or match.url_name not in _PAGES or kwargs.get("bloc") in NOT_PRACTISED:
            messages.info(
                request, "Cela ne s’exerce pas ici : personne d’autre que vous ne voit cette fiche."
            )
            return redirect("practice")
        room.enter(mine)
        cast(PracticeRequest, request).practice = mine
        return None
