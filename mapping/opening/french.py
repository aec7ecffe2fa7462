# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening hours in the ways French people write them, as OpenStreetMap's opening_hours.

« Horaires d'ouverture : lundi matin 9h-12h sur rdv, mardi 14h-17h », « le 1er et le 3e vendredi du mois »
(`periods`), « fermé en août » (`seasons`) are understood. A text is translated whole or not at all: one word
that is not known (`tokens`), one pair of times that may be two beginnings, one « sur rendez-vous » that may
be said of one day or of all, and it is not understood.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from mapping.opening import periods, seasons
from mapping.opening.grid import DAY, Day, Grid, Stretch
from mapping.opening.osm import APPOINTMENT, Span, is_osm
from mapping.opening.periods import Periods
from mapping.opening.tokens import GROUPS, PARTS, Kind, NotUnderstood, Token, fold, tokens

__all__ = ["MAX_LENGTH", "Meaning", "NotUnderstood", "day_spans", "days", "read"]

# Longer than this is prose.
MAX_LENGTH = 600
_OFFICE_WEEK = frozenset(range(5))
# A night: from this minute of a day to that of the next.
_EVENING, _MORNING = 17 * 60, 12 * 60


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
        parts = [_Section(section, alone=len(found.sections) == 1) for section in found.sections]
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
    return [(one.start, one.end) for one in _merged(_spans([int(token.value) for token in times]))]


def days(text: str) -> set[int]:
    """The days of « lundi, mercredi - vendredi » or « Mo-We,Fr » (Monday is 0). Raises NotUnderstood."""
    return _day_set(tokens(text))


class _Section:
    """The hours of the year, or of a season, as OpenStreetMap writes them. Raises NotUnderstood."""

    def __init__(self, section: seasons.Section, *, alone: bool):
        self.when = section.when
        self.assumed, self.named = False, True
        found = periods.cut(section.text)
        said = tokens(found.text)
        plain = found == Periods(found.text)
        if plain and alone and not self.when and _only_on_appointment(said):
            self.written = f'"{APPOINTMENT}"'
            return
        clauses = _clauses(said)
        if section.trailing and len(clauses) > 1:
            raise NotUnderstood
        self.named = any(token.kind in (Kind.DAY, Kind.GROUP) for token in said)
        week = self._week(clauses)
        self.written = self._osm(_in_weeks(week, clauses, found), found)

    def _week(self, clauses: list["_Clause"]) -> dict[int, list[Stretch]]:
        """The week that clauses make."""
        week: dict[int, list[Stretch]] = {}
        shut: set[int] = set()
        by_name: set[int] = set()
        opening = [clause for clause in clauses if clause.opens]
        for clause in clauses:
            named, without = _day_set(clause.days), _day_set(clause.excepted)
            if clause.is_pause:
                continue
            if not clause.opens:
                # « 9h-12h, sauf mercredi »: an exception of its own holds of what was said before.
                if not opening or bool(clause.closed and named) == bool(without and not named):
                    raise NotUnderstood
                shut |= named | without
                continue
            spans = clause.spans()
            if not named:
                named = set(self._unsaid(spans, opening, clauses[0]))
            elif len(named) == 1:
                by_name |= named
            for day in named - without:
                week[day] = _together(week.get(day, []), spans)
        # Said open by name and closed by name: who knows.
        if not self.assumed and shut & by_name:
            raise NotUnderstood
        week = {day: spans for day, spans in week.items() if day not in shut}
        if not any(week.values()):
            raise NotUnderstood
        return week

    def _unsaid(self, spans: list[Stretch], opening: list["_Clause"], first: "_Clause") -> frozenset[int]:
        """The days of hours that name none: every day of a whole day or of a date, else an office's."""
        if len(opening) > 1 or not first.opens:
            raise NotUnderstood
        if spans == [Stretch(0, DAY)] or _is_a_date(self.when):
            return GROUPS["tlj"]
        if self.when:
            raise NotUnderstood
        self.assumed = True
        return _OFFICE_WEEK

    def _osm(self, week: tuple[Day, ...], found: Periods) -> str:
        rules = list(Grid(week).week_rules())
        if found.some:
            # So many of a day's weeks: each of them is uncertain, and says why.
            if len(rules) > 1 or '"' in rules[0] or sum(bool(day.stretches) for day in week) > 1:
                raise NotUnderstood
            rules = [f'{rules[0]} unknown "{found.some}"']
        if not self.when:
            return "; ".join(rules)
        if _is_a_date(self.when) or rules == ["24/7"]:
            if len(rules) > 1 or self.named:
                raise NotUnderstood
            return rules[0].replace("24/7", "Mo-Su 00:00-24:00").replace("Mo-Su ", f"{self.when} ")
        if any(", " in rule or "week" in rule or ("[" in rule and self.when == "SH") for rule in rules):
            raise NotUnderstood
        return "; ".join(f"{self.when} {rule}" for rule in rules)


