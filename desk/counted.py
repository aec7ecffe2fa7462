# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the answers of the search add to the counts (`common.counting`): where, for which theme, and what
became of the question. Its words, its other criteria and who asks are nowhere in them."""

from collections.abc import Iterable
from urllib.parse import parse_qs

from django.http import HttpRequest

from accounts.roles import Role, role_of
from common import counting
from common.counting import Outcome
from common.visits import is_by_somebody
from places.territories import OFFICIAL
from search.engine import NeedAnswer
from search.question import Search

_AT_A_DISTANCE = "a-distance"
# What says where in an address.
_WHERE = ("lat", "lon", "commune", "epci", "departement", "territoire")


def is_counted(request: HttpRequest) -> bool:
    """Whether what is done here counts: by somebody, who is not of the prefecture's staff, whose searches
    look after the directory, nor of the accounts of a try."""
    user = request.user
    if not is_by_somebody(request) or role_of(user) is Role.STAFF:
        return False
    return not getattr(user, "is_example", False)


def answers(
    request: HttpRequest, asked: Search, commune: str, needs: Iterable[tuple[NeedAnswer, list]], remote: int
) -> None:
    """Count the first page of an answer, one for each need with its list; `commune` is the code of where it
    was asked, `remote` how many services at a distance were found.

    A need that the page before this one asked already, at the same place, is one question with it, whatever
    else was changed: its first answer was counted.
    """
    if asked.window.cursor or asked.window.bbox or not is_counted(request):
        return
    before = _asked_before(request)
    for need, features in needs:
        if need.theme not in before:
            outcome = _outcome(asked, need, features, remote)
            counting.count(outcome, place=_place(asked, commune), theme=need.theme)


def _outcome(asked: Search, need: NeedAnswer, features: list, remote: int) -> Outcome:
    if not features:
        at_a_distance = remote and _AT_A_DISTANCE in need.search.criteria.modes
        return Outcome.FOUND if at_a_distance else Outcome.NOTHING
    if asked.place is None:
        return Outcome.FOUND
    metres = min(feature["properties"]["distance_m"] for feature in features)
    return Outcome.NEAR if metres <= counting.NEAR_M else Outcome.FAR


def _place(asked: Search, commune: str) -> str:
    """The official code of where it is asked; empty where it is asked nowhere, or of a territory of
    staff's."""
    return commune or next((code for kind in OFFICIAL if (code := getattr(asked.criteria, kind))), "")


def _asked_before(request: HttpRequest) -> set[str]:
    """The themes, '' for a question of none, that the page this one was opened from asked at the same
    place."""
    came, _mark, query = request.META.get("HTTP_REFERER", "").partition("?")
    if not query or came.partition("://")[2].partition("/")[0] != request.get_host():
        return set()
    try:
        # As many fields as Django takes of an address.
        asked = parse_qs(query.partition("#")[0], max_num_fields=1_000)
    except ValueError:
        return set()
    if any(asked.get(name, []) != list(filter(None, request.GET.getlist(name))) for name in _WHERE):
        return set()
    return set(asked.get("theme", [])) or {""}
