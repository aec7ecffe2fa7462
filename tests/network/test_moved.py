"""One time of what comes again is moved: read everywhere, followed by who registered, taken back."""

from datetime import date, time, timedelta

import icalendar
import pytest
import recurring_ical_events
from django.utils.timezone import localdate
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring

from accounts.models import Organisation, OrganisationMembership
from common.dates import in_words
from common.models import Mail
from history.models import Act
from mapping import writing
from network.agenda.moved import Moved
from network.agenda.occurrence import When
from network.agenda.recurrence import Frequency, Recurrence
from network.models import Event, Registration
from network.paths import path_of
from network.registering import following
from network.registering.links import token_of
from network.week import occurrences
from tests.factories import UserFactory
from tests.network.factories import EventFactory
from tests.network.rules import DAYS, rules
from tests.network.test_calendars import FIRST, LAST, START, event, text_of

DAILY = Recurrence(Frequency.WEEKLY, weekdays=tuple((0, day) for day in range(7)))
HOURS = st.times(time(6), time(20)).map(lambda one: one.replace(second=0, microsecond=0))


@st.composite
def moves(draw, rule: Recurrence) -> tuple[Moved, ...]:
    """Some days of a rule, and some that it does not say, each to another day or to other hours."""
    held = rule.occurrences(START, FIRST, LAST)
    days = draw(st.sets(st.sampled_from(held) | DAYS if held else DAYS, max_size=4))
    found = []
    for day in sorted(days):
        to = draw(DAYS | st.just(day))
        starts = draw(st.none() | HOURS)
        ends = time(22) if starts and draw(st.booleans()) else None
        found.append(Moved(day, to, starts, ends, draw(st.sampled_from(["", "Mairie, Chelles"]))))
    return tuple(found)


@given(st.data(), rules(), st.booleans())
def test_a_diary_has_the_very_moments_of_what_was_moved(data, rule, is_timed):
    hours = (time(14), time(16)) if is_timed else (None, None)
    when = When(START, *hours, recurrence=rule, moved=data.draw(moves(rule)))
    first, last = FIRST - timedelta(days=7), LAST + timedelta(days=7)
    read = recurring_ical_events.of(icalendar.Calendar.from_ical(text_of(event(when, place="École"))))
    told = [
        (one["DTSTART"].dt, one["DTEND"].dt if "DTEND" in one else one["DTSTART"].dt, str(one["LOCATION"]))
        for one in read.between(first, last + timedelta(days=1))
    ]
    ours = [
        (one.day, one.last_day + timedelta(days=1), one.place or "École")
        if one.all_day
        else (one.start, one.end, one.place or "École")
        for one in when.occurrences(first, last)
    ]
    assert sorted(told, key=str) == sorted(ours, key=str)


@given(st.data(), rules())
def test_a_line_is_read_as_it_was_written_and_what_is_put_off_is_held_once(data, rule):
    moved = data.draw(moves(rule))
    assert tuple(Moved.read(str(one)) for one in moved) == moved
    plain = When(START, time(14), recurrence=rule)
    when = When(START, time(14), recurrence=rule, moved=moved)
    wide = date(2025, 1, 1), date(2029, 1, 1)
    planned = [one.day for one in plain.occurrences(*wide)]
    assert sorted(one.planned for one in when.occurrences(*wide)) == planned
    for gone in when.put_off(*wide):
        assert when.held_instead(gone.day).day == gone.moved.to != gone.day


@pytest.mark.parametrize("line", ["", "12/03/2027", "12/03/2027 → 31/02/2027", "12/03/2027 → 14/03/2027 25h"])
def test_a_line_that_says_nothing_is_refused(line):
    with pytest.raises(ValueError, match=r".*"):
        Moved.read(line)


@pytest.fixture
def user(client, ours):
    user = UserFactory(is_professional=True)
    OrganisationMembership.objects.create(organisation=ours, user=user)
    client.force_login(user)
    return user


@pytest.fixture
def ours(db):
    return Organisation.objects.create(name="Les nôtres")


@pytest.fixture
def held(user, places, ours):
    """Every Monday at 14 h, the first a week from now or later."""
    return EventFactory(
        title="Café", start_day=monday(), start_time=time(14), end_time=time(16),
        recurrence=Recurrence(Frequency.WEEKLY, weekdays=((0, 0),)).to_json(),
        registering="here", organisation=ours, remind_days=2, place_name="Le Mas",
    )  # fmt: skip


def monday(week: int = 0) -> date:
    return localdate() + timedelta(days=7 * (week + 1) + (7 - localdate().weekday()) % 7)


