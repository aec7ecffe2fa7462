"""A structure's page: what of the question its services answer, what to do with it, what completes it."""

import re
from html import unescape

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from data.models import Source
from data.models.source import source_named
from mapping import presentation
from mapping.models import Visibility
from mapping.writing import change
from tests.factories import ServiceFactory, StructureFactory, UserFactory, point

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

FRENCH = ["lecture-ecriture-calcul--maitriser-le-francais"]
HOUSING = ["logement-hebergement--acheter-un-logement"]
JOB = ["trouver-un-emploi--maintien-dans-lemploi"]
HERE = {"lat": "48.54", "lon": "2.66"}
ASKED = HERE | {"theme": "francais", "niveau": "A1", "ouvert": "jeudi-soir", "garde_enfants": "oui"}


def opened(client, structure, prefix="", **query):
    return client.get(prefix + presentation.structure_path(structure.pk, structure.nom), query)


def place(**fields):
    return StructureFactory(position=point(48.55, 2.66), **fields)


def lesson(structure, **fields):
    return ServiceFactory(structure=structure, **({"thematiques": FRENCH} | fields))


def answers(response, service) -> dict[str, list[str]]:
    (told,) = [one.answers for one in response.context["sheet"].services if one.id == service.id]
    return {"met": list(told.met), "unsaid": list(told.unsaid), "unmet": list(told.unmet)}


class TestAnswers:
    def test_what_was_asked_is_ticked_where_it_is_met(self, client):
        structure = place()
        met = lesson(
            structure, niveaux=["alpha", "A1"], horaires_accueil="Th 19:00-21:00", garde_enfants=True
        )
        answer = opened(client, structure, **ASKED)
        assert answers(answer, met) == {
            "met": ["A1", "enfants gardés sur place", "jeudi soir"],
            "unsaid": [],
            "unmet": [],
        }
        assertContains(answer, '<span class="met">A1</span>', html=True)

    def test_what_is_not_met_and_what_nobody_says_are_said_too(self, client):
        structure = place()
        other = lesson(structure, niveaux=["B2"], horaires_accueil="Mo 09:00-12:00", garde_enfants=None)
        answer = opened(client, structure, **ASKED)
        assert answers(answer, other) == {
            "met": [],
            "unsaid": ["enfants gardés sur place"],
            "unmet": ["A1", "jeudi soir"],
        }
        assertContains(answer, "Ne répond pas à :")
        assertContains(answer, "enfants gardés sur place ?")

    def test_a_service_of_another_theme_was_asked_nothing(self, client):
        structure = place()
        lesson(structure, niveaux=["A1"])
        house = ServiceFactory(structure=structure, thematiques=HOUSING)
        assert answers(opened(client, structure, **ASKED), house) == {"met": [], "unsaid": [], "unmet": []}

    def test_each_need_asks_its_own(self, client):
        structure = place()
        course = lesson(structure, niveaux=["A1"], publics=["femmes"])
        house = ServiceFactory(structure=structure, thematiques=HOUSING, publics=["femmes"])
        query = {"theme": ["francais", "logement"], "niveau.francais": "A1", "public": "femmes"}
        answer = opened(client, structure, **HERE, **query)
        assert "A1" in answers(answer, course)["met"]
        assert answers(answer, house)["unmet"] == []
        assert len(answers(answer, house)["met"]) == 1

    def test_places_left_are_an_answer(self, client):
        structure = place()
        full, free, unknown = (lesson(structure, places_restantes=left) for left in (0, 3, None))
        answer = opened(client, structure, **HERE, places="oui")
        assert answers(answer, full)["unmet"] == answers(answer, free)["met"] == ["avec des places"]
        assert answers(answer, unknown)["unsaid"] == ["avec des places"]

    def test_without_a_question_nothing_is_answered(self, client):
        structure = place()
        lesson(structure, niveaux=["A1"])
        assertNotContains(opened(client, structure), "Répond à")

    def test_what_was_found_is_open_and_first_the_rest_is_one_line(self, client):
        structure = place()
        lesson(structure, nom="Autre cours", niveaux=["B2"])
        lesson(structure, nom="Cours trouvé", niveaux=["A1"])
        html = opened(client, structure, **HERE, theme="francais", niveau="A1").content.decode()
        found, other = re.findall(r'<details class="service[^>]*>', html)
        assert re.search(r"\sopen>", found)
        assert not re.search(r"\sopen>", other)
        assert html.index("Cours trouvé") < html.index("Autre cours")

    def test_where_none_has_everything_the_one_that_has_most_is_open(self, client):
        structure = place()
        lesson(structure, nom="Aucun", niveaux=["B2"], garde_enfants=False)
        lesson(structure, nom="Presque", niveaux=["A1"], garde_enfants=False)
        sheet = opened(client, structure, **HERE, theme="francais", niveau="A1", garde_enfants="oui").context[
            "sheet"
        ]
        assert [(one.name, one.is_open) for one in sheet.services] == [("Presque", True), ("Aucun", False)]


