"""A reader of vector tiles of points (Mapbox Vector Tile 2.1), by the specification and nothing more."""

import math
import struct
from collections.abc import Iterator

from layers.tiles import LAYER


def points_of(tile: bytes, z: int, x: int, y: int) -> list[dict]:
    """The points of the tile's one layer: their properties, `id` where they have one, `lat` and `lon`."""
    found = []
    for _number, layer in fields(tile):
        parts = list(fields(layer))
        (name,) = [value.decode() for number, value in parts if number == 1]
        assert name == LAYER
        keys = [value.decode() for number, value in parts if number == 3]
        values = [value_of(value) for number, value in parts if number == 4]
        extent = next((value for number, value in parts if number == 5), 4096)
        found += [point_of(value, keys, values, extent, (z, x, y)) for number, value in parts if number == 2]
    return found


def point_of(feature: bytes, keys: list[str], values: list, extent: int, tile: tuple) -> dict:
    parts = dict(fields(feature))
    tags = list(varints(parts[2]))
    said = {keys[key]: values[value] for key, value in zip(tags[::2], tags[1::2], strict=True)}
    if 1 in parts:
        said["id"] = parts[1]
    assert parts[3] == 1, "a point"
    move, east, south = varints(parts[4])
    assert move == 9, "one move"
    z, x, y = tile
    across = (x + signed(east) / extent) / 2**z
    down = (y + signed(south) / extent) / 2**z
    lat = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * down))))
    return said | {"lon": across * 360 - 180, "lat": lat}


def value_of(message: bytes) -> object:
    ((kind, value),) = fields(message)
    return value.decode() if kind == 1 else signed(value) if kind == 6 else value


def signed(number: int) -> int:
    return (number >> 1) ^ -(number & 1)


def fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    place = 0
    while place < len(message):
        key, place = varint(message, place)
        number, kind = key >> 3, key & 7
        if kind == 0:
            value, place = varint(message, place)
        elif kind == 2:
            length, place = varint(message, place)
            value, place = message[place : place + length], place + length
        else:
            (value,), place = struct.unpack_from("<d", message, place), place + 8
        yield number, value


def varints(message: bytes) -> Iterator[int]:
    place = 0
    while place < len(message):
        value, place = varint(message, place)
        yield value


def varint(message: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[place]
        value |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if byte < 0x80:
            return value, place
