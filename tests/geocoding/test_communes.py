import pytest
from geopy.exc import GeocoderQueryError
from geopy.location import Location

from geocoding.providers.communes import CommuneGeocoder

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places_loaded")]


def test_it_answers_as_any_geopy_geocoder():
    location = CommuneGeocoder().geocode("77000 Melun")
    assert isinstance(location, Location)
    assert (round(location.latitude, 2), round(location.longitude, 2)) == (48.54, 2.66)
    assert location.raw == {
        "type": "municipality",
        "citycode": "77288",
        "postcode": "77000",
        "city": "Melun",
        "score": 1.0,
    }


def test_several_places_on_demand():
    found = CommuneGeocoder(departement="77").geocode("chelles", exactly_one=False, limit=2)
    assert [location.raw["citycode"] for location in found] == ["77108", "60145"]


def test_none_when_nothing_is_found():
    assert CommuneGeocoder().geocode("zzzzzz") is None
    assert CommuneGeocoder().geocode("zzzzzz", exactly_one=False) is None


def test_a_commune_without_a_point_is_not_put_on_a_map():
    found = CommuneGeocoder().geocode("Celles (15)", exactly_one=False) or []
    assert "15031" not in {location.raw["citycode"] for location in found}


def test_reverse_tells_the_commune_or_the_arrondissement():
    geocoder = CommuneGeocoder()
    assert geocoder.reverse((48.5399, 2.6608)).raw["citycode"] == "77288"
    assert geocoder.reverse((48.8585, 2.3795)).raw["city"] == "Paris 11e Arrondissement"
    assert geocoder.reverse("48.5399, 2.6608", exactly_one=False)[0].raw["citycode"] == "77288"
    assert geocoder.reverse((0, 0)) is None


def test_reverse_refuses_what_is_not_a_point():
    with pytest.raises(GeocoderQueryError):
        CommuneGeocoder().reverse((float("nan"), 2))
    with pytest.raises(GeocoderQueryError):
        CommuneGeocoder().reverse("not a point")
