# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the agenda is asked by its address: themes, kinds, publics, a territory, near where, for whom."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mapping.presentation import kilometres_text
from mapping.vocabulary import PUBLICS, THEMES
from network.events import near
from network.listed import TERRITORY, Choices, Further, Listed, read_listed
from network.models import Audience, EventKind
from network.models.common import SharedQuerySet
from network.territories import is_in
from network.typed import of_any_kind
from places.territories import TerritoryKind
from places.territory_field import Named
from search.question import DEFAULT_RADIUS_KM, Place

# A session of a structure's service is no event: it is asked for beside their kinds.
SESSION = "session"
_CHOICES: dict[str, dict[str, Any]] = {
    "theme": {theme.code: theme.nom for theme in THEMES},
    "nature": {**dict(EventKind.choices), SESSION: _("Session d’une structure")},
    "public": dict(PUBLICS),
}
FOR = "lecteurs"
_NETWORK = "reseau"
# In the place of a territory: not even the site's own.
EVERYWHERE = "partout"


@dataclass(frozen=True, slots=True)
class Asked(Listed):
    """What the agenda is asked, which takes no words. `near` is a place with a radius, `radius_km` that
    radius, or the one for a place that is to be said. `is_for_network` asks for what only professionals read;
    `is_apart` for what answers all of it but is nowhere, instead of near. `takes_unthemed` has what says no
    theme answer each. Without a territory nor a place
    it is what is held in that of the site, unless `is_everywhere`."""

    choices: ClassVar[Choices] = _CHOICES

    near: Place | None = None
    radius_km: float = DEFAULT_RADIUS_KM
    is_apart: bool = False
    is_for_network: bool = False
    is_everywhere: bool = False
    takes_unthemed: bool = False

    def further(self) -> Iterator[Further]:
        """Everywhere, near a place, what only professionals read."""
        if self.is_everywhere and not self.place:
            everywhere = {TERRITORY: EVERYWHERE}
            yield Further(everywhere, gettext("partout"), replace(self, is_everywhere=False))
        if self.near:
            said = gettext("à moins de %(distance)s de %(place)s") % {
                "distance": kilometres_text(self.near.radius_km),
                "place": near.name_of(self.near),
            }
            yield Further(self.near.parameters(), said, replace(self, near=None))
        if self.is_for_network:
            said = gettext("pour les professionnels")
            yield Further({FOR: _NETWORK}, said, replace(self, is_for_network=False))

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
    typed = of_any_kind(data)
    is_everywhere = typed.strip().lower() == EVERYWHERE
    listed = read_listed(data, _CHOICES, "" if is_everywhere else typed, by_commune=True)
    around, radius_km, wrong = near.read(data)
    if wrong:
        listed["told"][near.TYPED] = wrong
    # The agenda takes no words.
    return Asked(
        **listed | {"words": "", "typed_place": typed.strip()[:200]},
        near=around,
        radius_km=radius_km,
        is_for_network=data.get(FOR) == _NETWORK,
        is_everywhere=is_everywhere,
    )


def choices(name: str) -> list[tuple[str, Any]]:
    """The codes that a name of the address may have, each with its label."""
    return list(_CHOICES[name].items())
