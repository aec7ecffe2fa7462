# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the list of discussions is asked by its address: words, themes, a territory, a group, what they are
about, questions that wait."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from django.db.models import QuerySet
from django.http import QueryDict

from common.numbers import number_in
from mapping.vocabulary import THEMES
from network.listed import TERRITORY, Choices, Further, Listed, read_listed
from network.territories import holds_in

GROUP, THEME, WAITING = "groupe", "theme", "sans-reponse"
_CHOICES = {THEME: {theme.code: theme.nom for theme in THEMES}}
# What a discussion may be about, by the name of the address.
ABOUT = {"structure": "structure", "fiche": "resource", "evenement": "event"}


@dataclass(frozen=True, slots=True)
class Asked(Listed):
    """What a list of discussions is asked. `about` is at most one record by its field and number;
    `group_name` and `about_name` are what it and the group are called, where somebody knows."""

    choices: ClassVar[Choices] = _CHOICES

    group: int = 0
    about: tuple[str, int] | None = None
    is_waiting: bool = False
    group_name: str = ""
    about_name: str = ""

    def further(self) -> Iterator[Further]:
        """A group, what they are about, questions that wait."""
        if self.group:
            said = self.group_name or "un groupe"
            yield Further({GROUP: str(self.group)}, said, replace(self, group=0))
        if self.about:
            name = next(name for name, one in ABOUT.items() if one == self.about[0])
            said = f"à propos de {self.about_name}" if self.about_name else "à propos d’autre chose"
            yield Further({name: str(self.about[1])}, said, replace(self, about=None))
        if self.is_waiting:
            said = "questions sans réponse retenue"
            yield Further({WAITING: "oui"}, said, replace(self, is_waiting=False))

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
    return Asked(
        **read_listed(data, _CHOICES, data.get(TERRITORY, "")),
        group=number_in(data.get(GROUP, "")) or 0,
        about=about_in(data),
        is_waiting=data.get(WAITING) == "oui",
    )


def about_in(data: QueryDict) -> tuple[str, int] | None:
    """What an address says that a discussion is about: a field of a topic and a number."""
    for name, one in ABOUT.items():
        if number := number_in(data.get(name, "")):
            return one, number
    return None
