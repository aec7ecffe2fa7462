# SPDX-License-Identifier: AGPL-3.0-or-later
"""One time of what comes again, held on another day, at other hours or elsewhere: as it is kept and read."""

import re
from dataclasses import dataclass
from datetime import date, time
from typing import Self

# As many of one event: more of them is another rule.
MOST_MOVED = 100
LONGEST_PLACE = 150
_DAY = "%d/%m/%Y"
_LINE = re.compile(
    r"(\d\d/\d\d/\d{4}) → (\d\d/\d\d/\d{4})(?: (\d\d?h(?:\d\d)?)(?:-(\d\d?h(?:\d\d)?))?)?(?:, (\S.*))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True, order=True)
class Moved:
    """What was planned on `day` and is held on `to`, which may be the same day: at its own hours where
    `starts` says them, and in its own place where `place` says it; else as always.

    `str` of it is a line as people write it, « 12/03/2027 → 14/03/2027 14h-16h30, Salle des fêtes »: what is
    kept, and what the history shows.
    """

    day: date
    to: date
    starts: time | None = None
    ends: time | None = None
    place: str = ""

    def __str__(self) -> str:
        said = f"{self.day.strftime(_DAY)} → {self.to.strftime(_DAY)}"
        if self.starts is not None:
            said += f" {_hour(self.starts)}" + (f"-{_hour(self.ends)}" if self.ends is not None else "")
        return f"{said}, {self.place}" if self.place else said

    @classmethod
    def read(cls, line: str) -> Self:
        """What a line says. Raises ValueError for anything that `str` would not give."""
        match = _LINE.fullmatch(line)
        if match is None:
            raise ValueError(line)
        day, to, starts, ends, place = match.groups()
        return cls(_day(day), _day(to), _time(starts), _time(ends), place or "")


def _day(text: str) -> date:
    number, month, year = map(int, text.split("/"))
    return date(year, month, number)


def _time(text: str | None) -> time | None:
    if text is None:
        return None
    hour, _h, minute = text.partition("h")
    return time(int(hour), int(minute or 0))


def _hour(at: time) -> str:
    return f"{at:%-H}h" + (f"{at:%M}" if at.minute else "")
