"""Zones that staff brought: what is in and near each, and people only where the file says."""

import csv
import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from territory.models import Overlay
from territory.zones import zones
from tests.territory.conftest import MELUN, lesson
from tests.territory.test_pages import text_of
from tests.territory.test_uploads import send

FILE = Path(__file__).with_name("files") / "zones.geojson"


@pytest.fixture
def brought(staff, places):
    """The query of a view with the zones of our file over it; French is taught in Melun alone."""
    lesson(MELUN)
    assert send(staff, "zones", "zones.geojson", FILE.read_bytes()).status_code == 302
    return f"?theme=francais&departement=77&seuil_km=5&zones={Overlay.objects.latest('pk').pk}"


def test_the_file_s_own_numbers_are_kept_and_no_other():
    kept = [each["properties"] for each in zones(FILE.read_bytes())["features"]]
    assert kept == [
        {"nom": "Les Tilleuls", "code": "QX001", "habitants": 1250.0},
        {"nom": "Le Moulin", "code": "QX002"},
        {"nom": "La Colline", "code": "QX003", "habitants": 800.0},
        {"nom": "Loin d'ici", "code": "QX004"},
    ]


@pytest.mark.parametrize("value", [True, -3, float("nan"), "beaucoup", "1e400", None, [], 10**30])
def test_what_is_no_number_of_people_is_none(value):
    read = json.loads(FILE.read_text())
    read["features"] = read["features"][:1]
    read["features"][0]["properties"]["pop_qp"] = value
    (kept,) = zones(json.dumps(read).encode())["features"]
    assert "habitants" not in kept["properties"]


@pytest.mark.django_db
def test_places_are_counted_in_each_zone_and_within_the_threshold_of_it(staff, brought):
    found = staff.get("/territoire/" + brought).context["report"].zones
    told = {zone.code: (zone.inside, zone.within, zone.people) for zone in found.figures}
    # The lesson is in the first; the second's edge is 4.4 km from it; the third, left open, is 30 km away.
    assert told == {"QX001": (1, 1, 1250), "QX002": (0, 1, None), "QX003": (0, 0, 800)}
    assert found.outside == 1
    assert found.figures[0].nearest_m == 0
    assert found.figures[1].nearest_m == pytest.approx(4360, abs=80)
    assert [zone.code for zone in found.without] == ["QX003"]


@pytest.mark.django_db
def test_the_page_the_table_and_the_workbook_tell_the_same(staff, brought):
    page = staff.get("/territoire/" + brought)
    text = text_of(page)
    assert (
        "3 zones de ce territoire, dont 1 sans lieu à 5 km ou moins. 1 autre zone du fichier, ailleurs."
        in text
    )
    table = staff.get(page.context["zones_link"]).content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(table), delimiter=";"))
    assert lines[1][:5] == ["QX001", "Les Tilleuls", "1250", "1", "1"]
    assert lines[2][2] == ""
    book = load_workbook(io.BytesIO(staff.get("/territoire/rapport.xlsx" + brought).content))
    assert book.sheetnames == ["Communes", "Zones", "Lire"]
    assert [row[0].value for row in book["Zones"].iter_rows(min_row=2)] == ["QX001", "QX002", "QX003"]
    assert page.content.decode().count("<path", page.content.decode().index("plan__zones")) >= 3


@pytest.mark.django_db
def test_a_view_without_zones_has_no_table_of_them(staff, places):
    assert staff.get("/territoire/zones.csv?theme=francais").status_code == 404


@pytest.mark.django_db
def test_a_file_that_says_no_people_says_so_on_the_page(staff, places):
    lesson(MELUN)
    read = json.loads(FILE.read_text())
    for feature in read["features"]:
        feature["properties"].pop("pop_qp", None)
    assert send(staff, "zones", "zones.geojson", json.dumps(read).encode()).status_code == 302
    page = staff.get(f"/territoire/?departement=77&zones={Overlay.objects.latest('pk').pk}")
    assert "Le fichier ne dit pas combien de personnes y vivent : aucune n’est comptée." in text_of(page)
    assert not page.context["report"].zones.tells_people
