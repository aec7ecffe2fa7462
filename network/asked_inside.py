# SPDX-License-Identifier: AGPL-3.0-or-later
"""What lists of what professionals write together are asked by their address: words, a group, a territory."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from accounts.groups import read_by
from accounts.models import Group
from common.numbers import number_in
from mapping.presentation import short_name
from network.group_choice import may_begin
from network.saying import saying
from network.territories import holds_in
from network.typed import place_of, words_of
from places.territory_field import Named

WORDS, GROUP, TERRITORY, PAGE = "mots", "groupe", "territoire", "page"


@dataclass(frozen=True, slots=True)
class Asked:
    """`group` is a group whose inside the reader reads, None for any; `wrong` is what is said of a territory
    that is none, `may_begin` whether the reader begins something new in that group."""

    words: str = ""
    group: Group | None = None
    place: Named | None = None
    typed_place: str = ""
    wrong: str = ""
    may_begin: bool = False

    @property
    def group_name(self) -> str:
        """What the group is called, without the mark of an example."""
        return short_name(self.group.name, self.group.is_example) if self.group else ""

    def query(self) -> str:
        """The query string that asks the same, without a « ? »."""
        data = QueryDict(mutable=True)
        if self.words:
            data[WORDS] = self.words
        if self.group:
            data[GROUP] = str(self.group.pk)
        if self.place:
            data[TERRITORY] = self.place[1]
        return data.urlencode()

    def among(self, records: QuerySet, texts: Iterable[tuple[Any, ...]] = ()) -> QuerySet:
        """Those of the records that are asked for; `texts` has what each says, by number."""
        found = records
        if self.group:
            found = found.filter(group=self.group)
        if self.place:
            found = found.filter(holds_in(*self.place))
        return found.filter(pk__in=saying(self.words, texts)) if self.words else found


def read(data: QueryDict, user: Any) -> Asked:
    """What an address asks, of a reader; a group that they do not read is asked for in vain."""
    number = number_in(data.get(GROUP, "")) or 0
    typed = data.get(TERRITORY, "").strip()[:200]
    place, wrong = place_of(typed)
    group = read_by(user).filter(pk=number).first() if number else None
    begins = group is not None and may_begin(user, group)
    return Asked(words_of(data.get(WORDS, "")), group, place, typed, wrong, begins)
