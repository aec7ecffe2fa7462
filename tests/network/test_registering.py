"""Who comes to an event: seats in order, the last of them once; names to nobody but who organises."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from django.utils.timezone import localdate
from lxml.html import document_fromstring

from accounts.closing import close
from accounts.models import Organisation, OrganisationMembership
from common import robots
from common.limits import Limit
from common.models import Mail
from network.agenda.sentence import understood
from network.models import Audience, Event, Registration
from network.paths import path_of
from network.registering import following, managing, seats
from network.registering.links import token_of
from network.registering.rules import opinions
from tests.factories import UserFactory
from tests.network.factories import EventFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

NAME, ADDRESS = "Zibeline Inscrite", "zibeline@exemple.fr"


@pytest.fixture
def ours():
    return Organisation.objects.create(name="Les nôtres")


@pytest.fixture
def event(ours):
    return EventFactory(registering="here", organisation=ours, seats=1, asks_opinion=True)


@pytest.fixture
def member(ours):
    user = UserFactory(is_professional=True, full_name="Membre")
    OrganisationMembership.objects.create(organisation=ours, user=user)
    return user


def sent(client, event, monkeypatch, **more):
    """What a browser sends of the form, after a moment."""
    form = client.get(path_of(event)).context["form"]
    shown = robots.now()
    monkeypatch.setattr(robots, "now", lambda: shown + 60)
    data = {"jeton": form["jeton"].value(), "nom": NAME, "courriel": ADDRESS} | more
    return client.post(f"/agenda/{event.pk}/s-inscrire/", data)


def pressed(client, event, button):
    """What pressing this button of the event's page sends, and nothing that the page does not hold."""
    page = document_fromstring(client.get(path_of(event)).content.decode())
    form = next(one for one in page.forms if button in " ".join(one.text_content().split()))
    return client.post(form.action.split("#")[0], dict(form.form_values()), follow=True)


def registered(event, n=0, **more):
    return seats.register(event.pk, event.start_day, name=f"Personne {n}", email=f"p{n}@ex.fr", **more)[0]


def test_anyone_registers_and_is_confirmed_with_a_link_that_only_a_post_obeys(client, event, monkeypatch):
    assert "C’est noté" in sent(client, event, monkeypatch).content.decode()
    held = Registration.objects.get()
    assert (held.state, held.name, held.email) == ("seated", NAME, ADDRESS)
    letter = Mail.objects.get()
    assert letter.recipient == ADDRESS
    assert event.title not in letter.subject
    path = f"/agenda/inscription/{token_of(held)}/"
    assert path in letter.text
    assert NAME not in path
    for _again in range(2):
        assert client.get(path).status_code == 200
        client.head(path)
    held.refresh_from_db()
    assert held.state == "seated"
    assert "désinscrit" in client.post(path, {"desinscrire": "1"}).content.decode()
    held.refresh_from_db()
    assert held.state == "withdrawn"
    assert client.get("/agenda/inscription/faux/").status_code == 404


def test_who_is_registered_already_is_not_told_to_others(client, event, monkeypatch):
    first = sent(client, event, monkeypatch).content.decode()
    second = sent(client, event, monkeypatch, courriel=ADDRESS.upper()).content.decode()
    assert Registration.objects.count() == 1
    assert "C’est noté" in first
    assert "C’est noté" in second


def test_a_robot_and_a_hurried_one_are_stopped_and_lose_nothing(client, event, monkeypatch):
    answer = client.post(
        f"/agenda/{event.pk}/s-inscrire/",
        {
            "jeton": client.get(path_of(event)).context["form"]["jeton"].value(),
            "nom": NAME,
            "courriel": ADDRESS,
        },
    )
    assert answer.status_code == 422
    assert NAME in answer.content.decode()
    assert sent(client, event, monkeypatch, site_internet="http://spam").status_code == 422
    assert not Registration.objects.exists()


def test_when_it_is_full_one_waits_and_is_promoted_in_order(event):
    first, second, third = (registered(event, n) for n in range(3))
    assert [one.state for one in (first, second, third)] == ["seated", "waiting", "waiting"]
    seats.withdraw(first)
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.state, third.state) == ("seated", "waiting")
    assert "Une place s’est libérée" in Mail.objects.filter(recipient="p1@ex.fr").latest("created_at").text
    assert not seats.withdraw(first)
    Event.objects.filter(pk=event.pk).update(seats=2)
    assert seats.promote_all(event.pk) == 1


