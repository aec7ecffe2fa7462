"""An area drawn around a place does not tell where the place is to whoever may not see it."""

import json

import pytest

from accounts.roles import Role
from mapping.models import AreaOrigin, Service, Structure, Visibility
from mapping.service_area import circle
from search import derived, engine
from search.question import Criteria, Place, Search
from tests.factories import CommuneFactory, ServiceFactory, StructureFactory, UserFactory, point

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

HIDDEN = point(48.5613, 2.7010)


@pytest.fixture
def refuge():
    """Open to all when its area was made, ten kilometres around it, and confidential since."""
    structure = StructureFactory(nom="Maison", position=HIDDEN, commune=CommuneFactory())
    ServiceFactory(structure=structure, zone_polygon=circle(HIDDEN, 10_000), zone_origin=AreaOrigin.PLACE)
    Structure.objects.filter(pk=structure.pk).update(address_visibility=Visibility.OWNERS)
    return structure


def areas(client, structure) -> dict:
    return json.loads(client.get(f"/couches/zones-desservies/{structure.pk}.geojson").content)


def takes(role: Role, lat: float, lon: float) -> str | None:
    """What the search says of whether the only structure takes people from there."""
    asked = Search(Criteria(out_of_zone=True), Place(lat=lat, lon=lon, radius_km=50))
    (feature,) = json.loads(engine.run(asked, role).features)
    return feature["properties"]["zone"]


@pytest.mark.parametrize("origin", [AreaOrigin.PLACE, AreaOrigin.UNKNOWN])
def test_one_made_around_the_place_is_unknown_to_who_may_not_see_it(client, refuge, origin):
    Service.objects.update(zone_origin=origin)
    assert not derived.drift()
    for professional in (False, True):
        if professional:
            client.force_login(UserFactory(is_professional=True))
        told = areas(client, refuge)
        assert (told["features"], told["inconnue"]) == ([], 1)
        assert (
            "MULTIPOLYGON"
            not in client.get(f"/structures/{refuge.pk}/", follow=True).content.decode().upper()
        )
    client.force_login(UserFactory(is_staff=True))
    assert len(areas(client, refuge)["features"]) == 1


def test_nobody_finds_its_edge_by_asking_from_place_to_place(refuge):
    """Ten kilometres north, south and far away: the same answer, whatever the role that may not see it."""
    for role in (Role.VISITOR, Role.PROFESSIONAL):
        assert {takes(role, lat, 2.7010) for lat in (48.5613, 48.64, 48.655, 48.8)} == {"inconnue"}
    assert takes(Role.STAFF, 48.64, 2.7010) == "couvre"
    assert takes(Role.STAFF, 48.8, 2.7010) == "hors"


@pytest.mark.parametrize("origin", [AreaOrigin.DRAWN, AreaOrigin.PUBLIC])
def test_one_that_gives_nothing_away_is_told(client, refuge, origin):
    Service.objects.update(zone_origin=origin)
    assert len(areas(client, refuge)["features"]) == 1
    assert takes(Role.VISITOR, 48.64, 2.7010) == "couvre"
    assert not derived.drift()


def test_it_is_told_again_when_the_place_is(client, refuge):
    Structure.objects.update(address_visibility=Visibility.PUBLIC)
    assert len(areas(client, refuge)["features"]) == 1
    assert takes(Role.VISITOR, 48.64, 2.7010) == "couvre"
    assert not derived.drift()


@pytest.mark.parametrize(
    ("visibility", "origin"),
    [(Visibility.PUBLIC, AreaOrigin.PLACE), (Visibility.PROFESSIONALS, AreaOrigin.PUBLIC)],
)
def test_the_page_notes_what_a_circle_was_made_around(client, visibility, origin):
    client.force_login(UserFactory(is_staff=True))
    structure = StructureFactory(position=HIDDEN, commune=CommuneFactory(), address_visibility=visibility)
    service = ServiceFactory(structure=structure)
    client.post(f"/professionnels/services/{service.pk}/zone/", {"sorte": "rayon", "rayon_km": "5"})
    service.refresh_from_db()
    assert service.zone_polygon is not None
    assert service.zone_origin == origin


def test_the_page_of_an_area_does_not_draw_one_that_the_reader_may_not_see(client, refuge):
    client.force_login(UserFactory(is_professional=True))
    page = client.get(f"/professionnels/services/{refuge.services.get().pk}/zone/").content.decode()
    assert "MultiPolygon" not in page
    client.force_login(UserFactory(is_staff=True))
    assert (
        "MultiPolygon"
        in client.get(f"/professionnels/services/{refuge.services.get().pk}/zone/").content.decode()
    )
