# SPDX-License-Identifier: AGPL-3.0-or-later
"""A recurrence as people write it on a poster or in a mail, understood or refused.

« les mardis et jeudis de 14h à 16h, du 6 janvier au 30 juin, hors vacances scolaires » is read piece after piece
(`_PIECES`); one word that belongs to none, two pieces that say two rhythms, a date whose weekday is another, and
the sentence is refused whole, with the words and what would be accepted.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from django.utils.translation import gettext as _

from mapping.opening import french
from mapping.opening.grid import ANY_YEAR, EVEN, ODD
from mapping.opening.periods import DAYS, ORDINAL, ordinals_of
from mapping.opening.seasons import MONTHS
from mapping.opening.tokens import PARTS, fold
from network.agenda.recurrence import MOST_DATES, Frequency, Recurrence

# Longer than this is prose.
MAX_LENGTH = 400
# A date without a year that is farther than this ahead may be of this year, and past.
_FAR = timedelta(days=300)
_OFFICE_WEEK, _SIX_DAYS, _WEEKEND = (0, 1, 2, 3, 4), (0, 1, 2, 3, 4, 5), (5, 6)
EXAMPLES = (
    "tous les mardis de 14h à 16h",
    "un mardi sur deux à partir du 6 janvier",
    "le 1er et le 3e vendredi du mois, hors jours fériés",
    "le 15 de chaque mois",
    "les 4, 11 et 18 mars",
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a sentence is not understood, naming its words, and what to answer or to write instead."""

    why: str
    question: str


class _Refused(Exception):
    def __init__(self, why: str, question: str = "") -> None:
        super().__init__(why)
        self.refusal = Refusal(why, question or _for_example())


def understood(text: str, start: date, *, zone: str = "") -> Recurrence | Refusal:
    """What a sentence says of an event that begins on `start`, which gives the year of dates that name none.
    `zone` is that of the school holidays (A, B, C) where the event is held, empty where there is none."""
    if len(text) > MAX_LENGTH:
        why = _("La phrase dépasse %(most)d caractères.") % {"most": MAX_LENGTH}
        return Refusal(why, _for_example())
    try:
        said = _scanned(fold(text))
        rule = _Rule(said, start, zone).recurrence()
        if rule.next_after(start, start) is None:
            raise _Refused(_("Aucune date des trois années qui suivent n’y correspond."))
    except _Refused as refused:
        return refused.refusal
    except (ValueError, OverflowError):
        return Refusal(_("Cette phrase ne donne pas un rythme que le calendrier connaît."), _for_example())
    return rule


def _for_example() -> str:
    examples = " ; ".join(f"« {one} »" for one in EXAMPLES)
    return _("Écrivez par exemple : %(examples)s.") % {"examples": examples}


@dataclass(frozen=True, slots=True)
class _Day:
    """A date as it is said, perhaps without its year or with the name of its day."""

    day: int
    month: int
    year: int | None = None
    weekday: int | None = None
    said: str = ""


@dataclass
class _Said:
    """What the pieces of a sentence say, before they are put together."""

    units: list[tuple[Frequency, int]] = field(default_factory=list)
    days: list[tuple[int, ...]] = field(default_factory=list)
    bare: str = ""  # days that are named once, « mardi »: each of them, or one?
    ranked: list[tuple[int, int]] = field(default_factory=list)
    of_quarter: bool = False
    month_days: list[int] = field(default_factory=list)
    bare_month_days: list[int] = field(default_factory=list)
    weeks: list[str] = field(default_factory=list)
    dates: list[list[_Day]] = field(default_factory=list)
    also: list[list[_Day]] = field(default_factory=list)
    ranges: list[tuple[_Day, _Day]] = field(default_factory=list)
    since: list[_Day] = field(default_factory=list)
    until: list[_Day] = field(default_factory=list)
    months: list[tuple[int, ...]] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    hours: list[tuple[int, int | None]] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    public: bool = False
    school: list[str] = field(default_factory=list)
    not_dates: list[list[_Day]] = field(default_factory=list)
    not_ranges: list[tuple[_Day, _Day]] = field(default_factory=list)
    not_months: list[tuple[int, ...]] = field(default_factory=list)
    not_days: list[tuple[int, ...]] = field(default_factory=list)
    order: list[str] = field(default_factory=list)


# The vocabulary.

