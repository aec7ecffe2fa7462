"""People at their desks: a professional, another, prefecture staff, and a structure that they edit."""

import pytest
from django.test import Client

from accounts.models import Organisation
from mapping.models import Structure
from tests.factories import ServiceFactory, StructureFactory, UserFactory


@pytest.fixture
def structure() -> Structure:
    made = StructureFactory(
        nom="Atelier Les Hirondelles",
        description="Des ateliers pour adultes.",
        courriel="accueil@example.org",
        site_web="https://www.example.org/",
        horaires_accueil="Mo-Fr 09:00-12:00",
    )
    ServiceFactory(structure=made)
    return made


@pytest.fixture
def edit(structure):
    """The address of a block of the structure's page."""
    return lambda block, more="": f"/structures/{structure.pk}-{structure.slug}/modifier/{block}/{more}"


def signed_in(**fields) -> Client:
    organisation = fields.pop("organisation", None)
    user = UserFactory(**{"is_professional": True, **fields})
    if organisation:
        user.organisation_memberships.create(organisation=organisation)
    client = Client()
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def samira() -> Client:
    return signed_in(full_name="Samira B.", organisation=Organisation.objects.create(name="Les Hirondelles"))


@pytest.fixture
def paul() -> Client:
    return signed_in(full_name="Paul D.")


@pytest.fixture
def agent() -> Client:
    return signed_in(full_name="Agent P.", is_staff=True)
