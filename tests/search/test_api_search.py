"""Facets and services at a distance, as someone who writes a client would meet them."""

import pytest

from mapping.models import Visibility
from tests.factories import ServiceFactory, StructureFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

MELUN = "lat=48.5390&lon=2.6600"
ADDRESSES = ("facets", "a-distance")


def facets(client, query: str) -> dict:
    return client.get(f"/api/v1/facets?{query}").json()["facets"]


def test_each_facet_is_the_total_of_the_list_with_that_choice(client):
    ServiceFactory(langues=["ar"], frais="gratuit")
    ServiceFactory(langues=["ar", "uk"], frais="payant")
    counts = facets(client, MELUN)
    assert counts["langue"] == {"ar": 2, "uk": 1}
    assert counts["gratuit"] == {"oui": 1}
    for parameter, values in counts.items():
        for value, count in values.items():
            listed = client.get(f"/api/v1/structures?{MELUN}&{parameter}={value}").json()
            assert listed["numberMatched"] == count, (parameter, value)


def test_a_facet_ignores_its_own_choice_and_keeps_the_others(client):
    ServiceFactory(langues=["ar"], niveaux=["A1"])
    ServiceFactory(langues=["uk"], niveaux=["A1"])
    ServiceFactory(langues=["uk"], niveaux=["B1"])
    counts = facets(client, f"{MELUN}&langue=ar")
    assert counts["langue"] == {"ar": 1, "uk": 2}
    assert counts["niveau"] == {"A1": 1}


def test_facets_of_nowhere_are_empty(client):
    assert not any(facets(client, "lat=43.0&lon=5.0&rayon_km=1").values())


@pytest.fixture
def remote():
    for name, zone in [("Nationale", ["france"]), ("Locale", ["77288"]), ("D'ailleurs", ["13"])]:
        ServiceFactory(
            structure=StructureFactory(nom=name), modes_accueil=["a-distance"], zone_eligibilite=zone
        )


def test_services_at_a_distance_are_those_that_take_people_from_here(client, remote):
    response = client.get(f"/api/v1/a-distance?{MELUN}")
    assert response["Content-Type"] == "application/geo+json"
    answer = response.json()
    assert [feature["properties"]["nom"] for feature in answer["features"]] == ["Locale", "Nationale"]
    assert (answer["numberMatched"], answer["numberReturned"]) == (2, 2)
    for feature in answer["features"]:
        assert feature["properties"]["distance_m"] is None
        assert feature["properties"]["zone"] == "couvre"


def test_the_limit_bounds_what_is_given_and_not_what_is_counted(client, remote):
    answer = client.get(f"/api/v1/a-distance?{MELUN}&limit=1").json()
    assert (answer["numberMatched"], answer["numberReturned"], len(answer["features"])) == (2, 1, 1)


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_wrong_parameter_is_refused_by_name_like_everywhere(client, name):
    response = client.get(f"/api/v1/{name}?{MELUN}&langue=klingon&couleur=bleu")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert {error["parameter"] for error in response.json()["errors"]} == {"langue", "couleur"}


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_confidential_place_counts_at_its_commune_and_shows_nothing_nearer(client, name):
    ServiceFactory(
        structure=StructureFactory(adresse="7 rue Introuvable", address_visibility=Visibility.PROFESSIONALS),
        modes_accueil=["a-distance"],
        zone_eligibilite=["77"],
    )
    response = client.get(f"/api/v1/{name}?{MELUN}")
    assert response.status_code == 200
    assert "Introuvable" not in response.content.decode()


def test_the_schema_describes_them_with_the_one_filter(client):
    paths = client.get("/api/v1/schema?format=json").json()["paths"]
    of_the_list = {p["name"] for p in paths["/api/v1/structures"]["get"]["parameters"]}
    for name in ADDRESSES:
        described = paths[f"/api/v1/{name}"]["get"]
        assert {p["name"] for p in described["parameters"]} == of_the_list
        assert {"200", "400"} <= set(described["responses"])
    shown = paths["/api/v1/structures"]["get"]["responses"]["200"]["description"]
    for word in ("`zone`", "`couvre`", "`inconnue`", "`hors`"):
        assert word in shown


def test_every_parameter_of_the_filter_is_described(client):
    from search.filters import PARAMETERS

    paths = client.get("/api/v1/schema?format=json").json()["paths"]
    assert {p["name"] for p in paths["/api/v1/structures"]["get"]["parameters"]} == PARAMETERS
