"""The quality charter: written by staff, answered by a structure, visited, decided; the label and its end."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import Organisation, OrganisationMembership
from common.models import Mail
from evaluation.charter import acts, labels, shares, starting, telling
from evaluation.charter.models import Answer, Assessment, Charter, Decision, Level, Outcome, Piece, Visit
from files.models import File
from tests.evaluation.conftest import MELUN, MELUN_EPCI
from tests.factories import ServiceFactory, StructureFactory, UserFactory, answers_for
from tests.territory.test_pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


@pytest.fixture
def charter():
    made = acts.start(starting.TITLE, starting.CRITERIA[:2])
    acts.publish(made)
    made.refresh_from_db()
    return made


@pytest.fixture
def house():
    return StructureFactory(nom="Maison des Essais", commune_id=MELUN)


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def person(house):
    return answers_for(UserFactory(is_professional=True), house)


@pytest.fixture
def keeper(person) -> Client:
    return client_of(person)


@pytest.fixture
def staff() -> Client:
    return client_of(UserFactory(is_professional=True, is_staff=True))


@pytest.fixture
def path(house) -> str:
    return f"/structures/{house.pk}/charte/"


def answers(charter, level=Level.MET, words="c’est affiché", **more):
    said = {"faire": "enregistrer", "vu": "0"}
    for one in charter.criteria.all():
        said |= {f"niveau-{one.pk}": level, f"mots-{one.pk}": words}
    return said | more


def opened(keeper, path) -> Assessment:
    keeper.post(path, {"faire": "ouvrir"})
    return Assessment.objects.get()


def sent(keeper, path, charter) -> Assessment:
    opened(keeper, path)
    keeper.post(path, answers(charter, faire="envoyer"))
    return Assessment.objects.get(state="envoyee")


def label(house, charter, since=None, days=365, **fields) -> Decision:
    day = since or timezone.localdate()
    held = Assessment.objects.create(structure=house, charter=charter, state="decidee", opened_on=day)
    return Decision.objects.create(
        assessment=held, outcome=Outcome.ACCEPTED, day=day, ends_on=day + timedelta(days=days), **fields
    )


# --- Staff write ----------------------------------------------------------------------------


def test_staff_begin_with_eight_criteria_change_them_and_publish(staff):
    staff.post("/professionnels/charte-qualite/", {"faire": "commencer"})
    charter = Charter.objects.get()
    assert charter.criteria.count() == 8
    page = "/professionnels/charte-qualite/1/modifier/"
    first, second, *_others = charter.criteria.all()
    form = {
        "title": "Charte de Melun",
        "months": "24",
        "faire": "publier",
        "criteres-TOTAL_FORMS": "3",
        "criteres-INITIAL_FORMS": "2",
        "criteres-0-id": first.pk,
        "criteres-0-rank": "1",
        "criteres-0-section": "Accueillir",
        "criteres-0-text": "On sourit.",
        "criteres-1-id": second.pk,
        "criteres-1-rank": "2",
        "criteres-1-section": "Accueillir",
        "criteres-1-text": "x",
        "criteres-1-DELETE": "on",
        "criteres-2-rank": "9",
        "criteres-2-section": "Orienter",
        "criteres-2-text": "On écoute.",
        "criteres-2-is_required": "on",
    }
    wrong = staff.post(page, form | {"criteres-0-text": "", "title": ""})
    assert wrong.status_code == 422
    assert "Écrivez ce que le critère demande." in text_of(wrong)
    assert "Écrivez le titre de la charte." in text_of(wrong)
    assert not Charter.objects.exclude(published_on=None).exists()
    staff.post(page, form)
    charter.refresh_from_db()
    assert (charter.title, charter.months, charter.published_on) == (
        "Charte de Melun",
        24,
        timezone.localdate(),
    )
    texts = list(charter.criteria.values_list("text", flat=True))
    assert texts[0] == "On sourit."
    assert texts[-1] == "On écoute."
    assert second.text not in texts
    public = text_of(Client().get("/charte-qualite/"))
    assert "On sourit." in public
    assert "obligatoire" in public


def test_a_published_version_changes_no_more_and_the_next_leaves_who_was_judged_as_they_were(
    staff, keeper, path, charter
):
    refused = staff.post("/professionnels/charte-qualite/1/modifier/", {"title": "Autre"}, follow=True)
    assert "Cette version est publiée : elle ne change plus." in text_of(refused)
    assessment = opened(keeper, path)
    staff.post("/professionnels/charte-qualite/", {"faire": "suivante"})
    following = Charter.objects.get(number=2)
    assert following.criteria.count() == 2
    # Nobody reads it yet.
    assert labels.in_force() == charter
    acts.publish(following)
    assert labels.in_force() == following
    assessment.refresh_from_db()
    assert assessment.charter == charter
    assert "version 1" in text_of(keeper.get(path))


def test_a_charter_without_a_criterion_is_not_published():
    with pytest.raises(acts.Refused, match="sans critère"):
        acts.publish(acts.start("Vide", []))


# --- A structure answers --------------------------------------------------------------------


def test_a_structure_answers_and_sends_and_may_take_it_back(keeper, path, charter):
    opened(keeper, path)
    page = keeper.post(path, answers(charter), follow=True)
    assert "Enregistré." in text_of(page)
    assert [one.level for one in Answer.objects.all()] == [Level.MET, Level.MET]
    page = keeper.post(path, answers(charter, vu="1", faire="envoyer"), follow=True)
    assert "Envoyé à la préfecture." in text_of(page)
    assert Assessment.objects.get().sent_on == timezone.localdate()
    refused = keeper.post(path, answers(charter, vu="2", words="autre"), follow=True)
    assert "elle ne se modifie plus" in text_of(refused)
    assert not Answer.objects.filter(words="autre").exists()
    keeper.post(path, {"faire": "reprendre"})
    assert Assessment.objects.get().state == "ouverte"


def test_what_is_missing_is_named_at_its_criterion_and_nothing_is_sent(keeper, path, charter):
    opened(keeper, path)
    first, second = charter.criteria.all()
    page = keeper.post(
        path,
        {"faire": "envoyer", "vu": "0", f"niveau-{first.pk}": "tenu", f"niveau-{second.pk}": "sans-objet"},
    )
    assert page.status_code == 422
    text = text_of(page)
    assert "Joignez la preuve demandée, ou dites où elle se voit." in text
    assert "Dites en quelques mots pourquoi il ne vous concerne pas." in text
    # What was said is kept.
    assert Assessment.objects.get().state == "ouverte"
    assert Answer.objects.get(criterion=first).level == Level.MET


def test_two_who_answer_at_once_lose_nothing(keeper, person, path, charter):
    opened(keeper, path)
    other = client_of(person)
    other.post(path, answers(charter, words="la sienne"))
    page = keeper.post(path, answers(charter, words="la mienne"))
    assert page.status_code == 422
    text = text_of(page)
    assert "Quelqu’un d’autre a enregistré" in text
    assert "Enregistré entre-temps : tenu – la sienne" in text
    assert "la mienne" in page.content.decode()
    assert set(Answer.objects.values_list("words", flat=True)) == {"la sienne"}
    keeper.post(path, answers(charter, words="la mienne", vu="1"))
    assert set(Answer.objects.values_list("words", flat=True)) == {"la mienne"}


def test_a_document_is_kept_by_the_one_store_for_its_structure_and_staff(keeper, staff, path, charter, house):
    opened(keeper, path)
    first = charter.criteria.first()
    pdf = SimpleUploadedFile("Preuve.pdf", b"%PDF-1.7 horaires")
    keeper.post(path, answers(charter) | {f"piece-{first.pk}": pdf})
    piece = Piece.objects.get()
    assert piece.criterion == first
    address = f"/fichiers/{piece.file_id}/"
    assert keeper.get(address).content == b"%PDF-1.7 horaires"
    assert staff.get(address).status_code == 200
    for stranger in (Client(), client_of(UserFactory(is_professional=True))):
        assert stranger.get(address).status_code == 404
    wrong = keeper.post(
        path, answers(charter, vu="1") | {f"piece-{first.pk}": SimpleUploadedFile("x.pdf", b"MZ")}
    )
    assert wrong.status_code == 422
    assert "n’est pas d’une sorte que nous prenons" in text_of(wrong)
    keeper.post(f"{path}document/", {"piece": piece.pk})
    assert not Piece.objects.exists()
    assert File.objects.exists()


def test_nobody_else_reads_what_a_structure_says_of_itself(keeper, path, charter):
    opened(keeper, path)
    keeper.post(path, answers(charter, words="un secret"))
    assert "un secret" in keeper.get(path).content.decode()
    assert client_of(UserFactory(is_professional=True)).get(path).status_code == 404
    assert Client().get(path).status_code == 302


def test_without_a_charter_the_page_says_so(keeper, path):
    assert "Aucune charte qualité n’est encore en vigueur ici" in text_of(keeper.get(path))
    assert "Aucune charte n’est en vigueur" in text_of(keeper.post(path, {"faire": "ouvrir"}, follow=True))
    assert "Aucune charte qualité n’est encore en vigueur" in text_of(Client().get("/charte-qualite/"))


# --- Staff visit and decide -----------------------------------------------------------------


def test_staff_note_a_visit_and_accept_and_everyone_sees_the_label(keeper, staff, path, charter, house):
    sent(keeper, path, charter)
    assert "Maison des Essais" in text_of(staff.get("/professionnels/charte-qualite/"))
    wrong = staff.post(f"{path}visite/", {"day": "hier", "who": ""})
    assert wrong.status_code == 422
    assert "Écrivez un jour : 31/12/2026." in text_of(wrong)
    staff.post(f"{path}visite/", {"day": "2026-11-20", "who": "Mme Visite", "remarks": "très bien"})
    assert "Mme Visite" in text_of(keeper.get(path))
    today = timezone.localdate()
    end = today + timedelta(days=400)
    staff.post(f"{path}decision/", {"outcome": "acceptee", "day": today, "ends_on": end, "reasons": "bravo"})
    page = text_of(keeper.get(path))
    assert "Label en cours" in page
    assert "bravo" in page
    everyone = Client().get(f"/structures/{house.pk}-maison-des-essais/")
    assert "label qualité, jusqu’au" in text_of(everyone)
    assert "bravo" not in everyone.content.decode()
    said = Client().get(f"/api/v1/structures/{house.pk}").json()["properties"]["quality_label"]
    assert said == {"since": today.isoformat(), "until": end.isoformat()}
    listed = text_of(Client().get("/charte-qualite/"))
    assert "Maison des Essais" in listed
    assert "Mme Visite" not in listed


def test_a_decision_says_why_and_a_label_when_it_ends(keeper, staff, path, charter):
    sent(keeper, path, charter)
    today = timezone.localdate()
    decide = f"{path}decision/"
    assert "Dites pourquoi" in text_of(staff.post(decide, {"outcome": "refusee", "day": today}))
    assert "jusqu’à quand" in text_of(staff.post(decide, {"outcome": "acceptee", "day": today}))
    same = staff.post(decide, {"outcome": "acceptee", "day": today, "ends_on": today})
    assert "vient après" in text_of(same)
    ahead = staff.post(
        decide, {"outcome": "refusee", "day": today + timedelta(days=1), "reasons": "non", "ends_on": ""}
    )
    assert "un jour à venir" in text_of(ahead)
    assert not Decision.objects.exists()
    staff.post(decide, {"outcome": "a-completer", "day": today, "reasons": "les horaires"})
    assert Assessment.objects.get().state == "ouverte"
    assert "les horaires" in text_of(keeper.get(path))
    # Nothing was sent again: there is nothing to decide.
    refused = staff.post(decide, {"outcome": "refusee", "day": today, "reasons": "non"}, follow=True)
    assert "elle ne se modifie plus" in text_of(refused)
    assert Decision.objects.count() == 1


def test_professionals_who_are_not_staff_neither_visit_nor_decide(keeper, path, charter):
    sent(keeper, path, charter)
    for name in ("visite", "decision", "retrait"):
        assert keeper.post(f"{path}{name}/", {"outcome": "acceptee"}).status_code == 403
    assert not Visit.objects.exists()
    assert not Decision.objects.exists()


def test_a_label_is_shown_until_its_last_day_and_no_longer(house, charter):
    began = timezone.localdate() - timedelta(days=10)
    label(house, charter, began, days=10)
    address = f"/structures/{house.pk}-maison-des-essais/"
    assert "label qualité" in text_of(Client().get(address))
    assert labels.valid(began + timedelta(days=11)).count() == 0
    Decision.objects.update(ends_on=began + timedelta(days=9))
    assert "label qualité" not in text_of(Client().get(address))
    assert Client().get(f"/api/v1/structures/{house.pk}").json()["properties"]["quality_label"] is None


def test_a_label_that_is_withdrawn_is_shown_no_more_and_its_history_stays(staff, path, house, charter):
    label(house, charter)
    assert "Dites pourquoi le label est retiré." in text_of(
        staff.post(f"{path}retrait/", {"reasons": ""}, follow=True)
    )
    staff.post(f"{path}retrait/", {"reasons": "plus personne à l’accueil"})
    assert not labels.of([house.pk])
    page = text_of(staff.get(path))
    assert "Label retiré" in page
    assert "Label accordé" in page
    # A new one counts again.
    label(house, charter)
    assert house.pk in labels.of([house.pk])


def test_cards_of_a_search_say_who_has_the_label(house, charter):
    ServiceFactory(structure=house)
    address = "/?lat=48.539&lon=2.66&theme=francais"
    assert "label qualité" not in text_of(Client().get(address))
    cache.clear()
    label(house, charter)
    assert "label qualité" in text_of(Client().get(address))


# --- Reminders, figures ---------------------------------------------------------------------


def test_those_who_answer_are_told_that_the_end_comes_twice_and_no_more(house, charter):
    organisation = Organisation.objects.create(name="Les Essais")
    member = UserFactory(is_professional=True, email="tient@example.org")
    OrganisationMembership.objects.create(user=member, organisation=organisation)
    house.organisation = organisation
    house.save()
    began = date(2026, 1, 1)
    made = label(house, charter, began, days=200)
    end = made.ends_on
    assert telling.remind(end - timedelta(days=91)) == 0
    assert [telling.remind(end - timedelta(days=left)) for left in (90, 89, 31, 30, 29, 0)] == [
        1,
        0,
        0,
        1,
        0,
        0,
    ]
    assert set(Mail.objects.values_list("recipient", flat=True)) == {"tient@example.org"}
    # One that was renewed ends later.
    label(house, charter, end - timedelta(days=5), days=400)
    assert telling.remind(end - timedelta(days=3)) == 0


def test_the_observatory_tells_the_share_by_place_and_theme_without_town_halls(cell, house, charter):
    cell(12, outcome="pres", epci=MELUN_EPCI, departement="77")
    ServiceFactory(structure=house)
    other = StructureFactory(commune_id=MELUN)
    ServiceFactory(structure=other)
    StructureFactory(commune_id=MELUN, reseaux_porteurs=["communes"])
    label(house, charter)
    told = shares.told()
    assert (told.whole.least, told.whole.structures, told.whole.percent) == (1, 2, 50)
    assert told.by_epci[MELUN_EPCI].percent == 50
    assert told.by_theme["francais"].labelled == 1
    text = text_of(Client().get("/observatoire/"))
    assert "Structures labellisées aujourd’hui : 1 sur 2, hors mairies." in text


def test_a_structure_that_is_gone_from_the_directory_is_in_no_list(house, charter):
    label(house, charter)
    house.status = "draft"
    house.save()
    assert "Maison des Essais" not in text_of(Client().get("/charte-qualite/"))
    assert shares.told().whole.least == 0
