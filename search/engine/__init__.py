# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one search: `run(search, role)` is the list, the rest are its views.

`docs/search.md` is the contract.
"""

from search.engine.facets import facets
from search.engine.matching import Met, met, needs_of_services, services_asked_for, services_out_of_zone
from search.engine.nearest import COUNT_CAP, Answer, nearest_beyond, run, total, totals
from search.engine.needs import ByNeed, Counted, NeedAnswer, by_need, counts
from search.engine.relax import Relaxation, relaxations
from search.engine.remote import remote
from search.engine.unsettled import Unsettled, unsettled

__all__ = [
    "COUNT_CAP",
    "Answer",
    "ByNeed",
    "Counted",
    "Met",
    "NeedAnswer",
    "Relaxation",
    "Unsettled",
    "by_need",
    "counts",
    "facets",
    "met",
    "nearest_beyond",
    "needs_of_services",
    "relaxations",
    "remote",
    "run",
    "services_asked_for",
    "services_out_of_zone",
    "total",
    "totals",
    "unsettled",
]