_D = rf"(?:{'|'.join(DAYS)})"
_M = rf"(?:{'|'.join(MONTHS)})"
_N = r"(?:1er|3[01]|[12]?\d)(?!\d)"
_Y = r"20\d\d"
_NUMBERS = {
    word: number
    for number, word in enumerate(
        "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze".split(), start=1
    )
} | {"une": 1}
_COUNT = rf"(?:\d{{1,3}}|{'|'.join(_NUMBERS)})"
_SEP = r"(?: ?, ?(?:et )?| et | ?& ?| ?/ ?)"
_NUMERIC = r"\d{1,2}/\d{1,2}(?:/(?:20)?\d\d)?(?![/\d])"
_FULL = rf"(?:{_D} )?(?:{_N} {_M}\b(?: {_Y}\b)?|{_NUMERIC})"
_ANY = rf"(?:(?:{_D} )?{_N} {_M}\b(?: {_Y}\b)?|{_NUMERIC}|(?:{_D} )?{_N}(?! ?(?:h|:|/|\d)))"
_ITEM = re.compile(rf"(?:{_D}s? )?(?:{_NUMERIC}|{_N}(?: {_M}\b(?: {_Y}\b)?)?)")
_DATES = rf"(?:les? )?(?:{_D}s )?(?:{_ANY}{_SEP}(?:les? )?)*{_FULL}"
_RANGE = (
    rf"(?:du|entre le) (?P<first>{_FULL}|(?:{_D} )?{_N}) (?:au|et le|jusqu'au) (?P<last>{_FULL})(?: inclus)?"
)
_EACH = r"(?:tous les|toutes les|chaque|les?)"
# « Les mardis 3 et 10 » are dates, « les mardis 9h » are not.
_WEEKDAYS = rf"{_D}s?(?:{_SEP}(?:{_EACH} )?{_D}s?)*\b(?! {_N}\b(?! ?(?:h\b|h\d|heures?|:|-)| [a-z]+s\b)(?! {_M}\b))(?! {_N} {_M})"
_T = (
    r"(?:\d{1,2} ?(?:h|heures?)(?: ?\d\d)?(?![a-z\d]| ?h\b)"
    r"|\d{1,2}:\d\d(?!\d)|midi\b|minuit\b)"
)
_YEARLY = r"(?:,? (?:de |a )?(?:chaque annee|tous les ans))"
_OF_MONTH = r"(?:du mois|de chaque mois|de tous les mois|par mois|mensuels?)"
_OF_QUARTER = r"(?:du trimestre|de chaque trimestre|de tous les trimestres)"
_UNITS = {
    "jour": (Frequency.DAILY, 1),
    "semaine": (Frequency.WEEKLY, 1),
    "mois": (Frequency.MONTHLY, 1),
    "trimestre": (Frequency.MONTHLY, 3),
    "semestre": (Frequency.MONTHLY, 6),
    "an": (Frequency.YEARLY, 1),
    "annee": (Frequency.YEARLY, 1),
}
_UNIT = r"(?P<unit>jour|semaine|mois|trimestre|semestre|annee|an)s?"
_ADJECTIVES = {
    "quotidien": (Frequency.DAILY, 1),
    "hebdomadaire": (Frequency.WEEKLY, 1),
    "mensuel": (Frequency.MONTHLY, 1),
    "bimestriel": (Frequency.MONTHLY, 2),
    "trimestriel": (Frequency.MONTHLY, 3),
    "semestriel": (Frequency.MONTHLY, 6),
    "annuel": (Frequency.YEARLY, 1),
}
_IN_SCHOOL = r"(?:conges scolaires|vacances(?: scolaires)?)"
_ZONE = r"(?: ?\(? ?(?:de la )?zone (?P<zone>[abc])\b ?\)?)?"

Handler = Callable[[_Said, re.Match[str]], None]


def _number(word: str) -> int:
    return _NUMBERS.get(word) or int(word)


def _named(text: str) -> tuple[int, ...]:
    """The days of the week that a text names, from 0 for Monday."""
    return tuple(DAYS.index(name) for name in re.findall(_D, text))


def _months_of(text: str) -> tuple[int, ...]:
    return tuple(MONTHS.index(name) + 1 for name in re.findall(rf"\b{_M}\b", text))


def _dates(text: str) -> list[_Day]:
    """The dates of a list: one without its month or year has that of the next."""
    found: list[_Day] = []
    month, year = 0, None
    items = [match[0] for match in _ITEM.finditer(text)]
    each = re.match(rf"(?:les? )?(?P<day>{_D})s ", text)
    for item in reversed(items):
        numbers = [int(number) for number in re.findall(r"\d+", item)]
        named = _named(item)
        if "/" in item:
            month = numbers[1]
            year = (numbers[2] % 100 + 2000) if len(numbers) > 2 else None
        elif months := _months_of(item):
            month = months[0]
            year = numbers[1] if len(numbers) > 1 else year if _is_before(numbers[0], month, found) else None
        weekday = named[0] if named else DAYS.index(each["day"]) if each else None
        found.append(_Day(numbers[0], month, year, weekday, item))
    return found[::-1]


def _is_before(day: int, month: int, later: list[_Day]) -> bool:
    """Whether a date may take the year of what follows it in a list: « 2 mars et 4 mai 2026 »."""
    return not later or (month, day) < (later[-1].month, later[-1].day)


def _range(match: re.Match[str]) -> tuple[_Day, _Day]:
    first, last = _dates(f"{match['first']}, {match['last']}")
    return first, last


# What a piece says.


def _take_unit(said: _Said, match: re.Match[str]) -> None:
    frequency, times = _UNITS[match["unit"]]
    number = _number(match["n"]) if match["n"] else 1
    if frequency is Frequency.DAILY and number in (7, 14, 15):
        # « Tous les quinze jours » is two weeks.
        frequency, number = Frequency.WEEKLY, (number + 6) // 7 if number < 15 else 2
    said.units.append((frequency, number * times))


def _take_adjective(said: _Said, match: re.Match[str]) -> None:
    said.units.append(_ADJECTIVES[match["word"]])


def _take_one_in(said: _Said, match: re.Match[str]) -> None:
    said.units.append((Frequency.WEEKLY, _number(match["n"])))
    said.days.append(_named(match["day"]))


def _take_weekdays(said: _Said, match: re.Match[str]) -> None:
    if not match["each"] and not re.search(rf"{_D}s\b", match["days"]):
        said.bare = match[0]
    said.days.append(_named(match["days"]))


def _take_through(said: _Said, match: re.Match[str]) -> None:
    first, last = _named(match[0])
    if first == last:
        raise _not_understood(match[0])
    said.days.append(tuple(number % 7 for number in range(first, last + (8 if last < first else 1))))


