"""What is typed in words, as a question: criteria for what is understood, words for the rest."""

import pytest
from django.http import QueryDict
from django.test import override_settings
from django.utils.translation import override

from search import filters, registry, understood
from search.criterion import FieldsOfHere
from tests.factories import ServiceFactory, StructureFactory, point

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _places(places, settings):
    settings.DEPARTEMENT = "77"


@pytest.fixture
def directory():
    structure = StructureFactory(nom="Maison du Pont neuf", position=point(48.55, 2.66))
    ServiceFactory(structure=structure, nom="Atelier couture")


def asked(text: str, query: str = "") -> dict[str, list[str]]:
    return dict(understood.asked_by(QueryDict(query), text).lists())


def told(query: str):
    return understood.tell(QueryDict(query), lambda link: link.urlencode())


def test_what_is_understood_becomes_criteria_and_the_rest_stays_words(directory):
    assert asked("atelier FLE pont neuf", "lat=48.5&lon=2.6") == {
        "lat": ["48.5"],
        "lon": ["2.6"],
        "theme": ["francais"],
        "q": ["pont neuf"],
        "lu": ["atelier FLE pont neuf"],
    }


def test_words_that_the_directory_says_nowhere_are_left_out_and_told(directory):
    question = understood.asked_by(QueryDict("lat=48.5&lon=2.6"), "FLE zzyzx")
    assert "q" not in question
    assert told(question.urlencode()).aside == "zzyzx"


def test_what_nothing_is_understood_of_is_asked_for_as_it_is(directory):
    assert asked("Zzyzx 12") == {"q": ["Zzyzx 12"]}


def test_an_emptied_field_asks_for_no_words():
    assert asked("", "q=couture&theme=emploi&lu=job") == {"theme": ["emploi"]}


def test_criteria_come_to_those_of_the_question_and_a_moment_replaces_another():
    assert asked("logement jeudi soir", "theme=francais&ouvert=lundi") == {
        "theme": ["francais", "logement"],
        "ouvert": ["jeudi-soir"],
        "lu": ["logement jeudi soir"],
    }


def test_days_that_are_said_together_are_alternatives_and_now_gives_way_to_them():
    assert asked("FLE mardi ou jeudi soir")["ouvert"] == ["mardi", "jeudi-soir"]
    assert asked("FLE ouvert maintenant ou jeudi")["ouvert"] == ["jeudi"]


def test_what_is_said_of_one_need_is_asked_of_it_alone():
    question = asked("français A1 avec crèche et permis")
    assert question["theme"] == ["francais", "mobilite"]
    assert question["niveau.francais"] == ["A1"]
    assert question["garde_enfants.francais"] == ["oui"]
    assert question["thematique.mobilite"] == ["mobilite--preparer-un-permis"]


def test_every_question_that_words_make_is_one_that_links_can_ask(directory):
    for text in ("FLE et logement pour femmes jeudi soir", "scanner sans rdv", "وظيفة", "лікар українською"):
        question = understood.asked_by(QueryDict(""), text)
        assert filters.parse(question, ignore=frozenset({understood.SAID})).errors == {}


def test_a_commune_of_home_that_is_left_is_where_to_look_if_nothing_says_where():
    assert asked("epicerie solidaire meaux")["adresse"] == ["Meaux (77)"]
    assert "adresse" not in asked("epicerie solidaire meaux", "lat=48.5&lon=2.6")


def test_the_name_of_a_commune_is_no_slip_for_something_else():
    assert understood.read("Romain").asks == understood.read("Pamiers").asks == ()


class TestWordsBesideACriterion:
    """What is not understood narrows an answer only where it names something that is in it."""

    def test_a_word_of_a_description_alone_does_not(self, directory):
        ServiceFactory(
            structure=StructureFactory(nom="Permanence", position=point(48.55, 2.66)),
            nom="Aide aux démarches",
            description="Après un refus, un avis contraire.",
            thematiques=["difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-aux-droits"],
        )
        assert "q" not in asked("OFPRA contraire")

    def test_a_structure_of_another_need_does_not(self, directory):
        ServiceFactory(
            structure=StructureFactory(nom="Garage Zzyzx", position=point(48.55, 2.66)),
            nom="Réparation",
            thematiques=["mobilite--entretenir-reparer-son-vehicule"],
        )
        assert "q" not in asked("FLE zzyzx")
        assert asked("réparer ma voiture zzyzx")["q"] == ["zzyzx"]

    def test_the_name_of_an_institution_asks_for_its_need_and_for_places_of_that_name(self, directory):
        assert asked("France Travail") == {"theme": ["emploi"], "lu": ["France Travail"]}
        ServiceFactory(
            structure=StructureFactory(nom="France Travail Melun", position=point(48.55, 2.66)),
            nom="Accueil",
            thematiques=["trouver-un-emploi--maintien-dans-lemploi"],
        )
        assert asked("Pôle emploi")["theme"] == ["emploi"]
        assert asked("France Travail")["q"] == ["France Travail"]

    def test_the_need_of_a_name_gives_way_to_one_that_is_said(self):
        assert asked("vestiaire Croix-Rouge")["theme"] == ["vie-quotidienne"]


