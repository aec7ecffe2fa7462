"""What the map draws: pins beside one another, circles on towns, names on nothing, in every light."""

import math
import re
from itertools import combinations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import FRENCH
from tests.factories import CommuneFactory, ServiceFactory, StructureFactory, point

RESULTS = "/?lat=48.53998&lon=2.66085&theme=francais&rayon_km=10"
GAP = 4


def boxes(page, selector: str) -> list[dict]:
    """Where all of them are at one moment."""
    return page.locator(selector).evaluate_all("all => all.map(one => one.getBoundingClientRect().toJSON())")


def apart(one: dict, other: dict) -> float:
    aside = max(one["x"], other["x"]) - min(one["x"] + one["width"], other["x"] + other["width"])
    over = max(one["y"], other["y"]) - min(one["y"] + one["height"], other["y"] + other["height"])
    return max(aside, over)


@pytest.fixture
def street(directory):
    """Twelve more lessons in one street, three of them at one door."""
    for number in range(12):
        structure = StructureFactory(
            nom=f"Rue {number}", position=point(48.5405 + max(number - 2, 0) / 20_000, 2.6615), telephone=""
        )
        ServiceFactory(structure=structure, thematiques=FRENCH)


@pytest.mark.parametrize("width", [1366, 375])
def test_no_pin_lies_on_another(visit, street, width):
    page = visit(viewport={"width": width, "height": 740}).open(RESULTS + "&vue=carte")
    expect(page.locator(".marker")).to_have_count(15)
    pins = boxes(page, ".marker")
    assert min(apart(one, other) for one, other in combinations(pins, 2)) >= GAP - 0.01
    # Those that were pushed far are tied to their place, and still so after a closer look.
    assert page.locator(".pin--away .pin__dot").count() >= 3
    page.locator("#carte").focus()
    page.keyboard.press("+")
    # Said once the closer look is drawn.
    page.wait_for_url(lambda url: "zoom=" in url)
    assert min(apart(one, other) for one, other in combinations(boxes(page, ".marker"), 2)) >= GAP - 0.05


def test_a_pin_is_read_without_its_colour(visit, directory):
    page = visit(forced_colors="active").open(RESULTS)
    pin = page.locator(".marker").first
    expect(pin.locator(".pin__number")).to_have_text("1")
    expect(pin.locator(".pin__theme")).to_have_attribute("href", re.compile("#francais$"))
    fill, number = (
        pin.locator(part).evaluate("e => getComputedStyle(e).fill")
        for part in (".pin__shape", ".pin__number")
    )
    assert fill != number


def test_names_are_on_no_pin_and_on_no_name(visit, street):
    page = visit(tiles="refused").open(RESULTS)
    expect(page.locator(".commune-name").first).to_be_visible(timeout=10_000)
    names = boxes(page, ".commune-name")
    assert len(names) >= 8
    for one, other in combinations(names, 2):
        assert apart(one, other) > -2
    for pin in boxes(page, ".marker"):
        assert all(apart(pin, name) > -2 for name in names)


def test_a_large_town_is_written_larger(visit, directory):
    page = visit(tiles="refused").open("/?lat=48.9&lon=2.65&theme=francais&rayon_km=10")
    large = page.locator(".commune-name", has_text=re.compile("^Chelles$"))
    small = page.locator(".commune-name", has_text=re.compile("^Courtry$"))
    expect(large).to_be_visible(timeout=10_000)
    # Names are drawn anew as the map settles.
    expect(large).to_have_css("font-size", "15px")
    expect(large).to_have_css("font-weight", "700")
    expect(small).to_have_css("font-size", re.compile(r"^1[0-4](\.\d+)?px$"))


