"""The calendar that is written, read by libraries that others wrote: the same moments, over two years."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given
from hypothesis import strategies as st

from common.icalendar import local
from mapping.timetable import PARIS
from network.agenda.icalendar import Event, calendar
from network.agenda.occurrence import When
from network.agenda.recurrence import Frequency, Recurrence
from network.agenda.sentence import understood
from tests.network.rules import rules

NOW = datetime(2026, 1, 15, 9, 30, tzinfo=PARIS)
START = date(2026, 1, 1)
FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
TUESDAYS = Recurrence(Frequency.WEEKLY, weekdays=((0, 1),))
REUNION = ZoneInfo("Indian/Reunion")
SENTENCES = (
    "tous les mardis",
    "un mardi sur deux à partir du 6 janvier",
    "le 1er et le 3e vendredi du mois",
    "le dernier jeudi du mois, jusqu'au 30 juin 2027",
    "tous les jours ouvrés sauf jours fériés",
    "chaque mercredi hors vacances scolaires (zone C)",
    "tous les deux mois, le premier lundi, hors jours fériés",
    "tous les lundis et jeudis sauf le 14 juillet, sauf en août",
    "le 15 de chaque mois, 12 séances",
    "tous les lundis, 20 séances, sauf jours fériés",
    "les 4, 11 et 18 mars 2026",
    "les mardis des semaines impaires",
    "tous les jours",
    "tous les 3 jours à partir du 5 février",
    "tous les samedis, ainsi que le dimanche 15 mars 2026",
    "chaque année le 8 mars",
    "le dernier jour du mois",
    "les mercredis de septembre à juin, hors vacances scolaires (zone A)",
)
WHENS = (
    {"starts": time(14), "ends": time(16)},
    {"starts": time(9, 30)},
    {"starts": time(22), "ends": time(1, 30)},
    {"starts": time(18), "ends": time(20), "zone": REUNION},
    {"starts": time(14), "ends": time(16), "zone": ZoneInfo("America/Miquelon")},
    {},
)


def event(when: When, **others) -> Event:
    return Event("fiche-1@reperes", "Atelier", when, NOW, **others)


def text_of(*events: Event) -> str:
    return "".join(calendar(events, name="Agenda", now=NOW))


def moments(
    text: str, first: date = FIRST, last: date = LAST
) -> list[tuple[datetime | date, datetime | date]]:
    """When another's reading of a calendar has events that are not cancelled."""
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(
        first, last + timedelta(days=1)
    )
    held = [one for one in found if one.get("STATUS") != "CANCELLED"]
    return sorted(
        (one["DTSTART"].dt, one["DTEND"].dt if "DTEND" in one else one["DTSTART"].dt) for one in held
    )


def ours(when: When, first: date = FIRST, last: date = LAST) -> list[tuple[datetime | date, datetime | date]]:
    found = when.occurrences(first, last)
    if when.all_day:
        return [(one.day, one.last_day + timedelta(days=1)) for one in found]
    return [(one.start, one.end) for one in found]


@pytest.mark.parametrize("how", WHENS, ids=str)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_diary_has_the_very_moments_of_the_agenda_over_two_years(sentence, how):
    when = When(START, recurrence=understood(sentence, START), **how)
    told = moments(text_of(event(when)))
    assert told
    assert told == ours(when)


@given(rules())
def test_a_diary_has_the_very_days_of_any_rule(rule):
    when = When(START, time(14), time(16), recurrence=rule)
    assert moments(text_of(event(when))) == ours(when)


@given(rules())
def test_a_diary_has_the_very_days_of_any_rule_of_whole_days(rule):
    when = When(START, recurrence=rule)
    assert moments(text_of(event(when))) == ours(when)


def test_two_in_the_afternoon_stays_two_in_the_afternoon():
    when = When(START, time(14), time(16), recurrence=TUESDAYS)
    told = moments(text_of(event(when)))
    assert {begin.hour for begin, _end in told} == {14}
    assert len({begin.utcoffset() for begin, _end in told}) == 2


def test_a_zone_is_told_once_and_before_its_events():
    when = When(START, time(14), time(16), recurrence=TUESDAYS)
    text = text_of(event(when), event(when), event(When(START, time(9), zone=REUNION)))
    assert text.count("TZID:Europe/Paris\r\n") == 1
    assert text.index("TZID:Indian/Reunion") < text.index("DTSTART;TZID=Indian/Reunion")


