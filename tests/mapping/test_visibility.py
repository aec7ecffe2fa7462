"""Nothing private leaves by any door: unmistakable strings and places are sown, then looked for."""

import pytest
from django.db import connection
from django.urls import reverse
from geopy.distance import geodesic

from accounts.readers import VISITOR, Reader
from accounts.roles import Role
from mapping.models import (
    Session,
    Status,
    Structure,
    Visibility,
    VisibleContact,
    VisibleService,
    VisibleStructure,
)
from search import engine
from search.models import SearchRow
from search.question import Criteria, Place, Search
from tests.factories import (
    CommuneFactory,
    ContactFactory,
    ServiceFactory,
    StructureFactory,
    UserFactory,
    point,
)

pytestmark = pytest.mark.django_db

SECRET = "SECRETSECRET"
# 3.6 km away from the commune's point: a distance would betray it.
HIDDEN = point(48.5613, 2.7010)
CENTRE = (48.5390, 2.6600)


@pytest.fixture
def refuge():
    """A confidential place whose every address-bearing field carries the secret."""
    structure = StructureFactory(
        nom="Maison d'accueil",
        source_id=f"{SECRET}-id",
        siret="98765432109876",
        adresse=f"7 rue {SECRET}",
        complement_adresse=f"escalier {SECRET}",
        code_postal="77999",
        commune=CommuneFactory(),
        commune_nom=f"hameau {SECRET}",
        position=HIDDEN,
        position_origin=f"{SECRET} géocodeur",
        accessibilite_lieu=f"https://example.org/{SECRET}",
        lien_source=f"https://example.org/{SECRET}",
        address_visibility=Visibility.PROFESSIONALS,
    )
    service = ServiceFactory(
        structure=structure,
        source_id=f"{SECRET}-service",
        adresse=f"7 rue {SECRET}",
        complement_adresse=SECRET,
        code_postal="77998",
        commune=structure.commune,
        commune_nom=f"hameau {SECRET}",
        position=point(48.5614, 2.7011),
        position_precision="address",
        lien_source=f"https://example.org/{SECRET}",
        nom="Hébergement d'urgence",
    )
    Session.objects.create(service=service, first_day="2026-09-01", last_day="2026-12-01")
    return structure


@pytest.fixture
def private_contact():
    structure = StructureFactory(nom="Association ouverte", telephone="01 99 00 11 11")
    service = ServiceFactory(structure=structure)
    return ContactFactory(
        structure=structure,
        service=service,
        nom=f"Camille {SECRET}",
        fonction="Coordination",
        telephone="06 39 98 76 54",
        courriel="secretsecret@example.org",
        fonction_visibility=Visibility.PUBLIC,
        courriel_visibility=Visibility.OWNERS,
    )


def public_answers(client, structure: Structure) -> dict[str, str]:
    """Every public answer that could mention a structure, as text, by address."""
    lat, lon = CENTRE
    addresses = [
        "/",
        f"/?lat={lat}&lon={lon}",
        f"/?lat={lat}&lon={lon}&vue=carte",
        f"/?lat={lat}&lon={lon}&rayon_km=0.1",
        f"/?lat={lat}&lon={lon}&theme=francais",
        "/api/v1/structures",
        f"/api/v1/structures?lat={lat}&lon={lon}",
        f"/api/v1/structures?lat={HIDDEN.y}&lon={HIDDEN.x}&rayon_km=1",
        f"/api/v1/structures/{structure.pk}",
        "/api/v1/schema",
        "/api/v1/themes",
        f"/structures/{structure.pk}/",
        reverse("structure", args=[structure.pk, "maison-daccueil"]),
        f"/structures/{structure.pk}-x/",
    ]
    answers = {}
    for address in addresses:
        response = client.get(address, follow=True)
        headers = " ".join(f"{name}: {value}" for name, value in response.headers.items())
        answers[address] = headers + response.content.decode()
    return answers


def test_a_visitor_finds_no_trace_of_a_confidential_address(client, refuge):
    answers = public_answers(client, refuge)
    assert "Maison d&#39;accueil" in answers[f"/structures/{refuge.pk}/"]
    hints = [SECRET, "98765432109876", "77999", "77998", "48.561", "2.701", "48,561", "2,701"]
    for address, text in answers.items():
        if str(HIDDEN.y) in address:
            text = text.replace(address, "")
        for hint in hints:
            assert hint not in text, f"{hint} in {address}"


def test_a_professional_sees_the_address_that_is_for_professionals(client, refuge):
    client.force_login(UserFactory(is_professional=True))
    text = client.get(f"/api/v1/structures/{refuge.pk}").content.decode()
    assert f"7 rue {SECRET}" in text


