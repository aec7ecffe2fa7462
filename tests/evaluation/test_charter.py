"""The quality charter: written by staff, answered by a structure, visited, decided; the label and its end."""

import io
import re
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

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
        "faire": "relire",
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
    read_again = text_of(staff.post(page, form, follow=True))
    assert "Aperçu, pas encore publié." in read_again
    assert "On sourit." in read_again
    assert labels.in_force() is None
    staff.post("/professionnels/charte-qualite/1/", {"faire": "publier"})
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
    assert "il n’y a rien à décider" in text_of(refused)
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
    assert (told.whole.counts, told.whole.text) == ("1 sur 2", "50\xa0%")
    assert told.by_epci[MELUN_EPCI].text == "50\xa0%"
    assert told.by_theme["francais"].least == 1
    text = text_of(Client().get("/observatoire/"))
    assert "50 % 1 sur 2" in text
    assert "Structures labellisées aujourd’hui : 1 sur 2, hors mairies." in text


def test_a_structure_that_is_gone_from_the_directory_is_in_no_list(house, charter):
    label(house, charter)
    house.status = "draft"
    house.save()
    assert "Maison des Essais" not in text_of(Client().get("/charte-qualite/"))
    assert shares.told().whole.least == 0


# --- What was sent is kept, who waits is told -----------------------------------------------


def picture(name="Plan du lieu.png", kind="PNG"):
    drawn = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(drawn, kind)
    return SimpleUploadedFile(name, drawn.getvalue())


@pytest.mark.parametrize(("name", "kind"), [("Plan du lieu.png", "PNG"), ("Plan du lieu.jpg", "JPEG")])
def test_a_photograph_or_a_plan_is_a_proof(keeper, path, charter, name, kind):
    opened(keeper, path)
    first = charter.criteria.first()
    page = keeper.post(path, answers(charter) | {f"piece-{first.pk}": picture(name, kind)}, follow=True)
    assert "Enregistré." in text_of(page)
    assert "Plan du lieu.jpg" in text_of(page)
    assert "image/png" in page.content.decode()
    given = keeper.get(f"/fichiers/{Piece.objects.get().file_id}/")
    assert given["Content-Type"] == "image/jpeg"


def test_one_refused_file_loses_nothing_of_the_rest_and_is_said_at_the_top(keeper, path, charter):
    opened(keeper, path)
    first, second = charter.criteria.all()
    page = keeper.post(
        path,
        answers(charter, words="des mots longs à écrire", faire="envoyer")
        | {
            f"piece-{first.pk}": SimpleUploadedFile("plan.bmp", b"BM rien de bon"),
            f"piece-{second.pk}": SimpleUploadedFile("Horaires.pdf", b"%PDF-1.7 horaires"),
        },
    )
    assert page.status_code == 422
    assert f'href="#id_piece-{first.pk}"' in page.content.decode()
    text = text_of(page)
    assert "Tout est enregistré, sauf ce qui suit." in text
    assert "« plan.bmp » : ce fichier n’est pas d’une sorte que nous prenons" in text
    assert Assessment.objects.get().state == "ouverte"
    # Whoever leaves here and comes back finds all of it.
    again = keeper.get(path).content.decode()
    assert again.count("des mots longs à écrire") == 2
    assert "Horaires.pdf" in again
    assert Piece.objects.get().criterion == second


def test_words_that_are_too_long_refuse_their_criterion_alone(keeper, path, charter):
    opened(keeper, path)
    first, second = charter.criteria.all()
    page = keeper.post(path, answers(charter) | {f"mots-{first.pk}": "x" * 2001})
    assert page.status_code == 422
    assert f'href="#id_mots-{first.pk}"' in page.content.decode()
    assert "x" * 2001 in page.content.decode()
    assert Answer.objects.get().criterion == second
    # What is sent again from that page is no quarrel with oneself.
    keeper.post(path, answers(charter, vu="1"))
    assert Answer.objects.count() == 2


def test_a_file_is_kept_when_somebody_else_wrote_meanwhile(keeper, person, path, charter):
    opened(keeper, path)
    client_of(person).post(path, answers(charter, words="la sienne"))
    first = charter.criteria.first()
    page = keeper.post(path, answers(charter, words="la mienne") | {f"piece-{first.pk}": picture()})
    assert "Quelqu’un d’autre a enregistré" in text_of(page)
    assert Piece.objects.get().criterion == first


def test_what_was_typed_while_somebody_sent_is_given_back(keeper, person, path, charter):
    opened(keeper, path)
    client_of(person).post(path, answers(charter, faire="envoyer"))
    page = text_of(keeper.post(path, answers(charter, words="mes mots")))
    assert "elle ne se modifie plus" in page
    assert "Tenu – mes mots" in page or "tenu – mes mots" in page


def test_staff_read_what_a_structure_says_and_write_none_of_it(keeper, staff, path, charter):
    opened(keeper, path)
    keeper.post(path, answers(charter, words="nos mots"))
    assert staff.post(path, answers(charter, vu="1", words="ceux de la préfecture")).status_code == 403
    keeper.post(path, answers(charter, vu="1", words="nos mots", faire="envoyer"))
    assert staff.post(path, {"faire": "reprendre"}).status_code == 403
    page = text_of(staff.get(path))
    assert "nos mots" in page
    assert "Reprendre" not in page
    assert set(Answer.objects.values_list("words", flat=True)) == {"nos mots"}
    assert "rien n’est décidé tant que vous ne les renvoyez pas" in text_of(keeper.get(path))


