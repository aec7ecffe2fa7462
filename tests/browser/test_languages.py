"""The language switch and right-to-left pages in a real browser."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.axe import SCHEMES, faults

SEARCH = "?lat=48.53998&lon=2.66085&theme=francais&rayon_km=10"
OWED = ["aide/", "accessibilite/", "mentions-legales/", "donnees-personnelles/", "plan-du-site/"]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_switch_works_by_keyboard_and_keeps_the_search(visit, directory, scripts):
    window = visit(java_script_enabled=scripts)
    page = window.open("/" + SEARCH)
    page.locator("header details:has(a[hreflang]) > summary").focus()
    page.keyboard.press("Enter")
    arabic = page.locator("header a[hreflang=ar]")
    expect(arabic).to_be_visible()
    arabic.focus()
    page.keyboard.press("Enter")
    expect(page.locator("html[lang=ar][dir=rtl]")).to_be_attached()
    assert parse_qs(urlsplit(page.url).query) == parse_qs(SEARCH[1:])
    expect(page.locator("#resultats h3")).to_have_count(3)


def test_the_list_reads_from_the_right_and_the_map_stays_as_it_is(visit, directory):
    page = visit(viewport={"width": 1280, "height": 800}).open("/ar/" + SEARCH)
    list_box, map_box = (page.locator(one).bounding_box() for one in (".search__side", ".search__map"))
    assert list_box["x"] > map_box["x"]
    assert page.locator("#carte").evaluate("element => getComputedStyle(element).direction") == "ltr"
    number, title = (page.locator(one).first.bounding_box() for one in (".card__number", ".card__title a"))
    assert number["x"] > title["x"] + title["width"]


def test_scripts_speak_the_language_of_the_page(visit, directory):
    page = visit().open("/uk/" + SEARCH)
    expect(page.get_by_role("button", name="Збільшити карту")).to_be_visible()


@pytest.mark.parametrize("language", ["ar", "uk"])
@pytest.mark.parametrize("path", ["", SEARCH, *OWED])
def test_a_screen_of_320_pixels_never_scrolls_sideways(visit, directory, language, path):
    window = visit(viewport={"width": 320, "height": 640})
    page = window.open(f"/{language}/{path}")
    metrics = window.context.new_cdp_session(page).send("Page.getLayoutMetrics")
    assert metrics["cssContentSize"]["width"] <= 320


@pytest.mark.parametrize("prefix", ["/", "/ar/"])
@pytest.mark.parametrize("path", ["", SEARCH, *OWED, "rien/"])
def test_axe_finds_nothing(visit, directory, prefix, path):
    window = visit(viewport={"width": 375, "height": 800})
    page = window.open(prefix + path)
    expect(page.locator("main")).to_be_visible()
    assert faults(page, SCHEMES) == ""


def test_without_scripts_the_dark_theme_follows_the_reader_s_device(visit, directory):
    def background(scheme):
        page = visit(java_script_enabled=False, color_scheme=scheme).open("/aide/")
        return page.locator("body").evaluate("element => getComputedStyle(element).backgroundColor")

    assert background("light") == "rgb(255, 255, 255)"
    assert background("dark") == "rgb(22, 25, 26)"


@pytest.mark.parametrize("path", ["/", "/" + SEARCH, "/aide/"])
def test_letters_twice_as_large_lose_nothing(visit, directory, path):
    window = visit(viewport={"width": 1280, "height": 800}, bypass_csp=True)
    page = window.open(path)
    page.add_style_tag(content="html { font-size: 200% !important }")
    metrics = window.context.new_cdp_session(page).send("Page.getLayoutMetrics")
    assert metrics["cssContentSize"]["width"] <= 1280
