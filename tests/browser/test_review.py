"""A professional settles positions in doubt: by keyboard, on the map, without scripts."""

import pytest
from playwright.sync_api import expect

from geocoding.candidate import Candidate, Kind
from mapping import positions
from mapping.models import PositionPrecision
from tests.browser.axe import faults
from tests.factories import UserFactory, answers_for
from tests.mapping.test_positions import outcome, structure

REVIEW = "/professionnels/positions/"
PASSWORD = "un mot de passe pour essayer"


def offered(page, name: str) -> None:
    """The structure is shown and the browser has put the cursor on its first choice, ready for a key."""
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    expect(page.locator("[name=choix]").first).to_be_focused()


@pytest.fixture
def doubtful(transactional_db, places):
    ones = [structure(nom=f"Accueil {n}", adresse=f"{n} rue du Double") for n in (1, 2, 3)]
    for one in ones:
        places_of_one = [
            Candidate(f"{one.adresse}, {side}", 48.54 + n / 100, 2.66, Kind.HOUSE)
            for n, side in enumerate(("nord", "sud"))
        ]
        positions.apply([outcome(one, "commune", True, "two-streets", alternatives=tuple(places_of_one))])
    return ones


@pytest.fixture
def signed_in(visit, doubtful):
    person = UserFactory(email="camille@example.org", is_professional=True)
    person.set_password(PASSWORD)
    answers_for(person, *doubtful)
    person.save()

    def sign_in(**options):
        window = visit(**options)
        page = window.open(REVIEW)
        page.get_by_text("Se connecter par mot de passe").click()
        page.fill("#id_username", person.email)
        page.fill("#id_password", PASSWORD)
        page.press("#id_password", "Enter")
        offered(page, "Accueil 1")
        return page

    return sign_in


def test_three_positions_are_settled_in_three_keystrokes_each_at_most(signed_in, doubtful):
    page = signed_in()
    page.keyboard.press("Enter")
    offered(page, "Accueil 2")
    # Arrows are the browser's own, at once; the keys of letters and figures come with the script.
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    offered(page, "Accueil 3")
    expect(page.locator(".leaflet-marker-icon").first).to_be_visible()
    page.keyboard.press("2")
    expect(page.locator("[name=choix][value='2']")).to_be_checked()
    page.keyboard.press("i")
    expect(page.get_by_role("heading", name="Aucune position n’attend")).to_be_visible()
    for one in doubtful:
        one.refresh_from_db()
    assert [one.position_precision for one in doubtful] == [PositionPrecision.MANUAL] * 2 + [
        PositionPrecision.COMMUNE
    ]
    assert doubtful[1].position.y == pytest.approx(48.55)


def test_a_click_on_the_map_places_the_marker_and_fills_the_coordinates(signed_in, doubtful):
    page = signed_in()
    expect(page.locator(".leaflet-marker-icon")).to_have_count(2)
    page.locator("#carte").click(position={"x": 200, "y": 200})
    expect(page.locator("[name=choix][value=carte]")).to_be_checked()
    lat = float(page.input_value("#lat"))
    page.get_by_role("button", name="Accepter").click()
    expect(page.get_by_role("heading", name="Accueil 2")).to_be_visible()
    doubtful[0].refresh_from_db()
    assert doubtful[0].position.y == pytest.approx(lat)


@pytest.mark.parametrize("width", [1280, 375])
def test_axe_finds_nothing_on_the_pages_of_professionals(signed_in, width):
    page = signed_in(viewport={"width": width, "height": 800})
    for path in (REVIEW, "/professionnels/"):
        page.goto(path)
        assert faults(page) == ""


def test_without_scripts_the_places_and_the_coordinates_are_enough(signed_in, doubtful):
    page = signed_in(java_script_enabled=False)
    page.check("[name=choix][value=carte]")
    page.fill("#lat", "48,531")
    page.fill("#lon", "2,612")
    page.get_by_role("button", name="Accepter").click()
    expect(page.get_by_role("heading", name="Accueil 2")).to_be_visible()
    doubtful[0].refresh_from_db()
    assert doubtful[0].position.y == pytest.approx(48.531)