def test_without_a_waiting_list_the_page_says_so(client, event, monkeypatch):
    Event.objects.filter(pk=event.pk).update(has_waiting_list=False)
    registered(event)
    with pytest.raises(seats.Full):
        registered(event, 1)
    assert "c’est complet" in client.get(path_of(event)).content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_last_seat_is_given_once(event, monkeypatch):
    """Both have counted before either writes, unless one waits for the other."""
    both = threading.Barrier(2)
    count = seats._locked

    def locked(number):
        # Who would not wait for the lock is held back until the other is as far.
        both.wait(timeout=30)
        return count(number)

    monkeypatch.setattr(seats, "_locked", locked)
    ends = []

    def take(number):
        try:
            ends.append(registered(event, number).state)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(number,)) for number in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert sorted(ends) == ["seated", "waiting"]


def test_a_professional_registers_in_one_press(client, event):
    user = UserFactory(is_professional=True)
    client.force_login(user)
    page = client.post(f"/agenda/{event.pk}/s-inscrire/", {"compte": "1"}, follow=True).content.decode()
    assert "Vous êtes inscrit(e)" in page
    held = Registration.objects.get()
    assert (held.user, held.name, held.email) == (user, "", "")
    client.post(f"/agenda/{event.pk}/s-inscrire/", {"compte": "1"})
    assert Registration.objects.count() == 1
    close(user)
    assert not Registration.objects.exists()


def test_an_event_of_professionals_takes_nobody_else(client, event, monkeypatch):
    form = client.get(path_of(event)).context["form"]
    Event.objects.filter(pk=event.pk).update(audience=Audience.PROFESSIONALS)
    data = {"jeton": form["jeton"].value(), "nom": NAME, "courriel": ADDRESS}
    assert client.post(f"/agenda/{event.pk}/s-inscrire/", data).status_code == 404
    assert not Registration.objects.exists()


def test_a_name_is_told_to_who_organises_and_to_nobody_else(client, event, member):
    registered(event)
    Registration.objects.update(name=NAME, email=ADDRESS)
    stranger = UserFactory(is_professional=True)
    path = f"/agenda/{event.pk}/inscrits/"
    for who in (None, UserFactory(), stranger):
        client.logout()
        if who:
            client.force_login(who)
        for address in (
            path_of(event),
            path,
            "/agenda/",
            "/agenda/agenda.ics",
            f"/reseau/{event.pk}/historique/",
        ):
            said = client.get(address, follow=True).content.decode()
            assert NAME not in said
            assert ADDRESS not in said
    for who in (member, UserFactory(is_staff=True)):
        client.force_login(who)
        assert NAME in client.get(path).content.decode()


def test_who_takes_an_event_over_is_not_told_who_registered_before(client, event):
    registered(event)
    Registration.objects.update(name=NAME)
    theirs = Organisation.objects.create(name="Une autre")
    taker = UserFactory(is_professional=True)
    OrganisationMembership.objects.create(organisation=theirs, user=taker)
    Event.objects.filter(pk=event.pk).update(organisation=theirs)
    client.force_login(taker)
    assert NAME not in client.get(f"/agenda/{event.pk}/inscrits/").content.decode()


def test_who_came_is_ticked_and_counted(client, event, member):
    Event.objects.filter(pk=event.pk).update(seats=None, start_day=localdate())
    event.refresh_from_db()
    one, two = registered(event), registered(event, 1)
    client.force_login(member)
    client.post(f"/agenda/{event.pk}/inscrits/", {"jour": event.start_day.isoformat(), "venu": [one.pk]})
    one.refresh_from_db()
    two.refresh_from_db()
    event.refresh_from_db()
    assert (one.attended, two.attended, event.attended) == (True, False, None)
    assert "1 personne inscrite est venue" in client.get(path_of(event)).content.decode()


def test_how_many_came_is_what_a_person_typed_whoever_is_ticked(client, event, member):
    Event.objects.filter(pk=event.pk).update(seats=None, attended=3, start_day=localdate())
    event.refresh_from_db()
    one = registered(event)
    client.force_login(member)
    client.post(f"/agenda/{event.pk}/inscrits/", {"jour": event.start_day.isoformat(), "venu": [one.pk]})
    event.refresh_from_db()
    assert event.attended == 3
    page = client.get(path_of(event)).content.decode()
    assert "3 participants" in page
    assert "1 personne inscrite est venue" in page


