# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening hours in the ways French people write them, as OpenStreetMap's opening_hours.

« 9h-12h / 14h-17h30 sauf mercredi », « le 1er et le 3e vendredi du mois » (`periods`) are understood. A text
is translated whole or not at all: one word that is not known, and it is not understood.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from mapping.opening.osm import APPOINTMENT, Span, Week, is_osm, write
from mapping.opening.periods import Periods, cut, rules

# Longer than this is prose.
MAX_LENGTH = 600

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


class NotUnderstood(Exception):
    """What a text says is not hours, or more than one thing."""


def read(text: str) -> tuple[str, bool]:
    """Clauses of days and times, in either order, and in which weeks, as OpenStreetMap's syntax; whether
    their days had to be assumed (an office's week). Raises NotUnderstood."""
    if len(text) > MAX_LENGTH:
        raise NotUnderstood
    found = _read(text)
    if found is None:
        raise NotUnderstood
    return found


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[str, bool] | None:
    try:
        periods = cut(fold_keeping_marks(text))
        return _of_every_week(periods.text, periods)
    except (NotUnderstood, ValueError):
        return None


def day_spans(text: str) -> list[Span]:
    """The spans of one day, « 9h-12h, 14h-17h »; none where it says closed. Raises NotUnderstood."""
    return _spans(_times(_tokens(text), only_times=True))


def days(text: str) -> set[int]:
    """The days of « lundi, mercredi - vendredi » or « Mo-We,Fr » (Monday is 0). Raises NotUnderstood."""
    return _day_set(_tokens(text))


def _of_every_week(text: str, periods: Periods) -> tuple[str, bool]:
    tokens = _tokens(text)
    plain = periods == Periods(periods.text)
    if plain and tokens == [("word", "toujours")]:
        return "24/7", False
    if plain and tokens == [("word", "rdv")]:
        return f'"{APPOINTMENT}"', False
    appointment = tokens.count(("word", "rdv"))
    tokens = [token for token in tokens if token != ("word", "rdv")]
    # « Sur rendez-vous » said of one clause among several would be said of all.
    if appointment and len([1 for kind, _value in tokens if kind == "time"]) > 4 and appointment == 1:
        raise NotUnderstood
    week, assumed = _week(_clauses(tokens))
    if not any(week.values()):
        raise NotUnderstood
    written = rules(write(week, APPOINTMENT if appointment else "", periods.nth), periods)
    if not is_osm(written):
        raise NotUnderstood
    return written, assumed


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
            raise NotUnderstood
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
            raise NotUnderstood
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
    """The week that clauses make; whether its days had to be assumed. Raises NotUnderstood."""
    week: Week = {}
    assumed = False
    shut: set[int] = set()
    for days, excepted, times, closed in clauses:
        named = _day_set(days)
        without = _day_set(excepted)
        if closed:
            if times or not named or without:
                raise NotUnderstood
            shut |= named
            continue
        if not times:
            # « 9h-12h, sauf mercredi »: an exception of its own holds of what was said before.
            if without and not named and week:
                shut |= without
                continue
            raise NotUnderstood
        if not named:
            named, assumed = set(range(5)), True
        spans = _spans(_times(times))
        for day in named - without:
            week[day] = _together(week.get(day, []), spans)
    opened_by_name = [_day_set(days) for days, _excepted, times, _closed in clauses if times]
    for day in shut & week.keys():
        # Said open by name and closed by name: who knows.
        if not assumed and {day} in opened_by_name:
            raise NotUnderstood
        del week[day]
    return week, assumed


def _together(some: list[Span], others: list[Span]) -> list[Span]:
    """The times of a day that two clauses give. Raises NotUnderstood where they overlap."""
    spans = sorted([*some, *others])
    if any(end > start for (_s, end), (start, _e) in pairwise(spans)):
        raise NotUnderstood
    return spans


def _day_set(tokens: list[tuple[str, str]]) -> set[int]:
    """Days of « lundi, mercredi - vendredi ». Raises NotUnderstood for a range without an end."""
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
                    raise NotUnderstood
                found |= set(range(last, day + 1))
            found.add(day)
            last, through = day, False
        elif token[1] == "-":
            if last is None:
                raise NotUnderstood
            through = True
        else:
            through = False
    if through:
        raise NotUnderstood
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
                raise NotUnderstood
            bare += len(digits) == 1 and not re.search("[h:]", token[1])
            values.append(hour * 60 + minute)
        elif only_times and kind not in ("mark", "a"):
            raise NotUnderstood
    if not values or bare == len(values):
        raise NotUnderstood
    return values


def _spans(values: list[int]) -> list[Span]:
    """Pairs of a start and an end, each after the one before. Raises NotUnderstood."""
    if len(values) % 2 or len(values) > 12:
        raise NotUnderstood
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
        raise NotUnderstood
    if any(start == end for start, end in spans):
        raise NotUnderstood
    merged: list[Span] = []
    for start, end in spans:
        if merged and merged[-1][1] == start:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged
