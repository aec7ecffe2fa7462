# SPDX-License-Identifier: AGPL-3.0-or-later
"""The grid of hours as a form shows it and sends it back: boxes as they were typed, and what they mean.

Names in the form are the field's own, then what each box is of: `horaires_accueil-lundi-1-de`. The buttons of
the grid send the form too, with what they ask in `…-acte`: the boxes come back with what it did, and nothing
is kept.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from django.utils import timezone
from django.utils.translation import gettext as _

from mapping.opening.grid import ANY_YEAR, DAY, EVEN, ODD, Dated, Day, Grid, Stretch
from mapping.opening.osm import FRENCH_DAYS
from mapping.opening.words import clock_text

GRID, TEXT = "grille", "texte"
# What a button of the grid asks, before what it is of.
ADD, COPY, OFFICE, ADD_DATES, READ = "ajouter", "copier", "bureau", "dates", "relire"
# Takes back what a shortcut did.
TAKE_BACK = "defaire"
MONDAY_TO_OPEN, MONDAY_TO_WEEK = "ouverts", "semaine"
# Pairs of boxes that a day shows at least, and the most that it takes; likewise for dates.
SHOWN, MOST = 2, 6
MOST_DATES = 12
# Seven days of the most pairs that there are, as a hidden box of the form holds them, in characters.
_LONGEST_PACKED = 6_000
# In which weeks a day is open, as the list has them; others that a record holds are added to it.
WEEKS = ("", "1,3", "2,4", "1", "2", "3", "4", "-1", EVEN, ODD)
_OFFICE = (Stretch(9 * 60, 12 * 60), Stretch(14 * 60, 17 * 60))
# Past midnight: from the evening to the morning; anything else is a slip.
_EVENING, _MORNING = 17 * 60, 12 * 60
_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:\s*(?:h|:|\.)\s*(?P<minute>\d{1,2})?|(?P<digits>\d\d))?\s*(?:mn?)?")
_WORDS = {"midi": 12 * 60, "minuit": 0}
_DATE = re.compile(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})")


def clock_typed(text: str) -> int | None:
    """Minutes since midnight of « 9 », « 9h30 », « 0930 », « 9:30 », « midi »; None for anything else."""
    text = " ".join(text.split()).casefold()
    if text in _WORDS:
        return _WORDS[text]
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or match["digits"] or 0)
    return hour * 60 + minute if (hour < 24 and minute < 60) or (hour, minute) == (24, 0) else None


def date_typed(text: str) -> date | None:
    """The day of « 2026-12-24 » or « 24/12/2026 »; None for anything else."""
    text = text.strip()
    match = _DATE.fullmatch(text)
    try:
        if match:
            return date(int(match["year"]), int(match["month"]), int(match["day"]))
        return date.fromisoformat(text)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two boxes, from and to, as they were typed."""

    start: str = ""
    end: str = ""
    appointment: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is typed."""
        return not (self.start.strip() or self.end.strip())


@dataclass(frozen=True, slots=True)
class TypedDay:
    """A day as it was typed; one that is not `opened` is closed, whatever its boxes hold: they wait for it to
    be opened again."""

    opened: bool = False
    pairs: tuple[Pair, ...] = ()
    weeks: str = ""

    @property
    def has_hours(self) -> bool:
        """Whether it is open, at hours that are typed."""
        return self.opened and any(not pair.is_empty for pair in self.pairs)


@dataclass(frozen=True, slots=True)
class TypedDates:
    """Dates that are otherwise, as they were typed."""

    first: str = ""
    last: str = ""
    opened: bool = False
    pair: Pair = Pair()
    every_year: bool = False
    # Beyond the pair that is shown: kept as they are.
    more: tuple[Pair, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is typed."""
        return not (self.first.strip() or self.last.strip()) and self.pair.is_empty


@dataclass(frozen=True, slots=True)
class Typed:
    """A grid of hours as it was typed, or a text in its place. `act` is what a button of the grid asked.

    `understood` is what the page last told that it understood of the text; `before` are the days as they were
    before the last shortcut, as `_packed` writes them, empty where there was none.
    """

    mode: str = GRID
    days: tuple[TypedDay, ...] = (TypedDay(),) * 7
    on_appointment: bool = False
    public_holidays: bool = False
    school_holidays: bool = False
    dated: tuple[TypedDates, ...] = ()
    text: str = ""
    understood: str = ""
    act: str = ""
    before: str = ""

    @property
    def copies_nothing(self) -> bool:
        """Whether a shortcut was asked to copy a Monday that is closed, which would close the week."""
        return self.act.partition(":")[0] == COPY and not self.days[0].has_hours

    def acted(self) -> "Typed":
        """The boxes once the button that was pressed has done what it asks."""
        what, _colon, of = self.act.partition(":")
        if what == ADD and of in FRENCH_DAYS:
            return self._with_days(
                TypedDay(True, (*day.pairs, Pair())[:MOST], day.weeks) if name == of else day
                for name, day in zip(FRENCH_DAYS, self.days, strict=True)
            )
        if what == TAKE_BACK and (days := _unpacked(self.before)):
            return replace(self, days=days, before="")
        if what == COPY:
            if self.copies_nothing:
                return self
            return self._by_shortcut(
                self.days[0] if (number < 5 if of == MONDAY_TO_WEEK else day.opened) else day
                for number, day in enumerate(self.days)
            )
        if what == OFFICE:
            office = typed_day(Day(_OFFICE))
            return self._by_shortcut(office if number < 5 else day for number, day in enumerate(self.days))
        if what == ADD_DATES:
            return replace(self, dated=(*self.dated, TypedDates())[:MOST_DATES])
        return self

    def _by_shortcut(self, days: Iterable[TypedDay]) -> "Typed":
        return replace(self, days=tuple(days), before=_packed(self.days))

    def _with_days(self, days: Iterable[TypedDay]) -> "Typed":
        return replace(self, days=tuple(days))


