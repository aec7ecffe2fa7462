# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/api/v1/viewport/villes` and the drawing of the home page: places told on towns, town halls apart."""

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from django.core.cache import cache
from django.http import QueryDict
from django.urls import reverse
from django.utils import translation

from accounts.roles import Role
from layers import towns
from layers.clusters import MAX_BYTES, MAX_FEATURES
from layers.overview import MOST_CIRCLES, overview
from mapping.models import Structure, Visibility
from search import engine, filters
from search.question import Box
from tests.factories import CommuneFactory, ServiceFactory, StructureFactory, point
from tests.search.test_search import scattered

pytestmark = pytest.mark.django_db

AROUND = "bbox=2.4,48.3,2.9,48.8&zoom=9"


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def drawn(query: str, role: Role = Role.VISITOR) -> dict:
    parsed = filters.parse(QueryDict(query))
    assert parsed.errors == {}
    window = parsed.search.window
    text = towns.draw(parsed.search, role, window.bbox, window.zoom)
    answer = json.loads(text)
    assert len(text.encode()) <= MAX_BYTES
    assert answer["numberReturned"] == len(answer["features"]) <= MAX_FEATURES
    counts = [feature["properties"]["count"] for feature in answer["features"]]
    assert sum(counts) == answer["numberMatched"]
    for i, count in enumerate(answer["themes"].values()):
        assert sum(feature["properties"]["themes"][i] for feature in answer["features"]) == count
    return answer


def said(answer: dict) -> dict[str, int]:
    return {f["properties"].get("ville", ""): f["properties"]["count"] for f in answer["features"]}


@pytest.fixture
def neighbours():
    """A large town and a village 3 km from it, each with places; a hamlet far from both with one."""
    town = CommuneFactory(code="77901", nom="Grandville", population=40_000, point=point(48.54, 2.66))
    village = CommuneFactory(code="77902", nom="Petitbourg", population=900, point=point(48.56, 2.68))
    hamlet = CommuneFactory(code="77903", nom="Hameau", population=60, point=point(48.40, 2.85))
    for number in range(3):
        StructureFactory(commune=village, position=point(48.561 + number / 1000, 2.68))
    StructureFactory(commune=town, position=point(48.55, 2.67))
    StructureFactory(commune=hamlet, nom="La grange", position=point(48.401, 2.851), telephone="0160000000")
    return town


def test_a_circle_stands_on_the_largest_town_of_its_places_and_names_it(neighbours):
    answer = drawn(AROUND)
    assert said(answer) == {"Grandville": 4, "Hameau": 1}
    (circle,) = [f for f in answer["features"] if f["properties"]["count"] == 4]
    lon, lat = circle["geometry"]["coordinates"]
    assert (lon, lat) == pytest.approx((2.66, 48.54), abs=2e-5)


def test_a_town_without_a_place_has_no_circle(neighbours):
    CommuneFactory(code="77904", nom="Métropole", population=2_000_000, point=point(48.555, 2.67))
    assert "Métropole" not in said(drawn(AROUND))


def test_a_place_alone_stands_where_it_is_and_tells_how_to_reach_it(neighbours):
    (alone,) = [f for f in drawn(AROUND)["features"] if f["properties"]["count"] == 1]
    assert alone["properties"]["nom"] == "La grange"
    assert alone["properties"]["telephone"] == "0160000000"
    assert alone["geometry"]["coordinates"] == pytest.approx([2.851, 48.401], abs=2e-5)


def test_the_same_places_as_the_viewport_are_counted(client):
    scattered(300)
    for criteria in ("", "&theme=francais", "&langue=ar&gratuit=oui", "&lat=48.54&lon=2.66"):
        query = AROUND + criteria
        viewport = client.get(f"/api/v1/viewport?{query}").json()
        answer = drawn(query)
        assert answer["numberMatched"] == viewport["numberMatched"], criteria
        assert answer["themes"] == viewport["themes"], criteria


