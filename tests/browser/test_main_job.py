"""The main job: the nearest structure for a theme, whatever one holds in hand."""

import re

from playwright.sync_api import expect

from mapping.models import Structure
from tests.browser.asking import choose_themes, question, send, write_place
from tests.factories import ServiceFactory, point

# The search before anybody says where.
NOWHERE = "/?rayon_km=20"
RESULTS = "/?lat=48.53998&lon=2.66085&theme=francais&rayon_km=10"


def test_the_nearest_structure_is_found_by_keyboard_alone(visit, directory):
    page = visit().open(NOWHERE)
    press = page.keyboard.press

    def tab_to(locator, at_most=40):
        for _ in range(at_most):
            press("Tab")
            if locator.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError(f"{locator} is not reached by the keyboard")

    tab_to(page.locator("#ou > summary"))
    press("Enter")
    expect(page.get_by_label("Où ?")).to_be_focused()
    page.keyboard.type("Melun")
    tab_to(page.locator("#pour-quoi > summary"))
    press("Space")
    tab_to(page.get_by_label("Apprendre le français"))
    press("Space")
    press("Enter")
    expect(page.get_by_role("status").filter(has_text="3 structures à moins de 20")).to_be_visible()
    nearest = page.get_by_role("link", name="Cours numéro 1").first
    tab_to(nearest, at_most=60)
    press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cours numéro 1")
    expect(page.get_by_text("à pied").first).to_be_visible()
    expect(page.get_by_role("link", name="01 99 00 00 01").first).to_have_attribute(
        "href", "tel:+33199000001"
    )


def test_the_map_is_one_tab_stop_with_its_two_buttons_and_credits(visit, directory):
    page = visit().open(RESULTS)
    expect(page.locator(".marker")).to_have_count(3)
    stops = page.locator("#carte").evaluate(
        "map => [map, ...map.querySelectorAll('*')].filter(e => e.tabIndex >= 0)"
        ".map(e => e.className || e.tagName)"
    )
    assert len([stop for stop in stops if "leaflet-container" in stop]) == 1
    assert not [stop for stop in stops if "marker" in stop]
    assert len(stops) <= 1 + 2 + 2


def test_the_job_is_done_without_javascript(visit, directory):
    page = visit(java_script_enabled=False).open(NOWHERE)
    expect(page.locator(".map__noscript")).to_be_visible()
    write_place(page, "77000 Melun")
    expect(page.get_by_role("button", name="Autour de moi")).to_be_hidden()
    choose_themes(page, "Santé")
    send(page)
    expect(page.get_by_role("heading", name="1 structure à moins de 20")).to_be_visible()
    page.get_by_role("link", name="Centre de santé").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Centre de santé")
    expect(page.get_by_role("link", name="Quitter vite")).to_have_attribute(
        "href", "https://www.service-public.fr/"
    )


def test_the_address_of_the_page_is_the_search(visit, directory):
    window = visit()
    page = window.open(RESULTS)
    choose_themes(page, "Santé", without=("Apprendre le français",))
    send(page)
    expect(page.locator("#resultats")).to_contain_text("Centre de santé")
    assert "theme=sante" in page.url
    assert "adresse" not in page.url
    page.reload()
    expect(page.locator("#resultats")).to_contain_text("Centre de santé")
    page.go_back()
    expect(page.locator("#resultats")).to_contain_text("Cours numéro 1")
    expect(page.locator("#theme-francais")).to_be_checked()
    expect(page.locator("#theme-sante")).not_to_be_checked()


def test_the_list_and_the_map_light_each_other(visit, directory):
    page = visit().open(RESULTS)
    expect(page.locator(".marker")).to_have_count(3)
    page.locator(".card").nth(1).hover()
    expect(page.locator(".marker--lit")).to_have_text("2")
    page.locator(".marker", has_text="3").click()
    expect(page.get_by_role("link", name="Cours numéro 3").first).to_be_focused()


def test_a_click_on_the_map_offers_to_search_there(visit, directory):
    page = visit().open(RESULTS)
    expect(page.locator(".marker")).to_have_count(3)
    # Where there is room for what opens: a map that still slides to show it takes a click for another place.
    page.locator("#carte").click(position={"x": 200, "y": 250})
    page.get_by_role("link", name="Chercher autour de ce point").click()
    page.wait_for_url(re.compile(r"lat=(?!48\.53998)"))
    assert "theme=francais" in page.url
    assert "rayon_km=10" in page.url


