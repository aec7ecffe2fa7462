"""What is sent to a record of others is answered without a word of it, and changes nothing."""

import pytest
from django.urls import reverse

from data.models import ImportRow, ImportRun
from data.models.run import Action, RunState
from mapping.models import Visibility
from tests.factories import ServiceFactory, StructureFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

HIDDEN = "rue Introuvable"
ON_RUNS = [
    "import-columns", "import-values", "import-cells", "import-rehearse", "import-apply", "import-undo",
    "import-now", "import-correct", "import-communes", "import-stop", "import-forget", "import-redo",
]  # fmt: skip


@pytest.fixture(params=["visitor", "professional"])
def stranger(client, request):
    if request.param == "professional":
        client.force_login(UserFactory(is_professional=True))
    return client


@pytest.fixture
def run():
    kept = ImportRun.objects.create(user=UserFactory(is_staff=True), state=RunState.REHEARSED)
    payload = {"nom": HIDDEN, "adresse": f"7 {HIDDEN}"}
    ImportRow.objects.create(
        run=kept, number=1, kind="structure", key=HIDDEN, payload=payload, action=Action.CREATE
    )
    return kept


@pytest.mark.parametrize("name", ON_RUNS)
def test_an_import_of_someone_else(stranger, run, name):
    answer = stranger.post(reverse(name, args=[run.pk]), {"accepter": "oui"})
    assert (answer.status_code, HIDDEN in answer.content.decode()) in [(404, False), (302, False)]
    if answer.status_code == 302:
        assert answer.url.startswith(reverse("login"))
    before = (run.state, run.doing, run.asked_at, run.accepted_digest)
    run.refresh_from_db()
    assert (run.state, run.doing, run.asked_at, run.accepted_digest) == before


@pytest.mark.parametrize("name", ["api-import-apply", "api-import-undo", "api-import-redo"])
def test_an_import_of_someone_else_by_the_api(stranger, run, name):
    answer = stranger.post(reverse(name, args=[run.pk]), {}, content_type="application/json")
    assert answer.status_code in (401, 404)
    assert HIDDEN not in answer.content.decode()
    before = (run.state, run.doing, run.asked_at)
    run.refresh_from_db()
    assert (run.state, run.doing, run.asked_at) == before


@pytest.mark.parametrize(
    "sent", [{}, {"sorte": "rayon", "rayon_km": "3"}, {"sorte": "dessin", "dessin": "x"}]
)
def test_the_zone_of_a_refuge(stranger, sent):
    refuge = StructureFactory(adresse=f"7 {HIDDEN}", address_visibility=Visibility.OWNERS)
    service = ServiceFactory(structure=refuge)
    answer = stranger.post(reverse("service-area", args=[service.pk]), sent)
    assert answer.status_code in (302, 403)
    assert HIDDEN not in answer.content.decode()
    service.refresh_from_db()
    assert service.zone_polygon is None
