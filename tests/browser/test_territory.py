"""The territory's pages in a real browser."""

import re

import pypdfium2
import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from places.models import Commune
from tests.browser.axe import SCHEMES, faults
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.factories import UserFactory
from tests.territory.conftest import MELUN, PROVINS, lesson

PAGES = {
    "view": "/territoire/",
    "everything": "/territoire/communes/?communes=toutes&seuil_km=5",
    "lacking": "/territoire/?mesure=themes&seuil_min=15&fiches=a-jour",
    "records": "/territoire/fiches/",
    "compared": "/territoire/?comparer=200072130&comparer=247700057",
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


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(staff_window, name):
    window = staff_window(viewport={"width": 375, "height": 800})
    page = window.open(PAGES[name])
    expect(page.locator("main h1")).to_be_visible()
    assert faults(page, SCHEMES) == ""


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("name", ["view", "everything", "records", "siting", "what if", "uploads", "country"])
def test_a_screen_of_320_pixels_never_scrolls_sideways(staff_window, name, scripts):
    window = staff_window(viewport={"width": 320, "height": 640}, java_script_enabled=scripts)
    page = window.open(PAGES[name])
    metrics = window.context.new_cdp_session(page).send("Page.getLayoutMetrics")
    assert metrics["cssContentSize"]["width"] <= 320


def test_every_commune_is_drawn_and_those_without_data_are_hatched(staff_window):
    Commune.objects.filter(code="77379").update(point=None, point_source="")
    page = staff_window().open("/territoire/")
    communes = page.locator(".plan__communes path")
    assert communes.count() == 507
    assert page.locator(".plan__communes .plan__x").count() == 1
    assert page.locator(".plan__communes .plan__x").get_attribute("fill") == "url(#plan-hachures)"
    Commune.objects.filter(code="77379").update(point="SRID=4326;POINT(3.2994 48.559)", point_source="mairie")


def test_the_drawing_says_where_its_figures_are_and_is_no_stop_of_the_keyboard(staff_window):
    page = staff_window().open("/territoire/")
    drawing = page.get_by_role("img", name=re.compile("Les mêmes chiffres sont dans le tableau"))
    expect(drawing).to_be_visible()
    assert drawing.locator("[tabindex], a").count() == 0


def test_the_map_needs_neither_tiles_nor_scripts(staff_window):
    page = staff_window(tiles="refused", java_script_enabled=False).open("/territoire/")
    box = page.locator(".plan").bounding_box()
    assert box["width"] > 400
    assert page.locator(".plan__communes path").count() == 507


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080), (375, 740)])
def test_the_territory_fills_the_map_s_box(staff_window, width, height):
    """By what is really painted: the outlines beside the box they are drawn in."""
    page = staff_window(viewport={"width": width, "height": height}).open("/territoire/")
    box = page.locator(".plan").bounding_box()
    shape = page.locator(".plan__communes").bounding_box()
    assert shape["width"] / box["width"] >= 0.87
    assert shape["height"] / box["height"] >= 0.96


def test_no_painted_name_covers_another(staff_window):
    """The letters of this browser, not the lengths that were reckoned with."""
    page = staff_window().open("/territoire/ouvrir/?sites=3")
    boxes = page.locator(".plan__names:not(.plan__names--narrow) text:not(.plan__halo)").evaluate_all(
        """texts => texts.map(text => {
            const { left, right, top, bottom } = text.getBoundingClientRect();
            return { left, right, top: top + 3, bottom: bottom - 3, text: text.textContent };
        })"""
    )
    assert len(boxes) > 10
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            assert (
                one["right"] <= other["left"]
                or other["right"] <= one["left"]
                or one["bottom"] <= other["top"]
                or other["bottom"] <= one["top"]
            ), (one, other)


def test_on_a_phone_names_are_read_and_the_question_is_one_line(staff_window):
    page = staff_window(viewport={"width": 375, "height": 740}).open("/territoire/")
    heights = page.locator(".plan__names--narrow .plan__town").evaluate_all(
        "texts => texts.map(text => parseFloat(text.getAttribute('font-size'))"
        " * text.ownerSVGElement.getBoundingClientRect().width / text.ownerSVGElement.viewBox.baseVal.width)"
    )
    assert min(heights) >= 11.9
    assert page.locator(".ask:visible").count() == 0
    page.locator(".pill").click()
    expect(page.locator(".ask").first).to_be_visible()
    page.locator("#trop-loin summary").click()
    page.get_by_label("Trop loin au-delà de").select_option("20km")
    page.get_by_role("button", name="Voir").click()
    expect(page).to_have_url(re.compile("seuil_km=20"))
    expect(page.locator(".view__told")).to_contain_text("20 km")


def test_each_act_and_each_link_of_the_page_leads_somewhere(staff_window):
    page = staff_window().open("/territoire/")
    links = page.locator("main a[href^='/territoire/']").evaluate_all("all => all.map(a => a.href)")
    assert len(links) > 10
    for link in sorted(set(links)):
        assert page.request.get(link).status == 200, link


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
    page.locator("#service summary").click()
    page.get_by_label("Thème").select_option("sante")
    page.locator("#trop-loin summary").click()
    page.get_by_label("Trop loin au-delà de").select_option("20km")


