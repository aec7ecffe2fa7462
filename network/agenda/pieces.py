# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pieces that a sentence of a recurrence is made of: patterns of folded French, and what each says.

A piece that is ambiguous whatever stands beside it is refused here; what several pieces say together is
`assembly`'s.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _

from mapping.opening import french
from mapping.opening.grid import ANY_YEAR, EVEN, ODD
from mapping.opening.periods import DAYS, ORDINAL, ordinals_of
from mapping.opening.seasons import MONTHS
from network.agenda.recurrence import Frequency
from network.agenda.refusal import Refused, not_understood

_OFFICE_WEEK, _SIX_DAYS, _WEEKEND = (0, 1, 2, 3, 4), (0, 1, 2, 3, 4, 5), (5, 6)


@dataclass(frozen=True, slots=True)
class SaidDay:
    """A date as it is said, perhaps without its year or with the name of its day."""

    day: int
    month: int
    year: int | None = None
    weekday: int | None = None
    said: str = ""


@dataclass
class Said:
    """What the pieces of a sentence say, before they are put together."""

    units: list[tuple[Frequency, int]] = field(default_factory=list)
    days: list[tuple[int, ...]] = field(default_factory=list)
    bare: str = ""  # days that are named once, « mardi »: each of them, or one?
    ranked: list[tuple[int, int]] = field(default_factory=list)
    of_quarter: bool = False
    month_days: list[int] = field(default_factory=list)
    bare_month_days: list[int] = field(default_factory=list)
    weeks: list[str] = field(default_factory=list)
    dates: list[list[SaidDay]] = field(default_factory=list)
    also: list[list[SaidDay]] = field(default_factory=list)
    ranges: list[tuple[SaidDay, SaidDay]] = field(default_factory=list)
    since: list[SaidDay] = field(default_factory=list)
    until: list[SaidDay] = field(default_factory=list)
    months: list[tuple[int, ...]] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    hours: list[tuple[int, int | None]] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    public: bool = False
    school: list[str] = field(default_factory=list)
    not_dates: list[list[SaidDay]] = field(default_factory=list)
    not_ranges: list[tuple[SaidDay, SaidDay]] = field(default_factory=list)
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
    for number, words in enumerate(
        ("un une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"),
        start=1,
    )
    for word in words.split()
} | {"quinze": 15}
_COUNT = rf"(?:\d{{1,3}}|{'|'.join(_NUMBERS)})"
_SEP = r"(?: ?, ?(?:et )?| et | ?& ?| ?/ ?)"
_NUMERIC = r"\d{1,2}/\d{1,2}(?:/(?:20)?\d\d)?(?![/\d])"
_FULL = rf"(?:{_D} )?(?:{_N} {_M}\b(?: {_Y}\b)?|{_NUMERIC})"
_ANY = rf"(?:(?:{_D} )?{_N} {_M}\b(?: {_Y}\b)?|{_NUMERIC}|(?:{_D} )?{_N}(?! ?(?:h|:|/|\d)))"
_ITEM = re.compile(rf"(?:{_D}s? )?(?:{_NUMERIC}|{_N}(?: {_M}\b(?: {_Y}\b)?)?)")
_DATES = rf"(?:les? )?(?:{_D}s )?(?:{_ANY}{_SEP}(?:les? )?)*{_FULL}"
RANGE = (
    rf"(?:du|entre le) (?P<first>{_FULL}|(?:{_D} )?{_N}) (?:au|et le|jusqu'au) (?P<last>{_FULL})(?: inclus)?"
)
_EACH = r"(?:tous les|toutes les|chaque|les?)"
# « Les mardis 3 et 10 » are dates, « les mardis 9h » are not.
_WEEKDAYS = (
    rf"{_D}s?(?:{_SEP}(?:{_EACH} )?{_D}s?)*\b"
    rf"(?! {_N}\b(?! ?(?:h\b|h\d|heures?|:|-)| [a-z]+s\b)(?! {_M}\b))(?! {_N} {_M})"
)
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

Handler = Callable[[Said, re.Match[str]], object]
Piece = tuple[str, re.Pattern[str], Handler]


def _number(word: str) -> int:
    return _NUMBERS.get(word) or int(word)


def _named(text: str) -> tuple[int, ...]:
    """The days of the week that a text names, from 0 for Monday."""
    return tuple(DAYS.index(name) for name in re.findall(_D, text))


def _months_of(text: str) -> tuple[int, ...]:
    return tuple(MONTHS.index(name) + 1 for name in re.findall(rf"\b{_M}\b", text))


def _dates(text: str) -> list[SaidDay]:
    """The dates of a list: one without its month or year has that of the next."""
    found: list[SaidDay] = []
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
        found.append(SaidDay(numbers[0], month, year, weekday, item))
    return found[::-1]