def test_who_decides_is_told_and_then_the_structure(keeper, staff, path, charter, house):
    decider = UserFactory(is_professional=True, is_staff=True, email="decide@example.org")
    assert "Charte qualité" not in text_of(client_of(decider).get("/professionnels/")).partition("Piloter")[0]
    sent(keeper, path, charter)
    waiting = text_of(client_of(decider).get("/professionnels/"))
    assert "1 auto-évaluation envoyée attend." in waiting
    assert "Charte qualité : une structure vous attend" in Mail.objects.get(recipient=decider.email).subject
    Visit.objects.create(assessment=Assessment.objects.get(), day=timezone.localdate(), who="Mme Visite")
    staff.post(
        f"{path}decision/", {"outcome": "refusee", "day": timezone.localdate(), "reasons": "pas de bureau"}
    )
    mine = text_of(keeper.get("/professionnels/"))
    assert "Charte qualité : Maison des Essais Label refusé, décision du" in mine
    assert "auto-évaluation envoyée" not in text_of(client_of(decider).get("/professionnels/"))


def test_a_visit_is_asked_for_then_planned_and_each_is_told(keeper, staff, path, charter, house):
    UserFactory(is_professional=True, is_staff=True, email="decide@example.org")
    sent(keeper, path, charter)
    wrong = keeper.post(path, {"faire": "demander-visite", "when": ""})
    assert "Écrivez quand on peut venir." in text_of(wrong)
    keeper.post(path, {"faire": "demander-visite", "when": "les mardis de janvier, Mme Diallo"})
    assert "Possible : les mardis de janvier, Mme Diallo" in text_of(staff.get(path))
    assert "1 visite demandée" in text_of(staff.get("/professionnels/"))
    assert Mail.objects.filter(recipient="decide@example.org", text__contains="demandé une visite").exists()
    day = timezone.localdate() + timedelta(days=20)
    staff.post(f"{path}visite/", {"day": day, "who": "M. Prévu"})
    text = text_of(keeper.get(path))
    assert "prévue – M. Prévu" in text
    assert Mail.objects.filter(subject="Charte qualité : une visite est prévue").count() == 1
    # One that is ahead is none that was made.
    told = {"outcome": "acceptee", "day": timezone.localdate()}
    refused = staff.post(f"{path}decision/", told)
    assert "qu’on vient voir la structure avant de décider" in text_of(refused)
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2026, 11, 30), date(2029, 11, 30)),
        (date(2028, 2, 29), date(2031, 2, 28)),
        (date(2026, 8, 31), date(2029, 8, 31)),
    ],
)
def test_a_label_ends_on_the_same_day_as_many_months_later(charter, day, end):
    assert labels.usual_end(charter, day) == end


def test_a_label_without_an_end_ends_as_the_charter_says_from_the_day_of_its_decision(
    keeper, staff, path, charter
):
    sent(keeper, path, charter)
    day = timezone.localdate() - timedelta(days=3)
    Visit.objects.create(assessment=Assessment.objects.get(), day=day, who="Mme Visite")
    staff.post(f"{path}decision/", {"outcome": "acceptee", "day": day})
    assert Decision.objects.get().ends_on == labels.usual_end(charter, day)


def test_a_new_criterion_stands_last(staff):
    made = acts.start("Charte", starting.CRITERIA[:2])
    page = staff.get("/professionnels/charte-qualite/1/modifier/").content.decode()
    first, second = made.criteria.all()
    form = {
        "title": "Charte",
        "months": "36",
        "criteres-TOTAL_FORMS": "4",
        "criteres-INITIAL_FORMS": "2",
        "criteres-2-section": "Apprendre",
        "criteres-2-text": "On apprend.",
        "criteres-2-is_required": "on",
        "criteres-3-is_required": "on",
        "criteres-3-section": "",
        "criteres-3-text": "",
    }
    for number, one in enumerate((first, second)):
        form |= {
            f"criteres-{number}-id": one.pk,
            f"criteres-{number}-section": one.section,
            f"criteres-{number}-text": one.text,
        }
    for number in range(4):
        found = re.search(rf'name="criteres-{number}-rank" value="(\d+)"', page)
        form[f"criteres-{number}-rank"] = found.group(1)
    saved = staff.post("/professionnels/charte-qualite/1/modifier/", form, follow=True)
    assert "Enregistré." in text_of(saved)
    assert [one.text for one in made.criteria.all()] == [first.text, second.text, "On apprend."]


def test_a_share_of_labels_says_its_percentage_and_its_bar_is_as_long(house, charter):
    for _n in range(40):
        StructureFactory(commune_id=MELUN)
    label(house, charter)
    page = client_of(UserFactory(is_professional=True, is_staff=True)).get(
        "/professionnels/bilan/?territoire=reseau"
    )
    assert "1 sur 41 (2 %)" in text_of(page)
    table = next(one for one in page.context["report"].tables if one.sheet == "Label par lieu")
    assert table.rows[0][1:] == (1, 41, "2\xa0%")
    assert table.share(table.rows[0]) == 2
    for _n in range(300):
        StructureFactory(commune_id=MELUN)
    assert shares.told().whole.text == "moins de 1\xa0%"
