import pytest

from places.loading import Report, load_places


@pytest.fixture(scope="session")
def places_loaded(django_db_setup, django_db_blocker) -> Report:
    """The real places of France, loaded once in the test database: they outlive every test."""
    with django_db_blocker.unblock():
        return load_places()
