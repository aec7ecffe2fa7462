"""Suggestions while somebody types, and what a phrase means for a script."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from mapping.models import Visibility
from search import named
from search.suggestions import MAX_SHOWN, Kind, suggestions
from tests.factories import ServiceFactory, StructureFactory, point

pytestmark = pytest.mark.django_db

MELUN = {"commune_nom": "Melun", "commune_id": "77288", "code_postal": "77000"}


@pytest.fixture(autouse=True)
def _places(places, settings):
    settings.DEPARTEMENT = "77"


@pytest.fixture
def directory():
    """A town hall, a hospital, an association, and a refuge whose address few may know."""
    for nom in ("Mairie de Melun", "Hôpital Santé-pôle", "Association Le Pont neuf"):
        ServiceFactory(structure=StructureFactory(nom=nom, position=point(48.54, 2.66), **MELUN))
    StructureFactory(
        nom="Clinique du Secret",
        position=point(48.51, 2.61),
        address_visibility=Visibility.PROFESSIONALS,
        **MELUN,
    )


def found(text: str, role=Role.VISITOR) -> list[tuple[str, str]]:
    return [(one.kind, one.label) for one in suggestions(text, role)]


def test_a_need_a_commune_a_place_and_a_structure_are_mixed_each_said_to_be_what_it_is(directory):
    assert found("fle")[0] == (Kind.THEME, "Apprendre le français")
    assert found("melun")[0] == (Kind.COMMUNE, "Melun (77)")
    assert (Kind.PLACE, "Mairie de Melun, Melun") in found("melun")
    assert (Kind.STRUCTURE, "Association Le Pont neuf") in found("pont neu")
    assert (Kind.NEED, "Garde d’enfants") in found("crech")
    assert found("réfugiés")[0] == (Kind.PUBLIC, "Réfugiés (BPI)")
    assert found("sans rdv")[0] == (Kind.CRITERION, "Sans rendez-vous")


def test_a_name_that_says_what_was_typed_comes_before_what_sounds_like_it(directory):
    name = "Atelier sociolinguistique L'Étape"
    ServiceFactory(structure=StructureFactory(nom=name, position=point(48.54, 2.66), **MELUN))
    assert found("L'Etape")[0] == (Kind.STRUCTURE, name)


@pytest.mark.parametrize("typed", ["Atelier de la Pass", "atelier de la passer", "atelier de la passerelle"])
def test_a_name_that_is_begun_comes_before_what_one_of_its_words_means(directory, typed):
    name = "Atelier de la Passerelle"
    ServiceFactory(structure=StructureFactory(nom=name, position=point(48.54, 2.66), **MELUN))
    assert found(typed)[0] == (Kind.STRUCTURE, name)


def test_what_a_text_means_as_a_whole_comes_before_the_names_that_begin_so(directory):
    name = "Aide alimentaire de Melun"
    ServiceFactory(structure=StructureFactory(nom=name, position=point(48.54, 2.66), **MELUN))
    assert found("aide alimentaire")[0][0] in (Kind.THEME, Kind.NEED)
    assert (Kind.STRUCTURE, name) in found("aide alimentaire")


def test_never_more_than_fit():
    for text in ("ma", "sa", "log", "77", "français"):
        assert len(found(text)) <= MAX_SHOWN


@pytest.mark.parametrize("typed", ["cresh", "lojement", "numerik", "hebergeman"])
def test_slips_are_forgiven(typed):
    assert {kind for kind, _label in found(typed)} & {Kind.NEED, Kind.THEME}


def test_a_structure_that_a_role_may_not_see_is_not_suggested(directory):
    StructureFactory(nom="Association Brouillonne", status="draft", position=point(48.54, 2.66), **MELUN)
    assert Kind.STRUCTURE not in dict(found("brouillonne"))


def test_what_is_confidential_is_no_place_to_start_from(directory):
    assert [kind for kind, label in found("clinique du secret") if "Secret" in label] == [Kind.STRUCTURE]
    assert named.place("Clinique du Secret, Melun", Role.VISITOR) is None


def test_a_place_of_the_directory_is_where_one_may_start_without_scripts(client, directory):
    answer = client.get("/", {"adresse": "Hôpital Santé-pôle, Melun"})
    assert "lat=48.54" in answer.url


def test_two_places_of_one_name_are_not_taken_for_one_another(directory):
    for commune, code in (("Melun", "77288"), ("Meaux", "77284")):
        StructureFactory(
            nom="Gare routière", commune_nom=commune, commune_id=code, position=point(48.54, 2.66)
        )
    assert named.place("gare routière", Role.VISITOR) is None
    assert named.place("Gare routière, Meaux", Role.VISITOR).label == "Gare routière, Meaux"


def test_a_word_is_answered_within_its_share_of_queries(directory, django_assert_max_num_queries):
    suggestions("warm", Role.VISITOR)
    for text in ("fle", "melun", "mairie de mel", "crèche", "logem", "77000", "курси"):
        with CaptureQueriesContext(connection) as asked:
            suggestions(text, Role.VISITOR)
        assert len(asked) <= 13, (text, len(asked))


class TestTheApi:
    def test_suggestions_say_what_they_are_and_ask(self, client, directory):
        answer = client.get("/api/v1/suggestions", {"q": "crèche", "lang": "en"}).json()["suggestions"]
        first = answer[0]
        assert (first["genre"], first["genre_libelle"], first["libelle"]) == (
            "besoin",
            "Need",
            "Child care",
        ) or (
            first["genre"],
            first["libelle"],
        ) == ("besoin", "Child care")
        assert first["criteres"] == [["theme", "famille"], ["thematique", "famille--garde-denfants"]]

    def test_a_structure_has_its_page(self, client, directory):
        answer = client.get("/api/v1/suggestions", {"q": "pont neuf"}).json()["suggestions"]
        assert client.get(answer[0]["url"]).status_code == 200

    def test_addresses_are_none_without_an_address_service(self, client):
        answer = client.get("/api/v1/suggestions", {"q": "12 rue de la paix", "genre": "adresse"}).json()
        assert answer == {"suggestions": []}

    @pytest.mark.parametrize(
        "query", [{}, {"q": ""}, {"q": "a" * 201}, {"q": "a", "lang": "xx"}, {"q": "a", "z": "1"}]
    )
    def test_wrong_parameters_are_refused_by_name(self, client, query):
        for path in ("suggestions", "comprendre"):
            answer = client.get(f"/api/v1/{path}", query)
            assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")

    def test_a_phrase_is_read_for_scripts(self, client, directory):
        answer = client.get("/api/v1/comprendre", {"q": "FLE le jeudi soir lojement zzyzx"}).json()
        assert answer["criteres"] == {"theme": ["francais", "logement"], "ouvert": ["jeudi-soir"]}
        assert answer["question"] == "theme=francais&theme=logement&ouvert=jeudi-soir"
        assert answer["reste"] == "zzyzx"
        assert [part["sur"] for part in answer["compris"]] == [True, True, False]

    def test_what_is_not_understood_has_its_nearest_meanings(self, client):
        answer = client.get("/api/v1/comprendre", {"q": "microcrèches"}).json()
        assert "Garde d’enfants" in [one["libelle"] for one in answer["proches"]]
