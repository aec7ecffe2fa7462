# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public pages: the search at `/`, and one structure.

The search page reads the one filter (`search.filters`) and asks the one search. What is typed in
the address field never stays in a link: it is resolved, and the answer is a redirection to the
coordinates.
"""

from dataclasses import dataclass, replace
from functools import lru_cache, partial

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.roles import Role, role_of
from common.required import required
from desk import served, sharing, words
from desk.address_bar import PLACE_PARAMETERS, Reading, read, without_empty
from desk.cards import Area, Card, cards_of, map_points, map_themes
from desk.welcome import welcome
from geocoding import where
from mapping import presentation
from mapping.vocabulary import THEMES
from places.lookup import commune_at
from places.models import Commune, CommuneKind
from places.search import MAX_TEXT_LENGTH, search_communes
from places.territories import Territory, TerritoryKind, is_said_to_be_one, territories_named, territory
from search import criteria, engine, matched, named, registry, understood
from search.anywhere import Anywhere, is_question
from search.anywhere import anywhere as without_place
from search.engine import found
from search.filters import without_orphans
from search.question import ORDERS, RADII_KM, Box, Criteria, Place, Search, Window

# The map draws no more than this many places, whatever `limit` asks of the list.
MAX_MARKERS = 300
QUICK_STARTS = 6
# Services at a distance beside the list: shown at once, then behind one click, then only counted.
REMOTE_SHOWN = 5
REMOTE_LISTED = 50


@dataclass(frozen=True, slots=True)
class Centre:
    """The place of a search in words: `label` goes in the address field and comes back from it."""

    label: str
    name: str
    departement: str


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where one begins; the answer where something is asked."""
    return _search(request) if request.GET else welcome(request)


def _search(request: HttpRequest) -> HttpResponse:
    """The search: a form, the list of what it finds, and the same places on a map."""
    query = words.sent(request.GET)
    reading = read(query)
    centre = _centre(reading.search)
    choices: list[dict[str, str]] = []
    typed = ""
    if "adresse" in query:
        typed = str(query["adresse"]).strip()
        territories = _territories(typed, centre)
        if len(territories) == 1:
            return redirect(_without_address(query, _standing_in(territories[0])))
        answer = None if territories else _resolve(typed, centre, role_of(request.user))
        if answer is None and not territories and (typed or centre or is_question(reading.search)):
            return redirect(_without_address(query, {}))
        choices = _choices(query, typed, answer, territories)
        if len(choices) == 1 and not isinstance(answer, where.Ambiguous):
            return redirect(choices[0]["url"])
        if not choices and (reason := _not_found(answer, typed)):
            reading.errors["adresse"] = [reason]
        # What was typed is not the place that the link holds: an answer there would mislead.
        reading = replace(reading, search=_nowhere(reading.search))
        centre = None
    elif "mots" in request.GET:
        return redirect(_link(reading.query(reading.search) if not reading.errors else query))
    elif (box := reading.search.window.bbox) and reading.search.place is None:
        return redirect(_from_the_middle(reading.search, box))
    # From how near the map is looked at changes while the page is there: its address follows, and no link.
    zoom = reading.search.window.zoom
    reading = replace(reading, search=reading.search.unzoomed())
    context = _form(reading, centre, typed, role_of(request.user))
    asks_where = bool(choices or context["place_errors"]) and centre is None
    anywhere = None if asks_where or centre else without_place(reading.search)
    context |= {
        "choices": choices,
        "understood": understood.tell(reading.query(reading.search), _link),
        # What the page answers is then at the field and not in the list.
        "asks_where": asks_where,
        "taken_for_commune": reading.is_town_centre and centre is not None,
        "anywhere": anywhere,
        "map": _map(reading, centre, zoom),
        "switches": _theme_switches(reading),
        "town_halls": _town_halls(reading, centre),
        "results": None,
        "empty": None,
        "listed": False,
        "selection_from": [],
        "share": None,
        "remote": None,
        "points": [],
        "quick_starts": _quick_starts(reading.search, reading.radius_km, centre),
    }
    if anywhere:
        whole, over = replace(reading, search=anywhere.search), _over(anywhere)
        # What the map asks for is what is answered; what its links ask, what was asked.
        drawn = _map(whole, over, zoom) | {"question": context["map"]["question"]}
        context |= {"map": drawn} | _answer(request, whole, over, anywhere)
    elif centre:
        context |= _answer(request, reading, centre)
    return render(request, "desk/home.html", context)


