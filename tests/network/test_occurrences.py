"""An event by the clock of its place, and what is laid out by month, week, quarter and day."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.timetable import PARIS
from network.agenda import months
from network.agenda.months import Held
from network.agenda.occurrence import When
from network.agenda.recurrence import Frequency, Recurrence

TODAY = date(2026, 3, 18)
DAILY = Recurrence(Frequency.DAILY)


def held(name: str, when: When, first: date, last: date) -> list[Held[str]]:
    return [Held(name, one) for one in when.occurrences(first, last)]


@pytest.mark.parametrize(("change", "length"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_what_begins_at_two_does_so_on_both_sides_of_a_change_of_hour(change, length):
    when = When(change - timedelta(days=1), time(14), time(16), recurrence=DAILY)
    before, after = when.occurrences(change - timedelta(days=1), change)
    assert (before.start.hour, after.start.hour) == (14, 14)
    assert after.start.astimezone(UTC) - before.start.astimezone(UTC) == timedelta(hours=length)


def test_a_time_that_the_clock_leaps_over_is_an_hour_later():
    when = When(date(2026, 3, 29), time(2, 30), time(4))
    assert when.on(when.first_day).start == datetime(2026, 3, 29, 3, 30, tzinfo=PARIS)


def test_a_night_ends_on_the_next_morning_and_is_of_the_day_on_which_it_begins():
    [one] = When(date(2026, 3, 6), time(22), time(2)).occurrences(date(2026, 3, 1), date(2026, 3, 31))
    assert one.end == datetime(2026, 3, 7, 2, tzinfo=PARIS)
    assert list(one.days) == [date(2026, 3, 6)]


def test_an_event_overseas_is_told_by_the_clock_of_its_departement():
    [one] = When.at("97411", date(2026, 3, 6), starts=time(14)).occurrences(
        date(2026, 3, 6), date(2026, 3, 6)
    )
    assert one.start.astimezone(UTC).hour == 10
    assert one.end == one.start


def test_a_whole_day_and_several_end_at_midnight():
    [one] = When(date(2026, 3, 3)).occurrences(TODAY - timedelta(days=30), TODAY)
    assert one.all_day
    assert one.end == datetime(2026, 3, 4, tzinfo=PARIS)
    assert one.last_day == one.day
    [more] = When(date(2026, 3, 3), last_day=date(2026, 3, 7)).occurrences(date(2026, 3, 7), date(2026, 3, 9))
    assert [day.day for day in more.days] == [3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    "wrong",
    [
        {"first_day": date(2026, 3, 3), "last_day": date(2026, 3, 2)},
        {"first_day": date(2026, 3, 3), "ends": time(12)},
    ],
)
def test_what_is_no_time_is_refused(wrong):
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
        When(**wrong)


@given(st.integers(1, 9999), st.integers(1, 12), st.dates())
def test_a_month_has_its_days_once_in_weeks_from_monday(year, number, today):
    grid = months.month(year, number, [], today)
    days = [day for week in grid.weeks for day in week]
    own = [day.day for day in days if day.is_in]
    assert own[0] == date(year, number, 1)
    assert len(own) == len(set(own))
    assert {day.month for day in own} == {number}
    if (year, number) not in ((1, 1), (9999, 12)):
        assert all(len(week) == 7 and week[0].day.weekday() == 0 for week in grid.weeks)
        assert (grid.following - timedelta(days=1)) == own[-1]
    assert sum(day.is_today for day in days) == (today in {day.day for day in days})


def test_the_days_of_a_month_hold_what_is_on_them():
    first, last = months.month_window(2026, 3)
    assert (first, last) == (date(2026, 2, 23), date(2026, 4, 5))
    told = [
        *held("atelier", When(date(2026, 3, 3), time(14), time(16)), first, last),
        *held("café", When(date(2026, 3, 3), time(9), time(10)), first, last),
        *held("forum", When(date(2026, 3, 2), last_day=date(2026, 3, 4)), first, last),
        *held("avant", When(date(2026, 2, 24)), first, last),
    ]
    grid = months.month(2026, 3, told, TODAY)
    by_day = {day.day: day for week in grid.weeks for day in week}
    assert [one.event for one in by_day[date(2026, 3, 3)].held] == ["forum", "café", "atelier"]
    forum = [by_day[date(2026, 3, day)].held[0] for day in (2, 3, 4)]
    assert [(one.began_before, one.goes_on) for one in forum] == [(False, True), (True, True), (True, False)]
    assert not by_day[date(2026, 2, 24)].is_in
    assert by_day[date(2026, 2, 24)].held
    assert [day for day in by_day if by_day[day].is_today] == [TODAY]
    assert (grid.previous, grid.following) == (date(2026, 2, 1), date(2026, 4, 1))


def test_a_week_and_a_quarter():
    week = months.week(TODAY, held("tous les jours", When(TODAY, recurrence=DAILY), TODAY, TODAY), TODAY)
    assert [day.day.day for day in week] == [16, 17, 18, 19, 20, 21, 22]
    assert [len(day.held) for day in week] == [0, 0, 1, 0, 0, 0, 0]
    quarter = months.quarter(2026, 2, iter(()), TODAY)
    assert [grid.first.month for grid in quarter] == [4, 5, 6]
    assert months.quarter_window(2026, 2) == (date(2026, 3, 30), date(2026, 7, 5))
    with pytest.raises(ValueError, match="no quarter"):
        months.quarter(2026, 5, [], TODAY)


def test_a_list_has_the_days_on_which_something_is_held():
    first, last = date(2026, 3, 10), date(2026, 3, 31)
    told = [
        *held("forum", When(date(2026, 3, 8), last_day=date(2026, 3, 12)), first, last),
        *held("atelier", When(date(2026, 3, 20), time(14)), first, last),
    ]
    found = months.by_day(first, last, told, TODAY)
    assert [(day.day.day, [one.event for one in day.held]) for day in found] == [
        (10, ["forum"]),
        (20, ["atelier"]),
    ]
    assert found[0].held[0].began_before
