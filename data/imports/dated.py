# SPDX-License-Identifier: AGPL-3.0-or-later
"""The dated sessions that a row tells of: their days, and what it says of each in words.

What a row says beside its dates is the session's own where it differs from date to date (`of_session`): its
hours, its places. What is no date is kept where people read it, or told.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from data.imports.values import hours, sessions, simple, text_of
from places.folding import fold

LONGEST = 255
_DAY, _LAST, _HOURS, _HOURS_END, _MORE = (
    "session_debut", "session_fin", "session_heures", "session_heure_fin", "session_precisions",
)  # fmt: skip
# « tous les mardis », « une semaine sur deux »: when it takes place, though no date.
_COMES_AGAIN = re.compile(
    r"\b(?:tous|toutes|chaque|hebdo\w*|mensuel\w*|quotidien\w*|semaines?|mois|trimestre|annee"
    r"|lundis?|mardis?|mercredis?|jeudis?|vendredis?|samedis?|dimanches?)\b"
)
BACKWARDS = "Dernier jour « %s », avant le premier : laissé de côté."
NO_FIRST_DAY = "« %s » : un dernier jour sans le premier. Laissé de côté."
NO_LAST_DAY = "un premier jour sans le dernier, gardé comme texte."
SEVERAL = "« %s » : un dernier jour pour plusieurs dates. Laissé de côté."

Doubts = list[tuple[str, str, bool]]


@dataclass(slots=True)
class Dated:
    """The sessions of a row as the columns of the directory, what is told of its cells, and the words that
    are no date and are kept as a text."""

    sessions: list[dict[str, Any]] = field(default_factory=list)
    doubts: Doubts = field(default_factory=list)
    words: str = ""

    def texts(self, name: str) -> dict[str, list[str]]:
        """The words under that name, where there are any."""
        return {name: [self.words]} if self.words else {}


class Cells(Protocol):
    """The cells of a row, by field."""

    def has(self, target: str) -> bool:
        """Whether the file speaks of a field."""
        ...

    def cell(self, target: str) -> Any:
        """The first filled cell of a field; None where there is none."""
        ...

    def cells(self, target: str) -> list[Any]:
        """Its filled cells."""
        ...


class SessionReader:
    """Reads the sessions of rows, for one mapping of columns to fields. `again` says that a service comes
    on several rows."""

    def __init__(self, places: Mapping[str, Sequence[int]], of_session: Collection[str], again: bool):
        self.are_said = _DAY in places
        self.own = frozenset(of_session) if self.are_said else frozenset[str]()
        self._again = again

    def read(self, row: Cells) -> "Dated":
        """What a row says of its sessions."""
        if not self.are_said:
            return Dated()
        doubts: Doubts = []
        given, end = row.cell(_DAY), row.cell(_LAST)
        found = [one for cell in row.cells(_DAY) for one in sessions.days(cell)]
        if not found:
            if text_of(end):
                doubts.append((_LAST, NO_FIRST_DAY % text_of(end)[:40], True))
            return Dated(words=self._left(row, text_of(given), doubts), doubts=doubts)
        last = self._last(end, found, doubts)
        if text_of(end) and last is None and not sessions.days(end):
            # « jusqu'aux vacances »: it does not end on its first day, and nobody knows when.
            words = f"du {text_of(given)}, {text_of(end)}"
            doubts.append((_DAY, f"« {text_of(given)[:40]} » : {NO_LAST_DAY}", False))
            return Dated(words=", ".join(filter(None, (words, self._hours(row)))), doubts=doubts)
        said = []
        for one in found:
            words = self._words(row, one.hours)
            reading = simple.text(words, LONGEST)
            doubts += [(_MORE, doubt.message, doubt.lost) for doubt in reading.doubts]
            days = {"first_day": one.first.isoformat(), "last_day": (last or one.last).isoformat()}
            said.append(days | {"details": reading.value.replace("\n", ", ")})
        return Dated(said, doubts)

    def weekly_hours(self, row: Cells) -> str:
        """The hours of each week that the service keeps, where all its rows say the same and it is sure."""
        if "horaires" in self.own:
            return ""
        reading = hours.read(row.cell("horaires"))
        return "" if reading.doubts else reading.value or ""

    def _left(self, row: Cells, text: str, doubts: Doubts) -> str:
        more = [text_of(cell) for cell in row.cells(_MORE)]
        if text and self._again and not _COMES_AGAIN.search(fold(text)):
            doubts.append((_DAY, f"« {text[:60]} » n'est pas une date : laissé de côté.", True))
            text = ""
        elif text:
            doubts.append((_DAY, f"« {text[:60]} » n'est pas une date : gardé comme texte.", False))
        return ", ".join(filter(None, (text, self._hours(row), *more)))

    @staticmethod
    def _last(end: Any, found: list[sessions.Days], doubts: Doubts) -> date | None:
        """The last day where a column of its own says it."""
        text = text_of(end)[:40]
        if not text:
            return None
        read = sessions.days(end)
        if len(read) != 1:
            doubts.append((_LAST, f"« {text} » n'est pas une date : gardé comme texte.", False))
        elif len(found) > 1:
            doubts.append((_LAST, SEVERAL % text, True))
        elif read[0].last < found[0].first:
            doubts.append((_LAST, BACKWARDS % text, True))
        else:
            return read[0].last
        return None

    def _words(self, row: Cells, with_the_day: str) -> str:
        """What is said of a session: its hours, then whatever goes with it."""
        when = [with_the_day, self._hours(row), text_of(row.cell("horaires"))]
        more = [text_of(cell) for cell in row.cells(_MORE)]
        return ", ".join(filter(None, dict.fromkeys([*when, *more, *self._places(row)])))

    @staticmethod
    def _hours(row: Cells) -> str:
        """« 14 h – 16 h », of one column or two."""
        ends = [sessions.hour(row.cell(name)) for name in (_HOURS, _HOURS_END) if text_of(row.cell(name))]
        return " – ".join(ends)

    def _places(self, row: Cells) -> list[str]:
        found = []
        for name, one, many in (
            ("capacite", "place", "places"),
            ("places_restantes", "place restante", "places restantes"),
        ):
            if name in self.own and (text := text_of(row.cell(name))):
                found.append(f"{text} {many if int(text) > 1 else one}" if text.isdecimal() else text)
        return found
