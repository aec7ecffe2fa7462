"""Search, filter, open, compare, print, send: the whole job, whatever one holds in hand."""

import pytest
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from playwright.sync_api import Locator, expect

from tests.browser.asking import choose_themes, question, send, write_place


def in_the_middle(found: Locator) -> Locator:
    """What is between the bars that stay above and below, where somebody scrolls it to."""
    found.evaluate("element => element.scrollIntoView({ block: 'center' })")
    return found


def the_whole_job(page, language="fr"):
    """As someone does it who reads the page in that language; structures keep their own names."""
    with translation.override(language):
        french, beginner = str(_("Apprendre le français")), str(_("A1, débutant"))
        three = ngettext("%(n)d structure", "%(n)d structures", 3) % {"n": 3}
        write_place(page, "77000 Melun")
        choose_themes(page, french)
        send(page)
        expect(page.get_by_role("heading", name=three)).to_be_visible()
        fields = question(page, "pour-qui")
        fields.get_by_label(beginner).check()
        fields.get_by_role("button", name=_("Appliquer")).click()
        expect(page.get_by_role("link", name=f"{_('Enlever :')} A1")).to_be_visible()
        for number in (1, 2):
            in_the_middle(page.get_by_label(f"{_('Mettre de côté')} : Cours numéro {number}")).check()
        page.locator("#envoyer > summary").click()
        expect(page.get_by_role("link", name=_("Par SMS")).last).to_be_visible()
        # Without scripts it stays open, and covers nothing.
        page.keyboard.press("Escape")
        in_the_middle(page.get_by_role("link", name="Cours numéro 2").first).click()
        expect(page.get_by_role("heading", level=1, name="Cours numéro 2")).to_be_visible()
        page.go_back()
        page.get_by_role("button", name=_("Comparer")).click()
        expect(page.get_by_role("row", name=_("Adresse"))).to_be_visible()
        page.get_by_role("link", name=_("Feuille à remettre")).click()
        expect(page.get_by_text(_("Que dire au téléphone ?")).first).to_be_visible()


WAYS = {
    "at 1280 pixels": {},
    "at 320 pixels": {"viewport": {"width": 320, "height": 640}},
    "without scripts": {"java_script_enabled": False},
    "with tiles refused": {"tiles": "refused"},
    "with tiles hanging": {"tiles": "hanging"},
}


@pytest.mark.parametrize("way", WAYS)
def test_the_whole_job_is_done(visit, directory, way):
    page = visit(**WAYS[way]).open("/?rayon_km=20")
    the_whole_job(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_whole_job_is_done_at_320_pixels_in_arabic(visit, directory, scripts):
    page = visit(viewport={"width": 320, "height": 640}, java_script_enabled=scripts).open("/ar/?rayon_km=20")
    the_whole_job(page, "ar")
    assert page.locator("html[lang=ar][dir=rtl]").count() == 1
    if scripts:
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_whole_job_is_done_with_text_at_200_percent(visit, directory):
    window = visit()
    window.context.add_init_script(
        "addEventListener('DOMContentLoaded', () => { document.documentElement.style.fontSize = '200%'; })"
    )
    page = window.open("/?rayon_km=20")
    the_whole_job(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_the_whole_job_is_done_by_keyboard_alone(visit, directory):
    page = visit().open("/?rayon_km=20")
    press = page.keyboard.press

    def tab_to(locator, at_most=90, key="Tab"):
        for _attempt in range(at_most):
            press(key)
            if locator.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError(f"{locator} is not reached by the keyboard")

    tab_to(page.locator("#ou > summary"))
    press("Enter")
    expect(page.get_by_label("Où ?")).to_be_focused()
    page.keyboard.type("Melun")
    tab_to(page.locator("#pour-quoi > summary"))
    press("Enter")
    tab_to(page.locator("#theme-francais"))
    press("Space")
    tab_to(page.get_by_role("button", name="Chercher"))
    press("Enter")
    expect(page.get_by_role("heading", name="3 structures à moins de 20")).to_be_visible()
    expect(page.get_by_role("button", name="Chercher")).to_be_focused()
    nearest = page.get_by_role("link", name="Cours numéro 1").first
    tab_to(nearest)
    press("Enter")
    expect(page.get_by_role("heading", level=1, name="Cours numéro 1")).to_be_visible()
    page.go_back()
    expect(nearest).to_be_visible()
    tab_to(page.get_by_label("Mettre de côté : Cours numéro 1"))
    press("Space")
    tab_to(page.get_by_label("Mettre de côté : Cours numéro 2"))
    press("Space")
    tab_to(page.locator("#selection").get_by_role("button", name="Comparer"))
    press("Enter")
    expect(page.get_by_role("columnheader")).to_have_count(2)
    tab_to(page.get_by_role("link", name="Feuille à remettre"))
    press("Enter")
    expect(page.get_by_role("heading", level=2, name="Cours numéro")).to_have_count(2)
    tab_to(page.get_by_role("button", name="Imprimer"))
