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
