"""Suggestions under the fields of the place and of the words, by keyboard, by pointer, and without them."""

from playwright.sync_api import expect

from tests.browser.asking import question
from tests.browser.axe import faults

OPTIONS = ".suggest__option"
LABEL = ".suggest__label"
# The search before anybody says where.
NOWHERE = "/?rayon_km=20"


def focused(page):
    """The field of the place, which has the focus and suggests."""
    if page.locator("#ou").count():
        question(page, "ou")
    page.locator("#adresse").focus()
    return page.locator("#adresse[role=combobox]")


def test_a_commune_is_chosen_with_the_keyboard_alone(visit, directory):
    window = visit()
    page = window.open("/")
    field = focused(page)
    field.press_sequentially("melu", delay=20)
    options = page.locator(OPTIONS)
    expect(options.first).to_contain_text("Melun (77) Commune")
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    assert faults(page) == ""
    field.press("Enter")
    expect(field).to_have_value("Melun (77)")
    expect(options).to_have_count(0)
    field.press("Enter")
    page.wait_for_url("**/?lat=48.5*")


def test_a_pointer_chooses_too_and_escape_closes_the_list_only(visit, directory):
    page = visit().open("/")
    field = focused(page)
    field.press_sequentially("771", delay=20)
    expect(page.locator(OPTIONS).first).to_contain_text("771")
    field.press("Escape")
    expect(page.locator(OPTIONS)).to_have_count(0)
    expect(field).to_have_value("771")
    field.press_sequentially("0", delay=20)
    page.locator(OPTIONS, has_text="77100 Meaux").click()
    expect(field).to_have_value("77100 Meaux")


def test_without_scripts_the_field_is_a_plain_one_and_the_form_answers(visit, directory):
    page = visit(java_script_enabled=False).open("/")
    page.locator("#adresse").fill("Melun")
    page.locator("#adresse").press("Enter")
    page.wait_for_url("**/?lat=48.5*")


def test_a_place_typed_and_sent_leaves_no_list_open_even_when_suggestions_come_late(visit, directory):
    """On a phone, where the field keeps the focus and the list would cover the answer."""
    page = visit(viewport={"width": 375, "height": 740}).open("/")
    held = []
    page.route("**/api/v1/suggestions?*", lambda route: held.append(route))
    field = focused(page)
    with page.expect_request("**/api/v1/suggestions?*"):
        field.press_sequentially("Melun", delay=20)
    field.press("Enter")
    page.wait_for_url("**/?lat=48.5*")
    for route in held:
        route.continue_()
    expect(page.get_by_role("heading", name="structures à moins de 20")).to_be_visible()
    expect(page.locator(OPTIONS)).to_have_count(0)
    expect(page.get_by_role("listbox", name="Propositions")).to_be_hidden()


def test_an_open_list_closes_when_the_place_is_sent(visit, directory):
    page = visit(viewport={"width": 375, "height": 740}).open("/")
    field = focused(page)
    field.press_sequentially("Melun", delay=20)
    expect(page.locator(OPTIONS).first).to_be_visible()
    field.press("Enter")
    page.wait_for_url("**/?lat=48.5*")
    expect(page.get_by_role("heading", name="structures à moins de 20")).to_be_visible()
    expect(page.locator(OPTIONS)).to_have_count(0)


def opened(page):
    """The list, open under the field."""
    field = focused(page)
    field.press_sequentially("melu", delay=20)
    expect(page.locator(OPTIONS).first).to_be_visible()
    return field


def test_a_click_outside_closes_the_list_and_reaches_what_was_clicked(visit, directory):
    for viewport in ({"width": 1366, "height": 768}, {"width": 375, "height": 740}):
        page = visit(viewport=viewport).open("/")
        opened(page)
        page.get_by_role("button", name="Chercher").click()
        page.wait_for_url("**/?adresse=melu*")
        expect(page.locator(OPTIONS)).to_have_count(0)
        page.goto(NOWHERE)
        opened(page)
        page.locator("#pour-quoi > summary").click(force=True)
        expect(page.locator("#pour-quoi")).to_have_attribute("open", "")
        expect(page.locator(OPTIONS)).to_have_count(0)


def test_a_finger_on_what_takes_no_focus_closes_the_list(visit, directory):
    """On phones whose field keeps the focus then."""
    page = visit(viewport={"width": 375, "height": 740}, has_touch=True).open("/")
    field = opened(page)
    page.locator(".hero__title").dispatch_event("pointerdown")
    expect(page.locator(OPTIONS)).to_have_count(0)
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-expanded", "false")


