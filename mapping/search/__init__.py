"""The one search: `run(search, role)` is the list, the rest are its views.

`docs/search.md` is the contract.
"""

from mapping.search.nearest import COUNT_CAP, Answer, nearest_beyond, run, total

__all__ = ["COUNT_CAP", "Answer", "nearest_beyond", "run", "total"]