def expect_the_address(page):
    expect(page.locator("#theme")).to_have_value("francais")
    expect(page.locator("#seuil")).to_have_value("10km")


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


def letters(text: str) -> str:
    """A text without what a line's end changes."""
    return re.sub(r"\W|\x02|\ufffe", "", text)


def printed(page) -> str:
    """All that is written on the sheets of A4 that a page prints on."""
    document = pypdfium2.PdfDocument(page.pdf(format="A4", prefer_css_page_size=True))
    return "".join(letters(sheet.get_textpage().get_text_bounded()) for sheet in document)


PRINTED = [
    "/territoire/communes/?communes=toutes&tri=nom",
    "/territoire/?theme=francais&departement=77&seuil_km=5",
    "/territoire/et-si/?site=48.55,2.99,Nangis",
    "/territoire/ouvrir/?sites=2&objectif=couverture",
]


@pytest.mark.parametrize("address", PRINTED)
def test_the_sheets_have_every_row_and_column_and_nothing_to_press(staff_window, address):
    page = staff_window().open(address)
    rows = page.locator(".table-box tr").evaluate_all(
        "rows => rows.map(row => Array.from(row.cells, cell => cell.textContent))"
    )
    assert len(rows) > 10
    sheets = printed(page)
    lost = [
        "".join(row) for row in rows if letters("".join(row)) not in sheets and not all_cells(row, sheets)
    ]
    assert lost == []
    page.emulate_media(media="print")
    controls = ".territory :is(button, label, select, input, .btn, .leaflet-container), .view-bar"
    for control in page.locator(controls).all():
        expect(control).not_to_be_visible()


def all_cells(row: list[str], sheets: str) -> bool:
    """Whether each cell of a row is on the sheets: a cell of several lines is mixed with those beside it."""
    return all(letters(word) in sheets for cell in row for word in cell.split())


def test_each_sheet_of_a_long_table_has_its_titles_and_no_column_is_cut(staff_window):
    page = staff_window().open("/territoire/communes/?communes=toutes")
    page.emulate_media(media="print")
    cut = page.locator(".table-box").evaluate_all(
        """boxes => boxes.filter(box => box.scrollHeight > box.clientHeight + 1
            || getComputedStyle(box).overflowY !== "visible").length"""
    )
    assert cut == 0
    document = pypdfium2.PdfDocument(page.pdf(format="A4", prefer_css_page_size=True))
    texts = [letters(sheet.get_textpage().get_text_bounded()) for sheet in document]
    names = [letters(name) for name in page.locator(".table-box tbody th").all_inner_texts()]
    full = [text for text in texts if sum(name in text for name in names) > 12]
    assert len(full) > 5
    assert all("Fiches" in text and letters("Intercommunalité") in text for text in full)


@pytest.mark.parametrize("width", [1366, 1024, 375])
@pytest.mark.parametrize("address", ["/territoire/", "/territoire/ouvrir/?sites=1", "/territoire/et-si/"])
def test_no_control_covers_another_or_leaves_its_form(staff_window, address, width):
    page = staff_window(viewport={"width": width, "height": 900}).open(address)
    if page.locator("details.settings").count():
        page.locator("details.settings summary").click()
    controls = page.locator("main form :is(select, input):visible").all()
    boxes = [control.bounding_box() for control in controls]
    assert boxes
    for number, one in enumerate(boxes):
        assert one["x"] + one["width"] <= width
        for other in boxes[number + 1 :]:
            beside = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
            above = one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]
            assert beside or above, (one, other)


@pytest.mark.parametrize("name", ["territoire", "service", "trop-loin", "qui", "compter"])
def test_each_question_of_the_bar_opens_within_the_window(staff_window, name):
    page = staff_window(viewport={"width": 1366, "height": 768}).open("/territoire/")
    page.locator(f"#{name} summary").click()
    box = page.locator(f"#{name} .ask__body").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 1366
    assert box["y"] + box["height"] <= 768


def test_a_question_of_the_bar_closes_on_escape_and_when_something_else_is_pressed(staff_window):
    page = staff_window().open("/territoire/")
    question = page.locator("#trop-loin")
    question.locator("summary").click()
    expect(question.get_by_label("Trop loin au-delà de")).to_be_visible()
    page.keyboard.press("Escape")
    expect(question).not_to_have_attribute("open", "")
    expect(question.locator("summary")).to_be_focused()
    question.locator("summary").click()
    page.locator("h1").click()
    expect(question).not_to_have_attribute("open", "")


def test_on_a_phone_an_open_question_stays_while_the_next_is_pressed(staff_window):
    """Its fields are part of the page there: closed under the finger, what was pressed would be elsewhere."""
    page = staff_window(viewport={"width": 375, "height": 740}).open("/territoire/#question")
    page.locator("#territoire summary").click()
    page.locator("#trop-loin summary").click()
    expect(page.locator("#trop-loin")).to_have_attribute("open", "")


def test_escape_twice_throws_nobody_of_the_prefecture_out(staff_window):
    page = staff_window().open("/territoire/")
    expect(page.locator("[data-quick-exit]")).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("h1")).to_be_visible()
    assert page.url.endswith("/territoire/")
