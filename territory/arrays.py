"""Names of the arrays that the package hands around."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
