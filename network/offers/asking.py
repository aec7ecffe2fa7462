# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the list of announcements is asked by its address: offers or requests, of what, themes, a territory,
words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Count, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from mapping.vocabulary import THEMES
from network.models import OfferKind, OfferSide
from network.models.common import SharedQuerySet
from network.resources.asking import Chip
from network.saying import saying
from network.territories import is_in
from network.typed import place_of, words_of
from places.territories import TerritoryKind, territory
from places.territory_field import Named

_CHOICES: dict[str, dict[str, Any]] = {
    "sens": dict(OfferSide.choices),
    "quoi": dict(OfferKind.choices),
    "theme": {theme.code: theme.nom for theme in THEMES},
}
_COLUMNS = {"sens": "side__in", "quoi": "what__in", "theme": "themes__overlap"}
_COUNTED = {"sens": "side", "quoi": "what"}
WORDS, TERRITORY, CLOSED, PAGE = "mots", "territoire", "closes", "page"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list of announcements is asked. `chosen` has codes by name of the address; `told` what of the
    address means nothing, in words for its reader, by name. `is_closed` asks for what was found or taken."""

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    place: Named | None = None
    typed_place: str = ""
    words: str = ""
    is_closed: bool = False
    told: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_nothing(self) -> bool:
        """Whether every open announcement is asked for."""
        return not (self.chosen or self.place or self.words or self.is_closed)

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
        if self.is_closed:
            data[CLOSED] = "oui"
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
            yield Chip(_("« %(words)s »") % {"words": self.words}, replace(self, words="").query())
        if self.is_closed:
            yield Chip(_("closes"), replace(self, is_closed=False).query())

    def _without(self, name: str, code: str) -> "Asked":
        left = tuple(one for one in self.chosen[name] if one != code)
        kept = {one: codes for one, codes in self.chosen.items() if one != name}
        return replace(self, chosen=kept | ({name: left} if left else {}))

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
    chosen, told = {}, {}
    for name, known in _CHOICES.items():
        given = dict.fromkeys(code for code in data.getlist(name) if code)
        if codes := tuple(code for code in given if code in known):
            chosen[name] = codes
        if strange := [code for code in given if code not in known]:
            told[name] = _("« %(word)s » ne veut rien dire ici.") % {"word": strange[0][:40]}
    # A link of the réseau names a territory by its kind, as the one filter does.
    named = next((one for kind in TerritoryKind if (one := data.get(str(kind), ""))), "")
    typed = str(named).strip()[:200]
    place, unknown = place_of(typed, by_commune=True)
    if unknown:
        told[TERRITORY] = unknown
    words = words_of(data.get(WORDS, ""))
    return Asked(chosen, place, typed, words, data.get(CLOSED) == "oui", told)


def choices(name: str) -> list[tuple[str, Any]]:
    """The codes that a name of the address may have, each with its label."""
    return list(_CHOICES[name].items())