def test_squares_say_which_places_a_circle_stands_for(neighbours):
    answer = drawn(AROUND)
    squares = [square for f in answer["features"] for square in f["properties"]["squares"]]
    assert len(squares) == len(set(squares))
    world = 256 * 2**9
    assert answer["cell_px"] == 64
    # Where the hamlet's place is, in squares of 64 pixels of the plane.
    (alone,) = [f for f in answer["features"] if f["properties"]["count"] == 1]
    assert alone["properties"]["squares"][0].split()[0] == str(int((2.851 + 180) / 360 * world / 64))


def test_a_confidential_address_is_told_at_its_commune(client):
    commune = CommuneFactory(code="77905", nom="Discrète", population=500, point=point(48.6, 2.5))
    StructureFactory(
        commune=commune,
        position=point(48.62, 2.53),
        address_visibility=Visibility.PROFESSIONALS,
        nom="Refuge",
    )
    (alone,) = drawn(AROUND)["features"]
    assert alone["geometry"]["coordinates"] == pytest.approx([2.5, 48.6], abs=2e-5)
    assert alone["properties"]["adresse_confidentielle"] is True


def test_what_is_wrong_is_named(client):
    answer = client.get(f"/api/v1/viewport/villes?{AROUND.replace('zoom=9', 'zoom=13')}")
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert "entre 0 et 12" in error["detail"]
    missing = client.get("/api/v1/viewport/villes").json()["errors"]
    assert {error["parameter"] for error in missing} == {"bbox", "zoom"}


def test_an_unchanged_answer_is_said_to_be_so(client, neighbours):
    address = f"/api/v1/viewport/villes?{AROUND}"
    first = client.get(address)
    assert first.status_code == 200
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    StructureFactory(commune=neighbours, position=point(48.55, 2.67))
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert again.json()["numberMatched"] == first.json()["numberMatched"] + 1


class TestTownHalls:
    """`sans_mairies=oui`, everywhere that a search is read."""

    @pytest.fixture
    def hall(self, neighbours):
        hall = StructureFactory(
            commune=neighbours, nom="Mairie", position=point(48.54, 2.66), reseaux_porteurs=["communes"]
        )
        ServiceFactory(structure=hall)
        return hall

    def test_they_are_left_out_where_that_is_asked(self, hall, client):
        assert drawn(AROUND)["numberMatched"] == 6
        assert drawn(AROUND + "&sans_mairies=oui")["numberMatched"] == 5
        listed = client.get("/api/v1/structures?lat=48.54&lon=2.66&sans_mairies=oui").json()
        assert "Mairie" not in {feature["properties"]["nom"] for feature in listed["features"]}
        assert client.get(f"/api/v1/viewport?{AROUND}&sans_mairies=oui").json()["numberMatched"] == 5

    def test_the_page_says_so_and_takes_it_back(self, hall, client):
        html = client.get("/?lat=48.54&lon=2.66&sans_mairies=oui").content.decode()
        assert "Sans les mairies" in html

    def test_where_they_alone_would_be_found_that_is_a_way_out(self, hall, client):
        html = client.get("/?lat=48.54&lon=2.66&theme=francais&sans_mairies=oui").content.decode()
        assert "Avec les mairies" in html

    def test_with_any_other_criterion(self, hall):
        for criteria in ("theme=francais", "theme=francais&hors_zone=oui", "reseau=communes"):
            asked = filters.parse(QueryDict(f"lat=48.54&lon=2.66&{criteria}")).search
            without = replace(asked, criteria=replace(asked.criteria, sans_mairies=True))
            assert engine.total(without, Role.VISITOR) == engine.total(asked, Role.VISITOR) - 1, criteria


def texts(svg: str, kind: str) -> list[str]:
    root = ET.fromstring(svg)
    return [element.text or "" for element in root.iter() if element.get("class") == f"overview__{kind}"]


