"""« Enregistrer sans publier », pressed in a browser for each kind of sheet and of event; and no button
anywhere in the network's forms that would send nothing."""

import pytest
from django.conf import settings
from django.test import Client

from network.choices import EventKind, ResourceKind
from network.models import Event, Resource, State
from network.paths import path_of
from tests.factories import UserFactory
from tests.network.factories import EventFactory, NewsFactory, ResourceFactory

# Buttons that send a form, of a page, that belong to none.
ORPHANS = """() => [...document.querySelectorAll('button, input[type=submit]')]
  .filter((one) => one.type === 'submit' && !one.form).map((one) => one.textContent.trim())"""


@pytest.fixture
def signed_in(visit, transactional_db, places):
    """A window where staff have signed in."""
    client = Client()
    client.force_login(UserFactory(is_professional=True, is_staff=True))
    window = visit(java_script_enabled=True)
    name = settings.SESSION_COOKIE_NAME
    window.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": window.base}])
    return window


@pytest.mark.parametrize("kind", ResourceKind.values)
def test_a_sheet_of_each_kind_is_kept_without_being_published(signed_in, kind):
    page = signed_in.open(f"/fiches/nouvelle/?nature={kind}")
    page.locator("[name=title]").fill("Une fiche à finir")
    if kind == ResourceKind.LIEN:
        # A link without its address says nothing: it is asked for, published or not.
        page.locator("[name=link]").fill("https://exemple.fr/")
    page.get_by_role("button", name="Enregistrer sans publier").click()
    page.wait_for_url("**/pieces/**")
    assert Resource.objects.get().state == State.WITHDRAWN


@pytest.mark.parametrize("kind", EventKind.values)
def test_an_event_of_each_kind_is_kept_without_being_published(signed_in, kind):
    page = signed_in.open(f"/agenda/nouveau/?nature={kind}")
    page.locator("[name=title]").fill("Un événement à finir")
    page.locator("[name=start_day]").fill("2027-03-09")
    page.get_by_role("button", name="Enregistrer sans publier").click()
    page.wait_for_url("**/pieces/**")
    assert Event.objects.get().state == State.WITHDRAWN


def test_every_button_that_sends_is_in_a_form(signed_in):
    sheet, event, news = ResourceFactory(), EventFactory(registering="here"), NewsFactory()
    paths = [
        "/fiches/", "/fiches/nouvelle/", path_of(sheet), f"/fiches/{sheet.pk}/modifier/",
        f"/fiches/{sheet.pk}/pieces/",
        "/agenda/", "/agenda/nouveau/", path_of(event), f"/agenda/{event.pk}/modifier/",
        f"/agenda/{event.pk}/annuler/", f"/agenda/{event.pk}/inviter/", "/reseau/", "/reseau/actualites/",
        "/reseau/actualites/nouvelle/",
        path_of(news),
        "/reseau/offres/", "/reseau/offres/nouvelle/?sens=offre", f"/reseau/{event.pk}/historique/",
    ]  # fmt: skip
    for path in paths:
        page = signed_in.open(path)
        assert page.evaluate(ORPHANS) == [], path
