"""Signing in, in a real browser: by keyboard, without a script, by a passkey of the device, under axe."""

import re

import pytest
from playwright.sync_api import expect

from accounts.models import User
from tests.accounts.mailbox import code_for
from tests.browser.axe import faults
from tests.factories import UserFactory

EMAIL = "camille@example.org"
PHONE = {"java_script_enabled": False, "viewport": {"width": 375, "height": 740}}


@pytest.fixture
def camille(transactional_db):
    return UserFactory(email=EMAIL, full_name="Camille Essai", is_professional=True)


def leave(page) -> None:
    page.get_by_role("banner").get_by_role("button", name="Se déconnecter").locator("visible=true").click()


def by_code(window) -> None:
    """Sign in by a code, with the keys alone."""
    page = window.open("/connexion/?next=/professionnels/")
    expect(page.locator("#id_email")).to_be_focused()
    page.keyboard.type(EMAIL)
    page.keyboard.press("Enter")
    expect(page.locator("#id_code")).to_be_focused()
    page.keyboard.type(code_for(EMAIL))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/professionnels/$"))


@pytest.mark.parametrize(
    "options", [{}, {"java_script_enabled": False, "viewport": {"width": 375, "height": 740}}]
)
def test_a_code_signs_in_by_keyboard_and_without_a_script(visit, camille, options):
    window = visit(**options)
    by_code(window)
    expect(window.page.get_by_role("heading", level=1)).to_be_visible()
    if options:
        window.page.locator("summary:has-text('Menu')").click()
    leave(window.page)
    expect(window.page).to_have_url(re.compile("/$"))
    window.open("/professionnels/")
    assert window.path == "/connexion/"


def device(window) -> str:
    """A passkey authenticator of the device that knows its owner; its number."""
    session = window.context.new_cdp_session(window.page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def test_a_passkey_is_added_and_signs_in_alone(visit, camille, settings):
    """It counts for both factors: a page of the prefecture opens with nothing more."""
    settings.REQUIRE_SECOND_FACTOR = True
    User.objects.update(is_staff=True)
    window = visit()
    device(window)
    by_code(window)
    page = window.open("/territoire/")
    page.get_by_role("link", name="Ajouter une clé d’accès").click()
    page.get_by_label("Nom de la clé").fill("Bureau")
    page.get_by_role("button", name="Ajouter la clé").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Codes de secours")
    page.get_by_role("link", name="C’est noté, continuer").click()
    expect(page).to_have_url(re.compile("\\d/territoire/$"))
    window.open("/mon-compte/securite/")
    expect(page.locator("main")).to_contain_text("Bureau")
    leave(page)

    window.open("/connexion/?next=/territoire/")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(page).to_have_url(re.compile("\\d/territoire/$"))

    # Taken off, it opens nothing.
    page.goto("/mon-compte/securite/")
    page.get_by_role("link", name="Retirer : Bureau").click()
    page.get_by_role("button", name="Retirer").click()
    expect(page.locator("main")).to_contain_text("La clé d’accès est retirée")
    leave(page)
    window.open("/connexion/")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(page.locator("main")).to_contain_text("n’ouvre aucun compte ici")


def test_a_passkey_is_the_second_step_after_a_code(visit, camille):
    window = visit()
    device(window)
    by_code(window)
    page = window.open("/mon-compte/cles/")
    page.get_by_role("button", name="Ajouter la clé").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Codes de secours")
    window.context.clear_cookies()
    page = window.open("/connexion/")
    page.get_by_label("Adresse électronique").locator("visible=true").fill(EMAIL)
    page.keyboard.press("Enter")
    expect(page.locator("#id_code")).to_be_focused()
    page.get_by_label("Code reçu").fill(code_for(EMAIL))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Encore une étape")
    page.get_by_role("button", name="Utiliser ma clé d’accès").click()
    expect(page).to_have_url(re.compile("/professionnels/$"))


def test_a_device_that_says_no_is_told_on_the_page(visit, camille):
    window = visit()
    page = window.open("/connexion/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('no')); }")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(page.get_by_text("Aucune clé d’accès n’a répondu")).to_be_visible()
    expect(page.get_by_role("button", name="Utiliser une clé d’accès")).to_be_enabled()


PUBLIC = ["/connexion/", "/connexion/code/"]
OWN = [
    "/mon-compte/securite/",
    "/mon-compte/application/",
    "/mon-compte/cles/",
    "/mon-compte/mot-de-passe/",
    "/mon-compte/confirmer/",
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("scheme", "width", "language"),
    [("light", 1280, ""), ("dark", 320, ""), ("light", 320, "/ar"), ("dark", 1280, "/uk")],
)
def test_nothing_is_found_by_axe_and_nothing_scrolls_sideways(visit, camille, scheme, width, language):
    window = visit(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page, wrong = window.page, {}

    def looked_at(path):
        window.open(language + path)
        if found := faults(page):
            wrong[path, "axe"] = found
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong[path, "scrolls"] = width

    window.open(language + "/connexion/")
    page.locator("#id_email").fill(EMAIL)
    page.keyboard.press("Enter")
    expect(page.locator("#id_code")).to_be_visible()
    for path in PUBLIC:
        looked_at(path)
    window.open(language + "/connexion/code/")
    page.locator("#id_code").fill(code_for(EMAIL))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/professionnels/$"))
    for path in OWN:
        looked_at(path)
    assert not wrong
