# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the agenda is asked by its address: themes, kinds, publics, a territory, near where, for whom."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mapping.presentation import kilometres_text
from mapping.vocabulary import PUBLICS, THEMES
from network.events import near
from network.models import Audience, EventKind
from network.models.common import SharedQuerySet
from network.resources.asking import Chip
from network.territories import is_in
from network.typed import place_of
from places.territories import TerritoryKind, territory
from places.territory_field import Named
from search.question import DEFAULT_RADIUS_KM, Place

# A session of a structure's service is no event: it is asked for beside their kinds.
SESSION = "session"
_CHOICES: dict[str, dict[str, Any]] = {
    "theme": {theme.code: theme.nom for theme in THEMES},
    "nature": {**dict(EventKind.choices), SESSION: _("Session d’une structure")},
    "public": dict(PUBLICS),
}
TERRITORY, FOR = "territoire", "lecteurs"
_NETWORK = "reseau"
# In the place of a territory: not even the site's own.
EVERYWHERE = "partout"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the agenda is asked. `chosen` has codes by name of the address; `told` what of the address means
    nothing, in words for its reader, by name. `near` is a place with a radius, `radius_km` that radius, or
    the one for a place that is to be said. `is_for_network` asks for what only professionals read;
    `is_apart` for what answers all of it but is nowhere, instead of near. `takes_unthemed` has what says no
    theme answer each. Without a territory nor a place
    it is what is held in that of the site, unless `is_everywhere`."""

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    place: Named | None = None
    typed_place: str = ""
    near: Place | None = None
    radius_km: float = DEFAULT_RADIUS_KM
    is_apart: bool = False
    is_for_network: bool = False
    is_everywhere: bool = False
    takes_unthemed: bool = False
    told: Mapping[str, str] = field(default_factory=dict)

    def query(self) -> str:
        """The query string that asks the same, without a « ? »."""
        data = QueryDict(mutable=True)
        for name, codes in self.chosen.items():
            data.setlist(name, list(codes))
        if self.place:
            data[TERRITORY] = self.place[1]
        elif self.is_everywhere:
            data[TERRITORY] = EVERYWHERE
        if self.near:
            data.update(self.near.parameters())
        if self.is_for_network:
            data[FOR] = _NETWORK
        return data.urlencode()

    @property
    def in_words(self) -> str:
        """What is asked, for a title; empty for all."""
        return ", ".join(chip.label for chip in self.chips())

    def chips(self) -> Iterator[Chip]:
        """Each thing that is asked, and the query without it."""
        for name, codes in self.chosen.items():
            for code in codes:
                yield Chip(str(_CHOICES[name][code]), self._without(name, code).query())
        if self.place:
            named = territory(*self.place)
            yield Chip(str(named) if named else self.place[1], replace(self, place=None).query())
        elif self.is_everywhere:
            yield Chip(gettext("partout"), replace(self, is_everywhere=False).query())
        if self.near:
            said = gettext("à moins de %(distance)s de %(place)s") % {
                "distance": kilometres_text(self.near.radius_km),
                "place": near.name_of(self.near),
            }
            yield Chip(said, replace(self, near=None).query())
        if self.is_for_network:
            yield Chip(gettext("pour les professionnels"), replace(self, is_for_network=False).query())

    def _without(self, name: str, code: str) -> "Asked":
        left = tuple(one for one in self.chosen[name] if one != code)
        kept = {one: codes for one, codes in self.chosen.items() if one != name}
        return replace(self, chosen=kept | ({name: left} if left else {}))

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of events that are asked for; empty for all of them, or for sessions alone."""
        return tuple(code for code in self.chosen.get("nature", ()) if code != SESSION)

    @property
    def wants_sessions(self) -> bool:
        """Whether sessions of structures' services are told too."""
        asked = self.chosen.get("nature", ())
        return not self.is_for_network and not self.is_apart and (not asked or SESSION in asked)

    @property
    def within(self) -> Named | None:
        """The territory in which it is held: the one that is asked, else the site's own; None for
        everywhere, and near a place."""
        if self.place or self.is_everywhere or self.near or settings.DEPARTEMENT == "all":
            return self.place
        return TerritoryKind.DEPARTEMENT, settings.DEPARTEMENT

    def among(self, events: SharedQuerySet) -> SharedQuerySet:
        """Those of the events that are asked for."""
        found = events
        if codes := self.chosen.get("theme"):
            unthemed = Q(themes=[]) if self.takes_unthemed else Q()
            found = found.filter(Q(themes__overlap=list(codes)) | unthemed)
        if self.chosen.get("nature"):
            found = found.filter(kind__in=self.kinds)
        if codes := self.chosen.get("public"):
            found = found.filter(publics__overlap=list(codes))
        if self.within:
            found = found.filter(is_in(*self.within))
        if self.near:
            is_near = near.within(self.near)
            found = found.filter(near.nowhere(), ~is_near) if self.is_apart else found.filter(is_near)
        return found.filter(audience__gt=Audience.PUBLIC) if self.is_for_network else found


def read(data: QueryDict) -> Asked:
    """What an address asks; what of it means nothing is told, and left out."""
    chosen, told = {}, {}
    for name, known in _CHOICES.items():
        given = dict.fromkeys(code for code in data.getlist(name) if code)
        if codes := tuple(code for code in given if code in known):
            chosen[name] = codes
        if strange := [code for code in given if code not in known]:
            told[name] = gettext("« %(word)s » ne veut rien dire ici.") % {"word": strange[0][:40]}
    # A link of the réseau names a territory by its kind, as the one filter does.
    named = next((one for kind in TerritoryKind if (one := data.get(str(kind), ""))), "")
    typed = str(named).strip()[:200]
    is_everywhere = typed.lower() == EVERYWHERE
    place, unknown = (None, "") if is_everywhere else place_of(typed, by_commune=True)
    if unknown:
        told[TERRITORY] = unknown
    around, radius_km, wrong = near.read(data)
    if wrong:
        told[near.TYPED] = wrong
    return Asked(
        chosen,
        place,
        typed,
        near=around,
        radius_km=radius_km,
        is_for_network=data.get(FOR) == _NETWORK,
        is_everywhere=is_everywhere,
        told=told,
    )


def choices(name: str) -> list[tuple[str, Any]]:
    """The codes that a name of the address may have, each with its label."""
    return list(_CHOICES[name].items())