class TestFromAfar:
    @pytest.fixture
    def towns(self, directory):
        village = CommuneFactory(code="77901", nom="Petitbourg", population=900, point=point(48.70, 3.10))
        for number in range(9):
            StructureFactory(
                commune=village, nom=f"Bourg {number}", position=point(48.70 + number / 2000, 3.10)
            )
        hall = {"reseaux_porteurs": ["communes"], "commune": village}
        for number in range(5):
            StructureFactory(nom=f"Mairie {number}", position=point(48.70, 3.10 + number / 500), **hall)

    def test_circles_are_on_named_towns_and_do_not_touch(self, visit, towns):
        page = visit().open("/?vue=carte")
        circle = page.locator(".spot", has_text="9")
        expect(circle).to_have_attribute("title", re.compile("^Petitbourg – Structures à cet endroit : 9"))
        expect(page.locator(".commune-name--group", has_text="Petitbourg")).to_be_visible()
        for one, other in combinations(boxes(page, ".spot"), 2):
            middles = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in (one, other)]
            assert math.dist(*middles) >= (one["width"] + other["width"]) / 2 + 2

    def test_town_halls_are_out_until_asked(self, visit, towns):
        page = visit().open("/?vue=carte")
        counted = page.locator("[data-counted]")
        expect(counted).to_have_text("Lieux en vue : 13, mairies non comprises")
        page.locator("#calques summary").click()
        page.get_by_label("Mairies").check()
        expect(counted).to_have_text("Lieux en vue : 18")
        expect(page.locator(".spot", has_text="14")).to_be_visible()
        page.get_by_label("Mairies").uncheck()
        expect(counted).to_have_text("Lieux en vue : 13, mairies non comprises")

    def test_beside_a_list_the_map_shows_what_the_list_does(self, visit, towns):
        page = visit().open("/?lat=48.7&lon=3.1&rayon_km=5")
        expect(page.locator("#resultats")).to_contain_text("Mairie 1")
        page.locator("#calques summary").click()
        page.locator("#calques").get_by_role("link", name="Mairies").click()
        page.wait_for_url(lambda url: "sans_mairies=oui" in url)
        expect(page.locator("#resultats")).not_to_contain_text("Mairie 1")
        page.get_by_role("link", name="Enlever : Sans les mairies").click()
        expect(page.locator("#resultats")).to_contain_text("Mairie 1")


def test_one_notch_is_one_zoom(visit, directory):
    page = visit().open(RESULTS + "&zoom=12")
    expect(page.locator(".leaflet-tile-loaded").first).to_be_attached()
    box = page.locator("#carte").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.wheel(0, -120)
    page.wait_for_url(lambda url: "zoom=13" in url)
    page.mouse.wheel(0, 120)
    page.wait_for_url(lambda url: "zoom=12" in url)


def test_enter_opens_what_is_in_the_middle_and_escape_gives_the_map_back(visit, directory):
    page = visit().open("/?vue=carte")
    expect(page.locator(".spot").first).to_be_visible()
    page.goto(RESULTS.replace("rayon_km=10", "rayon_km=5") + "&zoom=13")
    expect(page.locator(".marker")).to_have_count(2)
    page.locator("#carte").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Cours numéro 1").first).to_be_focused()


def test_a_dark_page_has_a_dark_map(visit, directory):
    light = "e => getComputedStyle(e).backgroundColor.match(/\\d+/g).map(Number)[0]"
    page = visit(color_scheme="dark", tiles="refused").open(RESULTS)
    expect(page.locator(".commune-name").first).to_be_visible(timeout=10_000)
    assert page.locator("#carte").evaluate(light) < 60
    assert page.locator(".leaflet-control-zoom-in").evaluate(light) < 60
    drawn = page.locator(".leaflet-outlines-pane canvas").evaluate(
        "c => [...c.getContext('2d').getImageData(c.width / 2, c.height / 2, 1, 1).data].slice(0, 3)"
    )
    assert max(drawn) < 80
    page.emulate_media(color_scheme="light")
    page.wait_for_function(
        "() => { const c = document.querySelector('.leaflet-outlines-pane canvas');"
        " return c.getContext('2d').getImageData(c.width / 2, c.height / 2, 1, 1).data[0] > 150 }"
    )
    page = visit(color_scheme="dark").open(RESULTS)
    expect(page.locator(".leaflet-tile-loaded").first).to_be_attached()
    assert "invert" in page.locator(".leaflet-tile-pane").evaluate("e => getComputedStyle(e).filter")
