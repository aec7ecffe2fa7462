# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening hours in the ways French people write them, as OpenStreetMap's opening_hours.

« 9h-12h / 14h-17h30 sauf mercredi », « le 1er et le 3e vendredi du mois » (`periods`), weekday columns,
OpenStreetMap's own syntax and schema.org's lists are understood. A text is translated whole or not at all:
one word that is not known, and it stays as it was written, flagged.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any

# Its description of types leaves the error out.
from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]

from data.imports.values.base import Doubt, Reading, text_of
from data.imports.values.periods import Periods, cut, rules
from places.folding import fold

OSM_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
FRENCH_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_ENGLISH_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
APPOINTMENT = "sur rendez-vous"
# Longer than this is prose.
MAX_LENGTH = 600

NOT_UNDERSTOOD = "Horaires gardés en toutes lettres : ils ne se traduisent pas en jours et en heures."
DAYS_ASSUMED = "Aucun jour n'est écrit : compris du lundi au vendredi."

Span = tuple[int, int]
"""A stretch of a day, in minutes from midnight; it ends at 1440 at the latest."""
Week = dict[int, list[Span]]
"""By day (Monday is 0) its spans in order; an empty list is a day on which the place is closed."""

_DAY_WORDS = {
    word: number
    for number, words in enumerate(
        [
            ("lundi", "lundis", "lun", "lu", "mo", "l"),
            ("mardi", "mardis", "mar", "ma", "tu"),
            ("mercredi", "mercredis", "mer", "me", "we"),
            ("jeudi", "jeudis", "jeu", "je", "th", "j"),
            ("vendredi", "vendredis", "ven", "ve", "fr", "v"),
            ("samedi", "samedis", "sam", "sa", "s"),
            ("dimanche", "dimanches", "dim", "di", "su"),
        ]
    )
    for word in words
}
_GROUPS = {"tlj": range(7), "semaine": range(5), "weekend": (5, 6)}
_IGNORED = frozenset(
    {"de", "du", "le", "les", "la", "a", "et", "puis", "ouvert", "ouverture", "horaires", "heures", "des"}
)
_TOKEN = re.compile(
    r"(?P<time>\d{1,2}\s*(?:h|:|heures?)\s*\d{2}(?:\s*mn?\b)?|\d{1,2}\s*(?:h|heures?)(?![a-z])|\d{1,2}(?!\d))"
    r"|(?P<word>[a-z]+)|(?P<mark>[-/,;:.()+&|\n>])|(?P<space>\s+)|(?P<other>.)"
)
_REWRITES = [
    (re.compile(r"\b24\s*h?\s*/\s*24(?:\s*h)?\s*(?:,|et|-|\s)*\s*7\s*j?\s*/\s*7(?:\s*j)?\b"), " toujours "),
    (
        re.compile(
            r"\bsur\s+(?:rendez[- ]?vous|rdv)\b(?:\s+uniquement)?|\b(?:uniquement|seulement)\s+sur\s+rdv\b"
        ),
        " rdv ",
    ),
    (re.compile(r"\btous\s+les\s+jours\b|\b7\s*j?\s*/\s*7(?:\s*j)?\b"), " tlj "),
    (re.compile(r"\b(?:en|la)\s+semaine\b|\bjours\s+ouvres\b"), " semaine "),
    (re.compile(r"\bweek\s*-?\s*ends?\b"), " weekend "),
    (re.compile(r"\b(?:sauf|hors|excepte)\s+(?:le\s+|les\s+)?"), " sauf "),
    (re.compile(r"\bferme(?:e|s|es|ture)?\b|\boff\b|\bclosed\b"), " ferme "),
    (re.compile(r"\bmidi\b"), " 12h "),
    (re.compile(r"\bminuit\b"), " 24h "),
    (re.compile(r"[–—−→>]"), "-"),
]
_SIMPLE_RULE = re.compile(
    r"((?:Mo|Tu|We|Th|Fr|Sa|Su)(?:[-,](?:Mo|Tu|We|Th|Fr|Sa|Su))*) "
    r"(\d\d:\d\d-\d\d:\d\d(?:,\d\d:\d\d-\d\d:\d\d)*)"
)
_MENTIONS_DAY = re.compile(r"\b(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|SH)\b|24/7|\"")


class _NotUnderstood(Exception):
    pass


