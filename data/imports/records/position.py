# SPDX-License-Identifier: AGPL-3.0-or-later
"""A position as the columns of the directory hold it."""

import struct
from typing import Any

from data.imports.geocode import Located


def position(located: Located) -> dict[str, Any]:
    """The three columns of a position; the point as the hexadecimal EWKB that PostGIS writes."""
    if located.lon is None or located.lat is None:
        return {"position": None, "position_precision": "", "position_origin": ""}
    return {
        "position": ewkb(located.lon, located.lat),
        "position_precision": str(located.precision),
        "position_origin": located.origin,
    }


def ewkb(lon: float, lat: float) -> str:
    """A WGS 84 point in PostGIS' own text: little-endian EWKB with its SRID, in capitals."""
    return struct.pack("<BIIdd", 1, 0x20000001, 4326, lon, lat).hex().upper()


def from_ewkb(text: str) -> tuple[float, float]:
    """Longitude and latitude of what `ewkb` wrote."""
    lon, lat = struct.unpack("<dd", bytes.fromhex(text)[-16:])
    return lon, lat
