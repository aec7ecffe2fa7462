# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bar of five questions: what each says in words, and the fields under it.

One form, whose fields say what the page's address asks and nothing else. Where several needs are asked, the
criteria are those of all of them or of one, as `besoin` says, else as they are asked; what is asked of the
others stays in the form, unseen.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from desk.address_bar import PLACE_PARAMETERS, Reading, link_to
from desk.place_asked import Centre, Choice
from mapping import presentation
from mapping.taxonomies.shown import Shown, shown
from mapping.vocabulary import THEME_BY_CODE, THEMES, ThemeSpec
from search import criteria, registry
from search.criterion import Criterion, Group
from search.question import RADII_KM, Criteria, Search

_WITH_CRITERIA = tuple(dict.fromkeys(criteria.QUESTION_OF.values()))
QUESTIONS = ("ou", "pour-quoi", "distance", "quand", "pour-qui")
# Whose criteria are said: those of every need, where it is no theme.
EVERYBODY = "tous"
# The whole question as a page, on a phone.
ALL = "toutes"
_SPACES = re.compile(r"\s+")
# What the page of a search is beside its questions.
_REST = ("cursor", "limit", "vue", "tri", "bbox", "zoom")


@dataclass(frozen=True, slots=True)
class Tab:
    """Whose criteria the fields may say: those of every need, or of one."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Radius:
    """A distance to choose."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Place:
    """The first question: the text of the address field, what is said of it, and places to choose from."""

    typed: str
    errors: list[str]
    taken_for_commune: str
    choices: tuple[Choice, ...]

    @property
    def is_asked_again(self) -> bool:
        """Whether the page answers at the field, and not in its list."""
        return bool(self.choices or self.errors)


@dataclass(frozen=True, slots=True)
class Bar:
    """The form. `values` are the answers in words by question, `clear` the links that take them back, `tabs`
    the needs that criteria may be given to, `needs` the one that each question is about, empty for all of
    them, `also` what is asked of everybody there besides, `facets` where the choices are counted,
    `fields` the fields by part of the form.

    `opened` is the question that is open, `ALL` for the whole form as a page; empty for none.
    """

    opened: str
    place: Place
    hidden: list[tuple[str, str]]
    themes: list[tuple[ThemeSpec, bool]]
    words: str
    radii: list[Radius]
    has_distance: bool
    values: dict[str, str]
    clear: dict[str, str]
    tabs: dict[str, list[Tab]]
    needs: dict[str, str]
    also: dict[str, str]
    facets: dict[str, str]
    fields: dict[str, SafeString]
    errors: dict[str, list[str]]
    notices: list[str]
    pill: str
    pill_url: str


def bar_of(reading: Reading, centre: Centre | None, place: Place, query: QueryDict) -> Bar:
    """The form of what `reading` asks around `centre`; `query` is the page's, which says what is open."""
    asked = reading.search
    needs = {name: _need(asked, query.get("besoin", ""), name) for name in _WITH_CRITERIA}
    opened = query.get("question", "")
    if place.is_asked_again and centre is None:
        opened = "ou"
    values = _values(reading, centre, place)
    shown = (values["ou"], values["pour-quoi"], values["distance"], values["quand"], values["pour-qui"])
    return Bar(
        opened=opened if opened in (*QUESTIONS, ALL) else "",
        place=place,
        hidden=_hidden(reading, needs),
        themes=[(theme, theme.code in asked.criteria.themes) for theme in THEMES],
        words=asked.criteria.q,
        radii=_radii(reading.radius_km),
        has_distance=not (asked.criteria.epci or asked.criteria.departement),
        values=values,
        clear=_clear(reading),
        tabs=_tabs(reading, needs),
        needs=needs,
        also={name: _also(asked, name) if need else "" for name, need in needs.items()},
        facets={
            name: _facets_url(asked.only_need(need) if need else asked) if centre else ""
            for name, need in needs.items()
        },
        fields=_fields(asked, reading.errors, needs),
        errors=reading.errors,
        notices=[*_notices(reading), *(place.errors if centre else []), *_coarser(place)],
        pill=" · ".join(value for value in shown if value),
        pill_url=asking(reading, asked, ALL),
    )