def read(cell: Any, *, standard: bool = False) -> Reading:
    """The hours that a cell says, as OpenStreetMap's syntax, else as they were written with a doubt.

    `standard` says that the file's own standard asks for OpenStreetMap's syntax, where hours
    without a day mean every day; elsewhere they mean an office's week, and that is said.
    """
    if isinstance(cell, list | dict):
        found = _schema_org(cell)
        if found:
            return Reading(found)
    text = text_of(cell)
    if not text:
        return Reading("")
    if len(text) <= MAX_LENGTH:
        if (standard or _MENTIONS_DAY.search(text)) and is_osm(text):
            return Reading(text)
        return _read_french(text)
    return Reading(text, (Doubt(NOT_UNDERSTOOD),))


def read_days(cells: Mapping[int, Any], comment: str = "") -> Reading:
    """The hours of a week from one cell per day (Monday is 0); an empty cell is a closed day.

    Where a day is not understood, the whole is kept in words. Without one open day, nothing is
    said. `comment` is added in words to every rule (« sur rendez-vous »).
    """
    week: Week = {}
    doubts = []
    for day, cell in cells.items():
        text = text_of(cell)
        if not text or fold(text) in ("ferme", "fermee", "non"):
            week[day] = []
            continue
        spans = _day_spans(text)
        if spans is None:
            doubts.append(f"{FRENCH_DAYS[day]} : {text}")
        else:
            week[day] = spans
    if doubts:
        said = " ; ".join(
            f"{FRENCH_DAYS[day]} : {text_of(cell)}" for day, cell in cells.items() if text_of(cell)
        )
        return Reading(said, (Doubt(f"{NOT_UNDERSTOOD} ({' ; '.join(doubts)})"),))
    if not any(week.values()):
        return Reading("")
    return Reading(write(week, comment))


@lru_cache(maxsize=8192)
def _day_spans(text: str) -> list[Span] | None:
    """The spans of one day's cell; None where they are not understood."""
    try:
        return _spans(_times(_tokens(text), only_times=True))
    except _NotUnderstood:
        return None


@lru_cache(maxsize=8192)
def is_osm(text: str) -> bool:
    """Whether `text` can be read as OpenStreetMap's opening_hours."""
    try:
        OpeningHours(text)
    except ParserError:
        return False
    return True


def write(week: Week, comment: str = "", nth: Mapping[int, tuple[int, ...]] | None = None) -> str:
    """A week in OpenStreetMap's syntax: days of the same hours together, closed ones left out. `nth` has the
    days that are not of every week: which of the month each is.

    >>> write({0: [(540, 720)], 1: [(540, 720)], 5: [(600, 780)]})
    'Mo-Tu 09:00-12:00; Sa 10:00-13:00'
    """
    which = nth or {}
    by_hours: dict[tuple[tuple[int, ...], tuple[Span, ...]], list[int]] = {}
    for day in sorted(week):
        if week[day]:
            by_hours.setdefault((which.get(day, ()), tuple(week[day])), []).append(day)
    suffix = f' "{comment}"' if comment else ""
    return "; ".join(
        f"{_days(days, of_the_month)} "
        f"{','.join(f'{_clock(start)}-{_clock(end)}' for start, end in spans)}{suffix}"
        for (of_the_month, spans), days in by_hours.items()
    )


def _days(days: list[int], of_the_month: tuple[int, ...] = ()) -> str:
    if of_the_month:
        which = f"[{','.join(map(str, of_the_month))}]"
        return ",".join(f"{OSM_DAYS[day]}{which}" for day in days)
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    parts = []
    for run in runs:
        if len(run) > 1:
            parts.append(f"{OSM_DAYS[run[0]]}-{OSM_DAYS[run[-1]]}")
        else:
            parts.append(OSM_DAYS[run[0]])
    return ",".join(parts)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


@lru_cache(maxsize=4096)
def _read_french(text: str) -> Reading:
    try:
        return _sentence(text)
    except _NotUnderstood:
        if is_osm(text):
            return Reading(text)
        return Reading(text, (Doubt(NOT_UNDERSTOOD),))


def _sentence(text: str) -> Reading:
    """Clauses of days and times, in either order, and in which weeks. Raises _NotUnderstood."""
    try:
        periods = cut(fold_keeping_marks(text))
        return _of_every_week(periods.text, periods)
    except ValueError as error:
        raise _NotUnderstood from error


def _of_every_week(text: str, periods: Periods) -> Reading:
    tokens = _tokens(text)
    plain = periods == Periods(periods.text)
    if plain and tokens == [("word", "toujours")]:
        return Reading("24/7")
    if plain and tokens == [("word", "rdv")]:
        return Reading(f'"{APPOINTMENT}"')
    appointment = tokens.count(("word", "rdv"))
    tokens = [token for token in tokens if token != ("word", "rdv")]
    # « Sur rendez-vous » said of one clause among several would be said of all.
    if appointment and len([1 for kind, _value in tokens if kind == "time"]) > 4 and appointment == 1:
        raise _NotUnderstood
    week, assumed = _week(_clauses(tokens))
    if not any(week.values()):
        raise _NotUnderstood
    written = rules(write(week, APPOINTMENT if appointment else "", periods.nth), periods)
    if not is_osm(written):
        raise _NotUnderstood
    return Reading(written, (Doubt(DAYS_ASSUMED),) if assumed else ())