def _is_a_date(when: str) -> bool:
    return bool(when) and "-" not in when and when[-1].isdigit()


def _only_on_appointment(said: Sequence[Token]) -> bool:
    kinds = {token.kind for token in said if token.raw != "-"} - {Kind.MARK, Kind.BREAK, Kind.PLACE}
    return kinds == {Kind.MEETING} and all(token.value for token in said if token.kind is Kind.MEETING)


def _in_weeks(week: dict[int, list[Stretch]], clauses: list["_Clause"], found: Periods) -> tuple[Day, ...]:
    """The days of a week, each in the weeks that it holds in."""
    weeks = dict(found.of_days)
    if found.weeks or found.some:
        if len(week) != 1:
            raise NotUnderstood
        if found.weeks:
            weeks = dict.fromkeys(week, found.weeks)
    for clause in clauses:
        ofs = {weeks.get(int(token.value), "") for token in clause.days if token.kind is Kind.DAY}
        ranged = any(token.kind in (Kind.TO, Kind.GROUP) for token in clause.days)
        excepted = any(
            token.kind is Kind.DAY and int(token.value) in found.of_days for token in clause.excepted
        )
        # « le 1er lundi et le mardi »: the first too? « fermé le 1er lundi »: not the others.
        if excepted or (any(ofs) and (len(ofs) > 1 or ranged or not clause.opens)):
            raise NotUnderstood
    if weeks.keys() - week.keys():
        raise NotUnderstood
    return tuple(Day(tuple(week.get(day, ())), weeks.get(day, "")) for day in range(7))


def _together(some: list[Stretch], others: list[Stretch]) -> list[Stretch]:
    """The times of a day that two clauses give. Raises NotUnderstood where they overlap."""
    spans = sorted([*some, *others])
    if any(one.end > other.start for one, other in pairwise(spans)):
        raise NotUnderstood
    return spans


def _day_set(said: Iterable[Token]) -> set[int]:
    """Days of « lundi, mercredi - vendredi ». Raises NotUnderstood for a range without an end, or that goes
    back but in words (« du dimanche au jeudi »)."""
    found: set[int] = set()
    last: int | None = None
    through, ranged = "", False
    for token in said:
        if token.kind is Kind.GROUP:
            if through:
                raise NotUnderstood
            found |= GROUPS[str(token.value)]
            last, ranged = None, False
        elif token.kind is Kind.DAY:
            day = int(token.value)
            if through:
                if last is None or day == last or (day < last and through == "-"):
                    raise NotUnderstood
                found |= {number % 7 for number in range(last, day + (7 if day < last else 0))}
            found.add(day)
            last, through = day, ""
        elif token.kind is Kind.TO:
            # « lundi-mardi-jeudi » is a list.
            if last is None or ranged:
                raise NotUnderstood
            through, ranged = token.raw, True
        else:
            through, ranged = "", False
    if through:
        raise NotUnderstood
    return found


