"""In a discussion: what was done is read where one looks, and names are chosen by keyboard."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from network.models import Post
from network.paths import path_of
from tests.browser.axe import faults
from tests.network.test_discussions import answered, opened
from tests.network.test_groups import group_of, professional

PHONE = {"width": 375, "height": 740}


@pytest.fixture
def talk(visit, transactional_db):
    """(options) -> the page of a long discussion of a group, for one of its members."""
    asker, other = professional("Aïcha Demande"), professional("Inès Moreau (exemple)")
    topic = opened(asker, group_of(asker, other))
    for number in range(12):
        answered(topic, asker, f"Un message qui prend de la place, le {number}e.\n\nEt encore.")
    client = Client()
    client.force_login(asker)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value

    def open_page(**options):
        window = visit(**{"viewport": PHONE, **options})
        window.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": window.base}]
        )
        return window.open(path_of(topic).lstrip("/"))

    return open_page


@pytest.mark.parametrize("scripts", [True, False])
def test_what_was_just_done_is_in_sight_though_the_address_leads_down_the_page(talk, scripts):
    page = talk(java_script_enabled=scripts)
    page.locator("textarea[name=text]").fill("Ma réponse.")
    page.get_by_role("button", name="Répondre", exact=True).click()
    written = Post.objects.get(text="Ma réponse.")
    message = page.locator(f"#message-{written.pk}")
    expect(message).to_be_in_viewport()
    undo = page.get_by_role("button", name="Annuler cette modification")
    expect(undo).to_be_in_viewport()
    # Neither covers the other.
    notice, said = page.locator(".told").bounding_box(), message.bounding_box()
    assert said["y"] >= notice["y"] + notice["height"] or said["y"] + said["height"] <= notice["y"]
    if scripts:
        assert not faults(page)
        page.get_by_role("button", name="Fermer ce message").click()
        expect(undo).to_have_count(0)
    else:
        undo.click()
        assert not Post.objects.filter(pk=written.pk).exists()


def test_a_name_is_chosen_by_keyboard_and_without_the_mark_of_an_example(talk):
    page = talk()
    text = page.locator("textarea[name=text]")
    text.click()
    page.keyboard.type("Merci @ine")
    expect(page.get_by_role("option", name="Inès Moreau", exact=True)).to_be_visible()
    # What lies beneath an open list is not to be pressed.
    assert not [one for one in faults(page).splitlines() if "target-size" not in one or "option" in one]
    page.keyboard.press("Enter")
    expect(text).to_have_value("Merci @Inès Moreau ")
    page.keyboard.type("et @zo")
    expect(page.get_by_role("option")).to_have_count(0)
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    page.get_by_role("button", name="Répondre", exact=True).click()
    expect(page.locator(".told")).to_contain_text("Inès Moreau en est prévenu(e)")
