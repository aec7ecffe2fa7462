"""The agenda in a browser: on maps, by the keyboard, with suggestions of places alone, and judged by axe."""

import pytest
from django.contrib.gis.geos import Point
from playwright.sync_api import expect

from network.paths import path_of
from tests.browser.axe import faults
from tests.factories import StructureFactory
from tests.network.factories import EventFactory

AT = {"position_precision": "address", "position_origin": "x"}


@pytest.fixture
def held(transactional_db, places):
    return EventFactory(title="Café des langues", position=Point(2.66, 48.539, srid=4326), **AT)


def test_the_layer_is_asked_for_and_its_marker_leads_to_the_event_by_the_keyboard(visit, held):
    EventFactory(title="Même lieu", position=held.position, **AT)
    visitor = visit()
    asked = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    page = visitor.open("/?lat=48.539&lon=2.66&vue=carte")
    expect(page.locator("#calques")).to_be_visible()
    assert not [url for url in asked if "carte.geojson" in url]
    if not page.locator("#calques").evaluate("each => each.open"):
        page.locator("#calques summary").first.click()
    box = page.locator("#calque-evenements")
    expect(box).not_to_be_checked()
    box.focus()
    page.keyboard.press("Space")
    expect(page.locator(".happening")).to_have_count(1)
    expect(page.get_by_text("Rendez-vous sur la carte : 2")).to_be_visible()
    page.locator("#carte").focus()
    page.keyboard.press("Enter")
    link = page.locator(".leaflet-popup").get_by_role("link", name="Café des langues")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{path_of(held)}")
    page.go_back()
    expect(page.locator("#calque-evenements")).not_to_be_checked()


@pytest.mark.parametrize("width", [1366, 375])
def test_the_agenda_s_own_map_lists_what_it_shows_and_breaks_no_rule(visit, held, width):
    page = visit(viewport={"width": width, "height": 800}).open("/agenda/?vue=carte&lat=48.539&lon=2.66")
    page.locator("#carte").scroll_into_view_if_needed()
    expect(page.locator("#carte .pin")).to_have_count(1)
    expect(page.get_by_role("link", name="Café des langues")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert faults(page) == ""


def test_the_field_of_the_place_suggests_places_alone_and_works_without_scripts(visit, held):
    StructureFactory(nom="Melun accueil")
    page = visit().open("/agenda/")
    page.locator("#adresse").focus()
    page.locator("#adresse").press_sequentially("melun", delay=30)
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("Melun")
    assert not [one for one in options.all_inner_texts() if "accueil" in one]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Chercher").click()
    page.wait_for_url("**lat=48.5**")
    expect(page.get_by_role("link", name="Café des langues")).to_be_visible()
    plain = visit(java_script_enabled=False).open("/agenda/")
    plain.locator("#adresse").fill("Melun")
    plain.get_by_role("button", name="Chercher").click()
    expect(plain.get_by_role("link", name="Café des langues")).to_be_visible()
    expect(plain.locator("#adresse")).to_have_value("Melun (77)")