@dataclass
class _Clause:
    """Days and what is said of them: `said` has times, parts of the day, appointments and marks, in order;
    `without` the times that are taken out of them; `after_break` that a line or a sentence begins here."""

    after_break: bool = False
    after_and: bool = False
    days: list[Token] = field(default_factory=list)
    excepted: list[Token] = field(default_factory=list)
    said: list[Token] = field(default_factory=list)
    without: list[int] = field(default_factory=list)
    closed_parts: list[str] = field(default_factory=list)
    closed: bool = False
    is_pause: bool = False  # « fermé entre 12h et 14h »: it is of the clause before
    places: set[str] = field(default_factory=set)
    meeting: bool | None = None

    @property
    def has_times(self) -> bool:
        return any(token.kind is Kind.TIME for token in self.said)

    @property
    def opens(self) -> bool:
        return self.has_times and not self.closed

    def spans(self) -> list[Stretch]:
        """Its stretches, on appointment or not. Raises NotUnderstood."""
        pairs = _pairs(self.said)
        spans = _spans([moment for pair in pairs for moment in pair.moments])
        if len(spans) != len(pairs):
            # « 00:00 - 00:00 » beside others: which is on appointment?
            if self.meeting is not None or any(t.kind is not Kind.TIME for t in self.said if t.raw == ""):
                raise NotUnderstood
        else:
            _check_parts(self.said, spans)
            asked = self._asked(pairs)
            spans = [Stretch(one.start, one.end, flag) for one, flag in zip(spans, asked, strict=True)]
        spans = _merged(spans)
        if self.without:
            spans = _taken_out(spans, self.without)
        for part in self.closed_parts:
            if any(_is_of(part, span) for span in spans) or part == "journee":
                raise NotUnderstood
        return spans

    def _asked(self, pairs: list["_Pair"]) -> list[bool]:
        """Which of its stretches are on appointment."""
        if self.meeting is not None:
            if any(pair.meeting is not None for pair in pairs):
                raise NotUnderstood
            return [self.meeting] * len(pairs)
        flags: list[bool | None] = []
        unsaid = 0
        for pair in pairs:
            flags.append(pair.meeting)
            unsaid += 1
            if pair.meeting is not None:
                # « 9h-12h, 14h-17h sur rdv »: the afternoon, or both?
                if unsaid > 1 and any(one.parted for one in pairs[len(flags) - unsaid + 1 : len(flags)]):
                    raise NotUnderstood
                flags[-unsaid:] = [pair.meeting] * unsaid
                unsaid = 0
        if unsaid and unsaid < len(pairs):
            raise NotUnderstood
        return [bool(flag) for flag in flags]


@dataclass
class _Pair:
    """A beginning and an end; `parted` where a comma or a line stands before it."""

    moments: tuple[int, int]
    parted: bool = False
    meeting: bool | None = None


def _pairs(said: list[Token]) -> list[_Pair]:
    """Times two by two. Raises NotUnderstood where two may be something else than from one to the other."""
    found: list[_Pair] = []
    begun: Token | None = None
    between: list[Token] = []
    bare = 0
    for token in said:
        if token.kind is not Kind.TIME:
            between.append(token)
            if token.kind is Kind.MEETING:
                if begun is not None or not found or found[-1].meeting is not None:
                    raise NotUnderstood
                found[-1].meeting = bool(token.value)
            continue
        if begun is None:
            parted = any(one.kind is Kind.BREAK or one.raw == "," for one in between)
            begun, between = token, []
            found.append(_Pair((int(token.value), 0), parted and bool(found)))
            continue
        joined = [one.raw for one in between]
        if joined not in ([], ["-"], ["a"], ["au"], ["/"]) or (
            (begun.bare or token.bare) and joined in ([], ["/"])
        ):
            raise NotUnderstood
        bare += begun.bare and token.bare
        found[-1].moments = (int(begun.value), int(token.value))
        begun, between = None, []
    if begun is not None or not found:
        raise NotUnderstood
    # « 9-12 » may be a date; « 9-12 14-17 » is not.
    if bare == len(found) == 1:
        raise NotUnderstood
    return found


