"""The list and the map as one: what one chooses, the other shows; the history goes through the same steps."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from mapping.models import Service
from search.engine import plane
from search.question import Box
from tests.browser.asking import choose_themes, send
from tests.browser.conftest import FRENCH
from tests.factories import ServiceFactory, StructureFactory, point

RESULTS = "/?lat=48.53998&lon=2.66085&theme=francais&rayon_km=10"
WIDE = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 375, "height": 812}}


@pytest.fixture
def crowd(directory):
    """Thirty more lessons, further than the first page of the list."""
    for number in range(30):
        structure = StructureFactory(
            nom=f"Lointain {number}", position=point(48.61 + (number % 6) / 500, 2.66085 + number / 400)
        )
        ServiceFactory(structure=structure, thematiques=FRENCH)


def settled(page):
    expect(page.locator("#resultats")).not_to_have_attribute("aria-busy", "true")


def test_the_page_says_that_it_is_on_its_way_before_what_looks_is_loaded(visit, directory):
    page = visit().page
    held = []
    page.route("**/answer*.js", lambda route: held.append(route))
    page.goto(RESULTS)
    page.get_by_role("search").get_by_role("button", name="Chercher", exact=True).click()
    expect(page.locator("#resultats")).to_have_attribute("aria-busy", "true")
    held[0].continue_()
    expect(page.locator("#resultats")).to_have_attribute("aria-busy", "false")


def test_what_the_list_leaves_out_is_on_the_map_with_its_number_and_themes(visit, crowd):
    page = visit().open(RESULTS.replace("rayon_km=10", "rayon_km=20"))
    expect(page.locator(".marker")).to_have_count(20)
    expect(page.locator(".spot").first).to_be_visible()
    # Whatever the clusters, nothing is counted twice: 33 lessons, 20 of them numbered.
    titles = page.locator(".spot").evaluate_all("spots => spots.map(spot => spot.title)")
    counts = [int(found[1]) if (found := re.search(r": (\d+)", title)) else 1 for title in titles]
    assert sum(counts) == 13
    assert any("Apprendre le français" in title for title in titles)
    expect(page.locator("[data-in-view=francais]")).to_have_text("33")


def test_the_map_asks_for_whole_squares_and_a_small_move_asks_nothing(visit, directory):
    window = visit(**WIDE)
    asked = []
    window.page.on(
        "request", lambda request: asked.append(request.url) if "/viewport" in request.url else None
    )
    page = window.open(RESULTS)
    expect(page.locator("[data-in-view=francais]")).to_have_text("3")
    query = parse_qs(urlsplit(asked[-1]).query)
    west, south, east, north = map(float, query["bbox"][0].split(","))
    level = int(query["zoom"][0]) + 2
    held = plane.on_grid(Box(west, south, east, north), level)
    assert held
    assert 5 < held[1] - held[0] < 20
    # The map has found its size by now.
    page.wait_for_timeout(1000)
    before = len(asked)
    box = page.locator("#carte").bounding_box()
    x, y = box["x"] + box["width"] - 60, box["y"] + box["height"] / 2
    for pixels, asks in ((6, False), (90, True)):
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x - pixels, y)
        # At rest, or the map would go on by itself.
        page.wait_for_timeout(200)
        page.mouse.up()
        page.wait_for_timeout(500)
        assert (len(asked) > before) is asks, pixels


def test_a_theme_is_switched_on_the_map_and_the_list_follows(visit, directory):
    page = visit().open(RESULTS)
    page.locator("#calques summary").click()
    expect(page.locator("[data-in-view=sante]")).to_have_text("1")
    page.get_by_role("link", name="Santé").click()
    page.wait_for_url(lambda url: "theme=sante" in url)
    expect(page.locator(".marker")).to_have_count(4)
    expect(page.locator("#theme-sante")).to_be_checked()
    page.get_by_role("link", name="Apprendre le français").click()
    expect(page.locator(".marker")).to_have_count(1)
    assert "theme=sante" in page.url
    assert "theme=francais" not in page.url
    page.go_back()
    expect(page.locator(".marker")).to_have_count(4)
    expect(page.locator("#theme-francais")).to_be_checked()


def test_an_answer_that_is_all_out_of_the_view_brings_the_map_to_it(visit, directory):
    page = visit(**WIDE).open(RESULTS.replace("francais", "sante"))
    expect(page.locator(".marker")).to_have_count(1)
    page.locator("#carte").focus()
    for _zoom in range(4):
        before = page.url
        page.keyboard.press("+")
        page.wait_for_url(lambda url, before=before: url != before)
    choose_themes(page, "Apprendre le français", without=("Santé",))
    send(page)
    expect(page.locator(".marker")).to_have_count(3)
    page.wait_for_function(
        """() => {
            const map = document.getElementById("carte").getBoundingClientRect();
            return [...document.querySelectorAll(".marker")].every((one) => {
                const { x, y, right, bottom } = one.getBoundingClientRect();
                return x >= map.x && y >= map.y && right <= map.right && bottom <= map.bottom;
            });
        }"""
    )


def test_the_zone_of_the_map_is_searched_and_is_in_the_link(visit, directory):
    window = visit()
    page = window.open(RESULTS)
    expect(page.locator(".marker")).to_have_count(3)
    expect(page.locator("[data-here]")).to_be_hidden()
    for _ in range(3):
        page.get_by_role("button", name="Agrandir la carte").click()
        page.wait_for_timeout(400)
    page.get_by_role("link", name="Rechercher dans cette zone").click()
    expect(page.locator("h1", has_text="dans la zone de la carte")).to_be_visible()
    found = page.locator("h1", has_text="dans la zone de la carte").inner_text()
    assert "bbox=" in page.url
    assert "zoom=" in page.url
    window.page.goto(page.url)
    expect(page.locator("h1", has_text="dans la zone de la carte")).to_have_text(found)
    page.get_by_role("link", name="Enlever : Zone de la carte").click()
    expect(page.locator("h1", has_text="3 structures à moins de 10")).to_be_visible()


def test_a_box_alone_is_looked_at_from_its_middle(visit, directory):
    page = visit(java_script_enabled=False).open("/?bbox=2.6,48.5,2.7,48.6&theme=francais")
    expect(page.get_by_role("heading", name="3 structures dans la zone de la carte")).to_be_visible()
    assert "lat=48.55&lon=2.65" in page.url


def test_a_whole_card_leads_to_the_page_of_its_structure(visit, directory):
    page = visit(**WIDE).open(RESULTS)
    card = page.locator("#structure-2")
    # Anywhere but on its buttons.
    card.click(position={"x": 120, "y": 40})
    expect(page.get_by_role("heading", level=1, name="Cours numéro 2")).to_be_visible()
    assert "/structures/" in page.url
    page.go_back()
    expect(page.locator("#resultats")).to_be_visible()
    assert "theme=francais" in page.url


def test_on_a_phone_a_structure_has_its_own_page(visit, directory):
    page = visit(**PHONE).open(RESULTS)
    page.get_by_role("link", name="Cours numéro 2").first.click()
    page.wait_for_url("**/structures/**", wait_until="load")
    expect(page.locator("form[role=search]")).to_have_count(0)
    page.locator("[data-back]").click()
    page.wait_for_url(lambda url: "theme=francais" in url)


def test_the_old_list_stays_until_the_new_one_is_there(visit, directory):
    window = visit()
    page = window.open(RESULTS)
    waiting = []
    page.route(re.compile(r"/\?.*theme=sante"), lambda route: waiting.append(route))
    choose_themes(page, "Santé")
    send(page)
    expect(page.locator("#resultats")).to_have_attribute("aria-busy", "true")
    expect(page.locator("#resultats")).to_contain_text("Cours numéro 1")
    page.wait_for_timeout(300)
    waiting[0].continue_()
    expect(page.locator("#resultats")).to_contain_text("Centre de santé")
    settled(page)


def test_a_lost_connection_keeps_the_list_and_offers_to_try_again(visit, directory):
    page = visit().open(RESULTS)
    page.route(re.compile(r"/\?.*theme=sante"), lambda route: route.abort())
    choose_themes(page, "Santé")
    send(page)
    expect(page.get_by_text("La connexion ne répond pas")).to_be_visible()
    expect(page.locator("#resultats")).to_contain_text("Cours numéro 1")
    page.unroute(re.compile(r"/\?.*theme=sante"))
    page.get_by_role("link", name="Réessayer").click()
    expect(page.locator("#resultats")).to_contain_text("Centre de santé")


def test_a_connection_lost_before_the_first_search_keeps_the_list_too(visit, directory):
    page = visit().open(RESULTS)
    with page.expect_response("**/js/answer*.js"):
        page.mouse.move(300, 300)
    page.wait_for_load_state("networkidle")
    page.route("**/*", lambda route: route.abort())
    choose_themes(page, "Santé")
    send(page)
    expect(page.get_by_text("La connexion ne répond pas")).to_be_visible()
    expect(page.locator("#resultats")).to_contain_text("Cours numéro 1")


def test_territories_and_backgrounds_are_chosen(visit, directory):
    window = visit()
    page = window.open(RESULTS)
    page.locator("#calques summary").click()
    page.get_by_label("Intercommunalités").check()
    expect(page.locator(".leaflet-territories-pane path").first).to_be_attached()
    page.get_by_label("Intercommunalités").uncheck()
    expect(page.locator(".leaflet-territories-pane path")).to_have_count(0)
    page.get_by_label("Photo aérienne").check()
    expect(page.locator("img.leaflet-tile[src*=ORTHOPHOTOS]").first).to_be_attached()
    page.get_by_label("Aucun : contours des communes").check()
    expect(page.locator("img.leaflet-tile")).to_have_count(0)
    expect(page.locator(".commune-name").first).to_be_attached()
    page.get_by_label("Plan de l'IGN").check()
    expect(page.locator("img.leaflet-tile").first).to_be_attached()
    expect(page.locator(".commune-name")).to_have_count(0)


def test_nothing_is_shown_of_a_structure_outside_of_the_search(visit, directory):
    Service.objects.filter(structure__nom="Cours numéro 3").update(langues=["uk"])
    page = visit().open(RESULTS + "&langue=ar")
    expect(page.locator(".marker")).to_have_count(2)
    expect(page.locator("[data-in-view=francais]")).to_have_text("2")


def test_the_panel_of_the_map_is_open_only_where_the_map_has_room_for_it(visit, directory):
    for width, is_open in ((1280, False), (1720, True)):
        page = visit(viewport={"width": width, "height": 900}).open(RESULTS)
        expect(page.locator(".marker")).to_have_count(3)
        assert (page.locator("#calques[open]").count() == 1) is is_open, width


def test_a_numbered_pin_shows_its_theme_and_on_a_phone_its_card_comes_up_below(visit, directory):
    page = visit(viewport={"width": 375, "height": 740}).open(RESULTS + "&vue=carte")
    pin = page.locator(".marker").first
    expect(pin).to_have_attribute("title", "1. Cours numéro 1 (Apprendre le français)")
    expect(pin.locator("[data-theme=francais]")).to_have_attribute("href", re.compile("sprite.*#francais"))
    card = page.locator("#structure-1")
    expect(card).to_be_hidden()
    pin.dispatch_event("click")
    expect(card).to_be_visible()
    expect(card.get_by_role("link", name="Cours numéro 1").first).to_be_focused()
    expect(card.get_by_role("link", name="01 99 00 00 01")).to_have_attribute("href", "tel:+33199000001")
    expect(page.locator(".marker--lit")).to_have_text("1")
    # Another one takes its place, and closing gives both back to the list.
    page.locator(".marker").nth(1).dispatch_event("click")
    expect(card).to_be_hidden()
    expect(page.locator("#structure-2")).to_be_visible()
    page.locator("[data-below]").get_by_role("button", name="Fermer").click()
    expect(page.locator("#structure-2")).to_be_hidden()
    expect(page.locator("#carte")).to_be_focused()
    page.get_by_role("link", name="Liste").click()
    expect(page.locator("#resultats")).to_be_visible()
    names = page.locator("#resultats .card__title").all_inner_texts()
    assert [name.split("\n")[0][:14] for name in names] == [
        "Cours numéro 1",
        "Cours numéro 2",
        "Cours numéro 3",
    ]


def test_a_place_beyond_the_list_tells_its_hours_too(visit, directory):
    page = visit(**WIDE).open(RESULTS.replace("rayon_km=10", "rayon_km=5"))
    expect(page.locator(".marker")).to_have_count(2)
    page.get_by_role("button", name="Réduire la carte").click()
    # Wherever in view: its own place may lie under the header.
    page.locator(".spot[title='Cours numéro 3']").dispatch_event("click")
    popup = page.locator(".leaflet-popup-content")
    expect(popup.get_by_role("link", name="Cours numéro 3")).to_be_visible()
    expect(popup.get_by_role("link", name="01 99 00 00 01")).to_have_attribute("href", "tel:0199000001")
    expect(popup).to_contain_text("Apprendre le français")
    expect(popup).to_contain_text(re.compile("Ouvert|Ouvre|Fermé"))
    expect(popup).to_contain_text("6,0 km de votre point de départ")