def place_of(reading: Reading, centre: Centre | None, typed: str, choices: tuple[Choice, ...]) -> Place:
    """What the address field says."""
    errors = (reading.errors.get(name, []) for name in ("adresse", *PLACE_PARAMETERS))
    return Place(
        typed=centre.label if centre else typed,
        errors=list(dict.fromkeys(message for messages in errors for message in messages)),
        taken_for_commune=centre.label if reading.is_town_centre and centre else "",
        choices=choices,
    )


def _coarser(place: Place) -> list[str]:
    """That the list is around a commune, where an address of it was typed and is not found."""
    if not place.taken_for_commune:
        return []
    said = _(
        "L’adresse n’est pas trouvée : voici autour de %(place)s. Pour être plus près, écrivez-la autrement,"
        " avec le code postal."
    )
    return [said % {"place": place.taken_for_commune}]


def asking(reading: Reading, asked: Search, question: str, need: str = "") -> str:
    """The link to the same page with one of its questions open, for one of its needs."""
    query = reading.query(asked)
    query["question"] = question
    if need:
        query["besoin"] = need
    return link_to(query)


def _need(asked: Search, said: str, question: str) -> str:
    """The theme whose own criteria a question says, as the link asks, else the one that something is asked
    of there; empty for those of every need."""
    if not _has_tabs(asked) or said == EVERYBODY:
        return ""
    if said in asked.criteria.themes:
        return said
    names = [one.name for one in _asked_in(question)]
    if any(getattr(asked.criteria, name) for name in names):
        return ""
    theirs = (need.theme for need in asked.own if any(getattr(need.criteria, name) for name in names))
    return next(theirs, "")


def _has_tabs(asked: Search) -> bool:
    """Whether criteria may be given to one need or to all: not where one is asked, with none of its own."""
    return len(asked.criteria.themes) > 1 or bool(asked.own)


def _also(asked: Search, question: str) -> str:
    """What is asked there of everybody, in a word or two each."""
    return presentation.listed(criteria.said_of(replace(asked, own=()), _asked_in(question)))


def _tabs(reading: Reading, needs: dict[str, str]) -> dict[str, list[Tab]]:
    """Whose criteria the fields of each question may say, as links."""
    asked = reading.search
    if not _has_tabs(asked):
        return {}
    return {
        question: [
            Tab(
                str(THEME_BY_CODE[code].nom) if code else _("tous"),
                asking(reading, asked, question, code or EVERYBODY),
                code == need,
            )
            for code in ("", *asked.criteria.themes)
        ]
        for question, need in needs.items()
    }


def _hidden(reading: Reading, needs: dict[str, str]) -> list[tuple[str, str]]:
    """What the address asks and no field says."""
    asked = reading.search
    shown, beyond = {"theme", "rayon_km", "cursor", "bbox", "zoom"}, []
    for group in Group:
        need = needs[criteria.QUESTION_OF[group]]
        suffix = f".{need}" if need else ""
        those = [one.parameter for one in criteria.in_group(group, need, _several(asked))]
        shown |= {f"{name}{suffix}" for name in those}
        said = asked.own_of(need) if need else asked.criteria
        more = criteria.beyond_menus(said)
        beyond += [(f"{name}{suffix}", value) for name, value in more if name in those]
    kept = reading.query(asked).lists()
    return [(name, value) for name, values in kept if name not in shown for value in values] + beyond


def _several(asked: Search) -> tuple[str, ...]:
    """The themes that a criterion of every need must make sense for."""
    return asked.criteria.themes if _has_tabs(asked) else ()


def _radii(radius_km: float) -> list[Radius]:
    return [
        Radius(f"{km:g}", presentation.kilometres_text(km), km == radius_km)
        for km in sorted({*RADII_KM, radius_km})
    ]


