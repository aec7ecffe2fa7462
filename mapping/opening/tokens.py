# SPDX-License-Identifier: AGPL-3.0-or-later
"""French hours as tokens: days, groups of days, times, parts of the day, appointments, what is closed, marks.

What is no part of hours is no token: a text that holds it is refused whole (`NotUnderstood`).
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class NotUnderstood(Exception):
    """What a text says is not hours, or more than one thing."""


class Kind(StrEnum):
    """What a token is; `value` holds which."""

    DAY = "day"  # Monday is 0
    GROUP = "group"  # a name of `GROUPS`
    TIME = "time"  # minutes from midnight
    PART = "part"  # a name of `PARTS`
    MEETING = "meeting"  # 1 on appointment, 0 without one
    CLOSED = "closed"
    EXCEPT = "except"
    PLACE = "place"  # what the hours are of, as a heading says it: « permanence »
    TO = "to"  # « à », « au », a dash
    BREAK = "break"  # a line's end, a full stop, a semicolon
    MARK = "mark"  # a comma, « et », a slash, a bracket, a colon


@dataclass(frozen=True, slots=True)
class Token:
    """`bare` is a time that is but a number; `raw` a mark as it is written."""

    kind: Kind
    value: int | str = 0
    raw: str = ""
    bare: bool = False


DAYS = {
    word: number
    for number, words in enumerate(
        [
            ("lundi", "lundis", "lund", "lun", "lu", "mo", "l"),
            ("mardi", "mardis", "mar", "ma", "tu"),
            ("mercredi", "mercredis", "merc", "mer", "me", "we"),
            ("jeudi", "jeudis", "jeu", "je", "th", "j"),
            ("vendredi", "vendredis", "vend", "ven", "ve", "fr", "v"),
            ("samedi", "samedis", "sam", "sa", "s"),
            ("dimanche", "dimanches", "dim", "di", "su"),
        ]
    )
    for word in words
}
GROUPS = {"tlj": frozenset(range(7)), "semaine": frozenset(range(5)), "weekend": frozenset({5, 6})}
# Between which minutes a span of each part of the day begins, and when it ends at the latest.
PARTS = {
    "matin": (0, 12 * 60, 14 * 60),
    "apresmidi": (12 * 60, 19 * 60, 21 * 60),
    "soir": (16 * 60, 24 * 60, 36 * 60),
    "journee": (0, 24 * 60, 36 * 60),
}
# What hours are of, where a heading says so. Two that differ in a text are hours of two things.
_PLACES = frozenset({"accueil", "permanence", "secretariat", "cours", "bureau", "guichet", "reception"})
# Words that add nothing to hours.
_IGNORED = frozenset(
    {
        "de", "du", "le", "les", "la", "des", "d", "ouvert", "ouverte", "ouverts", "ouvertes", "ouverture",
        "ouvertures",
        "horaire", "horaires", "heures", "nos", "physique", "uniquement", "seulement", "entre",
    }
)  # fmt: skip
_MEETING = r"(?:rendez[- ]?vous|rdv)\b"
_ONLY = r"(?:uniquement|seulement|exclusivement)"
_REWRITES = [
    (re.compile(r"\b([dl])'\s*"), " "),
    (re.compile(r"\b(?:au|du)\s+public\b"), " "),
    (re.compile(r"\b(?:toute\s+(?:l\s*)?annee|a\s+(?:l\s*)?annee)\b\s*[,:]?"), " "),
    (re.compile(r"[•·▪*]"), "\n"),
    (re.compile(r"="), ":"),
    # « lundi : - » is a day that has no hours; a dash that begins a line is its bullet.
    (re.compile(r":[ \t]*-+[ \t]*(?=$|[/;,\n|])"), " ferme "),
    (re.compile(r"(?:^|(?<=\n))[ \t]*-+[ \t]*"), ""),
    (re.compile(r"\b7\s*j(?:ours?)?\s*(?:/|sur)\s*7(?:\s*j(?:ours?)?)?\b|\b7/7\b"), " tlj "),
    (
        re.compile(
            r"\b(?:24\s*h?(?:eures)?\s*(?:/|sur)\s*24(?:\s*h(?:eures)?)?|h\s*24|jour\s+et\s+nuit)(?![\w:])"
        ),
        " 0:00-24:00 ",
    ),
    (re.compile(rf"\bavec\s+ou\s+sans\s+{_MEETING}|\bsans\s+(?:prise\s+de\s+)?{_MEETING}"), " sansrdv "),
    (
        re.compile(
            rf"(?:\b{_ONLY}\s+)?\b(?:(?:sur|avec)\s+(?:prise\s+de\s+)?|prendre\s+|prise\s+de\s+){_MEETING}"
            rf"(?:\s+par\s+telephone)?(?:\s+(?:{_ONLY}|obligatoire))?"
            rf"|\b{_MEETING}\s+obligatoire"
        ),
        " rdv ",
    ),
    (re.compile(r"\b(?:tous|toutes)\s+les\s+jours\b|\bchaque\s+jour\b"), " tlj "),
    (re.compile(r"\b(?:en|la)\s+semaine\b|\bjours\s+ouvres\b"), " semaine "),
    (re.compile(r"\bweek\s*-?\s*ends?\b"), " weekend "),
    (re.compile(r"\b(?:en\s+continu|sans\s+interruption|non[\s-]+stop|journee\s+continue)\b"), " "),
    (re.compile(r"\b(?:(?:en|dans|toute)\s+)?(?:la\s+)?journee\b"), " journee "),
    (re.compile(r"\b(?:en\s+|dans\s+l\s*)?(?:apres[\s-]*midis?|aprem)\b"), " apresmidi "),
    (re.compile(r"\b(?:en\s+)?(?:matins?|matinees?)\b"), " matin "),
    (re.compile(r"\b(?:en\s+)?(?:soirs?|soirees?)\b"), " soir "),
    # « Tous les matins sauf le dimanche » has a Saturday; of « tous les matins », nobody knows.
    (
        re.compile(
            r"\b(?:tous|toutes)\s+les\s+(?=(?:matin|apresmidi|soir)\b[^;\n]*\b(?:sauf|hors|excepte)\b[^;\n]*"
            r"\b(?:samedi|dimanche|weekend))"
        ),
        " tlj ",
    ),
    (re.compile(r"\b(?:tous|toutes)\s+les\s+(?=(?:matin|apresmidi|soir)\b)"), " "),
    (
        re.compile(
            r"\b(?:(?:tous|toutes)\s+les|chaque)\s+(?=(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche))"
        ),
        " ",
    ),
    (re.compile(r"\b(?:sauf|hors|excepte)\b"), " sauf "),
    (re.compile(r"\bferme(?:e|s|es|ture)?\b|\boff\b|\bclosed\b"), " ferme "),
    (re.compile(r"\bmidi\b"), " 12h "),
    (re.compile(r"\bde\s+minuit\b"), "de 0h "),
    (re.compile(r"\bminuit\b"), " 24h "),
    (re.compile(r"\bsans\s+heures\s+fixes\b"), " "),
    (re.compile(r"\bheures?\s+(?=ouverture|de\b)"), " "),
]
_CLOCK = r"(\d{1,2})\s*(?:h|heures?)(?:\s*(\d{2})(?!\d|\s*h|\s*heures?|:))?"
# « de 9 h 12 à 14 h 18 »: between two such words there is one time, whose minutes are no hour.
_FROM_TO = re.compile(rf"\bde\s+{_CLOCK}\s+a\s+{_CLOCK}(?![a-z])(\s+le\s+lendemain\b)?")
_BETWEEN = re.compile(rf"\bentre\s+{_CLOCK}\s+et\s+{_CLOCK}(?![a-z])()")
_TOKEN = re.compile(
    r"(?P<colon>\d{1,2} ?: ?\d{2}(?::00)?(?!\d|:(?!\d{1,2}:\d)|\s*h))(?P<next>!)?"
    r"|(?P<point>(?<![\d.])\d{1,2}\.\d{2}(?![\d.]|\s*h\b))"
    r"|(?P<hour>\d{1,2})(?P<before>\s*)(?:heures?|h)(?![a-z])"
    r"(?:(?P<after>\s*)(?P<minute>\d{2})(?!\d|\s*h|\s*heures?|:)(?:\s*mn?\b|\s*min\b)?)?"
    r"|(?P<bare>\d{1,2})(?!\d)"
    r"|(?P<word>[a-z]+)|(?P<mark>[ \t]*[-/,;:.()+&|\n][ \t]*)|(?P<space>\s+)|(?P<other>.)"
)


def fold(text: str) -> str:
    """`text` in lower-case letters without accents, its marks, digits and lines kept."""
    lowered = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    plain = "".join(char for char in lowered if not unicodedata.combining(char)).replace("’", "'")
    plain = re.sub(r"[–—−‐‑→>]", "-", plain).replace("\r", "\n")
    return re.sub(r"[^\S\n]+", " ", plain).strip()


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a text. Raises NotUnderstood for a word or a number that is no part of hours."""
    plain = fold(text)
    for pattern, replacement in _REWRITES:
        plain = pattern.sub(replacement, plain)
    plain = _BETWEEN.sub(_from_to, _FROM_TO.sub(_from_to, plain))
    found: list[Token] = []
    pointed = set()
    for match in _TOKEN.finditer(plain):
        token = _token(match)
        if token is None:
            continue
        if token.raw == "." and found and found[-1].kind is Kind.DAY and _abbreviated(plain, match.start()):
            continue
        if token.kind is Kind.TIME and not token.bare:
            pointed.add(match.lastgroup == "point")
        found.append(token)
    # « 8.30 » among « 9h » is a date, a price, a chapter.
    if len(pointed) > 1:
        raise NotUnderstood
    return tuple(found)


