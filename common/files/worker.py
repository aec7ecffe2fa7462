# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads one file in a process of its own, whose memory and time are bounded (`common.files.bounded`).

`python -m common.files.worker MEMORY SECONDS WHAT FILE …` writes one JSON document a line.
"""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from common.files import objects, packed
from common.files.bounded import serve


def answer(what: str, path: str, *arguments: str) -> Iterable[Any]:
    """What is asked of a file, one document after the other. Raises Unreadable."""
    return _ANSWERS[what](Path(path), *arguments)


def _kind(path: Path) -> Iterable[str]:
    yield packed.kind(path)


def _unpack(path: Path, folder: str, left: str) -> Iterable[list[str]]:
    return packed.unpack(path, Path(folder), int(left))


_ANSWERS: dict[str, Callable[..., Iterable[Any]]] = {
    "kind": _kind,
    "unpack": _unpack,
    "sheets": packed.sheets,
    "rows": packed.rows,
    "lists": objects.lists,
    "objects": objects.rows,
}


if __name__ == "__main__":
    sys.exit(serve(answer, packed.plain))
