"""A professional draws the area of a service: with the mouse, by keyboard, without scripts."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from tests.browser.axe import faults
from tests.factories import UserFactory, answers_for
from tests.territory.conftest import MELUN, lesson


@pytest.fixture
def area(visit, transactional_db, places):
    """(page of the area, its service) for someone who is a professional."""
    service = lesson(MELUN)
    client = Client()
    client.force_login(answers_for(UserFactory(is_professional=True), service.structure))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value

    def open_area(**options):
        window = visit(**options)
        window.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": window.base}]
        )
        return window.open(f"/professionnels/services/{service.pk}/zone/"), service

    return open_area


def save(page, service):
    page.get_by_role("button", name="Enregistrer la zone").click()
    expect(page.get_by_text("Zone enregistrée")).to_be_visible()
    service.refresh_from_db()


def test_three_clicks_on_the_map_make_an_area(area):
    page, service = area()
    map_ = page.locator("#carte[data-ready]")
    for at in ((200, 200), (400, 200), (300, 400)):
        map_.click(position={"x": at[0], "y": at[1]})
    expect(page.get_by_text("3 sommets.")).to_be_visible()
    expect(page.locator("[name=sorte][value=dessin]")).to_be_checked()
    save(page, service)
    assert service.zone_polygon.num_coords == 4
    expect(page.get_by_text("une zone dessinée de")).to_be_visible()


def test_the_keyboard_puts_corners_at_the_centre_of_the_map(area):
    page, service = area()
    for keys in ([], ["ArrowRight"], ["ArrowDown"]):
        page.locator("#carte[data-ready]").focus()
        for key in keys:
            page.keyboard.press(key)
            page.wait_for_timeout(500)
        page.get_by_role("button", name="Poser un sommet au centre").focus()
        page.keyboard.press("Enter")
    save(page, service)
    assert service.zone_polygon.num_coords == 4


def test_without_scripts_a_radius_is_enough(area):
    page, service = area(java_script_enabled=False)
    page.get_by_label("Un rayon autour du lieu").check()
    page.get_by_label("Kilomètres").fill("5")
    save(page, service)
    assert service.zone_polygon is not None


@pytest.mark.parametrize("width", [1280, 375])
def test_axe_finds_nothing(area, width):
    page, _service = area(viewport={"width": width, "height": 800})
    assert faults(page) == ""
