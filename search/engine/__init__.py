# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one search: `run(search, role)` is the list, the rest are its views.

`docs/search.md` is the contract.
"""

from search.engine.facets import facets
from search.engine.matching import services_asked_for
from search.engine.nearest import COUNT_CAP, Answer, nearest_beyond, run, total
from search.engine.relax import Relaxation, relaxations
from search.engine.remote import remote
from search.engine.unsettled import Unsettled, unsettled

__all__ = [
    "COUNT_CAP",
    "Answer",
    "Relaxation",
    "Unsettled",
    "facets",
    "nearest_beyond",
    "relaxations",
    "remote",
    "run",
    "services_asked_for",
    "total",
    "unsettled",
]
