"""Put aside, compare, print, send, and leave without a trace."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.asking import choose_themes, send

# How the comparison offers the sheet to hand over.
SHEET = "Feuille à remettre"
RESULTS = "/?lat=48.53998&lon=2.66085&theme=francais&rayon_km=10"


def put_aside(page, *numbers):
    for number in numbers:
        page.get_by_label(f"Mettre de côté : Cours numéro {number}").check()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_structures_are_compared_then_printed(visit, directory, scripts):
    page = visit(java_script_enabled=scripts).open(RESULTS)
    put_aside(page, 1, 3)
    page.get_by_role("button", name="Comparer").click()
    expect(page.get_by_role("columnheader")).to_have_count(2)
    expect(page.get_by_role("row", name="À apporter")).to_contain_text("Une pièce d'identité")
    page.get_by_role("link", name=SHEET).click()
    expect(page.locator(".handout__one > h2")).to_have_count(2)
    expect(page.get_by_role("img", name="Code QR de la page de Cours numéro 1")).to_be_visible()


def test_what_is_put_aside_stays_from_one_search_to_the_next(visit, directory):
    page = visit().open(RESULTS)
    put_aside(page, 2)
    choose_themes(page, "Santé", without=("Apprendre le français",))
    send(page)
    expect(page.locator("#resultats")).to_contain_text("Centre de santé")
    page.get_by_label("Mettre de côté : Centre de santé").check()
    expect(page.locator("[data-kept]")).to_have_text("Mises de côté : 2")
    page.get_by_role("button", name="Comparer").click()
    expect(page.get_by_role("columnheader", name="Cours numéro 2")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Centre de santé")).to_be_visible()


def test_a_structure_is_put_aside_from_its_page_and_taken_back(visit, directory):
    page = visit().open(RESULTS)
    page.get_by_role("link", name="Cours numéro 2").first.click()
    button = page.get_by_role("button", name="Mettre de côté")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    page.go_back()
    expect(page.get_by_label("Mettre de côté : Cours numéro 2")).to_be_checked()
    page.locator("[data-names] > summary").click()
    page.get_by_role("button", name="Enlever Cours numéro 2").click()
    expect(page.get_by_label("Mettre de côté : Cours numéro 2")).not_to_be_checked()


@pytest.mark.parametrize(
    ("script", "name"), [("basket", "Mettre de côté"), ("share", "Copier le lien")], ids=["basket", "share"]
)
def test_a_button_is_off_until_its_script_is_there_to_answer(visit, directory, script, name):
    window = visit()
    held, let_through = [], []
    window.page.route(
        f"**/js/{script}*.js", lambda route: route.continue_() if let_through else held.append(route)
    )
    page = window.open(RESULTS)
    page.get_by_role("link", name="Cours numéro 2").first.click()
    button = page.locator("main").get_by_role("button", name=name)
    if script == "share":
        page.locator("details:has([data-copy]) > summary").click()
    expect(button).to_be_disabled()
    # Whatever asks for it later is let through too.
    let_through.append(True)
    for route in held:
        route.continue_()
    expect(button).to_be_enabled()


def test_leaving_quickly_forgets_what_was_put_aside(visit, directory):
    window = visit()
    page = window.open(RESULTS)
    put_aside(page, 1)
    expect(page.locator("[data-kept]")).to_have_text("Mises de côté : 1")
    assert page.evaluate("localStorage.length") == 1
    page.locator("[data-quick-exit]").evaluate("link => link.href = '/healthz'")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_url("**/healthz")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    window.page.goto(RESULTS)
    expect(page.get_by_label("Mettre de côté : Cours numéro 1")).not_to_be_checked()


def test_the_sheet_of_one_structure_is_one_sheet_of_paper(visit, directory):
    page = visit().open(RESULTS)
    put_aside(page, 1)
    page.get_by_role("button", name="Feuille à remettre").click()
    expect(page.get_by_role("heading", level=2, name="Cours numéro 1")).to_be_visible()
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1


def test_a_search_is_sent_by_message_by_mail_by_code_and_by_its_link(visit, directory):
    window = visit(permissions=["clipboard-read", "clipboard-write"])
    page = window.open(RESULTS)
    page.locator("#envoyer > summary").click()
    share = page.locator("#envoyer")
    assert "theme%3Dfrancais" in share.get_by_role("link", name="Par SMS").get_attribute("href")
    assert share.get_by_role("link", name="Par courriel").get_attribute("href").startswith("mailto:")
    image = share.get_by_role("img", name="Code QR de cette recherche")
    image.scroll_into_view_if_needed()
    expect(image).to_have_js_property("complete", True)
    assert image.evaluate("image => image.naturalWidth") > 0
    share.get_by_role("button", name="Copier le lien").click()
    expect(share.get_by_text("Lien copié.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def notes(page):
    return page.get_by_label("Note :")


def test_the_order_and_the_notes_of_a_pathway_come_back_with_what_is_put_aside(visit, directory):
    page = visit().open(RESULTS)
    put_aside(page, 1, 2)
    page.get_by_role("button", name="Parcours : ordonner, envoyer").click()
    notes(page).nth(1).fill("jeudi 19 h")
    page.get_by_role("button", name="Monter : Cours numéro 2").click()
    expect(page.get_by_role("heading", level=2).first).to_have_text("Cours numéro 2")
    # Neither was the note sent by a button of its own, nor is it lost where it is not.
    page.wait_for_load_state()
    notes(page).nth(1).fill("puis ici")
    page.goto(RESULTS)
    page.get_by_role("button", name="Parcours : ordonner, envoyer").click()
    expect(page.get_by_role("heading", level=2).first).to_have_text("Cours numéro 2")
    expect(notes(page).nth(0)).to_have_value("jeudi 19 h")
    expect(notes(page).nth(1)).to_have_value("puis ici")
    assert "theme=francais" in page.get_by_role("link", name="Retour aux résultats").get_attribute("href")
    page.get_by_role("button", name="Enlever : Cours numéro 2").click()
    expect(page.get_by_role("button", name="Monter")).to_have_count(1)
    page.goto(RESULTS)
    expect(page.get_by_label("Mettre de côté : Cours numéro 2")).not_to_be_checked()


def test_a_pathway_that_somebody_sent_changes_nothing_of_ones_own(visit, directory):
    page = visit().open(RESULTS)
    put_aside(page, 1)
    expect(page.locator("[data-kept]")).to_have_text("Mises de côté : 1")
    kept = page.evaluate("localStorage.getItem('selection')")
    other = page.get_by_label("Mettre de côté : Cours numéro 2").get_attribute("value")
    page.goto(f"/parcours/?id={other}&note.{other}=autre")
    expect(notes(page)).to_have_value("autre")
    assert page.evaluate("localStorage.getItem('selection')") == kept


def test_the_words_of_the_tray_open_what_is_put_aside_and_it_is_emptied_there(visit, directory):
    page = visit().open(RESULTS)
    put_aside(page, 1, 2)
    page.locator("summary", has_text="Mises de côté : 2").click()
    expect(page.get_by_role("button", name="Enlever Cours numéro 1")).to_be_visible()
    page.get_by_role("button", name="Vider (nouvelle personne)").click()
    expect(page.get_by_label("Mettre de côté : Cours numéro 1")).not_to_be_checked()
    expect(page.locator("#selection")).to_be_hidden()


def test_what_is_put_aside_on_a_page_leads_back_to_the_search_that_led_there(visit, directory):
    page = visit().open(RESULTS)
    page.get_by_role("link", name="Cours numéro 2").first.click()
    page.get_by_role("button", name="Mettre de côté").click()
    page.get_by_role("button", name="Comparer").click()
    page.get_by_role("columnheader").get_by_role("link", name="Cours numéro 2").click()
    expect(page.locator(".sheet__back")).to_contain_text("réponses")
    assert "theme=francais" in page.locator(".sheet__back").get_attribute("href")
