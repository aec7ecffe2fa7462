# SPDX-License-Identifier: AGPL-3.0-or-later
"""When a place is usually open, in words: by day of the week, with the weeks and months in which it holds.

Worked out from the days of a year, whatever the text of hours says it with: « le 1er et le 3e vendredi du
mois », « une semaine sur deux », « de septembre à juin », « hors vacances scolaires ». Public holidays say
nothing of what is usual. Dates that are otherwise (« 24 décembre – 2 janvier : fermé ») are told apart.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.utils import timezone
from django.utils.dates import MONTHS_ALT
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from common.dates import in_words
from mapping import hours
from mapping.opening.grid import Dated, Stretch, without_dates
from mapping.timetable import PARIS, Span, Timetable, is_public_holiday, read

_WEEKS = 53
# From this many days on, a run of them is told by its ends.
_RUN = 3
# From this many occurrences in a month on, saying which helps nobody.
_MOST_ORDINALS = 3
_ALL_MONTHS = frozenset(range(1, 13))
_HALF_A_YEAR = 6


@dataclass(frozen=True, slots=True)
class Habit:
    """What is open on a day of the week (Monday is 0), in words; `weeks` where it is not every week, `months`
    where it is not all year."""

    weekday: int
    spans: tuple[str, ...]
    weeks: str = ""
    months: frozenset[int] = frozenset()

    @property
    def period(self) -> str:
        """« 1er et 3e du mois, de septembre à juin »; empty for every week of the year."""
        months = _months(self.months) if self.months else ""
        return pgettext("entre les mots d'une liste", ", ").join(
            part for part in (self.weeks, months) if part
        )


@dataclass(frozen=True, slots=True)
class Usual:
    """The habits of a week in term, and those of the school holidays: None where they are the same. `months`
    are those in which all of them hold, which is said once; empty where it is all year, or each has its own.

    `is_known` is false where the hours cannot be read, never open, or follow no rule that words can tell.
    """

    term: tuple[Habit, ...] = ()
    holidays: tuple[Habit, ...] | None = None
    months: frozenset[int] = frozenset()

    @property
    def is_known(self) -> bool:
        """Whether there is something to tell."""
        return bool(self.term or self.holidays)

    @property
    def varies(self) -> bool:
        """Whether one week is not as another: a list of the coming days alone would mislead."""
        return bool(self.months or self.holidays is not None or any(habit.period for habit in self.term))

    @property
    def is_closed_for_a_season(self) -> bool:
        """Whether the months without hours are fewer than the others, and are what is worth saying."""
        return bool(self.months) and len(self.months) >= _HALF_A_YEAR

    @property
    def season(self) -> str:
        """« fermé en août », else « de juillet à août » where it is open for less than half the year; empty
        for all year."""
        if self.is_closed_for_a_season:
            closed = _ALL_MONTHS - self.months
            months = _("en %(month)s") % {"month": listed([month_name(one) for one in sorted(closed)])}
            return _("fermé %(months)s") % {
                "months": months if len(closed) == 2 and closed != {1, 12} else _months(closed)
            }
        return (_months(self.months) if self.months else "") or ""

    def period_on(self, weekday: int) -> str:
        """« 1er et 3e du mois, hors vacances scolaires »: in which weeks a day of the week is as it is."""
        periods = [habit.period for habit in self.term if habit.weekday == weekday and habit.period]
        if self.holidays is not None and not self.holidays:
            periods.append(_("hors vacances scolaires"))
        if self.season:
            periods.append(self.season)
        return pgettext("entre les mots d'une liste", ", ").join(dict.fromkeys(periods))


def usual(text: str, *, now: datetime | None = None) -> Usual:
    """What a text of hours (OpenStreetMap's syntax) makes usual, in the reader's language."""
    return _usual_and_dates(text, (now or timezone.now()).astimezone(PARIS).date())[0]


def coming_dates(text: str, *, now: datetime | None = None) -> list[str]:
    """The dates that are otherwise and not past: « du 24 décembre 2026 au 2 janvier 2027 : fermé »."""
    today = (now or timezone.now()).astimezone(PARIS).date()
    dated = _usual_and_dates(text, today)[1]
    return [_told_dates(one) for one in dated if one.every_year or one.last >= today]


def _usual_and_dates(text: str, today: date) -> tuple[Usual, tuple[Dated, ...]]:
    """What is usual, without the dates of one year; without those of every year where they leave no rule."""
    monday = today - timedelta(days=today.weekday())
    ordinary, dated = without_dates(text, every_year=False)
    told = _usual(ordinary, monday, get_language())
    if not told.is_known:
        ordinary, dated = without_dates(text, every_year=True)
        told = _usual(ordinary, monday, get_language())
    return told, dated


def _told_dates(one: Dated) -> str:
    form = "MONTH_DAY_FORMAT" if one.every_year else "DATE_FORMAT"
    first, last = (in_words(day, form) for day in (one.first, one.last))
    if one.first == one.last:
        dates = _("le %(day)s") % {"day": first}
    else:
        dates = _("du %(first)s au %(last)s") % {"first": first, "last": last}
    if one.every_year:
        dates = _("%(dates)s, chaque année") % {"dates": dates}
    spans = ", ".join(map(_stretch, one.stretches)) or _("fermé")
    return _("%(day)s : %(hours)s") % {"day": dates, "hours": spans}


def _stretch(one: Stretch) -> str:
    midnight = datetime.combine(_MONDAY, time.min, PARIS)
    state = hours.State.APPOINTMENT if one.appointment else hours.State.OPEN
    start, end = (midnight + timedelta(minutes=minutes) for minutes in (one.start, one.end))
    return hours.span_text(Span(start, end, state))


@lru_cache(maxsize=4096)
def _usual(text: str, monday: date, _language: str | None) -> Usual:
    parsed = read(text)
    if parsed is None:
        return Usual()
    term = _habits(Timetable(parsed.term, None, parsed.departement, parsed.zone), monday)
    if parsed.holidays is None:
        return _once(Usual(term or ()))
    holidays = _habits(Timetable(parsed.holidays, None, parsed.departement, parsed.zone), monday)
    if term is None or holidays is None:
        return Usual()
    return _once(Usual(term, None if holidays == term else holidays))


def _once(told: Usual) -> Usual:
    """The same where months that all its habits share are said of the whole."""
    habits = (*told.term, *(told.holidays or ()))
    shared = {habit.months for habit in habits}
    if len(shared) != 1 or not (months := shared.pop()):
        return told
    term, holidays = (
        None if some is None else tuple(replace(habit, months=frozenset()) for habit in some)
        for some in (told.term, told.holidays)
    )
    return Usual(term or (), holidays, months)


def usual_week(text: str, *, now: datetime | None = None, short: bool = False) -> str:
    """« lundi, mercredi : 9 h – 12 h ; 1er et 3e jeudi du mois : 18 h – 20 h, hors vacances scolaires ».

    Then the coming dates that are otherwise. Empty where nothing is known (`Usual.is_known`). `short` is
    « lundi – vendredi 9 h – 12 h », without dates.
    """
    week = _week(text, now, short)
    return week if short or not week else _semicolon().join([week, *coming_dates(text, now=now)])


def beside_coming_days(text: str) -> str:
    """`usual_week` where a list of the coming days alone would mislead; empty elsewhere."""
    return usual_week(text) if usual(text).varies or coming_dates(text) else ""


def _week(text: str, now: datetime | None, short: bool) -> str:
    lasting = hours.lasting(text, now or timezone.now())
    if lasting is hours.State.OPEN:
        return hours.always()
    if lasting is hours.State.APPOINTMENT:
        return hours.on_appointment()
    told = usual(text, now=now)
    week = _term_and_holidays(told, short)
    if not told.season:
        return week
    if told.is_closed_for_a_season:
        return _semicolon().join([week, told.season])
    return _("%(months)s, %(hours)s") % {"months": told.season, "hours": week}


def _term_and_holidays(told: Usual, short: bool) -> str:
    term = _told(told.term, short)
    if told.holidays is None or not told.is_known:
        return term
    if not told.holidays:
        return _("%(hours)s, hors vacances scolaires") % {"hours": term}
    within = _("pendant les vacances scolaires, %(hours)s") % {"hours": _told(told.holidays, short)}
    return _semicolon().join(part for part in (term, within) if part)


def _semicolon() -> str:
    return pgettext("entre deux horaires", " ; ")


def _told(habits: Iterable[Habit], short: bool) -> str:
    """Days of the same hours together, those that are not every week apart."""
    alike: dict[tuple[tuple[str, ...], str], list[int]] = {}
    for habit in habits:
        # « 1er vendredi » and « 1er samedi » of a month are two things.
        of = f"{habit.period}{habit.weekday}" if habit.period else ""
        alike.setdefault((habit.spans, of), []).append(habit.weekday)
    periods = {(habit.spans, habit.weekday): habit.period for habit in habits}
    told = []
    for (spans, _of), weekdays in alike.items():
        period = periods[spans, weekdays[0]]
        names = _names(weekdays, short)
        if period:
            names = _("%(day)s (%(period)s)") % {"day": names, "period": period}
        pattern = _("%(day)s %(hours)s") if short else _("%(day)s : %(hours)s")
        told.append(
            pattern % {"day": names, "hours": pgettext("entre les mots d'une liste", ", ").join(spans)}
        )
    return _semicolon().join(told)


def _names(weekdays: list[int], short: bool) -> str:
    if len(weekdays) == 7:
        return _("tous les jours")
    names = [hours.weekday(_MONDAY + timedelta(days=number)) for number in weekdays]
    if short and len(weekdays) >= _RUN and weekdays[-1] - weekdays[0] == len(weekdays) - 1:
        return _("%(first)s – %(last)s") % {"first": names[0], "last": names[-1]}
    return pgettext("entre les mots d'une liste", ", ").join(names)


# Any Monday.
_MONDAY = date(2024, 1, 1)


def _habits(timetable: Timetable, monday: date) -> tuple[Habit, ...] | None:
    """What holds on each day of the week; None where it follows no rule that words can tell."""
    days = _days_from(monday)
    opened: dict[tuple[int, str], set[date]] = defaultdict(set)
    # In the order of the day.
    starts: dict[tuple[int, str], time] = {}
    known = frozenset(days)
    for part in _parts(timetable, days[0], days[-1]):
        if part.state is hours.State.UNKNOWN and part.start.time() == part.end.time() == time.min:
            # A whole day of which nobody knows: there is no rule.
            return None
        day = part.start.date()
        if day in known:
            of = day.weekday(), hours.span_text(part)
            opened[of].add(day)
            starts.setdefault(of, part.start.time())
    by_day: dict[tuple[int, str, frozenset[int]], list[str]] = {}
    for weekday, span in sorted(opened, key=lambda one: (one[0], starts[one])):
        those = [day for day in days if day.weekday() == weekday]
        period = _period(opened[weekday, span], those)
        if period is None:
            return None
        weeks, months = period
        by_day.setdefault((weekday, weeks, months), []).append(span)
    return tuple(
        Habit(weekday, tuple(spans), weeks, months) for (weekday, weeks, months), spans in by_day.items()
    )


def _parts(timetable: Timetable, first: date, last: date) -> Iterator[Span]:
    # A day more before, for what lasts past midnight.
    start = datetime.combine(first, time.min, timetable.zone) - timedelta(days=1)
    end = datetime.combine(last, time.min, timetable.zone) + timedelta(days=1)
    for span in timetable.spans(start, end):
        yield from hours.by_day(span)


@lru_cache(maxsize=4)
def _days_from(monday: date) -> tuple[date, ...]:
    days = (monday + timedelta(days=number) for number in range(7 * _WEEKS))
    return tuple(day for day in days if not is_public_holiday(day))


def _period(open_on: set[date], those: list[date]) -> tuple[str, frozenset[int]] | None:
    """In which weeks and months of `those`, the days of one name, it is open: nothing for all, None where no
    rule tells."""
    weeks = _weeks(open_on, those)
    if weeks is not None:
        return weeks, frozenset()
    months = frozenset(day.month for day in open_on)
    weeks = _weeks(open_on, [day for day in those if day.month in months])
    return None if weeks is None or _months(months) is None else (weeks, months)


def _weeks(open_on: set[date], among: list[date]) -> str | None:
    """Which of the weeks, of the month or of the year; empty for all, None where no rule tells."""
    if len(open_on) == len(among):
        return ""
    ordinals = {_ordinal(day) for day in open_on}
    if len(ordinals) <= _MOST_ORDINALS and open_on == {day for day in among if _ordinal(day) in ordinals}:
        names = [_ORDINALS[number]() for number in sorted(ordinals)]
        return _("%(ordinals)s du mois") % {"ordinals": listed(names)}
    if open_on == {day for day in among if (day + timedelta(days=7)).month != day.month}:
        return _("dernier du mois")
    for parity, name in ((0, _("semaines paires")), (1, _("semaines impaires"))):
        if open_on == {day for day in among if day.isocalendar().week % 2 == parity}:
            return name
    return None


def _ordinal(day: date) -> int:
    return (day.day - 1) // 7 + 1


_ORDINALS = {
    1: lambda: pgettext("jour du mois", "1er"),
    2: lambda: pgettext("jour du mois", "2e"),
    3: lambda: pgettext("jour du mois", "3e"),
    4: lambda: pgettext("jour du mois", "4e"),
    5: lambda: pgettext("jour du mois", "5e"),
}


def listed(words: list[str]) -> str:
    """« 1er, 2e et 3e »."""
    if len(words) < 2:
        return "".join(words)
    comma, last = pgettext("entre les mots d'une liste", ", "), pgettext("entre les deux derniers", " et ")
    return f"{comma.join(words[:-1])}{last}{words[-1]}"


def _months(months: frozenset[int]) -> str | None:
    """« de septembre à juin »; None for months that do not follow each other."""
    firsts = [month for month in months if (month - 2) % 12 + 1 not in months]
    if len(firsts) != 1:
        return None
    first = firsts[0]
    last = (first + len(months) - 2) % 12 + 1
    if first == last:
        return _("en %(month)s") % {"month": month_name(first)}
    return _("de %(first)s à %(last)s") % {"first": month_name(first), "last": month_name(last)}


def month_name(number: int) -> str:
    """« septembre » for 9."""
    # As months are said in a sentence: in Ukrainian their form changes there.
    name = str(MONTHS_ALT[number])
    return name if (get_language() or "").split("-")[0] == "en" else name.lower()
