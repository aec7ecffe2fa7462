"""The dates of rules, their JSON, and their words, which are read as the same rule."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from common.days import each_day
from mapping import school_holidays, timetable
from network.agenda.recurrence import Frequency, Recurrence
from network.agenda.sentence import Refusal, understood
from tests.network.rules import LAST, START, rules

LANGUAGES = ("fr", "en", "ar", "uk")
TUESDAYS = Recurrence(Frequency.WEEKLY, weekdays=((0, 1),))


@given(rules())
def test_the_french_words_of_a_rule_are_read_as_the_same_dates(rule):
    if not rule.occurrences(START, START, LAST) or rule.next_after(START, START) is None:
        return
    read = understood(rule.words("fr"), START)
    assert not isinstance(read, Refusal), (rule.words("fr"), read)
    assert read.occurrences(START, START, LAST) == rule.occurrences(START, START, LAST), rule.words("fr")
    assert (read.begins, read.ends) == (rule.begins, rule.ends)


@given(rules(), st.dates(date(2025, 1, 1), date(2030, 1, 1)), st.integers(0, 700))
def test_dates_are_of_the_window_in_order_and_none_is_an_exception(rule, first, length):
    last = first + timedelta(days=length)
    found = rule.occurrences(START, first, last)
    assert found == sorted(set(found))
    assert all(first <= day <= last for day in found)
    for day in set(found) - set(rule.added):
        assert day not in rule.excluded
        assert day >= (rule.since or START)
        assert not (rule.skips_public_holidays and timetable.is_public_holiday(day))
        if rule.school_zone:
            assert school_holidays.is_holiday_of_zone(day, rule.school_zone) is False


@given(rules(), st.integers(0, 600), st.integers(0, 200))
def test_a_window_of_a_window_holds_the_same_dates(rule, at, length):
    first = START + timedelta(days=at)
    last = min(first + timedelta(days=length), LAST)
    within = [day for day in rule.occurrences(START, START, LAST) if first <= day <= last]
    assert rule.occurrences(START, first, last) == within


@given(rules())
def test_a_rule_comes_back_from_its_json(rule):
    assert Recurrence.from_json(json.loads(json.dumps(rule.to_json()))) == rule


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda one: st.lists(one) | st.dictionaries(st.text(), one),
    )
)
@example({"frequency": "WEEKLY", "weekdays": [[0]]})
@example({"frequency": "WEEKLY", "weekdays": "01"})
@example({"frequency": "DAILY", "interval": "2"})
@example({"frequency": "DATES"})
@example({"frequency": "", "added": ["2026-13-01"]})
@example({"weekdays": []})
def test_json_that_is_no_rule_is_refused(held):
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
        Recurrence.from_json(held)


@given(rules())
def test_a_rule_has_words_in_each_language(rule):
    told = {language: rule.words(language) for language in LANGUAGES}
    assert all(told.values())
    assert "%(" not in "".join(told.values())


@given(st.text(max_size=450), st.dates(), st.sampled_from(["", "A", "?"]))
@example("du 29 février au 1er mars", date(9999, 12, 31), "")
@example("tous les jours", date(9999, 12, 31), "")
@example("le 29 février", date(1, 1, 1), "")
def test_no_text_breaks_the_reading(text, start, zone):
    read = understood(text, start, zone=zone)
    assert isinstance(read, Recurrence) or (read.why and read.question)


WORDS = (
    "tous les|chaque|le|les|du|au|et|,|sauf|hors|jusqu'au|à partir du|un|deux|sur|mardi|mardis|jeudi|1er|3e"
    "|15|31|2026|mars|juin|mois|semaine|semaines paires|jours fériés|vacances scolaires|(zone B)|14h|16h|de"
    "|à|10|par|séances|trimestre|dernier|jour|ainsi que|en|chaque année|premier|12/03|29 février|du mois"
)


@given(
    st.lists(st.sampled_from(WORDS.split("|")), min_size=1, max_size=12),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
)
def test_words_in_any_order_are_understood_the_same_twice_or_refused(words, start):
    read = understood(" ".join(words), start, zone="B")
    if isinstance(read, Refusal):
        assert read.why
        return
    last = start + timedelta(days=900)
    again = understood(read.words("fr"), start)
    assert not isinstance(again, Refusal), (read.words("fr"), again)
    assert again.occurrences(start, start, last) == read.occurrences(start, start, last), read.words("fr")


def test_every_other_week_begins_with_the_first_day_that_fits():
    # The 7th of January 2026 is a Wednesday.
    rule = Recurrence(Frequency.WEEKLY, interval=2, weekdays=((0, 1),), since=date(2026, 1, 7))
    assert rule.occurrences(START, START, date(2026, 2, 15)) == [
        date(2026, 1, 13),
        date(2026, 1, 27),
        date(2026, 2, 10),
    ]


def test_sessions_that_are_left_out_are_not_counted():
    rule = Recurrence(Frequency.WEEKLY, weekdays=((0, 0),), count=3, skips_public_holidays=True)
    # Easter Monday is the 6th of April.
    assert rule.occurrences(date(2026, 3, 30), START, LAST) == [
        date(2026, 3, 30),
        date(2026, 4, 13),
        date(2026, 4, 20),
    ]
    assert rule.rule(date(2026, 3, 30)) == "FREQ=WEEKLY;BYDAY=MO;UNTIL=20260420"


def test_even_weeks_are_those_of_the_calendar_across_a_year_of_53():
    rule = Recurrence(Frequency.WEEKLY, weekdays=tuple((0, day) for day in range(7)), weeks="impaires")
    found = rule.occurrences(date(2026, 12, 1), date(2026, 12, 1), date(2027, 2, 28))
    assert found == [
        day for day in each_day(date(2026, 12, 1), date(2027, 2, 28)) if day.isocalendar().week % 2
    ]


def test_what_depends_on_a_school_year_that_is_not_published_is_not_told():
    rule = Recurrence(Frequency.WEEKLY, weekdays=((0, 1),), school_zone="C")
    found = rule.occurrences(START, START, date(2040, 1, 1))
    assert found
    assert school_holidays.is_holiday_of_zone(found[-1] + timedelta(days=400), "C") is None


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (TUESDAYS, "FREQ=WEEKLY;BYDAY=TU"),
        (Recurrence(Frequency.WEEKLY, 2, ((0, 1), (0, 3))), "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH"),
        (Recurrence(Frequency.MONTHLY, weekdays=((1, 4), (3, 4))), "FREQ=MONTHLY;BYDAY=1FR,3FR"),
        (Recurrence(Frequency.MONTHLY, weekdays=((-1, 3),), count=5), "FREQ=MONTHLY;BYDAY=-1TH;COUNT=5"),
        (
            Recurrence(Frequency.MONTHLY, month_days=(15,), until=date(2026, 6, 30)),
            "FREQ=MONTHLY;BYMONTHDAY=15;UNTIL=20260630",
        ),
        (Recurrence(Frequency.DATES, added=(date(2026, 3, 4),)), ""),
    ],
)
def test_a_rule_is_written_as_calendars_read_it(rule, text):
    assert rule.rule(START) == text


@pytest.mark.parametrize(
    "wrong",
    [
        {"frequency": Frequency.WEEKLY},
        {"frequency": Frequency.WEEKLY, "weekdays": ((0, 7),)},
        {"frequency": Frequency.DATES},
        {"frequency": Frequency.MONTHLY, "month_days": (31,), "months": (2,)},
        {"frequency": Frequency.DAILY, "count": 3, "until": LAST},
        {"frequency": Frequency.DAILY, "since": LAST, "until": START},
        {"frequency": Frequency.DAILY, "school_zone": "D"},
    ],
)
def test_what_is_no_rule_is_refused(wrong):
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
        Recurrence(**wrong)