def _choices(
    query: QueryDict, typed: str, answer: where.Where | None, named: list[Territory]
) -> list[dict[str, str]]:
    """What was typed as the place, as links: the needs that it says, unless it is an address, and places."""
    needs = words.needs_typed(query, typed) if typed and not words.is_sure(answer) else []
    places = [(str(one), "", _standing_in(one)) for one in named]
    if isinstance(answer, where.Found):
        places = [(answer.label, answer.note, _position(answer, chosen=bool(needs)))]
    elif isinstance(answer, where.Ambiguous):
        places = [(one.label, one.note, _position(one, chosen=True)) for one in answer.candidates]
    return [{"label": label, "note": note, "url": _link(asked)} for label, note, asked in needs] + [
        {
            "label": words.place_label(label, bool(needs)),
            "note": note,
            "url": _without_address(query, position),
        }
        for label, note, position in places
    ]


def _over(anywhere: Anywhere) -> Centre:
    """What a question without a place is answered over, in words; nothing stands in the address field."""
    own = anywhere.territory
    return Centre("", str(own) if own else _("toute la France"), own.code if own else "")


def _from_the_middle(asked: Search, box: Box) -> str:
    """A box without a place is looked at from its middle: somebody there is who would come."""
    middle = Place(round((box.south + box.north) / 2, 3), round((box.west + box.east) / 2, 3))
    return _link(replace(asked, place=middle).query())


def _territories(typed: str, centre: Centre | None) -> list[Territory]:
    """The territories that the text names, where no commune bears that name; none for the one asked for."""
    if not typed or len(typed) > MAX_TEXT_LENGTH or (centre and typed == centre.label):
        return []
    named = territories_named(typed)
    if not named or (
        not is_said_to_be_one(typed) and any(match.is_exact for match in search_communes(typed, 1))
    ):
        return []
    found = [territory(kind, code) for kind, code in named]
    return [one for one in found if one]


def _standing_in(one: Territory) -> dict[str, str]:
    return {str(one.kind): one.code}


def _nowhere(asked: Search) -> Search:
    """The same search, neither around a place nor in a territory."""
    return replace(asked, place=None, criteria=replace(asked.criteria, epci="", departement=""))


def _resolve(typed: str, centre: Centre | None, role: Role) -> where.Where | None:
    """What was typed, as a place; None where it changes nothing or clears the place."""
    if not typed or (centre and typed == centre.label):
        return None
    departement = None if settings.DEPARTEMENT == "all" else settings.DEPARTEMENT
    return named.place(typed, role) or where.resolve(typed, departement=departement)


def _not_found(answer: where.Where | None, typed: str) -> str:
    """Why there is no place; empty where there is one, or one of several."""
    if isinstance(answer, where.NotFound):
        return answer.reason
    return "" if typed else where.nothing_typed().reason


def _position(found: where.Found, *, chosen: bool = False) -> dict[str, str]:
    position = {"lat": f"{found.lat:.5f}", "lon": f"{found.lon:.5f}"}
    if found.note and found.precision == "commune" and not chosen:
        position["lieu"] = "commune"
    return position


def _without_address(query: QueryDict, position: dict[str, str]) -> str:
    """The link that a typed address leads to: the same search, at `position` when there is one.

    Without one, the place is kept, with what is said of it, if the address was left as it was. If it was
    emptied the place is dropped, and the page it leads to asks for one, unless something is asked that it
    answers without. What is of a theme alone goes with the theme.
    """
    changed = without_orphans(without_empty(query))
    emptied = not changed.pop("adresse", [""])[-1].strip()
    changed.pop("cursor", None)
    if position or emptied:
        for name in ("lieu", *PLACE_PARAMETERS):
            changed.pop(name, None)
        changed.update(position)
    reading = read(changed)
    if not reading.errors and not reading.unknown:
        canonical = reading.query(reading.search)
        if reading.search.place is None and changed.get("rayon_km"):
            canonical.setlist("rayon_km", changed.getlist("rayon_km")[-1:])
        changed = canonical
    if emptied and not position and not is_question(reading.search):
        changed["adresse"] = ""
    return _link(changed)


