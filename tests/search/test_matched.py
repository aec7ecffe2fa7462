"""A search's answers show the service that was found: its own hours, level, cost and places left."""

import html
import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from mapping.models import Service, Status, TemporaryClosure, Visibility, VisibleService
from search import engine, matched
from search.filters import parse
from search.question import Criteria
from search.told import Around
from search.told import tell as tell_card
from tests.factories import ServiceFactory, StructureFactory, UserFactory, point

pytestmark = pytest.mark.django_db

HERE = {"lat": "48.539", "lon": "2.66"}
LESSON = {
    "nom": "Cours du soir",
    "horaires_accueil": "Th 18:00-20:00",
    "niveaux": ["A1", "A2"],
    "frais": "gratuit",
    "places_restantes": 0,
}


@pytest.fixture(autouse=True)
def _places(places):
    """Every page speaks of real communes."""


@pytest.fixture
def school():
    """A structure without hours, whose evening lesson is full; another of its services has other terms."""
    structure = StructureFactory(nom="École du soir", horaires_accueil="")
    ServiceFactory(structure=structure, **LESSON)
    ServiceFactory(
        structure=structure, nom="Atelier du matin", horaires_accueil="Tu 09:00-11:00", frais="payant"
    )
    return structure


def words(text: str) -> str:
    """What a page reads as, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).replace("\N{NO-BREAK SPACE}", " ").split())


def card(client, **query) -> str:
    page = client.get("/", HERE | query).content.decode()
    return words(page.split('<article class="card')[1].split("</article>")[0])


class TestOnACard:
    def test_the_hours_that_matched_are_shown(self, client, school):
        told = card(client, ouvert="jeudi-soir")
        assert "jeudi 18 h – 20 h" in told
        assert "Horaires non renseignés" not in told
        assert "Atelier du matin" not in told

    def test_the_level_the_cost_and_that_it_is_full_are_shown(self, client, school):
        told = card(client, niveau="A1")
        assert "Cours du soir" in told
        assert "A1" in told
        assert "A2" in told
        assert "gratuit" in told
        assert "complet" in told
        assert "payant" not in told

    def test_places_left_are_counted(self, client):
        ServiceFactory(nom="Cours", places_restantes=3)
        ServiceFactory(nom="Autre", places_restantes=1, structure=StructureFactory(position=point(49, 2.7)))
        assert "3 places" in card(client)

    def test_the_hours_of_the_structure_that_matched_are_shown_too(self, client):
        structure = StructureFactory(horaires_accueil="Mo-Fr 09:00-17:00; Th 18:00-21:00")
        ServiceFactory(structure=structure, nom="Permanence")
        assert "jeudi 18 h – 21 h" in card(client, ouvert="jeudi-soir")

    def test_the_hours_of_the_service_are_told_and_not_those_of_its_structure(self, client, school):
        school.horaires_accueil = "24/7"
        school.save()
        told = card(client, ouvert="jeudi-soir")
        assert "jeudi 18 h – 20 h" in told
        assert "permanence" not in told

    def test_services_of_one_name_keep_their_own_terms(self, client):
        structure = StructureFactory()
        ServiceFactory(structure=structure, nom="Cours", niveaux=["A1"], frais="payant")
        ServiceFactory(structure=structure, nom="Cours", niveaux=["B2"], frais="gratuit")
        told = card(client, niveau="B2")
        assert "B2" in told
        assert "gratuit" in told
        assert "A1" not in told
        assert "payant" not in told

    def test_a_service_at_a_distance_tells_its_terms(self, client):
        ServiceFactory(**LESSON, modes_accueil=["a-distance"], zone_eligibilite=["france"])
        page = words(client.get("/", HERE).content.decode().split('class="remote"')[1])
        assert "complet" in page
        assert "gratuit" in page

    def test_a_page_reads_its_services_at_once(self, client, django_assert_num_queries):
        def add(number: int):
            for n in range(number):
                ServiceFactory(
                    structure=StructureFactory(position=point(48.54 + n / 1000, 2.66)),
                    **LESSON | {"nom": f"Cours {n}"},
                )

        add(2)
        client.get("/", HERE)
        with CaptureQueriesContext(connection) as few:
            client.get("/", HERE)
        add(12)
        with django_assert_num_queries(len(few)):
            client.get("/", HERE)


class TestInAPopup:
    def points(self, client, **query) -> list[dict]:
        page = client.get("/", HERE | query).content.decode()
        return json.loads(re.search(r'id="carte-points"[^>]*>(.*?)</script>', page, re.S)[1])

    def test_it_tells_how_to_call_and_what_the_card_tells_of_the_service(self, client, school):
        (shown,) = self.points(client, ouvert="jeudi-soir")
        assert shown["telephone"] == {"text": "01 99 00 00 01", "href": "tel:+33199000001"}
        (service,) = shown["services"]
        assert service["nom"] == "Cours du soir"
        assert "jeudi" in service["dit"]
        assert "complet" in service["dit"]
        assert "gratuit" in service["dit"]

    def test_it_tells_the_hours_of_the_structure(self, client):
        ServiceFactory(structure=StructureFactory(horaires_accueil="24/7"))
        (shown,) = self.points(client)
        assert "ouvert 24\N{NO-BREAK SPACE}h/24, 7\N{NO-BREAK SPACE}j/7" in shown["services"][0]["dit"]

    def test_the_structures_own_page_tells_them_too(self, client):
        structure = StructureFactory(horaires_accueil="24/7")
        page = client.get(f"/structures/{structure.pk}-x/", follow=True).content.decode()
        (shown,) = json.loads(re.search(r'id="carte-points"[^>]*>(.*?)</script>', page, re.S)[1])
        assert shown["horaires"] == "Ouvert 24\N{NO-BREAK SPACE}h/24, 7\N{NO-BREAK SPACE}j/7"
        assert shown["telephone"]["text"] == "01 99 00 00 01"


class TestInTheApi:
    def test_the_numbers_of_the_services_found_follow_their_names(self, client, school):
        lesson = school.services.get(nom="Cours du soir")
        answer = client.get("/api/v1/structures", HERE | {"ouvert": "jeudi-soir"}).json()
        (one,) = answer["features"]
        assert one["properties"]["services"] == ["Cours du soir"]
        assert one["properties"]["service_ids"] == [lesson.pk]


def test_a_confidential_service_tells_its_terms_and_nothing_of_its_place(client):
    shelter = StructureFactory(
        nom="Refuge", adresse="9 rue Cachée", address_visibility=Visibility.PROFESSIONALS
    )
    ServiceFactory(structure=shelter, **LESSON)
    told = card(client)
    assert "complet" in told
    assert "Cachée" not in told


def test_whoever_sees_a_confidential_address_is_told_so_on_its_card(client):
    shelter = StructureFactory(
        nom="Refuge", adresse="9 rue Cachée", address_visibility=Visibility.PROFESSIONALS
    )
    ServiceFactory(structure=shelter, **LESSON)
    told = "ne la donnez qu’à la personne qui s’y rend"
    assert told not in card(client)
    client.force_login(UserFactory(is_professional=True))
    assert told in card(client)


QUESTION = HERE | {"ouvert": "jeudi-soir"}
ASKED_FOR = "Répond à : jeudi soir"


class TestOnTheOtherPages:
    @pytest.fixture
    def pair(self, school):
        """The school beside a structure of one service."""
        other = StructureFactory(nom="Voisins")
        ServiceFactory(structure=other, nom="Soirée", horaires_accueil="Th 19:00-21:00")
        return school, other

    def test_the_page_of_a_structure_begins_with_the_service_asked_for(self, client, school):
        answer = client.get(f"/structures/{school.pk}-x/", QUESTION, follow=True)
        told = words(answer.content.decode().split('id="services"')[1])
        assert told.index("Cours du soir") < told.index("Atelier du matin")
        assert told.count(ASKED_FOR) == 1
        assert told.index(ASKED_FOR) < told.index("Atelier du matin")

    def test_nothing_is_marked_where_no_service_was_asked_for(self, client, school):
        page = client.get(f"/structures/{school.pk}-x/", HERE, follow=True).content.decode()
        assert ASKED_FOR not in page

    def test_a_service_that_is_alone_needs_no_mark(self, client, pair):
        page = client.get(f"/structures/{pair[1].pk}-x/", QUESTION, follow=True).content.decode()
        assert ASKED_FOR not in page

    def test_the_sheet_to_hand_over_keeps_the_question(self, client, school):
        page = client.get(f"/structures/{school.pk}-x/", QUESTION, follow=True).content.decode()
        link = html.unescape(re.search(r'href="(/fiche-a-imprimer/[^"]*)"', page)[1])
        told = words(client.get(link).content.decode().split("handout__one")[1])
        assert told.index("Cours du soir") < told.index("Atelier du matin")
        assert "Cours du soir jeudi soir" in told

    def test_the_sheet_to_hand_over_tells_hours_level_and_that_it_is_full(self, client, school):
        page = client.get("/fiche-a-imprimer/", QUESTION | {"id": school.pk}).content.decode()
        lesson = words(page.split("handout__service")[1])
        assert "Jeudi 18 h – 20 h" in lesson or "jeudi 18 h – 20 h" in lesson
        assert "A1" in lesson
        assert "complet" in lesson

    def test_the_comparison_tells_the_hours_of_each_service_first_the_one_asked_for(self, client, pair):
        page = client.get("/comparer/", QUESTION | {"id": [one.pk for one in pair]}).content.decode()
        services = words(page.split("compare__services")[1])
        assert services.index("Cours du soir") < services.index("Atelier du matin")
        assert "18 h – 20 h" in services
        assert services.index("jeudi soir") < services.index("Ne répond pas à : jeudi soir")

    def test_a_confidential_place_gives_nothing_more_away(self, client):
        shelter = StructureFactory(nom="Refuge", address_visibility=Visibility.PROFESSIONALS)
        ServiceFactory(structure=shelter, adresse="9 rue Cachée", **LESSON)
        page = client.get("/fiche-a-imprimer/", QUESTION | {"id": shelter.pk}).content.decode()
        assert "Cours du soir" in page
        assert "Cachée" not in page


class TestWhereTheStructureTellsNoHours:
    """The hours of its services say when to come: nothing on the page says the contrary."""

    UNKNOWN = "Horaires non renseignés"

    def pages(self, client, structure):
        for path in (
            reverse("structure", args=[structure.id, structure.slug]),
            f"{reverse('compare')}?id={structure.id}",
            f"{reverse('print-sheet')}?id={structure.id}",
            "/?lat=48.539&lon=2.66",
        ):
            yield path, words(client.get(path).content.decode())

    def test_no_page_says_that_they_are_unknown(self, client, school):
        for path, told in self.pages(client, school):
            assert self.UNKNOWN not in told, path
            # A card is that of a service that has room.
            assert ("9 h" if path.startswith("/?") else "18 h") in told, path

    def test_nor_beside_a_closure_to_come(self, client, school):
        soon = timezone.localdate() + timedelta(days=20)
        TemporaryClosure.objects.create(structure=school, first_day=soon, last_day=soon)
        for path, told in self.pages(client, school):
            assert self.UNKNOWN not in told, path

    def test_where_nobody_knows_every_page_says_so(self, client):
        structure = StructureFactory(horaires_accueil="", position=point(48.54, 2.66))
        ServiceFactory(structure=structure, horaires_accueil="")
        for path, told in self.pages(client, structure):
            assert self.UNKNOWN in told or "horaires ?" in told, path

    def test_its_own_hours_are_told_beside_those_of_its_services(self, client):
        structure = StructureFactory(horaires_accueil="Mo-Fr 09:00-12:00", position=point(48.54, 2.66))
        ServiceFactory(structure=structure, horaires_accueil="Th 18:00-20:00")
        for path, told in self.pages(client, structure):
            # A card is that of its service.
            assert "9 h" in told or path.startswith("/?"), path
            assert "18 h" in told, path


class TestForTelling:
    """What a card is told from is read in one query, and one more where structures are asked of."""

    def found(self, query: str):
        parsed = parse(QueryDict(query))
        assert not parsed.errors
        return parsed.search.criteria, json.loads(engine.run(parsed.search, Role.VISITOR).features)

    def test_whatever_can_be_asked_of_a_service_is_read_with_it(self, django_assert_num_queries):
        ServiceFactory(
            nom="Cours", publics=["familles"], garde_enfants=True, rendez_vous=["sans-rendez-vous"]
        )
        criteria, features = self.found("lat=48.539&lon=2.66&garde_enfants=oui&public=familles")
        with django_assert_num_queries(1):
            (service,) = matched.services_of(features, Role.VISITOR).values()
            facts = tell_card(service, criteria, Around()).facts
        assert [fact.text for fact in facts if fact.met] == ["enfants gardés sur place", "familles"]

    @pytest.mark.parametrize("role", Role)
    def test_it_is_what_that_role_may_see_of_it(self, role, django_assert_num_queries):
        shelter = StructureFactory(adresse="9 rue Cachée", address_visibility=Visibility.PROFESSIONALS)
        ServiceFactory(structure=shelter, **LESSON, publics=["familles"], places_restantes_le="2026-11-02")
        ServiceFactory(nom="Ailleurs", structure=StructureFactory(status=Status.DRAFT))
        features = [{"properties": {"service_ids": [one.pk]}} for one in Service.objects.all()]
        told = ("id", *matched.TOLD)
        with django_assert_num_queries(1):
            read = [
                {name: getattr(service, VisibleService._meta.get_field(name).attname) for name in told}
                for service in matched.services_of(features, role).values()
            ]
        assert read == list(VisibleService.objects.seen_by(role).values(*told))
        assert [one["nom"] for one in read] == ["Cours du soir"]

    def test_a_structure_is_read_where_something_is_asked_of_it(self, django_assert_num_queries):
        ServiceFactory(nom="Cours", structure=StructureFactory(equipements=["scanner", "wifi"]))
        criteria, features = self.found("lat=48.539&lon=2.66&equipement=scanner")
        with django_assert_num_queries(1):
            (structure,) = matched.structures_of(features, Role.VISITOR, criteria).values()
        (service,) = matched.services_of(features, Role.VISITOR).values()
        facts = tell_card(service, criteria, Around(structure=structure)).facts
        assert [fact.text for fact in facts if fact.met] == ["scanner"]
        with django_assert_num_queries(0):
            assert matched.structures_of(features, Role.VISITOR, Criteria()) == {}
