# SPDX-License-Identifier: AGPL-3.0-or-later
"""The integer programs of siting, given to HiGHS: matrices in, numbers of candidates out.

`gains` is (people, candidates), with an entry only where a candidate is better than today. Their gap is the
share of the value that the proven bound is above it: 0 is an optimum.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import coo_array, csr_array, diags_array, hstack

# More columns than this are not compared two by two: their table would not fit in memory.
_COMPARED = 5_000
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
    columns = undominated(gains[lacking])
    rows, same = _distinct(csr_array(gains[lacking][:, columns]))
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
    return _solved(answer, candidates, columns=columns)


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
    if not covered_by.shape[0]:
        return Solved((), 0.0, 0.0)
    rows, columns = covered_by, np.arange(covered_by.shape[1])
    # What one rule takes away lets the other take more.
    while True:
        size = rows.shape
        kept = undominated(rows)
        rows, columns = csr_array(rows[:, kept]), columns[kept]
        # A row that holds all the candidates of another is met whenever the other is.
        rows = csr_array(rows[undominated(csr_array(rows.T), least=True)])
        if rows.shape == size:
            break
    rows, _same = _distinct(rows)
    candidates = len(columns)
    answer = milp(
        np.ones(candidates),
        integrality=np.ones(candidates),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(rows, lb=1),
        options={"time_limit": limit_s, "mip_rel_gap": 0},
    )
    return _solved(answer, candidates, columns=columns)


def undominated(matrix: csr_array, *, least: bool = False) -> NDArray[np.int64]:
    """The columns whose rows are not all those of another column; of equal ones, the first.

    With `least`, those that do not hold all the rows of another one. All of them where there are too many to
    be compared two by two.
    """
    columns = matrix.shape[1]
    if columns > _COMPARED:
        return np.arange(columns)
    held = (matrix != 0).astype(np.float32)
    shared = (held.T @ held).toarray()
    size = shared.diagonal()
    smaller, order = (size[None, :] if least else size[:, None]), np.arange(columns)
    inside = shared == smaller
    # Equal columns are inside one another: the first of them stays.
    other = (size[None, :] < size[:, None]) if least else (size[None, :] > size[:, None])
    equal = (size[None, :] == size[:, None]) & (order[None, :] < order[:, None])
    return np.flatnonzero(~(inside & (other | equal)).any(axis=1))


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


def _solved(
    answer: OptimizeResult,
    candidates: int,
    scale: float = 1.0,
    columns: NDArray[np.int64] | None = None,
) -> Solved | None:
    if answer.x is None:
        return None
    numbers = np.arange(candidates) if columns is None else columns
    opened = tuple(int(numbers[each]) for each in np.flatnonzero(answer.x[:candidates] > 0.5))
    value, bound = abs(answer.fun), abs(answer.mip_dual_bound)
    gap = abs(bound - value) / value if value else 0.0
    return Solved(opened, value * scale, gap if gap > PROVEN else 0.0)
