# SPDX-License-Identifier: AGPL-3.0-or-later
"""Arrays as the package hands them around, and as PostgreSQL sends them."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def floats(sent: bytes | memoryview | None) -> Floats:
    """The numbers that `string_agg(float8send(…), '')` put one after the other; none of NULL."""
    return np.frombuffer(bytes(sent or b""), dtype=">f8").astype(float)


def integers(sent: bytes | memoryview | None) -> NDArray[np.int64]:
    """The same of `int8send`."""
    return np.frombuffer(bytes(sent or b""), dtype=">i8").astype(np.int64)
