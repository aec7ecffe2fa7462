"""Events as they are written: at once, by any professional; what is understood is shown back
before it is kept."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils.timezone import localdate

from accounts.models import Organisation, OrganisationMembership
from common.models import Mail
from mapping import writing
from mapping.models import Status
from network.agenda.recurrence import Recurrence
from network.models import Audience, Event, Registration, State
from network.paths import path_of
from tests.factories import StructureFactory, UserFactory
from tests.network.factories import EventFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@pytest.fixture
def user(client):
    user = UserFactory(is_professional=True)
    client.force_login(user)
    return user


def fields(client, path):
    """What a browser would send of the form of a page, as it is."""
    page = client.get(path)
    sent = {}
    for bound in page.context["form"]:
        value = bound.value()
        if bound.name in ("cancelled_days", "structure", "territory") or not isinstance(value, list):
            value = bound.field.prepare_value(value)
        if value is not None and value is not False:
            sent[bound.html_name] = "on" if value is True else value
    return sent | {"version": page.context["version"]}


def written(client, **sent):
    """A new event, as its form is sent; what is understood is confirmed."""
    base = fields(client, "/agenda/nouveau/") | {"title": "Café des langues", "start_day": "2027-01-05"}
    return client.post("/agenda/nouveau/", base | sent)


def test_a_new_one_is_online_at_once(client, user):
    answer = written(
        client, start_time="14:00", end_time="16:00", themes=["francais"], territory="77", seats="12",
        online_link="visio.example/salle",
    )  # fmt: skip
    made = Event.objects.get()
    assert answer["Location"] == path_of(made)
    assert (made.territory_code, made.seats, made.online_link) == ("77", 12, "https://visio.example/salle")
    page = client.get(path_of(made)).content.decode()
    assert "Ajouté : Café des langues." in page
    assert "Annuler cette modification" in page


@pytest.mark.parametrize("typed", ["14h", "14 h", "14", "1400", "14:00"])
def test_hours_are_read_as_they_are_typed(client, user, typed):
    assert written(client, start_time=typed, end_time="16h30").status_code == 302
    made = Event.objects.get()
    assert (f"{made.start_time:%H:%M}", f"{made.end_time:%H:%M}") == ("14:00", "16:30")
    assert 'value="14:00"' in client.get(f"/agenda/{made.pk}/modifier/").content.decode()


@pytest.mark.parametrize("typed", ["14h--", "25h", "minuit trente", "24h"])
def test_hours_that_are_not_read_are_refused_and_not_dropped(client, user, typed):
    answer = written(client, start_time=typed)
    assert answer.status_code == 422
    assert "écrivez une heure" in answer.content.decode().lower()
    assert f'value="{typed}"' in answer.content.decode()
    assert not Event.objects.exists()


def test_staff_say_which_organisation_holds_it_without_belonging_to_one(client):
    client.force_login(UserFactory(is_professional=True, is_staff=True))
    ours = Organisation.objects.create(name="Sous-préfecture de Provins")
    assert written(client, registering="here", organisation=str(ours.pk)).status_code == 302
    assert Event.objects.get().organisation == ours


def test_a_professional_holds_it_in_the_name_of_their_own_alone(client, user):
    other = Organisation.objects.create(name="Autre")
    assert written(client, registering="here", organisation=str(other.pk)).status_code == 422
    assert not Event.objects.exists()


def test_what_is_understood_is_shown_back_then_kept(client, user):
    words = "tous les mardis de 14h à 16h jusqu'au 30 mars 2027"
    answer = written(client, recurrence_words=words)
    assert answer.status_code == 422
    assert not Event.objects.exists()
    page = answer.content.decode()
    assert "voici ce qui est compris" in page.lower()
    understood = answer.context["form"]["compris"].value()
    assert "mardi" in understood
    assert written(client, recurrence_words=words, compris=understood).status_code == 302
    made = Event.objects.get()
    assert Recurrence.from_json(made.recurrence).words("fr") == "tous les mardis, jusqu’au 30 mars 2027"
    assert (made.start_time.hour, made.end_time.hour) == (14, 16)
    # An edit of something else asks nothing again.
    path = f"/agenda/{made.pk}/modifier/"
    assert client.post(path, fields(client, path) | {"title": "Autre titre"}).status_code == 302
    made.refresh_from_db()
    assert made.title == "Autre titre"
    assert made.recurrence
    path = f"/agenda/{made.pk}/modifier/"
    assert client.post(path, fields(client, path) | {"recurrence_words": ""}).status_code == 302
    made.refresh_from_db()
    assert made.recurrence is None


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"recurrence_words": "deux vendredis par mois"}, "lesquels"),
        ({"end_day": "2027-01-01"}, "avant le premier"),
        ({"end_time": "16:00"}, "à quelle heure"),
        ({"recurrence_words": "tous les mardis", "end_day": "2027-06-30"}, "ne dure pas des semaines"),
        ({"cancelled_days": "le 3 peut-être"}, "écrivez chaque date"),
        ({"registering": "here"}, "qui organise"),
        ({"registering": "elsewhere"}, "à quelle adresse"),
        ({"structure": "Nulle part"}, "aucune structure de ce nom"),
        ({"commune_nom": "Zzzz"}, "aucune commune"),
        ({"start_day": ""}, "obligatoire"),
    ],
)
def test_bad_input_names_its_field_and_keeps_what_was_typed(client, user, sent, said):
    answer = written(client, **sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page.lower(), answer.context["form"].errors
    assert "Café des langues" in page
    assert not Event.objects.exists()


def test_an_event_for_everyone_is_not_held_where_visitors_see_nothing(client, user):
    StructureFactory(nom="Maison ouverte")
    assert written(client, structure="Maison ouverte").status_code == 302
    made = Event.objects.get()
    assert made.structure.nom == "Maison ouverte"
    assert made.commune == made.structure.commune
    StructureFactory(nom="Brouillon", status=Status.DRAFT)
    assert "aucune structure de ce nom" in written(client, structure="Brouillon").content.decode()


def test_two_people_in_two_fields_lose_nothing_and_in_one_see_both(client, user):
    held = EventFactory(summary="Avant", place_name="Mairie")
    path = f"/agenda/{held.pk}/modifier/"
    sent = fields(client, path)
    writing.change(held, {"place_name": "École"}, UserFactory(is_professional=True))
    assert client.post(path, sent | {"summary": "Après"}).status_code == 302
    held.refresh_from_db()
    assert (held.summary, held.place_name) == ("Après", "École")
    answer = client.post(path, sent | {"place_name": "Gymnase"})
    assert answer.status_code == 409
    assert "École" in answer.content.decode()


def test_one_day_is_cancelled_and_who_registered_for_it_is_told(client, user):
    first = localdate() + timedelta(days=3)
    rule = Recurrence.from_json({"frequency": "DAILY"})
    ours = Organisation.objects.create(name="Les nôtres")
    OrganisationMembership.objects.create(organisation=ours, user=user)
    held = EventFactory(start_day=first, recurrence=rule.to_json(), registering="here", organisation=ours)
    for number, day in enumerate((first, first + timedelta(days=1))):
        Registration.objects.create(
            event=held, day=day, name="Ada", email=f"ada{number}@ex.fr", state="seated"
        )
    client.post(f"/agenda/{held.pk}/annuler/", {"jours": [first.isoformat()]})
    held.refresh_from_db()
    assert held.cancelled_days == [first]
    assert list(Registration.objects.order_by("day").values_list("state", flat=True)) == [
        "cancelled",
        "seated",
    ]
    (told,) = Mail.objects.filter(recipient="ada0@ex.fr")
    assert "n’a pas lieu" in told.text
    assert held.title not in told.subject
    # It takes place after all, and then not: whoever was told otherwise is told each time.
    client.post(f"/agenda/{held.pk}/annuler/", {"jours": []})
    held.refresh_from_db()
    assert held.cancelled_days == []
    assert Registration.objects.filter(state="seated").count() == 2
    client.post(f"/agenda/{held.pk}/annuler/", {"jours": ["tout"]})
    held.refresh_from_db()
    assert held.is_cancelled
    assert Mail.objects.filter(recipient="ada0@ex.fr").count() == 3
    assert Mail.objects.filter(recipient="ada1@ex.fr").count() == 1
    assert not mail.outbox


def test_a_day_that_moves_takes_who_registered_along(client, user):
    ours = Organisation.objects.create(name="Les nôtres")
    OrganisationMembership.objects.create(organisation=ours, user=user)
    held = EventFactory(registering="here", organisation=ours)
    Registration.objects.create(event=held, day=held.start_day, name="Ada", email="ada@ex.fr", state="seated")
    path = f"/agenda/{held.pk}/modifier/"
    later = held.start_day + timedelta(days=7)
    assert client.post(path, fields(client, path) | {"start_day": later.isoformat()}).status_code == 302
    assert Registration.objects.get().day == later
    assert "La date a changé" in Mail.objects.get().text


def test_one_that_is_withdrawn_comes_back(client, user):
    held = EventFactory()
    assert "remettre en ligne" in client.get(f"/agenda/{held.pk}/retirer/").content.decode()
    page = client.post(f"/agenda/{held.pk}/retirer/", follow=True).content.decode()
    assert "Événement retiré." in page
    assert Event.objects.get().state == State.WITHDRAWN
    page = client.post(f"/agenda/{held.pk}/remettre/", follow=True).content.decode()
    assert "Événement mis en ligne." in page
    assert Event.objects.get().state == State.PUBLISHED
    assert client.get(f"/reseau/{held.pk}/historique/").status_code == 200


@pytest.mark.parametrize("end", ["modifier/", "annuler/", "retirer/", "pieces/", "inscrits/", "inviter/"])
def test_who_may_not_write_learns_nothing(client, end):
    for held in (EventFactory(), EventFactory(audience=Audience.PROFESSIONALS)):
        path = f"/agenda/{held.pk}/{end}"
        assert client.get(path)["Location"] == f"/connexion/?next={path}"
    client.force_login(UserFactory())
    answers = [
        client.get(f"/agenda/{held.pk}/{end}").status_code for held in Event.objects.order_by("audience")
    ]
    assert answers[0] in (302, 403, 404)
    assert answers[1] in (302, 403, 404)


def test_an_address_is_looked_for_and_its_commune_kept(client, user):
    """Without a service of addresses, the commune is known and the person says where it is."""
    address = {"adresse": "3 rue de la Paix", "code_postal": "77000", "commune_nom": "Melun"}
    answer = written(client, **address)
    assert answer.status_code == 422
    assert "Où est-ce" in answer.content.decode()
    assert written(client, **address, lieu="commune").status_code == 302
    made = Event.objects.get()
    assert (made.commune.nom, made.position) == ("Melun", None)
    assert "3 rue de la Paix" in client.get(path_of(made)).content.decode()


def test_all_that_there_is_to_answer_is_asked_at_once_and_answers_go_along(client, user):
    """Neither question waits for the other's answer, nor loses it."""
    sent = {
        "adresse": "3 rue de la Paix", "code_postal": "77000", "commune_nom": "Melun",
        "recurrence_words": "tous les mardis jusqu'au 30 mars 2027",
    }  # fmt: skip
    page = written(client, **sent).content.decode()
    assert "Où est-ce" in page
    assert "voici ce qui est compris" in page
    # What was chosen of the place is on the page that asks the rest, as it was chosen.
    answer = written(client, **sent, lieu="commune")
    assert answer.status_code == 422
    page = answer.content.decode()
    chosen = page.split('id="champ_lieu_commune"')[1].split(">")[0]
    assert "checked" in chosen
    about = answer.context["form"].address_said
    compris = answer.context["form"].data["compris"]
    # It is of that address: another one is looked for.
    other = sent | {"adresse": "5 rue du Port", "compris": compris}
    assert written(client, **other, lieu="commune", lieu_de=about).status_code == 422
    assert written(client, **sent, lieu="commune", lieu_de=about, compris=compris).status_code == 302


def test_minutes_are_offered_once_there_is_something_to_write(client):
    client.force_login(UserFactory(is_professional=True))
    for days, offered in ((10, False), (-10, True)):
        event = EventFactory(start_day=localdate() + timedelta(days=days))
        page = client.get(f"/agenda/{event.pk}/modifier/").content.decode()
        assert ("Compte rendu" in page) is offered
