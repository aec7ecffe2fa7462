"""The agenda as it is read: by occurrences, each to whom it is for, in pages, feeds and diaries."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from mapping.models import Session, Status, Visibility
from network.agenda.recurrence import Frequency, Recurrence
from network.models import Audience, Event, Minutes, State
from network.paths import path_of
from places.models import Commune
from tests.factories import ServiceFactory, StructureFactory, UserFactory
from tests.network.factories import EventFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

VIEWS = ["/agenda/", "/agenda/?vue=semaine", "/agenda/?vue=mois", "/agenda/trimestre/"]
OUTSIDE = ["/agenda/agenda.ics", "/reseau/flux/agenda.atom", "/reseau/flux/tout.atom"]


@pytest.fixture
def professional(client):
    user = UserFactory(is_professional=True)
    client.force_login(user)
    return user


def today_or_next_week(**more):
    """An event of today, which every view shows."""
    return EventFactory(start_day=localdate(), **more)


def text_of(answer):
    return b"".join(answer).decode() if answer.streaming else answer.content.decode()


@pytest.mark.parametrize("view", VIEWS)
def test_each_view_shows_what_is_held(client, view):
    today_or_next_week(title="Café polyglotte", place_name="Le Mas")
    page = client.get(view)
    assert page.status_code == 200
    assert "Café polyglotte" in page.content.decode()
    assert "Le Mas" in page.content.decode()


@pytest.mark.parametrize("view", VIEWS)
def test_without_a_territory_it_is_what_is_held_in_the_site_s_own_and_says_so(client, view):
    lyon = Commune.objects.get(code="69123")
    today_or_next_week(title="Loin d’ici", commune=lyon)
    today_or_next_week(title="Partout en France")
    page = client.get(view).content.decode()
    assert "Loin d’ici" not in page
    assert "Partout en France" in page
    assert "Ce qui a lieu ici : Seine-et-Marne" in page
    wider = view + ("&" if "?" in view else "?") + "territoire=partout"
    page = client.get(wider).content.decode()
    assert "Loin d’ici" in page
    assert "Ce qui a lieu ici" not in page


def test_sessions_of_structures_elsewhere_are_not_in_the_agenda_of_here(client):
    far = StructureFactory(nom="Loin", commune=Commune.objects.get(code="69123"))
    service = ServiceFactory(structure=far, nom="Cours du Rhône")
    Session.objects.create(
        service=service, first_day=localdate() + timedelta(days=2), last_day=localdate() + timedelta(days=3)
    )
    assert "Cours du Rhône" not in client.get("/agenda/").content.decode()
    assert "Cours du Rhône" in client.get("/agenda/?territoire=partout").content.decode()


def test_the_quarter_has_a_button_to_print_and_promises_no_single_sheet(client):
    page = client.get("/agenda/trimestre/").content.decode()
    assert "data-print" in page
    assert "Une feuille A4" not in page


@pytest.mark.parametrize("again", [None, 1])
def test_hours_are_said_in_one_way_to_come_and_past(client, again):
    day = localdate() + timedelta(days=3 if again else -3)
    held = EventFactory(start_day=day, start_time=time(9, 30), end_time=time(11))
    page = client.get(path_of(held)).content.decode()
    assert "9\xa0h\xa030 – 11\xa0h" in page
    assert "9:30" not in page.split("<main")[1]


@pytest.mark.parametrize("view", [*VIEWS, *OUTSIDE, "/reseau/", "/"])
def test_what_is_for_professionals_is_shown_to_no_visitor(client, view):
    held = today_or_next_week(title="Zibeline entre nous", audience=Audience.PROFESSIONALS)
    assert "Zibeline" not in text_of(client.get(view))
    assert client.get(path_of(held)).status_code == 404
    assert client.get(path_of(held) + "agenda.ics").status_code == 404


@pytest.mark.parametrize("address", OUTSIDE)
def test_a_feed_holds_nothing_for_professionals_whoever_asks(client, professional, address):
    held = today_or_next_week(title="Zibeline entre nous", audience=Audience.PROFESSIONALS)
    assert "Zibeline" not in text_of(client.get(address))
    assert client.get(path_of(held) + "agenda.ics").status_code == 404


@pytest.mark.parametrize("view", VIEWS)
def test_a_professional_sees_it(client, professional, view):
    today_or_next_week(title="Zibeline entre nous", audience=Audience.PROFESSIONALS)
    assert "Zibeline" in client.get(view).content.decode()


def test_what_comes_again_is_told_on_each_of_its_days(client):
    rule = Recurrence(Frequency.DAILY, excluded=(localdate() + timedelta(days=1),))
    held = EventFactory(
        title="Permanence", start_day=localdate(), recurrence=rule.to_json(),
        cancelled_days=[localdate() + timedelta(days=2)],
    )  # fmt: skip
    days = client.get("/agenda/").context["days"]
    told = {one.day: one.held[0].event for one in days}
    assert localdate() + timedelta(days=1) not in told
    assert told[localdate() + timedelta(days=2)].is_cancelled
    assert not told[localdate() + timedelta(days=3)].is_cancelled
    page = client.get(path_of(held)).content.decode()
    assert "N’a pas lieu" in page
    calendar = client.get(path_of(held) + "agenda.ics").content.decode()
    assert "RRULE:FREQ=DAILY" in calendar
    assert "STATUS:CANCELLED" in calendar


def test_fourteen_o_clock_stays_so_when_the_hour_changes(client):
    """In March 2027 the hour changes on the 28th."""
    rule = Recurrence(Frequency.WEEKLY, weekdays=((0, 6),))
    held = EventFactory(
        start_day=date(2027, 3, 21), start_time=time(14), end_time=time(16), recurrence=rule.to_json()
    )
    page = client.get("/agenda/?vue=mois&jour=2027-03").context["month"]
    told = {one.day: one.held[0] for week in page.weeks for one in week if one.held}
    before, after = told[date(2027, 3, 21)], told[date(2027, 3, 28)]
    assert before.event.hours == after.event.hours == ("14\xa0h", "16\xa0h")
    assert before.occurrence.start.utcoffset() == timedelta(hours=1)
    assert after.occurrence.start.utcoffset() == timedelta(hours=2)
    assert (
        "DTSTART;TZID=Europe/Paris:20270321T140000"
        in client.get(path_of(held) + "agenda.ics").content.decode()
    )
    assert after.occurrence.start == datetime(2027, 3, 28, 14, tzinfo=ZoneInfo("Europe/Paris"))


def test_filters_say_what_is_kept_and_each_goes_away(client):
    EventFactory(
        title="Pour écrire", themes=["francais"], start_day=localdate(), territory_kind="", territory_code=""
    )
    EventFactory(title="Pour se loger", themes=["logement"], kind="forum", start_day=localdate())
    page = client.get("/agenda/?theme=logement&nature=forum&inconnu=1").content.decode()
    assert "Pour se loger" in page
    assert "Pour écrire" not in page
    assert "Pour écrire" in client.get("/agenda/?theme=francais").content.decode()
    assert "ne veut rien dire" in client.get("/agenda/?theme=zzz").content.decode()
    assert "aucun département" in client.get("/agenda/?territoire=zzz").content.decode()
    calendar = client.get("/agenda/agenda.ics?theme=logement").content.decode()
    assert "Pour se loger" in calendar
    assert "Pour écrire" not in calendar


@pytest.mark.parametrize("said", ["jour=9999-12-31", "jour=0001-01-01", "jour=zz", "vue=zz", "jour=2027-13"])
def test_an_address_that_means_nothing_shows_today(client, said):
    assert client.get(f"/agenda/?vue=mois&{said}").status_code == 200
    assert client.get(f"/agenda/trimestre/?{said}").status_code == 200


def test_a_structure_that_visitors_do_not_see_is_named_nowhere(client):
    hidden = StructureFactory(nom="Refuge Zibeline", status=Status.DRAFT)
    held = today_or_next_week(structure=hidden)
    for address in [*VIEWS, *OUTSIDE, "/", "/reseau/", path_of(held), path_of(held) + "agenda.ics"]:
        assert "Zibeline" not in text_of(client.get(address)), address


def test_a_confidential_address_is_masked_as_everywhere(client):
    shelter = StructureFactory(
        nom="Halte", adresse="12 rue Zibeline", address_visibility=Visibility.PROFESSIONALS
    )
    held = today_or_next_week(structure=shelter)
    for address in [*VIEWS, *OUTSIDE, path_of(held), path_of(held) + "agenda.ics"]:
        assert "Zibeline" not in text_of(client.get(address)), address
    assert "Halte" in client.get(path_of(held)).content.decode()


def test_sessions_of_services_that_a_visitor_sees_are_in_the_agenda(client):
    shown = ServiceFactory(nom="Cours du soir", structure=StructureFactory(nom="Maison ouverte"))
    hidden = ServiceFactory(nom="Cours Zibeline", structure=StructureFactory(status=Status.DRAFT))
    for service in (shown, hidden):
        Session.objects.create(
            service=service, first_day=localdate(), last_day=localdate() + timedelta(days=60)
        )
    page = client.get("/agenda/").content.decode()
    assert "Cours du soir" in page
    assert "Maison ouverte" in page
    assert "Zibeline" not in page
    assert "Cours du soir" not in client.get("/agenda/?nature=forum").content.decode()
    client.force_login(UserFactory(is_professional=True, is_staff=True))
    calendar = icalendar.Calendar.from_ical(client.get("/agenda/agenda.ics").content)
    (told,) = [one for one in calendar.walk("VEVENT") if str(one["UID"]).startswith("session-")]
    assert str(told["SUMMARY"]) == "Cours du soir"
    assert told["DTSTART"].dt == localdate()
    assert "Maison ouverte" in str(told["LOCATION"])
    assert "Jusqu’au" in str(told["DESCRIPTION"])
    assert "Cours du soir" in client.get("/agenda/agenda.ics?nature=session").content.decode()
    for asked in ("nature=forum", "territoire=75", "theme=logement", "lecteurs=reseau"):
        assert "Cours du soir" not in client.get(f"/agenda/agenda.ics?{asked}").content.decode(), asked


def test_a_cancelled_or_withdrawn_event(client):
    cancelled = today_or_next_week(title="Fête", is_cancelled=True)
    gone = today_or_next_week(title="Oubliée", state=State.WITHDRAWN)
    page = client.get("/agenda/").content.decode()
    assert "annulé" in page
    assert "Oubliée" not in page
    assert client.get(path_of(gone)).status_code == 404
    assert "STATUS:CANCELLED" in client.get("/agenda/agenda.ics").content.decode()
    assert "annulé" in client.get(path_of(cancelled)).content.decode()


@pytest.mark.parametrize("prefix", ["", "/en", "/ar", "/uk"])
def test_the_agenda_is_read_in_four_languages(client, prefix):
    held = today_or_next_week()
    for address in ("/agenda/", "/agenda/?vue=mois", "/agenda/trimestre/", f"/agenda/{held.pk}-{held.slug}/"):
        assert client.get(prefix + address).status_code == 200, prefix + address


def test_what_is_past_says_so_and_shows_its_minutes(client):
    held = EventFactory(start_day=localdate() - timedelta(days=9), attended=12)
    Minutes.objects.create(event=held, day=held.start_day, text="Nous étions **douze**.", audience=0)
    page = client.get(path_of(held)).content.decode()
    assert "passé" in page
    assert "<strong>douze</strong>" in page
    assert "12 participants" in page
    assert Event.objects.count() == 1
    assert timezone.now()


def test_in_arabic_the_hours_are_said_as_there_and_the_french_is_said_to_be(client):
    event = today_or_next_week(title="Café polyglotte", start_time=time(14), end_time=time(16, 30))
    page = client.get(f"/ar{path_of(event)}").content.decode()
    assert "14:00" in page
    assert "16:30" in page
    assert "16\N{NO-BREAK SPACE}h" not in page
    assert "هذه النصوص مكتوبة باللغة الفرنسية" in page
    assert '<bdi lang="fr">Café polyglotte</bdi>' in page