class TestOverview:
    @pytest.fixture
    def seine_et_marne(self, places):
        for number in range(12):
            StructureFactory(
                commune_id="77108", nom=f"Maison {number}", position=point(48.88, 2.60 + number / 1000)
            )
        StructureFactory(commune_id="77379", position=point(48.56, 3.30))
        StructureFactory(commune_id="77379", position=point(48.56, 3.30), reseaux_porteurs=["communes"])
        StructureFactory(commune_id="75056", position=point(48.85, 2.35))

    def test_it_counts_what_a_visitor_finds_without_town_halls(self, seine_et_marne, client):
        drawing = overview("77")
        assert drawing.total == 13
        found = client.get("/api/v1/structures?departement=77&sans_mairies=oui").json()
        assert found["numberMatched"] == drawing.total
        assert texts(drawing.svg, "count") == ["12", "1"]
        assert texts(drawing.svg, "town") == ["Chelles", "Provins"]
        assert "13 lieux, mairies non comprises" in drawing.svg
        assert {"YONNE", "AISNE", "LOIRET"} <= set(texts(drawing.svg, "beyond"))

    def test_it_needs_no_style_and_no_script(self, seine_et_marne):
        svg = overview("77").svg
        assert not re.search(r"style=|<script|\son\w+=", svg)
        assert len(svg) < 40_000

    def test_it_is_kept_until_the_data_change(self, seine_et_marne, django_assert_max_num_queries):
        first = overview("77")
        with django_assert_max_num_queries(1):
            assert overview("77") == first
        Structure.objects.filter(nom="Maison 3").delete()
        assert overview("77").total == first.total - 1

    def test_what_is_hidden_changes_nothing_of_it(self, seine_et_marne):
        before = overview("77")
        StructureFactory(commune_id="77108", position=point(48.88, 2.61), status="draft", nom="Cachée")
        assert overview("77") == before

    def test_it_speaks_the_language_of_the_page(self, seine_et_marne):
        first = overview("77")
        with translation.override("en"):
            assert overview("77").total == first.total
            assert texts(overview("77").svg, "town") == texts(first.svg, "town")

    def test_there_are_few_circles_however_many_towns(self, places):
        box = Box(2.5, 48.2, 3.4, 49.0)
        for row in range(12):
            for column in range(12):
                at = (
                    box.south + (box.north - box.south) * row / 11,
                    box.west + (box.east - box.west) * column / 11,
                )
                StructureFactory(commune_id="77288", position=point(*at))
        assert 2 <= len(texts(overview("77").svg, "count")) <= MOST_CIRCLES

    def test_no_departement_has_no_drawing(self, places):
        assert overview("00") is None


def test_the_address_is_the_api_s():
    assert reverse("api-towns") == "/api/v1/viewport/villes"


def test_the_country_is_drawn_where_no_departement_is_the_site_s(client, places, settings):
    settings.DEPARTEMENT = "all"
    around = client.get("/?vue=carte").context["map"]["alentours"]
    answer = client.get(around)
    assert answer.status_code == 200
    assert "max-age" in answer["Cache-Control"]
    own = {feature["properties"]["code"] for feature in answer.json()["features"]}
    assert {"77", "2A", "974"} <= own
    assert all(feature["properties"]["soi"] for feature in answer.json()["features"])


def test_next_door_is_told_with_its_largest_towns(client, places):
    features = client.get("/couches/departements/77.geojson").json()["features"]
    own = [feature for feature in features if feature["properties"]["soi"]]
    assert [feature["properties"]["code"] for feature in own] == ["77"]
    (yonne,) = [f for f in features if f["properties"]["nom"] == "Yonne"]
    towns = yonne["properties"]["villes"]
    assert towns[0][0] == "Sens"
    assert [people for *_rest, people in towns] == sorted((people for *_rest, people in towns), reverse=True)
