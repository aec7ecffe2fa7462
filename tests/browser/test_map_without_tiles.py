"""The map when the outside world does not answer."""

import pytest
from playwright.sync_api import expect

RESULTS = "/?lat=48.53998&lon=2.66085&theme=francais&rayon_km=10"
MESSAGE = "les contours des communes le remplacent"


@pytest.mark.parametrize("tiles", ["refused", "hanging"])
def test_without_tiles_the_communes_are_drawn_and_named(visit, directory, tiles):
    page = visit(tiles=tiles).open(RESULTS)
    expect(page.locator(".map__status")).to_contain_text(MESSAGE, timeout=10_000)
    expect(page.locator(".commune-name", has_text="Vaux-le-Pénil")).to_be_visible()
    expect(page.locator(".leaflet-tile")).to_have_count(0)
    expect(page.locator(".marker")).to_have_count(3)
    painted = page.locator("canvas").evaluate(
        "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(v => v > 0)"
    )
    assert painted


def test_with_tiles_nothing_is_said(visit, directory):
    page = visit().open(RESULTS)
    expect(page.locator(".leaflet-tile-loaded").first).to_be_attached()
    expect(page.locator(".map__status")).to_be_empty()


def test_every_result_is_inside_the_map_that_opens(visit, directory):
    page = visit().open(RESULTS)
    expect(page.locator(".marker")).to_have_count(3)
    frame = page.locator("#carte").bounding_box()
    for number in range(3):
        box = page.locator(".marker").nth(number).bounding_box()
        assert frame["x"] <= box["x"] <= frame["x"] + frame["width"]
        assert frame["y"] <= box["y"] <= frame["y"] + frame["height"]


class TestWhatIsSaidOfTheOutlines:
    """Only what is drawn where the reader looks."""

    def test_at_street_level_nothing_is_claimed(self, visit, directory):
        page = visit(tiles="refused").open(RESULTS + "&zoom=17")
        told = page.locator(".map__status")
        expect(told).to_contain_text("Les structures restent à leur place", timeout=10_000)
        expect(told).not_to_contain_text("contours")

    def test_it_follows_the_view(self, visit, directory):
        page = visit(tiles="refused").open(RESULTS + "&zoom=17")
        told = page.locator(".map__status")
        expect(told).not_to_be_empty(timeout=10_000)
        page.locator("#carte").focus()
        for _ in range(6):
            page.keyboard.press("-")
            page.wait_for_function("() => !document.querySelector('.leaflet-zoom-anim')")
        expect(told).to_contain_text(MESSAGE)

    def test_what_is_beyond_the_outlines_is_hatched_and_says_so(self, visit, directory):
        page = visit(tiles="refused").open(RESULTS + "&zoom=8")
        expect(page.locator(".map__status")).to_contain_text("Hachures : rien", timeout=10_000)
        background = page.locator("#carte").evaluate("e => getComputedStyle(e).backgroundImage")
        assert "gradient" in background

    def test_it_can_be_closed_for_good(self, visit, directory):
        page = visit(tiles="refused", viewport={"width": 375, "height": 740}).open(RESULTS + "&vue=carte")
        told = page.locator(".map__status")
        expect(told).not_to_be_empty(timeout=10_000)
        page.get_by_role("button", name="Fermer ce message").click()
        expect(told).to_be_empty()
        expect(page.get_by_role("button", name="Fermer ce message")).to_be_hidden()
        page.locator("#carte").focus()
        page.keyboard.press("+")
        page.wait_for_function("() => !document.querySelector('.leaflet-zoom-anim')")
        expect(told).to_be_empty()


def test_no_popup_lies_under_what_is_said(visit, directory):
    page = visit(tiles="refused", viewport={"width": 375, "height": 740}).open(RESULTS + "&vue=carte")
    told = page.locator(".map__told")
    expect(told).to_be_visible(timeout=10_000)
    page.locator(".marker").first.dispatch_event("click")
    popup = page.locator(".leaflet-popup-content-wrapper")
    expect(popup).to_be_visible()
    page.wait_for_function("() => !document.querySelector('.leaflet-pan-anim')")
    message, shown = told.bounding_box(), popup.bounding_box()
    assert shown["y"] >= message["y"] + message["height"]
