# SPDX-License-Identifier: AGPL-3.0-or-later
"""JSON and GeoJSON, read object by object by ijson, never whole: in the bounded process alone."""

import decimal
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import ijson

from common.files.book import Unreadable, too_many_rows
from common.files.limits import MAX_CELL, MAX_COLUMNS, MAX_ROWS

# How deep in a document its list may be: « response.results », a uMap's « layers.item.features ».
_MAX_LIST_DEPTH = 3
FEATURES = "features"
LATITUDE, LONGITUDE = "latitude", "longitude"
# How deep objects may nest before they are kept as a text.
_MAX_DEPTH = 3
_MAX_NESTING = 60


def lists(path: Path) -> Iterator[list]:
    """The lists of objects of a JSON document, itself or its members: [name, prefix by which `rows` reads it,
    names of the fields, whether it is a map's] each. Raises Unreadable.
    """
    for name, prefix in _prefixes(path).items():
        if headers := _headers(path, name, prefix):
            yield [name, prefix, headers, is_map(name)]


def rows(path: Path, name: str, prefix: str) -> Iterator[list]:
    """The objects of one of those lists: [number, members]. Raises Unreadable."""
    for number, item in enumerate(_objects(path, prefix), start=1):
        yield [number, _flat(item, name)]


def is_map(name: str) -> bool:
    """Whether a list is a map's: its objects have a point."""
    return name.rpartition(".")[2] == FEATURES


def _prefixes(path: Path) -> dict[str, str]:
    kind, names = _shape(path)
    if kind == "array":
        return {"": "item"}
    # A map's layers hold its places; what else it lists is how it is drawn.
    places = [name for name in names if is_map(name)]
    return {name: f"{name}.item" for name in places or names}


def _check_depth(path: Path) -> None:
    """Refuse what nests deeper than any directory does, before anything follows it down."""
    depth = 0
    with path.open("rb") as file:
        try:
            for event, _value in ijson.basic_parse(file):
                if event in ("start_map", "start_array"):
                    depth += 1
                    if depth > _MAX_NESTING:
                        raise Unreadable("Ce fichier JSON est mal formé : ses objets s'emboîtent sans fin.")
                elif event in ("end_map", "end_array"):
                    depth -= 1
        except (ijson.JSONError, UnicodeDecodeError, ValueError) as error:
            raise _malformed(error) from None


def _shape(path: Path) -> tuple[str, list[str]]:
    """Whether the document is an array, and the lists among its members."""
    _check_depth(path)
    found: list[str] = []
    with path.open("rb") as file:
        try:
            for prefix, event, _value in ijson.parse(file):
                if prefix == "" and event == "start_array":
                    return "array", []
                # Only objects make rows, and not those within the rows of a list already found.
                if event == "start_map" and prefix.endswith(".item") and prefix.count(".") <= _MAX_LIST_DEPTH:
                    name = prefix.removesuffix(".item")
                    within = any(name.startswith(f"{other}.item") for other in found)
                    if name not in found and (not within or is_map(name)):
                        found.append(name)
                if prefix == "" and event not in ("start_map", "map_key", "end_map"):
                    break
        except (ijson.JSONError, UnicodeDecodeError, ValueError) as error:
            raise _malformed(error) from None
    return "object", found


def _headers(path: Path, name: str, prefix: str) -> list[str]:
    headers: dict[str, None] = {}
    for count, item in enumerate(_objects(path, prefix), start=1):
        if count > MAX_ROWS:
            raise Unreadable(too_many_rows())
        headers.update(dict.fromkeys(_flat(item, name)))
        if len(headers) > MAX_COLUMNS:
            raise Unreadable(
                f"Ces objets ont plus de {MAX_COLUMNS} champs différents, le plus qui soit accepté."
            )
    return list(headers)


def _objects(path: Path, prefix: str) -> Iterator[dict]:
    with path.open("rb") as file:
        try:
            for item in ijson.items(file, prefix):
                if isinstance(item, dict):
                    yield item
        except (ijson.JSONError, UnicodeDecodeError, ValueError, RecursionError) as error:
            raise _malformed(error) from None


def _malformed(error: Exception) -> Unreadable:
    return Unreadable(
        f"Ce fichier JSON est mal formé : il n'est pas lu ({str(error).splitlines()[0][:120]})."
    )


def _flat(item: dict, name: str) -> dict[str, Any]:
    """An object's members, nested ones as « address.street »; a GeoJSON feature's, with its point."""
    if is_map(name):
        values = _members(item.get("properties") or {})
        if item.get("id") not in (None, "") and not str(values.get("id") or "").strip():
            values = {"id": _value(item["id"]), **values}
        lon, lat = _point(item.get("geometry"))
        return {**values, LATITUDE: lat, LONGITUDE: lon}
    return _members(item)


def _members(item: dict, prefix: str = "", depth: int = 1) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in item.items():
        key = str(key)[:200].replace("\0", "")
        if isinstance(value, dict) and value and depth < _MAX_DEPTH:
            values.update(_members(value, f"{prefix}{key}.", depth + 1))
        else:
            values[f"{prefix}{key}"] = _value(value)
    return values


def _value(value: Any) -> Any:
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() and abs(value) < 10**18 else float(value)
    if isinstance(value, str):
        return value[:MAX_CELL].replace("\0", "")
    if isinstance(value, list):
        return [_value(part) for part in islice(value, 1000)]
    if isinstance(value, dict):
        return {str(key): _value(part) for key, part in islice(value.items(), 1000)}
    return value


def _point(geometry: Any) -> tuple[float | None, float | None]:
    """The point of a geometry, or the middle of its box; (None, None) without one."""
    corners: list[tuple[float, float]] = []

    def walk(part: Any, depth: int) -> None:
        if depth > 5 or not isinstance(part, list) or len(corners) > 100_000:
            return
        if len(part) >= 2 and all(isinstance(number, int | float | decimal.Decimal) for number in part[:2]):
            corners.append((float(part[0]), float(part[1])))
            return
        for inner in part:
            walk(inner, depth + 1)

    if isinstance(geometry, dict):
        walk(geometry.get("coordinates"), 0)
    if not corners:
        return None, None
    lons, lats = zip(*corners, strict=True)
    return (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
