"""The API as someone who writes a client would meet it."""

import copy
import inspect
import json

import pytest
from django.db import transaction
from geopy.distance import geodesic
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapping.models import Structure
from mapping.serializers import StructureWriteSerializer
from tests.factories import (
    CommuneFactory,
    ContactFactory,
    ServiceFactory,
    StructureFactory,
    UserFactory,
    point,
)

pytestmark = pytest.mark.django_db

MELUN = "lat=48.5390&lon=2.6600"
HEALTH = "sante--acces-aux-soins"
_WRITABLE = sorted(name for name, field in StructureWriteSerializer().fields.items() if not field.read_only)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@pytest.fixture
def three():
    """Three places, 0.5, 2 and 8 km or so to the north of the centre of Melun."""
    places = []
    for name, latitude in [("Loin", 48.611), ("Près", 48.5435), ("Entre deux", 48.557)]:
        structure = StructureFactory(nom=name, position=point(latitude, 2.66))
        ServiceFactory(structure=structure, nom=f"Service {name}")
        places.append(structure)
    return places


def names(answer: dict) -> list[str]:
    return [feature["properties"]["nom"] for feature in answer["features"]]


def test_structures_come_nearest_first_with_their_distance(client, three):
    response = client.get(f"/api/v1/structures?{MELUN}&rayon_km=10&theme=francais")
    assert response["Content-Type"] == "application/geo+json"
    answer = response.json()
    assert names(answer) == ["Près", "Entre deux", "Loin"]
    assert (answer["numberMatched"], answer["numberReturned"], answer["next"]) == (3, 3, None)
    for feature in answer["features"]:
        longitude, latitude = feature["geometry"]["coordinates"]
        assert feature["properties"]["distance_m"] == pytest.approx(
            geodesic((48.5390, 2.66), (latitude, longitude)).m, abs=1
        )


def test_a_radius_is_a_bound(client, three):
    answer = client.get(f"/api/v1/structures?{MELUN}&rayon_km=3").json()
    assert names(answer) == ["Près", "Entre deux"]
    assert answer["numberMatched"] == 2


def test_a_theme_is_a_filter_and_two_are_either(client, three):
    ServiceFactory(structure=three[0], thematiques=[HEALTH])
    assert names(client.get(f"/api/v1/structures?{MELUN}&theme=sante").json()) == ["Loin"]
    both = client.get(f"/api/v1/structures?{MELUN}&theme=sante&theme=francais").json()
    assert names(both) == ["Près", "Entre deux", "Loin"]
    assert both["numberMatched"] == 3


def test_a_feature_names_the_services_that_were_found(client, three):
    ServiceFactory(structure=three[1], nom="Soins", thematiques=[HEALTH])
    (feature,) = client.get(f"/api/v1/structures?{MELUN}&theme=sante").json()["features"]
    assert feature["properties"]["services"] == ["Soins"]
    assert feature["properties"]["themes"] == ["francais", "sante"]


def test_pages_follow_one_another_without_gap_or_repeat(client, three):
    address, seen = f"/api/v1/structures?{MELUN}&limit=1", []
    while address:
        answer = client.get(address).json()
        assert answer["numberMatched"] == 3
        seen += names(answer)
        address = answer["next"]
    assert seen == ["Près", "Entre deux", "Loin"]


