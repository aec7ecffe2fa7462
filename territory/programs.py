"""The integer programs of siting, given to HiGHS: matrices in, numbers of candidates out.

`gains` is (people, candidates), with an entry only where a candidate is better than today. Their gap is the
share of the value that the proven bound is above it: 0 is an optimum.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import coo_array, csr_array, diags_array, hstack

# Below this a gap is the solver's arithmetic, not a doubt.
PROVEN = 1e-6


@dataclass(frozen=True, slots=True)
class Solved:
    """Candidates to open, what they are worth together, and the gap; None where nothing was proven."""

    opened: tuple[int, ...]
    value: float
    gap: float | None


def coverage(gains: csr_array, sites: int, limit_s: float) -> Solved | None:
    """The most people covered by `sites` candidates; None where `limit_s` seconds gave no answer.

    One variable for each candidate and one for each set of candidates that cover the same people; these
    need not be integers, since they are covered whole as soon as one of their candidates opens.
    """
    lacking = np.flatnonzero(np.diff(gains.indptr))
    people = gains[lacking].max(axis=1).toarray().ravel()
    rows, same = _distinct(gains[lacking])
    weight = np.bincount(same, weights=people)
    groups, candidates = rows.shape
    covered = hstack([rows, -diags_array(np.ones(groups))], format="csr")
    answer = milp(
        np.concatenate([np.zeros(candidates), -weight]),
        integrality=np.concatenate([np.ones(candidates), np.zeros(groups)]),
        bounds=Bounds(0, 1),
        constraints=[LinearConstraint(covered, lb=0), _at_most(sites, candidates, groups)],
        options={"time_limit": limit_s, "mip_rel_gap": 0},
    )
    return _solved(answer, candidates)


def median(gains: csr_array, sites: int, limit_s: float) -> Solved | None:
    """The greatest sum of each one's best gain from `sites` candidates; None without an answer in time.

    One variable for each candidate, and one for each useful pair (the share of it that is used), at most one
    whole for each commune and none of a candidate that stays closed.
    """
    pairs = coo_array(gains)
    number, candidates = pairs.nnz, gains.shape[1]
    pair = np.arange(number)
    ones = np.ones(number)
    # The solver's tolerances suit values around one; person-metres come by the billion.
    scale = float(pairs.data.max())
    opened = hstack(
        [
            csr_array((-ones, (pair, pairs.coords[1])), shape=(number, candidates)),
            diags_array(ones),
        ],
        format="csr",
    )
    once = csr_array(
        (ones, (pairs.coords[0], candidates + pair)), shape=(gains.shape[0], candidates + number)
    )
    answer = milp(
        np.concatenate([np.zeros(candidates), -pairs.data / scale]),
        integrality=np.concatenate([np.ones(candidates), np.zeros(number)]),
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(opened, ub=0),
            LinearConstraint(once, ub=1),
            _at_most(sites, candidates, number),
        ],
        options={"time_limit": limit_s, "mip_rel_gap": 0},
    )
    return _solved(answer, candidates, scale)


def fewest(covered_by: csr_array, limit_s: float) -> Solved | None:
    """The fewest candidates such that each row has one of them open; None without an answer in time."""
    candidates = covered_by.shape[1]
    rows, _same = _distinct(covered_by)
    if not rows.shape[0]:
        return Solved((), 0.0, 0.0)
    answer = milp(
        np.ones(candidates),
        integrality=np.ones(candidates),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(rows, lb=1),
        options={"time_limit": limit_s, "mip_rel_gap": 0},
    )
    return _solved(answer, candidates)


def _at_most(sites: int, candidates: int, others: int) -> LinearConstraint:
    row = csr_array(np.concatenate([np.ones(candidates), np.zeros(others)]).reshape(1, -1))
    return LinearConstraint(row, ub=sites)


def _distinct(matrix: csr_array) -> tuple[csr_array, NDArray[np.int64]]:
    """The distinct sets of candidates of the rows, as rows of ones, and the number of each row's own."""
    matrix.sort_indices()
    numbers: dict[bytes, int] = {}
    same = np.empty(matrix.shape[0], dtype=np.int64)
    firsts = []
    for row, (start, end) in enumerate(zip(matrix.indptr[:-1], matrix.indptr[1:], strict=True)):
        key = matrix.indices[start:end].tobytes()
        if key not in numbers:
            numbers[key] = len(numbers)
            firsts.append(row)
        same[row] = numbers[key]
    rows = csr_array(matrix[firsts])
    rows.data = np.ones_like(rows.data, dtype=float)
    return rows, same


def _solved(answer: OptimizeResult, candidates: int, scale: float = 1.0) -> Solved | None:
    if answer.x is None:
        return None
    opened = tuple(int(each) for each in np.flatnonzero(answer.x[:candidates] > 0.5))
    value, bound = abs(answer.fun), abs(answer.mip_dual_bound)
    gap = abs(bound - value) / value if value else 0.0
    return Solved(opened, value * scale, gap if gap > PROVEN else 0.0)