def _take_ranked(said: _Said, match: re.Match[str]) -> None:
    (day,) = _named(match["day"])
    ranks = ordinals_of(match["which"])
    if match["quarter"]:
        if ranks not in ([1], [-1]):
            raise _not_understood(match[0])
        said.of_quarter = True
    said.ranked += [(rank, day) for rank in ranks]


def _take_month_days(said: _Said, match: re.Match[str]) -> None:
    said.month_days += [int(number) for number in re.findall(r"\d+", match["which"])]


def _take_bare_month_days(said: _Said, match: re.Match[str]) -> None:
    said.bare_month_days += [int(number) for number in re.findall(r"\d+", match[0])]


def _take_months(said: _Said, match: re.Match[str]) -> None:
    """« De septembre à juin » is of every year; with a year, it is a first day and a last."""
    first, last = _months_of(match[0])
    years = [int(year) for year in re.findall(rf"\b{_Y}\b", match[0])]
    if not years:
        said.months.append(tuple(_through(first, last)))
        return
    if match["each"]:
        raise _not_understood(match[0])
    begin = years[0] - 1 if len(years) == 1 and last < first and not match["early"] else years[0]
    said.since.append(_Day(1, first, begin, said=match[0]))
    said.until.append(_last_of(last, years[-1], match[0]))


def _take_month(said: _Said, match: re.Match[str]) -> None:
    if match["year"]:
        (month,) = _months_of(match[0])
        said.since.append(_Day(1, month, int(match["year"]), said=match[0]))
        said.until.append(_last_of(month, int(match["year"]), match[0]))
        return
    if not match["each"]:
        question = _("De quelle année ? Écrivez « en mars 2026 », ou « en mars de chaque année ».")
        raise _Refused(_("« %(words)s » ne dit pas l’année.") % {"words": match[0]}, question)
    said.months.append(_months_of(match[0]))


def _take_end_of_month(said: _Said, match: re.Match[str]) -> None:
    (month,) = _months_of(match[0])
    said.until.append(_last_of(month, int(match["year"]) if match["year"] else None, match[0]))


def _take_hours(said: _Said, match: re.Match[str]) -> None:
    try:
        spans = french.day_spans(match[0])
    except french.NotUnderstood:
        spans = []
    if len(spans) != 1 or spans[0][1] - spans[0][0] >= 24 * 60:
        raise _Refused(_("« %(words)s » : ces heures ne sont pas comprises.") % {"words": match[0]})
    said.hours.append(spans[0])


def _take_hour(said: _Said, match: re.Match[str]) -> None:
    named = {"midi": 12 * 60, "minuit": 0}
    numbers = [int(number) for number in re.findall(r"\d+", match["at"])]
    minutes = named[match["at"]] if match["at"] in named else numbers[0] * 60 + (*numbers, 0)[1]
    if minutes >= 24 * 60 or (len(numbers) > 1 and numbers[1] > 59):
        raise _Refused(_("« %(words)s » n’est pas une heure.") % {"words": match[0]})
    said.hours.append((minutes, None))


def _take_some(_said: _Said, match: re.Match[str]) -> None:
    why = _("« %(words)s » ne dit pas lesquels.") % {"words": match[0]}
    question = _(
        "Lesquels ? Écrivez par exemple « le 1er et le 3e vendredi du mois », « un mardi sur deux à partir du "
        "6 janvier » ou « les lundis et jeudis »."
    )
    raise _Refused(why, question)


def _take_in_holidays(_said: _Said, match: re.Match[str]) -> None:
    why = _("« %(words)s » : ce qui n’a lieu que pendant les vacances n’a pas de règle.") % {
        "words": match[0]
    }
    raise _Refused(
        why, _("Quelles dates ? Écrivez par exemple « du 6 au 10 juillet » ou « les 4, 11 et 18 mars ».")
    )


def _take_zone(said: _Said, match: re.Match[str]) -> None:
    said.school.append((match["zone"] or "").upper())


def _through(first: int, last: int) -> list[int]:
    return [(number - 1) % 12 + 1 for number in range(first, last + (13 if last < first else 1))]


def _last_of(month: int, year: int | None, words: str) -> _Day:
    # The 29th of February stands for its last day whatever the year.
    last = date(year or ANY_YEAR, month % 12 + 1, 1) - timedelta(days=1)
    return _Day(-1, month, year, said=words) if month == 2 else _Day(last.day, month, year, said=words)


def _first_of(match: re.Match[str]) -> _Day:
    (month,) = _months_of(match["month"])
    return _Day(1, month, int(match["year"]) if match["year"] else None, said=match[0])


def _take_daily_part(said: _Said, match: re.Match[str]) -> None:
    said.units.append((Frequency.DAILY, 1))
    said.parts.append({"m": "matin", "a": "apresmidi", "s": "soir"}[match["part"][0]])


def _adds(name: str, value: Callable[[re.Match[str]], object]) -> Handler:
    return lambda said, match: getattr(said, name).append(value(match))


def _sets(name: str) -> Handler:
    return lambda said, _match: setattr(said, name, True)