def test_who_is_registered_is_offered_to_withdraw_and_not_to_register_again(client, event, member):
    client.force_login(member)
    client.post(f"/agenda/{event.pk}/s-inscrire/", {"compte": "1"})
    page = client.get(path_of(event)).content.decode()
    assert "Vous êtes inscrit(e)" in page
    assert "M’inscrire" not in page
    assert "sont closes" not in page
    held = Registration.objects.get()
    assert f'action="/agenda/inscription/{token_of(held)}/"' in page
    client.post(f"/agenda/inscription/{token_of(held)}/", {"desinscrire": "1"})
    assert "M’inscrire" in client.get(path_of(event)).content.decode()


def test_what_is_past_offers_its_minutes_and_neither_registering_nor_inviting(client, event, member):
    Event.objects.filter(pk=event.pk).update(start_day=localdate() - timedelta(days=1))
    client.force_login(member)
    page = client.get(path_of(event)).content.decode()
    assert "Écrire le compte rendu" in page
    assert f"/agenda/{event.pk}/compte-rendu/" in page
    for word in ("M’inscrire", "Inviter", "Annuler une date"):
        assert word not in page, word
    form = client.get(f"/agenda/{event.pk}/modifier/").content.decode()
    assert form.index('id="apres"') < form.index('name="start_day"')
    answer = client.post(f"/agenda/{event.pk}/inviter/", {"organisations": [event.organisation_id]})
    assert answer.status_code == 302
    assert not Mail.objects.exists()


def test_who_is_not_of_the_organisation_is_not_offered_to_cancel_beside_registering(client, event):
    client.force_login(UserFactory(is_professional=True))
    page = client.get(path_of(event)).content.decode()
    assert "Annuler une date" not in page
    assert "M’inscrire" in page


def test_who_organises_is_told_that_it_is_full_that_somebody_withdrew_and_who_waited_has_a_seat(
    event, member
):
    first, _second = registered(event), registered(event, 1)
    letters = Mail.objects.filter(recipient=member.email)
    assert "C’est complet." in letters.get().text
    assert seats.withdraw(first)
    told = [one.text for one in letters.order_by("created_at")]
    assert any("s’est désinscrite" in one for one in told)
    assert any("qui attendait" in one for one in told)
    assert len(told) == 2
    for one in letters:
        assert event.title in one.subject
        assert "Personne 0" not in one.text
        assert f"/agenda/{event.pk}/inscrits/" in one.text


def test_who_withdraws_has_it_confirmed(event):
    seats.withdraw(registered(event))
    letter = Mail.objects.filter(recipient="p0@ex.fr").latest("created_at")
    assert "Vous êtes désinscrit(e)" in letter.text
    assert event.title not in letter.subject


def invite(client, event, **more):
    return client.post(f"/agenda/{event.pk}/inviter/", more)


def test_an_address_is_invited_to_what_is_for_everyone(client, event, member):
    client.force_login(member)
    answer = invite(client, event, personnes="nour@exemple.org\nNOUR@exemple.org\nanna@exemple.org")
    assert answer.status_code == 302
    assert sorted(Mail.objects.values_list("recipient", flat=True)) == [
        "anna@exemple.org",
        "nour@exemple.org",
    ]
    assert path_of(event) in Mail.objects.first().text
    assert all(event.title not in one.subject for one in Mail.objects.all())


def test_an_address_is_not_invited_to_what_only_professionals_read(client, event, member):
    Event.objects.filter(pk=event.pk).update(audience=Audience.PROFESSIONALS)
    client.force_login(member)
    answer = invite(client, event, personnes="nour@exemple.org")
    assert answer.status_code == 422
    assert "n’est lu que par les professionnels" in answer.content.decode()
    assert not Mail.objects.exists()


