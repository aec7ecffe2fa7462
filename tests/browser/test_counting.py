"""What a page tells of calls and ways; the weekly grid under a thumb, also where the network goes away."""

import io
from datetime import date

import pypdfium2
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from common import counting
from evaluation.grid import numbers, weeks
from evaluation.grid.models import OwnLine
from evaluation.models import UseCell
from mapping.presentation import structure_path
from tests.browser.axe import SCHEMES, faults
from tests.evaluation.conftest import BROWSER, MELUN, MELUN_EPCI
from tests.factories import StructureFactory, UserFactory, answers_for, point

PHONE = {"width": 375, "height": 740}


@pytest.fixture(autouse=True)
def nothing_counted():
    counting.taken()
    yield
    counting.taken()


@pytest.fixture
def house(transactional_db, places):
    return StructureFactory(
        nom="Les Hirondelles", position=point(48.54, 2.66), commune_id=MELUN, telephone="01 99 00 00 01"
    )


@pytest.fixture
def keeper(visit, house):
    """A window of who answers for the house."""

    def open_window(**options):
        client = Client()
        client.force_login(answers_for(UserFactory(is_professional=True), house))
        window = visit(**options)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        window.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": window.base}]
        )
        return window

    return open_window


def wait_for(page, what, expected):
    """Until something of the server is as expected."""
    for _turn in range(100):
        if what() == expected:
            return
        page.wait_for_timeout(100)
    assert what() == expected


def test_a_press_on_a_telephone_number_counts_once_a_page(visit, house):
    page = visit(user_agent=BROWSER).open(structure_path(house.pk, house.nom))
    # The browser has no telephone: what the press leads to is not looked at.
    page.evaluate("addEventListener('click', (event) => event.preventDefault(), true)")
    counting.taken()
    with page.expect_response("**/usage/") as told:
        page.locator("a.actions__call").click()
    assert told.value.status == 204
    page.locator("a.actions__call").click()
    page.locator("a", has_text="Y aller").first.click()
    held = {}

    def acts():
        for counted, n in counting.taken().items():
            held[counted.outcome.value, counted.structure] = (
                held.get((counted.outcome.value, counted.structure), 0) + n
            )
        return {act: n for (act, structure), n in held.items() if structure == house.pk}

    wait_for(page, acts, {"appel": 1, "itineraire": 1})


def test_the_grid_is_counted_by_thumb_and_loses_nothing_while_the_network_is_away(keeper, house):
    window = keeper(viewport=PHONE, has_touch=True)
    page = window.open(f"/structures/{house.pk}/comptage/")
    week = weeks.monday(timezone.localdate())

    def kept():
        return {str(name): n for name, n in numbers.of(house.pk, week).items()}

    plus = page.locator("#theme-francais .grid__plus")
    assert min(plus.bounding_box()["width"], plus.bounding_box()["height"]) >= 44
    plus.tap()
    plus.tap()
    page.get_by_label("Au téléphone").tap()
    plus.tap()
    expect(page.locator("#theme-francais .grid__n")).to_have_text("3")
    wait_for(page, kept, {"theme:francais:accueil": 2, "theme:francais:telephone": 1})
    expect(page.get_by_text("Enregistré")).to_be_visible()
    window.context.set_offline(True)
    plus.tap()
    page.locator("#public-femmes .grid__plus").tap()
    expect(page.get_by_text("Hors ligne : ce qui est compté attend ici")).to_be_visible()
    expect(page.locator("[data-demands]")).to_have_text("4")
    page.get_by_role("button", name="Annuler").tap()
    assert kept() == {"theme:francais:accueil": 2, "theme:francais:telephone": 1}
    window.context.set_offline(False)
    wait_for(page, kept, {"theme:francais:accueil": 2, "theme:francais:telephone": 2})
    # What waits is sent by the next page too.
    window.context.set_offline(True)
    plus.tap()
    expect(page.get_by_text("Hors ligne : ce qui est compté attend ici")).to_be_visible()
    window.context.set_offline(False)
    page.reload()
    wait_for(page, kept, {"theme:francais:accueil": 2, "theme:francais:telephone": 3})
    # How demands come is as it was.
    expect(page.get_by_label("Au téléphone")).to_be_checked()


def test_what_was_counted_in_a_page_that_is_closed_is_sent_from_the_workspace(keeper, house):
    window = keeper(viewport=PHONE, has_touch=True)
    page = window.open(f"/structures/{house.pk}/comptage/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    window.context.set_offline(True)
    page.locator("#theme-francais .grid__plus").tap()
    expect(page.get_by_text("Hors ligne : ce qui est compté attend ici")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Hors ligne : ce qui est compté attend ici")).to_be_visible()
    page.close()
    window.context.set_offline(False)
    page = window.context.new_page()
    page.goto(f"{window.base}/professionnels/")
    expect(page.get_by_text("Ce que vous aviez compté est enregistré.")).to_be_visible()
    week = weeks.monday(timezone.localdate())
    assert {str(name): n for name, n in numbers.of(house.pk, week).items()} == {"theme:francais:accueil": 1}


def test_the_grid_on_paper_is_one_page_of_a4(keeper, house):
    page = keeper().open(f"/structures/{house.pk}/comptage/feuille/")
    for number in range(20):
        OwnLine.objects.create(structure=house, label=f"Une ligne à nous {number}")
    for lines in (0, 20):
        document = pypdfium2.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True)))
        assert len(document) == 1, lines
        page.reload()


def test_the_grid_counts_without_scripts(keeper, house):
    page = keeper(viewport=PHONE, java_script_enabled=False).open(f"/structures/{house.pk}/comptage/")
    page.get_by_label("À distance").check()
    page.locator("#theme-sante .grid__plus").click()
    expect(page.locator("#theme-sante .grid__n")).to_have_text("1")
    expect(page.get_by_label("À distance")).to_be_checked()
    page.get_by_role("button", name="Annuler").click()
    expect(page.locator("#theme-sante .grid__n")).to_have_text("0")


@pytest.mark.parametrize("width", [375, 1280])
def test_the_pages_of_numbers_have_no_barrier_and_fit(keeper, house, width):
    where = {"epci": MELUN_EPCI, "departement": "77"}
    for outcome, structure in (("pres", 0), ("rien", 0), ("appel", house.pk)):
        UseCell.objects.create(
            month=date(2026, 10, 1), outcome=outcome, theme="francais", n=9, structure=structure, **where
        )
    window = keeper(viewport={"width": width, "height": 740})
    for path in (
        "/observatoire/",
        "/ar/observatoire/",
        f"/structures/{house.pk}/demandes/",
        f"/structures/{house.pk}/comptage/",
        f"/structures/{house.pk}/comptage/corriger/",
        f"/structures/{house.pk}/comptage/feuille/",
    ):
        page = window.open(path)
        assert faults(page, SCHEMES) == "", path
        metrics = window.context.new_cdp_session(page).send("Page.getLayoutMetrics")
        assert metrics["cssContentSize"]["width"] <= width, path
