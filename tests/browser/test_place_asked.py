"""Where the place must be mended or chosen, its field and what is said of it are what is seen next."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.asking import question, write_place

DESKTOP, PHONE = {"width": 1366, "height": 768}, {"width": 375, "height": 740}
# What is typed, and what the page says of it.
TROUBLES = {
    "gare de lyon": "est un lieu, pas une commune",
    "": "Écrivez une adresse, une commune ou un code postal.",
    "Saint-Denis": "Plusieurs lieux correspondent : lequel ?",
}
# With the further criteria open, the answer is otherwise looked for far below them.
STARTS = ["/?rayon_km=20", "/?lat=48.53998&lon=2.66085&rayon_km=10", "/?lat=48.53998&lon=2.66085&gratuit=oui"]


@pytest.mark.parametrize("start", STARTS, ids=["first", "again", "criteria"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_the_field_and_its_message_are_in_view(visit, directory, scripts, viewport, start):
    for typed, message in TROUBLES.items():
        if not typed and "gratuit" in start:
            continue  # A question is answered without a place.
        page = visit(java_script_enabled=scripts, viewport=viewport).open(start)
        field = write_place(page, typed)
        field.press("Enter")
        told = page.get_by_text(message)
        expect(told).to_be_visible()
        expect(told).to_be_in_viewport(ratio=1)
        expect(field).to_be_in_viewport(ratio=1)
        # Nothing of it under the header, which stays.
        header = page.locator("header").bounding_box()
        assert field.bounding_box()["y"] >= header["y"] + header["height"]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_question_whose_place_is_emptied_is_answered_without_one(visit, directory, scripts):
    page = visit(java_script_enabled=scripts).open(STARTS[2])
    write_place(page, "").press("Enter")
    expect(page.get_by_text("Dites où vous êtes pour avoir les distances")).to_be_visible()
    page.wait_for_url(re.compile(r"\?gratuit=oui(?!.*adresse)"))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_the_keyboard_goes_on_from_there(visit, directory, scripts):
    page = visit(java_script_enabled=scripts).open(STARTS[0])
    write_place(page, "gare de lyon").press("Enter")
    expect(page.get_by_text("est un lieu, pas une commune")).to_be_visible()
    expect(page.locator("#adresse")).to_be_focused()
    page.locator("#adresse").fill("Saint-Denis")
    page.locator("#adresse").press("Enter")
    expect(page.get_by_role("group", name="Plusieurs lieux correspondent")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Saint-Denis (93)")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"lat=48\.9"))


def test_the_button_of_another_question_leads_back_to_the_field(visit, directory):
    for scripts in (True, False):
        page = visit(java_script_enabled=scripts, viewport=PHONE).open(STARTS[2])
        write_place(page, "gare de lyon")
        question(page, "pour-qui").get_by_role("button", name="Appliquer").click()
        expect(page.get_by_text("est un lieu, pas une commune")).to_be_in_viewport(ratio=1)
        expect(page.locator("#adresse")).to_be_in_viewport(ratio=1)
