"""Someone edits while an import, an undoing or a merge is at work: both are kept, whoever is first."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection, connections
from django.urls import reverse

from common.postgis.beside import connect_beside
from data.imports import merging, runs, writing
from data.imports.apply import ADVISORY_LOCK, NotApplied
from data.imports.undo import NotUndone
from data.models import Duplicate, ImportRun
from data.models.run import RunState
from demonstration import examples, town_halls
from demonstration.loading import load_demonstration
from mapping.models import Structure
from tests.data.samples import applied, csv_bytes, rehearsed, row
from tests.factories import StructureFactory, UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("places")]

DESCRIPTION, TELEPHONE = "Corrigée à la main.", "01 64 11 11 11"
FROM_FILE = "01 64 52 00 00"


@contextmanager
def editor() -> Iterator[psycopg.Connection]:
    """Someone else's connection, whose transaction begins with its first statement."""
    with connect_beside() as other:
        yield other


def edit(other: psycopg.Connection, **values: str) -> None:
    changes = ", ".join(f"{name} = %({name})s" for name in values)
    other.execute(f"UPDATE mapping_structure SET {changes} WHERE source_id = 'a1'", values)


def someone_waits() -> bool:
    """In this database, asked of the locks themselves: what a transaction is told of others' activity is what
    it was when it asked first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks waiting JOIN pg_locks held USING (pid)"
            " JOIN pg_database d ON d.oid = held.database"
            " WHERE NOT waiting.granted AND d.datname = current_database())"
        )
        return cursor.fetchone()[0]


def in_thread(doing: Callable[[], object]) -> threading.Thread:
    """Started, and either over or waiting for someone else's lock when this returns."""
    failures: list[BaseException] = []

    def run() -> None:
        try:
            doing()
        except BaseException as failure:
            failures.append(failure)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.failures = failures
    thread.start()
    until(lambda: someone_waits() or not thread.is_alive())
    return thread


def until(true: Callable[[], bool]) -> None:
    """Ask again and again; a minute is an answer too."""
    pause = threading.Event()
    for _ in range(6_000):
        if true():
            return
        pause.wait(0.01)
    raise AssertionError("it never happened")


def over(thread: threading.Thread) -> None:
    thread.join(60)
    assert not thread.is_alive()
    assert not thread.failures


def second_edition() -> ImportRun:
    """An import that will change one structure's telephone, rehearsed."""
    applied(csv_bytes([row(1), row(2)]))
    return rehearsed(csv_bytes([row(1, telephone=FROM_FILE), row(2)]))


@contextmanager
def an_import_at_work() -> Iterator[None]:
    """Someone's import holds its turn and the structure; whoever waits for it soon gives up."""
    with editor() as importing:
        importing.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        importing.execute("SELECT FROM mapping_structure FOR NO KEY UPDATE")
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '20ms'")
        yield
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")


def the_structure() -> Structure:
    return Structure.objects.get(source_id="a1")


def test_an_edit_that_an_import_finds_unfinished_is_kept():
    run = second_edition()
    with editor() as someone:
        edit(someone, description=DESCRIPTION)
        importing = in_thread(lambda: runs.apply(run))
        assert importing.is_alive(), "the import waits for the edit"
        someone.commit()
        over(importing)
    assert (the_structure().description, the_structure().telephone) == (DESCRIPTION, FROM_FILE)


@contextmanager
def before_anything_is_written(monkeypatch, doing: Callable[[], object]) -> Iterator[list[threading.Thread]]:
    """Let someone come between what was read and what is written of it."""
    came: list[threading.Thread] = []
    write = writing.set_columns

    def once(*args, **kwargs) -> None:
        if not came:
            came.append(in_thread(doing))
        write(*args, **kwargs)

    monkeypatch.setattr(writing, "set_columns", once)
    yield came
    for thread in came:
        over(thread)


def corrects(**values: str) -> Callable[[], None]:
    def doing() -> None:
        with editor() as someone:
            edit(someone, **values)

    return doing


def test_a_field_corrected_after_the_plan_is_not_lost_to_the_file(monkeypatch):
    run = second_edition()
    with before_anything_is_written(monkeypatch, corrects(telephone=TELEPHONE)) as came:
        runs.apply(run)
    assert came
    assert the_structure().telephone == TELEPHONE