def _from_to(match: re.Match[str]) -> str:
    first, first_minute, last, last_minute, next_day = match.groups()
    return f" {first}:{first_minute or '00'} - {last}:{last_minute or '00'}{'!' if next_day else ''} "


def _abbreviated(text: str, at: int) -> bool:
    word = re.search(r"[a-z]+$", text[:at])
    return word is not None and not word[0].endswith(("di", "dis", "dimanche", "dimanches"))


def _token(match: re.Match[str]) -> Token | None:
    if match["space"]:
        return None
    if match["word"]:
        return _word(match["word"])
    if match["mark"]:
        mark = match["mark"].strip(" \t")
        if mark in "\n;.":
            return Token(Kind.BREAK, raw=mark)
        if mark == "-":
            return Token(Kind.TO, raw=mark)
        # A slash between two spaces parts what it stands between; without any it joins.
        spaced = mark == "/" and match["mark"] == " / "
        return Token(Kind.MARK, raw=" / " if spaced else mark)
    if match["colon"] or match["point"]:
        digits = re.findall(r"\d+", match["colon"] or match["point"])
        next_day = 24 * 60 if match["next"] else 0
        return Token(Kind.TIME, _minutes(int(digits[0]), int(digits[1])) + next_day)
    if match["bare"]:
        return Token(Kind.TIME, _minutes(int(match["bare"]), 0), bare=True)
    if match["hour"]:
        if match["minute"] and not _is_minute(match):
            raise NotUnderstood
        return Token(Kind.TIME, _minutes(int(match["hour"]), int(match["minute"] or 0)))
    raise NotUnderstood


