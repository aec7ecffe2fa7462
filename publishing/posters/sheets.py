# SPDX-License-Identifier: AGPL-3.0-or-later
"""A structure's poster (one A4 or A3 page) and its leaflet (A4 folded in three, printed on both sides)."""

from enum import StrEnum
from pathlib import Path
from typing import Any

from django.utils import timezone

from mapping.models import VisibleStructure
from publishing.posters.told import Telling
from publishing.typesetting import Printed, typeset

_TEMPLATES = Path(__file__).parent / "typst"
_ALL = 99
# Letters are as large as lets all be said, then services are left to the page: shares of an ordinary size,
# and how many services.
_SIZES = (1.45, 1.2, 1.0, 0.9, 0.8, 0.72)
_TRIES = (*((size, _ALL) for size in _SIZES), (0.72, 12), (0.72, 8), (0.72, 4), (0.66, 2))


class Size(StrEnum):
    """Sizes of a poster."""

    A4 = "a4"
    A3 = "a3"


def poster(structure: VisibleStructure, url: str, size: Size = Size.A4) -> Printed:
    """The poster of a structure, as visitors see it. `url` is its page's own."""
    return _fitted("poster.typ", Telling(structure, url), 1, {"paper": size.value})


def leaflet(structure: VisibleStructure, url: str) -> Printed:
    """The leaflet of a structure, as visitors see it. `url` is its page's own."""
    return _fitted("leaflet.typ", Telling(structure, url), 2, {})


def _fitted(template: str, told: Telling, pages: int, more: dict[str, Any]) -> Printed:
    services = told.data["services"]
    made: Printed | None = None
    for size, most in _TRIES:
        if most != _ALL and most >= len(services):
            continue
        data = told.data | more | {"size": size, "services": services[:most]}
        data["left"] = max(0, len(services) - most)
        made = typeset(
            [_TEMPLATES / template, _TEMPLATES / "shared.typ"], data, told.pictures, timezone.localdate()
        )
        if made.pages <= pages:
            break
    assert made is not None
    return made
