"""What is asked of a run and may take a while: at once when small, by the workers when not."""

import pytest
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.roles import Role
from data import tasks
from data.imports import jobs, runs
from data.models import ImportRun, RunProgress, Source
from data.models.run import Doing, RunState
from geocoding import runs as geocoding
from geocoding.models import RunState as GeocodingState
from history.models import Cause
from mapping import positions
from mapping.models import PositionPrecision, PositionReview, ReviewState, Structure
from mapping.tasks import geocode as geocode_task
from mapping.writing import bulk
from tests.data.digest import digest
from tests.data.samples import applied, csv_bytes, owned_by, received, rehearsed, row
from tests.factories import UserFactory, point

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

ROWS = [row(1), row(2)]


@pytest.fixture
def large(monkeypatch):
    """Every file is large."""
    monkeypatch.setattr(jobs, "MAX_BYTES_AT_ONCE", 0)
    monkeypatch.setattr(jobs, "MAX_ROWS_AT_ONCE", 0)


def carried() -> None:
    """Do the jobs that wait, as a worker would."""
    for job in ProcrastinateJob.objects.filter(task_name="data.carry").order_by("pk"):
        tasks.carry(**job.args)


def test_a_small_file_is_rehearsed_and_applied_while_its_page_waits():
    run = received(csv_bytes(ROWS))
    tasks.ask(run, Doing.REHEARSE)
    assert (run.state, run.doing) == (RunState.REHEARSED, "")
    tasks.ask(run, Doing.APPLY)
    assert run.state == RunState.APPLIED
    assert not ProcrastinateJob.objects.filter(task_name="data.carry").exists()


def test_a_large_one_is_handed_to_the_workers_and_written_by_them_alone(large):
    run = received(csv_bytes(ROWS))
    tasks.ask(run, Doing.REHEARSE)
    assert (run.state, run.doing) == (RunState.RECEIVED, Doing.REHEARSE)
    carried()
    run.refresh_from_db()
    assert (run.state, run.doing) == (RunState.REHEARSED, "")
    tasks.ask(run, Doing.APPLY)
    assert not Structure.objects.filter(source="annuaire").exists()
    carried()
    assert Structure.objects.filter(source="annuaire").count() == 2


def test_what_is_asked_twice_is_one_job(large):
    run = received(csv_bytes(ROWS))
    tasks.ask(run, Doing.REHEARSE)
    tasks.ask(run, Doing.REHEARSE)
    assert ProcrastinateJob.objects.filter(task_name="data.carry").count() == 1


def test_what_prevented_a_job_is_told_on_its_run(large):
    run = rehearsed(csv_bytes(ROWS))
    ImportRun.objects.filter(pk=run.pk).update(state=RunState.RECEIVED)
    tasks.ask(run, Doing.APPLY)
    carried()
    run.refresh_from_db()
    assert (run.doing, run.problem) == ("", "Cet import n'a pas été répété : voyez d'abord ce qu'il ferait.")


