"""What axe can judge, on every kind of page, and what must fit a narrow screen."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import SCHEMES, faults

RESULTS = "/?lat=48.53998&lon=2.66085&theme=francais&rayon_km=10"
PAGES = {
    "home": "/",
    "results": RESULTS,
    "map": RESULTS + "&vue=carte",
    "criteria": RESULTS + "&langue=ar&public=femmes&gratuit=oui&hors_zone=oui&ouvert=jeudi",
    "words": RESULTS + "&q=atelier+francais&tri=pertinence",
    "territory": "/?departement=77",
    "empty": "/?lat=48.53998&lon=2.66085&theme=logement&rayon_km=5",
    "errors": (
        "/?lat=48.53998&lon=2.66085&rayon_km=-1&theme=rien&adresse=zzzzqqq+12&inconnu=1"
        "&langue=klingon&ouvert=hier"
    ),
    "choice": "/?adresse=Saint-Denis",
    "needs": RESULTS + "&theme=sante&niveau.francais=A1&ouvert.francais=jeudi",
    "for whom": RESULTS + "&theme=sante&niveau.francais=A1&question=pour-qui&besoin=francais",
    "when": RESULTS + "&question=quand",
    "what for": RESULTS + "&question=pour-quoi",
    "all questions": RESULTS + "&question=toutes",
    "structure": "structure",
    "unknown": "/structures/999999/",
}


def opened(window, path: str):
    if path != "structure":
        return window.open(path)
    page = window.open(RESULTS)
    page.goto(page.locator("#resultats h3 a").first.get_attribute("href"))
    return page


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(visit, directory, name, width):
    window = visit(viewport={"width": width, "height": 800})
    page = opened(window, PAGES[name])
    expect(page.locator("main")).to_be_visible()
    assert faults(page, SCHEMES) == ""


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("name", PAGES)
def test_a_screen_of_320_pixels_never_scrolls_sideways(visit, directory, name, scripts):
    window = visit(viewport={"width": 320, "height": 640}, java_script_enabled=scripts)
    page = opened(window, PAGES[name])
    # The browser's own box of the document, which needs no script on the page.
    metrics = window.context.new_cdp_session(page).send("Page.getLayoutMetrics")
    assert metrics["cssContentSize"]["width"] <= 320


def test_nothing_moves_while_the_page_loads(visit, directory):
    window = visit(viewport={"width": 375, "height": 812})
    window.context.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => list.getEntries().forEach(e => "
        "{ if (!e.hadRecentInput) window.moved += e.value })).observe({type: 'layout-shift', buffered: true})"
    )
    for path in ("/", RESULTS):
        page = window.open(path)
        page.wait_for_timeout(800)
        assert page.evaluate("window.moved") <= 0.05
