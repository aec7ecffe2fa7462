# SPDX-License-Identifier: AGPL-3.0-or-later
"""Structures' posters (one A4 or A3 page each) and leaflets (A4 folded in three, printed on both sides)."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.utils import timezone

from mapping.models import VisibleStructure
from publishing.posters.told import told
from publishing.typesetting import Printed, typeset

_TEMPLATES = Path(__file__).parent / "typst"
_ALL = 99
# Letters are as large as lets all be said, then services are left to the page: shares of an ordinary size,
# and how many services. The template takes the first that fits.
_SIZES = (1.45, 1.2, 1.0, 0.9, 0.8, 0.72)
_TRIES = (*((size, _ALL) for size in _SIZES), (0.72, 12), (0.72, 8), (0.72, 4), (0.66, 2))

Of = Sequence[tuple[VisibleStructure, str]]
"""Structures as visitors see them, each with the address of its page."""


class Size(StrEnum):
    """Sizes of a poster."""

    A4 = "a4"
    A3 = "a3"


def posters(of: Of, size: Size = Size.A4) -> Printed:
    """The posters of some structures, one after the other. Raises `typesetting.TooLong`."""
    return _set("poster.typ", of, {"paper": size.value})


def leaflets(of: Of) -> Printed:
    """The leaflets of some structures, one after the other. Raises `typesetting.TooLong`."""
    return _set("leaflet.typ", of, {})


def _set(template: str, of: Of, more: dict[str, Any]) -> Printed:
    data, pictures = told(of)
    templates = [_TEMPLATES / template, _TEMPLATES / "shared.typ"]
    tries = {"tries": _TRIES, "every": _ALL}
    return typeset(templates, data | tries | more, pictures, timezone.localdate())
