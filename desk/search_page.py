# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of a search, at `/` with a question: the bar, the list of what it finds, the same places on a map.

It reads the one filter (`search.filters`) and asks the one search.
"""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.roles import role_of
from desk import bar, emergency, results, search_map, words
from desk.address_bar import Reading, link_to, read
from desk.place_asked import Centre, Typed, centre_of, from_the_middle, nowhere, over, quick_starts, resolved
from search import criteria, understood
from search.anywhere import anywhere as without_place
from search.question import Search


def search_page(request: HttpRequest) -> HttpResponse:
    """The answer, or what must be said to have one; a redirection where the address field was typed in."""
    told = tell(request, request.GET)
    return redirect(told) if isinstance(told, str) else render(request, "desk/search.html", told)


def tell(request: HttpRequest, given: QueryDict) -> dict[str, Any] | str:
    """What the page of the query string `given` says to who asks; another address where that one answers."""
    query = words.sent(given)
    if query is not given:
        query = emergency.without_mediation(query, query.get(understood.SAID, query.get("q", "")))
    reading = read(query)
    centre = centre_of(reading.search)
    typed, text = Typed(), ""
    if "adresse" in query:
        text = str(query["adresse"]).strip()
        typed = resolved(query, text, reading, centre, role_of(request.user))
        if typed.redirect:
            return typed.redirect
        if typed.reason:
            reading.errors["adresse"] = [typed.reason]
        # What was typed is not the place that the link holds: an answer there would mislead.
        reading = replace(reading, search=nowhere(reading.search))
        centre = None
    elif "mots" in given:
        return link_to(reading.query(reading.search) if not reading.errors else query)
    elif (box := reading.search.window.bbox) and reading.search.place is None:
        return from_the_middle(reading.search, box)
    # From how near the map is looked at changes while the page is there: its address follows, and no link.
    zoom = reading.search.window.zoom
    reading = replace(reading, search=reading.search.unzoomed())
    place = bar.place_of(reading, centre, text, typed.choices)
    asks_where = place.is_asked_again and centre is None
    anywhere = None if asks_where or centre else without_place(reading.search)
    drawn = search_map.map_of(reading, centre, zoom)
    context: dict[str, Any] = {
        "search": reading.search,
        "bar": bar.bar_of(reading, centre, place, given),
        "understood": understood.tell(reading.query(reading.search), link_to),
        "urgent": emergency.of_question(reading.search, reading.said, in_danger=reading.in_danger),
        "asks_where": asks_where,
        "anywhere": anywhere,
        "errors": reading.errors,
        "unknown": reading.unknown_text(),
        "not_applied": criteria.not_applied(reading.errors),
        "map": drawn,
        "switches": search_map.theme_switches(reading),
        "town_halls": search_map.town_halls(reading, centre),
        "view": reading.search.window.view,
        "list_url": link_to(reading.query(_viewed(reading.search, "liste"))),
        "map_url": link_to(reading.query(_viewed(reading.search, "carte"))),
        # Without the words that were said, which are not everybody's.
        "shared_path": link_to(reading.search.from_the_start().query()),
        "shared_picture": _picture(reading.search, centre),
        "feed_url": "" if asks_where else _feed(anywhere.search if anywhere else reading.search),
        "results": None,
        "empty": None,
        "listed": False,
        "selection_from": [],
        "share": None,
        "sheets": None,
        "remote": None,
        "points": [],
        "found_words": frozenset(),
        "quick_starts": quick_starts(reading.search, reading.radius_km, centre),
    }
    if anywhere:
        whole: Reading = replace(reading, search=anywhere.search)
        where = over(anywhere)
        # What the map asks for is what is answered; what its links ask, what was asked.
        whole_map = search_map.map_of(whole, where, zoom) | {"question": drawn["question"]}
        context |= {"map": whole_map} | results.answer(request, whole, where, anywhere)
    elif centre:
        context |= results.answer(request, reading, centre)
    if context["empty"] and "sante" in reading.search.criteria.themes and not context["urgent"]:
        context["urgent"] = (emergency.MEDICAL,)
    return context


def _picture(asked: Search, centre: Centre | None) -> str:
    """The picture of a search where its link is shared: of its theme where it has one, of the commune that it
    is around; empty without either."""
    themes = asked.criteria.themes
    theme = themes[0] if len(themes) == 1 else ""
    commune = centre.commune if centre else ""
    if theme and commune:
        return reverse("picture-search", args=[theme, commune])
    if theme:
        return reverse("picture-theme", args=[theme])
    return reverse("picture-commune", args=[commune]) if commune else ""


def _feed(asked: Search) -> str:
    """The feed of what a search finds."""
    return f"{reverse('export', args=['atom'])}?{results.export_query(asked)}"


def _viewed(asked: Search, view: str) -> Search:
    return replace(asked, window=replace(asked.window, view=view))
