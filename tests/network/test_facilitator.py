"""What a facilitator who had never seen the réseau stumbled on: each is done in few presses, and said."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from accounts.models import Organisation, OrganisationMembership
from common.models import Mail
from network.models import Attachment, Diary, Event, Invitation, Minutes, News, Registration, Reply
from network.paths import path_of
from network.registering import following, seats
from network.registering.links import invitation_url, token_of
from places.territory_field import territory_named
from tests.factories import StructureFactory, UserFactory
from tests.network.factories import EventFactory, NewsFactory, ResourceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

YESTERDAY = timedelta(days=-1)


@pytest.fixture
def ours():
    return Organisation.objects.create(name="Les nôtres")


@pytest.fixture
def member(client, ours):
    user = UserFactory(is_professional=True, full_name="Solange Membre")
    OrganisationMembership.objects.create(organisation=ours, user=user)
    client.force_login(user)
    return user


@pytest.fixture
def event(ours):
    return EventFactory(registering="here", organisation=ours, seats=2, asks_opinion=True)


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def past(ours, **more):
    return EventFactory(organisation=ours, start_day=localdate() + 8 * YESTERDAY, **more)


# Evaluation


def test_an_opinion_is_tried_as_a_participant_meets_it_and_counted_nowhere(client, event, member):
    path = f"/agenda/{event.pk}/avis/apercu/"
    shown = page(client, path)
    assert path in page(client, path_of(event))
    for words in ("Merci d’être venu(e).", "Donner mon avis", event.title):
        assert words in shown, words
    assert client.post(path, {}).status_code == 422
    assert "votre avis est compté" in client.post(path, {"avis": "4"}).content.decode()
    assert not Registration.objects.exists()
    assert not Mail.objects.exists()


# Minutes


def test_each_date_has_its_minutes_for_whom_they_are(client, ours, member):
    held = past(ours)
    first = held.start_day.isoformat()
    url = f"/agenda/{held.pk}/compte-rendu/?jour={first}"
    sent = {"version": "0", "text": "Nous étions **douze**.", "audience": "1"}
    answer = client.post(url, sent)
    assert answer.status_code == 302, answer.content.decode()[:500]
    assert "<strong>douze</strong>" in page(client, path_of(held))
    client.logout()
    assert "douze" not in page(client, path_of(held))
    Minutes.objects.update(audience=0)
    assert "<strong>douze</strong>" in page(client, path_of(held))


def test_minutes_of_a_day_without_the_event_are_not_written_and_theirs_are_taken_away(client, ours, member):
    held = past(ours)
    assert client.get(f"/agenda/{held.pk}/compte-rendu/?jour=2020-01-01").status_code == 404
    Minutes.objects.create(event=held, day=held.start_day, text="À retirer.")
    path = f"/agenda/{held.pk}/compte-rendu/retirer/?jour={held.start_day.isoformat()}"
    assert "Retirer le compte rendu" in page(client, path)
    assert client.post(path).status_code == 302
    assert not Minutes.objects.exists()


# Diaries


def test_a_private_address_tells_a_diary_what_one_registered_for_until_it_is_changed(client, event, member):
    seats.register(event.pk, event.start_day, user=member)
    Event.objects.filter(pk=event.pk).update(online_link="https://visio.exemple.fr/", held_as="both")
    path = "/agenda/mes-inscriptions/"
    assert event.title in page(client, path)
    client.post(path, {"creer": "1"})
    urls = [one["url"] for one in client.get(path).context["addresses"]]
    paths = ["/" + url.split("/", 3)[3] for url in urls]
    pros = EventFactory(title="Réunion zqinterne", audience=1)
    client.logout()
    mine, agenda = (client.get(one).content.decode() for one in paths)
    assert event.title in mine
    assert "visio.exemple.fr" in mine
    assert pros.title not in mine
    assert pros.title in agenda
    assert pros.title not in client.get("/agenda/agenda.ics").content.decode()
    client.force_login(member)
    client.post(path, {"renouveler": "1"})
    assert [client.get(one).status_code for one in paths] == [404, 404]
    client.post(path, {"retirer": "1"})
    assert not Diary.objects.exists()


def test_a_private_address_opens_nothing_once_its_person_is_no_professional(client, member):
    client.post("/agenda/mes-inscriptions/", {"creer": "1"})
    url = client.get("/agenda/mes-inscriptions/").context["addresses"][1]["url"]
    member.is_professional = False
    member.save()
    assert client.get("/" + url.split("/", 3)[3]).status_code == 404


# On site or online


def test_who_registers_chooses_to_come_or_to_join_and_may_change(client, event, member):
    Event.objects.filter(pk=event.pk).update(held_as="both", online_link="https://visio.exemple.fr/")
    path = f"/agenda/{event.pk}/s-inscrire/"
    client.post(path, {"compte": "1"})
    assert not Registration.objects.exists()
    client.post(path, {"compte": "1", "maniere": "ligne"})
    held = Registration.objects.get()
    assert held.is_online is True
    assert "Vous participez en ligne." in Mail.objects.get().text
    own = f"/agenda/inscription/{token_of(held)}/"
    assert "Vous venez sur place." in client.post(own, {"maniere": "place"}).content.decode()
    assert "1 sur place, 0 en ligne" in page(client, f"/agenda/{event.pk}/inscrits/")


# Loans


@pytest.fixture
def room(ours):
    today = localdate()
    return NewsFactory(
        side="offre", what="salle", consent=True, organisation=ours,
        lent_from=today + timedelta(days=10), lent_until=today + timedelta(days=20),
    )  # fmt: skip


def test_a_loan_has_its_own_days(client, room):
    client.force_login(UserFactory(is_professional=True))
    today = localdate()

    def ask(first, last):
        days = {"du": today + timedelta(days=first), "au": today + timedelta(days=last)}
        return client.post(f"/reseau/offres/{room.pk}/repondre/", days)

    assert "C’est prêté à partir du" in ask(5, 12).content.decode()
    assert "C’est prêté jusqu’au" in ask(12, 25).content.decode()
    assert ask(12, 15).status_code == 302
    assert Reply.objects.count() == 1


def test_nobody_borrows_of_themselves_and_who_holds_alone_decides(client, room, member):
    path = f"/reseau/offres/{room.pk}/repondre/"
    days = {"du": room.lent_from, "au": room.lent_until}
    assert 'id="repondre"' not in page(client, path_of(room))
    client.post(path, days)
    assert not Reply.objects.exists()
    client.force_login(UserFactory(is_professional=True))
    assert 'id="repondre"' in page(client, path_of(room))
    client.post(path, days)
    held = Reply.objects.get()
    client.force_login(member)
    assert 'name="accepter"' in page(client, path_of(room))
    client.post(f"/reseau/offres/reponses/{held.pk}/decider/", {"accepter": "1", "mot": ""})
    held.refresh_from_db()
    assert held.state == "accepted"


# Who does what


def test_each_line_of_who_does_what_has_its_next_acts(client, member):
    place = StructureFactory(nom="CCAS de Chelles", courriel="ccas@exemple.fr")
    sheet = ResourceFactory(
        kind="qui-fait-quoi", tasks="Accueil : CCAS, Inconnu\nCours :", structures=[place.pk]
    )
    shown = page(client, path_of(sheet))
    for words in (f"/structures/{place.pk}-", "/ecrire/", "Corriger", "Dire qui le fait", "#champ_tasks"):
        assert words in shown, words
    client.logout()
    assert "#champ_tasks" not in page(client, path_of(sheet))


# A territory by its commune


def test_a_commune_stands_for_its_intercommunalite(client):
    kind, code = territory_named("Melun", by_commune=True)
    assert (kind, bool(code)) == ("epci", True)
    shown = page(client, "/fiches/?territoire=Melun")
    assert "aucun département" not in shown


# Pictures and titles


def test_a_picture_that_is_attached_is_put_in_the_text_in_one_press(client, member):
    from files.models import Content, File

    sheet = ResourceFactory(text="Avant.")
    file = File.objects.create(name="plan.png", media_type="image/png", size=3)
    Content.objects.create(file=file, content=b"abc")
    held = Attachment.objects.create(resource=sheet, file=file, label="Le plan [du quartier]")
    path = f"/fiches/{sheet.pk}/pieces/"
    assert 'name="montrer"' in page(client, path)
    for _again in range(2):
        assert client.post(path, {"montrer": held.pk}).status_code == 302
    sheet.refresh_from_db()
    assert sheet.text == f"Avant.\n\n![Le plan du quartier](/fichiers/{file.pk}/)"
    assert 'name="montrer"' not in page(client, path)


def test_a_title_that_there_is_already_is_told_once_and_never_refused(client, member):
    other = NewsFactory(title="Café des Langues")
    sent = {
        "title": "cafe des langues", "starts_on": localdate(), "ends_on": localdate() + timedelta(days=9),
        "audience": "0", "version": "0",
    }  # fmt: skip
    first = client.post("/reseau/actualites/nouvelle/", sent)
    assert first.status_code == 422
    assert path_of(other) in first.content.decode()
    seen = first.context["form"]["titre_vu"].value()
    assert client.post("/reseau/actualites/nouvelle/", sent | {"titre_vu": seen}).status_code == 302
    assert News.objects.count() == 2


def test_mon_espace_leads_to_what_one_writes(client, member):
    shown = page(client, reverse("workspace"))
    for path in ("/reseau/actualites/nouvelle/", "/agenda/nouveau/", "/fiches/nouvelle/"):
        assert path in shown, path


# Mails


def test_a_withdrawal_is_one_mail_to_who_organises_with_its_title(event, member):
    Event.objects.filter(pk=event.pk).update(seats=1)
    first = seats.register(event.pk, event.start_day, name="A", email="a@ex.fr")[0]
    seats.register(event.pk, event.start_day, name="B", email="b@ex.fr")
    Mail.objects.all().delete()
    seats.withdraw(first)
    letter = Mail.objects.get(recipient=member.email)
    assert event.title in letter.subject
    assert "qui attendait en premier a sa place" in letter.text
    assert event.title not in Mail.objects.get(recipient="a@ex.fr").subject


def test_who_was_invited_is_seen_by_who_organises_and_answers_no_by_the_mail(client, event, member):
    client.post(f"/agenda/{event.pk}/inviter/", {"personnes": "nour@exemple.org"})
    held = Invitation.objects.get()
    link = invitation_url(held)
    assert link in Mail.objects.get().text
    list_path = f"/agenda/{event.pk}/inscrits/"
    assert "pas de réponse" in page(client, list_path)
    path = "/" + link.split("/", 3)[3]
    client.logout()
    assert "nour@exemple.org" not in page(client, path)
    held.refresh_from_db()
    assert held.declined_at is None
    assert client.post(path, {"non": "1"}).status_code == 200
    client.force_login(member)
    assert "ne vient pas" in page(client, list_path)
    client.force_login(UserFactory(is_professional=True))
    assert client.get(list_path).status_code == 404


def test_invitations_are_forgotten_three_months_after(event):
    Invitation.objects.create(event=event, email="nour@exemple.org")
    long_ago = localdate() - timedelta(days=100)
    Invitation.objects.update(sent_at=f"{long_ago}T10:00Z")
    assert following.forget_invitations_due() == 0
    Event.objects.filter(pk=event.pk).update(start_day=long_ago)
    assert following.forget_invitations_due() == 1


# The past, below


def test_the_list_starts_today_and_the_past_is_below_a_link(client, ours):
    over = past(ours, title="Forum zqpasse")
    shown = page(client, "/agenda/?territoire=partout")
    assert over.title not in shown
    assert "vue=passe" in shown
    assert over.title in page(client, "/agenda/?territoire=partout&vue=passe")
