"""`territoire=<code>`: what stands in the communes that staff listed, on every road of the one search."""

import pytest
from django.http import QueryDict
from pytest_django.asserts import assertContains

from accounts.roles import Role
from mapping.models import Visibility
from places.models import NamedTerritory
from search import engine
from search.filters import parse
from tests.factories import ServiceFactory, StructureFactory, UserFactory, point

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

CHELLES, MELUN = point(48.8816, 2.5950), point(48.5390, 2.6600)


@pytest.fixture
def marne():
    return NamedTerritory.objects.create(slug="marne", nom="Bassin de la Marne", communes=["77108", "77243"])


@pytest.fixture
def inside(marne):
    structure = StructureFactory(commune_id="77108", commune_nom="Chelles", position=CHELLES)
    ServiceFactory(structure=structure)
    return structure


@pytest.fixture
def outside(marne):
    structure = StructureFactory(commune_id="77288", position=MELUN)
    ServiceFactory(structure=structure)
    return structure


def total(query, role=Role.VISITOR):
    parsed = parse(QueryDict(query))
    assert not parsed.errors
    return engine.total(parsed.search, role)


def found(client):
    return len(client.get("/api/v1/structures?territoire=marne").json()["features"])


def test_what_stands_there_is_found_and_nothing_else(inside, outside):
    assert total("territoire=marne") == 1
    assert total("territoire=marne&theme=francais") == 1
    assert total("territoire=marne&theme=sante") == 0


def test_page_api_file_and_facets_say_the_same(client, inside, outside):
    assert found(client) == 1
    page = client.get("/?territoire=marne")
    assertContains(page, inside.nom)
    assert outside.nom not in page.content.decode()
    assertContains(page, "Bassin de la Marne")
    told = b"".join(client.get("/exports/csv?territoire=marne")).decode()
    assert inside.nom in told
    assert outside.nom not in told


def test_it_follows_what_staff_change_at_once(client, marne, inside, outside):
    assert found(client) == 1
    marne.communes = ["77108", "77288"]
    marne.save()
    assert found(client) == 2


def test_a_structure_that_moves_leaves_it(inside):
    inside.commune_id = "77288"
    inside.position = MELUN
    inside.save()
    assert total("territoire=marne") == 0


def test_a_confidential_place_is_where_its_commune_is_for_every_reader(marne):
    structure = StructureFactory(commune_id="77108", position=CHELLES, address_visibility=Visibility.OWNERS)
    ServiceFactory(structure=structure)
    assert [total("territoire=marne", role) for role in Role] == [1, 1, 1]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("territoire=rien", "n'est pas le code d'un territoire"),
        ("territoire=marne&departement=77", "un seul lieu"),
        ("territoire=marne&lat=48.5&lon=2.6", "un seul lieu"),
        ("territoire=marne&epci=247700057", "un seul lieu"),
    ],
)
def test_what_means_nothing_is_said_by_its_name(client, marne, query, said):
    answer = client.get(f"/api/v1/structures?{query}")
    assert answer.status_code == 400
    errors = {one["parameter"]: one["detail"] for one in answer.json()["errors"]}
    assert said in errors["territoire"]


def test_typed_by_its_name_it_is_a_link(client, inside):
    answer = client.get("/", {"adresse": "Bassin de la Marne"})
    assert answer.url == "/?territoire=marne"


def test_without_an_answer_there_it_is_widened_to_its_departement(client, inside, outside):
    inside.services.all().delete()
    page = client.get("/?territoire=marne&theme=francais")
    assertContains(page, "Dans tout le département")


def test_the_coverage_takes_it(client, inside, outside):
    client.force_login(UserFactory(is_staff=True))
    page = client.get("/territoire/?territoire=marne")
    assertContains(page, "Bassin de la Marne")
    found = page.context["view"].scope
    assert (found.kind, found.code) == ("territoire", "marne")
    chosen = client.get("/territoire/?departement=77&epci=&territoire=marne&theme=francais")
    assert chosen.url == "/territoire/?territoire=marne&theme=francais"
    assert client.get("/territoire/rapport.csv?territoire=rien").status_code == 400
