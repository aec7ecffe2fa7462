"""A structure answers its link on a phone, by keyboard; a professional says in one press that it is right."""

import re

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from mapping.models import BlockSeen, Structure
from mapping.presentation import structure_path
from tests.browser.axe import SCHEMES, faults
from tests.factories import UserFactory, answers_for
from tests.mapping.campaigns.links import request_of
from tests.territory.conftest import MELUN, lesson

PHONE = {"width": 375, "height": 700}


@pytest.fixture
def structure(transactional_db, places) -> Structure:
    one = lesson(MELUN).structure
    Structure.objects.filter(pk=one.pk).update(nom="Les Hirondelles", horaires_accueil="Mo 09:00-12:00")
    one.refresh_from_db()
    return one


@pytest.fixture
def link(structure) -> str:
    return request_of(structure)


def axe(window, page, width: int) -> None:
    assert faults(page, SCHEMES) == ""
    metrics = window.context.new_cdp_session(page).send("Page.getLayoutMetrics")
    assert metrics["cssContentSize"]["width"] <= width


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_structure_answers_by_keyboard_on_a_phone(visit, structure, link, scripts):
    page = visit(viewport=PHONE, java_script_enabled=scripts).open(link)
    contact = page.get_by_role("group", name="Votre réponse : contact")
    contact.get_by_label("Toujours exact").focus()
    page.keyboard.press("Space")
    hours = page.get_by_role("group", name="Votre réponse : horaires")
    # Fields show once they are asked for.
    as_text = page.get_by_label("En texte", exact=True)
    expect(as_text).to_be_hidden()
    hours.get_by_label("Toujours exact").focus()
    page.keyboard.press("ArrowDown")
    as_text.focus()
    page.keyboard.press("Space")
    field = page.get_by_label("Horaires en texte")
    expect(field).to_be_visible()
    # What is kept stands in it already, to be corrected or typed over.
    expect(field).to_have_value("Mo 09:00-12:00")
    field.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("mardi 14h-18h")
    if not scripts:
        # A text is read back before it is kept: as it is typed, or once it was sent.
        page.get_by_role("button", name="Envoyer mes réponses").press("Enter")
    expect(page.get_by_text(re.compile("4.h par semaine")).first).to_be_visible()
    page.get_by_role("button", name="Envoyer mes réponses").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Merci, c’est noté")
    expect(page.get_by_text("Sans réponse, donc inchangé : lieu.")).to_be_visible()
    structure.refresh_from_db()
    assert structure.horaires_accueil == "Tu 14:00-18:00"
    assert set(BlockSeen.objects.values_list("block", flat=True)) == {"contact", "hours"}


def test_what_is_not_understood_is_said_where_it_was_typed(visit, structure, link):
    page = visit(viewport=PHONE).open(link)
    page.get_by_role("group", name="Votre réponse : horaires").get_by_label("À corriger").check()
    page.get_by_label("En texte", exact=True).check()
    page.get_by_label("Horaires en texte").fill("quand il fait beau")
    page.get_by_role("button", name="Envoyer mes réponses").click()
    page.get_by_role("alert").get_by_role("link", name="ces horaires ne sont pas compris").click()
    expect(page.locator(".field--error")).to_be_focused()
    expect(page.get_by_label("Horaires en texte")).to_have_value("quand il fait beau")


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_behind_the_link(visit, structure, link, width):
    window = visit(viewport={"width": width, "height": 700})
    page = window.open(link)
    page.get_by_role("group", name="Votre réponse : contact").get_by_label("À corriger").check()
    axe(window, page, width)
    page.get_by_label("Courriel", exact=True).fill("ici")
    page.get_by_role("button", name="Envoyer mes réponses").click()
    expect(page.get_by_role("alert")).to_be_visible()
    axe(window, page, width)


@pytest.fixture
def signed_in(visit, structure):
    """Opens a window for who keeps the structure, or for staff."""

    def open_window(**options):
        user = answers_for(UserFactory(is_professional=True, is_staff=options.pop("staff", False)), structure)
        user.organisation_memberships.update(role="referent")
        client = Client()
        client.force_login(user)
        window = visit(**options)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        window.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": window.base}]
        )
        return window

    return open_window


def test_one_press_says_that_the_page_is_right_and_another_takes_it_back(signed_in, structure):
    page = signed_in(viewport=PHONE).open(structure_path(structure.pk, structure.nom))
    page.get_by_role("button", name="Toujours exact : horaires").press("Enter")
    expect(page.get_by_text("confirmé aujourd’hui, horaires")).to_be_visible()
    assert BlockSeen.objects.get().block == "hours"
    page.get_by_role("button", name="Reprendre ma confirmation : horaires").press("Enter")
    expect(page.get_by_text("Confirmation reprise : horaires.")).to_be_visible()
    assert not BlockSeen.objects.exists()


def test_mon_espace_is_done_in_one_press(signed_in, structure):
    page = signed_in().open("/professionnels/")
    page.get_by_role("button", name="Toujours exact : Les Hirondelles").first.click()
    expect(page.get_by_text("Rien n’attend.")).to_be_visible()
    assert BlockSeen.objects.count() == 5


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(
    "path",
    [
        "",
        "campagnes/",
        "campagnes/nouvelle/",
        "consignes/nouvelle/",
        "signalements/",
        "exercice/",
        "conventions/",
    ],
)
def test_axe_finds_nothing_in_mon_espace(signed_in, width, path):
    window = signed_in(viewport={"width": width, "height": 700}, staff=True)
    page = window.open(f"/professionnels/{path}")
    if "nouvelle" in path:
        page.locator("main button[value=voir]").click()
        expect(page.get_by_role("alert")).to_be_visible()
    axe(window, page, width)