def registered(event, day, n=0):
    return Registration.objects.create(
        event=event,
        day=day,
        name="Ada",
        email=f"ada{n}@ex.fr",
        state="seated",
        organisation=event.organisation,
    )


def moved(client, event, jour, au, **more):
    """What a browser sends of the form of that day."""
    path = f"/agenda/{event.pk}/deplacer/?jour={jour.isoformat()}"
    form = client.get(path).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    sent = {name: f"{value:%H:%M}" if isinstance(value, time) else value for name, value in sent.items()}
    return client.post(path, sent | {"jour": jour.isoformat(), "au": au.isoformat()} | more)


def test_a_day_goes_to_another_and_is_read_so_everywhere(client, held):
    old, new = monday(), monday() + timedelta(days=2)
    page = client.get(path_of(held)).content.decode()
    assert f"/agenda/{held.pk}/deplacer/?jour={old.isoformat()}" in page
    answer = moved(client, held, old, new, de="18:00", a="19:30", lieu="Médiathèque, Chelles")
    assert answer["Location"] == path_of(held)
    page = client.get(path_of(held)).content.decode()
    assert "Déplacé :" in page
    assert "Annuler cette modification" in page
    assert "est reporté au" in page
    assert "au lieu du" in page
    assert "18:00" in page
    assert "EventRescheduled" in page
    told = {one.day: one.held[0].event for one in client.get("/agenda/").context["days"]}
    assert told[old].moved_to == new
    assert told[old].place == "Le Mas"
    assert told[new].hours == ("18\xa0h", "19\xa0h\xa030")
    assert told[new].place == "Médiathèque, Chelles"
    assert told[monday(1)].hours == ("14\xa0h", "16\xa0h")
    for view in ("/agenda/?", "/agenda/?vue=semaine&", "/agenda/?vue=mois&", "/agenda/trimestre/?"):
        shown = client.get(f"{view}jour={old.isoformat()}").content.decode()
        assert "reporté au" in shown, view
        assert "Médiathèque, Chelles" in client.get(f"{view}jour={new.isoformat()}").content.decode(), view
    assert (
        f"RECURRENCE-ID;TZID=Europe/Paris:{old:%Y%m%d}T140000"
        in client.get(path_of(held) + "agenda.ics").content.decode()
    )
    assert "est reporté au" in client.get("/reseau/flux/agenda.atom").content.decode()
    told = client.get(f"/reseau/{held.pk}/historique/").content.decode()
    assert f"{old:%d/%m/%Y} → {new:%d/%m/%Y} 18h-19h30, Médiathèque, Chelles" in told


def test_who_registered_goes_along_and_is_told_each_time(client, held):
    old, new = monday(), monday() + timedelta(days=2)
    registered(held, old)
    registered(held, monday(1), 1)
    moved(client, held, old, new, lieu="Mairie")
    one = Registration.objects.get(email="ada0@ex.fr")
    assert (one.day, one.state) == (new, "seated")
    assert Registration.objects.get(email="ada1@ex.fr").day == monday(1)
    (letter,) = Mail.objects.all()
    assert letter.recipient == "ada0@ex.fr"
    assert "La date a changé" in letter.text
    assert "14\xa0h" in letter.text
    assert "Mairie" in letter.text
    assert "Café" not in letter.subject
    assert "Mairie" in client.get(f"/agenda/inscription/{token_of(one)}/").content.decode()
    # The hours alone: the same day.
    moved(client, held, new, new, de="9:00", a="10:00")
    assert sum("L’heure ou le lieu a changé" in one.text for one in Mail.objects.all()) == 1
    # Back where it was planned, by the button, and all of it once more by the undoing of that.
    moved(client, held, new, new, remettre="1")
    one.refresh_from_db()
    assert (one.day, one.state) == (old, "seated")
    assert Event.objects.get().moved_days == []
    client.post(f"/reseau/{held.pk}/annuler/{Act.objects.latest('pk').pk}/")
    one.refresh_from_db()
    assert (one.day, one.state) == (new, "seated")
    assert Mail.objects.filter(recipient="ada0@ex.fr").count() == 4
    assert not Mail.objects.filter(recipient="ada1@ex.fr").exists()


def test_a_reminder_follows_the_new_day(client, held):
    one = registered(held, monday())
    Registration.objects.filter(pk=one.pk).update(
        created_at="2020-01-01T00:00:00Z", reminded_at="2020-01-02T00:00:00Z"
    )
    moved(client, held, monday(), localdate() + timedelta(days=2))
    Mail.objects.all().delete()
    assert following.remind_due() == 1


