# SPDX-License-Identifier: AGPL-3.0-or-later
"""The formats that a search can be taken away in: every module beside that has a `FORMAT`."""

import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from data.exports.selection import Selection


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: its name in addresses, what the page calls it and where it stands there, its extension
    and media type, what writes it piece by piece, what its name as a file begins with (no two formats give
    one name), and what it holds, in a sentence."""

    name: str
    label: Any
    place: int
    extension: str
    media_type: str
    write: Callable[[Selection], Iterator[Any]]
    stem: str = "structures"
    about: Any = ""


@cache
def formats() -> dict[str, Format]:
    """Every format by its name, in the order of the page."""
    import data.exports as here

    modules = (
        import_module(f"{here.__name__}.{found.name}") for found in pkgutil.iter_modules(here.__path__)
    )
    offered = [module.FORMAT for module in modules if hasattr(module, "FORMAT")]
    return {one.name: one for one in sorted(offered, key=lambda one: (one.place, one.name))}
