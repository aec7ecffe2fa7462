"""Pages about people in a real browser: what axe can judge, a phone, a keyboard."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from accounts import charter, joining
from accounts.joining import Wish
from accounts.models import Label, Organisation, Profile, User
from common import robots
from mapping import holding
from places.models import NamedTerritory
from tests.browser.axe import faults
from tests.factories import StructureFactory, UserFactory

PUBLIC = {
    "registration": "/inscription/?structure={structure}",
    "organisation": "/organisations/{organisation}-les-hirondelles/",
}
OURS = {
    "workspace": "/professionnels/",
    "requests": "/professionnels/demandes/",
    "hold": "/professionnels/structures/{other}/tenir/",
    "invite": "/professionnels/invitations/",
    "charter": "/professionnels/charte/",
    "directory": "/professionnels/annuaire/?theme=&pres_de=Melun&rayon_km=20",
    "organisations": "/professionnels/organisations/",
    "one organisation": "/professionnels/organisations/{organisation}/",
    "merge": "/professionnels/organisations/{organisation}/reunir/?q=toits",
    "persons": "/professionnels/personnes/",
    "person": "/professionnels/personnes/{person}/",
    "domains": "/professionnels/domaines/",
    "territories": "/professionnels/territoires/",
    "territory": "/professionnels/territoires/secteur/",
    "profile": "/mon-compte/profil/",
    "close": "/mon-compte/fermer/",
}


@pytest.fixture
def people(transactional_db, places, monkeypatch):
    """An organisation with all that a page may hold, and somebody who asks to come in and to hold."""
    monkeypatch.setattr(robots, "QUICKEST_S", 0)
    one = Organisation.objects.create(name="Les Hirondelles", about="Des ateliers.", siren="552100554")
    other = Organisation.objects.create(name="Toits solidaires")
    referent = UserFactory(full_name="Samira Benali", is_professional=True)
    one.memberships.create(user=referent, role="referent")
    asker = UserFactory(full_name="Nadia Kaci", is_professional=True)
    other.memberships.create(user=asker)
    Profile.objects.create(
        user=asker, is_findable=True, trade="juriste", commune_id="77288", shows_email=True
    )
    Label.objects.create(organisation=one, name="France services")
    structure = StructureFactory(nom="Atelier", organisation=one)
    holding.ask(asker, structure.pk, other.pk, "C’est nous.")
    joining.ask(Wish("lea@example.org", "Léa Martin", organisation=one, message="Bonjour !"))
    joining.ask(Wish("omar@example.org", "Omar Diallo", organisation_said="Toits"))
    NamedTerritory.objects.create(slug="secteur", nom="Secteur", communes=["77288"])
    staff = UserFactory(full_name="Paule Préfète", is_staff=True, is_superuser=True)
    staff.organisation_memberships.create(organisation=other)
    referent.ambassadorships.create(kind="departement", code="77")
    charter.publish("Je m’engage.\n\nÀ dire vrai.", staff)
    return {
        "organisation": one.pk,
        "structure": structure.pk,
        "other": StructureFactory(nom="Ailleurs").pk,
        "person": referent.pk,
        "referent": referent,
        "staff": staff,
    }


def sign_in(window, user: User) -> None:
    """Give the browser the session of somebody who signed in, by whatever way."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    window.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": window.base}])


def judged(page, name: str, width: int) -> None:
    expect(page.locator("h1")).to_be_visible()
    page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
    assert faults(page) == "", name
    assert page.evaluate("document.documentElement.scrollWidth") <= width, name


@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), (320, "dark")])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(visit, people, width, scheme):
    window = visit(viewport={"width": width, "height": 768}, color_scheme=scheme)
    for language in ("", "/ar"):
        for name, path in PUBLIC.items():
            judged(window.open(language + path.format(**people)), f"{language} {name}", width)
    sign_in(window, people["staff"])
    for name, path in OURS.items():
        judged(window.open(path.format(**people)), name, width)
