"""What staff bring is read, checked, and refused in words."""

import contextlib
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from territory import deposits
from territory.models import DemandColumn, Grouping, Overlay
from territory.refusal import Refused
from territory.zones import zones
from tests.territory.test_pages import text_of

pytestmark = pytest.mark.django_db


def workbook(*rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zone(*points, kind="Polygon", **properties) -> bytes:
    coordinates = [list(map(list, points))]
    geometry = {"type": kind, "coordinates": coordinates}
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"code;immigres\n77288;1 204\n77379;\n75056;12,5\n"),
        ("a.csv", "code\timmigr\xe9s\n77288\t1204\n77379\ts\n75056\t12.5\n".encode("cp1252")),
        ("a.csv", b"\xef\xbb\xbf77288,1204\n\n77379,nd\n75056,12.5"),
        ("a.xlsx", workbook(["code", "immigrés"], [77288, 1204], [77379, None], ["75056", 12.5])),
    ],
)
def test_a_column_of_people_is_read_however_it_is_written(places, name, content):
    found = deposits.numbers(name, content)
    assert found.values == {"77288": 1204, "75056": 12.5}
    assert found.missing == 1
    assert found.unknown == []


def test_the_zero_that_a_spreadsheet_ate_comes_back(places):
    assert deposits.numbers("a.xlsx", workbook(["code", "n"], [1004, 7])).values == {"01004": 7}


def test_codes_that_no_commune_has_are_left_out_and_told(places):
    found = deposits.numbers("a.csv", b"77288;1\n99999;2\n")
    assert (found.values, found.unknown) == ({"77288": 1}, ["99999"])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"77288;beaucoup\n", "Ligne 1 : « beaucoup » n'est pas un nombre"),
        (b"77288;-4\n", "n'est pas un nombre"),
        (b"77288;nan\n", "n'est pas un nombre"),
        (b"77288;inf\n", "n'est pas un nombre"),
        (b"code;n\nMelun;3\n", "Ligne 2 : « Melun » n'est pas un code"),
        (b"77288\n", "un code de commune et une valeur"),
        (b"", "Ce fichier est vide"),
        (b"99999;1\n", "Aucune ligne ne parle d'une commune connue"),
        (b"PK\x03\x04\x00\x00", "Ce classeur est abîmé"),
    ],
)
def test_what_is_wrong_is_refused_in_words(places, content, message):
    with pytest.raises(Refused, match=message):
        deposits.numbers("a.csv", content)


def test_a_workbook_that_does_not_open_is_refused(places):
    with pytest.raises(Refused, match="abîmé"):
        deposits.numbers("a.xlsx", workbook(["code", "n"], [77288, 1])[:-200])


def test_groups_are_names_by_commune(places):
    found = deposits.groups("a.csv", b"77288;Melun\n77379;Provins\n77014;\n")
    assert found.values == {"77288": "Melun", "77379": "Provins"}


def test_zones_keep_their_shape_name_code_and_people_and_nothing_else(places):
    content = zone([2.6, 48.5], [2.7, 48.5], [2.7, 48.6], [2.6, 48.5], lib_qp="Les Mézereaux", secret="x")
    (found,) = zones(content)["features"]
    assert found["properties"] == {"nom": "Les Mézereaux", "code": ""}
    assert found["geometry"]["coordinates"][0][0] == [2.6, 48.5]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", "GeoJSON"),
        (b"[]", "FeatureCollection"),
        (b'{"features": []}', "au moins une zone"),
        (zone([650000, 6860000], [650100, 6860000], [650000, 6860100]), "EPSG:4326"),
        (zone([2.6, 48.5], kind="Point"), "polygone"),
        (b'{"features": [null]}', "polygone"),
        (b'{"features": [{"geometry": {"type": "Polygon", "coordinates": [[["a", 1]]]}}]}', "degrés"),
    ],
)
def test_zones_that_are_none_are_refused_in_words(content, message):
    with pytest.raises(Refused, match=message):
        zones(content)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.xlsx", "a"]))
def test_any_file_is_read_or_refused(places, content, name):
    for read in (deposits.numbers, deposits.groups):
        with contextlib.suppress(Refused):
            assert read(name, content).values
    with pytest.raises(Refused):
        zones(content)


def send(staff, kind: str, name: str, content: bytes):
    file = SimpleUploadedFile(name, content)
    return staff.post(
        "/territoire/depots/", {"sorte": kind, "nom": "Essai", "source": "Insee 2021", "fichier": file}
    )


def test_each_kind_is_brought_and_taken_away(staff, places):
    assert send(staff, "population", "a.csv", b"77288;12\n99999;1\n").status_code == 302
    text = text_of(staff.get("/territoire/depots/"))
    assert "1 commune déposée. 1 code inconnu, laissé de côté : 99999 (1 personne)." in text
    assert send(staff, "regroupement", "a.csv", b"77288;Nord\n").status_code == 302
    assert send(staff, "zones", "a.geojson", zone([2, 48], [3, 48], [3, 49], [2, 48])).status_code == 302
    demand = DemandColumn.objects.get()
    assert demand.values == {"77288": 12}
    assert demand.source == "Insee 2021"
    assert Grouping.objects.get().groups == {"77288": "Nord"}
    assert Overlay.objects.count() == 1
    assert staff.post("/territoire/depots/", {"retirer": f"population-{demand.pk}"}).status_code == 302
    assert not DemandColumn.objects.exists()


def test_a_refused_file_keeps_the_form_and_says_why(staff, places):
    answer = send(staff, "population", "a.csv", b"77288;beaucoup\n")
    assert answer.status_code == 400
    assert "« beaucoup » n'est pas un nombre de personnes" in text_of(answer).replace("&#39;", "'")
    assert not DemandColumn.objects.exists()
