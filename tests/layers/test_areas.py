"""Areas and territories laid over the map."""

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.urls import reverse

from mapping.models import Service
from territory.models import Overlay
from tests.factories import ServiceFactory, StructureFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


def area(client, structure) -> dict:
    answer = client.get(reverse("service-areas", args=[structure.id]))
    assert answer.status_code == 200
    return answer.json()


def test_the_area_of_a_structure_is_that_of_all_its_services_each_territory_once(client):
    structure = StructureFactory()
    ServiceFactory(structure=structure, zone_eligibilite=["77288", "77"])
    ServiceFactory(structure=structure, zone_eligibilite=["77288", "200057958"])
    drawn = area(client, structure)
    names = [feature["properties"]["nom"] for feature in drawn["features"]]
    assert names[0] == "Seine-et-Marne"  # the widest below the others
    assert names.count("Melun") == 1
    assert (drawn["partout"], drawn["inconnue"]) == (False, 0)


def test_a_drawn_area_is_drawn_and_france_is_only_said(client):
    structure = StructureFactory()
    square = MultiPolygon(Polygon.from_bbox((2.6, 48.5, 2.7, 48.6)))
    service = ServiceFactory(structure=structure, zone_eligibilite=["france"])
    Service.objects.filter(pk=service.pk).update(zone_polygon=square)
    ServiceFactory(structure=structure, zone_eligibilite=[])
    drawn = area(client, structure)
    assert [feature["geometry"]["type"] for feature in drawn["features"]] == ["MultiPolygon"]
    assert (drawn["partout"], drawn["inconnue"]) == (True, 1)


def test_the_area_of_what_is_not_published_is_not_found(client):
    draft = StructureFactory(status="draft")
    assert client.get(reverse("service-areas", args=[draft.id])).status_code == 404


@pytest.mark.parametrize("name", ["intercommunalities", "departements"])
def test_territories_of_a_departement_are_drawn_and_those_of_none_are_not_found(client, name):
    drawn = client.get(reverse(name, args=["77"])).json()
    assert len(drawn["features"]) > 5
    assert all(feature["properties"]["nom"] for feature in drawn["features"])
    assert client.get(reverse(name, args=["99"])).status_code == 404


def test_zones_that_staff_brought_are_for_staff(client):
    zones = Overlay.objects.create(name="Quartiers", geojson={"type": "FeatureCollection", "features": []})
    url = reverse("deposited-zones", args=[zones.pk])
    assert client.get(url).status_code == 302
    assert "Quartiers" not in client.get("/?rayon_km=20").content.decode()
    client.force_login(UserFactory(is_professional=True))
    assert client.get(url).status_code == 403
    client.force_login(UserFactory(is_staff=True))
    assert client.get(url).json()["type"] == "FeatureCollection"
    assert "Quartiers" in client.get("/?rayon_km=20").content.decode()