def test_why_a_name_is_not_found_is_said_and_colleagues_are_offered(client, event, member, ours):
    colleague = UserFactory(is_professional=True, full_name="Ida Collègue", email="ida@exemple.org")
    OrganisationMembership.objects.create(organisation=ours, user=colleague)
    UserFactory(is_professional=True, full_name="Omar Discret", email="omar@exemple.org")
    client.force_login(member)
    page = client.get(f"/agenda/{event.pk}/inviter/").content.decode()
    assert "Ida Collègue" in page
    assert "Omar Discret" not in page
    answer = invite(client, event, personnes="Omar Discret\nincomplet@")
    said = answer.content.decode()
    assert "où chacun choisit d’être ou non" in said
    assert "n’est pas complète" in said
    assert "Omar Discret" in said
    assert not Mail.objects.exists()
    invite(client, event, connus=[colleague.pk], personnes="ida collegue")
    assert Mail.objects.get().recipient == "ida@exemple.org"


def test_so_many_lists_of_invitations_leave_in_a_day(client, event, member, monkeypatch, settings):
    settings.LIMIT_FACTOR = 1
    monkeypatch.setattr(managing, "BY_INVITER", Limit("invitations to events by one person", 1, 86_400))
    client.force_login(member)
    assert invite(client, event, personnes="a@exemple.org").status_code == 302
    refused = invite(client, event, personnes="b@exemple.org")
    assert refused.status_code in (429, 503)
    assert "b@exemple.org" in refused.content.decode()
    assert Mail.objects.count() == 1


def test_where_an_opinion_is_asked_the_form_says_when_the_mean_is_told(client, event, member):
    client.force_login(member)
    assert "à partir de 5 avis" in client.get(f"/agenda/{event.pk}/modifier/").content.decode()


def in_days(event, days):
    """The event, as if it were held so many days from now, and its registrations made long ago."""
    day = localdate() + timedelta(days=days)
    Event.objects.filter(pk=event.pk).update(start_day=day)
    Registration.objects.filter(event=event).update(day=day, created_at=timezone.now() - timedelta(days=200))


def test_a_reminder_leaves_once_and_when_the_event_says(event):
    Event.objects.filter(pk=event.pk).update(remind_days=5)
    held = registered(event)
    Mail.objects.all().delete()
    in_days(event, 6)
    assert following.remind_due() == 0
    in_days(event, 5)
    assert following.remind_due() == 1
    assert following.remind_due() == 0
    assert Mail.objects.get().recipient == held.email


def test_an_opinion_by_the_link_of_the_thanks_one_each_and_the_mean_from_five_on(client, event):
    Event.objects.filter(pk=event.pk).update(seats=None)
    held = [registered(event, n) for n in range(5)]
    path = f"/agenda/inscription/{token_of(held[0])}/"
    client.post(path, {"avis": "5"})
    assert opinions(event) == (0, None)
    in_days(event, -1)
    Mail.objects.all().delete()
    assert following.thank_due() == 5
    assert following.thank_due() == 0
    assert path in Mail.objects.get(recipient="p0@ex.fr").text
    assert client.post(path, {"avis": "9"}).status_code == 422
    for note, one in zip("54321", held, strict=True):
        assert opinions(event)[1] is None
        client.post(f"/agenda/inscription/{token_of(one)}/", {"avis": note})
    client.post(path, {"avis": "5"})
    assert opinions(event) == (5, 3.0)
    assert "3,0 sur 5" in client.get(path_of(event)).content.decode()


def test_names_are_forgotten_after_three_months(client, event):
    held = registered(event)
    in_days(event, -80)
    assert following.forget_due() == 0
    in_days(event, -100)
    assert following.forget_due() == 1
    held.refresh_from_db()
    assert (held.name, held.email, held.user) == ("", "", None)
    assert client.get(f"/agenda/inscription/{token_of(held)}/").status_code == 404


def test_who_organises_invites_an_organisation_once(client, event, member):
    other = Organisation.objects.create(name="Voisine")
    invited = UserFactory(is_professional=True)
    OrganisationMembership.objects.create(organisation=other, user=invited)
    client.force_login(member)
    path = f"/agenda/{event.pk}/inviter/"
    assert client.get(path).status_code == 200
    assert client.post(path, {}).status_code == 422
    assert "personne de ce nom" in client.post(path, {"personnes": "Inconnue"}).content.decode()
    for _again in range(2):
        assert client.post(path, {"organisations": [other.pk]}).status_code == 302
    (letter,) = Mail.objects.filter(recipient=invited.email)
    assert path_of(event) in letter.text
    client.force_login(UserFactory(is_professional=True))
    assert client.get(path).status_code == 404


