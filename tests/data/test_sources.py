"""The pages of sources: what came from each, described, paused, its lessons forgotten, deleted where none."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from data.imports import lessons, runs
from data.models import Profile, Source
from mapping.models import Status
from tests.data.samples import csv_bytes, row
from tests.factories import StructureFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

LIST = "/professionnels/sources/"
SAID = {
    "nom": "Le club",
    "producteur": "Département de Seine-et-Marne",
    "licence": "Licence Ouverte 2.0",
    "lien": "https://exemple.fr/annuaire",
    "url": "",
    "every_hours": "24",
}


@pytest.fixture
def staff(client):
    user = UserFactory(full_name="Paule Préfète", is_staff=True)
    client.force_login(user)
    return user


@pytest.fixture
def imported(staff) -> Source:
    """A source of which a file of two rows was taken in, whose columns were chosen by hand."""
    run = runs.receive("annuaire.csv", [csv_bytes([row(1), row(2)])], None, staff)
    source = Source.objects.create(code="club", nom="Le club")
    mapping = {one["name"]: one["target"] for one in run.settings["columns"] if one["target"]}
    runs.save_mapping(run, mapping, source, {})
    runs.rehearse(run)
    runs.apply(run)
    return source


def test_nobody_else_comes_in(client):
    source = Source.objects.create(code="club", nom="Le club")
    StructureFactory(source="mairies")
    acts = ("decrire/", "club/", "club/releve/", "club/supprimer/", "club/appris/1/oublier/")
    for user, status in ((None, 302), (UserFactory(), 403), (UserFactory(is_professional=True), 403)):
        if user:
            client.force_login(user)
        assert {client.get(f"{LIST}{path}").status_code for path in ("", "club/")} == {status}
        sent = SAID | {"nom": "Autre", "code": "mairies", "acte": "reprise"}
        assert {client.post(f"{LIST}{path}", sent).status_code for path in acts} == {status}
    source.refresh_from_db()
    assert (source.nom, Source.objects.count()) == ("Le club", 1)


def test_a_source_tells_what_it_gave_and_what_was_learnt(client, imported):
    page = client.get(LIST)
    (line,) = page.context["lines"]
    assert (line.structures, line.did) == (2, "2 créées")
    assertContains(page, "producteur non dit")
    page = client.get(f"{LIST}club/")
    assertContains(page, "annuaire.csv")
    assertContains(page, "2 créées")
    assertContains(page, "Lue comme")
    assertContains(page, "ne se supprime pas : 2 structures")


def test_it_is_described_and_says_who_did(client, imported):
    assertContains(client.post(f"{LIST}club/", SAID, follow=True), "est enregistrée")
    page = client.get(f"{LIST}club/")
    for said in (
        "Département de Seine-et-Marne",
        "Licence Ouverte 2.0",
        "https://exemple.fr/annuaire",
        "Paule Préfète",
    ):
        assertContains(page, said)
    assertContains(client.post(f"{LIST}club/", SAID, follow=True), "Rien n’a changé")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"nom": " "}, "Écrivez le nom"),
        ({"nom": "les MAIRIES"}, "s’appelle déjà"),
        ({"lien": "javascript:alert(1)"}, "adresse du web"),
        ({"url": "un fichier"}, "adresse du web"),
        ({"every_hours": "0"}, "supérieure ou égale à 1"),
        ({"every_hours": "souvent"}, "nombre entier"),
        ({"licence": "x" * 101}, "100 caractères"),
    ],
)
def test_what_is_wrong_is_said_by_name_and_nothing_is_lost(client, staff, wrong, said):
    Source.objects.create(code="mairies", nom="Les mairies")
    source = Source.objects.create(code="club", nom="Le club")
    answer = client.post(f"{LIST}club/", SAID | wrong)
    assertContains(answer, said, status_code=422)
    assertContains(answer, "Département de Seine-et-Marne", status_code=422)
    source.refresh_from_db()
    assert source.producteur == ""


def test_a_schedule_is_begun_paused_and_never_left_without_an_address(client, staff):
    source = Source.objects.create(code="club", nom="Le club", etag="x")
    schedule = f"{LIST}club/releve/"
    assertContains(client.post(schedule, {"acte": "reprise"}, follow=True), "Donnez d’abord l’adresse")
    client.post(f"{LIST}club/", SAID | {"url": "https://exemple.fr/a.csv"})
    assertContains(client.post(schedule, {"acte": "reprise"}, follow=True), "relevée automatiquement")
    source.refresh_from_db()
    assert (source.enabled, source.etag) == (True, "")
    assertContains(client.get(LIST), "toutes les 24 heures")
    assertContains(client.post(f"{LIST}club/", SAID), "en pause", status_code=422)
    client.post(schedule, {"acte": "pause"})
    source.refresh_from_db()
    assert not source.enabled
    assertContains(client.post(schedule, {"acte": "autre"}, follow=True), "Choisissez")


def test_words_phrases_and_cuts_that_it_learnt_are_listed_and_forgotten_one_by_one(client, imported, staff):
    club = Source.objects.get(code="club")
    lessons.teach_value(club, "publics", "Copains", ["femmes"], staff)
    lessons.teach_phrase(club, "atelier vélo", ["mobilite--mobilite-douce-partagee-collective"], staff)
    lessons.keep_cuts(club, [{"do": "join", "columns": ["Rue", "Ville"], "way": "space"}], staff)
    page = client.get(f"{LIST}club/").content.decode()
    for said in (
        "Copains",
        "Femmes",
        "atelier vélo",
        "Mots des descriptions",
        "« Rue », « Ville » : réunies",
    ):
        assert said in page
    held = list(lessons.remembered(club))
    other = Source.objects.create(code="autre", nom="Autre")
    elsewhere = f"{LIST}{other.code}/appris/{held[0].pk}/oublier/"
    assert client.post(elsewhere, {"lecon": "oui"}).status_code == 404
    for left, one in zip((2, 1, 0), held, strict=True):
        client.post(f"{LIST}club/appris/{one.pk}/oublier/", {"lecon": "oui"})
        assert lessons.remembered(club).count() == left
    assert Profile.objects.exists()


def test_a_lesson_is_forgotten_and_the_next_file_is_asked_about_again(client, imported, staff):
    lesson = Profile.objects.get()
    assert runs.receive("annuaire.csv", [csv_bytes([row(3)])], None, staff).profile == lesson
    other = Source.objects.create(code="autre", nom="Autre")
    assert client.post(f"{LIST}{other.code}/appris/{lesson.pk}/oublier/").status_code == 404
    client.post(f"{LIST}club/appris/{lesson.pk}/oublier/")
    assert runs.receive("annuaire.csv", [csv_bytes([row(3)])], None, staff).profile is None


def test_only_a_source_that_nothing_came_from_is_deleted(client, imported):
    refused = client.post(f"{LIST}club/supprimer/", follow=True)
    assertContains(refused, "ne se supprime pas : 2 structures")
    assertContains(refused, "1 import en viennent")
    Source.objects.create(code="vide", nom="Vide")
    assertContains(client.post(f"{LIST}vide/supprimer/", follow=True), "« Vide » est supprimée")
    assert list(Source.objects.values_list("code", flat=True)) == ["club"]


def test_what_structures_name_and_nobody_described_is_there_to_describe(client, staff):
    StructureFactory(source="mairies")
    StructureFactory(source="mairies", status=Status.DRAFT)
    assertContains(client.get(LIST), "2 structures, dont 1 publiées")
    assert client.post(f"{LIST}decrire/", {"code": "mairies"}).url == f"{LIST}mairies/"
    assertNotContains(client.get(LIST), "À décrire")
    for wrong in ("", "nulle-part", "Mairies !"):
        assert client.post(f"{LIST}decrire/", {"code": wrong}).status_code == 404


def test_the_list_asks_as_much_of_many_sources_as_of_one(client, staff, django_assert_max_num_queries):
    for number in range(12):
        Source.objects.create(code=f"s{number}", nom=f"Source {number}", owner=staff)
    with django_assert_max_num_queries(12):
        client.get(LIST)
