"""A structure's page is edited in a real browser: by keyboard on a phone, without scripts."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from mapping.editing.offered import BLOCKS
from mapping.models import Structure
from mapping.presentation import structure_path
from tests.browser.axe import SCHEMES, faults
from tests.factories import ContactFactory, UserFactory
from tests.territory.conftest import MELUN, lesson

PHONE = {"width": 375, "height": 740}


@pytest.fixture
def structure(transactional_db, places):
    return lesson(MELUN).structure


@pytest.fixture
def desk(visit, structure):
    """A window of a professional, by name, at one of the pages of the structure."""

    def open_desk(name: str, path: str = "", **options):
        user = UserFactory(is_professional=True, full_name=name)
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        window = visit(**options)
        window.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": window.base}]
        )
        return window.open(structure_path(structure.pk, structure.nom) + path)

    return open_desk


def test_a_telephone_is_corrected_by_keyboard_on_a_phone(desk, structure):
    page = desk("Samira B.", viewport=PHONE)
    page.get_by_role("link", name="Modifier : téléphone, courriel, site").focus()
    page.keyboard.press("Enter")
    field = page.get_by_label("Téléphone")
    expect(field).to_be_visible()
    field.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("abc")
    page.keyboard.press("Enter")
    summary = page.locator("#a-corriger")
    expect(summary).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(field).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("01 64 52 89 00")
    page.keyboard.press("Enter")
    expect(page.get_by_text("→ 01 64 52 89 00.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert Structure.objects.get().telephone == "01 64 52 89 00"
    page.get_by_role("button", name="Annuler cette modification").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("C'est annulé : ce que vous aviez changé est comme avant.")).to_be_visible()
    assert Structure.objects.get().telephone == structure.telephone


def test_the_marker_is_placed_by_keyboard(desk, structure):
    page = desk("Samira B.", "modifier/adresse/")
    page.locator("#carte[data-ready], #carte.leaflet-container").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)
    page.get_by_role("button", name="Repère au centre de la carte").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[name=lieu][value=carte]")).to_be_checked()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Position : placée à la main.")).to_be_visible()
    made = Structure.objects.get()
    assert made.position.x > structure.position.x


def test_the_middle_of_a_map_that_nobody_moved_places_nothing(desk, structure):
    Structure.objects.update(position=None, position_precision="", position_origin="", commune_id="77288")
    page = desk("Samira B.", "modifier/adresse/")
    page.locator("#carte.leaflet-container").wait_for()
    page.get_by_role("button", name="Repère au centre de la carte").click()
    expect(page.get_by_text("Rien n’est placé")).to_be_visible()
    expect(page.locator("[name=lieu][value=trouver]")).to_be_checked()
    expect(page.get_by_label("Latitude")).to_have_value("")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Rien à changer")).to_be_visible()
    assert Structure.objects.get().position is None


def test_without_scripts_a_closure_is_added(desk, structure):
    page = desk("Samira B.", "modifier/fermetures/", java_script_enabled=False)
    page.get_by_role("link", name="Ajouter une fermeture").click()
    page.get_by_label("Premier jour fermé").fill("2031-12-24")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Ajouté : le 24 décembre 2031.")).to_be_visible()
    assert structure.closures.count() == 1


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(desk, structure, width):
    contact = ContactFactory(structure=structure, telephone="06 39 98 00 12")
    page = desk("Samira B.", viewport={"width": width, "height": 740})
    here = page.url
    one = f"modifier/contacts/{contact.pk}/"
    blocks = [f"modifier/{block.name}/" for block in BLOCKS]
    more = ["modifier/fermetures/ajouter/", one, f"{one}retirer/", "/structures/nouvelle/"]
    for path in ("", "modifier/", *blocks, *more):
        page.goto(path if path.startswith("/") else here + path)
        assert faults(page, SCHEMES) == "", path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