def _values(reading: Reading, centre: Centre | None, place: Place) -> dict[str, str]:
    asked = reading.search
    what = [str(THEME_BY_CODE[code].nom) for code in asked.criteria.themes]
    return {
        "ou": place.typed if centre else "",
        "pour-quoi": ", ".join([*what, *criteria.said_of(asked, [registry.Q, *_asked_in("pour-quoi")])]),
        "distance": presentation.kilometres_text(reading.radius_km) if asked.place else "",
        "quand": criteria.capitalised(", ".join(criteria.said_of(asked, _asked_in("quand")))),
        "pour-qui": ", ".join(criteria.said_of(asked, _asked_in("pour-qui"))),
    }


def _asked_in(question: str) -> list[Criterion]:
    return [one for one in registry.CRITERIA if one.group and criteria.QUESTION_OF[one.group] == question]


def _clear(reading: Reading) -> dict[str, str]:
    """By question, the link to the same search without what is asked there; none where nothing is."""
    links = {}
    for question in ("pour-quoi", "quand", "pour-qui"):
        those = _asked_in(question)
        if question == "pour-quoi":
            those += [registry.THEME, registry.Q]
        cleared = without(reading.search, those)
        if cleared != reading.search.from_the_start():
            links[question] = link_to(reading.query(cleared))
    return links


def without(asked: Search, those: Sequence[Criterion]) -> Search:
    """The same search from its first page, some criteria being asked of nothing."""
    empty = {one.name: one.empty for one in those}
    own = {one.name: one.empty for one in those if one.of_a_need}
    return replace(
        asked.from_the_start(),
        criteria=replace(asked.criteria, **empty),
        own=tuple(replace(need, criteria=replace(need.criteria, **own)) for need in asked.own),
    )


def _notices(reading: Reading) -> list[str]:
    """What was wrong with what no field says, or with a place beside the one that is answered for."""
    names = {
        "limit": _("Nombre de réponses"),
        "cursor": _("Suite de la liste"),
        "vue": _("Vue"),
        "tri": _("Ordre de la liste"),
        "bbox": _("Cadre de la carte"),
        "zoom": _("Zoom de la carte"),
    }
    return [
        _("%(label)s : %(message)s") % {"label": names[name], "message": message}
        for name in _REST
        for message in reading.errors.get(name, [])
    ]


def _facets_url(asked: Search) -> str:
    """Where a script finds how many places each choice would leave."""
    query = asked.from_the_start().query()
    for name in ("limit", "vue", "tri"):
        query.pop(name, None)
    return f"{reverse('api-facets')}?{query.urlencode()}"


def _fields(asked: Search, errors: dict[str, list[str]], needs: dict[str, str]) -> dict[str, SafeString]:
    """The fields of each part of the form, by its code."""
    made = {}
    for group in Group:
        need = needs[criteria.QUESTION_OF[group]]
        said = asked.own_of(need) if need else asked.criteria
        suffix = f".{need}" if need else ""
        those = criteria.in_group(group, need, _several(asked))
        values = tuple(getattr(said, one.name) for one in those)
        wrong = {name: errors[name] for one in those if (name := f"{one.parameter}{suffix}") in errors}
        if wrong:
            made[group.value] = _written(criteria.fieldset(group, those, said, wrong, need))
        else:
            parameters = tuple(one.parameter for one in those)
            fields = shown() if registry.CHAMP.parameter in parameters else None
            made[group.value] = _kept(get_language(), group, need, parameters, values, fields)
    return made


@lru_cache(maxsize=256)
def _kept(
    _language: str,
    group: Group,
    need: str,
    parameters: tuple[str, ...],
    values: tuple[Any, ...],
    _fields_of_the_region: Shown | None,
) -> SafeString:
    """The fields of a part of the form that say `values`: hundreds of options, the same on many pages, that
    would take longer to write than all the rest."""
    those = [registry.BY_PARAMETER[parameter] for parameter in parameters]
    said = Criteria(**dict(zip((one.name for one in those), values, strict=True)))
    return _written(criteria.fieldset(group, those, said, {}, need))


def _written(fieldset: criteria.Fieldset) -> SafeString:
    return mark_safe(_SPACES.sub(" ", render_to_string("desk/fields.html", {"group": fieldset})))
