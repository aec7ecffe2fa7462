# SPDX-License-Identifier: AGPL-3.0-or-later
"""What lists of what professionals write together are asked by their address: words, a group, a territory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from accounts.groups import read_by
from accounts.models import Group
from common.numbers import number_in
from mapping.presentation import short_name
from network.group_choice import may_begin
from network.listed import TERRITORY, Further, Listed, read_listed
from network.saying import saying
from network.territories import holds_in

GROUP = "groupe"


@dataclass(frozen=True, slots=True)
class Asked(Listed):
    """`group` is a group whose inside the reader reads, None for any; `may_begin` whether the reader begins
    something new in it."""

    group: Group | None = None
    may_begin: bool = False

    @property
    def group_name(self) -> str:
        """What the group is called, without the mark of an example."""
        return short_name(self.group.name, self.group.is_example) if self.group else ""

    def further(self) -> Iterator[Further]:
        """A group."""
        if self.group:
            yield Further({GROUP: str(self.group.pk)}, self.group_name, replace(self, group=None))

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
    group = read_by(user).filter(pk=number).first() if number else None
    begins = group is not None and may_begin(user, group)
    return Asked(**read_listed(data, {}, data.get(TERRITORY, "")), group=group, may_begin=begins)
