"""Who has never heard of Markdown writes a text: with buttons, by keyboard alone, on a telephone, in Arabic,
without scripts."""

import re

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from tests.browser.axe import faults
from tests.browser.test_editing_hours import tab_to
from tests.factories import UserFactory

pytestmark = pytest.mark.urls("tests.network.urls")

PHONE = {"width": 375, "height": 740}
SHEET = "# Étapes\n1. **Un**\n2. Deux\n\n> **À savoir.** Bien.\n\n| a | b |\n|---|--:|\n| 1 | 2 |"


@pytest.fixture
def write(visit, transactional_db):
    """(language, options) -> the page of a professional who writes a text."""
    client = Client()
    client.force_login(UserFactory(is_professional=True, full_name="Samira Essai"))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value

    def open_page(language="", **options):
        window = visit(**{"viewport": PHONE, **options})
        window.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": window.base}]
        )
        # Pictures of the store that nothing refers to are nobody's.
        window.context.route("**/fichiers/**", lambda route: route.fulfill(status=404, body=""))
        page = window.open(f"{language}/essai/ecrire/")
        if options.get("java_script_enabled", True):
            expect(page.locator("[data-editor][data-ready]")).to_be_visible()
        return page

    return open_page


def text_of(page):
    return page.locator("textarea[name=corps]")


def chosen(page) -> str:
    return text_of(page).evaluate("one => one.value.slice(one.selectionStart, one.selectionEnd)")


def test_a_sheet_is_written_by_keyboard_alone(write):
    page = write()
    text = text_of(page)
    tab_to(page, page.get_by_role("button", name="Titre"))
    page.keyboard.press("Enter")
    assert chosen(page) == "Titre"
    page.keyboard.type("Les étapes")
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    for _press in range(4):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Étapes numérotées")).to_be_focused()
    page.keyboard.press("Space")
    expect(text).to_be_focused()
    page.keyboard.press("Control+b")
    page.keyboard.type("Rassembler")
    page.keyboard.press("End")
    page.keyboard.type(" les papiers")
    page.keyboard.press("Enter")
    page.keyboard.type("Déposer")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+k")
    page.keyboard.type("le site")
    page.keyboard.press("Enter")
    # Without an address nothing is written: it is asked.
    expect(page.get_by_label("Où cela mène")).to_be_focused()
    page.keyboard.type("exemple.fr")
    page.keyboard.press("Enter")
    expect(text).to_be_focused()
    expect(text).to_have_value(
        "# Les étapes\n\n1. **Rassembler** les papiers\n2. Déposer\n\n[le site](https://exemple.fr)"
    )


def test_undoing_takes_back_what_a_button_wrote(write):
    page = write()
    text = text_of(page)
    text.fill("un mot")
    text.evaluate("one => one.setSelectionRange(3, 6)")
    page.get_by_role("button", name="Gras").click()
    expect(text).to_have_value("un **mot**")
    assert chosen(page) == "mot"
    page.keyboard.press("Control+z")
    expect(text).to_have_value("un mot")
    page.get_by_role("button", name="Tableau").click()
    expect(text).to_have_value(
        "un mot\n\n| Colonne 1 | Colonne 2 |\n| --- | --- |\n| case | case |\n| case | case |"
    )
    page.keyboard.press("Control+z")
    expect(text).to_have_value("un mot")


def test_a_picture_is_chosen_and_its_words_are_typed(write):
    page = write()
    button = page.get_by_role("button", name="Image", exact=True)
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    page.get_by_role("button", name="un plan").click()
    expect(text_of(page)).to_have_value("![un plan](/fichiers/3f2504e0-4f89-11d3-9a0c-0305e82c3301/)")
    assert chosen(page) == "un plan"
    expect(page.get_by_role("button", name="un plan")).to_be_hidden()


def test_the_toolbar_is_one_stop_of_the_keyboard(write):
    page = write()
    page.get_by_role("button", name="Titre").focus()
    page.keyboard.press("End")
    expect(page.get_by_role("button", name="Aide")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Titre")).to_be_focused()
    page.keyboard.press("Tab")
    expect(text_of(page)).to_be_focused()
    page.get_by_role("button", name="Aide").click()
    expect(page.get_by_text("Écrivez comme dans un courriel")).to_be_visible()
    expect(page.locator(".editor__help summary")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("language", "label"), [("", "Voir le rendu"), ("/ar", "معاينة النتيجة")])
def test_what_will_be_read_is_drawn_under_the_text(write, language, label, scheme):
    page = write(language, color_scheme=scheme)
    text_of(page).fill(SHEET)
    page.locator("[data-preview]").click()
    drawn = page.locator("[data-drawn]")
    expect(drawn.get_by_role("heading", name="Étapes", level=2)).to_be_visible()
    expect(page.locator("[data-told]")).not_to_be_empty()
    expect(page.get_by_role("button", name=label)).to_be_visible()
    assert page.locator("html").get_attribute("dir") == ("rtl" if language else "ltr")
    page.locator(".editor__help").evaluate("one => { one.open = true; }")
    page.locator("[data-pictures]").click()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]
    small = page.locator(".editor__bar button").evaluate_all(
        "all => all.filter((one) => one.offsetHeight < 36).length"
    )
    assert small == 0
    assert faults(page) == ""


def test_arrows_of_the_toolbar_go_where_they_point_in_arabic(write):
    page = write("/ar")
    buttons = page.locator(".editor__bar button")
    buttons.first.focus()
    page.keyboard.press("ArrowLeft")
    expect(buttons.nth(1)).to_be_focused()


def test_where_the_server_does_not_answer_the_text_stays(write):
    page = write()
    text_of(page).fill("**Bonjour**")
    page.context.route(re.compile(r"/(essai/rendu|texte/apercu)/"), lambda route: route.abort())
    page.get_by_role("button", name="Voir le rendu").click()
    expect(page.get_by_text("Le rendu n’a pas pu être dessiné")).to_be_visible()
    expect(text_of(page)).to_have_value("**Bonjour**")


def test_without_scripts_the_rendering_opens_beside_and_the_text_stays(write):
    page = write(java_script_enabled=False)
    expect(page.get_by_role("toolbar")).to_be_hidden()
    page.get_by_text("Aide : comment mettre en forme").click()
    expect(page.get_by_text("une étape numérotée")).to_be_visible()
    text_of(page).fill("**Bonjour** [x](www.exemple.fr)")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Voir le rendu").click()
    beside = opened.value
    expect(beside.locator(".prose strong")).to_have_text("Bonjour")
    expect(beside.get_by_text("écrivez https://www.exemple.fr")).to_be_visible()
    expect(text_of(page)).to_have_value("**Bonjour** [x](www.exemple.fr)")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".error")).to_contain_text("Ligne 1")
    expect(text_of(page)).to_have_value("**Bonjour** [x](www.exemple.fr)")
    text_of(page).fill("**Bonjour**")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#kept")).to_be_visible()
