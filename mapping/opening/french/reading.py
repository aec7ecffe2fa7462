# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a whole text says, or that it is not understood."""

from dataclasses import dataclass
from functools import lru_cache

from mapping.opening import seasons
from mapping.opening.french.section import Section
from mapping.opening.french.times import merged, stretches
from mapping.opening.french.weekdays import day_set
from mapping.opening.osm import Span, is_osm
from mapping.opening.tokens import Kind, NotUnderstood, fold, tokens

# Longer than this is prose.
MAX_LENGTH = 600


@dataclass(frozen=True, slots=True)
class Meaning:
    """Hours in OpenStreetMap's syntax. `days_assumed` says that the text opens no day by its name, so that an
    office's week was taken; `days_named` that it names one all the same (« 9h-12h sauf mercredi »)."""

    hours: str
    days_assumed: bool = False
    days_named: bool = True


def read(text: str) -> Meaning:
    """What hours in French say. Raises NotUnderstood."""
    found = _read(text) if len(text) <= MAX_LENGTH else None
    if found is None:
        raise NotUnderstood
    return found


@lru_cache(maxsize=4096)
def _read(text: str) -> Meaning | None:
    try:
        found = seasons.cut(fold(text))
        parts = [Section(section, alone=len(found.sections) == 1) for section in found.sections]
        written = "; ".join([parts[0].written, *found.off, *(part.written for part in parts[1:])])
        if found.sections[0].when and len(parts) > 1:
            written = "; ".join([*(part.written for part in parts), *found.off])
        if not is_osm(written):
            return None
        return Meaning(written, parts[0].assumed, parts[0].named)
    except (NotUnderstood, ValueError):
        return None


def day_spans(text: str) -> list[Span]:
    """The spans of one day, « 9h-12h, 14h-17h »; none where it says closed. Raises NotUnderstood."""
    found = tokens(text)
    if any(token.kind not in (Kind.TIME, Kind.TO, Kind.MARK, Kind.BREAK) for token in found):
        raise NotUnderstood
    times = [token for token in found if token.kind is Kind.TIME]
    if not times or all(token.bare for token in times):
        raise NotUnderstood
    return [(one.start, one.end) for one in merged(stretches([int(token.value) for token in times]))]


def days(text: str) -> set[int]:
    """The days of « lundi, mercredi - vendredi » or « Mo-We,Fr » (Monday is 0). Raises NotUnderstood."""
    return day_set(tokens(text))
