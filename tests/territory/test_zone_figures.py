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
    nearest = {zone.code: zone.nearest_m for zone in found.figures}
    assert nearest["QX001"] == 0
    assert nearest["QX002"] == pytest.approx(4360, abs=80)
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
    assert lines[3][:5] == ["QX001", "Les Tilleuls", "1250", "1", "1"]
    assert lines[2][2] == ""
    book = load_workbook(io.BytesIO(staff.get("/territoire/rapport.xlsx" + brought).content))
    assert book.sheetnames == ["Communes", "Intercommunalités", "Zones", "Lisez-moi"]
    assert [row[0].value for row in book["Zones"].iter_rows(min_row=2)] == ["QX003", "QX002", "QX001"]
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


def test_an_upload_says_at_once_how_many_zones_are_here_and_where_to_see_them(staff, places):
    send(staff, "zones", "zones.geojson", FILE.read_bytes())
    page = staff.get("/territoire/depots/")
    assert "3 touchent ce territoire (Seine-et-Marne). Voir sur la carte" in text_of(page)
    link = f"/territoire/?zones={Overlay.objects.latest('pk').pk}#zones-titre"
    assert page.content.decode().count(f'href="{link}"') == 2
    shown = staff.get(link)
    assert shown.context["report"].zones.figures


def test_zones_that_are_all_elsewhere_are_said_to_be(staff, places):
    away = json.loads(FILE.read_text())
    away["features"] = away["features"][3:]
    send(staff, "zones", "zones.geojson", json.dumps(away).encode())
    text = text_of(staff.get("/territoire/depots/"))
    assert "Aucune de ces zones n’est dans ce territoire (Seine-et-Marne)." in text
    assert "Voir sur la carte" not in text


def test_the_zone_that_lacks_the_most_is_first_with_the_themes_that_it_lacks(staff, brought):
    found = staff.get("/territoire/" + brought).context["report"].zones.figures
    assert found[0].code == "QX003"
    lacking = [len(zone.lacking) for zone in found]
    assert lacking == sorted(lacking, reverse=True)
    assert len(found[0].lacking) == 10
    assert all("Apprendre le français" not in zone.lacking for zone in found[1:])
    text = text_of(staff.get("/territoire/" + brought))
    assert "10 : Apprendre le français" in text


def test_the_places_in_and_near_a_zone_are_listed(staff, brought):
    page = staff.get("/territoire/" + brought)
    (melun,) = [zone for zone in page.context["report"].zones.figures if zone.code == "QX001"]
    assert [each.structure.nom for each in melun.near] == ["Association numéro"] or len(melun.near) == 1
    assert melun.near[0].link in page.content.decode()


def test_the_zones_are_named_on_the_map_and_in_its_legend(staff, brought):
    html = staff.get("/territoire/" + brought).content.decode()
    plan = html[html.index("<svg xmlns") : html.index("</svg>", html.index("plan__zones"))]
    assert "<title>Les Tilleuls</title>" in plan
    legend = html[html.index('class="classes"') :]
    assert Overlay.objects.latest("pk").name in legend[: legend.index("</ul>")]


def test_a_deposit_is_taken_away_after_a_second_press(staff, brought):
    html = staff.get("/territoire/depots/").content.decode()
    button = html.index('name="retirer"')
    assert html.rindex('<details class="take-away"', 0, button) > html.rindex("</details>", 0, button)