def _tokens(text: str) -> list[tuple[str, str]]:
    """Words, times and marks of a text folded to plain letters."""
    plain = fold_keeping_marks(text)
    for pattern, replacement in _REWRITES:
        plain = pattern.sub(replacement, plain)
    found = []
    for match in _TOKEN.finditer(plain):
        kind, value = match.lastgroup or "other", match.group()
        if kind == "space" or (kind == "word" and value in _IGNORED - {"a"}):
            continue
        if kind == "other":
            raise _NotUnderstood
        if kind == "word" and value == "au":
            value = "a"
        found.append((kind, value))
    return found


def fold_keeping_marks(text: str) -> str:
    """`text` in lower-case letters without accents, its marks and digits kept."""
    lowered = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    return "".join(char for char in lowered if not unicodedata.combining(char)).replace("’", "'")


_Token = tuple[str, str]
_Clause = tuple[list[_Token], list[_Token], list[_Token], bool]


class _Cutting:
    """Clauses as they are cut: the last one is open, and takes what comes."""

    def __init__(self, days_first: bool):
        self.done: list[_Clause] = []
        self.days_first, self.excluding = days_first, False
        self._open()

    def _open(self) -> None:
        self.days: list[_Token] = []
        self.excepted: list[_Token] = []
        self.times: list[_Token] = []
        self.closed = self.excluding = False

    def close(self) -> None:
        if self.days or self.excepted or self.times or self.closed:
            self.done.append((self.days, self.excepted, self.times, self.closed))
        self._open()

    def shut(self) -> None:
        if not (self.days_first and self.days) or self.times or self.closed:
            self.close()
        self.closed = True

    def day(self, token: _Token, previous: str) -> None:
        complete = self.times and (self.days_first or self.closed)
        shut = self.closed and self.days and previous == "ferme" and self.days_first
        if not self.excluding and (complete or shut):
            self.close()
        self._put(token)

    def time(self, token: _Token, previous: str) -> None:
        begins = not self.times or previous in ("day", "group", "ferme")
        if begins and (self.closed or self.excluding or (not self.days_first and self.days)):
            self.close()
        self.times.append(token)

    def join(self, token: _Token, previous: str, following: str) -> None:
        """A mark between days, or « à », which is one where it stands between two."""
        if token[0] == "mark":
            if token[1] not in "().:" and previous in ("day", "group"):
                self._put(token)
        elif previous == "day" and following == "day":
            self._put(("mark", "-"))

    def _put(self, token: _Token) -> None:
        (self.excepted if self.excluding else self.days).append(token)


def _clauses(tokens: list[_Token]) -> list[_Clause]:
    """Cut into (days, excepted days, times, closed), a new one where days come again after times.

    Where the text begins with times, days follow their times.
    """
    cutting = _Cutting(bool(tokens) and _kind(tokens[0]) in ("day", "group", "ferme"))
    previous = ""
    for index, token in enumerate(tokens):
        kind = _kind(token)
        if kind in ("mark", "a"):
            cutting.join(token, previous, _kind(tokens[index + 1]) if index + 1 < len(tokens) else "")
            continue
        if kind == "sauf":
            cutting.excluding = True
        elif kind == "ferme":
            cutting.shut()
        elif kind in ("day", "group"):
            cutting.day(token, previous)
        elif kind == "time":
            cutting.time(token, previous)
        else:
            raise _NotUnderstood
        previous = kind
    cutting.close()
    return cutting.done


def _kind(token: tuple[str, str]) -> str:
    kind, value = token
    if kind != "word":
        return kind
    if value in _DAY_WORDS:
        return "day"
    if value in _GROUPS:
        return "group"
    return value if value in ("sauf", "ferme", "a") else "unknown"


