"""The map when the outside world does not answer."""

import pytest
from playwright.sync_api import expect

RESULTS = "/?lat=48.53998&lon=2.66085&theme=francais&rayon_km=10"
SAID = "sans les rues"
# How much of the outlines' canvas is of the colour of the land.
LAND = """canvas => {
    const land = getComputedStyle(document.documentElement).getPropertyValue("--land").trim();
    const [r, g, b] = [1, 3, 5].map(i => parseInt(land.slice(i, i + 2), 16));
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let found = 0;
    for (let i = 0; i < data.length; i += 4) {
        found += data[i] === r && data[i + 1] === g && data[i + 2] === b && data[i + 3] === 255;
    }
    return found / (data.length / 4);
}"""


@pytest.mark.parametrize("tiles", ["refused", "hanging"])
def test_without_tiles_the_communes_are_drawn_and_named(visit, directory, tiles):
    page = visit(tiles=tiles).open(RESULTS)
    expect(page.locator(".commune-name", has_text="Vaux-le-Pénil")).to_be_visible(timeout=10_000)
    expect(page.locator(".leaflet-tile")).to_have_count(0)
    expect(page.locator(".marker")).to_have_count(3)
    assert page.locator(".leaflet-outlines-pane canvas").evaluate(LAND) > 0.3


def test_the_outlines_are_there_before_any_tile(visit, directory):
    page = visit(tiles="hanging").open(RESULTS)
    expect(page.locator(".marker")).to_have_count(3)
    canvas = page.locator(".leaflet-outlines-pane canvas")
    page.wait_for_function(f"() => ({LAND})(document.querySelector('.leaflet-outlines-pane canvas')) > 0.3")
    expect(page.locator(".leaflet-control-attribution")).not_to_contain_text(SAID)
    expect(canvas).to_be_attached()


def test_roads_are_said_to_be_absent_in_the_legend_and_the_credits_and_nowhere_else(visit, directory):
    page = visit(tiles="refused").open(RESULTS)
    expect(page.locator(".leaflet-control-attribution")).to_contain_text(SAID, timeout=10_000)
    expect(page.locator(".map [role=alert], .map__status")).to_have_count(0)
    legend = page.get_by_text("les rues n’y sont pas")
    expect(legend).to_be_hidden()
    page.locator("#calques summary").click()
    expect(legend).to_be_visible()


def test_with_tiles_nothing_is_said(visit, directory):
    page = visit().open(RESULTS)
    expect(page.locator(".leaflet-tile-loaded").first).to_be_attached()
    expect(page.locator(".leaflet-control-attribution")).not_to_contain_text(SAID)
    page.locator("#calques summary").click()
    expect(page.get_by_text("les rues n’y sont pas")).to_be_hidden()
    expect(page.locator(".commune-name")).to_have_count(0)


def test_every_result_is_inside_the_map_that_opens(visit, directory):
    page = visit().open(RESULTS)
    expect(page.locator(".marker")).to_have_count(3)
    frame = page.locator("#carte").bounding_box()
    for number in range(3):
        box = page.locator(".marker").nth(number).bounding_box()
        assert frame["x"] <= box["x"] <= frame["x"] + frame["width"]
        assert frame["y"] <= box["y"] <= frame["y"] + frame["height"]


def test_no_zoom_is_empty(visit, directory):
    """From as near as the map lets anybody look, something is still drawn and named around the place."""
    page = visit(tiles="refused").open(RESULTS + "&zoom=17")
    expect(page.locator(".commune-name").first).to_be_visible(timeout=10_000)
    closer = page.get_by_role("button", name="Agrandir la carte")
    expect(closer).to_have_class("leaflet-control-zoom-in leaflet-disabled")
    assert "zoom=14" in page.url
    # With tiles there are streets to see.
    page = visit().open(RESULTS + "&zoom=17")
    expect(page.locator(".leaflet-tile-loaded").first).to_be_attached()
    expect(page.get_by_role("button", name="Agrandir la carte")).not_to_have_class(
        "leaflet-control-zoom-in leaflet-disabled"
    )


def test_what_is_next_door_is_land_that_has_a_name(visit, directory):
    page = visit(tiles="refused").open(RESULTS + "&zoom=8")
    for name in ("YONNE", "LOIRET", "AISNE"):
        expect(page.locator(".commune-name--region", has_text=name)).to_be_visible(timeout=10_000)


def test_popups_open_beside_what_lies_over_the_map(visit, directory):
    page = visit(tiles="refused", viewport={"width": 375, "height": 740}).open(
        "/?lat=48.6&lon=2.66&rayon_km=5&theme=sante&vue=carte"
    )
    page.locator(".spot, .marker").first.dispatch_event("click")
    expect(page.locator(".leaflet-popup, [data-below]:not([hidden])").first).to_be_visible()