def test_a_job_that_nobody_foresaw_leaves_a_word_and_can_be_asked_again(large, monkeypatch):
    run = rehearsed(csv_bytes(ROWS))
    tasks.ask(run, Doing.APPLY)
    with monkeypatch.context() as broken:
        broken.setitem(jobs._ACTIONS, Doing.APPLY, lambda run, tell: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            carried()
    run.refresh_from_db()
    assert "rien n'est écrit" in run.problem
    tasks.ask(run, Doing.APPLY)
    carried()
    run.refresh_from_db()
    assert (run.state, run.problem) == (RunState.APPLIED, "")


def test_the_page_of_a_job_says_how_far_it_is_and_offers_to_do_what_nobody_took(client, large):
    user = UserFactory(is_professional=True)
    client.force_login(user)
    run = rehearsed(csv_bytes(ROWS))
    ImportRun.objects.filter(pk=run.pk).update(user=user, seen_as=Role.PROFESSIONAL)
    owned_by(user, run.source)
    answer = client.post(reverse("import-apply", args=[run.pk]))
    page = client.get(answer.url).content.decode()
    assert "Écriture dans l&#39;annuaire en cours" in page
    assert "La faire maintenant" not in page
    RunProgress.objects.filter(run=run).update(
        phase="Écriture dans l'annuaire", done=1, total=4, told_at=timezone.now()
    )
    assert "1 fiches sur 4" in client.get(answer.url).content.decode()
    RunProgress.objects.filter(run=run).update(told_at=None)
    ImportRun.objects.filter(pk=run.pk).update(asked_at=timezone.now() - timezone.timedelta(minutes=1))
    assert "La faire maintenant" in client.get(answer.url).content.decode()
    page = client.post(reverse("import-now", args=[run.pk]), follow=True).content.decode()
    assert "Ce qu’a fait cet import" in page
    assert Structure.objects.filter(source="annuaire").count() == 2


class TestPositions:
    """What an import leaves to the geocoding, and what undoing makes of it."""

    def geocoded(self, run: ImportRun) -> None:
        """The geocoding finds a house for each address that it was given."""

        def place(outcomes) -> None:
            positions.apply(outcomes)
            for number, outcome in enumerate(outcomes):
                with bulk(Cause.GEOCODING):
                    Structure.objects.filter(pk=outcome.key).update(
                        position=point(48.54 + number / 1000, 2.66),
                        position_precision=PositionPrecision.ADDRESS,
                        position_origin="ban",
                    )
            PositionReview.objects.filter(structure__in=[outcome.key for outcome in outcomes]).update(
                state=ReviewState.SETTLED, line="house"
            )

        assert geocoding.work(run.geocoding, None, place) == GeocodingState.DONE

    def test_rows_without_a_sure_position_are_handed_to_the_geocoding(self):
        here = {"latitude": "48.5402", "longitude": "2.6604"}
        run = applied(csv_bytes([row(1, latitude="", longitude=""), row(2, **here)]))
        assert run.geocoding.total == 1
        asked = Structure.objects.get(pk=run.geocoding.rows.get().key)
        assert asked.source_id == "a1"
        job = ProcrastinateJob.objects.get(task_name="mapping.geocode")
        geocode_task(**job.args)
        assert PositionReview.objects.get().structure == asked

    def test_nothing_is_asked_when_nothing_was_applied(self):
        rehearsed(csv_bytes(ROWS))
        assert not ProcrastinateJob.objects.filter(task_name="mapping.geocode").exists()

    def test_the_same_file_again_asks_nothing_again(self):
        self.geocoded(applied(csv_bytes(ROWS)))
        assert applied(csv_bytes(ROWS)).geocoding is None

    def test_its_page_leads_to_its_progress(self, client):
        client.force_login(UserFactory(is_staff=True))
        run = applied(csv_bytes(ROWS))
        page = client.get(reverse("import", args=[run.pk])).content.decode()
        assert reverse("run", args=[run.geocoding.pk]) in page
        assert "2 adresses sans position sûre" in page

    def test_undo_takes_back_what_the_geocoding_found_since(self):
        before = digest()
        run = applied(csv_bytes(ROWS))
        self.geocoded(run)
        assert runs.undo(run.pk).left_by_undo == []
        assert digest() == before
        assert not PositionReview.objects.exists()

    def test_undo_gives_a_changed_address_its_old_position(self):
        self.geocoded(applied(csv_bytes(ROWS)))
        before = digest()
        moved = [row(1, adresse="1 rue Haute", code_postal="77100", commune="Meaux"), ROWS[1]]
        run = applied(csv_bytes(moved))
        self.geocoded(run)
        undone = runs.undo(run.pk)
        assert undone.left_by_undo == []
        assert digest() == before
        assert undone.geocoding.total == 1

    def test_undo_keeps_a_position_that_a_person_placed(self):
        run = applied(csv_bytes(ROWS))
        self.geocoded(run)
        review = PositionReview.objects.get(structure__source_id="a1")
        review.state = "waiting"
        review.save()
        positions.accept(review, 48.55, 2.67, UserFactory())
        left = runs.undo(run.pk).left_by_undo
        assert [item["why"] for item in left] == ["modifiée depuis"]
        assert Structure.objects.get(source="annuaire").position.y == 48.55


def test_sources_that_are_due_are_handed_to_the_workers_once():
    address = "https://example.org/x.csv"
    source = Source.objects.create(code="x", nom="X", url=address, enabled=True)
    Source.objects.create(code="y", nom="Y", url=address, enabled=False)
    tasks.fetch_due(timestamp=0)
    tasks.fetch_due(timestamp=300)
    job = ProcrastinateJob.objects.get(task_name="data.fetch")
    assert (job.args, job.queueing_lock) == ({"source": source.pk}, f"fetch-{source.pk}")
