# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a list of news, or a feed, is asked by its address: a theme, a territory."""

from dataclasses import dataclass

from django.http import QueryDict

from mapping.vocabulary import THEME_BY_CODE
from network.models.common import SharedQuerySet
from network.where import Where, here, of_territory
from places.territories import TerritoryKind, territory


@dataclass(frozen=True, slots=True)
class Asked:
    """A theme, by its code, and a territory; empty and None for all. What an address says that is neither is
    left aside."""

    theme: str = ""
    place: tuple[TerritoryKind, str] | None = None

    @property
    def query(self) -> str:
        """The same, as a query string."""
        asked = QueryDict(mutable=True)
        if self.theme:
            asked["theme"] = self.theme
        if self.place:
            asked[str(self.place[0])] = self.place[1]
        return asked.urlencode()

    @property
    def in_words(self) -> str:
        """What is asked, for a title; empty for all."""
        words = [str(THEME_BY_CODE[self.theme].nom)] if self.theme else []
        return ", ".join([*words, *([self.place_in_words] if self.place else [])])

    @property
    def place_in_words(self) -> str:
        """The territory's name; empty for all."""
        named = territory(*self.place) if self.place else None
        return named.nom if named else ""

    @property
    def where(self) -> Where | None:
        """Where it is asked for."""
        return of_territory(*self.place) if self.place else None

    def among(self, shared: SharedQuerySet) -> SharedQuerySet:
        """Of what is shared, what is asked for."""
        found = here(shared, self.where)
        return found.filter(themes__contains=[self.theme]) if self.theme else found


def read(query: QueryDict) -> Asked:
    """What an address asks for."""
    theme = query.get("theme", "")
    for kind in TerritoryKind:
        code = query.get(kind, "")
        if code and territory(kind, code) is not None:
            return Asked(theme if theme in THEME_BY_CODE else "", (kind, code))
    return Asked(theme if theme in THEME_BY_CODE else "")