def test_an_address_for_the_prefecture_alone_is_hidden_from_professionals(client, refuge):
    Structure.objects.update(address_visibility=Visibility.OWNERS)
    client.force_login(UserFactory(is_professional=True))
    for address, text in public_answers(client, refuge).items():
        assert SECRET not in text, address
    client.force_login(UserFactory(is_staff=True))
    assert SECRET in client.get(f"/api/v1/structures/{refuge.pk}").content.decode()


@pytest.mark.parametrize(
    ("role", "expected"),
    [(Role.VISITOR, CENTRE), (Role.PROFESSIONAL, (48.5614, 2.7011)), (Role.STAFF, (48.5614, 2.7011))],
)
def test_distances_are_measured_to_what_the_role_may_see(refuge, role, expected):
    origin = (48.60, 2.75)
    (item,) = engine.run(Search(Criteria(("francais",)), Place(*origin)), role).items()
    assert item["properties"]["distance_m"] == pytest.approx(geodesic(origin, expected).m, abs=1)
    longitude, latitude = item["geometry"]["coordinates"]
    assert (latitude, longitude) == pytest.approx(expected, abs=1e-5)
    assert item["properties"]["adresse_confidentielle"] is (role is Role.VISITOR)


def test_searching_at_the_hidden_door_finds_nothing_there(refuge):
    around = Search(place=Place(HIDDEN.y, HIDDEN.x, radius_km=1))
    assert engine.run(around, Role.VISITOR).total == 0
    assert engine.run(around, Role.PROFESSIONAL).total == 1


def test_two_refuges_of_one_commune_are_at_the_same_distance(refuge):
    other = StructureFactory(
        nom="Autre maison", position=point(48.50, 2.60), address_visibility=Visibility.OWNERS
    )
    items = engine.run(Search(place=Place(48.60, 2.75)), Role.VISITOR).items()
    assert {item["id"] for item in items} == {refuge.pk, other.pk}
    assert len({item["properties"]["distance_m"] for item in items}) == 1


def test_a_visitor_finds_no_trace_of_private_contact_details(client, private_contact):
    for address, text in public_answers(client, private_contact.structure).items():
        for hint in (SECRET, "98 76 54", "98765", "secretsecret"):
            assert hint not in text, f"{hint} in {address}"
    detail = client.get(f"/api/v1/structures/{private_contact.structure_id}").json()
    (contact,) = detail["properties"]["services"][0]["contacts"]
    assert contact == {"nom": "", "fonction": "Coordination", "telephone": "", "courriel": ""}


def test_each_contact_detail_has_its_own_visibility(private_contact):
    def seen(role):
        return VisibleContact.objects.seen_by(Reader(role)).values_list("nom", "telephone", "courriel").get()

    assert seen(Role.VISITOR) == ("", "", "")
    assert seen(Role.PROFESSIONAL) == (f"Camille {SECRET}", "06 39 98 76 54", "")
    assert seen(Role.STAFF) == (f"Camille {SECRET}", "06 39 98 76 54", "secretsecret@example.org")


def test_a_contact_with_nothing_left_to_show_does_not_exist(private_contact):
    private_contact.fonction = ""
    private_contact.save()
    assert not VisibleContact.objects.seen_by(VISITOR).exists()


@pytest.mark.parametrize("status", [Status.DRAFT, Status.CLOSED])
def test_what_is_not_published_exists_for_no_reader(client, refuge, status):
    Structure.objects.update(status=status)
    assert not SearchRow.objects.exists()
    for role in Role:
        assert not VisibleStructure.objects.seen_by(role).exists()
        assert not VisibleService.objects.seen_by(role).exists()
    assert client.get(f"/api/v1/structures/{refuge.pk}").status_code == 404


def test_a_visible_structure_says_that_a_missing_position_is_the_commune():
    StructureFactory(position=None)
    visible = VisibleStructure.objects.seen_by(Role.VISITOR).get()
    assert visible.position_precision == "commune"
    assert (visible.position.y, visible.position.x) == pytest.approx(CENTRE)
    assert not visible.position_masked


def test_every_record_is_seen_once_by_each_role(refuge, private_contact):
    for role in Role:
        assert VisibleStructure.objects.seen_by(role).count() == 2
        assert VisibleService.objects.seen_by(role).count() == 2


def test_readers_never_query_the_private_tables(
    client, refuge, private_contact, django_assert_max_num_queries
):
    """A page or an answer reads views and search rows; the tables behind them are for writers."""
    private = ('FROM "mapping_structure"', 'FROM "mapping_service"', 'FROM "mapping_contact"')
    with django_assert_max_num_queries(200, connection=connection) as captured:
        public_answers(client, refuge)
    for query in captured.captured_queries:
        # A prepared statement leaves no text there: it is the search, which names its tables itself.
        sql = query["sql"] or ""
        assert not any(table in sql for table in private), sql
