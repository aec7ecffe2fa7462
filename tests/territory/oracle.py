"""The oracle for tests, which are skipped where its folder is not named."""

import pytest

from bench.territory_oracle import VARIABLE, expected, is_there, people, projected_structures, structures

needs_oracle = pytest.mark.skipif(
    not is_there(), reason=f"{VARIABLE} does not name the folder of the oracle's files"
)

__all__ = ["expected", "needs_oracle", "people", "projected_structures", "structures"]