def test_what_was_moved_is_cancelled_where_it_is_held(client, held):
    new = monday() + timedelta(days=2)
    moved(client, held, monday(), new)
    registered(held, new)
    client.post(f"/agenda/{held.pk}/annuler/", {"jours": [new.isoformat()]})
    held.refresh_from_db()
    assert new not in [one.day for one in occurrences(held, new, new)]
    assert Registration.objects.get().state == "cancelled"
    assert "STATUS:CANCELLED" in client.get(path_of(held) + "agenda.ics").content.decode()
    # A day that was cancelled, put off: held after all.
    client.post(f"/agenda/{held.pk}/annuler/", {"jours": [monday(1).isoformat()]})
    moved(client, held, monday(1), monday(1) + timedelta(days=1))
    held.refresh_from_db()
    assert held.cancelled_days == []


@pytest.mark.parametrize(
    ("jour", "au", "more", "said"),
    [
        (monday() + timedelta(days=1), monday() + timedelta(days=2), {}, "n’a pas lieu le"),
        (localdate() - timedelta(days=1), monday(3), {}, "cette date est passée"),
        (monday(), localdate() - timedelta(days=1), {}, "la nouvelle date est passée"),
        (monday(), monday(1), {}, "a déjà lieu le"),
        (monday(), monday() + timedelta(days=4000), {}, "vérifiez l’année"),
        (monday(), monday(), {}, "rien ne change"),
        (monday(), monday() + timedelta(days=1), {"a": "18:00"}, "à quelle heure cela commence"),
        (monday(), monday() + timedelta(days=1), {"de": "18:00"}, "à quelle heure cela finit"),
        (monday(), monday() + timedelta(days=1), {"de": "18:00", "a": "18:00"}, "heure du début"),
        (monday(), monday() + timedelta(days=1), {"lieu": "a\nb"}, "une seule ligne"),
    ],
)
def test_bad_input_names_its_field(client, held, jour, au, more, said):
    answer = moved(client, held, jour, au, **more)
    assert answer.status_code == 422
    assert said in answer.content.decode().lower() or said in answer.content.decode()
    assert Event.objects.get().moved_days == []


def test_a_day_that_was_moved_already_is_named_and_not_written_over(client, held):
    old, new = monday(), monday() + timedelta(days=2)
    moved(client, held, old, new)
    answer = moved(client, held, old, new + timedelta(days=1))
    assert answer.status_code == 422
    assert "déjà reportée au" in answer.content.decode()
    # Two people at once: the second is told, and what they typed is kept.
    sent = {"jour": monday(1).isoformat(), "au": (monday(1) + timedelta(days=1)).isoformat(), "vu": ""}
    theirs = str(Moved(monday(1), monday(1), time(8), time(9)))
    writing.change(
        Event.objects.get(), {"moved_days": [*Event.objects.get().moved_days, theirs]}, UserFactory()
    )
    answer = client.post(f"/agenda/{held.pk}/deplacer/", sent)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert theirs in page
    sent["vu"] = answer.context["form"]["vu"].value()
    assert client.post(f"/agenda/{held.pk}/deplacer/", sent).status_code == 302
    assert str(Moved(monday(1), monday(1) + timedelta(days=1))) in Event.objects.get().moved_days


def test_what_is_held_once_is_edited_instead(client, user, places):
    held = EventFactory()
    assert client.get(f"/agenda/{held.pk}/deplacer/").status_code == 404
    assert "deplacer" not in client.get(path_of(held)).content.decode()


def test_the_form_without_a_day_or_with_a_strange_one_opens(client, held):
    for said in ("", "?jour=zz", "?jour=0001-01-01", "?jour=9999-12-31"):
        assert client.get(f"/agenda/{held.pk}/deplacer/{said}").status_code == 200


@pytest.mark.django_db
def test_the_sentence_of_listed_dates_says_those_on_which_it_is_held(client, places):
    first = localdate() + timedelta(days=20)
    second, other = first + timedelta(days=7), first + timedelta(days=8)
    rule = Recurrence(Frequency.DATES, added=(first, second))
    held = EventFactory(start_day=first, recurrence=rule.to_json(), moved_days=[str(Moved(second, other))])
    (said,) = document_fromstring(client.get(path_of(held)).content.decode()).find_class("event__again")
    text = said.text_content()
    assert in_words(first, "j F") in text
    assert in_words(other, "j F") in text
    assert in_words(second, "j F") not in text
