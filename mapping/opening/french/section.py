# SPDX-License-Identifier: AGPL-3.0-or-later
"""The hours that clauses give to the year, or to a season, as OpenStreetMap writes them."""

from collections.abc import Sequence

from mapping.opening import periods, seasons
from mapping.opening.french.clause import Clause
from mapping.opening.french.cutting import clauses_of
from mapping.opening.french.times import together
from mapping.opening.french.weekdays import day_set
from mapping.opening.grid import DAY, Day, Grid, Stretch
from mapping.opening.osm import APPOINTMENT
from mapping.opening.periods import Periods
from mapping.opening.tokens import GROUPS, Kind, NotUnderstood, Token, tokens

_OFFICE_WEEK = frozenset(range(5))


class Section:
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
        clauses = clauses_of(said)
        if section.trailing and len(clauses) > 1:
            raise NotUnderstood
        self.named = any(token.kind in (Kind.DAY, Kind.GROUP) for token in said)
        week = self._week(clauses)
        self.written = self._osm(_in_weeks(week, clauses, found), found)

    def _week(self, clauses: list["Clause"]) -> dict[int, list[Stretch]]:
        """The week that clauses make."""
        week: dict[int, list[Stretch]] = {}
        shut: set[int] = set()
        by_name: set[int] = set()
        opening = [clause for clause in clauses if clause.opens]
        for clause in clauses:
            named, without = day_set(clause.days), day_set(clause.excepted)
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
                week[day] = together(week.get(day, []), spans)
        # Said open by name and closed by name: who knows.
        if not self.assumed and shut & by_name:
            raise NotUnderstood
        week = {day: spans for day, spans in week.items() if day not in shut}
        if not any(week.values()):
            raise NotUnderstood
        return week

    def _unsaid(self, spans: list[Stretch], opening: list["Clause"], first: "Clause") -> frozenset[int]:
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


def _in_weeks(week: dict[int, list[Stretch]], clauses: list["Clause"], found: Periods) -> tuple[Day, ...]:
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
