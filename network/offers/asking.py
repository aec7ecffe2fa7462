# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the list of announcements is asked by its address: offers or requests, of what, themes, a territory,
words."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from django.db.models import Count, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from mapping.vocabulary import THEMES
from network.listed import Choices, Further, Listed, read_listed
from network.models import OfferKind, OfferSide
from network.models.common import SharedQuerySet
from network.saying import saying
from network.territories import is_in
from network.typed import of_any_kind

_CHOICES: dict[str, dict[str, Any]] = {
    "sens": dict(OfferSide.choices),
    "quoi": dict(OfferKind.choices),
    "theme": {theme.code: theme.nom for theme in THEMES},
}
_COLUMNS = {"sens": "side__in", "quoi": "what__in", "theme": "themes__overlap"}
_COUNTED = {"sens": "side", "quoi": "what"}
CLOSED = "closes"


@dataclass(frozen=True, slots=True)
class Asked(Listed):
    """What a list of announcements is asked. `is_closed` asks for what was found or taken."""

    choices: ClassVar[Choices] = _CHOICES

    is_closed: bool = False

    def further(self) -> Iterator[Further]:
        """What was found or taken."""
        if self.is_closed:
            yield Further({CLOSED: "oui"}, _("closes"), replace(self, is_closed=False))

    def among(self, announcements: SharedQuerySet, but: str = "") -> SharedQuerySet:
        """Those of the announcements that are asked for; `but` leaves one name of the address aside."""
        found = announcements.filter(closed_on__isnull=not self.is_closed)
        for name, lookup in _COLUMNS.items():
            if name != but and (codes := self.chosen.get(name)):
                found = found.filter(**{lookup: list(codes)})
        if self.place:
            found = found.filter(is_in(*self.place))
        return found.filter(pk__in=saying(self.words, _texts(found))) if self.words else found

    def counts(self, announcements: SharedQuerySet) -> dict[str, dict[str, int]]:
        """By name of the address and code, how many announcements choosing it would show, with all else that
        is asked."""
        return {
            name: dict(
                self.among(announcements, but=name).order_by().values_list(column).annotate(Count("pk"))
            )
            for name, column in _COUNTED.items()
        }


def _texts(announcements: SharedQuerySet) -> QuerySet:
    """What each announcement says; those that are open are few."""
    return announcements.order_by().values_list("pk", "title", "summary", "text")


def read(data: QueryDict) -> Asked:
    """What an address asks; what of it means nothing is told, and left out."""
    listed = read_listed(data, _CHOICES, of_any_kind(data), by_commune=True)
    return Asked(**listed, is_closed=data.get(CLOSED) == "oui")


def choices(name: str) -> list[tuple[str, Any]]:
    """The codes that a name of the address may have, each with its label."""
    return list(_CHOICES[name].items())
