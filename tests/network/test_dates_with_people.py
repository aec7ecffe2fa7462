"""Changing the dates of what people registered for: nobody is lost, whoever edits says what becomes of
them, and going back gives them back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from accounts.models import AmbassadorOf, Organisation, OrganisationMembership
from common.models import Mail
from history.models import Act
from history.versions import last_event
from network.agenda.recurrence import Frequency, Recurrence
from network.models import Event, Registration, State
from network.paths import path_of
from network.registering import seats
from network.registering.links import token_of
from network.registering.rescheduling import is_held_on
from places.models import Commune
from tests.factories import StructureFactory, UserFactory
from tests.network.factories import EventFactory
from tests.network.test_event_editing import fields

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@pytest.fixture
def ours():
    return Organisation.objects.create(name="Les nôtres")


@pytest.fixture
def user(client, ours):
    user = UserFactory(is_professional=True)
    OrganisationMembership.objects.create(organisation=ours, user=user)
    client.force_login(user)
    return user


def days(*after):
    return [localdate() + timedelta(days=n) for n in after]


def rule(*dates):
    return Recurrence(Frequency.DATES, added=dates).to_json()


def said(*dates):
    return "les " + ", ".join(f"{one:%d/%m/%Y}" for one in dates[:-1]) + f" et {dates[-1]:%d/%m/%Y}"


@pytest.fixture
def event(ours):
    first, second = days(10, 20)
    return EventFactory(
        registering="here", organisation=ours, seats=2, start_day=first,
        recurrence=rule(first, second), recurrence_words=said(first, second),
    )  # fmt: skip


def people(event, day, n=2):
    return [
        seats.register(event.pk, day, name=f"Personne {i}", email=f"p{i}-{day}@ex.fr")[0] for i in range(n)
    ]


def sends(client, event, **more):
    path = f"/agenda/{event.pk}/modifier/"
    base = fields(client, path) | more
    answer = client.post(path, base)
    if answer.status_code == 422 and (told := answer.context["form"].data.get("compris")):
        base["compris"] = told
        answer = client.post(path, base)
    return answer


def states(held):
    return [
        (one.state, one.day)
        for one in Registration.objects.filter(pk__in=[one.pk for one in held]).order_by("pk")
    ]


def undo(client, event):
    act = Act.objects.filter(events__root=event.pk).order_by("-pk").first()
    return client.post(f"/reseau/{event.pk}/annuler/{act.pk}/")


def test_a_day_that_goes_with_people_is_asked_about_and_nothing_is_decided(client, user, event):
    first, second, third = days(10, 20, 30)
    held = people(event, first)
    answer = sends(client, event, start_day=second.isoformat(), recurrence_words=said(second, third))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "2 inscrits le" in page
    assert "garder ce jour" in page
    assert states(held) == [("seated", first)] * 2
    event.refresh_from_db()
    assert event.start_day == first


@pytest.mark.parametrize("answer", ["garder", "annuler", "move"])
def test_what_is_answered_is_done_and_taking_it_back_gives_everyone_their_day(client, user, event, answer):
    first, second, third = days(10, 20, 30)
    held = people(event, first, 3)
    Mail.objects.all().delete()
    more = {f"inscrits_{first.isoformat()}": third.isoformat() if answer == "move" else answer}
    done = sends(client, event, start_day=second.isoformat(), recurrence_words=said(second, third), **more)
    assert done.status_code == 302
    before = [("seated", first), ("seated", first), ("waiting", first)]
    assert (
        states(held)
        == {
            "garder": before,
            "annuler": [("cancelled", first)] * 3,
            "move": [("seated", third), ("seated", third), ("waiting", third)],
        }[answer]
    )
    assert Mail.objects.count() == (0 if answer == "garder" else 3)
    event.refresh_from_db()
    assert is_held_on(event, first) == (answer == "garder")
    assert is_held_on(event, third)
    assert undo(client, event).status_code == 302
    assert states(held) == before
    assert Mail.objects.count() == (0 if answer == "garder" else 6)


def test_what_is_over_or_ticked_is_never_touched_nor_written_to(client, user, event):
    first, second, third = days(-1, 0, 30)
    Event.objects.filter(pk=event.pk).update(
        start_day=first, recurrence=rule(first, second), recurrence_words=said(first, second)
    )
    event.refresh_from_db()
    held = [
        Registration.objects.create(
            event=event, day=day, name="P", email=f"{day}@ex.fr", state="seated", attended=True
        )
        for day in (first, second)
    ]
    done = sends(client, event, start_day=third.isoformat(), recurrence_words="")
    assert done.status_code == 302
    assert states(held) == [("seated", first), ("seated", second)]
    assert not Mail.objects.exists()


def test_what_is_cancelled_and_held_after_all_has_its_people_again_who_are_told(client, user, event):
    first, _second = days(10, 20)
    held = people(event, first, 3)
    client.post(f"/agenda/{event.pk}/annuler/", {"jours": ["tout"]})
    assert {state for state, _day in states(held)} == {"cancelled"}
    Mail.objects.all().delete()
    client.post(f"/agenda/{event.pk}/annuler/", {"jours": []})
    assert [state for state, _day in states(held)] == ["seated", "seated", "waiting"]
    assert "il a lieu" in Mail.objects.get(recipient=held[0].email).text
    client.post(f"/agenda/{event.pk}/retirer/")
    assert {state for state, _day in states(held)} == {"cancelled"}
    client.post(f"/agenda/{event.pk}/remettre/")
    assert [state for state, _day in states(held)] == ["seated", "seated", "waiting"]
    assert Event.objects.get(pk=event.pk).state == State.PUBLISHED


def test_a_mail_of_a_move_says_the_day_before_and_the_new_one(client, user, ours):
    day, other = days(10, 12)
    event = EventFactory(registering="here", organisation=ours, start_day=day)
    held = people(event, day)
    Mail.objects.all().delete()
    assert sends(client, event, start_day=other.isoformat()).status_code == 302
    assert states(held) == [("seated", other)] * 2
    text = Mail.objects.get(recipient=held[0].email).text
    assert "C’était : " in text
    assert str(day.year) in text.split("C’était")[1]


def test_what_is_counted_on_is_its_organisers_to_move_and_others_read_why(client, user, event, ours):
    first, second, third = days(10, 20, 30)
    held = people(event, first)
    stranger = UserFactory(is_professional=True)
    client.force_login(stranger)
    for way in ("annuler", "retirer", "deplacer"):
        answer = client.get(f"/agenda/{event.pk}/{way}/")
        assert answer.status_code == 403
        assert "Des personnes sont inscrites" in answer.content.decode()
    path = f"/agenda/{event.pk}/modifier/"
    page = client.get(path)
    assert "sont l’affaire de Les nôtres" in page.content.decode()
    assert "start_day" not in page.context["form"].fields
    # The rest is anyone's, as on a wiki.
    assert client.post(path, fields(client, path) | {"summary": "Autrement"}).status_code == 302
    sent = fields(client, path) | {"start_day": third.isoformat(), "title": "Perdu ?"}
    refused = client.post(path, sent)
    assert refused.status_code == 422
    assert "Perdu ?" in refused.content.decode()
    assert states(held) == [("seated", first)] * 2
    # Nor by way of the history.
    version = last_event(event.pk)
    client.force_login(user)
    more = {f"inscrits_{first.isoformat()}": "annuler"}
    assert sends(client, event, start_day=second.isoformat(), recurrence_words="", **more).status_code == 302
    assert [state for state, _day in states(held)] == ["cancelled"] * 2
    client.force_login(stranger)
    sent = {"vu": str(last_event(event.pk))}
    back = client.post(f"/reseau/{event.pk}/versions/{version}/", sent, follow=True)
    assert "Des personnes sont inscrites" in back.content.decode()
    # Nor by taking back somebody else's act among the recent changes, which those who organise may.
    act = Act.objects.filter(events__root=event.pk).order_by("-pk").first()
    back = client.post(reverse("change-undo", args=[act.pk]), follow=True)
    assert "Des personnes sont inscrites" in back.content.decode()
    event.refresh_from_db()
    assert event.start_day == second
    client.force_login(user)
    client.post(reverse("change-undo", args=[act.pk]))
    event.refresh_from_db()
    assert event.start_day == first
    assert states(held) == [("seated", first)] * 2


def test_those_who_organise_are_told_when_somebody_else_moves_or_cancels(client, user, event):
    held = people(event, days(10)[0])
    Mail.objects.all().delete()
    client.force_login(UserFactory(is_professional=True, is_staff=True))
    client.post(f"/agenda/{event.pk}/annuler/", {"jours": ["tout"]})
    letter = Mail.objects.get(recipient=user.email)
    assert event.title in letter.text
    assert all(one.name not in letter.text for one in held)
    Mail.objects.all().delete()
    client.force_login(user)
    client.post(f"/agenda/{event.pk}/annuler/", {"jours": []})
    assert not Mail.objects.filter(recipient=user.email).exists()


def test_an_address_online_is_for_who_is_registered_unless_it_is_open(client, user, ours):
    link = "https://visio.example/salle"
    event = EventFactory(registering="here", organisation=ours, seats=1, online_link=link, held_as="online")
    seated, waiting = people(event, event.start_day)
    client.logout()
    diary = f"/agenda/{event.pk}-{event.slug}/agenda.ics"
    public = [path_of(event), diary, f"/reseau/{event.pk}/historique/"]
    for path in public:
        answer = client.get(path, follow=True)
        assert link not in answer.content.decode(), path
    assert "donnée à qui est inscrit" in client.get(path_of(event)).content.decode()
    assert link in client.get(f"/agenda/inscription/{token_of(seated)}/").content.decode()
    assert link not in client.get(f"/agenda/inscription/{token_of(waiting)}/").content.decode()
    assert link in Mail.objects.get(recipient=seated.email).text
    assert link not in Mail.objects.get(recipient=waiting.email).text
    seats.withdraw(seated)
    assert link in Mail.objects.filter(recipient=waiting.email).latest("created_at").text
    assert link not in client.get(f"/agenda/inscription/{token_of(seated)}/").content.decode()
    # What changes of it is in no visitor's history either.
    client.force_login(user)
    path = f"/agenda/{event.pk}/modifier/"
    other = "https://visio.example/autre"
    assert client.post(path, fields(client, path) | {"online_link": other}).status_code == 302
    assert other in client.get(f"/reseau/{event.pk}/historique/").content.decode()
    client.logout()
    assert "visio.example" not in client.get(f"/reseau/{event.pk}/historique/").content.decode()
    Event.objects.filter(pk=event.pk).update(online_is_open=True)
    assert other in client.get(path_of(event)).content.decode()


def test_an_ambassador_holds_it_for_those_of_their_territory_and_who_has_none_is_led_to_one(client):
    here, elsewhere = (Organisation.objects.create(name=name) for name in ("D’ici", "D’ailleurs"))
    StructureFactory(organisation=here, commune_id="77288")
    StructureFactory(organisation=elsewhere, commune_id="77284")
    ambassador = UserFactory(is_professional=True)
    epci = Commune.objects.get(pk="77288").epci_code
    AmbassadorOf.objects.create(user=ambassador, kind="epci", code=epci)
    client.force_login(ambassador)
    page = client.get("/agenda/nouveau/")
    offered = page.context["form"].fields["organisation"].queryset
    assert here in offered
    assert elsewhere not in offered
    assert "Rejoignez-la ou créez-la" in page.content.decode()
    sent = fields(client, "/agenda/nouveau/") | {
        "title": "Café", "start_day": "2027-01-05", "registering": "here", "organisation": str(here.pk),
    }  # fmt: skip
    assert client.post("/agenda/nouveau/", sent).status_code == 302


def test_taking_back_the_writing_of_what_people_registered_for_is_refused(client, user, ours):
    new = {
        "title": "Café",
        "start_day": days(10)[0].isoformat(),
        "registering": "here",
        "organisation": str(ours.pk),
    }
    assert client.post("/agenda/nouveau/", fields(client, "/agenda/nouveau/") | new).status_code == 302
    event = Event.objects.get(title="Café")
    held = people(event, event.start_day)
    answer = undo(client, event)
    assert answer.status_code == 302
    assert [state for state, _day in states(held)] == ["seated", "seated"]
    assert Event.objects.filter(pk=event.pk).exists()
