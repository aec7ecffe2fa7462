"""The answer is the page: what is seen of it first, on screens and on paper."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.asking import question
from tests.browser.conftest import FRENCH, HEALTH
from tests.factories import ServiceFactory, StructureFactory, point

HERE = "/?lat=48.53998&lon=2.66085"
NEEDS = HERE + "&theme=francais&theme=sante&niveau.francais=A1"


@pytest.fixture
def seven(transactional_db, places):
    """Three lessons and four surgeries, with all that a card tells."""
    for number in range(7):
        structure = StructureFactory(
            nom=f"Maison de quartier {number}", position=point(48.545 + number / 100, 2.66085)
        )
        ServiceFactory(
            structure=structure,
            nom="Cours de français pour adultes",
            thematiques=FRENCH if number < 3 else HEALTH,
            horaires_accueil="Th 19:00-21:00",
            niveaux=["A1"],
            frais="gratuit",
            langues=["ar", "ta"],
            places_restantes=0 if number == 0 else 3,
        )


@pytest.mark.parametrize(
    ("size", "highest", "whole"),
    [({"width": 1366, "height": 768}, 220, 4), ({"width": 375, "height": 740}, 180, 2)],
    ids=["desktop", "phone"],
)
def test_the_first_cards_are_seen_at_once(visit, seven, size, highest, whole):
    page = visit(viewport=size).open(NEEDS)
    boxes = [card.bounding_box() for card in page.locator(".card").all()]
    assert boxes[0]["y"] <= highest
    assert sum(box["y"] + box["height"] <= size["height"] for box in boxes) >= whole


def test_seven_structures_print_on_one_sheet_without_what_is_pressed(visit, seven):
    page = visit().open(NEEDS)
    expect(page.locator(".card")).to_have_count(7)
    page.emulate_media(media="print")
    for pressed in (".bar", ".tray", ".pick", ".answer__tools", ".search__map"):
        expect(page.locator(pressed).first).to_be_hidden()
    assert page.locator(".card__phone").first.evaluate("e => getComputedStyle(e).fontSize") == "18px"
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_on_a_phone_the_pill_leads_to_the_whole_question(visit, seven, scripts):
    page = visit(viewport={"width": 375, "height": 740}, java_script_enabled=scripts).open(NEEDS)
    expect(page.locator("#pour-qui")).to_be_hidden()
    fields = question(page, "pour-qui")
    expect(page.locator("#resultats")).to_be_hidden()
    # Of one need alone.
    fields.get_by_role("link", name="Santé").click()
    page.wait_for_url("**besoin=sante**")
    page.locator("#pour-qui").get_by_label("Gratuit").check()
    page.locator("#pour-qui").get_by_role("button", name="Appliquer").click()
    page.wait_for_url("**gratuit.sante=oui**")
    assert "question=" not in page.url
    expect(page.locator("#resultats")).to_be_visible()
    expect(page.get_by_role("link", name="Enlever : gratuit")).to_have_count(1)


def test_what_is_full_comes_last_and_is_said(visit, seven):
    page = visit().open(HERE + "&theme=francais")
    expect(page.locator(".card").last).to_contain_text("complet")
    expect(page.locator(".card").first).not_to_contain_text("complet")


def test_escape_and_a_click_elsewhere_close_a_question(visit, seven):
    page = visit().open(NEEDS)
    question(page, "quand")
    page.keyboard.press("Escape")
    expect(page.locator("#quand")).not_to_have_attribute("open", "")
    expect(page.locator("#quand > summary")).to_be_focused()
    question(page, "quand")
    page.locator("#reponse").click()
    expect(page.locator("#quand")).not_to_have_attribute("open", "")


def test_taking_back_a_condition_of_the_second_need_stays_there(visit, seven):
    page = visit(viewport={"width": 375, "height": 740}).open(f"{NEEDS}&gratuit.sante=oui&langue=ar")
    chip = page.locator("section:has(#besoin-sante) .group__chips").get_by_role("link", name="gratuit")
    page.evaluate("scrollTo(0, document.getElementById('besoin-sante').getBoundingClientRect().top - 300)")
    assert page.evaluate("scrollY") > 100
    before = page.locator("#besoin-sante").bounding_box()["y"]
    chip.click()
    expect(chip).to_have_count(0)
    assert abs(page.locator("#besoin-sante").bounding_box()["y"] - before) < 60


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_tile_of_the_home_page_takes_the_place_that_was_typed(visit, seven, scripts):
    page = visit(java_script_enabled=scripts).open("/")
    page.get_by_label("Commune, code postal ou adresse").fill("Melun")
    page.get_by_role("button", name="Santé").click()
    page.wait_for_url("**theme=sante**")
    expect(page.locator("#ou")).to_contain_text("Melun")


def test_what_is_chosen_and_not_sent_yet_is_said_where_it_is_closed(visit, seven):
    page = visit(viewport={"width": 375, "height": 740}).open(f"{HERE}&question=toutes")
    told = page.locator("#pour-quoi .ask__value")
    expect(told).to_have_text("tous les besoins")
    page.locator("#pour-quoi > summary").click()
    page.locator("#theme-sante").check()
    expect(told).to_have_text("Santé")
    page.locator("#theme-sante").uncheck()
    expect(told).to_have_text("tous les besoins")
    page.locator("#ou > summary").click()
    page.locator("#adresse").fill("Chelles")
    page.locator("#adresse").press("Tab")
    expect(page.locator("#ou .ask__value")).to_have_text("Chelles")


def test_a_choice_is_as_wide_ticked_as_it_was(visit, seven):
    page = visit().open(HERE)
    page.locator("#pour-quoi > summary").click()
    label = page.locator("label[for=theme-sante]")
    # Its count has come.
    expect(label).to_contain_text("(")
    before = label.bounding_box()["width"]
    page.locator("#theme-sante").check()
    assert abs(label.bounding_box()["width"] - before) < 1