def test_a_structure_is_listed_at_each_of_its_places_once(client):
    structure = StructureFactory(position=point(48.54, 2.66))
    for n in range(6):
        # two services at each of three places
        ServiceFactory(
            structure=structure, position=point(48.541 + n // 2 / 100, 2.66), position_precision="address"
        )
    ServiceFactory(structure=StructureFactory(nom="Autre", position=point(48.545, 2.66)))
    address, seen = f"/api/v1/structures?{MELUN}&limit=1", []
    while address:
        answer = client.get(address).json()
        assert answer["numberMatched"] == 4
        seen += [(f["id"], tuple(f["geometry"]["coordinates"])) for f in answer["features"]]
        address = answer["next"]
    assert len(seen) == len(set(seen)) == 4
    assert [structure_id == structure.pk for structure_id, _point in seen] == [True, False, True, True]


def test_two_places_of_a_structure_at_the_same_distance_are_two(client):
    structure = StructureFactory(position=point(48.60, 2.66))
    for longitude in (2.65, 2.67):
        ServiceFactory(structure=structure, position=point(48.539, longitude), position_precision="address")
    address, seen = f"/api/v1/structures?{MELUN}&limit=1", []
    while address:
        answer = client.get(address).json()
        assert answer["numberMatched"] == 2
        seen += [feature["geometry"]["coordinates"][0] for feature in answer["features"]]
        address = answer["next"]
    assert sorted(seen) == [2.65, 2.67]


def test_a_service_elsewhere_is_listed_at_its_own_address(client):
    structure = StructureFactory(position=point(48.54, 2.66))
    ServiceFactory(
        structure=structure,
        adresse="3 place du Marché",
        code_postal="77310",
        commune_nom="Ponthierry",
        position=point(48.60, 2.70),
        position_precision="street",
        thematiques=[HEALTH],
    )
    (feature,) = client.get("/api/v1/structures?lat=48.6&lon=2.7&theme=sante").json()["features"]
    properties = feature["properties"]
    assert properties["distance_m"] == 0
    assert (properties["adresse"], properties["commune"]) == ("3 place du Marché", "Ponthierry")
    assert properties["position_precision"] == "street"


def test_without_a_place_everything_is_listed_in_a_stable_order(client, three):
    answer = client.get("/api/v1/structures?limit=2").json()
    assert names(answer) == ["Loin", "Près"]
    assert answer["features"][0]["properties"]["distance_m"] is None
    assert names(client.get(answer["next"]).json()) == ["Entre deux"]


def test_an_empty_answer_is_an_empty_list(client, three):
    answer = client.get("/api/v1/structures?lat=43.3&lon=5.4&rayon_km=1").json()
    assert answer["features"] == []
    assert (answer["numberMatched"], answer["next"]) == (0, None)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("lat=948&lon=2", "lat"),
        ("lat=nan&lon=2", "lat"),
        ("lat=48.5", "lon"),
        ("lat=2.6&lon=48.5", "lat"),
        ("rayon_km=-1", "rayon_km"),
        ("theme=' OR 1=1 --", "theme"),
        ("theme=%FF%FE", "theme"),
        ("commune=%3Cb%3E", "commune"),
        ("commune=77%00", "commune"),
        ("inconnu=1", "inconnu"),
        ("adresse=Melun", "adresse"),
        ("cursor=%27;DROP", "cursor"),
        ("limit=99999999999999999999", "limit"),
        ("theme=" + "x" * 10_000, "theme"),
    ],
)
def test_a_bad_parameter_is_a_problem_document_that_names_it(client, query, parameter):
    response = client.get(f"/api/v1/structures?{query}")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == 400
    assert [error["parameter"] for error in problem["errors"]] == [parameter]
    assert problem["errors"][0]["detail"]


def test_hostile_text_in_the_data_stays_text(client):
    hostile = """</script><img src=x onerror=alert(1)> "' \\ %s"""
    structure = StructureFactory(nom=hostile, description=hostile)
    ServiceFactory(structure=structure, nom=hostile)
    (feature,) = client.get(f"/api/v1/structures?{MELUN}").json()["features"]
    assert feature["properties"]["nom"] == hostile
    assert feature["properties"]["services"] == [hostile]
    assert client.get(f"/api/v1/structures/{structure.pk}").json()["properties"]["nom"] == hostile


