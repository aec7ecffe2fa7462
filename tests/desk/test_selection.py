"""Structures put aside: compared, and printed for the person who goes there."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from mapping.models import PositionPrecision, Visibility
from tests.factories import ContactFactory, ServiceFactory, StructureFactory, UserFactory, point

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

PAGES = ["compare", "print-sheet"]


def chosen(client, page: str, *structures, **more) -> str:
    answer = client.get(reverse(page), {"id": [each.id for each in structures], **more})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def lesson():
    structure = StructureFactory(nom="Cours du soir", horaires_accueil="Mo-Fr 09:00-12:00")
    ServiceFactory(
        structure=structure,
        nom="Atelier A1",
        langues=["fr", "ar"],
        frais="gratuit",
        a_apporter="Une pièce d'identité",
    )
    return structure


@pytest.mark.parametrize("page", PAGES)
def test_a_page_without_a_choice_says_what_to_do(client, page):
    assert "Aucune structure n’est choisie" in chosen(client, page)


@pytest.mark.parametrize("page", PAGES)
def test_what_is_no_number_or_is_gone_is_told_and_the_rest_works(client, page, lesson):
    answer = client.get(reverse(page), {"id": ["abc", "9" * 40, "²", "999999", lesson.id, lesson.id]})
    told = answer.content.decode()
    assert answer.status_code == 200
    assert "1 structure n&#39;existe pas" in told
    assert "Cours du soir" in told


def test_at_most_four_are_compared_and_it_is_said(client):
    structures = StructureFactory.create_batch(5)
    told = chosen(client, "compare", *structures)
    assert "Seules les 4 premières" in told
    assert told.count('<th scope="col"') == 4
    assert structures[4].nom not in told


def test_services_that_say_the_same_are_told_once(client, lesson):
    ServiceFactory(structure=lesson, nom="Atelier A2", langues=["fr"], frais="gratuit")
    told = chosen(client, "compare", lesson)
    costs = re.search(r">Coût</th>(.*?)</tr>", told, re.S)[1]
    assert costs.count("Gratuit") == 1
    assert "Atelier" not in costs
    languages = re.search(r">Langues parlées</th>(.*?)</tr>", told, re.S)[1]
    assert "Atelier A1" in languages
    assert "Atelier A2" in languages


def test_the_distance_is_from_where_the_search_was(client, lesson):
    assert "1,1\N{NO-BREAK SPACE}km" in chosen(client, "compare", lesson, depuis="48.549,2.660")


def test_the_sheet_tells_what_to_bring_what_to_say_and_where(client, lesson):
    told = chosen(client, "print-sheet", lesson)
    assert "Une pièce d&#x27;identité" in told
    assert "01 99 00 00 01" in told
    assert "Que dire au téléphone" in told
    # The directory knows what to bring and the cost: nobody needs to ask.
    assert "Quels papiers" not in told
    assert "gratuit ?" not in told
    drawing = re.search(r'<figure class="sketch">.*?</figure>', told, re.S)[0]
    assert "sketch__pin" in drawing
    assert re.search("Vaux-le-Pénil|Maincy|La Rochette|Le Mée-sur-Seine", drawing)
    assert 'class="qr"' in told


def test_the_caller_asks_what_the_directory_does_not_know(client):
    told = chosen(client, "print-sheet", StructureFactory())
    for question in ("Quels papiers", "gratuit ?", "Quels jours"):
        assert question in told


def test_in_another_language_what_to_say_is_also_written_in_french(client, lesson):
    with translation.override("en"):
        answer = client.get("/en/fiche-a-imprimer/", {"id": lesson.id})
    assert "« Bonjour, je cherche de l&#39;aide" in answer.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_a_refuge_stays_hidden_for_visitors_and_its_private_contacts_too(client, page):
    refuge = StructureFactory(
        nom="Refuge",
        adresse="13 rue Secrete",
        position=point(48.5712, 2.7033),
        position_precision=PositionPrecision.ADDRESS,
        address_visibility=Visibility.PROFESSIONALS,
    )
    ServiceFactory(structure=refuge, adresse="14 rue Secrete", position=point(48.5713, 2.7034))
    ContactFactory(structure=refuge, nom="Nom Prive", telephone="0199009999")
    told = chosen(client, page, refuge, depuis="48.5712,2.7033")
    # Where the reader comes from is in the links of the page, and says nothing.
    told = re.sub(r"48\.5712(,|%2C|&amp;lon=)2\.7033", "", told)
    for secret in ("Secrete", "48.57", "2.703", "Nom Prive", "01 99 00 99 99"):
        assert secret not in told, secret
    assert "adresse confidentielle" in told
    assert "moins de 50" not in told
    if page == "print-sheet":
        assert "sketch__pin" not in told
        assert "À quelle adresse" in told
    client.force_login(UserFactory(is_professional=True))
    assert "Secrete" in chosen(client, page, refuge)


def test_a_draft_is_not_compared(client):
    draft = StructureFactory(nom="Brouillon", status="draft")
    assert "Brouillon" not in chosen(client, "compare", draft)


def test_queries_do_not_grow_with_the_services(client, lesson, django_assert_max_num_queries):
    for number in range(6):
        ServiceFactory(structure=lesson, nom=f"Autre {number}")
    with django_assert_max_num_queries(12):
        chosen(client, "print-sheet", lesson)


class TestTheServiceThatWasAskedFor:
    @pytest.fixture
    def centre(self):
        structure = StructureFactory(nom="Centre social", position=point(48.55, 2.66))
        ServiceFactory(structure=structure, nom="Atelier A1", niveaux=["A1"], a_apporter="Un cahier")
        ServiceFactory(structure=structure, nom="Permanence", niveaux=["B2"], a_apporter="Un contrat")
        return structure

    def test_it_is_printed_and_the_others_are_only_named(self, client, centre):
        told = chosen(client, "print-sheet", centre, lat="48.539", lon="2.66", niveau="A1")
        assert "Un cahier" in told
        assert "Un contrat" not in told
        assert re.search(r"Aussi sur place :\s*<bdi lang=\"fr\">Permanence</bdi>", told)

    def test_without_a_question_all_are_printed(self, client, centre):
        told = chosen(client, "print-sheet", centre)
        assert "Un cahier" in told
        assert "Un contrat" in told
        assert "Aussi sur place" not in told


HOUSING = "logement-hebergement--acheter-un-logement"
NEEDS = {"theme": ["francais", "logement"], "niveau.francais": "A1"}


class TestWhichNeedsAPlaceMeets:
    """Of several that the search in the address asks for."""

    @pytest.fixture
    def both(self):
        structure = StructureFactory(nom="Les deux")
        ServiceFactory(structure=structure, nom="Débutants", niveaux=["A1"])
        ServiceFactory(structure=structure, nom="Toit", thematiques=[HOUSING])
        return structure

    @pytest.fixture
    def other(self):
        structure = StructureFactory(nom="Autre")
        ServiceFactory(structure=structure, nom="Avancés", niveaux=["B2"])
        ServiceFactory(structure=structure, nom="Foyer", thematiques=[HOUSING])
        return structure

    def test_the_comparison_begins_with_them(self, client, both, other):
        told = chosen(client, "compare", both, other, **NEEDS)
        row = re.search(r"Répond à.*?</tr>", told, re.DOTALL)[0]
        first, second = re.findall(r"<td.*?</td>", row, re.DOTALL)
        assert "Apprendre le français, Logement" in first
        assert "Logement" in second
        assert "Apprendre" not in second

    def test_the_sheet_to_hand_over_knows_them(self, client, both, other):
        answer = client.get(reverse("print-sheet"), {"id": [both.id, other.id], **NEEDS})
        told = [one.sheet for one in answer.context["printed"]]
        assert [[theme.code for theme in sheet.needs] for sheet in told] == [
            ["francais", "logement"],
            ["logement"],
        ]
        by_service = {one.name: [theme.code for theme in one.needs] for one in told[0].services}
        assert by_service == {"Débutants": ["francais"], "Toit": ["logement"]}
        # Only what answers a need is handed over, the rest is named.
        assert [[one.name for one in sheet.services] for sheet in told][1] == ["Foyer"]

    def test_the_page_of_a_structure_knows_them(self, client, other):
        answer = client.get(reverse("structure", args=[other.id, "autre"]), NEEDS)
        assert [theme.code for theme in answer.context["sheet"].needs] == ["logement"]

    def test_one_theme_says_nothing_of_needs(self, client, both):
        assert "Répond à" not in chosen(client, "compare", both, theme="francais")
        assert "Répond à" not in chosen(client, "compare", both)
