# SPDX-License-Identifier: AGPL-3.0-or-later
"""From degrees to metres: the legal projection of each part of France.

Distances are planar, in the projection that is legal where they are measured (decree 2000-1276 and its
amendments): Lambert-93 in mainland France and Corsica, one UTM zone for each overseas département.
Web Mercator stretches France by half and would nearly double the people out of reach.
"""

from functools import lru_cache

import numpy as np
from pyproj import Transformer

from territory.arrays import Floats

LAMBERT_93 = 2154
# Guadeloupe and Martinique (UTM 20N), Guyane (22N), La Réunion (40S), Mayotte (38S).
_OVERSEAS = {"971": 5490, "972": 5490, "973": 2972, "974": 2975, "976": 4471}


def legal_projection(departement_code: str) -> int:
    """The EPSG code of the projection that is legal in a département; Lambert-93 for any other code."""
    return _OVERSEAS.get(departement_code, LAMBERT_93)


def project(lon: Floats, lat: Floats, epsg: int) -> Floats:
    """Points in degrees (WGS 84) as an (n, 2) array of metres in `epsg`; NaN where either is not a number."""
    x, y = _transformer(epsg).transform(lon, lat)
    points = np.column_stack([np.atleast_1d(x), np.atleast_1d(y)]).astype(float)
    points[~np.isfinite(points).all(axis=1)] = np.nan
    return points


@lru_cache(maxsize=8)
def _transformer(epsg: int) -> Transformer:
    return Transformer.from_crs(4326, epsg, always_xy=True)