class TestTermsAlone:
    """When, at what price, where: of something, or of nothing."""

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("pizzeria ouverte dimanche", "pizzeria"),
            ("coiffeur pas cher pour femme", "coiffeur"),
            ("барбершоп недорого", "барбершоп"),
            ("حلاق مجاني", "حلاق"),
            ("zzyzx gratuit samedi", "zzyzx"),
            ("cheap flights tonight", "flights"),
        ],
    )
    def test_ask_for_nothing_beside_words_that_say_nothing(self, text, words):
        assert asked(text) == {"q": [words], "lu": [text]}

    def test_keep_the_place(self):
        assert asked("sushi Meaux dimanche") == {
            "adresse": ["Meaux (77)"],
            "q": ["sushi"],
            "lu": ["sushi Meaux dimanche"],
        }

    def test_are_asked_for_alone(self):
        assert asked("samedi matin gratuit")["ouvert"] == ["samedi-matin"]

    def test_count_beside_a_need_that_is_said_of_a_trade(self):
        assert asked("travailler dans un restaurant le soir") == {
            "theme": ["emploi"],
            "ouvert": ["soir"],
            "lu": ["travailler dans un restaurant le soir"],
        }


class TestPlacesInASentence:
    @pytest.mark.parametrize(
        ("text", "place"),
        [
            ("FLE à Meaux le soir", "Meaux (77)"),
            ("crèche meaux", "Meaux (77)"),
            ("французька Мо", "Meaux (77)"),
            ("лікар у Мелені", "Melun (77)"),
            ("طبيب في مولان", "Melun (77)"),
            ("Melun", "Melun (77)"),
        ],
    )
    def test_a_commune_of_home_is_where_to_look_however_it_is_written(self, text, place):
        assert asked(text)["adresse"] == [place]

    @pytest.mark.parametrize("text", ["психолог для дружини", "aide au devoir collegien", "FLE vert"])
    def test_a_word_that_people_say_otherwise_is_no_place(self, text):
        assert "adresse" not in asked(text)


class TestWhatIsTold:
    def test_each_phrase_and_how_to_take_it_back(self):
        said = told("theme=francais&public=femmes&lu=FLE+pour+femmes")
        assert [(words, meaning.label) for words, meaning in said.parts] == [
            ("FLE", "Apprendre le français"),
            ("pour femmes", "Femmes"),
        ]
        assert QueryDict(said.parts[0][1].url).dict() == {"public": "femmes", "lu": "FLE pour femmes"}

    def test_the_words_as_they_were_typed(self):
        said = told("lat=1&lon=2&theme=francais&gratuit=oui&lu=FLE+gratuit")
        assert QueryDict(said.exact_url).dict() == {"lat": "1", "lon": "2", "q": "FLE gratuit"}

    def test_what_was_taken_back_is_told_no_more(self):
        assert [words for words, _meaning in told("public=femmes&lu=FLE+pour+femmes").parts] == [
            "pour femmes"
        ]

    def test_another_meaning_takes_the_place_of_the_first(self):
        ((words, meanings),) = told("theme=droits&lu=RSA").doubts
        assert (words, [one.label for one in meanings]) == ("RSA", ["Bénéficiaires du RSA"])
        assert QueryDict(meanings[0].url).dict() == {"public": "beneficiaires-rsa", "lu": "RSA"}

    def test_a_part_of_the_day_without_a_day_is_a_habit(self):
        question = understood.asked_by(QueryDict(""), "FLE le soir")
        assert question["ouvert"] == "soir"
        assert [(words, one.label) for words, one in told(question.urlencode()).parts][1] == (
            "le soir",
            "Le soir",
        )

    def test_what_is_not_taken_into_account_can_be_looked_for_too(self):
        said = told(understood.asked_by(QueryDict("lat=48.5&lon=2.6"), "FLE zzyzx").urlencode())
        assert QueryDict(said.aside_url)["q"] == said.aside == "zzyzx"

    def test_what_was_not_understood_is_said(self):
        question = understood.asked_by(QueryDict(""), "pizzeria ouverte dimanche")
        assert told(question.urlencode()).lost == "pizzeria"
        assert told("theme=francais&lu=FLE").lost == ""

    def test_it_is_told_in_the_language_of_the_page(self):
        with override("uk"):
            assert told("theme=francais&lu=FLE").parts[0][1].label == "Вивчення французької"

    def test_a_question_that_no_words_made_tells_nothing(self):
        assert told("theme=francais") is None


class TestTheNearestMeaning:
    @pytest.mark.parametrize(
        ("typed", "label"),
        [
            ("hebergeman", "Rechercher une solution d’hébergement temporaire"),
            ("logemant", "Logement"),
            ("microcrèches", "Garde d’enfants"),
            ("psicologue", "Santé mentale"),
        ],
    )
    def test_of_words_that_find_nothing(self, typed, label):
        query = QueryDict(mutable=True)
        query["q"] = typed
        meant = understood.near_meanings(query, lambda link: link.urlencode())
        assert label in [one.label for one in meant]
        assert all("q" not in QueryDict(one.url) for one in meant)

    def test_what_is_near_nothing_is_offered_nothing(self):
        assert understood.near_meanings(QueryDict("q=xkcdqw"), lambda link: link.urlencode()) == []


def test_a_link_with_words_means_what_it_always_did(client, directory):
    """`q` asks for words, on pages and in the API; only a form's own field is read as criteria."""
    asked_for = filters.parse(QueryDict("q=FLE")).search.criteria
    assert (asked_for.q, asked_for.themes) == ("FLE", ())
    body = client.get("/", {"lat": "48.55", "lon": "2.66", "q": "couture"}).content.decode()
    assert "Maison du Pont neuf" in body


def test_every_label_can_be_told():
    for one in registry.CHOICES.values():
        for code in () if isinstance(one, FieldsOfHere) else one.codes:
            assert understood.label_of(one.parameter, code)


@override_settings(DEPARTEMENT="all")
def test_a_site_for_all_of_france_reads_words_too():
    assert asked("FLE Meaux")["theme"] == ["francais"]
