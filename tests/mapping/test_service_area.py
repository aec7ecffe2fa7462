"""Professionals say whom a service takes: by codes, a radius, a travel time or a drawing."""

import contextlib
import json

import pytest
from django.contrib.gis.geos import GEOSGeometry, Point
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from geocoding import travel
from geocoding.travel import Away, IgnIsochrones
from mapping import service_area
from mapping.models.structure import Visibility
from tests.factories import ServiceFactory, StructureFactory, UserFactory, answers_for, point
from tests.forms import sent_by

pytestmark = pytest.mark.django_db

MELUN = (48.5399, 2.6608)
TRIANGLE = {"type": "Polygon", "coordinates": [[[2.6, 48.5], [2.7, 48.5], [2.7, 48.6], [2.6, 48.5]]]}


@pytest.fixture
def member(db):
    return UserFactory(is_professional=True, full_name="Camille Essai")


@pytest.fixture
def professional(member) -> Client:
    client = Client()
    client.force_login(member)
    return client


@pytest.fixture
def service(places, member):
    structure = StructureFactory(position=point(*MELUN), commune=None)
    answers_for(member, structure)
    return ServiceFactory(structure=structure)


def page_of(service) -> str:
    return f"/professionnels/services/{service.pk}/zone/"


def said(client, service, **fields):
    answer = client.post(page_of(service), fields, follow=True)
    service.refresh_from_db()
    return answer


def test_codes_and_names_make_the_area(professional, service):
    said(professional, service, sorte="codes", codes="77288\nProvins, 77\n247700107")
    assert service.zone_eligibilite[:3] == ["77288", "77379", "77"]
    assert service.zone_polygon is None


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("CA Melun Val de Seine", ["247700057"]),
        ("Seine-et-Marne", ["77"]),
        ("département de Seine-et-Marne\nMelun", ["77", "77288"]),
        ("partout", ["france"]),
        ("Melun (77288)\nSeine-et-Marne (77)", ["77288", "77"]),
    ],
)
def test_territories_are_said_by_their_names(professional, service, typed, codes):
    said(professional, service, sorte="codes", codes=typed)
    assert service.zone_eligibilite == codes


def test_what_is_held_is_shown_by_its_names_and_sent_again_the_same(professional, service):
    held = ["77288", "77", "247700057", "france"]
    said(professional, service, sorte="codes", codes="\n".join(held))
    shown = sent_by(professional.get(page_of(service)).content, "zone")["codes"]
    assert shown.splitlines()[:2] == ["Melun (77288)", "Seine-et-Marne (77)"]
    said(professional, service, sorte="codes", codes=shown)
    assert service.zone_eligibilite == held


def test_any_professional_says_the_area_of_a_place_that_all_see(service):
    stranger = Client()
    stranger.force_login(UserFactory(is_professional=True))
    said(stranger, service, sorte="codes", codes="77")
    assert service.zone_eligibilite == ["77"]
    nobody = Client()
    nobody.force_login(UserFactory())
    assert nobody.post(page_of(service), {"sorte": "inconnue"}).status_code == 403


def test_what_no_territory_is_called_is_told_and_nothing_is_kept(professional, service):
    answer = said(professional, service, sorte="codes", codes="77288, 99999, Trifouillis")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "99999" in page
    assert "Trifouillis" in page
    assert service.zone_eligibilite == []


def test_a_name_that_several_communes_bear_asks_which(places):
    with pytest.raises(ValidationError, match="plusieurs communes"):
        service_area.read_codes("Saint-Denis")
    assert service_area.read_codes("Saint-Denis", "93") == ["93066"]


def test_a_radius_takes_in_who_is_within_it_and_nobody_else(professional, service):
    said(professional, service, sorte="rayon", rayon_km="10")
    area = service.zone_polygon
    assert area.covers(Point(2.6608, 48.5399 + 9.9 / 111.2, srid=4326))
    assert not area.covers(Point(2.6608, 48.5399 + 10.1 / 111.2, srid=4326))
    assert service.zone_eligibilite == []


def test_a_radius_in_la_reunion_is_as_long(places):
    area = service_area.circle(Point(55.45, -20.9, srid=4326), 5_000)
    assert area.covers(Point(55.45, -20.9 - 4.9 / 110.7, srid=4326))
    assert not area.covers(Point(55.45, -20.9 - 5.1 / 110.7, srid=4326))


def test_the_circle_around_a_refuge_does_not_tell_where_it_is(professional, member, places):
    from places.models import Commune

    hidden = StructureFactory(
        position=point(48.60, 2.70),
        commune=Commune.objects.get(code="77288"),
        address_visibility=Visibility.PROFESSIONALS,
    )
    answers_for(member, hidden)
    service = ServiceFactory(structure=hidden)
    said(professional, service, sorte="rayon", rayon_km="3")
    centre = service.zone_polygon.centroid
    town_hall = Commune.objects.get(code="77288").point
    assert centre.distance(town_hall) < 0.002
    assert centre.distance(Point(2.70, 48.60, srid=4326)) > 0.03


def test_without_a_provider_the_time_is_an_estimate_and_the_page_says_so(professional, service, monkeypatch):
    monkeypatch.setattr(travel, "provider", lambda: None)
    answer = said(professional, service, sorte="duree", minutes="15", trajet="voiture")
    assert "estimée par un cercle de 10" in answer.content.decode()
    assert service.zone_polygon.covers(Point(2.6608, 48.5399 + 10 / 111.2, srid=4326))


