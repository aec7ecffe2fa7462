"""The header is one row, whoever is signed in and however large the letters: nothing is under it."""

import pytest
from django.conf import settings
from django.test import Client

from tests.factories import UserFactory

SEARCH = "/?lat=48.53998&lon=2.66085&rayon_km=10"
# The brand, the rooms and the tools, each in the middle of one row.
_MIDDLES = """() => [...document.querySelectorAll(
    ".header__brand, .header__nav, .header__tools, .header__who > li"
  )]
  .map((one) => one.getBoundingClientRect())
  .filter((one) => one.height)
  .map((one) => Math.round(one.top + one.height / 2))"""


@pytest.fixture
def staff(visit, transactional_db):
    """(options) -> a window of somebody of the prefecture whose name is long."""
    client = Client()
    name = "Préfecture de Seine-et-Marne (exemple)"
    client.force_login(UserFactory(is_professional=True, is_staff=True, is_superuser=True, full_name=name))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value

    def window(**options):
        made = visit(**options)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": made.base}
        made.context.add_cookies([cookie])
        return made

    return window


@pytest.mark.parametrize("width", [1280, 1366, 1600])
@pytest.mark.parametrize("language", ["", "/uk"], ids=["fr", "uk"])
def test_it_holds_in_one_row_for_whoever_works_here(staff, directory, width, language):
    page = staff(viewport={"width": width, "height": 768}).open(f"{language}/fiches/")
    middles = page.evaluate(_MIDDLES)
    assert max(middles) - min(middles) <= 4, middles
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if not language:
        assert page.locator(".header__nav").is_visible()


@pytest.mark.parametrize("size", ["100%", "200%"])
@pytest.mark.parametrize("width", [375, 1366])
def test_it_covers_nothing_of_the_bar_that_sticks_under_it(staff, directory, width, size):
    page = staff(viewport={"width": width, "height": 768}).open(SEARCH)
    page.evaluate("size => { document.documentElement.style.fontSize = size; }", size)
    page.mouse.wheel(0, 600)
    page.wait_for_timeout(200)
    header, bar = page.locator("header").first.bounding_box(), page.locator(".bar").bounding_box()
    assert header["y"] == 0
    assert bar["y"] >= header["height"] - 1, (header, bar)
