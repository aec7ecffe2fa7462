"""Who holds a record sees that somebody spoiled it and puts it back, by keyboard, with scripts or without."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from history.models import Act
from mapping.models import Structure
from mapping.writing import change
from tests.browser.axe import faults
from tests.factories import ServiceFactory, UserFactory, answers_for


@pytest.fixture
def spoiled(transactional_db, places) -> Structure:
    structure = ServiceFactory(structure__nom="Les Hirondelles", structure__commune_id="77288").structure
    change(
        structure,
        {"telephone": "00 00 00 00 00", "nom": "N’y allez pas"},
        UserFactory(is_professional=True, full_name="Paul V."),
    )
    return structure


def signed_in(visit, user, **options):
    """A window where somebody has signed in already."""
    window = visit(**options)
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    address = {"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": window.base}
    window.context.add_cookies([address])
    return window


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_vandalism_is_seen_and_put_back(visit, spoiled, scripts):
    keeper = answers_for(UserFactory(is_professional=True), spoiled)
    window = signed_in(visit, keeper, viewport={"width": 375, "height": 740}, java_script_enabled=scripts)
    page = window.open(f"/structures/{spoiled.pk}/")
    last = page.get_by_role("region", name="Derniers changements")
    expect(last).to_contain_text("Paul V.")
    last.get_by_role("link", name="Tout l’historique").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Historique")
    page.get_by_role("link", name="(Téléphone)").press("Enter")
    expect(page.get_by_role("region", name="Voici ce qui sera en ligne")).to_contain_text("01 99 00 00 01")
    page.get_by_role("button", name="Remettre en ligne").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("c’est rétabli")
    page.get_by_role("link", name="Annuler cette modification").nth(1).press("Enter")
    page.get_by_role("button", name="Annuler cette modification").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("C’est annulé")
    spoiled.refresh_from_db()
    assert (spoiled.nom, spoiled.telephone) == ("Les Hirondelles", "01 99 00 00 01")
    assert Act.objects.count() >= 3
    if scripts:
        assert faults(page) == ""