def test_escape_gives_up_a_list_that_is_still_on_its_way(visit, directory):
    page = visit().open("/")
    held = []
    page.route("**/api/v1/suggestions?*", lambda route: held.append(route))
    field = focused(page)
    with page.expect_request("**/api/v1/suggestions?*"):
        field.press_sequentially("melun", delay=20)
    field.press("Escape")
    field.evaluate("field => { field.value = 'melun' }")
    for route in held:
        route.continue_()
    page.wait_for_load_state("networkidle")
    expect(page.locator(OPTIONS)).to_have_count(0)


def test_a_field_that_has_the_focus_before_the_scripts_are_there_suggests(visit, directory):
    page = visit().page
    held = []
    page.route("**/start*.js", lambda route: held.append(route))
    page.goto("/?adresse=Xyzzy", wait_until="commit")
    expect(page.locator("#adresse")).to_be_focused()
    held[0].continue_()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("melu", delay=20)
    expect(page.locator(OPTIONS).first).to_contain_text("Melun (77)")


def test_one_escape_that_closed_a_list_is_no_part_of_leaving_the_page(visit, directory):
    window = visit()
    page = window.open("/")
    field = opened(page)
    field.press("Escape")
    expect(page.locator(OPTIONS)).to_have_count(0)
    field.press("Escape")
    expect(page.locator("body")).to_be_visible()
    assert window.outside == []
    with page.expect_event("request", lambda request: request.is_navigation_request()):
        field.press("Escape")
    window.outside.clear()


def test_a_need_chosen_in_the_place_field_is_asked_and_the_place_still_to_say(visit, directory):
    page = visit().open(NOWHERE)
    field = focused(page)
    field.press_sequentially("FLE", delay=20)
    first = page.locator(OPTIONS).first
    expect(first).to_contain_text("Apprendre le français « FLE » Thème")
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("")
    expect(page.locator("#theme-francais")).to_be_checked()
    taken = page.get_by_role("button", name="Retirer : Apprendre le français")
    taken.click()
    expect(page.locator("#theme-francais")).not_to_be_checked()


def test_a_need_chosen_where_there_is_a_place_is_answered_at_once(visit, directory):
    page = visit().open("/?lat=48.53998&lon=2.66085")
    question(page, "pour-quoi").get_by_label("Avec quels mots ?").focus()
    field = page.get_by_role("combobox", name="Avec quels mots")
    field.press_sequentially("creche", delay=20)
    page.locator(OPTIONS, has_text="Garde d’enfants").first.click()
    page.wait_for_url("**thematique=famille--garde-denfants*")


def test_a_structure_chosen_is_opened(visit, directory):
    page = visit().open("/")
    field = focused(page)
    field.press_sequentially("cours numéro 1", delay=20)
    page.locator(OPTIONS, has_text="Structure").first.click()
    page.wait_for_url("**/structures/**")


def test_words_that_are_sent_become_criteria_that_are_told_and_taken_back(visit, directory):
    for scripts in (True, False):
        page = visit(java_script_enabled=scripts).open("/?lat=48.53998&lon=2.66085")
        question(page, "pour-quoi").get_by_label("Avec quels mots ?").fill("FLE pour femmes")
        page.get_by_label("Avec quels mots ?").press("Enter")
        page.wait_for_url("**theme=francais*")
        told = page.locator("#compris")
        expect(told).to_contain_text("Apprendre le français « FLE »")
        told.get_by_role("link", name="Retirer : Femmes").click()
        page.wait_for_url(lambda url: "public=" not in url)
        told.get_by_role("link", name="Chercher exactement").click()
        page.wait_for_url(lambda url: "q=FLE" in url and "theme" not in url)


def test_where_one_works_is_suggested_where_an_account_is_asked_for(visit, directory):
    page = visit().open("/inscription/")
    field = page.get_by_label("Votre organisation")
    field.press_sequentially("centre de san", delay=20)
    option = page.locator(OPTIONS, has_text="Centre de santé")
    expect(option).to_contain_text("Structure")
    option.click()
    expect(field).to_have_value("Centre de santé")
    expect(page.locator("input[name=laquelle]")).to_have_value(str(directory.pk))
    field.press("x")
    expect(page.locator("input[name=laquelle]")).to_have_count(0)