def _link(query: QueryDict) -> str:
    encoded = query.urlencode(safe=",~")
    return f"{reverse('home')}?{encoded}" if encoded else reverse("home")


def _centre(asked: Search) -> Centre | None:
    place = asked.place
    if place is None:
        for kind in TerritoryKind:
            if one := territory(kind, getattr(asked.criteria, kind)):
                own = one.code if kind is TerritoryKind.DEPARTEMENT else min(_departements(one), default="")
                return Centre(str(one), one.nom, own)
        return None
    if place.commune:
        commune = Commune.objects.filter(code=place.commune).first()
    else:
        commune = commune_at(place.lon, place.lat)
    if commune:
        return Centre(str(commune), commune.nom, commune.departement_code)
    label = f"{place.lat:.5f}, {place.lon:.5f}"
    return Centre(label, label, "")


def _departements(one: Territory) -> list[str]:
    return [code for code in one.wholes | one.parts if len(code) in (2, 3)]


def _form(reading: Reading, centre: Centre | None, typed: str, role: Role) -> dict:
    asked, radius_km = reading.search.criteria, reading.radius_km
    radii = sorted({*RADII_KM, radius_km})
    # A map's own box and zoom are no part of what a form asks again.
    shown = criteria.SHOWN | {"theme", "rayon_km", "cursor", "bbox", "zoom"}
    query = reading.query(reading.search)
    hidden = [(name, value) for name, values in query.lists() if name not in shown for value in values]
    hidden += criteria.beyond_menus(asked)
    wrong = [name for name in criteria.SHOWN if name in reading.errors]
    opened = criteria.is_active(asked) or bool(wrong)
    # Counting costs a walk of the whole circle for each active criterion: it is done for who sees it.
    counts = engine.facets(reading.search, role) if opened and centre else None
    names = {
        "limit": _("nombre de réponses"),
        "cursor": _("suite de la liste"),
        "vue": _("vue"),
        "tri": _("ordre de la liste"),
        "bbox": _("cadre de la carte"),
        "zoom": _("zoom de la carte"),
        "sans_mairies": registry.SANS_MAIRIES.label,
    }
    return {
        "search": reading.search,
        "centre": centre,
        "typed": typed if typed and centre is None else (centre.label if centre else ""),
        "hidden": hidden,
        "themes": [
            {
                "spec": theme,
                "checked": theme.code in asked.themes,
                "count": criteria.themes_found(counts, theme.code),
            }
            for theme in THEMES
        ],
        "more_opened": opened,
        "untouched_groups": "" if opened else _untouched_groups(get_language()),
        "more_groups": criteria.groups(asked, counts, reading.errors) if opened else [],
        "facets_url": _facets_url(reading.search) if centre and counts is None else "",
        "radii": [
            {"value": f"{km:g}", "label": presentation.kilometres_text(km), "selected": km == radius_km}
            for km in radii
        ],
        "errors": reading.errors,
        "place_errors": list(
            dict.fromkeys(
                message for name in ("adresse", *PLACE_PARAMETERS) for message in reading.errors.get(name, [])
            )
        ),
        "words": criteria.words_of(reading.search),
        "words_errors": reading.errors.get("q", []),
        "theme_errors": reading.errors.get("theme", []),
        "radius_errors": reading.errors.get("rayon_km", []),
        "other_errors": [
            (names[name], message) for name in names for message in reading.errors.get(name, [])
        ],
        "unknown": reading.unknown_text(),
        "not_applied": criteria.not_applied(reading.errors),
        "view": reading.search.window.view,
        "list_url": _link(reading.query(_viewed(reading.search, "liste"))),
        "map_url": _link(reading.query(_viewed(reading.search, "carte"))),
    }


@lru_cache(maxsize=32)
def _untouched_groups(language: str) -> str:
    """The fields of the further criteria as they are before anything is chosen: hundreds of options, the
    same on every page, that would take longer to write than all the rest."""
    return mark_safe(
        render_to_string("desk/criteria_groups.html", {"more_groups": criteria.groups(Criteria(), None, {})})
    )


