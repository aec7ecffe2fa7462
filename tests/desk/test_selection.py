"""Structures put aside: compared, and printed for the person who goes there."""

import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.roles import Role
from desk import facts
from mapping.models import PositionPrecision, Visibility, VisibleService
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


@pytest.fixture
def refuge():
    refuge = StructureFactory(
        nom="Refuge",
        adresse="13 rue Secrete",
        position=point(48.5712, 2.7033),
        position_precision=PositionPrecision.ADDRESS,
        address_visibility=Visibility.PROFESSIONALS,
    )
    ServiceFactory(structure=refuge, adresse="14 rue Secrete", position=point(48.5713, 2.7034))
    return refuge


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
def test_a_refuge_stays_hidden_for_visitors_and_its_private_contacts_too(client, page, refuge):
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


def test_paper_carries_no_confidential_address_whoever_prints_it(client, refuge):
    client.force_login(UserFactory(is_professional=True))
    told = chosen(client, "print-sheet", refuge)
    assert "Secrete" not in told
    assert "sketch__pin" not in told
    assert "à demander par téléphone" in told
    compared = chosen(client, "compare", refuge)
    assert re.search(r'<bdi class="screen-only"\s+lang="fr">13 rue Secrete', compared)
    assert compared.count("13 rue Secrete") == 1


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


class TestWhatDecides:
    """The sheet to hand over and the comparison tell whatever a card can tick, and how to ask."""

    FACTS = {
        "mobilisable_par": ["professionnels"],
        "mobilisation_precisions": "Orientation par l'OFII",
        "modes_mobilisation": ["telephoner"],
        "conditions_acces": "Avoir une attestation de demande d'asile",
        "publics": ["demandeurs-asile"],
        "langues": ["fr", "ar"],
        "interprete": True,
        "niveaux": ["A1", "A2"],
    }

    @pytest.fixture
    def reception(self):
        structure = StructureFactory(
            nom="CADA",
            equipements=["scanner", "imprimante"],
            bureau_confidentiel=True,
            courriel="ici@example.org",
        )
        ServiceFactory(structure=structure, nom="Hébergement", **self.FACTS)
        return structure

    @pytest.mark.parametrize("page", PAGES)
    def test_every_fact_of_a_service_and_of_its_structure_is_told(self, client, reception, page):
        told = unescape(chosen(client, page, reception))
        labels = {
            fact.label for fact in facts.of_service(VisibleService.objects.seen_by(Role.VISITOR).get(), {})
        }
        assert {"Qui peut demander", "Conditions d'accès", "Avec un interprète", "Zone desservie"} <= labels
        for label in (*labels, "Équipement sur place", "Pièce pour parler en confidence"):
            assert label in told, label
        for said in ("Professionnels", "OFII", "attestation", "OFII"):
            assert said in told, said
        assert re.search("scanner", told, re.IGNORECASE)
        assert f"/structures/{reception.pk}-cada/ecrire/" in told or "ici@example.org" in told

    def test_nobody_is_told_to_call_where_only_professionals_may_ask(self, client, reception):
        told = chosen(client, "print-sheet", reception)
        assert "Que dire au téléphone" not in told
        assert "seul un professionnel peut le demander" in told
        ServiceFactory(structure=reception, nom="Accueil", mobilisable_par=["usagers"])
        both = chosen(client, "print-sheet", reception)
        assert "Que dire au téléphone" in both
        assert re.search(r'Qui doit appeler.*?<bdi lang="fr">Hébergement</bdi>', both, re.S)

    def test_each_of_what_was_asked_that_a_place_has_is_ticked(self, client, reception):
        asked = {"equipement": ["scanner", "imprimante", "wifi"], "niveau": ["A1", "B1"]}
        told = chosen(client, "compare", reception, **asked)
        met = re.findall(r'<span class="met">([^<]*)</span>', told)
        assert met == ["A1", "scanner", "imprimante"]

    def test_links_lead_back_to_the_search_by_each_structure(self, client, reception):
        for page in ("compare", "pathway"):
            told = chosen(client, page, reception, lat="48.539", lon="2.66", theme="logement")
            (link,) = re.findall(r'href="([^"]*/structures/[^"]*)"><bdi', told)
            assert "theme=logement" in link
            assert "lat=48.539" in link


def test_the_sheet_says_when_the_service_is_and_not_when_the_desk_opens(client):
    structure = StructureFactory(nom="Centre", horaires_accueil="Tu 14:00-16:00", position=point(48.55, 2.66))
    ServiceFactory(
        structure=structure, nom="Cours du soir", horaires_accueil="Th 19:00-21:00", niveaux=["A1"]
    )
    ServiceFactory(structure=structure, nom="Autre", thematiques=[HOUSING])
    asked = {"lat": "48.539", "lon": "2.66", "theme": "francais", "ouvert": "jeudi-soir"}
    told = chosen(client, "print-sheet", structure, **asked).replace("\N{NO-BREAK SPACE}", " ")
    assert "19 h – 21 h" in told
    assert "14 h – 16 h" not in told
    path = chosen(client, "pathway", structure, **asked).replace("\N{NO-BREAK SPACE}", " ")
    assert "<strong>jeudi 19 h – 21 h</strong>" in path
    assert "Ouvre mardi" not in path
