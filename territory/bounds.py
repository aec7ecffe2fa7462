# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fewer candidates for the p-median, without losing the optimum: a Lagrangian bound (Narula et al. 1977).

Each commune pays λ for being served; what is left is a value for each candidate, and the best sites are those
of the greatest values. That is never less than the optimum. A candidate whose presence would bring the bound
below a choice already known can be in no better one, and is left out of the integer program.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

_ITERATIONS = 1000
# Halve the step after this many turns without a better bound, and stop when it is this small.
_PATIENCE, _SMALLEST = 20, 1e-4
_LEAN = 0.85
# The arithmetic of sums of billions of person-metres: within this share, two values are the same.
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Reduced:
    """`bound` is at least what any choice of so many sites is worth; `kept` are the candidates that a choice
    better than the known one may use."""

    bound: float
    kept: NDArray[np.int64]


def reduce(gains: csr_array, sites: int, served: NDArray[np.float64]) -> Reduced:
    """Bound the best of `sites` candidates, from what a known choice gives each commune (`served`)."""
    pairs = gains.tocoo()
    who, where, gain = pairs.coords[0], pairs.coords[1], pairs.data
    by_candidate = gains.tocsc()
    candidates = gains.shape[1]
    known = float(served.sum())
    price = served.copy()
    best, best_value = np.inf, np.zeros(candidates)
    way = np.zeros_like(price)
    step, waited = 1.0, 0
    for _turn in range(_ITERATIONS):
        value = np.bincount(where, weights=np.maximum(gain - price[who], 0), minlength=candidates)
        opened = np.argpartition(-value, sites - 1)[:sites] if sites < candidates else np.arange(candidates)
        bound = float(price.sum() + value[opened].sum())
        if bound < best * (1 - _SAME):
            best, best_value, waited = bound, value, 0
        else:
            waited += 1
            if waited >= _PATIENCE:
                step, waited = step / 2, 0
        if best <= known * (1 + _SAME) or step < _SMALLEST:
            break
        chosen = by_candidate[:, opened]
        used = np.bincount(chosen.indices[chosen.data > price[chosen.indices]], minlength=gains.shape[0])
        slope = 1.0 - used
        # A price at zero cannot fall further.
        slope[(price <= 0) & (slope > 0)] = 0
        # Leaning on the way come from damps the zigzag of bare slopes (Camerini et al. 1975).
        way = slope + _LEAN * way
        norm = float((way**2).sum())
        if not norm:
            break
        price = np.maximum(0, price - step * (bound - known) / norm * way)
    return Reduced(best, _kept(best, best_value, sites, known))


def _kept(bound: float, value: NDArray[np.float64], sites: int, known: float) -> NDArray[np.int64]:
    if sites >= len(value):
        return np.arange(len(value))
    last = np.partition(value, -sites)[-sites]
    # With a candidate of less value than the last one taken, the bound falls by the difference.
    reachable = bound - np.maximum(last - value, 0) >= known * (1 - _SAME)
    return np.flatnonzero(reachable)