class Provider:
    """A client of the Géoplateforme that answers a triangle, or not at all."""

    def __init__(self, answers: bool) -> None:
        self.answers = answers

    def get_json(self, url, **query):
        if not self.answers:
            raise Away("délai dépassé")
        return {"geometry": TRIANGLE}


def test_an_isochrone_is_kept_as_the_provider_draws_it(professional, service, monkeypatch):
    monkeypatch.setattr(travel, "provider", lambda: IgnIsochrones(Provider(True)))
    answer = said(professional, service, sorte="duree", minutes="15", trajet="voiture")
    assert "calculée par la route" in answer.content.decode()
    assert service.zone_polygon.num_coords == 4


def test_a_provider_that_is_away_leaves_an_estimate_and_says_why(professional, service, monkeypatch):
    monkeypatch.setattr(travel, "provider", lambda: IgnIsochrones(Provider(False)))
    answer = said(professional, service, sorte="duree", minutes="15", trajet="pied")
    assert "délai dépassé" in answer.content.decode()
    assert service.zone_polygon is not None


def test_a_drawing_replaces_the_codes_and_codes_replace_the_drawing(professional, service):
    said(professional, service, sorte="codes", codes="77288")
    said(professional, service, sorte="dessin", dessin=json.dumps(TRIANGLE))
    assert (service.zone_eligibilite, service.zone_polygon.num_coords) == ([], 4)
    said(professional, service, sorte="inconnue")
    assert (service.zone_eligibilite, service.zone_polygon) == ([], None)


def test_the_search_holds_a_drawn_area_against_those_outside(professional, service, client):
    said(professional, service, sorte="dessin", dessin=json.dumps(TRIANGLE))
    inside = client.get("/api/v1/structures", {"lat": 48.53, "lon": 2.68, "rayon_km": 30}).json()
    outside = client.get("/api/v1/structures", {"lat": 48.45, "lon": 2.50, "rayon_km": 30}).json()
    assert (len(inside["features"]), len(outside["features"])) == (1, 0)


BOW_TIE = '{"type":"Polygon","coordinates":[[[2,48],[3,49],[3,48],[2,49],[2,48]]]}'


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("un dessin", "polygone GeoJSON"),
        ('{"type":"Point","coordinates":[2,48]}', "polygone GeoJSON"),
        (BOW_TIE, "se croise"),
        (
            '{"type":"Polygon","coordinates":[[[652000,6863000],[652100,6863000],[652100,6863100],[652000,6863000]]]}',
            "monde",
        ),
    ],
)
def test_a_drawing_that_cannot_be_is_refused_with_its_reason(professional, service, text, why):
    answer = said(professional, service, sorte="dessin", dessin=text)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert service.zone_polygon is None


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"sorte": "cercle"},
        {"sorte": "codes", "codes": " "},
        {"sorte": "rayon", "rayon_km": "loin"},
        {"sorte": "rayon", "rayon_km": "0"},
        {"sorte": "duree"},
        {"sorte": "duree", "minutes": "1", "trajet": "voiture"},
        {"sorte": "dessin"},
    ],
)
def test_a_form_without_what_it_needs_is_shown_again(professional, service, fields):
    answer = said(professional, service, **fields)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_a_comma_is_a_decimal_point(professional, service):
    assert said(professional, service, sorte="rayon", rayon_km="2,5").status_code == 200
    assert service.zone_polygon.covers(Point(2.6608, 48.5399 + 2.4 / 111.2, srid=4326))


def test_visitors_are_sent_to_sign_in_and_see_no_link(client, professional, service):
    assert (
        "/connexion" in client.get(page_of(service))["Location"]
        or "login" in client.get(page_of(service))["Location"]
    )
    path = f"/structures/{service.structure_id}/"
    assert page_of(service) not in client.get(path, follow=True).content.decode()
    assert page_of(service) in professional.get(path, follow=True).content.decode()


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=200))
def test_no_text_breaks_the_reading_of_a_drawing(text):
    with contextlib.suppress(ValidationError):
        assert service_area.drawn(text).valid


def test_a_drawing_is_read_as_it_was_written():
    assert service_area.drawn(json.dumps(TRIANGLE)).equals(GEOSGeometry(json.dumps(TRIANGLE)))


def _box(west, south, east, north):
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


@pytest.mark.parametrize(
    "box",
    [(-180, -90, 180, 90), (-179, -89, 179, 89), (-10, 40, 30, 60), (0, 0, 0.1, 0.1), (-61, 14, 2, 48)],
)
def test_a_drawing_larger_than_the_country_or_elsewhere_is_told_and_not_kept(professional, service, box):
    answer = said(professional, service, sorte="dessin", dessin=_box(*box))
    assert answer.status_code == 422
    assert "trop grand, ou hors de France" in answer.content.decode()
    assert service.zone_polygon is None


@pytest.mark.parametrize("box", [(2, 48, 3, 49), (55.3, -21.3, 55.8, -20.9), (-5, 42, 9.5, 51)])
def test_a_drawing_in_the_country_is_kept(professional, service, box):
    said(professional, service, sorte="dessin", dessin=_box(*box))
    assert service.zone_polygon is not None
