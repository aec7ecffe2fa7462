"""On the way back, the controls say what the page's address asks."""

import pytest
from playwright.sync_api import expect

from tests.browser.asking import choose_themes, question, send, write_place
from tests.browser.conftest import ARGUMENTS, CHROMIUM

RESULTS = "/?lat=48.53998&lon=2.66085&theme=francais&rayon_km=10"


def touch(page):
    """Change one control of each kind, and send nothing."""
    write_place(page, "Provins")
    choose_themes(page, "Santé", without=("Apprendre le français",))
    page.get_by_label("Avec quels mots ?").fill("vélo")
    question(page, "distance").locator("#rayon_km-50").check()


def expect_the_address(page):
    expect(page.locator("#adresse")).to_have_value("Melun (77)")
    expect(page.locator("#theme-sante")).not_to_be_checked()
    expect(page.locator("#theme-francais")).to_be_checked()
    expect(page.locator("#vos-mots")).to_have_value("")
    expect(page.locator("#rayon_km-10")).to_be_checked()


def test_a_structure_gives_the_list_back_with_its_own_question(visit, directory):
    page = visit().open(RESULTS)
    touch(page)
    page.get_by_role("link", name="Cours numéro 2").first.click()
    expect(page.get_by_role("heading", level=1, name="Cours numéro 2")).to_be_visible()
    page.go_back()
    expect(page.locator("#resultats")).to_contain_text("Cours numéro 1")
    expect_the_address(page)


def test_a_structure_that_was_reloaded_gives_the_list_back(visit, directory):
    page = visit().open(RESULTS)
    page.get_by_role("link", name="Cours numéro 2").first.click()
    expect(page.get_by_role("heading", level=1, name="Cours numéro 2")).to_be_visible()
    page.reload()
    expect(page.get_by_role("search")).to_have_count(0)
    page.go_back()
    expect(page.locator("#resultats")).to_contain_text("Cours numéro 1")
    expect_the_address(page)
    page.go_forward()
    expect(page.get_by_role("heading", level=1, name="Cours numéro 2")).to_be_visible()


@pytest.mark.parametrize("searched", [False, True], ids=["as it came", "after a search in place"])
def test_a_page_that_the_browser_kept_says_what_its_list_shows(visit, directory, searched):
    page = visit().open("/?rayon_km=20" if searched else RESULTS)
    if searched:
        write_place(page, "Melun")
        choose_themes(page, "Apprendre le français")
        question(page, "distance").locator("#rayon_km-10").check()
        send(page)
        expect(page.get_by_role("heading", name="3 structures à moins de 10")).to_be_visible()
    touch(page)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect_the_address(page)


def test_the_browser_s_own_page_cache_brings_back_the_question_of_the_list(browser, live_server, directory):
    """In a browser that keeps pages, as everybody's does."""
    keeping = browser.browser_type.launch(
        executable_path=CHROMIUM, args=ARGUMENTS, ignore_default_args=["--disable-back-forward-cache"]
    )
    page = keeping.new_page(base_url=live_server.url, locale="fr-FR", viewport={"width": 375, "height": 740})
    page.goto(RESULTS)
    touch(page)
    page.goto("/aide/")
    page.go_back(wait_until="commit")
    expect(page.locator("#resultats")).to_contain_text("Cours numéro 1")
    expect_the_address(page)
    keeping.close()