def _week(clauses: list[_Clause]) -> tuple[Week, bool]:
    """The week that clauses make; whether its days had to be assumed. Raises _NotUnderstood."""
    week: Week = {}
    assumed = False
    shut: set[int] = set()
    for days, excepted, times, closed in clauses:
        named = _day_set(days)
        without = _day_set(excepted)
        if closed:
            if times or not named or without:
                raise _NotUnderstood
            shut |= named
            continue
        if not times:
            # « 9h-12h, sauf mercredi »: an exception of its own holds of what was said before.
            if without and not named and week:
                shut |= without
                continue
            raise _NotUnderstood
        if not named:
            named, assumed = set(range(5)), True
        spans = _spans(_times(times))
        for day in named - without:
            week[day] = _together(week.get(day, []), spans)
    opened_by_name = [_day_set(days) for days, _excepted, times, _closed in clauses if times]
    for day in shut & week.keys():
        # Said open by name and closed by name: who knows.
        if not assumed and {day} in opened_by_name:
            raise _NotUnderstood
        del week[day]
    return week, assumed


def _together(some: list[Span], others: list[Span]) -> list[Span]:
    """The times of a day that two clauses give. Raises _NotUnderstood where they overlap."""
    spans = sorted([*some, *others])
    if any(end > start for (_s, end), (start, _e) in pairwise(spans)):
        raise _NotUnderstood
    return spans


def _day_set(tokens: list[tuple[str, str]]) -> set[int]:
    """Days of « lundi, mercredi - vendredi ». Raises _NotUnderstood for a range without an end."""
    found: set[int] = set()
    last: int | None = None
    through = False
    for token in tokens:
        kind = _kind(token)
        if kind == "group":
            found |= set(_GROUPS[token[1]])
            last, through = None, False
        elif kind == "day":
            day = _DAY_WORDS[token[1]]
            if through:
                if last is None or day <= last:
                    raise _NotUnderstood
                found |= set(range(last, day + 1))
            found.add(day)
            last, through = day, False
        elif token[1] == "-":
            if last is None:
                raise _NotUnderstood
            through = True
        else:
            through = False
    if through:
        raise _NotUnderstood
    return found


def _times(tokens: list[tuple[str, str]], *, only_times: bool = False) -> list[int]:
    """Minutes of each time in turn. A bare number counts beside one that says its hours."""
    values, bare = [], 0
    for token in tokens:
        kind = _kind(token)
        if kind == "time":
            digits = re.findall(r"\d+", token[1])
            hour, minute = int(digits[0]), int(digits[1]) if len(digits) > 1 else 0
            if hour > 24 or minute > 59 or (hour == 24 and minute):
                raise _NotUnderstood
            bare += len(digits) == 1 and not re.search("[h:]", token[1])
            values.append(hour * 60 + minute)
        elif only_times and kind not in ("mark", "a"):
            raise _NotUnderstood
    if not values or bare == len(values):
        raise _NotUnderstood
    return values


def _spans(values: list[int]) -> list[Span]:
    """Pairs of a start and an end, each after the one before. Raises _NotUnderstood."""
    if len(values) % 2 or len(values) > 12:
        raise _NotUnderstood
    # « 00:00 - 00:00 » is what a form writes for nothing.
    pairs = [pair for pair in zip(values[::2], values[1::2], strict=True) if pair != (0, 0)]
    values = [moment for pair in pairs for moment in pair]
    if not values:
        return []
    if values[-1] == 0:
        values = [*values[:-1], 24 * 60]
    spans = list(zip(values[::2], values[1::2], strict=True))
    flat = [moment for span in spans for moment in span]
    if any(later < earlier for earlier, later in pairwise(flat)):
        raise _NotUnderstood
    if any(start == end for start, end in spans):
        raise _NotUnderstood
    merged: list[Span] = []
    for start, end in spans:
        if merged and merged[-1][1] == start:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def _schema_org(cell: Any) -> str:
    """Hours of schema.org: « Mo-Fr 09:00-12:00 » lists, or OpeningHoursSpecification objects."""
    items = cell if isinstance(cell, list) else [cell]
    week: Week = {}
    for item in items:
        if isinstance(item, dict):
            days, spans = _specification(item)
        elif isinstance(item, str) and (match := _SIMPLE_RULE.fullmatch(item.strip())):
            days = _day_set(_tokens(match[1]))
            spans = _spans(_times(_tokens(match[2])))
        else:
            return ""
        if not days or not spans:
            return ""
        for day in days:
            week[day] = sorted({*week.get(day, []), *spans})
    return write(week)


def _specification(item: dict) -> tuple[set[int], list[Span]]:
    given = item.get("dayOfWeek") or []
    names = given if isinstance(given, list) else [given]
    days = set()
    for name in names:
        word = str(name).rsplit("/", 1)[-1].casefold()
        if word in _ENGLISH_DAYS:
            days.add(_ENGLISH_DAYS.index(word))
    try:
        spans = _spans(_times([("time", str(item.get(edge, ""))[:5]) for edge in ("opens", "closes")]))
    except (_NotUnderstood, IndexError):
        return set(), []
    return days, spans
