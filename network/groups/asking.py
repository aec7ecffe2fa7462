# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the list of groups is asked by its address: kinds, themes, a territory, words, those that are
archived."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from accounts.models import Group
from mapping.vocabulary import THEMES
from network.resources.asking import Chip
from network.saying import saying
from network.territories import holds_in
from network.typed import place_of, words_of
from places.territories import territory
from places.territory_field import Named

_CHOICES: dict[str, dict[str, Any]] = {
    "nature": dict(Group.Kind.choices),
    "theme": {theme.code: theme.nom for theme in THEMES},
}
_COLUMNS = {"nature": "kind__in", "theme": "themes__overlap"}
WORDS, TERRITORY, ARCHIVED, PAGE = "mots", "territoire", "archives", "page"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list of groups is asked. `chosen` has codes by name of the address; `told` what of the address
    means nothing, in words for its reader, by name. `is_archived` asks for those that are archived."""

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    place: Named | None = None
    typed_place: str = ""
    words: str = ""
    is_archived: bool = False
    told: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_nothing(self) -> bool:
        """Whether every group that lives is asked for."""
        return not (self.chosen or self.place or self.words or self.is_archived)

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
        if self.is_archived:
            data[ARCHIVED] = "oui"
        return data.urlencode()

    def chips(self) -> Iterator[Chip]:
        """Each thing that is asked, and the query without it."""
        for name, codes in self.chosen.items():
            for code in codes:
                yield Chip(str(_CHOICES[name][code]), self._without(name, code).query())
        if self.place:
            named = territory(*self.place)
            yield Chip(str(named) if named else self.place[1], replace(self, place=None).query())
        if self.words:
            yield Chip(f"« {self.words} »", replace(self, words="").query())
        if self.is_archived:
            yield Chip("archivés", replace(self, is_archived=False).query())

    def _without(self, name: str, code: str) -> "Asked":
        left = tuple(one for one in self.chosen[name] if one != code)
        kept = {one: codes for one, codes in self.chosen.items() if one != name}
        return replace(self, chosen=kept | ({name: left} if left else {}))

    def among(self, groups: QuerySet[Group]) -> QuerySet[Group]:
        """Those of the groups that are asked for."""
        found = groups.filter(archived_at__isnull=not self.is_archived)
        for name, lookup in _COLUMNS.items():
            if codes := self.chosen.get(name):
                found = found.filter(**{lookup: list(codes)})
        if self.place:
            found = found.filter(holds_in(*self.place))
        return found.filter(pk__in=saying(self.words, _texts(found))) if self.words else found


def _texts(groups: QuerySet[Group]) -> QuerySet:
    """What each group says of itself; a département has some dozens."""
    return groups.order_by().values_list("pk", "name", "summary", "about")


def read(data: QueryDict) -> Asked:
    """What an address asks; what of it means nothing is told, and left out."""
    chosen, told = {}, {}
    for name, known in _CHOICES.items():
        given = dict.fromkeys(code for code in data.getlist(name) if code)
        if codes := tuple(code for code in given if code in known):
            chosen[name] = codes
        if strange := [code for code in given if code not in known]:
            told[name] = f"« {strange[0][:40]} » ne veut rien dire ici."
    typed = data.get(TERRITORY, "").strip()[:200]
    place, unknown = place_of(typed)
    if unknown:
        told[TERRITORY] = unknown
    words = words_of(data.get(WORDS, ""))
    return Asked(chosen, place, typed, words, data.get(ARCHIVED) == "oui", told)


def choices(name: str) -> list[tuple[str, Any]]:
    """The codes that a name of the address may have, each with its label."""
    return list(_CHOICES[name].items())
