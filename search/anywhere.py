# SPDX-License-Identifier: AGPL-3.0-or-later
"""A question without a place: what a page answers before anybody says where, as from abroad.

Over the site's own département, or all of France for a site that covers it, the best told of first: nobody
knows what is near. In the API such a question is one over everything there is, by number.
"""

from dataclasses import dataclass, replace

from django.conf import settings
from django.utils.translation import gettext as _

from places.territories import Territory, TerritoryKind, territory
from search import registry
from search.question import INFORMED, Search

_AT_A_DISTANCE = "a-distance"


@dataclass(frozen=True, slots=True)
class Anywhere:
    """The `search` that stands for a question without a place, and the `territory` that it is answered over:
    None for all of France. `remote_first` says that services at a distance are what is asked for."""

    search: Search
    territory: Territory | None
    remote_first: bool

    @property
    def text(self) -> str:
        """Over what it is answered, and what to do for distances."""
        if self.territory is None:
            return _("Dans toute la France. Dites où vous êtes pour avoir les distances.")
        return _("Dans tout le département : %(name)s. Dites où vous êtes pour avoir les distances.") % {
            "name": self.territory
        }

    def as_asked(self, changed: Search) -> Search:
        """A search made from this one as a link asks it: without the territory and the order that nobody
        asked for. Where the list goes on, its order is kept."""
        order = changed.window.order if changed.window.cursor else "distance"
        criteria = changed.criteria
        if self.territory and criteria.departement == self.territory.code:
            criteria = replace(criteria, departement="")
        return replace(changed, criteria=criteria, window=replace(changed.window, order=order))


def is_question(asked: Search) -> bool:
    """Whether anything is asked of a service, wherever it is."""
    return any(
        getattr(asked.criteria, one.name)
        for one in registry.CRITERIA
        if one.name not in registry.OF_THE_ANSWER
    )


def anywhere(asked: Search) -> Anywhere | None:
    """What stands for a question without a place; None where it says where, or asks nothing."""
    somewhere = asked.place or asked.criteria.says_a_territory
    if somewhere or not is_question(asked):
        return None
    own = None
    if settings.DEPARTEMENT != "all":
        own = territory(TerritoryKind.DEPARTEMENT, settings.DEPARTEMENT)
    return Anywhere(
        replace(
            asked,
            criteria=replace(asked.criteria, departement=own.code if own else ""),
            window=replace(asked.window, order=INFORMED),
        ),
        own,
        any(_AT_A_DISTANCE in need.criteria.modes for need in asked.needs()),
    )