def test_around_me_rounds_the_position_of_the_browser(visit, directory):
    window = visit(geolocation={"latitude": 48.5399812, "longitude": 2.6608512}, permissions=["geolocation"])
    page = window.open(NOWHERE)
    question(page, "ou").get_by_role("button", name="Autour de moi").click()
    expect(page.locator("#resultats")).to_contain_text("Cours numéro 1")
    assert "lat=48.54&" in page.url or "lat=48.540&" in page.url
    assert "lon=2.661" in page.url


def test_a_refused_position_is_explained_and_the_field_is_ready(visit, directory):
    page = visit(permissions=[]).open(NOWHERE)
    question(page, "ou").get_by_role("button", name="Autour de moi").click()
    expect(page.get_by_text("Votre position n’a pas été partagée")).to_be_visible()
    expect(page.get_by_label("Où ?")).to_be_focused()


def test_on_a_phone_the_map_takes_the_place_of_the_list(visit, directory):
    page = visit(viewport={"width": 375, "height": 812}).open(RESULTS)
    expect(page.locator("#resultats")).to_be_visible()
    expect(page.locator("#carte")).to_be_hidden()
    page.get_by_role("link", name="Carte", exact=True).last.click()
    expect(page.locator("#carte")).to_be_visible()
    expect(page.locator("#resultats")).to_be_hidden()
    page.locator(".marker", has_text="1").click(force=True)
    expect(page.locator("[data-below]").get_by_role("link", name="Cours numéro 1").first).to_be_visible()


def test_escape_twice_leaves_for_another_site(visit, directory):
    window = visit()
    page = window.open(RESULTS)
    page.locator("[data-quick-exit]").evaluate("link => link.href = '/healthz'")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_url("**/healthz")


def test_a_structure_is_copied_printed_and_left_for_the_same_list(visit, directory):
    window = visit(permissions=["clipboard-read", "clipboard-write"])
    page = window.open(RESULTS)
    page.goto(page.get_by_role("link", name="Cours numéro 2").first.get_attribute("href"))
    page.locator("summary", has_text="Envoyer").click()
    page.get_by_role("button", name="Copier le lien").click()
    expect(page.get_by_text("Lien copié.")).to_be_visible()
    assert "/structures/" in page.evaluate("navigator.clipboard.readText()")
    page.get_by_role("link", name=re.compile("réponses près de")).click()
    page.wait_for_url(re.compile(r"/\?.*theme=francais"))


def test_a_structure_prints_on_one_sheet(visit, directory):
    page = visit().open(RESULTS)
    page.goto(page.get_by_role("link", name="Cours numéro 1").first.get_attribute("href"))
    expect(page.get_by_role("heading", level=1, name="Cours numéro 1")).to_be_visible()
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1


def test_choices_say_what_they_would_leave_once_the_criteria_are_opened(visit, directory):
    page = visit().open(RESULTS)
    fields = question(page, "pour-qui")
    expect(page.locator("#langue option[value=ar]")).to_have_text("Arabe (3)")
    expect(page.locator("#langue option[value=uk]")).to_have_class("nothing")
    expect(page.locator("label[for=niveau-A1]")).to_contain_text("(3)")
    page.get_by_label("Langue parlée").select_option("ar")
    fields.get_by_role("button", name="Appliquer").click()
    expect(page.get_by_role("heading", name="3 structures à moins de 10")).to_be_in_viewport()
    expect(page.locator("#pour-qui")).not_to_have_attribute("open", "")
    page.get_by_role("link", name="Enlever : arabe").click()
    page.wait_for_url(lambda url: "langue" not in url)


def test_criteria_are_chosen_without_javascript(visit, directory):
    page = visit(java_script_enabled=False).open(RESULTS)
    fields = question(page, "pour-qui")
    fields.get_by_label("A1, débutant").check()
    fields.get_by_label("Public").select_option("femmes")
    fields.get_by_role("button", name="Appliquer").click()
    expect(page.get_by_role("heading", name="3 structures à moins de 10")).to_be_visible()
    assert "niveau=A1&" in page.url
    assert "public=femmes" in page.url
    assert "langue" not in page.url


def test_each_place_of_a_structure_lights_its_own_marker(visit, directory):
    first = Structure.objects.get(nom="Cours numéro 1")
    ServiceFactory(
        structure=first,
        thematiques=["lecture-ecriture-calcul--maitriser-le-francais"],
        position=point(48.53998 + 4 / 111.2, 2.66085),
        position_precision="address",
    )
    page = visit().open(RESULTS)
    expect(page.locator(".marker")).to_have_count(4)
    page.locator(".card", has_text="Cours numéro 1").nth(1).hover()
    expect(page.locator(".marker--lit")).to_have_text("3")