_PIECES: list[tuple[str, re.Pattern[str], Handler]] = [
    (kind, re.compile(pattern), handler)
    for kind, pattern, handler in (
        ("days", rf"une? (?P<day>{_D}) sur (?P<n>{_COUNT})\b", _take_one_in),
        (
            "refused",
            rf"{_COUNT} (?:fois|{_D}s?) (?:par (?:jour|semaine|mois|trimestre|an|annee)|sur {_COUNT})\b",
            _take_some,
        ),
        ("refused", r"bi-?(?:mensuel|hebdomadaire|annuel)(?:le|les|s|lement)?\b", _take_some),
        ("refused", rf"(?:pendant|durant) (?:les |toutes les )?{_IN_SCHOOL}\b", _take_in_holidays),
        (
            "unit",
            rf"(?:(?:de )?chaque|tous les|toutes les) (?:(?P<n>{_COUNT}) )?{_UNIT}\b(?! (?:ouvr|feri|de la))",
            _take_unit,
        ),
        ("unit", rf"une? {_UNIT} sur (?P<n>{_COUNT})\b", _take_unit),
        (
            "unit",
            rf"(?P<word>{'|'.join(_ADJECTIVES)})(?:s|le|les|ne|nes|lement|nement|ment)?\b",
            _take_adjective,
        ),
        ("days", r"7 ?j ?/ ?7\b", _adds("days", lambda _match: tuple(range(7)))),
        (
            "working",
            rf"(?:{_EACH} )?jours? ouvres?\b",
            lambda said, _match: (said.days.append(_OFFICE_WEEK), setattr(said, "public", True)),
        ),
        (
            "working",
            rf"(?:{_EACH} )?jours? ouvrables?\b",
            lambda said, _match: (said.days.append(_SIX_DAYS), setattr(said, "public", True)),
        ),
        ("days", rf"(?:{_EACH} )?week ?-? ?ends?\b", _adds("days", lambda _match: _WEEKEND)),
        ("through", r"en semaine\b", _adds("days", lambda _match: _OFFICE_WEEK)),
        ("ranked", r"(?:le )?dernier jour (?:du|de chaque) mois\b", _adds("month_days", lambda _match: -1)),
        (
            "ranked",
            rf"(?:{_EACH} )?\b(?P<which>(?:{ORDINAL})(?:{_SEP}(?:les? )?(?:{ORDINAL}))*) (?P<day>{_D})s?\b"
            rf"(?: (?:{_OF_MONTH}|(?P<quarter>{_OF_QUARTER})))?",
            _take_ranked,
        ),
        (
            "ranked",
            rf"(?:les? )?(?P<which>{_N}(?:{_SEP}(?:les? )?{_N})*) (?:{_OF_MONTH})\b",
            _take_month_days,
        ),
        (
            "since",
            rf"(?:a partir|a compter) du (?P<day>{_FULL})",
            _adds("since", lambda match: _dates(match["day"])[0]),
        ),
        (
            "since",
            rf"(?:depuis|des) le (?P<day>{_FULL})",
            _adds("since", lambda match: _dates(match["day"])[0]),
        ),
        (
            "until",
            rf"jusqu'au (?P<day>{_FULL})(?: (?:inclus|compris)\b)?",
            _adds("until", lambda match: _dates(match["day"])[0]),
        ),
        (
            "since",
            rf"(?:a partir de|des) (?P<month>{_M})\b(?: (?P<year>{_Y}))?",
            _adds("since", _first_of),
        ),
        ("until", rf"jusqu'a (?:la )?fin (?P<month>{_M})\b(?: (?P<year>{_Y}))?", _take_end_of_month),
        ("range", _RANGE, _adds("ranges", _range)),
        ("through", rf"(?:du )?{_D} au {_D}\b(?! \d)", _take_through),
        ("dates", _DATES, _adds("dates", lambda match: _dates(match[0]))),
        (
            "months",
            rf"de (?P<first>{_M})(?: (?P<early>{_Y}))? a (?P<last>{_M})\b(?: {_Y})?(?P<each>{_YEARLY})?",
            _take_months,
        ),
        (
            "months",
            rf"(?:en|de|d'|au mois de|du mois de|au mois d'|du mois d') ?(?P<which>{_M}(?:{_SEP}(?:en )?{_M})*)\b"
            rf"(?: (?P<year>{_Y}))?(?P<each>{_YEARLY})?",
            _take_month,
        ),
        ("weeks", r"(?:les |des |en )?semaines? paires?\b", _adds("weeks", lambda _match: EVEN)),
        ("weeks", r"(?:les |des |en )?semaines? impaires?\b", _adds("weeks", lambda _match: ODD)),
        ("days", rf"(?P<each>{_EACH} )?(?P<days>{_WEEKDAYS})", _take_weekdays),
        (
            "count",
            rf"(?:(?:pour|pendant|soit) )?(?P<n>{_COUNT}) (?:seances?|fois|rencontres?|ateliers?|sessions?)\b"
            r"(?! (?:par|sur)\b)",
            _adds("counts", lambda match: _number(match["n"])),
        ),
        (
            "hours",
            rf"(?:de |d'|entre )?(?:{_T}|\d{{1,2}})(?: ?- ?| a | et (?={_T})){_T}",
            _take_hours,
        ),
        ("hours", rf"(?:a |a partir de |des )?(?P<at>{_T})", _take_hour),
        (
            "unit",
            r"(?:tous|toutes) les (?P<part>matin(?:ee)?|apres[ -]midi|soir(?:ee)?)s?\b",
            _take_daily_part,
        ),
        ("school", rf"(?:en|pendant les?) periodes? scolaires?\b{_ZONE}", _take_zone),
        ("part", r"(?:le |en |l')?matin(?:ee)?s?\b", _adds("parts", lambda _match: "matin")),
        ("part", r"(?:en |l')?apres[ -]midis?\b", _adds("parts", lambda _match: "apresmidi")),
        ("part", r"(?:le |en )?soir(?:ee)?s?\b", _adds("parts", lambda _match: "soir")),
        (
            "bare month days",
            rf"les? {_N}(?:{_SEP}(?:le )?{_N})*\b(?! ?(?:h\b|heures?|:|/|-|\d|[a-z]+ ?{_Y}))",
            _take_bare_month_days,
        ),
    )
]
_NOT = re.compile(
    r"(?:et )?(?:sauf|hors|excepte(?:e?s?)?|a l'exception|a l'exclusion|en dehors)\b(?: (?:de|des)\b)?"
)
_EXCEPTED: list[tuple[str, re.Pattern[str], Handler]] = [
    (kind, re.compile(pattern), handler)
    for kind, pattern, handler in (
        ("holidays", r"(?:les |des )?(?:jours? )?feries?\b", _sets("public")),
        (
            "holidays",
            rf"(?:pendant |durant )?(?:les |des )?(?:periodes? de )?{_IN_SCHOOL}\b{_ZONE}",
            _take_zone,
        ),
        ("dates", _RANGE, _adds("not_ranges", _range)),
        ("dates", _DATES, _adds("not_dates", lambda match: _dates(match[0]))),
        (
            "dates",
            rf"(?:en |(?:au|le|les|du) mois (?:de |d')|pendant )?(?P<which>{_M}(?:{_SEP}(?:en )?{_M})*)\b(?! {_Y})",
            _adds("not_months", lambda match: _months_of(match["which"])),
        ),
        ("days", r"(?:les? )?week ?-? ?ends?\b", _adds("not_days", lambda _match: _WEEKEND)),
        ("days", rf"(?:les? )?(?P<days>{_WEEKDAYS})", _adds("not_days", lambda match: _named(match["days"]))),
    )
]
_BETWEEN = re.compile(r"[\s,;:.()]+|- ")
_AND = re.compile(r"(?:et|&|puis)\b ?")
_ALSO = re.compile(r"(?:et )?(?:ainsi que|aussi|plus|et aussi|mais aussi)\b ?")


