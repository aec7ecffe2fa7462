"""An area drawn around a place does not tell where the place is to whoever may not see it."""

import json

import pytest
from django.test import Client

from accounts.roles import Role
from mapping.models import AreaOrigin, Service, Structure, Visibility
from mapping.service_area import circle
from search import derived, engine
from search.question import Criteria, Place, Search
from tests.factories import CommuneFactory, ServiceFactory, StructureFactory, UserFactory, answers_for, point
from tests.forms import hidden_in, sent_by

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


def zone_page(structure) -> str:
    return f"/professionnels/services/{structure.services.get().pk}/zone/"


def as_the_form_says(client, structure, **changed) -> dict:
    """What a browser would send of the page's form as it was received."""
    return sent_by(client.get(zone_page(structure)).content, "zone") | changed


def with_one_corner_moved(drawing: str) -> str:
    area = json.loads(drawing)
    ring = area["coordinates"][0][0]
    ring[1] = [ring[1][0] + 0.001, ring[1][1] + 0.001]
    return json.dumps(area)


@pytest.fixture
def staff(client):
    client.force_login(UserFactory(is_staff=True))
    return client


@pytest.fixture
def member(client, refuge):
    """Who keeps the refuge true, and does not see its address."""
    client.force_login(answers_for(UserFactory(is_professional=True), refuge))
    return client


def told_to_visitors(structure) -> list:
    return areas(Client(), structure)["features"]


@pytest.mark.parametrize("origin", [AreaOrigin.PLACE, AreaOrigin.UNKNOWN])
@pytest.mark.parametrize(
    "edit", [lambda drawing: drawing, with_one_corner_moved], ids=["as it is", "a corner"]
)
@pytest.mark.parametrize("hidden_meanwhile", [False, True])
def test_a_drawing_made_from_a_ring_is_as_hidden_as_the_ring(staff, refuge, origin, edit, hidden_meanwhile):
    """Whether the place is confidential when it is saved, or becomes so afterwards."""
    Service.objects.update(zone_origin=origin)
    if hidden_meanwhile:
        Structure.objects.update(address_visibility=Visibility.PUBLIC)
    sent = as_the_form_says(staff, refuge)
    assert staff.post(zone_page(refuge), sent | {"dessin": edit(sent["dessin"])}).status_code == 302
    Structure.objects.update(address_visibility=Visibility.OWNERS)
    assert told_to_visitors(refuge) == []
    assert {takes(Role.VISITOR, lat, 2.7010) for lat in (48.5613, 48.64, 48.8)} == {"inconnue"}


def test_a_refused_drawing_keeps_what_it_was_made_from(staff, refuge):
    """The ring was taken away while somebody drew from it: what they drew is still made from it."""
    sent = as_the_form_says(staff, refuge)
    ring = sent["dessin"]
    Service.objects.update(zone_polygon=None, zone_origin=AreaOrigin.UNKNOWN)
    again = staff.post(zone_page(refuge), sent | {"dessin": "un dessin"})
    assert again.status_code == 422
    kept = hidden_in(again.content, "zone")
    staff.post(zone_page(refuge), kept | {"sorte": "dessin", "dessin": ring})
    assert refuge.services.get().zone_polygon is not None
    assert told_to_visitors(refuge) == []


def test_one_drawn_from_nothing_is_told(staff, refuge):
    staff.post(zone_page(refuge), {"sorte": "inconnue"})
    sent = as_the_form_says(staff, refuge, sorte="dessin", dessin=circle(point(48.6, 2.8), 5_000).geojson)
    staff.post(zone_page(refuge), sent)
    assert refuge.services.get().zone_origin == AreaOrigin.DRAWN
    assert len(told_to_visitors(refuge)) == 1


def test_the_page_says_that_what_is_drawn_from_a_hidden_ring_stays_hidden(staff, refuge):
    assert "reste caché" in staff.get(zone_page(refuge)).content.decode()
    Service.objects.update(zone_origin=AreaOrigin.DRAWN)
    assert "reste caché" not in staff.get(zone_page(refuge)).content.decode()


def test_who_may_change_an_area_that_they_do_not_see_is_told_that_there_is_one(member, refuge):
    page = member.get(zone_page(refuge)).content.decode()
    assert "vous ne voyez pas" in page
    assert "non renseignée. Les personnes" not in page
    assert "MultiPolygon" not in page


def test_saving_the_page_as_it_is_leaves_the_area_that_was_not_seen(member, refuge):
    before = refuge.services.get()
    answer = member.post(zone_page(refuge), as_the_form_says(member, refuge), follow=True)
    assert "inchangée" in answer.content.decode()
    after = refuge.services.get()
    assert (after.zone_polygon, after.zone_origin, after.updated_at) == (
        before.zone_polygon,
        before.zone_origin,
        before.updated_at,
    )


@pytest.mark.parametrize(
    "asked",
    [{"sorte": "inconnue"}, {"sorte": "codes", "codes": "77288"}, {"sorte": "rayon", "rayon_km": "5"}],
)
def test_an_area_that_was_not_seen_is_replaced_only_knowingly(member, refuge, asked):
    """Nor by a form that was made when there was none."""
    before = refuge.services.get().zone_polygon
    answer = member.post(zone_page(refuge), asked)
    assert answer.status_code == 422
    assert "vous ne voyez pas" in answer.content.decode()
    assert refuge.services.get().zone_polygon == before
    assert member.post(zone_page(refuge), asked | {"remplacer": "oui"}).status_code == 302
    assert refuge.services.get().zone_polygon != before


def test_when_an_area_that_is_hidden_was_changed_is_hidden_too(staff, refuge):
    staff.post(zone_page(refuge), {"sorte": "rayon", "rayon_km": "5"})
    staff.post(zone_page(refuge), {"sorte": "inconnue"})
    other = Client()
    other.force_login(UserFactory(is_professional=True))
    assert "Zone modifiée le" in staff.get(zone_page(refuge)).content.decode()
    assert "Zone modifiée le" not in other.get(zone_page(refuge)).content.decode()