def _facets_url(asked: Search) -> str:
    """Where a script finds the counts that the page did not work out."""
    query = asked.from_the_start().query()
    for name in ("limit", "vue", "tri"):
        query.pop(name, None)
    return f"{reverse('api-facets')}?{query.urlencode()}"


def _viewed(asked: Search, view: str) -> Search:
    return replace(asked, window=replace(asked.window, view=view))


def _answer(request: HttpRequest, reading: Reading, centre: Centre, anywhere: Anywhere | None = None) -> dict:
    """The list and its map, or what to say where nothing was found. `anywhere` stands for a question without
    a place: links ask it as it was asked."""
    asked, role = reading.search, role_of(request.user)
    answer = engine.run(asked, role)
    as_asked = anywhere.as_asked(asked) if anywhere else asked
    question = reading.query(as_asked)
    from_here = question.urlencode(safe=",~")
    known = centre.departement and asked.place
    area = Area(centre.name if known else "", asked.criteria.out_of_zone)
    features = answer.items()
    found_words = found.words_of(asked.criteria.q) if asked.criteria.q else frozenset()
    if found_words:
        found.tell(features, found_words, role)
    nearest = None
    if not features and not asked.window.cursor and asked.place:
        nearest = engine.nearest_beyond(asked, role)
    far, far_count = ([], 0) if asked.window.cursor else engine.remote(asked, role, REMOTE_LISTED)
    shown = [*features, *far, *([nearest] if nearest else [])]
    told = partial(
        cards_of,
        link_query=from_here,
        services=matched.services_of(shown, role),
        asked=matched.day_of(asked.criteria.ouvert),
    )
    cards = told(features, area=area)

    def link(changed: Search) -> str:
        # Where the criteria are open, the answer lies far below them.
        below = "#resultats" if criteria.is_active(asked.criteria) else ""
        return _link(reading.query(anywhere.as_asked(changed) if anywhere else changed)) + below

    chips = criteria.chips(as_asked, link)
    if asked.window.bbox:
        chips.insert(0, criteria.Chip(_("Zone de la carte"), link(asked.unframed())))
    context = {
        "selection_from": [(name, value) for name, values in question.lists() for value in values],
        "share": sharing.of_search(as_asked, request, centre.name),
        "chips": chips,
        "found_words": found_words,
        "no_chip_url": link(criteria.without_criteria(asked)) if len(chips) > 1 else "",
        "unsettled": presentation.listed(criteria.unsettled_texts(engine.unsettled(asked, role))),
        "remote": _remote(told(far, visited=False), far_count),
    }
    if not cards and not asked.window.cursor:
        elsewhere = served.elsewhere(centre.name, centre.departement)
        is_far = bool(elsewhere and elsewhere.is_far)
        return context | {
            "empty": {
                "status": elsewhere.title if elsewhere else _status(asked, centre, _("Aucune structure")),
                "elsewhere": elsewhere,
                "nearest": told([nearest], area=area)[0] if nearest and not is_far else None,
                "meant": understood.near_meanings(question, _link),
                "ways_out": []
                if is_far
                else criteria.ways_out(_relaxations(asked, role, anywhere), asked, link),
            }
        }
    following = replace(asked, window=replace(asked.window, cursor=answer.next)) if answer.next else None
    return context | {
        "results": {
            "status": _status(asked, centre, criteria.found_text(answer.total)),
            "cards": cards,
            "orders": _orders(asked, link) if asked.place else [],
            "next": link(following) if following else "",
            "first": link(asked.from_the_start()) if asked.window.cursor else "",
            "export_query": _export_query(asked),
        },
        "listed": bool(cards),
        "points": map_points(cards[:MAX_MARKERS]),
    }


def _relaxations(asked: Search, role: Role, anywhere: Anywhere | None) -> list[engine.Relaxation]:
    """What giving up a single condition would find; where no place is asked for, none is given up."""
    found = engine.relaxations(asked, role)
    return [one for one in found if not (anywhere and one.parameter in list(TerritoryKind))]


def _status(asked: Search, centre: Centre, found: str) -> str:
    if asked.window.bbox:
        return _("%(found)s dans la zone de la carte") % {"found": found}
    return _found_where(found, asked, centre)


