import pytest
from django.conf import settings

from geocoding.providers.addok import AddokProvider
from geocoding.providers.http import PoliteClient
from geocoding.providers.pace import Unpaced
from tests.geocoding.addok_documents import write
from tests.geocoding.services import FakeService
from tests.places.conftest import places_loaded
from tools.address_server import running

__all__ = ["places_loaded"]

ENVIRONMENT = settings.BASE_DIR / ".local/geocoder/venv"


@pytest.fixture
def serve():
    """Start a service that answers as told; stopped at the end."""
    services = []

    def start(reply) -> FakeService:
        services.append(FakeService(reply))
        return services[-1]

    yield start
    for service in services:
        service.stop()


@pytest.fixture(scope="session")
def addok(tmp_path_factory):
    """A real addok over the documents of the tests, in the environment that `make test` prepares."""
    if not (ENVIRONMENT / "bin/addok").exists():
        pytest.skip("addok is not installed: python3 -m tools geocoder-environment")
    home = tmp_path_factory.mktemp("addok")
    with running(home, ENVIRONMENT, [write(home / "documents.ndjson")]) as geocoder:
        yield geocoder


@pytest.fixture
def addok_provider(addok):
    return AddokProvider(PoliteClient(addok.url, pace=Unpaced()), addok.edition)
