# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads zones from a GeoJSON, in a process of its own whose memory and time are bounded.

`python -m territory.zone_reader MEMORY SECONDS FILE MAX_ZONES MAX_POINTS` writes one zone a line, or what is
wrong. Nothing of the site is loaded here.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from common.files.bounded import serve

_AREAS = {"Polygon": 3, "MultiPolygon": 4}
# Columns by what the usual files call them, in small letters.
_NAMES = ("nom", "name", "nom_qp", "lib_qp", "libelle", "nom_zone")
_CODES = ("code_qp", "code", "code_zone", "id_qp", "insee", "id")
_PEOPLE = (
    "habitants",
    "population",
    "pop",
    "pop_qp",
    "pop_mun",
    "pop_totale",
    "nb_habitants",
    "nb_hab",
    "ind",
)
_MOST_PEOPLE = 10_000_000


def answer(path: str, max_zones: str, max_points: str) -> Iterator[dict]:
    """The areas of a GeoJSON in degrees, with names, codes and people; the last may be `{"wrong"}`."""
    try:
        read = json.loads(Path(path).read_bytes())
    except (ValueError, RecursionError):
        yield {"wrong": "json"}
        return
    features = read.get("features") if isinstance(read, dict) else None
    if not isinstance(features, list) or not features:
        yield {"wrong": "empty"}
        return
    if len(features) > int(max_zones):
        yield {"wrong": "zones"}
        return
    points = 0
    for number, feature in enumerate(features, start=1):
        zone = _zone(feature, number)
        points += 0 if "wrong" in zone else _count(zone["geometry"]["coordinates"])
        if points > int(max_points):
            zone = {"wrong": "points", "n": number}
        yield zone
        if "wrong" in zone:
            return


def _zone(feature: Any, number: int) -> dict:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(geometry, dict):
        return {"wrong": "area", "n": number}
    kind = geometry.get("type")
    if not isinstance(kind, str) or kind not in _AREAS:
        return {"wrong": "area", "n": number}
    coordinates = geometry.get("coordinates")
    if not _in_degrees(coordinates, _AREAS[kind]):
        return {"wrong": "degrees", "n": number}
    properties = feature.get("properties")
    told = properties if isinstance(properties, dict) else {}
    by_name = {str(key).strip().casefold(): value for key, value in told.items()}
    kept: dict[str, Any] = {"nom": _text(by_name, _NAMES), "code": _text(by_name, _CODES)}
    people = _people(by_name)
    return {
        "type": "Feature",
        "properties": kept if people is None else kept | {"habitants": people},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def _text(told: dict[str, Any], keys: tuple[str, ...]) -> str:
    found = [str(told[key]).strip() for key in keys if isinstance(told.get(key), str | int) and told[key]]
    return found[0][:120] if found else ""


def _people(told: dict[str, Any]) -> float | None:
    """How many live in a zone, where its file says so in a number; never a guess."""
    for key in _PEOPLE:
        value = told.get(key)
        if isinstance(value, str):
            text = "".join(value.split()).replace(",", ".")
            value = (
                float(text)
                if text.replace(".", "", 1).isascii() and text.replace(".", "", 1).isdigit()
                else None
            )
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= _MOST_PEOPLE:
            return float(value)
    return None


def _in_degrees(part: Any, depth: int) -> bool:
    if not isinstance(part, list) or not part:
        return False
    if depth > 1:
        return all(_in_degrees(each, depth - 1) for each in part)
    # The zone's plan alone is kept: a height is not.
    del part[2:]
    # Written so that NaN fails too, and numbers of any length are compared as they are.
    return (
        len(part) == 2
        and all(isinstance(value, int | float) for value in part)
        and -180 <= part[0] <= 180
        and -90 <= part[1] <= 90
    )


def _count(part: list) -> int:
    return sum(map(_count, part)) if isinstance(part[0], list) else 1


if __name__ == "__main__":
    sys.exit(serve(answer))
