# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the page of a search answers: the place of its link, or what was typed in the address field.

What is typed never stays in a link: it is resolved, and the answer is a redirection to the coordinates.
"""

from dataclasses import dataclass, replace

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.roles import Role
from common.required import required
from desk import words
from desk.address_bar import PLACE_PARAMETERS, Reading, link_to, read, without_empty
from geocoding import where
from mapping.presentation import structure_path
from places.folding import fold
from places.lookup import commune_at
from places.models import Commune, CommuneKind
from places.search import MAX_TEXT_LENGTH, search_communes
from places.territories import Territory, TerritoryKind, is_said_to_be_one, territories_named, territory
from search import named
from search.anywhere import Anywhere, is_question
from search.filters import without_orphans
from search.question import Box, Place, Search

QUICK_STARTS = 6


@dataclass(frozen=True, slots=True)
class Centre:
    """The place of a search in words: `label` goes in the address field and comes back from it. `commune`
    is the code of the one that holds it, empty for a territory and outside of every commune."""

    label: str
    name: str
    departement: str
    commune: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the places that what was typed may mean, and the same search around it."""

    label: str
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What the address field's text leads to: another address (`redirect`), places to choose from, or why
    there is none."""

    redirect: str = ""
    choices: tuple[Choice, ...] = ()
    reason: str = ""


def resolved(query: QueryDict, text: str, reading: Reading, centre: Centre | None, role: Role) -> Typed:
    """What becomes of the `text` of the address field, in the page of `query`."""
    territories = _territories(text, centre)
    if len(territories) == 1:
        return Typed(redirect=_without_address(query, _standing_in(territories[0])))
    answer = None if territories else _resolve(text, centre, role)
    if answer is None and not territories and (text or centre or is_question(reading.search)):
        return Typed(redirect=_without_address(query, {}))
    structures = _structures(text, answer, role) if answer is not None else []
    if _is_a_likeness(answer, text) and words.is_a_need(query, text):
        # What is wholly a need is no commune that shares a word with it.
        answer = None
    choices = (*structures, *_choices(query, text, answer, territories))
    if len(choices) == 1 and not isinstance(answer, where.Ambiguous):
        return Typed(redirect=choices[0].url)
    return Typed(choices=choices, reason="" if choices else _not_found(answer, text))


def _is_a_likeness(answer: where.Where | None, text: str) -> bool:
    """Whether a place is only near what was typed: a commune of another name."""
    if isinstance(answer, where.Found):
        candidates = [answer]
    elif isinstance(answer, where.Ambiguous):
        candidates = list(answer.candidates)
    else:
        return False
    near = all(one.precision == "commune" for one in candidates)
    return near and not any(match.is_exact for match in search_communes(text, 1))


def _is_its_name(found: where.Found, text: str) -> bool:
    """Whether what was typed is the name of the commune that was found: no address of it was meant."""
    departement = None if settings.DEPARTEMENT == "all" else settings.DEPARTEMENT
    return any(
        match.is_exact and match.commune.code == found.commune_code
        for match in search_communes(text, where.MAX_CANDIDATES, departement)
    )


def _structures(text: str, answer: where.Where, role: Role) -> list[Choice]:
    """The structures whose name is what was typed, where no place surely is."""
    if not (isinstance(answer, where.NotFound) or _is_a_likeness(answer, text)):
        return []
    typed = set(fold(text).split())
    return [
        Choice(
            _("Une structure : %(name)s") % {"name": one.name}, one.commune, structure_path(one.id, one.name)
        )
        for one in named.structures_named(text, role)
        if typed <= set(fold(one.label).split())
    ]


def _choices(
    query: QueryDict, text: str, answer: where.Where | None, territories: list[Territory]
) -> tuple[Choice, ...]:
    """What was typed as the place, as links: the needs that it says, unless it is an address, and places."""
    needs = words.needs_typed(query, text) if text and not words.is_sure(answer) else []
    if not needs and _is_a_likeness(answer, text):
        needs = words.needs_among(query, text)
    places = [(str(one), "", _standing_in(one)) for one in territories]
    if isinstance(answer, where.Found):
        is_plain = bool(needs) or _is_its_name(answer, text)
        places = [(answer.label, answer.note, _position(answer, chosen=is_plain))]
    elif isinstance(answer, where.Ambiguous):
        places = [(one.label, one.note, _position(one, chosen=True)) for one in answer.candidates]
    return (
        *(Choice(label, note, link_to(asked)) for label, note, asked in needs),
        *(
            Choice(words.place_label(label, bool(needs)), note, _without_address(query, position))
            for label, note, position in places
        ),
    )


def over(anywhere: Anywhere) -> Centre:
    """What a question without a place is answered over, in words; nothing stands in the address field."""
    own = anywhere.territory
    return Centre("", str(own) if own else _("toute la France"), own.code if own else "")


def from_the_middle(asked: Search, box: Box) -> str:
    """A box without a place is looked at from its middle: somebody there is who would come."""
    middle = Place(round((box.south + box.north) / 2, 3), round((box.west + box.east) / 2, 3))
    return link_to(replace(asked, place=middle).query())


def nowhere(asked: Search) -> Search:
    """The same search, neither around a place nor in a territory."""
    return replace(asked, place=None, criteria=asked.criteria.standing_in())


def centre_of(asked: Search) -> Centre | None:
    """The place of a search in words; None where it says none."""
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
        return Centre(str(commune), commune.nom, commune.departement_code, commune.code)
    label = f"{place.lat:.5f}, {place.lon:.5f}"
    return Centre(label, label, "")


def quick_starts(asked: Search, radius_km: float, centre: Centre | None) -> list[dict]:
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
        starts.append({"label": commune.nom, "url": link_to(replace(nowhere(asked), place=place).query())})
    return starts


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


def _resolve(typed: str, centre: Centre | None, role: Role) -> where.Where | None:
    """What was typed, as a place; None where it changes nothing or clears the place."""
    if not typed or (centre and typed == centre.label):
        return None
    departement = None if settings.DEPARTEMENT == "all" else settings.DEPARTEMENT
    return named.place(typed, role) or where.resolve(typed, departement=departement)


def _not_found(answer: where.Where | None, typed: str) -> str:
    """Why there is no place; empty where there is one, or one of several."""
    if isinstance(answer, where.NotFound):
        return words.not_understood(typed) or answer.reason
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
        # Where a map was looked at, and from how near, was of the place that is left.
        for name in ("lieu", "bbox", "zoom", *PLACE_PARAMETERS):
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
    return link_to(changed)


def _departements(one: Territory) -> list[str]:
    return [code for code in one.wholes | one.parts if len(code) in (2, 3)]