def _is_before(day: int, month: int, later: list[SaidDay]) -> bool:
    """Whether a date may take the year of what follows it in a list: « 2 mars et 4 mai 2026 »."""
    return not later or (month, day) < (later[-1].month, later[-1].day)


def _range(match: re.Match[str]) -> tuple[SaidDay, SaidDay]:
    first, last = _dates(f"{match['first']}, {match['last']}")
    return first, last


# What a piece says.


def _take_unit(said: Said, match: re.Match[str]) -> None:
    frequency, times = _UNITS[match["unit"]]
    number = _number(match["n"]) if match["n"] else 1
    if frequency is Frequency.DAILY and number in (7, 14, 15):
        # « Tous les quinze jours » is two weeks.
        frequency, number = Frequency.WEEKLY, (number + 6) // 7 if number < 15 else 2
    said.units.append((frequency, number * times))


def _take_adjective(said: Said, match: re.Match[str]) -> None:
    said.units.append(_ADJECTIVES[match["word"]])


def _take_one_in(said: Said, match: re.Match[str]) -> None:
    said.units.append((Frequency.WEEKLY, _number(match["n"])))
    said.days.append(_named(match["day"]))


def _take_weekdays(said: Said, match: re.Match[str]) -> None:
    if not match["each"] and not re.search(rf"{_D}s\b", match["days"]):
        said.bare = match[0]
    said.days.append(_named(match["days"]))


def _take_through(said: Said, match: re.Match[str]) -> None:
    first, last = _named(match[0])
    if first == last:
        raise not_understood(match[0])
    said.days.append(tuple(number % 7 for number in range(first, last + (8 if last < first else 1))))


def _take_ranked(said: Said, match: re.Match[str]) -> None:
    (day,) = _named(match["day"])
    ranks = ordinals_of(match["which"])
    if match["quarter"]:
        if ranks not in ([1], [-1]):
            raise not_understood(match[0])
        said.of_quarter = True
    said.ranked += [(rank, day) for rank in ranks]


def _take_month_days(said: Said, match: re.Match[str]) -> None:
    said.month_days += [int(number) for number in re.findall(r"\d+", match["which"])]


def _take_bare_month_days(said: Said, match: re.Match[str]) -> None:
    said.bare_month_days += [int(number) for number in re.findall(r"\d+", match[0])]


def _take_months(said: Said, match: re.Match[str]) -> None:
    """« De septembre à juin » is of every year; with a year, it is a first day and a last."""
    first, last = _months_of(match[0])
    years = [int(year) for year in re.findall(rf"\b{_Y}\b", match[0])]
    if not years:
        said.months.append(tuple(_through(first, last)))
        return
    if match["each"]:
        raise not_understood(match[0])
    begin = years[0] - 1 if len(years) == 1 and last < first and not match["early"] else years[0]
    said.since.append(SaidDay(1, first, begin, said=match[0]))
    said.until.append(_last_of(last, years[-1], match[0]))


def _take_month(said: Said, match: re.Match[str]) -> None:
    if match["year"]:
        (month,) = _months_of(match[0])
        said.since.append(SaidDay(1, month, int(match["year"]), said=match[0]))
        said.until.append(_last_of(month, int(match["year"]), match[0]))
        return
    if not match["each"]:
        question = _("De quelle année ? Écrivez « en mars 2026 », ou « en mars de chaque année ».")
        raise Refused(_("« %(words)s » ne dit pas l’année.") % {"words": match[0]}, question)
    said.months.append(_months_of(match[0]))


def _take_end_of_month(said: Said, match: re.Match[str]) -> None:
    (month,) = _months_of(match[0])
    said.until.append(_last_of(month, int(match["year"]) if match["year"] else None, match[0]))


def _take_hours(said: Said, match: re.Match[str]) -> None:
    try:
        spans = french.day_spans(match[0])
    except french.NotUnderstood:
        spans = []
    if len(spans) != 1 or spans[0][1] - spans[0][0] >= 24 * 60:
        raise Refused(_("« %(words)s » : ces heures ne sont pas comprises.") % {"words": match[0]})
    said.hours.append(spans[0])


def _take_hour(said: Said, match: re.Match[str]) -> None:
    named = {"midi": 12 * 60, "minuit": 0}
    numbers = [int(number) for number in re.findall(r"\d+", match["at"])]
    minutes = named[match["at"]] if match["at"] in named else numbers[0] * 60 + (*numbers, 0)[1]
    if minutes >= 24 * 60 or (len(numbers) > 1 and numbers[1] > 59):
        raise Refused(_("« %(words)s » n’est pas une heure.") % {"words": match[0]})
    said.hours.append((minutes, None))


