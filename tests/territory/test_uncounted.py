"""A column that staff brought: who of it is counted, of how much of the territory, and who is left out."""

import csv
import io
import re

import pypdfium2
import pytest
from openpyxl import load_workbook

from places.models import Commune
from territory.models import DemandColumn
from tests.territory.conftest import PROVINS, lesson
from tests.territory.test_pages import text_of
from tests.territory.test_uploads import send

pytestmark = pytest.mark.django_db

# Melun and Meaux are of Seine-et-Marne, Paris and Fontenay-sous-Bois are not, 99999 is nowhere.
COLUMN = b"CODGEO;N\n77288;100\n77284;50\n75056;3000\n94033;400\n99999;7\n"
LEFT = (
    "2 communes du dépôt hors de ce territoire : 3 400 personnes non comptées.",
    "1 code du dépôt qu'aucune commune n'a : 7 personnes non comptées.",
)


def plain(text: str) -> str:
    return re.sub(r"[\s\xa0\u202f]+", " ", text.replace("&#39;", "'"))


@pytest.fixture
def brought(staff, places):
    """The query string of a view by an uploaded column; French is taught in Provins alone."""
    lesson(PROVINS)

    def bring(content: bytes = COLUMN) -> str:
        assert send(staff, "population", "a.csv", content).status_code == 302
        return f"?theme=francais&population={DemandColumn.objects.latest('pk').pk}"

    return bring


def test_the_sentence_says_who_is_counted_and_of_how_much_of_the_territory(staff, brought):
    text = plain(text_of(staff.get("/territoire/" + brought())))
    assert "150 personnes sur 150 (Essai), soit 100,0 %, vivent à plus de 10 km" in text
    assert "2 communes sur 507 ont un nombre (Essai) : les autres ne sont pas comptées." in text
    assert "(Essai) personnes" not in text


def test_who_is_left_out_is_said_on_the_page(staff, brought):
    text = plain(text_of(staff.get("/territoire/" + brought())))
    for line in LEFT:
        assert line in text


def test_who_is_left_out_is_in_each_file(staff, brought):
    query = brought()
    text = staff.get("/territoire/rapport.csv" + query).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert len(rows) == 509
    # The column adds up to what was uploaded.
    assert sum(int(row["Essai"] or 0) for row in rows) == 3557
    assert [(plain(row["commune"]), row["Essai"]) for row in rows[-2:]] == [
        ("2 communes du dépôt hors de ce territoire", "3400"),
        ("1 code du dépôt qu'aucune commune n'a", "7"),
    ]
    book = load_workbook(io.BytesIO(staff.get("/territoire/rapport.xlsx" + query).content))
    assert book["Communes"].max_row == 510
    told = plain(" ".join(str(row[1].value) for row in book["Lisez-moi"].iter_rows()))
    document = pypdfium2.PdfDocument(staff.get("/territoire/rapport.pdf" + query).content)
    printed = plain(" ".join(page.get_textpage().get_text_bounded() for page in document))
    offline = plain(staff.get("/territoire/rapport.html" + query).content.decode())
    for line in LEFT:
        assert line in told
        assert line in printed
        assert line in offline


def test_nothing_is_said_where_everyone_is_counted(staff, brought):
    text = plain(text_of(staff.get("/territoire/" + brought(b"77288;100\n"))))
    assert "1 commune sur 507 a un nombre (Essai)" in text
    assert "personnes non comptées" not in text


def test_a_territory_that_the_column_does_not_speak_of_says_so(staff, brought):
    text = plain(text_of(staff.get("/territoire/" + brought(b"94033;400\n"))))
    assert "personne n’y est compté" in text
    assert re.search("0 communes? sur 507", text)


def test_a_whole_city_counts_as_one_commune_of_its_territory(staff, brought):
    query = brought(b"CODGEO;N\n13055;120000\n13001;1200\n") + "&departement=13"
    page = staff.get("/territoire/" + query)
    found = page.context["report"]
    assert found.totals.people == 121_200
    codes = found.assessment.people.codes.tolist()
    assert "13055" in codes
    assert not set(codes) & set(Commune.objects.filter(parent_code="13055").values_list("code", flat=True))
    # The map draws the city that the table counts.
    tried = staff.get("/territoire/et-si/" + query)
    outlines = staff.get(tried.context["map"]["contours"]).json()
    assert {each["id"] for each in outlines["features"]} >= {"13055", "13001"}
    assert "13201" not in {each["id"] for each in outlines["features"]}
    layer = staff.get("/territoire/rapport.geojson" + query).json()
    city = next(each["properties"] for each in layer["features"] if each["id"] == "13055")
    assert city["population"] == 120_000


def test_arrondissements_are_counted_where_they_are_given(staff, brought):
    query = brought(b"CODGEO;N\n13201;1200\n13202;300\n") + "&departement=13"
    found = staff.get("/territoire/" + query).context["report"]
    assert found.totals.people == 1500
    assert "13055" not in found.assessment.people.codes.tolist()