def test_an_edit_that_an_undoing_finds_unfinished_is_kept():
    run = second_edition()
    runs.apply(run)
    with editor() as someone:
        edit(someone, description=DESCRIPTION)
        undoing = in_thread(lambda: runs.undo(run.pk))
        assert undoing.is_alive(), "the undoing waits for the edit"
        someone.commit()
        over(undoing)
    assert the_structure().description == DESCRIPTION
    assert the_structure().telephone != FROM_FILE


def test_a_field_corrected_while_an_import_is_undone_is_not_lost(monkeypatch):
    run = second_edition()
    runs.apply(run)
    with before_anything_is_written(monkeypatch, corrects(telephone=TELEPHONE)) as came:
        runs.undo(run.pk)
    assert came
    assert the_structure().telephone == TELEPHONE


def test_an_edit_of_the_very_field_before_an_undoing_reads_it_is_kept_and_told():
    run = second_edition()
    runs.apply(run)
    with editor() as someone:
        edit(someone, telephone=TELEPHONE)
        undoing = in_thread(lambda: runs.undo(run.pk))
        someone.commit()
        over(undoing)
    assert the_structure().telephone == TELEPHONE
    assert [left["fields"] for left in ImportRun.objects.get(pk=run.pk).left_by_undo] == [["telephone"]]


def test_an_edit_that_a_merge_finds_unfinished_is_kept():
    applied(csv_bytes([row(1)]))
    other = StructureFactory(nom="La même", horaires_accueil="Mo-Fr 10:00-12:00")
    ids = sorted([the_structure().pk, other.pk])
    pair = Duplicate.objects.create(first_id=ids[0], second_id=ids[1], score=0.9)
    with editor() as someone:
        edit(someone, description=DESCRIPTION)
        joining = in_thread(lambda: merging.merge(pair, the_structure().pk, ["horaires_accueil"]))
        assert joining.is_alive(), "the merge waits for the edit"
        someone.commit()
        over(joining)
    kept = the_structure()
    assert (kept.description, kept.horaires_accueil) == (DESCRIPTION, "Mo-Fr 10:00-12:00")


def test_whoever_waits_in_vain_for_an_import_is_told_so_and_nothing_is_done():
    run = second_edition()
    other = StructureFactory(nom="La même")
    ids = sorted([the_structure().pk, other.pk])
    pair = Duplicate.objects.create(first_id=ids[0], second_id=ids[1], score=0.9)
    done = ImportRun.objects.get(state=RunState.APPLIED)
    with an_import_at_work():
        with pytest.raises(NotApplied, match="Un import, ou quelqu'un d'autre, écrit"):
            runs.apply(run)
        with pytest.raises(NotUndone, match="Un import, ou quelqu'un d'autre, écrit"):
            runs.undo(done.pk)
        with pytest.raises(merging.NotMerged, match="Un import, ou quelqu'un d'autre, écrit"):
            merging.merge(pair, ids[0], [])
    assert the_structure().telephone != FROM_FILE
    assert runs.apply(run).state == RunState.APPLIED


def test_whoever_edits_what_an_import_writes_is_told_to_send_it_again(client):
    applied(csv_bytes([row(1)]))
    structure = the_structure()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    url = reverse("admin:mapping_structure_change", args=[structure.pk])
    api = f"/api/v1/structures/{structure.pk}"
    edit = {"type": "Feature", "properties": {"nom": "Après"}}
    with an_import_at_work():
        page = client.post(url, {"nom": "Après"})
        answer = client.patch(api, edit, content_type="application/json")
    assert (page.status_code, answer.status_code) == (503, 503)
    assert "Rien de ce que vous avez envoyé n’est enregistré" in page.content.decode()
    assert answer.json()["detail"] == "Quelqu’un d’autre écrit en ce moment."
    assert client.patch(api, edit, content_type="application/json").status_code == 200


def test_a_structure_that_someone_edits_while_the_demonstration_is_loaded_again_is_kept(monkeypatch):
    monkeypatch.setattr(town_halls, "town_halls", lambda *_: [])
    monkeypatch.setattr(examples, "examples", lambda *_: [])
    hall = StructureFactory(source="mairies", source_id="2A004", commune_id="2A004")
    load_demonstration("2A")
    with editor() as someone:
        someone.execute(
            "UPDATE mapping_structure SET telephone = %s, updated_at = now() WHERE id = %s",
            [TELEPHONE, hall.pk],
        )
        loading = in_thread(lambda: load_demonstration("2A", force=True))
        assert loading.is_alive(), "the load waits for the edit"
        someone.commit()
        over(loading)
    assert Structure.objects.get(pk=hall.pk).telephone == TELEPHONE