def _take_some(_said: Said, match: re.Match[str]) -> None:
    why = _("« %(words)s » ne dit pas lesquels.") % {"words": match[0]}
    question = _(
        "Lesquels ? Écrivez par exemple « le 1er et le 3e vendredi du mois », « un mardi sur deux à partir "
        "du 6 janvier » ou « les lundis et jeudis »."
    )
    raise Refused(why, question)


def _take_in_holidays(_said: Said, match: re.Match[str]) -> None:
    why = _("« %(words)s » : ce qui n’a lieu que pendant les vacances n’a pas de règle.") % {
        "words": match[0]
    }
    raise Refused(
        why, _("Quelles dates ? Écrivez par exemple « du 6 au 10 juillet » ou « les 4, 11 et 18 mars ».")
    )


def _take_zone(said: Said, match: re.Match[str]) -> None:
    said.school.append((match["zone"] or "").upper())


def _through(first: int, last: int) -> list[int]:
    return [(number - 1) % 12 + 1 for number in range(first, last + (13 if last < first else 1))]


def _last_of(month: int, year: int | None, words: str) -> SaidDay:
    # The 29th of February stands for its last day whatever the year.
    last = date(year or ANY_YEAR, month % 12 + 1, 1) - timedelta(days=1)
    return SaidDay(-1, month, year, said=words) if month == 2 else SaidDay(last.day, month, year, said=words)


def _first_of(match: re.Match[str]) -> SaidDay:
    (month,) = _months_of(match["month"])
    return SaidDay(1, month, int(match["year"]) if match["year"] else None, said=match[0])


def _take_daily_part(said: Said, match: re.Match[str]) -> None:
    said.units.append((Frequency.DAILY, 1))
    said.parts.append({"m": "matin", "a": "apresmidi", "s": "soir"}[match["part"][0]])


def _adds(name: str, value: Callable[[re.Match[str]], object]) -> Handler:
    return lambda said, match: getattr(said, name).append(value(match))


def _works_on(days: tuple[int, ...]) -> Handler:
    """Working days: public holidays are none."""

    def take(said: Said, _match: re.Match[str]) -> None:
        said.days.append(days)
        said.public = True

    return take


def _sets(name: str) -> Handler:
    return lambda said, _match: setattr(said, name, True)


PIECES: list[Piece] = [
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
            _works_on(_OFFICE_WEEK),
        ),
        (
            "working",
            rf"(?:{_EACH} )?jours? ouvrables?\b",
            _works_on(_SIX_DAYS),
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
            rf"(?:{_EACH} )?(?P<which>{_N}(?:{_SEP}(?:les? )?{_N})*) (?:{_OF_MONTH})\b",
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
        ("range", RANGE, _adds("ranges", _range)),
        ("through", rf"(?:du )?{_D} au {_D}\b(?! \d)", _take_through),
        ("dates", _DATES, _adds("dates", lambda match: _dates(match[0]))),
        (
            "months",
            rf"de (?P<first>{_M})(?: (?P<early>{_Y}))? a (?P<last>{_M})\b(?: {_Y})?(?P<each>{_YEARLY})?",
            _take_months,
        ),
        (
            "months",
            rf"(?:en|de|d'|au mois de|du mois de|au mois d'|du mois d') ?"
            rf"(?P<which>{_M}(?:{_SEP}(?:en )?{_M})*)\b(?: (?P<year>{_Y}))?(?P<each>{_YEARLY})?",
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
            rf"(?:entre {_T} et {_T}|(?:de |d')?(?:{_T}|\d{{1,2}})(?: ?- ?| a ){_T})",
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
EXCEPTED: list[Piece] = [
    (kind, re.compile(pattern), handler)
    for kind, pattern, handler in (
        ("holidays", r"(?:les |des )?(?:jours? )?feries?\b", _sets("public")),
        (
            "holidays",
            rf"(?:pendant |durant )?(?:les |des )?(?:periodes? de )?{_IN_SCHOOL}\b{_ZONE}",
            _take_zone,
        ),
        ("dates", RANGE, _adds("not_ranges", _range)),
        ("dates", _DATES, _adds("not_dates", lambda match: _dates(match[0]))),
        (
            "dates",
            rf"(?:en |(?:au|le|les|du) mois (?:de |d')|pendant )?"
            rf"(?P<which>{_M}(?:{_SEP}(?:en )?{_M})*)\b(?! {_Y})",
            _adds("not_months", lambda match: _months_of(match["which"])),
        ),
        ("days", r"(?:les? )?week ?-? ?ends?\b", _adds("not_days", lambda _match: _WEEKEND)),
        ("days", rf"(?:les? )?(?P<days>{_WEEKDAYS})", _adds("not_days", lambda match: _named(match["days"]))),
    )
]
