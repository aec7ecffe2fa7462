"""`/observatoire/`: what everyone reads of what is asked, and takes away."""

import csv
import io
from datetime import date

import pytest
from django.conf import settings
from openpyxl import load_workbook

from tests.evaluation.conftest import MELUN_EPCI
from tests.territory.test_pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

HERE = {"epci": MELUN_EPCI, "departement": "77"}
SEPTEMBER = date(2026, 9, 1)


def rows(answer) -> list[dict[str, str]]:
    """The lines of a CSV by their header."""
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_before_a_month_is_over_the_page_says_when_numbers_will_be_there(browser):
    text = text_of(browser.get("/observatoire/"))
    assert "Aucun mois n’est encore terminé depuis que l’on compte" in text
    assert "Questions posées" not in text
    assert browser.get("/observatoire/fichier.csv").status_code == 404


def test_numbers_are_added_up_over_the_months_that_are_asked(browser, cell):
    cell(10, "pres", **HERE)
    cell(30, "rien", **HERE)
    cell(7, "rien", month=SEPTEMBER)
    cell(9, "appel", "", structure=1)
    text = text_of(browser.get("/observatoire/"))
    assert "Questions posées 47" in text
    assert "Rien à la distance demandée 37" in text
    assert "De septembre 2026 à octobre 2026" in text
    assert "Appels 9" in text
    text = text_of(browser.get("/observatoire/?periode=2026-09"))
    assert "Questions posées 7" in text
    assert "Septembre 2026" in text


def test_a_number_of_a_large_commune_is_its_epci_s_too(browser, cell):
    cell(10, "rien", commune="77288", **HERE)
    cell(6, "rien", **HERE)
    text = text_of(browser.get(f"/observatoire/?epci={MELUN_EPCI}"))
    assert "Questions posées 16" in text
    assert "77288" not in browser.get("/observatoire/fichier.csv").content.decode()


def test_themes_come_by_how_often_they_are_asked_for_and_places_by_what_found_nothing(browser, cell):
    for theme, n in (("sante", 8), ("francais", 20), ("aucun", 90)):
        cell(n, "pres", theme, **HERE)
    cell(12, "rien", "sante", epci="247700339", departement="77")
    text = text_of(browser.get("/observatoire/"))
    themes = text[text.index("Ce qui est le plus demandé") : text.index("Où l’on ne trouve rien")]
    # What has no theme stands last, however often it is asked.
    assert themes.index("Apprendre le français") < themes.index("sans thème")
    assert themes.index("Santé") < themes.index("sans thème")
    places = text[text.index("Où l’on ne trouve rien") :]
    assert places.index("Val d'Europe") < places.index("Melun")
    assert "Qui ne cherche pas ici n’est pas compté" in places


def test_an_epci_and_a_theme_are_chosen_by_the_address(browser, cell):
    cell(10, "pres", "sante", **HERE)
    cell(20, "rien", "francais", **HERE)
    cell(40, "rien", "francais")
    page = browser.get(f"/observatoire/?epci={MELUN_EPCI}&theme=francais")
    assert "Questions posées 20" in text_of(page)
    assert f"/observatoire/fichier.csv?epci={MELUN_EPCI}&amp;theme=francais" in page.content.decode()
    text = text_of(browser.get("/observatoire/?epci=999&theme=cuisine&periode=2031"))
    for said in (
        "Ce n’est le code d’aucune intercommunalité d’ici.",
        "Ce n’est pas un thème.",
        "Ce n’est pas une période dont il y a des chiffres.",
        "Questions posées 70",
    ):
        assert said in text


def test_what_is_unknown_is_a_dash_and_never_a_nought(browser, cell):
    cell(10, "pres", **HERE)
    text = text_of(browser.get("/observatoire/"))
    assert "Rien à la distance demandée –" in text


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_numbers_are_taken_away_as_the_page_adds_them_up(browser, cell, ending):
    cell(10, "pres", commune="77288", **HERE)
    cell(6, "pres", **HERE)
    cell(30, "rien", "")
    answer = browser.get(f"/observatoire/fichier.{ending}")
    assert f'filename="observatoire-12.{ending}"' in answer["Content-Disposition"]
    if ending == "xlsx":
        book = load_workbook(io.BytesIO(answer.content))
        header, *lines = book.worksheets[0].iter_rows(values_only=True)
        found = [dict(zip(header, line, strict=True)) for line in lines]
        assert "Aucun nombre n’est inférieur à 5" in str([*book.worksheets[1].iter_rows(values_only=True)])
    else:
        found = rows(answer)
    told = {
        (line["mois"], line["epci"] or "", line["theme"] or "", line["quoi"], int(line["nombre"]))
        for line in found
    }
    assert told == {("2026-10", MELUN_EPCI, "francais", "pres", 16), ("2026-10", "", "", "rien", 30)}


def test_a_file_of_what_is_not_understood_is_none(browser, cell):
    cell(10, "pres")
    for asked in ("fichier.pdf", "fichier.csv?periode=2031", "fichier.csv?theme=cuisine"):
        assert browser.get(f"/observatoire/{asked}").status_code == 404


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_the_page_is_there_in_each_language(browser, cell, language):
    cell(10, "pres", **HERE)
    prefix = "" if language == "fr" else f"/{language}"
    page = browser.get(f"{prefix}/observatoire/")
    assert page.status_code == 200
    if language != "fr":
        assert "Questions posées" not in text_of(page)


def test_each_month_is_drawn_with_its_table_beside(browser, cell):
    cell(10, "pres", **HERE)
    cell(5, "rien", month=SEPTEMBER)
    page = browser.get("/observatoire/").content.decode()
    drawing = page[
        page.index('class="columns-plot"') : page.index("</svg>", page.index('class="columns-plot"'))
    ]
    assert drawing.count('class="part part--pres"') == 1
    assert drawing.count('class="part part--rien"') == 1
    assert "09/26" in drawing
    assert "10/26" in drawing
    assert "style=" not in page
    # Nothing is said to who listens but by the table.
    assert 'aria-hidden="true"' in page[page.index('class="columns-plot"') :][:200]


def test_the_observatory_is_found_from_the_map_of_the_site_and_the_page_about_data(browser, cell):
    for page in ("/plan-du-site/", "/donnees-personnelles/"):
        assert 'href="/observatoire/"' in browser.get(page).content.decode()
    assert "/observatoire/" in browser.get("/sitemap-pages.xml").content.decode()
