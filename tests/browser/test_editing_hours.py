"""Hours are corrected and a service added from a structure's page, on a telephone and by keyboard."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from mapping.models import Service
from tests.browser.axe import SCHEMES, faults
from tests.factories import ServiceFactory, StructureFactory, UserFactory

PHONE = {"width": 375, "height": 740}
UNFOLD = "document.querySelectorAll('main details:not(.menu, .send)').forEach((one) => { one.open = true; })"
MORNINGS = "Mo-Tu 09:00-12:00; PH off"


@pytest.fixture
def structure(transactional_db, places):
    return StructureFactory(nom="Atelier Les Hirondelles", horaires_accueil=MORNINGS)


@pytest.fixture
def signed_in(visit, structure):
    """(path under the structure's) -> a page for a professional who does not answer for it."""
    client = Client()
    client.force_login(UserFactory(is_professional=True, full_name="Samira Essai"))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value

    def open_page(path="", **options):
        window = visit(**{"viewport": PHONE, **options})
        window.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": window.base}]
        )
        return window.open(f"/structures/{structure.pk}-{structure.slug}/{path}")

    return open_page


def tab_to(page, locator, most=140):
    """Go to a control with the Tab key alone."""
    for _press in range(most):
        if locator.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{locator} is not within {most} tabs")


def monday(page, edge):
    return page.locator(f"[name=horaires_accueil-lundi-1-{edge}]")


def saved(page, structure, hours):
    expect(page.get_by_text("Enregistré.")).to_be_visible()
    structure.refresh_from_db()
    assert structure.horaires_accueil == hours


def test_hours_are_corrected_by_keyboard_alone(signed_in, structure):
    page = signed_in()
    tab_to(page, page.get_by_role("link", name="Modifier : horaires"))
    page.keyboard.press("Enter")
    expect(page.locator("[data-hours][data-ready]")).to_be_visible()
    tab_to(page, monday(page, "a"))
    page.keyboard.type("13")
    tab_to(page, page.get_by_label("Samedi : ouvert"))
    page.keyboard.press("Space")
    assert page.locator("[name=horaires_accueil-samedi-1-de]").evaluate(
        "one => one === document.activeElement"
    )
    page.keyboard.type("10")
    page.keyboard.press("Tab")
    page.keyboard.type("1130")
    expect(page.get_by_text("de 10 h à 11 h 30")).to_be_visible()
    page.keyboard.press("Enter")
    saved(page, structure, "Mo 09:00-13:00; Tu 09:00-12:00; Sa 10:00-11:30; PH off")


def test_monday_is_copied_and_a_stretch_added_at_once(signed_in, structure):
    page = signed_in("modifier/horaires/")
    page.get_by_role("button", name="Lundi : ajouter un créneau").click()
    page.keyboard.type("14")
    page.keyboard.press("Tab")
    page.keyboard.type("17")
    page.get_by_role("button", name="Lundi vers toute la semaine").click()
    expect(page.get_by_text("Du lundi au vendredi")).to_be_visible()
    page.locator(".edit__foot").get_by_role("button", name="Enregistrer").click()
    saved(page, structure, "Mo-Fr 09:00-12:00,14:00-17:00; PH off")


def test_a_text_is_read_as_it_is_typed_and_kept_by_one_press(signed_in, structure):
    page = signed_in("modifier/horaires/")
    page.get_by_label("En texte", exact=True).check()
    page.get_by_label("Horaires en texte").fill("le 1er vendredi du mois 14h-16h, hors vacances scolaires")
    expect(page.get_by_text("(1er du mois)")).to_be_visible()
    page.locator(".edit__foot").get_by_role("button", name="Enregistrer").click()
    # What the text does not speak of stays: closed on public holidays.
    saved(page, structure, "Fr[1] 14:00-16:00; PH off; SH off")


def test_without_scripts_the_buttons_send_the_form_and_the_boxes_come_back(signed_in, structure):
    page = signed_in("modifier/horaires/", java_script_enabled=False)
    monday(page, "a").fill("12h30")
    page.get_by_role("button", name="Lundi vers toute la semaine").click()
    expect(page.locator("[name=horaires_accueil-vendredi-1-a]")).to_have_value("12h30")
    structure.refresh_from_db()
    assert structure.horaires_accueil == MORNINGS
    page.locator(".edit__foot").get_by_role("button", name="Enregistrer").click()
    saved(page, structure, "Mo-Fr 09:00-12:30; PH off")


def test_a_service_is_added_by_keyboard(signed_in, structure):
    page = signed_in()
    tab_to(page, page.get_by_role("link", name="Ajouter un service"))
    page.keyboard.press("Enter")
    name = page.get_by_label("Nom du service")
    tab_to(page, name)
    page.keyboard.type("Cours de français du soir")
    theme = page.locator("summary", has_text="Apprendre le français")
    tab_to(page, theme)
    page.keyboard.press("Enter")
    box = page.get_by_label("Maîtriser le français")
    tab_to(page, box)
    page.keyboard.press("Space")
    expect(box).to_be_checked()
    tab_to(page, page.locator(".edit__foot").get_by_role("button", name="Enregistrer"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Ajouté : Cours de français du soir")).to_be_visible()
    made = Service.objects.get(structure=structure)
    assert made.thematiques == ["lecture-ecriture-calcul--maitriser-le-francais"]


def test_places_left_are_said_from_the_page(signed_in, structure):
    service = ServiceFactory(structure=structure, nom="Cours de français", places_restantes=3)
    page = signed_in()
    box = page.get_by_label("Places restantes : Cours de français")
    box.fill("2")
    page.get_by_role("button", name="Enregistrer les places : Cours de français").click()
    expect(page.get_by_text("Places restantes de « Cours de français » : 2")).to_be_visible()
    service.refresh_from_db()
    assert service.places_restantes == 2


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(signed_in, structure, width):
    service = ServiceFactory(structure=structure, nom="Cours de français")
    for path in (
        "modifier/horaires/",
        f"modifier/services/{service.pk}/",
        f"modifier/lieux/{service.pk}/",
        "modifier/sessions/ajouter/",
        f"modifier/places/{service.pk}/",
        "",
    ):
        page = signed_in(path, viewport={"width": width, "height": 800})
        page.evaluate(UNFOLD)
        # What a bar that stays at the bottom covers depends on how far one has scrolled.
        page.evaluate("document.querySelector('.edit__foot')?.style.setProperty('position', 'static')")
        assert faults(page, SCHEMES) == "", path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
