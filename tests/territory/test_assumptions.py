"""What is shown or taken away says what it holds for, and that invented records are invented."""

import io
import re

import pypdfium2
import pytest
from django.utils import timezone
from openpyxl import load_workbook

from places.models import Commune
from tests.factories import ServiceFactory, StructureFactory, point
from tests.territory.conftest import FRENCH, MELUN, PROVINS
from tests.territory.test_pages import text_of

pytestmark = pytest.mark.django_db

SAID = "2 fiches inventées (démonstration)"


@pytest.fixture
def examples(places):
    for at, code in ((MELUN, "77288"), (PROVINS, "77379")):
        structure = StructureFactory(
            position=point(*at), commune=Commune.objects.get(code=code), is_example=True, source="exemples"
        )
        ServiceFactory(structure=structure, thematiques=FRENCH)


def pdf(content: bytes) -> tuple[int, str]:
    document = pypdfium2.PdfDocument(content)
    pages = [page.get_textpage().get_text_range() for page in document]
    return len(pages), re.sub(r"\s+", " ", pages[0])


PAGES = ["", "communes/", "fiches/", "ouvrir/", "et-si/"]


@pytest.mark.parametrize("page", PAGES)
def test_invented_records_are_said_before_anything_else(staff, examples, page):
    html = staff.get(f"/territoire/{page}").content.decode()
    assert SAID in text_of(staff.get(f"/territoire/{page}"))
    assert html.index("(démonstration)") < html.index("<table")


def test_nothing_is_said_to_be_invented_where_nothing_is(staff, two_lessons):
    assert "(démonstration)" not in text_of(staff.get("/territoire/"))
    assert "demonstration" not in staff.get("/territoire/rapport.csv")["Content-Disposition"]


def test_a_files_name_says_what_it_holds_for(staff, examples):
    query = "?theme=francais&seuil_km=20&fiches=a-jour&public=refugies-bpi"
    name = staff.get(f"/territoire/rapport.pdf{query}")["Content-Disposition"]
    day = f"{timezone.localdate():%Y-%m-%d}"
    assert f"-francais-refugies-bpi-20km-a-jour-demonstration-{day}.pdf" in name
    note = staff.get("/territoire/ouvrir/note.pdf?seuil_min=15")["Content-Disposition"]
    assert f"-francais-15min-demonstration-{day}.pdf" in note


@pytest.mark.parametrize("path", ["rapport.pdf", "ouvrir/note.pdf"])
def test_what_is_printed_says_what_it_holds_for_on_its_first_page(staff, examples, path):
    _pages, first = pdf(staff.get(f"/territoire/{path}?seuil_km=20&habitants_min=0").content)
    now = timezone.localtime()
    assert SAID in first
    assert "plus de 20 km, en ligne droite" in first
    assert "toutes les fiches" in first
    assert "population municipale 2017 (Insee)" in first
    assert f"{now:%d/%m/%Y}, {now:%H}:" in first
    assert "?theme=" not in first
    assert "exemples," not in first


def test_records_up_to_date_alone_are_said_in_the_note(staff, examples):
    _pages, first = pdf(staff.get("/territoire/ouvrir/note.pdf?fiches=a-jour&habitants_min=0").content)
    assert "fiches à jour seulement (revues depuis moins d’un an)" in first


@pytest.mark.parametrize("query", ["", "&sites=10", "&objectif=mediane&sites=10&habitants_min=0"])
def test_the_note_is_one_page_with_how_solid_the_choice_is(staff, examples, query):
    pages, first = pdf(staff.get(f"/territoire/ouvrir/note.pdf?seuil_km=5{query}").content)
    assert pages == 1
    assert "Au mieux, avec autant de lieux" in first


def test_the_workbook_says_so_in_its_reading_sheet(staff, examples):
    book = load_workbook(io.BytesIO(staff.get("/territoire/rapport.xlsx?fiches=a-jour").content))
    told = dict(book["Lisez-moi"].iter_rows(max_col=2, values_only=True))
    assert told["fiches inventées"] == SAID
    assert told["fiches comptées"].startswith("fiches à jour seulement")
    assert told["qui est compté"] == "population municipale 2017 (Insee)"


def test_every_intercommunalite_is_in_the_report(staff, examples):
    document = pypdfium2.PdfDocument(staff.get("/territoire/rapport.pdf").content)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    text = re.sub(r"\s+", " ", text)
    groups = staff.get("/territoire/").context["report"].groups
    assert len(groups) > 20
    assert all(group.name[-12:] in text for group in groups)
