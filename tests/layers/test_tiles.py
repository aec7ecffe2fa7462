"""`/tiles/structures/`: the places of a search as vector tiles, exact, bounded and as private as the list."""

import json
import random

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import QueryDict

from accounts.roles import Role
from layers import tiles
from layers.clusters import draw
from mapping.models import Visibility
from search import filters
from search.engine import cells
from search.question import Search
from tests.factories import CommuneFactory, ServiceFactory, StructureFactory, point
from tests.layers.mvt import points_of
from tests.layers.test_viewport import random_query
from tests.search.test_search import scattered

pytestmark = pytest.mark.django_db

# The tile of Melun at zoom 9, and around it.
Z, X, Y = 9, 259, 176
# And at a zoom where names can be read.
NEAR = (12, 2078, 1414)
HEALTH, FRENCH = "sante--acces-aux-soins", "lecture-ecriture-calcul--maitriser-le-francais"


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def get(client, query: str = "", z: int = Z, x: int = X, y: int = Y) -> list[dict]:
    response = client.get(f"/tiles/structures/{z}/{x}/{y}.mvt?{query}")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/vnd.mapbox-vector-tile"
    return points_of(response.content, z, x, y)


def search(query: str) -> Search:
    return filters.parse(QueryDict(query)).search


def test_a_place_is_a_point_with_its_name_and_its_themes(client):
    service = ServiceFactory(thematiques=[HEALTH, FRENCH])
    (found,) = get(client, "", *NEAR)
    assert found["id"] == service.structure_id
    assert found["nom"] == service.structure.nom
    assert (found["count"], found["francais"], found["sante"]) == (1, 1, 1)
    assert "logement" not in found
    assert found["lat"] == pytest.approx(48.539, abs=0.001)
    assert found["lon"] == pytest.approx(2.66, abs=0.001)


def test_from_far_a_place_has_no_name(client):
    service = ServiceFactory(thematiques=[HEALTH])
    (found,) = get(client)
    assert found["id"] == service.structure_id
    assert "nom" not in found


def test_a_tile_takes_the_filters_of_the_list(client):
    ServiceFactory(thematiques=[HEALTH])
    free = ServiceFactory(thematiques=[FRENCH], frais="gratuit")
    assert [each["id"] for each in get(client, "theme=francais&gratuit=oui")] == [free.structure_id]
    assert get(client, "theme=logement") == []


def test_tiles_next_to_each_other_hold_every_place_of_random_searches_once():
    scattered(seed=11)
    choose = random.Random(12)
    seen = 0
    for _ in range(25):
        asked = search(random_query(choose).split("zoom=")[1].partition("&")[2])
        whole = tiles.tile_box(8, 129, 88)
        total = json.loads(draw(asked, Role.VISITOR, whole, 8).text)["numberMatched"]
        found = 0
        for x, y in ((258, 176), (259, 176), (258, 177), (259, 177)):
            points = points_of(tiles.tile(asked, Role.VISITOR, 9, x, y), 9, x, y)
            found += sum(each["count"] for each in points)
        assert found == total
        seen += total
    assert seen > 100


@pytest.mark.parametrize("query", ["", "theme=francais", "gratuit=oui"])
def test_a_tile_of_too_many_places_is_drawn_as_clusters_that_count_them_all(monkeypatch, query):
    scattered(seed=13)
    cells.merge()
    points = points_of(tiles.tile(search(query), Role.VISITOR, Z, X, Y), Z, X, Y)
    monkeypatch.setattr(tiles, "MAX_POINTS", 3)
    clusters = points_of(tiles.tile(search(query), Role.VISITOR, Z, X, Y), Z, X, Y)
    assert 0 < len(clusters) < len(points)
    for name in ("count", "francais", "sante"):
        assert sum(each.get(name, 0) for each in clusters) == sum(each.get(name, 0) for each in points)
    assert not any("id" in each for each in clusters)


def test_a_confidential_place_is_at_its_communes_point_for_whoever_may_not_know(client):
    commune = CommuneFactory(code="77901", point=point(48.6, 2.5))
    hidden = StructureFactory(
        position=point(48.5567, 2.7891), address_visibility=Visibility.PROFESSIONALS, commune=commune
    )
    (seen,) = get(client)
    assert seen["id"] == hidden.pk
    assert (seen["lat"], seen["lon"]) == (pytest.approx(48.6, abs=1e-3), pytest.approx(2.5, abs=1e-3))
    (known,) = points_of(tiles.tile(search(""), Role.PROFESSIONAL, Z, X, Y), Z, X, Y)
    assert known["lat"] == pytest.approx(48.5567, abs=1e-3)


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("20/0/0.mvt", "z"),
        ("9/512/0.mvt", "x"),
        ("9/0/512.mvt", "y"),
        ("9/259/176.mvt?theme=nimporte", "theme"),
        ("9/259/176.mvt?inconnu=1", "inconnu"),
    ],
)
def test_what_cannot_be_drawn_is_a_problem_that_names_it(client, path, named):
    response = client.get(f"/tiles/structures/{path}")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert [error["parameter"] for error in response.json()["errors"]] == [named]


def test_an_unchanged_tile_is_not_sent_again_and_a_changed_one_is(client):
    structure = StructureFactory()
    path = "/tiles/structures/{}/{}/{}.mvt".format(*NEAR)
    first = client.get(path)
    same = client.get(path, headers={"if-none-match": first["ETag"]})
    assert same.status_code == 304
    with connection.cursor() as cursor:
        cursor.execute("UPDATE mapping_structure SET nom = 'Autre' WHERE id = %s", [structure.pk])
    changed = client.get(path, headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert points_of(changed.content, *NEAR)[0]["nom"] == "Autre"
