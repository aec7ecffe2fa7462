"""An import is stopped while it works, dropped when it was never written, put back when it was undone."""

import pytest
from django.urls import reverse
from django.utils import timezone

from data import tasks
from data.imports import jobs, progress, runs
from data.imports.progress import Progress, Stopped
from data.models import ImportRow, ImportRun, RunProgress, StoredFile
from data.models.run import Doing, RunState
from mapping.models import Structure
from tests.data.digest import digest
from tests.data.samples import applied, csv_bytes, owned_by, rehearsed, row
from tests.data.test_jobs import carried, large  # noqa: F401
from tests.data.test_pages import professional  # noqa: F401
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

ROWS = [row(1), row(2)]


def owned(user, run: ImportRun) -> ImportRun:
    owned_by(user, run.source)
    ImportRun.objects.filter(pk=run.pk).update(user=user, seen_as=1)
    run.refresh_from_db()
    return run


def test_a_job_that_nobody_took_is_given_up_at_once(client, professional, large):  # noqa: F811
    run = owned(professional, rehearsed(csv_bytes(ROWS)))
    client.post(reverse("import-apply", args=[run.pk]))
    page = client.get(reverse("import", args=[run.pk])).content.decode()
    assert reverse("import-stop", args=[run.pk]) in page
    page = client.post(reverse("import-stop", args=[run.pk]), follow=True).content.decode()
    assert "rien n&#39;est écrit" in page
    carried()
    run.refresh_from_db()
    assert (run.state, run.doing) == (RunState.REHEARSED, "")
    assert not Structure.objects.filter(source="annuaire").exists()


def test_a_job_at_work_gives_up_and_leaves_nothing_written(monkeypatch, large):  # noqa: F811
    """It is asked to while it writes, by another connection: its next word of how far it is tells it."""
    run = rehearsed(csv_bytes(ROWS))
    before = digest()
    tasks.ask(run, Doing.APPLY)

    def asked_to_stop(self, phase, done, total):
        if phase == "Écriture dans l'annuaire":
            raise Stopped

    monkeypatch.setattr(progress.Progress, "tell", asked_to_stop)
    carried()
    run.refresh_from_db()
    assert (run.state, run.doing, run.problem) == (
        RunState.REHEARSED, "", "Arrêté à votre demande : rien n'a été écrit.",
    )  # fmt: skip
    assert digest() == before
    monkeypatch.undo()
    assert runs.apply(run).state == RunState.APPLIED


@pytest.mark.django_db(transaction=True)
def test_what_works_learns_that_it_is_to_stop():
    run = ImportRun.objects.create(doing=Doing.APPLY, asked_at=timezone.now())
    RunProgress.objects.create(run=run)
    with Progress(run.pk) as told:
        told._told = 0.0
        told.tell("Écriture", 1, 2)
        RunProgress.objects.filter(run=run).update(stop=True)
        told._told = 0.0
        with pytest.raises(Stopped):
            told.tell("Écriture", 2, 2)
    # Asked again, it begins anew.
    ImportRun.objects.filter(pk=run.pk).update(doing="")
    jobs.ask(run, Doing.APPLY)
    assert not RunProgress.objects.get(run=run).stop


def test_a_rehearsal_is_dropped_with_its_rows_and_its_file(client, professional):  # noqa: F811
    run = owned(professional, rehearsed(csv_bytes(ROWS)))
    before = digest()
    assert (
        reverse("import-forget", args=[run.pk])
        in client.get(reverse("import", args=[run.pk])).content.decode()
    )
    page = client.post(reverse("import-forget", args=[run.pk]), follow=True).content.decode()
    assert "est supprimé" in page
    assert [model.objects.count() for model in (ImportRun, ImportRow, StoredFile)] == [0, 0, 0]
    assert digest() == before


def test_an_import_that_was_written_is_not_dropped(client, professional):  # noqa: F811
    run = owned(professional, applied(csv_bytes(ROWS)))
    page = client.post(reverse("import-forget", args=[run.pk]), follow=True).content.decode()
    assert "Un import appliqué est gardé" in page
    assert StoredFile.objects.exists()


def test_an_import_at_work_is_not_dropped(client, professional):  # noqa: F811
    run = owned(professional, rehearsed(csv_bytes(ROWS)))
    ImportRun.objects.filter(pk=run.pk).update(doing=Doing.APPLY, asked_at=timezone.now())
    client.post(reverse("import-forget", args=[run.pk]))
    assert ImportRun.objects.filter(pk=run.pk).exists()


def test_an_import_is_undone_and_put_back_by_its_page(client, professional):  # noqa: F811
    before = digest()
    run = owned(professional, applied(csv_bytes(ROWS)))
    written = digest()
    page = client.post(reverse("import-undo", args=[run.pk]), follow=True).content.decode()
    assert digest() == before
    assert reverse("import-redo", args=[run.pk]) in page
    page = client.post(reverse("import-redo", args=[run.pk]), follow=True).content.decode()
    assert "remis en place" in page
    assert digest() == written


def test_what_is_somebody_else_s_is_neither_stopped_nor_dropped_nor_put_back(client, professional):  # noqa: F811
    run = owned(UserFactory(is_professional=True), rehearsed(csv_bytes(ROWS)))
    for name in ("import-stop", "import-forget", "import-redo"):
        assert client.post(reverse(name, args=[run.pk])).status_code == 404
    assert ImportRun.objects.filter(pk=run.pk).exists()