class TestBack:
    @pytest.mark.parametrize(
        ("query", "text"),
        [
            (HERE, "Les 2 réponses près de "),
            (HERE | {"theme": "logement"}, "La réponse près de "),
            (HERE | {"theme": "sante"}, "Retour à la recherche"),
            ({"departement": "77"}, "Les 2 réponses – Seine-et-Marne"),
            ({}, "Chercher autour d’ici"),
        ],
        ids=["place", "one", "none", "territory", "nothing"],
    )
    def test_it_says_what_it_leads_to(self, client, query, text):
        structure = place()
        lesson(structure)
        ServiceFactory(structure=place(), thematiques=HOUSING)
        back = opened(client, structure, **query).context["back"]
        assert back.text.startswith(text)
        assert client.get(back.url).status_code == 200

    def test_the_list_has_as_many_as_it_says(self, client):
        for _ in range(3):
            structure = place()
            lesson(structure)
        back = opened(client, structure, **HERE).context["back"]
        assert len(client.get(back.url).context["results"].cards) == int(re.search(r"\d+", back.text)[0])


class TestActions:
    def test_five_things_to_do(self, client):
        structure = place(telephone="0164000000")
        answer = opened(client, structure, theme="francais")
        for part in (
            'href="tel:+33164000000"',
            "https://www.openstreetmap.org/directions?to=48.55000,2.66000",
            "sms:?&amp;body=",
            f"{reverse('print-sheet')}?theme=francais&amp;id={structure.id}",
            f'data-pick="{structure.id}"',
        ):
            assertContains(answer, part)

    def test_without_scripts_it_is_set_aside_by_a_link(self, client):
        structure = place()
        html = opened(client, structure, theme="francais").content.decode()
        (link,) = re.findall(r'<noscript>\s*<a class="btn btn--quiet"\s+href="([^"]*)"', html)
        assertContains(client.get(unescape(link)), structure.nom)

    def test_what_is_not_known_has_no_button(self, client):
        structure = place(telephone="", adresse="")
        answer = opened(client, structure)
        assertNotContains(answer, "actions__call")
        assertContains(answer, "Téléphone non renseigné")

    def test_the_number_of_its_services_is_its_own_where_it_has_none(self, client):
        structure = place(telephone="", adresse="")
        for number in ("01 64 00 00 00", "0164000000", ""):
            lesson(structure, telephone=number)
        answer = opened(client, structure)
        assertContains(answer, 'actions__call" href="tel:+33164000000"')
        assertNotContains(answer, "Téléphone non renseigné")

    def test_of_several_numbers_each_stands_at_its_service(self, client):
        structure = place(telephone="", adresse="")
        for number in ("01 64 00 00 00", "01 64 00 00 01"):
            lesson(structure, telephone=number)
        answer = opened(client, structure)
        assertNotContains(answer, "actions__call")
        assertNotContains(answer, "Téléphone non renseigné")
        for number in ("tel:+33164000000", "tel:+33164000001"):
            assertContains(answer, number)

    def test_a_refuge_offers_no_way(self, client):
        structure = place(
            nom="Refuge", adresse="7 rue Introuvable", address_visibility=Visibility.PROFESSIONALS
        )
        answer = opened(client, structure)
        assertContains(answer, "adresse confidentielle")
        assertContains(answer, 'href="#y-aller"')
        assertNotContains(answer, "openstreetmap.org/directions")
        client.force_login(UserFactory(is_professional=True))
        assertContains(opened(client, structure), "openstreetmap.org/directions")


