"""Places in the API, and the streets of the address field."""

import pytest
from django.test import override_settings

from geocoding.where import Ambiguous, Found, resolve
from tests.geocoding.services import as_json

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places_loaded")]
GEOCODE = "/api/v1/geocode"


@pytest.fixture
def with_addok(addok):
    with override_settings(GEOCODER_URL=addok.url, GEOCODER_EDITION=addok.edition, DEPARTEMENT="90"):
        yield


def labels(client, **query):
    answer = client.get(GEOCODE, query)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/geo+json"
    return [feature["properties"]["label"] for feature in answer.json()["features"]]


def test_communes_and_postcodes_are_suggested_without_any_service(client):
    assert labels(client, q="melu", autocomplete="communes")[0] == "Melun (77)"
    assert labels(client, q="770", autocomplete="communes")[0] == "77000 Melun"
    assert labels(client, q="12 rue", autocomplete="rues") == []
    assert labels(client, q="m", autocomplete="communes") == []


def test_a_text_is_resolved_to_its_places(client):
    assert labels(client, q="Melun") == ["Melun (77)"]
    assert len(labels(client, q="Saint-Denis", limit=3)) == 3
    assert labels(client, q="zzzzzz") == []


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"q": ""},
        {"q": "x" * 201},
        {"q": "a", "limit": 0},
        {"q": "a", "autocomplete": "x"},
        {"q": "a", "z": "1"},
    ],
)
def test_a_malformed_question_is_refused_by_name(client, query):
    answer = client.get(GEOCODE, query)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"]


def test_a_point_tells_its_commune_or_its_address(client, settings, addok):
    point = {"lat": 47.6403, "lon": 6.863}
    reverse = client.get("/api/v1/reverse", point).json()["features"][0]["properties"]
    assert (reverse["code_insee"], reverse["precision"]) == ("90010", "point")
    settings.GEOCODER_URL = addok.url
    reverse = client.get("/api/v1/reverse", point).json()["features"][0]["properties"]
    assert (reverse["label"], reverse["precision"]) == ("5 Rue des Essais 90000 Belfort", "address")
    settings.GEOCODER_URL = ""
    assert client.get("/api/v1/reverse", {"lat": 0, "lon": 0}).json()["features"] == []
    assert client.get("/api/v1/reverse", {"lat": 95, "lon": 0}).status_code == 400


def test_streets_are_suggested_where_a_service_is(client, with_addok):
    assert "Rue des Essais 90000 Belfort" in labels(client, q="rue des ess", autocomplete="rues")


def test_an_address_is_resolved_to_its_house(with_addok):
    found = resolve("5 rue des Essais, 90000 Belfort", "90")
    assert isinstance(found, Found)
    assert (found.precision, found.commune_code, found.note) == ("address", "90010", "")
    assert (found.lat, found.lon) == pytest.approx((47.6403, 6.863), abs=1e-6)
    assert resolve("5 rue des Essais Belfort", "90").precision == "address"


def test_an_unknown_number_leads_to_the_street_and_says_so(with_addok):
    found = resolve("77 rue des Essais 90000 Belfort", "90")
    assert (found.precision, found.note) == ("street", "Ce numéro n'est pas connu : position de la rue.")


def test_two_streets_of_one_name_are_the_persons_choice(with_addok):
    found = resolve("7 rue du Double 90000 Belfort", "90")
    assert isinstance(found, Ambiguous)
    assert len(found.candidates) == 2


def test_a_street_that_is_not_found_leads_to_its_commune_as_before(with_addok):
    found = resolve("12 rue de nulle part, 90000 Belfort", "90")
    assert (found.precision, found.commune_code) == ("commune", "90010")
    assert "La rue n'est pas localisée" in found.note


def test_a_service_that_is_down_does_not_stop_the_page(client, serve):
    service = serve(lambda path, query: as_json({}, 500))
    with override_settings(GEOCODER_URL=service.url, DEPARTEMENT="90"):
        found = resolve("5 rue des Essais, 90000 Belfort", "90")
        assert (found.precision, found.commune_code) == ("commune", "90010")
        assert labels(client, q="rue des ess", autocomplete="rues") == []
        assert client.get("/", {"adresse": "5 rue des Essais, 90000 Belfort"}).status_code == 302


def test_the_search_page_goes_to_the_house(client, with_addok):
    answer = client.get("/", {"adresse": "5 rue des Essais, 90000 Belfort"})
    assert answer["Location"].startswith("/?lat=47.6403")
    assert "lieu=commune" not in answer["Location"]