def test_each_day_to_register_for_says_what_is_left_and_a_past_one_is_not_told(client, event, member):
    first = localdate() - timedelta(days=7)
    rule = understood("chaque semaine", first)
    Event.objects.filter(pk=event.pk).update(start_day=first, recurrence=rule.to_json(), seats=2)
    seats_of = {"event": event, "user": member, "state": "seated", "organisation_id": event.organisation_id}
    Registration.objects.create(**seats_of, day=first)
    client.force_login(member)
    page = client.get(path_of(event)).content.decode()
    assert "Vous êtes inscrit(e)" not in page
    assert f'<option value="{localdate().isoformat()}"' in page
    assert page.count(" : 2 places</option>") > 3


def test_the_button_of_each_date_registers_for_it(client, member, ours):
    """The second date of two is the only one left to choose: its button says which it is."""
    first = localdate() + timedelta(days=10)
    event = EventFactory(
        registering="here",
        organisation=ours,
        start_day=first,
        recurrence=understood("tous les jours, 2 fois", first).to_json(),
    )
    client.force_login(member)
    pressed(client, event, "M’inscrire")
    page = pressed(client, event, "M’inscrire aussi").content.decode()
    assert set(Registration.objects.values_list("day", flat=True)) == {first, first + timedelta(days=1)}
    assert "Vous êtes inscrit(e)." in page
    assert "M’inscrire aussi" not in page


def test_a_day_that_is_none_is_refused_in_red(client, member, event):
    client.force_login(member)
    page = client.post(f"/agenda/{event.pk}/s-inscrire/", {"compte": "1", "jour": "2020-01-01"}, follow=True)
    (notice,) = document_fromstring(page.content.decode()).find_class("said")
    assert "Choisissez un des jours proposés." in notice.text_content()
    assert "notice--stop" in notice.get("class")
    assert notice.get("role") == "alert"
    assert not Registration.objects.exists()


def test_who_telephoned_is_written_down_once_and_taken_out(client, member, event):
    client.force_login(member)
    path = f"/agenda/{event.pk}/inscrits/"
    sent_once = {"ajouter": "1", "jour": event.start_day.isoformat(), "nom": "Paule Essai", "courriel": ""}
    page = client.post(path, sent_once, follow=True).content.decode()
    assert "Paule Essai : inscription notée." in page
    held = Registration.objects.get()
    assert (held.state, held.email, held.organisation) == ("seated", "", event.organisation)
    assert not Mail.objects.filter(recipient="").exists()
    answer = client.post(path, sent_once)
    assert answer.status_code == 422
    assert "Cette personne est déjà inscrite ce jour-là." in answer.content.decode()
    other = client.post(path, sent_once | {"nom": "Un Autre"}, follow=True).content.decode()
    assert "Un Autre : sur la liste d’attente." in other
    page = client.post(path, {"retirer": held.pk}, follow=True).content.decode()
    assert "C’est retiré : la place est libre." in page
    assert Registration.objects.get(name="Un Autre").state == "seated"
    # Whoever has a link withdraws by it.
    kept = seats.register(event.pk, event.start_day, name="Deux", email="deux@ex.fr")[0]
    refused = client.post(path, {"retirer": kept.pk}, follow=True).content.decode()
    assert "se désinscrit par son courriel" in refused


def test_presences_of_a_day_to_come_are_not_noted(client, member, event):
    one = registered(event)
    client.force_login(member)
    path = f"/agenda/{event.pk}/inscrits/"
    assert 'name="venu"' not in client.get(path).content.decode()
    page = client.post(path, {"jour": event.start_day.isoformat(), "venu": [one.pk]}, follow=True)
    assert "Qui est venu se note le jour même, ou après." in page.content.decode()
    one.refresh_from_db()
    assert one.attended is None


def test_there_is_a_sheet_to_sign_a_day_with_names_and_structures(client, member, ours, event):
    seats.register(event.pk, event.start_day, user=member)
    client.force_login(member)
    page = document_fromstring(client.get(f"/agenda/{event.pk}/inscrits/").content.decode())
    (sheet,) = page.find_class("attendance")
    text = " ".join(sheet.text_content().split())
    assert event.title in text
    assert "Organisé par Les nôtres" in text
    assert "Nom Structure Signature Membre Les nôtres" in text
    assert len(sheet.findall(".//tbody/tr")) == 7