def _is_minute(match: re.Match[str]) -> bool:
    """Whether two digits after « h » are its minutes: « 9h 12 » may be from nine to twelve."""
    minute = int(match["minute"])
    return not match["after"] or minute > 24 or minute == 0 or (bool(match["before"]) and minute % 5 == 0)


def _minutes(hour: int, minute: int) -> int:
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        raise NotUnderstood
    return hour * 60 + minute


def _word(word: str) -> Token | None:
    if word in _IGNORED:
        return None
    if word in _WORDS:
        return _WORDS[word]
    raise NotUnderstood


_WORDS = {
    **{word: Token(Kind.DAY, number) for word, number in DAYS.items()},
    **{word: Token(Kind.GROUP, word) for word in GROUPS},
    **{word: Token(Kind.PART, word) for word in PARTS},
    **{word: Token(Kind.PLACE, word) for word in _PLACES},
    **{f"{word}s": Token(Kind.PLACE, word) for word in _PLACES},
    "bureaux": Token(Kind.PLACE, "bureau"),
    "rdv": Token(Kind.MEETING, 1),
    "sansrdv": Token(Kind.MEETING, 0),
    "a": Token(Kind.TO, raw="a"),
    "au": Token(Kind.TO, raw="au"),
    "et": Token(Kind.MARK, raw="et"),
    "puis": Token(Kind.MARK, raw="et"),
    "ferme": Token(Kind.CLOSED),
    "sauf": Token(Kind.EXCEPT),
}
