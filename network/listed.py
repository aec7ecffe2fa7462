# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a list of the network is asked by its address: codes that are chosen, a territory, words, and what
each list adds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self

from django.http import QueryDict
from django.utils.translation import gettext as _

from network.typed import place_of, words_of
from places.territories import territory
from places.territory_field import Named

WORDS, TERRITORY, PAGE = "mots", "territoire", "page"

# By name of the address, the codes that it may have, each with its label.
Choices = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Chip:
    """What is asked, in words, and the query without it."""

    label: str
    query: str


@dataclass(frozen=True, slots=True)
class Further:
    """What one list asks beside: its parameters of the address, its words, and all that is asked but it."""

    parameters: Mapping[str, str]
    label: str
    without: "Listed"


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list is asked. `chosen` has codes of `choices` by name of the address; `told` what of the
    address means nothing, in words for its reader, by name. A list that asks more adds fields, and says them
    by `further`."""

    choices: ClassVar[Choices] = {}

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    place: Named | None = None
    typed_place: str = ""
    words: str = ""
    told: Mapping[str, str] = field(default_factory=dict)

    def further(self) -> Iterator[Further]:
        """Each thing that this list alone asks."""
        return iter(())

    @property
    def is_nothing(self) -> bool:
        """Whether all that the list holds is asked for."""
        return not (self.chosen or self.place or self.words or any(True for _one in self.further()))

    @property
    def in_words(self) -> str:
        """What is asked, for a title; empty for all."""
        return ", ".join(chip.label for chip in self.chips())

    def query(self) -> str:
        """The query string that asks the same, without a « ? »."""
        data = QueryDict(mutable=True)
        for name, codes in self.chosen.items():
            data.setlist(name, list(codes))
        if self.place:
            data[TERRITORY] = self.place[1]
        if self.words:
            data[WORDS] = self.words
        for one in self.further():
            data.update(one.parameters)
        return data.urlencode()

    def chips(self) -> Iterator[Chip]:
        """Each thing that is asked, and the query without it."""
        for name, codes in self.chosen.items():
            for code in codes:
                yield Chip(str(self.choices[name][code]), self._without(name, code).query())
        if self.place:
            named = territory(*self.place)
            yield Chip(str(named) if named else self.place[1], replace(self, place=None).query())
        if self.words:
            yield Chip(_("« %(words)s »") % {"words": self.words}, replace(self, words="").query())
        for one in self.further():
            yield Chip(one.label, one.without.query())

    def _without(self, name: str, code: str) -> Self:
        left = tuple(one for one in self.chosen[name] if one != code)
        kept = {one: codes for one, codes in self.chosen.items() if one != name}
        return replace(self, chosen=kept | ({name: left} if left else {}))


def read_listed(data: QueryDict, choices: Choices, typed: str, *, by_commune: bool = False) -> dict[str, Any]:
    """What an address asks of any list, as the fields of a `Listed`; what of it means nothing is told, and
    left out. `typed` is what it says of a territory; `by_commune` takes a commune's name for its EPCI."""
    chosen, told = {}, {}
    for name, known in choices.items():
        given = dict.fromkeys(code for code in data.getlist(name) if code)
        if codes := tuple(code for code in given if code in known):
            chosen[name] = codes
        if strange := [code for code in given if code not in known]:
            told[name] = _("« %(word)s » ne veut rien dire ici.") % {"word": strange[0][:40]}
    typed = typed.strip()[:200]
    place, unknown = place_of(typed, by_commune=by_commune)
    if unknown:
        told[TERRITORY] = unknown
    return {
        "chosen": chosen,
        "place": place,
        "typed_place": typed,
        "words": words_of(data.get(WORDS, "")),
        "told": told,
    }