def _spans(values: list[int]) -> list[Stretch]:
    """Pairs of a start and an end, each after the one before; the last may end on the next morning. Raises
    NotUnderstood."""
    if len(values) % 2 or len(values) > 12:
        raise NotUnderstood
    # « 00:00 - 00:00 » is what a form writes for nothing.
    pairs = [pair for pair in zip(values[::2], values[1::2], strict=True) if pair != (0, 0)]
    if not pairs:
        return []
    start, end = pairs[-1]
    if end == 0:
        pairs[-1] = (start, DAY)
    elif end < start and start >= _EVENING and end <= _MORNING:
        pairs[-1] = (start, end + DAY)
    flat = [moment for pair in pairs for moment in pair]
    if any(later < earlier for earlier, later in pairwise(flat)) or any(a == b for a, b in pairs):
        raise NotUnderstood
    return [Stretch(*pair) for pair in pairs]


def _merged(spans: list[Stretch]) -> list[Stretch]:
    merged: list[Stretch] = []
    for span in spans:
        if merged and (merged[-1].end, merged[-1].appointment) == (span.start, span.appointment):
            merged[-1] = Stretch(merged[-1].start, span.end, span.appointment)
        else:
            merged.append(span)
    return merged


def _taken_out(spans: list[Stretch], without: list[int]) -> list[Stretch]:
    """Stretches without a pause that one of them holds. Raises NotUnderstood where none does."""
    if len(without) != 2 or without[0] >= without[1]:
        raise NotUnderstood
    start, end = without
    for index, span in enumerate(spans):
        if span.start < start and end < span.end:
            halves = [Stretch(span.start, start, span.appointment), Stretch(end, span.end, span.appointment)]
            return spans[:index] + halves + spans[index + 1 :]
    raise NotUnderstood


def _is_of(part: str, span: Stretch) -> bool:
    first, last, end = PARTS[part]
    return first <= span.start < last and span.end <= end


def _check_parts(said: list[Token], spans: list[Stretch]) -> None:
    """Raises NotUnderstood where « matin » is said of no times, or of those of an evening.

    Parts of the day stand before their times, or after them.
    """
    groups: list[tuple[str, list[Stretch]]] = []
    pending: list[Stretch] = []
    first = next((token.kind for token in said if token.kind in (Kind.PART, Kind.TIME)), None)
    number = times = 0
    for token in said:
        if token.kind is Kind.PART:
            if times % 2:
                raise NotUnderstood
            if first is Kind.TIME:
                groups.append((str(token.value), pending))
                pending = []
            else:
                groups.append((str(token.value), []))
        elif token.kind is Kind.TIME:
            times += 1
            if times % 2 == 0:
                (pending if first is Kind.TIME else groups[-1][1]).append(spans[number])
                number += 1
    if any(not of or not all(_is_of(part, span) for span in of) for part, of in groups):
        raise NotUnderstood


