import pytest
from django.test import Client

from tests.factories import ServiceFactory, StructureFactory, UserFactory, point

FRENCH = ["lecture-ecriture-calcul--maitriser-le-francais"]
MELUN, PROVINS, PARIS_12 = (48.5399, 2.6608), (48.5590, 3.2994), (48.8410, 2.3876)


@pytest.fixture
def staff(db) -> Client:
    """The browser of someone of the prefecture."""
    client = Client()
    client.force_login(UserFactory(is_staff=True))
    return client


def lesson(at, *, capacity: int | None = None, thematiques=FRENCH, **service):
    """A structure with one French lesson, in a real commune's neighbourhood."""
    structure = StructureFactory(position=point(*at), commune=None)
    return ServiceFactory(structure=structure, thematiques=thematiques, capacite=capacity, **service)


@pytest.fixture
def two_lessons(db, places):
    """French in Melun and in Provins, and across the border in Paris."""
    return [lesson(MELUN, capacity=40), lesson(PROVINS), lesson(PARIS_12, capacity=10)]
