"""The one outside service of the site, stood in for on the loopback: background tiles."""

import contextlib
import random
import struct
import zlib
from functools import cache

from bench.audit.loopback import serving

_SIDE = 256
_SEED = 20_260_101
# Paper and what is faintly drawn on it: a tile of plain colour would weigh nothing.
_PAPER, _DRAWN = 0xF1F2EA, (0xE9EBDF, 0xECE9DF, 0xE6EAE6, 0xEEEDE6)


@cache
def image() -> bytes:
    """A PNG of 256 pixels by 256, about as heavy as a tile of a plan (15 kB)."""
    chance = random.Random(_SEED)
    lines = b""
    for _row in range(_SIDE):
        pixels = [_PAPER] * _SIDE
        for column in chance.sample(range(_SIDE), 90):
            pixels[column] = chance.choice(_DRAWN)
        lines += b"\0" + b"".join(pixel.to_bytes(3, "big") for pixel in pixels)
    header = struct.pack(">IIBBBBB", _SIDE, _SIDE, 8, 2, 0, 0, 0)
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(lines)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def server() -> contextlib.AbstractContextManager[str]:
    """The address of a tile server that answers every path with the same image."""
    headers = {"Content-Type": "image/png", "Cache-Control": "max-age=3600"}
    return serving(lambda _path: (image(), headers))