class _Cutting:
    """Clauses as they are cut: the last one is open, and takes what comes."""

    def __init__(self, said: Sequence[Token]):
        self.said = said
        first = next(
            (t.kind for t in said if t.kind in (Kind.DAY, Kind.GROUP, Kind.CLOSED, Kind.TIME, Kind.EXCEPT)),
            None,
        )
        self.days_first = first is not Kind.TIME
        self.done: list[_Clause] = []
        self.open = _Clause(after_break=True)
        self.excluding = False
        self.before: Token | None = None  # the last that is no mark
        self.marks: list[Token] = []  # those since
        self.heads = False  # an appointment is the first word
        self.everywhere: bool | None = None  # an appointment that is said of the whole text

    def clauses(self) -> list[_Clause]:
        for index, token in enumerate(self.said):
            if token.kind in (Kind.MARK, Kind.BREAK, Kind.TO):
                self.marks.append(token)
                self._mark(token, self.said[index + 1] if index + 1 < len(self.said) else None)
                continue
            getattr(self, f"_{token.kind.value}")(token, index)
            self.before, self.marks = token, []
        self._close()
        self._settle()
        return self.done

    def _close(self) -> None:
        one = self.open
        if self.excluding and not one.excepted:
            raise NotUnderstood
        if one.days or one.excepted or one.said or one.closed:
            self.done.append(one)
        elif one.places or one.meeting is not None:
            raise NotUnderstood
        after_and = any(mark.raw == "et" for mark in self.marks) and not any(m.raw == "," for m in self.marks)
        self.open = _Clause(after_break=self._broken(), after_and=after_and)
        self.excluding = False

    def _broken(self) -> bool:
        return any(mark.kind is Kind.BREAK for mark in self.marks)

    def _parted(self) -> bool:
        return any(mark.kind is Kind.BREAK or mark.raw in (",", "et", "/", " / ") for mark in self.marks)

    def _is(self, *kinds: Kind) -> bool:
        return self.before is not None and self.before.kind in kinds

    def _mark(self, token: Token, following: Token | None) -> None:
        one = self.open
        if token.raw in ("a", "au"):
            # « À » between no two days and no two times is of something else: « cours A », « à Melun ».
            both = {self.before.kind if self.before else None, following.kind if following else None}
            if not (both <= {Kind.DAY, Kind.GROUP} or both == {Kind.TIME}):
                raise NotUnderstood
        if self._is(Kind.DAY, Kind.GROUP):
            if token.kind is Kind.TO:
                if following and following.kind in (Kind.DAY, Kind.GROUP):
                    self._put(token)
            elif token.kind is Kind.MARK and token.raw not in "():":
                self._put(token)
            if token.kind is Kind.BREAK and one.closed and self.days_first:
                self._close()
                self.open.after_break = True
        elif self._is(Kind.TIME, Kind.PART, Kind.MEETING) and one.has_times and token.raw not in "():":
            one.said.append(token)

    def _put(self, token: Token) -> None:
        (self.open.excepted if self.excluding else self.open.days).append(token)

    def _day(self, token: Token, _index: int) -> None:
        one = self.open
        complete = one.has_times and (self.days_first or one.closed)
        shut = one.is_pause or (one.closed and one.days and self._is(Kind.CLOSED) and self.days_first)
        if (not self.excluding and (complete or shut)) or (self.excluding and self._broken()):
            self._close()
        elif self._is_unfit_for_a_day():
            raise NotUnderstood
        self._put(token)

    _group = _day

    def _is_unfit_for_a_day(self) -> bool:
        """Whether another day here would leave without hours what was said of those before."""
        one = self.open
        if self._is(Kind.DAY, Kind.GROUP):
            # « Lundi : (nothing), mardi : 9h-12h », on two lines.
            return self._broken()
        if self._is(Kind.PART, Kind.MEETING):
            return bool(one.days) and not one.has_times
        return not self.days_first and bool(one.days) and not self._is(Kind.TIME, Kind.EXCEPT)

    def _time(self, token: Token, _index: int) -> None:
        one = self.open
        begins = not one.has_times or bool(one.days) or self._is(Kind.CLOSED)
        if self.excluding and one.has_times:
            # « 9h-17h sauf vendredi 9h-16h »: a day of its own hours, where nothing else can be meant.
            if not one.excepted or self._parted() or not self.days_first or len(_pairs(one.said)) > 1:
                raise NotUnderstood
            own = [t for t in one.excepted if t.kind is not Kind.MARK]
            self._close()
            self.open.days = own
        elif self.excluding:
            # « Tous les jours sauf lundi, mardi 9h-12h »: is Tuesday open?
            if not one.excepted or not one.days or any(mark.raw == "," for mark in one.excepted):
                raise NotUnderstood
            self.excluding = False
        elif one.closed and not one.days and self.done and len(self.done) == 1 and not self._broken():
            self.done[-1].without.append(int(token.value))
            one.is_pause = True
            return
        elif begins and (one.closed or (not self.days_first and one.days)):
            self._close()
        self.open.said.append(token)

    def _part(self, token: Token, _index: int) -> None:
        one = self.open
        if self.excluding:
            raise NotUnderstood
        if one.closed:
            if one.days or not self.done or not self._is(Kind.CLOSED):
                raise NotUnderstood
            self.done[-1].closed_parts.append(str(token.value))
            one.is_pause = True
            return
        one.said.append(token)

    def _closed(self, _token: Token, _index: int) -> None:
        one = self.open
        if not (self.days_first and one.days) or one.has_times or one.closed:
            self._close()
        if self.open.said:
            raise NotUnderstood
        self.open.closed = True

    def _except(self, _token: Token, _index: int) -> None:
        if self.excluding:
            raise NotUnderstood
        self.excluding = True

    def _place(self, token: Token, _index: int) -> None:
        if self.open.has_times and (self.days_first or self.open.days):
            self._close()
        self.open.places.add(str(token.value))

    def _meeting(self, token: Token, index: int) -> None:
        one = self.open
        rest = [t.kind for t in self.said[index + 1 :]]
        more = Kind.DAY in rest or Kind.GROUP in rest or Kind.TIME in rest
        asked = bool(token.value)
        if self.before is None or (not self.done and not one.days and not one.has_times):
            # At the head: of all where a colon or a line says so, or where there is but one clause.
            heads = index + 1 < len(self.said) and (
                self.said[index + 1].kind is Kind.BREAK or self.said[index + 1].raw == ":"
            )
            if heads:
                self._of_all(asked)
            else:
                one.meeting, self.heads = asked, True
        elif not one.has_times and one.days:
            one.meeting = asked
        elif one.has_times and not self.excluding and not self._parted():
            if self._is(Kind.TIME, Kind.PART) and not (one.days and not self.days_first):
                one.said.append(token)
            elif one.meeting is None:
                one.meeting = asked
            else:
                raise NotUnderstood
        elif more:
            if not self._broken():
                raise NotUnderstood
            self._close()
            self.open.meeting = asked
        else:
            # At the end, after a comma: of all, where that can be but one.
            if not self._broken() and len(self.done) + bool(one.has_times) > 1:
                raise NotUnderstood
            self._of_all(asked)

    def _of_all(self, asked: bool) -> None:
        if self.everywhere is not None:
            raise NotUnderstood
        self.everywhere = asked

    def _settle(self) -> None:
        """What is said of the whole text, and what may be said of more than where it stands."""
        done = self.done
        opening = [one for one in done if one.opens]
        said = [one for one in opening if one.meeting is not None or _mentions_meeting(one)]
        if self.everywhere is not None:
            if said:
                raise NotUnderstood
            for one in opening:
                one.meeting = self.everywhere
        elif self.heads and len(said) == 1 and all(one.after_and for one in opening[1:]):
            # « Sur rdv le mardi 9h-12h et le jeudi 14h-17h »: of both.
            for one in opening:
                one.meeting = opening[0].meeting
        elif len(opening) > 1 and len(said) == 1:
            edge = said[0] is opening[0] if said[0].meeting is not None else said[0] is opening[-1]
            following = opening[1] if said[0] is opening[0] else opening[-1]
            if edge and not following.after_break:
                raise NotUnderstood
        places = [one.places for one in done if one.has_times]
        named = set().union(*places) if places else set()
        if len(named) > 1 or (named and not places[0]):
            raise NotUnderstood


def _mentions_meeting(clause: _Clause) -> bool:
    return any(token.kind is Kind.MEETING for token in clause.said)


def _clauses(said: Sequence[Token]) -> list[_Clause]:
    """Cut into clauses, a new one where days come again after times.

    Where the text begins with times, days follow their times.
    """
    return _Cutting(said).clauses()