def test_a_day_taken_off_and_a_day_cancelled():
    off, cancelled = date(2026, 3, 3), date(2026, 3, 10)
    when = When(START, time(14), time(16), recurrence=TUESDAYS)
    told = event(when, without=(off, date(2026, 3, 4)), cancelled=(cancelled, date(2026, 3, 11)), sequence=3)
    text = text_of(told)
    days = [begin.date() for begin, _end in moments(text, date(2026, 3, 1), date(2026, 3, 20))]
    assert days == [date(2026, 3, 17)]
    assert f"{local('RECURRENCE-ID', 'Europe/Paris', [datetime(2026, 3, 10, 14, tzinfo=PARIS)])}\r\n" in text
    # The 4th and the 11th are Wednesdays: there is nothing to take off.
    assert text.count("STATUS:CANCELLED") == 1
    assert "20260304" not in text
    assert text.count("SEQUENCE:3") == 2


def test_an_event_that_is_cancelled_says_so():
    assert "STATUS:CANCELLED" in text_of(event(When(START, time(14)), is_cancelled=True))


def test_an_event_that_is_never_held_is_not_told():
    never = When(START, recurrence=Recurrence(Frequency.WEEKLY, weekdays=((0, 1),), until=START))
    assert "VEVENT" not in text_of(event(never))


def test_several_days_are_one_event():
    when = When(date(2026, 3, 3), last_day=date(2026, 3, 7))
    assert moments(text_of(event(when))) == [(date(2026, 3, 3), date(2026, 3, 8))]
    timed = When(date(2026, 3, 3), time(9), time(12), last_day=date(2026, 3, 7))
    [(begin, end)] = moments(text_of(event(timed)))
    assert (begin, end) == (datetime(2026, 3, 3, 9, tzinfo=PARIS), datetime(2026, 3, 7, 12, tzinfo=PARIS))


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=50))
def test_any_text_comes_back_and_breaks_nothing(title, text, place):
    when = When(START, time(14), time(16))
    written = text_of(event(when, text=text, place=place, url=f"https://exemple.fr/{title}", organiser=title))
    read = icalendar.Calendar.from_ical(written)
    [found] = read.walk("VEVENT")
    assert not read.errors
    assert not found.errors
    kept = "".join(
        one for one in text.replace("\r\n", "\n") if one in "\t\n" or (ord(one) >= 32 and ord(one) != 127)
    )
    assert str(found.get("DESCRIPTION", "")) == kept
    assert all(len(line.encode()) <= 75 for line in written.split("\r\n"))


def test_what_is_told_of_an_event():
    told = event(
        When(START, time(14), time(16)),
        text="Pour s’inscrire : à l’accueil.\nVenir à l’heure, c’est mieux ; merci",
        place="Espace Voltaire, 2 rue Basse, 77000 Melun",
        position=(48.539, 2.66),
        url="https://exemple.fr/ateliers",
        organiser="CCAS de Melun",
    )
    [found] = icalendar.Calendar.from_ical(text_of(told)).walk("VEVENT")
    assert str(found["DESCRIPTION"]) == told.text
    assert str(found["LOCATION"]) == told.place
    assert str(found["CONTACT"]) == told.organiser
    assert str(found["URL"]) == told.url
    assert (found["GEO"].latitude, found["GEO"].longitude) == told.position
    assert found["LAST-MODIFIED"].dt == NOW


def test_an_address_that_is_none_is_not_given_to_diaries():
    assert "URL:" not in text_of(event(When(START, time(14)), url="javascript:alert(1)"))


@pytest.mark.slow
def test_two_thousand_events_are_read():
    events = [
        Event(
            f"fiche-{number}@reperes",
            f"Atelier n° {number} ; « suite », {'é' * 40}",
            When(
                START + timedelta(days=number % 365),
                time(number % 24, 15),
                recurrence=TUESDAYS if number % 3 else None,
            ),
            NOW,
        )
        for number in range(2000)
    ]
    read = icalendar.Calendar.from_ical(text_of(*events))
    found = read.walk("VEVENT")
    assert [str(one["UID"]) for one in found] == [one.uid for one in events]
    assert [str(one["SUMMARY"]) for one in found] == [one.title for one in events]
