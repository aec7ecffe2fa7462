# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the search before a structure's page asked, and how each of its services answers it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.roles import Role
from mapping.models import VisibleService
from mapping.presentation import inhabitants_of
from mapping.vocabulary import THEME_BY_ID
from places.lookup import commune_at
from search import engine, registry, told
from search.criteria import moment_text
from search.criterion import Choices, Criterion, Moment, Switch, Table
from search.question import Criteria, Search
from search.told_terms import levels_text, lowered


@dataclass(frozen=True, slots=True)
class Answers:
    """What is asked of a service, a condition each, in words: what it meets, what nobody says, and what it is
    known not to meet."""

    met: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A search, the numbers of the services that it found, the codes of the themes that each answers where it
    asks for several, and the services that it found although they do not take people from there, whom
    `outsiders` names."""

    search: Search = field(default_factory=Search)
    services: frozenset[int] = frozenset()
    needs: Mapping[int, Sequence[str]] = field(default_factory=dict)
    outside: frozenset[int] = frozenset()
    outsiders: str = ""

    @classmethod
    def before(cls, search: Search, role: Role, structures: list[int]) -> "Asked":
        """What `search` asks of these structures, as `role` may see them."""
        outside = engine.services_out_of_zone(search, role, structures)
        return cls(
            search,
            engine.services_asked_for(search, role, structures),
            engine.needs_of_services(search, role, structures),
            outside,
            _commune_of(search) if outside else "",
        )

    def zone_note(self, service: VisibleService) -> str:
        """That a service does not take people from where the search was asked; empty where it may."""
        return out_of_zone(self.outsiders) if service.id in self.outside else ""

    def of(self, service: VisibleService) -> list[Criteria]:
        """What is asked of a service: the criteria of each need whose theme is one of its own; nothing where
        it is none of what was asked for."""
        themes = {THEME_BY_ID[number].code for number in service.themes if number in THEME_BY_ID}
        needs = [need.criteria for need in self.search.needs()]
        return [need for need in needs if not need.themes or themes & set(need.themes)]

    def criteria_of(self, service: VisibleService) -> Criteria:
        """The first of them; what asks for nothing where there is none."""
        return next(iter(self.of(service)), Criteria())

    def answers(self, service: VisibleService, around: told.Around) -> Answers:
        """How a service answers what is asked of it."""
        found: dict[str, dict[str, None]] = {"met": {}, "unsaid": {}, "unmet": {}}
        for criteria in self.of(service):
            for name, text in _answers(service, criteria, around):
                found[name][text] = None
        return Answers(**{name: tuple(texts) for name, texts in found.items()})


def out_of_zone(commune: str) -> str:
    """That people of a commune are not taken, or of here where it has no name."""
    if commune:
        return _("Hors zone : ne prend pas, en principe, %(people)s") % {"people": inhabitants_of(commune)}
    return _("Hors zone : ne prend pas, en principe, les habitants d'ici")


def _commune_of(search: Search) -> str:
    found = commune_at(search.place.lon, search.place.lat) if search.place else None
    return found.nom if found else ""


def _answers(service: VisibleService, asked: Criteria, around: told.Around) -> Iterator[tuple[str, str]]:
    """Each condition in words, with how it is answered."""
    card = told.tell(service, asked, around)
    facts = {fact.key: fact for fact in [*card.facts, card.when] if fact and (fact.met or fact.doubt)}
    for one in registry.CRITERIA:
        value = getattr(asked, one.name)
        if not value or not isinstance(one, Choices | Switch | Moment):
            continue
        if one is registry.THEME or one.name in registry.OF_THE_ANSWER:
            continue
        if one is registry.PLACES:
            yield _places(service), lowered(one.label)
            continue
        fact = facts.get(one.parameter)
        if fact and fact.met and isinstance(one, Choices) and (had := _had(one, value, service, around)):
            # Each of what was asked that the place has, not one or the other.
            yield from (("met", _in_words(one, [code])) for code in had)
            continue
        yield "unmet" if fact is None else "met" if fact.met else "unsaid", _in_words(one, value)


def _had(one: Choices, asked: Iterable[str], service: VisibleService, around: told.Around) -> list[str]:
    """The values asked for that a service, or its structure, says itself or by a finer one."""
    record = around.structure if one.column and one.column.table is Table.STRUCTURE else service
    if record is None or one.column is None:
        return []
    said = set(one.said_by(getattr(record, one.column.name)))
    said |= {one.under.get(code, "") for code in said}
    return [code for code in asked if code in said]


def _places(service: VisibleService) -> str:
    if service.places_restantes is None:
        return "unsaid"
    return "met" if service.places_restantes else "unmet"


def _in_words(one: Criterion, value: str | Iterable[str]) -> str:
    """What was asked for: « jeudi soir », « A1 ou A2 », « gratuit »."""
    if isinstance(one, Moment):
        return moment_text(str(value))
    if isinstance(one, Choices):
        if one is registry.NIVEAU:
            labels = [levels_text([code]) for code in value]
        else:
            labels = [lowered(one.labels[code]) for code in value]
        return pgettext("entre deux choix", " ou ").join(labels)
    return lowered(one.label)
