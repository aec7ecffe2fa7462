"""The départements side by side, from the last national batch."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection, connections
from procrastinate.contrib.django.models import ProcrastinateJob

from search.question import Criteria
from territory import country, results, tasks
from territory.assessment import assess
from territory.models import Result
from territory.question import Question
from territory.scope import Scope
from tests.territory.conftest import PROVINS, lesson
from tests.territory.test_pages import text_of

pytestmark = pytest.mark.django_db

FRANCAIS = Criteria(themes=("francais",))
PAGE = "/territoire/france/"


@pytest.fixture(autouse=True)
def no_job_waits(db):
    """Jobs are no models that a flush empties: one that a stopped run left would still be waiting."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE queue_name = %s", [tasks.QUEUE])


@pytest.fixture
def batches(places, two_lessons):
    """The whole country, worked out for one theme."""
    return [results.work_out(Question(scope, FRANCAIS)) for scope in country.SCOPES]


def test_every_departement_is_told_and_agrees_with_its_own_page(batches):
    found = country.by_departement("francais", 10_000)
    assert len(found.rows) == 101
    assert found.missing == 0
    own = assess(Question(Scope("departement", "77"), FRANCAIS)).totals
    told = next(row for row in found.rows if row.code == "77").totals
    assert (told.people, told.people_beyond, told.communes_beyond) == (
        own.people,
        own.people_beyond,
        own.communes_beyond,
    )


def test_another_threshold_needs_no_other_batch(batches):
    at_30 = next(row for row in country.by_departement("francais", 30_000).rows if row.code == "77").totals
    own = assess(Question(Scope("departement", "77"), FRANCAIS, threshold_m=30_000)).totals
    assert at_30.people_beyond == own.people_beyond > 0


def test_the_page_sorts_and_links_to_each_departement(staff, batches):
    page = staff.get(PAGE, {"theme": "francais", "tri": "nom"})
    names = [row.name for row, _link in page.context["rows"]]
    assert names == sorted(names)
    assert 'href="/territoire/?theme=francais&amp;departement=13"' in page.content.decode()
    most = [row.totals.people_beyond for row, _link in staff.get(PAGE).context["rows"]]
    assert most == sorted(most, reverse=True)


def test_mayotte_without_population_is_unknown_and_not_empty_of_people(staff, batches):
    rows = staff.get(PAGE).context["rows"]
    mayotte = next(row for row, _link in rows if row.code == "976")
    assert mayotte.totals.beyond_known is None
    assert mayotte.totals.communes_beyond == 17
    assert '<td class="num">–</td>' in staff.get(PAGE).content.decode()


def test_a_page_before_any_batch_says_so_and_offers_one(staff, places):
    text = text_of(staff.get(PAGE))
    assert "Rien n’a encore été calculé" in text
    assert "Calculer maintenant" in text


def test_what_is_wrong_in_a_link_is_told_and_the_rest_works(staff, batches):
    page = staff.get(PAGE, {"theme": "francais", "seuil_km": "beaucoup", "tri": "couleur"})
    assert page.status_code == 200
    assert "Trop loin au-delà de : « beaucoup »" in text_of(page)
    assert len(page.context["rows"]) == 101


def test_asking_twice_makes_one_job(staff, places):
    first = staff.post(PAGE, follow=True)
    assert "Le calcul est demandé" in text_of(first)
    assert "attend un processus de travail" in text_of(first)
    assert "déjà demandé" in text_of(staff.post(PAGE, follow=True))
    assert ProcrastinateJob.objects.filter(queue_name=tasks.QUEUE, status="todo").count() == 1


def test_a_batch_is_made_once_and_again_when_the_directory_changes(places, monkeypatch, transactional_db):
    monkeypatch.setattr(country, "SCOPES", (Scope("departement", "976"),))
    assert country.work_out_stale() == 10
    assert country.work_out_stale() == 0
    lesson(PROVINS)
    assert country.by_departement("francais", 10_000).is_stale
    assert country.work_out_stale() == 10
    assert Result.objects.count() == 10


def _work() -> None:
    try:
        call_command("procrastinate", "worker", "--one-shot", f"--queues={tasks.QUEUE}")
    finally:
        connections.close_all()


def test_a_worker_does_the_job(places, monkeypatch, transactional_db):
    monkeypatch.setattr(country, "SCOPES", (Scope("departement", "976"),))
    assert tasks.ask()
    assert tasks.state() == "todo"
    # In a thread of its own: the browser's tests leave an event loop running in this one.
    with ThreadPoolExecutor(1) as threads:
        threads.submit(_work).result()
    assert tasks.state() == ""
    assert Result.objects.count() == 10
