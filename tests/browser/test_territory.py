"""The territory's pages in a real browser."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from places.models import Commune
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.factories import UserFactory
from tests.territory.conftest import MELUN, PROVINS, lesson

LEVELS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
PAGES = {
    "view": "/territoire/",
    "everything": "/territoire/?tout=oui&mesure=themes&seuil_km=5",
    "missing": "/territoire/?departement=976",
    "errors": "/territoire/?seuil_km=zzz",
    "siting": "/territoire/ouvrir/?sites=2&objectif=couverture",
    "what if": "/territoire/et-si/?site=48.55,2.99,Nangis",
    "uploads": "/territoire/depots/",
    "country": "/territoire/france/",
}


@pytest.fixture
def staff_window(visit, transactional_db, places):
    """A window of someone of the prefecture, on a directory of two lessons."""
    lesson(MELUN)
    lesson(PROVINS)
    client = Client()
    client.force_login(UserFactory(is_staff=True))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value

    def open_window(**options):
        window = visit(**options)
        window.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": window.base}]
        )
        return window

    return open_window


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(staff_window, name, scheme):
    window = staff_window(viewport={"width": 375, "height": 800}, color_scheme=scheme)
    page = window.open(PAGES[name])
    expect(page.locator("main h1")).to_be_visible()
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": LEVELS}})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("name", ["view", "siting", "what if", "uploads", "country"])
def test_a_screen_of_320_pixels_never_scrolls_sideways(staff_window, name, scripts):
    window = staff_window(viewport={"width": 320, "height": 640}, java_script_enabled=scripts)
    page = window.open(PAGES[name])
    metrics = window.context.new_cdp_session(page).send("Page.getLayoutMetrics")
    assert metrics["cssContentSize"]["width"] <= 320


def test_every_commune_is_drawn_and_those_without_data_are_hatched(staff_window):
    Commune.objects.filter(code="77379").update(point=None, point_source="")
    page = staff_window().open("/territoire/")
    expect(page.locator("#territoire-carte[data-ready]")).to_be_visible()
    fills = page.locator("#territoire-carte path.leaflet-interactive").evaluate_all(
        "paths => paths.map(path => path.getAttribute('fill'))"
    )
    assert len(fills) == 507
    assert fills.count("url(#territoire-hachures)") == 1
    Commune.objects.filter(code="77379").update(point="SRID=4326;POINT(3.2994 48.559)", point_source="mairie")


def test_the_map_is_one_stop_of_the_keyboard_and_says_where_its_figures_are(staff_window):
    page = staff_window().open("/territoire/")
    canvas = page.locator("#territoire-carte")
    expect(canvas).to_have_attribute("aria-label", re.compile("Les mêmes chiffres sont dans les tableaux"))
    assert canvas.locator("path[tabindex], .leaflet-marker-icon[tabindex='0']").count() == 0


def test_without_tiles_the_communes_remain(staff_window):
    page = staff_window(tiles="refused").open("/territoire/")
    expect(page.locator(".map__status")).to_contain_text("les contours des communes restent")
    expect(page.locator("#territoire-carte[data-ready]")).to_be_visible()
    assert page.locator("#territoire-carte path.leaflet-interactive").count() == 507


def test_without_a_script_everything_is_in_tables(staff_window):
    page = staff_window(java_script_enabled=False).open("/territoire/?tout=oui")
    expect(page.locator("noscript, .map__noscript").first).to_be_attached()
    assert page.locator("section[aria-labelledby=communes] tbody tr").count() == 507


def test_a_click_on_the_map_places_a_site_and_a_link_takes_it_away(staff_window):
    page = staff_window().open("/territoire/et-si/")
    expect(page.locator("#territoire-carte[data-ready]")).to_be_visible()
    page.locator("#territoire-carte").scroll_into_view_if_needed()
    box = page.locator("#territoire-carte").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page).to_have_url(re.compile(r"site="))
    expect(page.locator("ol li")).to_have_count(1)
    expect(page.locator(".site-marker")).to_have_count(1)
    page.get_by_role("link", name="retirer").click()
    expect(page.locator("ol li")).to_have_count(0)


def test_a_site_is_moved_by_pulling_it(staff_window):
    page = staff_window().open("/territoire/et-si/?site=48.55,2.99,Nangis")
    expect(page.locator("#territoire-carte[data-ready]")).to_be_visible()
    page.locator(".site-marker").scroll_into_view_if_needed()
    box = page.locator(".site-marker").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y, steps=6)
    page.mouse.up()
    expect(page).not_to_have_url(re.compile(r"48\.55000,2\.99000|site=48\.55,2\.99"))
    expect(page.locator("ol li")).to_have_count(1)


ASKED = "/territoire/?theme=francais&departement=77"


def ask_otherwise(page):
    page.get_by_label("Thème").select_option("sante")
    page.get_by_label("Trop loin au-delà de").select_option("20")
    page.get_by_label("Ce que montre la carte").select_option("nombre")


def expect_the_address(page):
    expect(page.get_by_label("Thème")).to_have_value("francais")
    expect(page.get_by_label("Trop loin au-delà de")).to_have_value("10")
    expect(page.get_by_label("Ce que montre la carte")).to_have_value("distance")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_on_the_way_back_the_controls_say_what_the_address_asks(staff_window, scripts):
    page = staff_window(java_script_enabled=scripts).open(ASKED)
    ask_otherwise(page)
    page.get_by_role("button", name="Voir").click()
    expect(page).to_have_url(re.compile("theme=sante"))
    page.go_back()
    expect(page).to_have_url(re.compile("theme=francais"))
    expect_the_address(page)


def test_a_page_that_the_browser_kept_says_what_its_address_asks(staff_window):
    page = staff_window().open(ASKED)
    ask_otherwise(page)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect_the_address(page)


def test_the_browser_s_own_page_cache_brings_back_the_question_of_the_tables(staff_window, browser):
    """In a browser that keeps pages, as everybody's does."""
    window = staff_window()
    keeping = browser.browser_type.launch(
        executable_path=CHROMIUM, args=ARGUMENTS, ignore_default_args=["--disable-back-forward-cache"]
    )
    page = keeping.new_page(base_url=window.base, locale="fr-FR")
    page.context.add_cookies(window.context.cookies())
    page.goto(ASKED)
    ask_otherwise(page)
    page.get_by_role("button", name="Voir").click()
    expect(page).to_have_url(re.compile("theme=sante"))
    page.go_back(wait_until="commit")
    expect(page).to_have_url(re.compile("theme=francais"))
    expect_the_address(page)
    keeping.close()