def test_a_list_is_one_query(client, three, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get(f"/api/v1/structures?{MELUN}&theme=francais")


def test_a_structure_takes_the_same_queries_however_much_it_holds(client, django_assert_num_queries):
    structure = StructureFactory()
    for _ in range(4):
        ContactFactory(structure=structure, service=ServiceFactory(structure=structure))
    with django_assert_num_queries(7):
        answer = client.get(f"/api/v1/structures/{structure.pk}").json()
    assert len(answer["properties"]["services"]) == 4
    assert answer["geometry"]["coordinates"] == pytest.approx([2.66, 48.539])


def test_an_unknown_structure_is_a_problem_document(client):
    response = client.get("/api/v1/structures/123456")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert "123456" in response.json()["detail"]


def test_an_unknown_address_of_the_api_is_a_problem_document(client):
    response = client.get("/api/v1/nulle/part")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_themes_hold_the_whole_vocabulary(client):
    themes = client.get("/api/v1/themes").json()
    assert sum(len(theme["thematiques"]) for theme in themes) == 69


def test_the_schema_tells_every_parameter_of_the_filter(client):
    from search.filters import PARAMETERS

    schema = client.get("/api/v1/schema", HTTP_ACCEPT="application/vnd.oai.openapi+json").json()
    listed = schema["paths"]["/api/v1/structures"]["get"]["parameters"]
    assert {parameter["name"] for parameter in listed} == PARAMETERS


def test_the_schema_is_written_for_its_readers(client):
    from mapping import contact_api, serializers
    from search import api

    schema = client.get("/api/v1/schema", HTTP_ACCEPT="application/vnd.oai.openapi+json").json()
    operations = [operation for path in schema["paths"].values() for operation in path.values()]
    assert all(operation.get("summary") for operation in operations)
    told = {one.get("description") for one in (*operations, *schema["components"]["schemas"].values())}
    for_developers = {
        inspect.getdoc(thing)
        for module in (api, contact_api, serializers)
        for holder in vars(module).values()
        if inspect.isclass(holder)
        for thing in (holder, *vars(holder).values())
        if inspect.isclass(thing) or inspect.isfunction(thing)
    }
    assert told & for_developers <= {None}


def test_the_schema_says_what_is_refused(client):
    paths = client.get("/api/v1/schema", HTTP_ACCEPT="application/vnd.oai.openapi+json").json()["paths"]
    one, many = paths["/api/v1/structures/{id}"], paths["/api/v1/structures"]
    assert set(one["get"]["responses"]) == {"200", "401", "404"}
    assert set(one["delete"]["responses"]) == {"204", "401", "403", "404"}
    assert set(many["post"]["responses"]) == {"201", "400", "401", "403", "415"}
    for method in ("put", "patch"):
        assert set(one[method]["responses"]) == {"200", "400", "401", "403", "404", "409", "415"}
    contact, contacts = paths["/api/v1/contacts/{id}"], paths["/api/v1/structures/{id}/contacts"]
    assert set(contacts["post"]["responses"]) == {"201", "400", "401", "403", "404", "415"}
    assert set(contact["patch"]["responses"]) == {"200", "400", "401", "403", "404", "409", "415"}
    assert set(contact["get"]["responses"]) == {"200", "401", "403", "404"}
    assert set(contact["delete"]["responses"]) == {"204", "401", "403", "404"}
    for parameter in many["get"]["parameters"]:
        if parameter["name"] in ("lat", "lon"):
            assert "refusée (400)" in parameter["description"]


class TestWriting:
    @pytest.fixture
    def staff(self, client):
        client.force_login(UserFactory(is_staff=True))
        return client

    @pytest.fixture
    def body(self):
        CommuneFactory()
        return {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [2.66, 48.539]},
            "properties": {
                "source": "préfecture",
                "source_id": "1",
                "nom": "Maison des services",
                "commune": "77900",
                "position_precision": "address",
            },
        }

    @staticmethod
    def send(client, method, address, body):
        return getattr(client, method)(address, json.dumps(body), content_type="application/json")

    @pytest.mark.parametrize("fields", [None, {}, {"is_professional": True}])
    def test_only_staff_write(self, client, body, fields):
        structure = StructureFactory()
        if fields is not None:
            client.force_login(UserFactory(**fields))
        for method, address in [
            ("post", "/api/v1/structures"),
            ("put", f"/api/v1/structures/{structure.pk}"),
            ("patch", f"/api/v1/structures/{structure.pk}"),
            ("delete", f"/api/v1/structures/{structure.pk}"),
        ]:
            response = self.send(client, method, address, body)
            assert response.status_code == (401 if fields is None else 403)
            assert response["Content-Type"] == "application/problem+json"
            assert response.json()["title"] == ("Connexion nécessaire" if fields is None else "Interdit")
            assert fields is not None or response["WWW-Authenticate"].startswith("Bearer ")
        assert Structure.objects.get() == structure

    def test_staff_create_a_structure_that_is_found_at_once(self, staff, body):
        response = self.send(staff, "post", "/api/v1/structures", body)
        assert response.status_code == 201, response.content
        assert names(staff.get(f"/api/v1/structures?{MELUN}").json()) == ["Maison des services"]

    def test_staff_change_one_field(self, staff):
        structure = StructureFactory(nom="Ancien nom")
        response = self.send(
            staff, "patch", f"/api/v1/structures/{structure.pk}", {"properties": {"nom": "Nouveau nom"}}
        )
        assert response.status_code == 200, response.content
        structure.refresh_from_db()
        assert structure.nom == "Nouveau nom"
        assert structure.position.coords == pytest.approx((2.66, 48.539))

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("commune", "\0"),
            ("nom", "\u200b\u200d"),
            ("nom", "Maison\r\nBcc: tous@example.org"),
            ("telephone", "abc"),
            ("telephone", "01 64 00 00 00\nX: y"),
            ("date_maj", "9999-12-31"),
            ("date_maj", "0001-01-01"),
            ("verified_at", "1800-01-01T00:00:00Z"),
            ("position", "POINT(2.66 48.5)"),
            ("position", "SRID=2154;POINT(1 1)"),
            ("position", {"type": "Polygon", "coordinates": [[[2, 48], [3, 48], [3, 49], [2, 48]]]}),
            ("position", {"type": "MultiPoint", "coordinates": [[2, 48]]}),
            ("position", {"type": "Point", "coordinates": [2, 48], "crs": {"type": "name"}}),
            ("position", {"type": "Point", "coordinates": ["2", "48"]}),
        ],
    )
    def test_what_a_field_cannot_be_is_told_by_its_name_and_not_written(self, staff, body, field, value):
        structure = StructureFactory(nom="Ancien nom")
        before = Structure.objects.values().get()
        bodies = [{field: value}]
        if field == "position":
            bodies.append({"type": "Feature", "geometry": value, "properties": {}})
        for sent in bodies:
            response = self.send(staff, "patch", f"/api/v1/structures/{structure.pk}", sent)
            assert response.status_code == 400, response.content
            assert {error["parameter"] for error in response.json()["errors"]} == {field}
        assert Structure.objects.values().get() == before

    def test_a_geometry_where_none_is_read_is_told_rather_than_left_out(self, staff, body):
        structure = StructureFactory()
        flat = {"nom": "Autre", "geometry": body["geometry"]}
        response = self.send(staff, "patch", f"/api/v1/structures/{structure.pk}", flat)
        assert response.status_code == 400
        assert [error["parameter"] for error in response.json()["errors"]] == ["geometry"]

    def test_a_number_larger_than_any_is_refused(self, staff):
        structure = StructureFactory()
        response = staff.patch(
            f"/api/v1/structures/{structure.pk}", '{"nom": 1e400}', content_type="application/json"
        )
        assert response.status_code == 400
        assert "trop grand" in response.json()["detail"]

    def test_staff_delete_a_structure_with_what_it_holds(self, staff):
        service = ServiceFactory()
        assert staff.delete(f"/api/v1/structures/{service.structure_id}").status_code == 204
        assert staff.get(f"/api/v1/structures/{service.structure_id}").status_code == 404

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("nom", ""),
            ("nom", "   "),
            ("siret", "123"),
            ("commune", "00000"),
            ("reseaux_porteurs", ["inconnu"]),
            ("site_web", "pas une adresse"),
            ("courriel", "pas une adresse"),
            ("status", "perdue"),
        ],
    )
    def test_a_wrong_field_is_named_and_nothing_is_written(self, staff, body, field, value):
        body["properties"][field] = value
        response = self.send(staff, "post", "/api/v1/structures", body)
        assert response.status_code == 400
        assert field in json.dumps(response.json()["errors"])
        assert not Structure.objects.exists()

    @pytest.mark.parametrize("coordinates", [[2.66, 95], [200, 48], ["a", "b"], [], None, [2.66]])
    def test_a_point_out_of_the_world_is_refused(self, staff, body, coordinates):
        body["geometry"]["coordinates"] = coordinates
        response = self.send(staff, "post", "/api/v1/structures", body)
        assert response.status_code == 400
        assert not Structure.objects.exists()

    def test_a_second_structure_of_the_same_source_is_refused(self, staff, body):
        StructureFactory(source="préfecture", source_id="1")
        response = self.send(staff, "post", "/api/v1/structures", body)
        assert response.status_code == 400
        assert Structure.objects.count() == 1

    def test_what_is_not_json_is_refused(self, staff):
        response = staff.post("/api/v1/structures", "{", content_type="application/json")
        assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")

    @pytest.mark.parametrize(
        ("sent", "named"),
        [
            (1, "body"),
            ("texte", "body"),
            ([], "body"),
            (None, "non_field_errors"),
            ({"properties": []}, "properties"),
            ({"properties": 1}, "properties"),
            ({"properties": None}, "properties"),
            ({"type": "Feature", "geometry": 3, "properties": {}}, "position"),
            ({"geometry": {"type": "Point", "coordinates": [2.6, 48.5, 80]}, "properties": {}}, "position"),
        ],
    )
    @pytest.mark.parametrize("method", ["post", "put", "patch"])
    def test_what_is_no_feature_is_refused_by_the_name_of_what_is_wrong(self, staff, method, sent, named):
        structure = StructureFactory()
        address = "/api/v1/structures" if method == "post" else f"/api/v1/structures/{structure.pk}"
        response = self.send(staff, method, address, sent)
        assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
        assert named in [error["parameter"] for error in response.json()["errors"]]
        assert Structure.objects.get() == structure

    def test_what_is_nested_without_end_is_refused(self, staff):
        response = staff.post("/api/v1/structures", "[" * 100_000, content_type="application/json")
        assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")

    @given(data=st.data())
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_nothing_that_is_sent_is_a_defect_of_ours(self, staff, body, data):
        """Any JSON, in the place of any part of a feature."""
        sent = copy.deepcopy(body)
        part = data.draw(st.sampled_from(["", "geometry", "coordinates", "id", "bbox", *_WRITABLE]))
        value = data.draw(_JSON)
        if part == "":
            sent = value
        elif part == "coordinates":
            sent["geometry"]["coordinates"] = value
        elif part in _WRITABLE:
            sent["properties"][part] = value
        else:
            sent[part] = value
        with transaction.atomic():
            response = self.send(staff, "post", "/api/v1/structures", sent)
            transaction.set_rollback(True)
        assert response.status_code in (201, 400), response.content
        assert "json" in response["Content-Type"]

    def test_a_draft_is_saved_and_shown_to_nobody(self, staff, body):
        body["properties"]["status"] = "draft"
        assert self.send(staff, "post", "/api/v1/structures", body).status_code == 201
        assert staff.get("/api/v1/structures").json()["features"] == []
