"""JSON and GeoJSON, read object by object by ijson, never whole."""

import decimal
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import ijson

from common.files.book import Book, Row, Table, Unreadable
from common.files.limits import MAX_CELL, MAX_COLUMNS, MAX_ROWS
from common.files.text import too_many_rows

# How deep in a document its list may be: « response.results », a uMap's « layers.item.features ».
_MAX_LIST_DEPTH = 3
FEATURES = "features"
LATITUDE, LONGITUDE = "latitude", "longitude"
# How deep objects may nest before they are kept as a text.
_MAX_DEPTH = 3
_MAX_NESTING = 60


def read_json(path: Path) -> Book:
    """The lists of objects of a JSON document: itself, or its members. Raises Unreadable."""
    kind, names = _shape(path)
    prefixes = {"": "item"} if kind == "array" else {name: f"{name}.item" for name in names}
    if any(_is_features(name) for name in names):
        # A map's layers hold its places; what else it lists is how it is drawn.
        prefixes = {name: prefix for name, prefix in prefixes.items() if _is_features(name)}
    tables = [_table(path, name, prefix) for name, prefix in prefixes.items()]
    tables = [table for table in tables if table.headers]
    if not tables:
        raise Unreadable(
            "Ce fichier JSON ne contient pas de liste d'objets : une liste, ou un objet dont un membre est "
            "une liste (« structures », « data », « features »…), est attendue."
        )
    return Book("GeoJSON" if any(map(_is_features, prefixes)) else "JSON", tuple(tables))


def _is_features(name: str) -> bool:
    return name.rpartition(".")[2] == FEATURES


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
    found = []
    with path.open("rb") as file:
        try:
            for prefix, event, _value in ijson.parse(file):
                if prefix == "" and event == "start_array":
                    return "array", []
                # Only objects make rows, and not those within the rows of a list already found.
                if event == "start_map" and prefix.endswith(".item") and prefix.count(".") <= _MAX_LIST_DEPTH:
                    name = prefix.removesuffix(".item")
                    within = any(name.startswith(f"{other}.item") for other in found)
                    if name not in found and (not within or _is_features(name)):
                        found.append(name)
                if prefix == "" and event not in ("start_map", "map_key", "end_map"):
                    break
        except (ijson.JSONError, UnicodeDecodeError, ValueError) as error:
            raise _malformed(error) from None
    return "object", found


def _table(path: Path, name: str, prefix: str) -> Table:
    headers: dict[str, None] = {}
    for count, item in enumerate(_objects(path, prefix), start=1):
        if count > MAX_ROWS:
            raise Unreadable(too_many_rows())
        headers.update(dict.fromkeys(_flat(item, name)))
        if len(headers) > MAX_COLUMNS:
            raise Unreadable(
                f"Ces objets ont plus de {MAX_COLUMNS} champs différents, le plus qui soit accepté."
            )
    names = tuple(headers)

    def rows() -> Iterator[Row]:
        for number, item in enumerate(_objects(path, prefix), start=1):
            values = _flat(item, name)
            yield number, [values.get(header) for header in names]

    return Table(name, names, rows)


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
    if _is_features(name):
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
