"""Sessions in a diary: their days and times, with the rule by which they come again."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from django.utils import timezone

from accounts.readers import VISITOR
from common.icalendar import zone_lines
from data.exports.offered import formats
from data.exports.recurrence import series
from data.exports.selection import Selection
from mapping.hours import Closure, spans_on
from mapping.models import Session, Structure, TemporaryClosure
from tests.factories import ServiceFactory, StructureFactory

FIRST, LAST = date(2026, 9, 7), date(2027, 6, 25)
HOURS = [
    "Tu 14:00-16:00", "Tu,Th 14:00-16:00; PH off", "Tu[1,3] 09:00-12:00", "Mo-Fr 09:00-12:00,14:00-17:00",
    "week 1-53/2 Tu 10:00-12:00", "Tu 14:00-16:00; SH off", "Fr 22:00-02:00", "Tu[-1] 09:00-10:00",
    'We 14:00-16:00 "sur rendez-vous"', "Mo 09:00-12:00; Dec 20-Jan 05 off", "2026 Oct 13 18:00-20:00",
]  # fmt: skip


def days_of(one) -> list[datetime]:
    """The beginnings that a diary reads in an event, by another's reading of its rule."""
    start = one.first.start
    if not one.rule:
        return [start]
    found = rrulestr(f"RRULE:{one.rule}", dtstart=start)
    return [day for day in found if day not in one.but]


@pytest.mark.parametrize("hours", HOURS)
@pytest.mark.parametrize("closures", [(), (Closure(date(2026, 10, 12), date(2026, 10, 20)),)])
def test_a_diary_reads_the_very_days_on_which_hours_fall(hours, closures):
    told = sorted(
        day
        for one in series(hours, FIRST, LAST, code_insee="77288", closures=closures)
        for day in days_of(one)
    )
    held = sorted(
        span.start
        for number in range((LAST - FIRST).days + 1)
        for span in spans_on(hours, FIRST + timedelta(days=number), code_insee="77288", closures=closures)
    )
    assert told == held
    assert held or closures


@pytest.mark.parametrize("hours", ["", "24/7", "Sur appel"])
def test_hours_that_say_no_time_make_no_event(hours):
    assert series(hours, FIRST, LAST) == []


def test_a_weekly_course_is_one_event():
    (one,) = series("Tu,Th 14:00-16:00", FIRST, LAST)
    assert one.rule == "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270624T120000Z"
    assert one.but == ()


@pytest.mark.parametrize("name", ["Europe/Paris", "Indian/Reunion", "America/Miquelon"])
def test_a_zone_is_told_by_its_changes_of_hour(name):
    lines = zone_lines(ZoneInfo(name), 2026, 2027)
    changes = [line for line in lines if line.startswith("BEGIN:DAYLIGHT")]
    assert len(changes) == (0 if name == "Indian/Reunion" else 2)
    if name == "Europe/Paris":
        assert "DTSTART:20260329T020000" in lines
        assert "DTSTART:20261025T030000" in lines


def calendar() -> str:
    numbers = sorted(Structure.objects.values_list("pk", flat=True))
    return "".join(formats()["icalendar"].write(Selection(numbers, None, VISITOR))).replace("\r\n ", "")


@pytest.mark.django_db
@pytest.mark.usefixtures("places")
def test_a_session_is_told_at_the_hours_of_its_words_else_of_its_service(client):
    structure = StructureFactory(commune__code="77288")
    service = ServiceFactory(structure=structure, horaires_accueil="Mo 09:00-12:00")
    year = timezone.localdate().year + 1
    for details in ("Les mardis de 14h à 16h", "Session d'automne"):
        Session.objects.create(
            service=service, first_day=date(year, 3, 1), last_day=date(year, 4, 30), details=details
        )
    TemporaryClosure.objects.create(
        structure=structure, first_day=date(year, 4, 1), last_day=date(year, 4, 15), reason="Travaux"
    )
    text = calendar()
    assert text.count("BEGIN:VEVENT") == 2
    assert "BYDAY=TU" in text
    assert "BYDAY=MO" in text
    assert text.count("EXDATE;TZID=Europe/Paris:") == 2
    assert "VALUE=DATE" not in text
    assert text.index("BEGIN:VTIMEZONE") < text.index("BEGIN:VEVENT")


@pytest.mark.django_db
@pytest.mark.usefixtures("places")
def test_a_session_without_hours_is_on_its_first_day_and_no_banner():
    service = ServiceFactory(structure=StructureFactory(commune__code="97411"), horaires_accueil="")
    year = timezone.localdate().year + 1
    Session.objects.create(service=service, first_day=date(year, 3, 1), last_day=date(year, 6, 30))
    text = calendar()
    assert f"DTSTART;VALUE=DATE:{year}0301" in text
    assert f"DTEND;VALUE=DATE:{year}0302" in text
    assert f"au 30 juin {year}" in text
    assert "TZID:Indian/Reunion" in text
