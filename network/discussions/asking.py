# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the list of discussions is asked by its address: words, themes, a territory, a group, what they are
about, questions that wait."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from django.db.models import QuerySet
from django.http import QueryDict

from common.numbers import number_in
from mapping.vocabulary import THEME_BY_CODE
from network.resources.asking import Chip
from network.territories import holds_in
from network.typed import place_of, words_of
from places.territories import territory
from places.territory_field import Named

WORDS, TERRITORY, GROUP, THEME, WAITING, PAGE = (
    "mots",
    "territoire",
    "groupe",
    "theme",
    "sans-reponse",
    "page",
)
# What a discussion may be about, by the name of the address.
ABOUT = {"structure": "structure", "fiche": "resource", "evenement": "event"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list of discussions is asked. `chosen` has codes by name of the address, `about` at most one
    record by its field and number; `told` what of the address means nothing, in words, by name."""

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    place: Named | None = None
    typed_place: str = ""
    words: str = ""
    group: int = 0
    about: tuple[str, int] | None = None
    is_waiting: bool = False
    told: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_nothing(self) -> bool:
        """Whether every discussion is asked for."""
        return not (self.chosen or self.place or self.words or self.group or self.about or self.is_waiting)

    def query(self) -> str:
        """The query string that asks the same, without a « ? »."""
        data = QueryDict(mutable=True)
        for name, codes in self.chosen.items():
            data.setlist(name, list(codes))
        if self.place:
            data[TERRITORY] = self.place[1]
        if self.words:
            data[WORDS] = self.words
        if self.group:
            data[GROUP] = str(self.group)
        if self.about:
            data[next(name for name, one in ABOUT.items() if one == self.about[0])] = str(self.about[1])
        if self.is_waiting:
            data[WAITING] = "oui"
        return data.urlencode()

    def chips(self, group: str, about: str) -> Iterator[Chip]:
        """Each thing that is asked, and the query without it; what the group and the record are called."""
        for code in self.chosen.get(THEME, ()):
            left = tuple(one for one in self.chosen[THEME] if one != code)
            rest = replace(self, chosen={THEME: left} if left else {})
            yield Chip(str(THEME_BY_CODE[code].nom), rest.query())
        if self.place:
            named = territory(*self.place)
            yield Chip(str(named) if named else self.place[1], replace(self, place=None).query())
        if self.words:
            yield Chip(f"« {self.words} »", replace(self, words="").query())
        if self.group:
            yield Chip(group or "un groupe", replace(self, group=0).query())
        if self.about:
            yield Chip(
                f"à propos de {about}" if about else "à propos d’autre chose",
                replace(self, about=None).query(),
            )
        if self.is_waiting:
            yield Chip("questions sans réponse retenue", replace(self, is_waiting=False).query())

    def among(self, topics: QuerySet) -> QuerySet:
        """Those of the topics that are asked for; their words are `searching.saying`'s."""
        found = topics
        if themes := self.chosen.get(THEME):
            found = found.filter(themes__overlap=list(themes))
        if self.place:
            found = found.filter(holds_in(*self.place))
        if self.group:
            found = found.filter(group=self.group)
        if self.about:
            found = found.filter(**{self.about[0]: self.about[1]})
        return found.filter(asks=True, answer__isnull=True) if self.is_waiting else found


def read(data: QueryDict) -> Asked:
    """What an address asks; what of it means nothing is told, and left out."""
    told = {}
    given = dict.fromkeys(code for code in data.getlist(THEME) if code)
    themes = tuple(code for code in given if code in THEME_BY_CODE)
    if strange := [code for code in given if code not in THEME_BY_CODE]:
        told[THEME] = f"« {strange[0][:40]} » ne veut rien dire ici."
    typed = data.get(TERRITORY, "").strip()[:200]
    place, unknown = place_of(typed)
    if unknown:
        told[TERRITORY] = unknown
    return Asked(
        {THEME: themes} if themes else {},
        place,
        typed,
        words_of(data.get(WORDS, "")),
        number_in(data.get(GROUP, "")) or 0,
        about_in(data),
        data.get(WAITING) == "oui",
        told,
    )


def about_in(data: QueryDict) -> tuple[str, int] | None:
    """What an address says that a discussion is about: a field of a topic and a number."""
    for name, one in ABOUT.items():
        if number := number_in(data.get(name, "")):
            return one, number
    return None