def _packed(days: Iterable[TypedDay]) -> str:
    """Days as a hidden box of the form holds them."""
    return json.dumps(
        [
            [day.opened, day.weeks, [[pair.start, pair.end, pair.appointment] for pair in day.pairs]]
            for day in days
        ]
    )


def _unpacked(text: str) -> tuple[TypedDay, ...]:
    """The days that a hidden box holds; none where it was not written by us."""
    if len(text) > _LONGEST_PACKED:
        return ()
    try:
        days = tuple(
            TypedDay(
                bool(opened),
                tuple(Pair(str(start), str(end), bool(asked)) for start, end, asked in pairs[:MOST]),
                str(weeks),
            )
            for opened, weeks, pairs in json.loads(text)
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        return ()
    return days if len(days) == len(FRENCH_DAYS) else ()


@dataclass(slots=True)
class Problems:
    """What is wrong with what was typed, by the end of the box's name, in the order of the grid."""

    by_box: dict[str, str] = field(default_factory=dict)

    def add(self, box: str, message: str) -> None:
        """Say what is wrong with a box; the first thing said of it stays."""
        self.by_box.setdefault(box, message)


def typed_grid(grid: Grid) -> Typed:
    """The boxes that show a grid."""
    return Typed(
        days=tuple(map(typed_day, grid.days)),
        on_appointment=grid.on_appointment,
        public_holidays=grid.closed_on_public_holidays,
        school_holidays=grid.closed_in_school_holidays,
        dated=tuple(_typed_dates(one) for one in grid.dated),
    )


def typed_day(day: Day) -> TypedDay:
    """The boxes that show a day."""
    return TypedDay(bool(day.stretches), tuple(map(_typed_pair, day.stretches)), day.weeks)


def read_post(data: Mapping[str, str], name: str) -> Typed:
    """The boxes of the field `name` as a form sent them."""

    def get(box: str) -> str:
        return str(data.get(f"{name}-{box}", ""))

    def pair(of: str) -> Pair:
        return Pair(get(f"{of}-de"), get(f"{of}-a"), bool(get(f"{of}-rdv")))

    def pairs(of: str) -> tuple[Pair, ...]:
        return tuple(
            pair(f"{of}-{number}") for number in range(1, MOST + 1) if f"{name}-{of}-{number}-de" in data
        )

    return Typed(
        mode=TEXT if get("mode") == TEXT else GRID,
        days=tuple(
            TypedDay(bool(get(f"{day}-ouvert")), pairs(day), get(f"{day}-semaines")) for day in FRENCH_DAYS
        ),
        on_appointment=bool(get("rdv")),
        public_holidays=bool(get("feries")),
        school_holidays=bool(get("vacances")),
        dated=tuple(
            TypedDates(
                get(f"sauf-{number}-du"),
                get(f"sauf-{number}-au"),
                get(f"sauf-{number}-est") == "ouvert",
                pair(f"sauf-{number}-1"),
                bool(get(f"sauf-{number}-annee")),
                pairs(f"sauf-{number}")[1:],
            )
            for number in range(1, MOST_DATES + 1)
            if f"{name}-sauf-{number}-du" in data
        ),
        text=get("texte"),
        understood=get("compris"),
        act=get("acte"),
        before=get("avant"),
    )


def meant(typed: Typed) -> tuple[Grid, Problems]:
    """The grid that the boxes mean, and what is wrong with them: the grid holds only where nothing is."""
    problems = Problems()
    days = []
    for name, day in zip(FRENCH_DAYS, typed.days, strict=True):
        stretches = _stretches(day.pairs, name, name.capitalize(), problems) if day.opened else ()
        if day.opened and not stretches and all(pair.is_empty for pair in day.pairs):
            said = _("%(day)s : écrivez les heures, ou dites que c'est fermé.")
            problems.add(f"{name}-1-de", said % {"day": name.capitalize()})
        days.append(Day(stretches, _weeks(day.weeks, name, problems) if stretches else ""))
    if typed.on_appointment and any(day.stretches for day in days):
        said = _("« sans heures fixes » est coché, et des heures sont écrites : gardez l'un ou l'autre.")
        problems.add("rdv", said)
    dated = []
    for number, one in enumerate(typed.dated, start=1):
        if not one.is_empty and (found := _dates(one, number, problems)):
            dated.append(found)
    grid = Grid(tuple(days), typed.on_appointment, typed.school_holidays, typed.public_holidays, tuple(dated))
    return grid, problems


def _weeks(weeks: str, name: str, problems: Problems) -> str:
    if weeks in ("", EVEN, ODD) or re.fullmatch(r"(?:-1|[1-5])(?:,(?:-1|[1-5]))*", weeks):
        return weeks
    problems.add(f"{name}-semaines", _("Choisissez les semaines dans la liste."))
    return ""


def _stretches(pairs: Iterable[Pair], of: str, called: str, problems: Problems) -> tuple[Stretch, ...]:
    """The stretches of some pairs of boxes, in order."""
    found: list[tuple[Stretch, int]] = []
    for number, pair in enumerate(pairs, start=1):
        if not pair.is_empty and (one := _stretch(pair, f"{of}-{number}", called, problems)):
            found.append((one, number))
    found.sort()
    for (before, _number), (after, number) in pairwise(found):
        if after.start < before.end:
            said = _("%(day)s : %(one)s et %(other)s se chevauchent.")
            problems.add(
                f"{of}-{number}-de", said % {"day": called, "one": _said(before), "other": _said(after)}
            )
    return tuple(one for one, _number in found)


def _stretch(pair: Pair, box: str, called: str, problems: Problems) -> Stretch | None:
    start, end = clock_typed(pair.start), clock_typed(pair.end)
    start = None if start == DAY else start
    for typed, minutes, edge in ((pair.start, start, "de"), (pair.end, end, "a")):
        if not typed.strip():
            said = _("%(day)s : il manque une heure. Exemple : 9h, 9h30.")
            problems.add(f"{box}-{edge}", said % {"day": called})
        elif minutes is None:
            said = _("%(day)s : « %(typed)s » n'est pas une heure. Exemple : 9h, 9h30, 14:00.")
            problems.add(f"{box}-{edge}", said % {"day": called, "typed": typed.strip()[:20]})
    if start is None or end is None:
        return None
    end = DAY if end == 0 else end
    if end <= start:
        if start < _EVENING or end > _MORNING:
            said = _("%(day)s : la fin (%(end)s) vient avant le début (%(start)s).")
            told = {"day": called, "end": clock_text(end), "start": clock_text(start)}
            problems.add(f"{box}-a", said % told)
            return None
        end += DAY
    return Stretch(start, end, pair.appointment)


def _dates(one: TypedDates, number: int, problems: Problems) -> Dated | None:
    first, last = date_typed(one.first), date_typed(one.last or one.first)
    box = f"sauf-{number}"
    for typed, day, edge in ((one.first, first, "du"), (one.last, last, "au")):
        if day is None and (typed.strip() or edge == "du"):
            said = _("Date particulière : écrivez le jour ainsi : 24/12/2026.")
            problems.add(f"{box}-{edge}", said)
    if first is None or last is None:
        return None
    if last < first and not one.every_year:
        problems.add(f"{box}-au", _("Date particulière : le dernier jour vient avant le premier."))
        return None
    pairs = (one.pair, *one.more) if one.opened else ()
    stretches = _stretches(pairs, box, _("Date particulière"), problems)
    if one.opened and not stretches:
        problems.add(f"{box}-1-de", _("Date particulière : écrivez les heures, ou choisissez « fermé »."))
    if one.every_year:
        first, last = (day.replace(year=ANY_YEAR) for day in (first, last))
    return Dated(first, last, stretches, one.every_year)


def _typed_pair(one: Stretch) -> Pair:
    return Pair(_box_text(one.start), _box_text(one.end % DAY or DAY), one.appointment)


def _box_text(minutes: int) -> str:
    return f"{minutes // 60}h{minutes % 60:02}" if minutes % 60 else f"{minutes // 60}h"


def _typed_dates(one: Dated) -> TypedDates:
    pairs = tuple(map(_typed_pair, one.stretches))
    first, last = one.first, one.last
    if one.every_year and not any((day.month, day.day) == (2, 29) for day in (first, last)):
        # A day that is to come is what people expect to read.
        year = timezone.localdate().year
        first, last = first.replace(year=year), last.replace(year=year + (last < first))
    return TypedDates(
        first.isoformat(),
        last.isoformat() if last != first else "",
        bool(one.stretches),
        pairs[0] if pairs else Pair(),
        one.every_year,
        pairs[1:],
    )


def _said(one: Stretch) -> str:
    return f"{clock_text(one.start)} – {clock_text(one.end)}"