def _orders(asked: Search, link: criteria.Link) -> list[dict]:
    """The orders that the list may have, as links."""
    return [
        {
            "label": label,
            "url": link(replace(asked, window=replace(asked.window, order=code, cursor=None))),
            "current": code == asked.window.order,
        }
        for code, label in ORDERS
    ]


def _export_query(asked: Search) -> str:
    """The same search as a query string, without the page of the list nor the view."""
    query = asked.from_the_start().query()
    for name in ("limit", "vue", "tri"):
        query.pop(name, None)
    return query.urlencode(safe=",")


def _found_where(found: str, asked: Search, centre: Centre) -> str:
    """« 12 structures à moins de 20 km de Melun », « 12 structures – Seine-et-Marne (77) »."""
    if asked.place is None:
        return f"{found} – {centre.label or centre.name}"
    return _("%(found)s à moins de %(radius)s %(of)s") % {
        "found": found,
        "radius": presentation.kilometres_text(asked.place.radius_km),
        "of": presentation.of(centre.name),
    }


def _remote(cards: list[Card], count: int) -> dict | None:
    """The services at a distance that take people from here; None where there is none."""
    if not count:
        return None
    return {
        "count": count,
        "cards": cards[:REMOTE_SHOWN],
        "more": cards[REMOTE_SHOWN:],
        "beyond": count - len(cards),
    }


def _map(reading: Reading, centre: Centre | None, zoom: int | None) -> dict:
    """Where the map looks, what it asks for, and which outlines it draws."""
    asked = reading.search
    own = settings.DEPARTEMENT if settings.DEPARTEMENT != "all" else ""
    codes = list(dict.fromkeys(code for code in (own, centre.departement if centre else "") if code))
    place, window = asked.place, asked.window
    box = window.bbox
    sought = replace(asked, window=Window()).query()
    sought.pop("rayon_km", None)
    return {
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "rayon_m": place.radius_km * 1000 if place and not box else None,
        "bbox": [box.west, box.south, box.east, box.north] if box else None,
        "zoom": zoom,
        "contours": [reverse("outlines", args=[code]) for code in codes],
        "departement": codes[-1] if codes else "",
        "alentours": reverse("departements", args=[codes[-1]]) if codes else reverse("country"),
        "recherche": centre is not None,
        "viewport": reverse("api-viewport"),
        "criteres": sought.urlencode(),
        "question": reading.query(asked).urlencode(safe=",~"),
        "structure": reverse("structure-short", args=[0]),
        "themes": map_themes(),
    }


def _town_halls(reading: Reading, centre: Centre | None) -> dict | None:
    """What the map's panel offers of town halls: a link to the same answer with or without them; where
    nothing is listed, a switch, off at first, for every commune has one. None where they are asked for."""
    asked = reading.search
    if "communes" in asked.criteria.reseaux:
        return None
    if centre is None:
        return {"url": ""}
    without = asked.criteria.sans_mairies
    return {
        "url": _link(reading.query(criteria.without(asked, "sans_mairies", not without))),
        "shown": not without,
    }


def _theme_switches(reading: Reading) -> list[dict]:
    """Each theme of the map's panel, and the same search with it or without it."""
    asked = reading.search
    chosen = asked.criteria.themes
    return [
        {
            "spec": theme,
            "chosen": theme.code in chosen,
            "shown": not chosen or theme.code in chosen,
            "url": _link(
                reading.query(
                    criteria.without(
                        asked,
                        "themes",
                        tuple(code for code in chosen if code != theme.code)
                        if theme.code in chosen
                        else (*chosen, theme.code),
                    )
                )
            ),
        }
        for theme in THEMES
    ]


def _quick_starts(asked: Search, radius_km: float, centre: Centre | None) -> list[dict]:
    """Links to the same search around the most peopled communes; none where it says where."""
    if centre:
        return []
    communes = Commune.objects.filter(kind=CommuneKind.COMMUNE, point__isnull=False, population__isnull=False)
    if settings.DEPARTEMENT != "all":
        communes = communes.filter(departement_code=settings.DEPARTEMENT)
    starts = []
    for commune in communes.order_by("-population", "code")[:QUICK_STARTS]:
        point = required(commune.point)
        place = Place(point.y, point.x, radius_km, commune.code)
        starts.append({"label": commune.nom, "url": _link(replace(_nowhere(asked), place=place).query())})
    return starts
