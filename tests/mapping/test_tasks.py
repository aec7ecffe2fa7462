"""Jobs: a run handed to the workers, the service that is down, the worker that is gone."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from geocoding.models import RunState
from mapping import positions, tasks
from mapping.models import Structure
from tests.geocoding.services import FakeService, as_json
from tests.mapping.test_positions import structure

pytestmark = pytest.mark.django_db


def test_a_run_is_handed_to_the_workers_and_its_rows_get_positions():
    one = structure(adresse="", commune_nom="Melun")
    run = positions.start_run([one], "Essai")
    tasks.enqueue(run)
    job = ProcrastinateJob.objects.get(task_name="mapping.geocode")
    assert job.args == {"run": run.pk}
    tasks.geocode(run=run.pk)
    run.refresh_from_db()
    assert run.state == RunState.DONE
    assert positions.to_geocode(Structure.objects.all()) == []


def test_a_service_that_is_down_makes_the_job_come_back_later(settings):
    service = FakeService(lambda path, query: as_json({}, 403))
    settings.GEOCODER_URL = service.url
    run = positions.start_run(
        [structure(adresse="5 rue des Lilas", code_postal="77000", commune_nom="Melun-les-Essais")], "Essai"
    )
    try:
        with pytest.raises(tasks.ProviderDown):
            tasks.geocode(run=run.pk)
    finally:
        service.stop()
    run.refresh_from_db()
    assert run.state == RunState.PAUSED
    retry = tasks.geocode.retry_strategy
    assert (retry.wait, retry.max_attempts) == (600, 150)