class TestTelling:
    def test_descriptions_are_paragraphs_and_never_markup(self, client):
        structure = place(description="Un.\n\n<b>Deux</b>.")
        answer = opened(client, structure)
        assertContains(answer, "<p>Un.</p>")
        assertContains(answer, "<p>&lt;b&gt;Deux&lt;/b&gt;.</p>")

    def test_in_another_language_the_french_name_stays_beside_what_it_is_about(self, client):
        structure = place()
        lesson(structure, nom="Cours du soir")
        assert opened(client, structure).context["sheet"].services[0].subject == ""
        answer = opened(client, structure, prefix="/ar")
        assertContains(answer, '<bdi lang="fr">Cours du soir</bdi>')
        (service,) = answer.context["sheet"].services
        assert service.subject

    def test_the_week_goes_from_monday_to_sunday_with_today_marked(self, client):
        structure = place(horaires_accueil="Mo-Fr 09:00-12:00")
        html = opened(client, structure).content.decode()
        table = html.split('<table class="week">')[1].split("</table>")[0]
        days = re.findall(r'<th scope="row">\s*(\w+)', table)
        assert days == ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
        assert table.count('class="week__today"') == table.count("aujourd’hui") == 1

    def test_what_completes_it_is_told_with_its_distance_and_keeps_the_question(self, client):
        structure = place()
        lesson(structure)
        job = StructureFactory(nom="Mission emploi", position=point(48.559, 2.66))
        ServiceFactory(structure=job, nom="Atelier CV", thematiques=JOB)
        answer = opened(client, structure, **HERE, theme="francais")
        (one,) = answer.context["beside"]
        assert (one.service, one.structure, one.distance) == (
            "Atelier CV",
            "Mission emploi",
            "1,0\N{NO-BREAK SPACE}km",
        )
        there = client.get(one.url)
        assertContains(there, "Atelier CV")
        assert there.context["back"].url == answer.context["back"].url

    def test_what_is_asked_for_too_is_in_the_list_already(self, client):
        structure = place()
        lesson(structure)
        ServiceFactory(structure=place(), thematiques=JOB)
        answer = opened(client, structure, **HERE, theme=["francais", "emploi"])
        assert answer.context["beside"] == []


def test_who_does_not_see_an_address_is_not_told_to_go_there(client, places):
    refuge = StructureFactory(
        nom="Refuge",
        address_visibility=Visibility.PROFESSIONALS,
        position=point(48.54, 2.66),
        adresse="1 rue A",
    )
    ServiceFactory(structure=refuge)
    answer = opened(client, refuge)
    assertNotContains(answer, "Y aller")
    client.force_login(UserFactory(is_professional=True))
    assertContains(opened(client, refuge), "Y aller")


def test_what_is_put_aside_from_here_leads_back_to_the_search(client, places):
    structure = StructureFactory(position=point(48.54, 2.66))
    answer = opened(client, structure, **HERE, theme="francais")
    tray = answer.content.decode().split('id="selection"')[1]
    assert '<input type="hidden" name="theme" value="francais">' in tray
    assert '<input type="hidden" name="lat" value=' in tray


def test_what_completes_takes_the_public_of_the_service(client, places):
    lesson = StructureFactory(position=point(48.54, 2.66))
    ServiceFactory(structure=lesson, publics=["demandeurs-asile"])
    for name, publics in (("Pour les femmes", ["femmes"]), ("Pour tous", ["tous-publics"])):
        other = StructureFactory(position=point(48.541, 2.66))
        ServiceFactory(
            structure=other,
            nom=name,
            publics=publics,
            thematiques=["trouver-un-emploi--maintien-dans-lemploi"],
        )
    beside = opened(client, lesson).context["beside"]
    assert [one.service for one in beside] == ["Pour tous"]


def test_a_described_source_is_named_with_its_producer_its_licence_and_its_link(client):
    source_named("club", "Le club")
    Source.objects.filter(code="club").update(
        producteur="Département de Seine-et-Marne",
        licence="Licence Ouverte 2.0",
        lien="https://exemple.fr/annuaire",
    )
    structure = StructureFactory(source="club")
    page = opened(client, structure).content.decode()
    for said in (
        "Le club",
        "Département de Seine-et-Marne",
        "Licence Ouverte 2.0",
        "https://exemple.fr/annuaire",
    ):
        assert said in page


def test_what_is_in_french_alone_is_set_apart_on_a_page_in_arabic(client):
    structure = StructureFactory(nom="Maison des Essais")
    client.force_login(UserFactory(is_professional=True, is_staff=True))
    page = client.get(f"/ar/structures/{structure.pk}-maison-des-essais/").content.decode()
    for told in ("Toujours exact", "jamais vérifié", "Modifier"):
        before = page[: page.index(told)]
        opened = before[before.rindex('lang="') :]
        assert opened.startswith('lang="fr"'), told


def test_hours_come_right_after_the_actions(client):
    structure = StructureFactory(nom="Maison des Essais", horaires_accueil="Mo 09:00-12:00")
    page = client.get(f"/structures/{structure.pk}-maison-des-essais/").content.decode()
    assert page.index('class="actions"') < page.index('id="horaires"') < page.index('id="services"')


def test_a_description_that_is_empty_was_read_again_by_nobody(client):
    structure = StructureFactory(nom="Maison", description="")
    staff = UserFactory(is_professional=True, is_staff=True)
    change(structure, {"nom": "Maison des Essais"}, staff)
    client.force_login(staff)
    page = client.get(f"/structures/{structure.pk}-maison-des-essais/").content.decode()
    assert "En quelques mots" in page
    assert "Présentation mise à jour" not in page
