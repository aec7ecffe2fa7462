# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the list of groups is asked by its address: kinds, themes, a territory, words, those that are
archived."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import QueryDict

from accounts.models import Group
from mapping.vocabulary import THEMES
from network.listed import TERRITORY, Choices, Further, Listed, read_listed
from network.saying import saying
from network.territories import holds_in

_CHOICES: dict[str, dict[str, Any]] = {
    "nature": dict(Group.Kind.choices),
    "theme": {theme.code: theme.nom for theme in THEMES},
}
_COLUMNS = {"nature": "kind__in", "theme": "themes__overlap"}
ARCHIVED = "archives"


@dataclass(frozen=True, slots=True)
class Asked(Listed):
    """What a list of groups is asked. `is_archived` asks for those that are archived."""

    choices: ClassVar[Choices] = _CHOICES

    is_archived: bool = False

    def further(self) -> Iterator[Further]:
        """Those that are archived."""
        if self.is_archived:
            yield Further({ARCHIVED: "oui"}, "archivés", replace(self, is_archived=False))

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
    listed = read_listed(data, _CHOICES, data.get(TERRITORY, ""))
    return Asked(**listed, is_archived=data.get(ARCHIVED) == "oui")


def choices(name: str) -> list[tuple[str, Any]]:
    """The codes that a name of the address may have, each with its label."""
    return list(_CHOICES[name].items())
