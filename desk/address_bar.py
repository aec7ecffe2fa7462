# SPDX-License-Identifier: AGPL-3.0-or-later
"""The address of a page, as its reader sees it: what it asks, and plainly what of it was not understood.

The API names its parameters (`search.filters`); a page names the controls of its form, by their labels.
"""

from dataclasses import dataclass, replace

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from common.required import required
from common.tracking import is_tracking
from desk.emergency import IN_DANGER
from mapping import presentation
from mapping.vocabulary import THEME_BY_CODE
from places.territories import TerritoryKind
from search import filters, registry
from search.criterion import YES, Choices
from search.fields import MAX_WORDS_LENGTH
from search.question import MAX_RADIUS_KM, Search
from search.understood import SAID

# How many answers came before a page of the list, which goes on numbering.
AFTER = "apres"
_MOST_BEFORE = 5
# Parameters of the page that are no part of the search: what was typed in the fields of the place and of the
# words, whether the place is the centre of a commune that was found for it, which words were understood,
# which question is open, for which need, and that somebody is in danger.
PAGE_PARAMETERS = frozenset({"adresse", "lieu", "mots", SAID, "question", "besoin", IN_DANGER, AFTER})
# Those by which a link says where: read together, and told of once.
PLACE_PARAMETERS = ("commune", "lat", "lon", *map(str, TerritoryKind))


@dataclass(frozen=True, slots=True)
class Reading:
    """A query string as a page reads it.

    `search` is made of every valid parameter; `errors` says by name, in plain words, what was wrong with the
    others; `unknown` names the parameters that do not exist. `radius_km` is kept without a place too.
    `is_town_centre` says that the place is the centre of a commune, which was all that was found of what was
    typed; `said` are the words that the question was made of, `in_danger` that it comes from who is;
    `after` is how many answers came before its page.
    """

    search: Search
    errors: dict[str, list[str]]
    unknown: list[str]
    radius_km: float
    is_town_centre: bool = False
    said: str = ""
    in_danger: bool = False
    after: int = 0

    def query(self, changed: Search) -> QueryDict:
        """The query string of another search made from this one: what is said of the place goes with it."""
        query = changed.query()
        if self.is_town_centre and _same_place(self.search, changed):
            query["lieu"] = "commune"
        if self.said:
            query[SAID] = self.said
        if self.in_danger:
            query[IN_DANGER] = YES
        if self.after and changed.window.cursor and changed.window.cursor == self.search.window.cursor:
            query[AFTER] = str(self.after)
        return query

    def unknown_text(self) -> str:
        """What to say of the parameters that do not exist; empty without any."""
        return presentation.unknown_text(self.unknown)

    def messages(self) -> list[str]:
        """All that was not understood, a sentence each, for a page without the form."""
        messages = [message for messages in self.errors.values() for message in messages]
        return list(dict.fromkeys([*([self.unknown_text()] if self.unknown else []), *messages]))


def read(query: QueryDict, own: frozenset[str] = frozenset()) -> Reading:
    """Read a query string, leaving out what is wrong so that the rest still works.

    A menu left on « Peu importe » sends its parameter empty, which asks for nothing. `own` names the
    parameters of the page that are neither of the search nor of every page.
    """
    query = without_empty(query)
    ignored = PAGE_PARAMETERS | own | set(filter(is_tracking, query))
    parsed = filters.parse(query, ignore=ignored)
    unknown = [name for name in parsed.errors if not filters.is_known(name)]
    errors = {name: found for name, found in parsed.errors.items() if filters.is_known(name)}
    is_town_centre = query.get("lieu") == "commune"
    said = query.get(SAID, "")[:MAX_WORDS_LENGTH]
    before = query.get(AFTER, "")
    after = int(before) if before.isdecimal() and len(before) <= _MOST_BEFORE else 0
    after = after if parsed.search.window.cursor else 0
    in_danger = query.get(IN_DANGER) == YES
    if not errors:
        return Reading(
            parsed.search, errors, unknown, parsed.radius_km, is_town_centre, said, in_danger, after
        )
    mended = query.copy()
    for name in [*errors, *unknown]:
        mended.pop(name, None)
    for name in errors:
        if isinstance(one := filters.criterion_of(name), Choices):
            mended.setlist(name, [code for code in query.getlist(name) if one.knows(code)])
    if errors.keys() & {"lat", "lon"}:
        mended.pop("lat", None)
        mended.pop("lon", None)
    kept = filters.parse(filters.without_orphans(mended), ignore=ignored)
    told = {name: [_plain(name, query.getlist(name), found)] for name, found in errors.items()}
    told |= {name: [_not_asked(name)] for name in filters.orphans(query)}
    return Reading(kept.search, told, unknown, kept.radius_km, is_town_centre, said, in_danger, after)


def link_to(query: QueryDict) -> str:
    """The address of the page of a search."""
    encoded = query.urlencode(safe=",~")
    return f"{reverse('home')}?{encoded}" if encoded else reverse("home")


def without_empty(query: QueryDict) -> QueryDict:
    """The same query string without parameters left empty; an emptied address means something."""
    kept = query.copy()
    for name in query:
        if name != "adresse":
            kept.setlist(name, [value for value in query.getlist(name) if value.strip()])
            if not kept.getlist(name):
                del kept[name]
    return kept


def _same_place(one: Search, other: Search) -> bool:
    here, there = one.place, other.place
    return bool(here and there and replace(here, radius_km=there.radius_km) == there)


def _not_asked(name: str) -> str:
    """What to say of a criterion of one theme alone where the theme is not asked for."""
    said = required(filters.of_a_need(name))
    return _(
        "Ce lien le demande pour « %(theme)s » seulement, qui n’est pas parmi les besoins choisis :"
        " ajoutez ce besoin, ou faites sans."
    ) % {"theme": THEME_BY_CODE[said[1]].nom}


def _plain(name: str, given: list[str], found: list[str]) -> str:
    """What was wrong with a parameter, for who never heard of parameters."""
    if name in PLACE_PARAMETERS:
        return _(
            "Le lieu de ce lien n’a pas été compris. Écrivez une commune, un code postal ou une adresse."
        )
    one = filters.criterion_of(name)
    name = one.parameter if one else name
    choices = one if isinstance(one, Choices) else None
    wrong = [value for value in given if choices is None or not choices.knows(value)]
    if not choices and name != "ouvert" and len(given) > 1:
        return _("Ce lien en donne plusieurs, et un seul peut servir.")
    if name == "q":
        return found[0]
    if name == "cursor":
        return _("La suite de la liste n’a pas été retrouvée : la voici depuis le début.")
    if name in ("limit", "vue", "tri", "bbox", "zoom"):
        return _("Ce réglage du lien n’a pas été compris : la page fait sans lui.")
    values = {"value": presentation.repeated((wrong or given)[0])}
    if name == "rayon_km":
        return _(
            "« %(value)s » n’est pas une distance que nous comprenons : choisissez-en une, %(most)s au plus."
        ) % {**values, "most": presentation.kilometres_text(MAX_RADIUS_KM)}
    if name == "ouvert":
        return (
            _(
                "« %(value)s » n’est pas un moment que nous comprenons, ou il est trop loin : choisissez-en"
                " un dans la liste."
            )
            % values
        )
    if name in registry.SWITCHES:
        return _("« %(value)s » n’a pas été compris : cochez la case, ou laissez-la vide.") % values
    return _("« %(value)s » n’est pas un des choix proposés : choisissez-en un.") % values
