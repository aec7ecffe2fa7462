"""The one search: `run(search, role)` is the list, the rest are its views.

`docs/search.md` is the contract.
"""

from mapping.search.facets import facets
from mapping.search.matching import services_asked_for
from mapping.search.nearest import COUNT_CAP, Answer, nearest_beyond, run, total
from mapping.search.relax import Relaxation, relaxations
from mapping.search.remote import remote
from mapping.search.unsettled import Unsettled, unsettled

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