def _scanned(text: str) -> _Said:
    """What a folded text says, piece after piece. Raises _Refused for what belongs to none."""
    return _Scanner(text).read()


class _Scanner:
    """Reads a text from its beginning: what stands between two pieces says whether the second goes on an
    exception (« sauf le 14 juillet et le 15 août ») or a rule (« sauf jours fériés, le mardi »)."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.said = _Said()
        self.excepting = ""  # the kind of the exception that was read last

    def read(self) -> _Said:
        while True:
            joined, marks = self._between()
            if self.at >= len(self.text):
                if joined:
                    raise _not_understood(joined)
                break
            if match := _NOT.match(self.text, self.at):
                self.at = match.end()
                self._between()
                self._except_first()
            elif self.excepting and self._goes_on(joined, marks):
                pass
            else:
                self._rule(joined)
        if not self.said.order:
            raise _Refused(_("La phrase ne dit pas quand."))
        return self.said

    def _between(self) -> tuple[str, str]:
        """What joins the next piece to the one before: « et », « ainsi que », or marks alone."""
        marks, joined = "", ""
        while self.at < len(self.text):
            if match := _BETWEEN.match(self.text, self.at):
                marks += match[0]
            elif not joined and (match := _ALSO.match(self.text, self.at)):
                joined = "ainsi que"
            elif not joined and (match := _AND.match(self.text, self.at)):
                joined = "et"
            else:
                break
            self.at = match.end()
        return joined, marks.strip()

    def _except_first(self) -> None:
        if not self._take(_EXCEPTED, excepting=True):
            raise self._unknown()

    def _goes_on(self, joined: str, marks: str) -> bool:
        """Whether the next piece is an exception too. Raises _Refused where it may be one."""
        before, start = self.excepting, self.at
        if joined == "ainsi que":
            return False
        if not self._take(_EXCEPTED, excepting=True, dry=True):
            return False
        kind = self.excepting
        self.excepting = before
        if joined == "et":
            return self._take(_EXCEPTED, excepting=True)
        if kind == "days" or not marks:
            # « sauf jours fériés, le mardi »: the rule.
            return False
        if kind == "holidays":
            return self._take(_EXCEPTED, excepting=True)
        is_range = re.compile(_RANGE).match(self.text, start) is not None
        if before == "holidays" and is_range:
            return False
        if before == "dates" and not is_range:
            return self._take(_EXCEPTED, excepting=True)
        words = self.text[start : start + 40]
        question = _(
            "Répétez « sauf » devant chaque exception, et dites les dates de début et de fin avant elle."
        )
        raise _Refused(_("« %(words)s » : est-ce une exception ?") % {"words": words}, question)

    def _rule(self, joined: str) -> None:
        self.excepting = ""
        start = self.at
        if not self._take(_PIECES):
            raise self._unknown()
        if self.said.order[-1] == "dates" and joined:
            others = [
                kind
                for kind in self.said.order[:-1]
                if kind in ("days", "through", "working", "ranked", "unit")
            ]
            if others:
                self.said.also.append(self.said.dates.pop())
                return
        if joined == "ainsi que":
            raise _not_understood(self.text[start : self.at])

    def _take(
        self,
        pieces: list[tuple[str, re.Pattern[str], Handler]],
        *,
        excepting: bool = False,
        dry: bool = False,
    ) -> bool:
        for kind, pattern, handler in pieces:
            match = pattern.match(self.text, self.at)
            if match is None or not match[0] or not _ends_a_word(self.text, match.end()):
                continue
            if excepting:
                self.excepting = kind
            if not dry:
                handler(self.said, match)
                self.said.order.append("except" if excepting else kind)
                self.at = match.end()
            return True
        return False

    def _unknown(self) -> _Refused:
        """The words from here to where something is understood again."""
        end = self.at
        while end < len(self.text) and self.text[end] not in ",;.()\n":
            following = re.compile(r"\S+\s*").match(self.text, end)
            end = following.end() if following else len(self.text)
            if any(pattern.match(self.text, end) for _kind, pattern, _handler in _PIECES) or _NOT.match(
                self.text, end
            ):
                break
        return _not_understood(self.text[self.at : end] or self.text[self.at :])


def _ends_a_word(text: str, at: int) -> bool:
    return at >= len(text) or not (text[at].isalnum() and text[at - 1].isalnum())


def _not_understood(words: str) -> _Refused:
    words = words.strip(" ,;.\n")[:60]
    return _Refused(_("« %(words)s » n’est pas compris.") % {"words": words})


class _Rule:
    """The pieces put together: one rhythm, or dates, its first day and its last. Raises _Refused."""

    def __init__(self, said: _Said, start: date, zone: str) -> None:
        self.said, self.start, self.zone = said, start, zone

    def recurrence(self) -> Recurrence:
        said = self.said
        self._one_of_each()
        since, until = self._bounds()
        begins, ends = self._hours()
        if said.dates and not self._is_yearly():
            return self._listed(begins, ends)
        base = self._base(since, until)
        never_on, excluded, without = self._exceptions()
        months = tuple(base.pop("months", ())) or tuple(said.months[0] if said.months else ())
        if without:
            months = tuple(month for month in months or range(1, 13) if month not in without)
            if not months:
                raise _Refused(_("Les exceptions ne laissent aucun mois."))
        count = said.counts[0] if said.counts else None
        if count is not None and until is not None:
            question = _("Lequel faut-il garder : le nombre de séances, ou la date de fin ?")
            raise _Refused(_("La phrase dit un nombre de séances et une date de fin."), question)
        return Recurrence(
            **base,
            months=months,
            added=tuple(self._resolved(day) for dates in said.also for day in dates),
            excluded=excluded,
            never_on=never_on,
            skips_public_holidays=said.public,
            school_zone=self._school_zone(),
            since=since,
            until=until,
            count=count,
            begins=begins,
            ends=ends,
        )

    def _one_of_each(self) -> None:
        """Raises _Refused where something is said twice."""
        said = self.said
        for name, found in (
            (_("deux rythmes"), said.units),
            (_("deux listes de jours"), [*said.days, *([1] if said.ranked else [])]),
            (_("deux listes de dates"), said.dates),
            (_("deux horaires"), said.hours),
            (_("deux débuts"), [*said.ranges, *said.since]),
            (_("deux fins"), [*said.ranges, *said.until]),
            (_("deux saisons"), said.months),
            (_("deux nombres de séances"), said.counts),
            (_("deux fois les semaines paires ou impaires"), said.weeks),
        ):
            if len(found) > 1:
                question = _("Faites-en deux événements, ou gardez-en un seul.")
                raise _Refused(_("La phrase dit %(what)s.") % {"what": name}, question)
        kinds = [kind for kind in said.order if kind in ("days", "ranked", "dates", "hours", "months")]
        if re.search(r"(days|ranked|dates) hours (days|ranked)", " ".join(kinds)):
            question = _(
                "Dites les jours d’abord, puis les heures ; pour deux horaires, faites deux événements."
            )
            raise _Refused(
                _("Les heures sont dites entre deux jours : de quels jours sont-elles ?"), question
            )

    def _is_yearly(self) -> bool:
        said = self.said
        return bool(said.units) and said.units[0][0] is Frequency.YEARLY

    def _listed(self, begins: time | None, ends: time | None) -> Recurrence:
        """The dates alone."""
        said = self.said
        others = {
            "unit",
            "days",
            "through",
            "working",
            "ranked",
            "weeks",
            "months",
            "count",
            "range",
            "since",
            "until",
        }
        if others & set(said.order) or "except" in said.order or "bare month days" in said.order:
            why = _("La phrase dit des dates et, à côté, autre chose.")
            question = _(
                "Écrivez « à partir du 6 janvier » pour un début, « ainsi que le 15 mars » pour une date de plus, "
                "ou les dates seules."
            )
            raise _Refused(why, question)
        dates = [self._resolved(day) for day in said.dates[0]]
        if len(set(dates)) < len(dates) or sorted(dates) != dates:
            raise _Refused(
                _("Les dates ne se suivent pas."), _("Dites-les dans l’ordre, avec l’année de chacune.")
            )
        return Recurrence(Frequency.DATES, added=tuple(dates), begins=begins, ends=ends)

    def _base(self, since: date | None, until: date | None) -> dict:
        """The rhythm itself: how often, on which days."""
        said = self.said
        frequency, interval = said.units[0] if said.units else (None, 1)
        if said.ranked or said.month_days or said.bare_month_days:
            return self._monthly(frequency, interval)
        if frequency is Frequency.MONTHLY:
            day = self.start.day
            question = _(
                "Quel jour ? Écrivez par exemple « le %(day)d de chaque mois », « le 1er mardi du mois », "
                "« tous les deux mois, le premier lundi »."
            ) % {"day": min(day, 28)}
            raise _Refused(_("La phrase ne dit pas quel jour du mois."), question)
        if frequency is Frequency.YEARLY:
            return self._yearly(interval)
        if frequency is Frequency.DAILY:
            return self._daily(interval)
        return self._weekly(frequency, interval, since, until)

    def _monthly(self, frequency: Frequency | None, interval: int) -> dict:
        said = self.said
        numbers = said.month_days + said.bare_month_days
        bare_alone = said.bare_month_days and frequency is not Frequency.MONTHLY
        if (
            bare_alone
            or frequency not in (None, Frequency.MONTHLY)
            or said.days
            or said.weeks
            or said.not_days
        ):
            raise _Refused(
                _("La phrase mêle des jours du mois et un autre rythme, ou ne dit pas de quel mois."),
                _("Écrivez par exemple « le 15 de chaque mois », « le 1er et le 3e vendredi du mois »."),
            )
        if said.ranked and numbers:
            raise _Refused(_("La phrase dit deux listes de jours du mois."))
        if any(not 1 <= number <= 28 for number in numbers if number != -1):
            question = _("Écrivez « le dernier jour du mois », ou un jour du 1er au 28.")
            raise _Refused(_("Ce jour n’existe pas tous les mois."), question)
        base = {
            "frequency": Frequency.MONTHLY,
            "interval": interval,
            "weekdays": tuple(said.ranked),
            "month_days": tuple(numbers),
        }
        if said.of_quarter:
            # The first of a quarter is in its first month, the last in its last.
            if interval not in (1, 3) or said.months or len(said.ranked) > 1:
                raise _Refused(_("La phrase dit deux rythmes."))
            base |= {"interval": 1, "months": (1, 4, 7, 10) if said.ranked[0][0] == 1 else (3, 6, 9, 12)}
        return base

    def _yearly(self, interval: int) -> dict:
        said = self.said
        if said.days or said.weeks or said.months or said.not_days or (said.dates and len(said.dates[0]) > 1):
            raise _Refused(_("Une fois par an, c’est un seul jour : « chaque année, le 8 mars »."))
        one = said.dates[0][0] if said.dates else _Day(self.start.day, self.start.month)
        if one.year or one.weekday is not None:
            raise _Refused(
                _("« %(words)s » ne revient pas chaque année.") % {"words": one.said},
                _("Écrivez le jour et le mois seuls : « chaque année, le 8 mars »."),
            )
        days = {"months": (one.month,), "month_days": (one.day,)}
        return {"frequency": Frequency.YEARLY, "interval": interval, **days}

    def _daily(self, interval: int) -> dict:
        said = self.said
        if interval == 1 and said.days and "through" in said.order and not said.weeks:
            # « Tous les jours du lundi au vendredi ».
            return {"frequency": Frequency.WEEKLY, "weekdays": self._kept(said.days[0])}
        if said.days or said.weeks:
            if interval == 1:
                raise _Refused(
                    _("La phrase dit « tous les jours » et certains jours."),
                    _("Tous, ou ceux-là seulement ?"),
                )
            raise _Refused(_("La phrase dit deux rythmes."))
        if not said.not_days:
            return {"frequency": Frequency.DAILY, "interval": interval}
        if interval > 1:
            raise _Refused(_("Un jour sur plusieurs, sauf certains jours : ce rythme n’est pas compris."))
        return {"frequency": Frequency.WEEKLY, "weekdays": self._kept(range(7))}

    def _weekly(
        self, frequency: Frequency | None, interval: int, since: date | None, until: date | None
    ) -> dict:
        said = self.said
        if frequency is None and not said.days:
            if since is None or until is None or not said.ranges:
                raise _Refused(_("La phrase ne dit pas à quel rythme."))
            if said.weeks:
                raise _Refused(_("La phrase ne dit pas quels jours de ces semaines."))
            # « Du 3 au 7 mars » is each of these days.
            return self._daily(1)
        if said.bare and frequency is None and not said.weeks:
            question = _(
                "Toutes les semaines (« tous les mardis »), ou un seul jour (« le mardi 6 janvier ») ?"
            )
            raise _Refused(_("« %(words)s » peut être un seul jour.") % {"words": said.bare}, question)
        if said.weeks and (interval > 1 or not said.days):
            raise _Refused(_("La phrase ne dit pas quels jours des semaines paires ou impaires."))
        days = said.days[0] if said.days else ((since or self.start).weekday(),)
        weekdays = self._kept(days)
        return {
            "frequency": Frequency.WEEKLY,
            "interval": interval,
            "weekdays": weekdays,
            "weeks": said.weeks[0] if said.weeks else "",
        }

    def _kept(self, days: range | tuple[int, ...]) -> tuple[tuple[int, int], ...]:
        """The days of the week without those that are excepted."""
        without = {day for some in self.said.not_days for day in some}
        if without - set(days):
            raise _Refused(_("Un jour excepté n’est pas de ceux de la phrase."))
        kept = tuple((0, day) for day in days if day not in without)
        if not kept:
            raise _Refused(_("Les exceptions ne laissent aucun jour."))
        return kept

    def _exceptions(self) -> tuple[tuple[tuple[int, int], ...], tuple[date, ...], set[int]]:
        """Days of every year, dates, and months that are left out."""
        said = self.said
        never_on: list[tuple[int, int]] = []
        excluded: list[date] = []
        for one in (day for dates in said.not_dates for day in dates):
            if one.year is None:
                _of_any_year(one)
                never_on.append((one.month, one.day))
                if one.weekday is not None:
                    # « sauf le lundi 25 mai » is of one year.
                    never_on.pop()
                    excluded.append(self._resolved(one))
            else:
                excluded.append(self._resolved(one, past=True))
        for first, last in said.not_ranges:
            if last.year is None and first.weekday is None and last.weekday is None:
                never_on += _days_between(first, last)
            else:
                begin, end = self._resolved_range(first, last)
                if (end - begin).days > MOST_DATES:
                    raise _Refused(_("Cette exception dure plus d’un an."))
                excluded += [begin + timedelta(days=number) for number in range((end - begin).days + 1)]
        return tuple(never_on), tuple(excluded), {month for some in said.not_months for month in some}

    def _school_zone(self) -> str:
        if not self.said.school:
            return ""
        zones = {zone for zone in self.said.school if zone}
        if len(zones) > 1:
            raise _Refused(_("La phrase dit deux zones de vacances scolaires."))
        zone = zones.pop() if zones else self.zone
        if not zone:
            raise _Refused(
                _("« vacances scolaires » : la zone n’est pas connue ici."),
                _(
                    "De quelle zone ? Écrivez « hors vacances scolaires (zone A) », B ou C ; ailleurs, les dates."
                ),
            )
        return zone

    def _bounds(self) -> tuple[date | None, date | None]:
        said = self.said
        if said.ranges:
            return self._resolved_range(*said.ranges[0])
        if said.since and said.until:
            return self._resolved_range(said.since[0], said.until[0])
        if said.since:
            return self._resolved(said.since[0]), None
        return None, self._resolved(said.until[0], far=True) if said.until else None

    def _hours(self) -> tuple[time | None, time | None]:
        said = self.said
        begin, end = said.hours[0] if said.hours else (None, None)
        for part in said.parts:
            if begin is None:
                raise _Refused(
                    _("La phrase dit une partie du jour sans heures."), _("De quelle heure à quelle heure ?")
                )
            first, last, latest = PARTS[part]
            if not first <= begin < last or (end is not None and end > latest):
                raise _Refused(_("Les heures ne sont pas de la partie du jour qui est dite."))
        if begin is None:
            return None, None
        return _time(begin), None if end is None else _time(end)

    def _resolved(self, one: _Day, *, far: bool = False, past: bool = False) -> date:
        """The date that is said: without a year, the next from the start on. `far` where it may be a year away,
        `past` where it may be before the start."""
        if one.year is not None:
            found = _date(one, one.year)
            if found < self.start and not past:
                question = _("Le premier jour de l’événement est le %(day)s : lequel est juste ?")
                said = {"words": one.said.strip()}
                raise _Refused(
                    _("« %(words)s » est avant le début de l’événement.") % said,
                    question % {"day": self.start.strftime("%d/%m/%Y")},
                )
        else:
            found = self._next(one)
            if found - self.start > _FAR and not far:
                raise _Refused(
                    _("« %(words)s » : c’était il y a peu, ou c’est dans longtemps.")
                    % {"words": one.said.strip()},
                    _("De quelle année ?"),
                )
        if one.weekday is not None and found.weekday() != one.weekday:
            raise _Refused(
                _("« %(words)s » : le %(day)s est un %(weekday)s.")
                % {
                    "words": one.said.strip(),
                    "day": found.strftime("%d/%m/%Y"),
                    "weekday": DAYS[found.weekday()],
                },
                _("Lequel est juste, le jour ou la date ?"),
            )
        return found

    def _next(self, one: _Day) -> date:
        for year in range(self.start.year, self.start.year + 5):
            try:
                found = _date(one, year)
            except _Refused:
                if (one.month, one.day) != (2, 29):
                    raise
                continue
            if found >= self.start:
                return found
        raise _no_such_day(one)

    def _resolved_range(self, first: _Day, last: _Day) -> tuple[date, date]:
        if first.year is None and last.year is not None:
            over = _key(first) > _key(last)
            first = _Day(
                first.day, first.month, last.year - 1 if over else last.year, first.weekday, first.said
            )
        begin = self._resolved(first)
        if last.year is None:
            end = _Rule(self.said, begin, self.zone)._resolved(last, far=True)
        else:
            end = self._resolved(last)
        if end < begin:
            raise _Refused(_("La fin est avant le début."), _("Quelles dates ?"))
        return begin, end


def _key(one: _Day) -> tuple[int, int]:
    return one.month, one.day if one.day > 0 else 31


def _time(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


def _date(one: _Day, year: int) -> date:
    try:
        if one.day == -1:
            return date(year, one.month % 12 + 1, 1) - timedelta(days=1)
        return date(year, one.month, one.day)
    except ValueError:
        raise _no_such_day(one) from None


def _of_any_year(one: _Day) -> date:
    return _date(one, ANY_YEAR)


def _days_between(first: _Day, last: _Day) -> list[tuple[int, int]]:
    """The days of every year between two."""
    begin, end = _of_any_year(first).timetuple().tm_yday, _of_any_year(last).timetuple().tm_yday
    days = range(begin, end + (367 if end < begin else 1))
    named = (date(ANY_YEAR, 1, 1) + timedelta(days=(number - 1) % 366) for number in days)
    return [(day.month, day.day) for day in named]


def _no_such_day(one: _Day) -> _Refused:
    words = one.said.strip() or f"{one.day}/{one.month}"
    return _Refused(_("« %(words)s » : ce jour n’existe pas.") % {"words": words}, _("Quelle date ?"))
