"""What a supervisor reads at /healthz and /readyz."""

import io
import threading

import psycopg
import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, connections
from django.db.migrations.recorder import MigrationRecorder

from common.postgis.beside import alone, connect_beside
from geoapp.health import try_to_write
from geoapp.management.commands import prepare


def test_alive_answers_without_any_database(client):
    answer = client.get("/healthz")  # this test has no database: touching it would fail
    assert answer.status_code == 200


def test_neither_question_is_redirected_to_https_or_a_language(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_ready_when_the_database_holds_every_migration(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_a_missing_migration_is_named(client):
    MigrationRecorder.Migration.objects.filter(app="sessions", name="0001_initial").delete()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "sessions.0001_initial" in answer.json()["detail"]


@pytest.mark.django_db
def test_a_database_that_is_away_is_said(client, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("could not connect")

    monkeypatch.setattr("geoapp.health.MigrationExecutor", away)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "ne répond pas" in answer.json()["detail"]


def test_only_reading_is_allowed(client):
    assert client.post("/healthz").status_code == 405


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        (psycopg.errors.DiskFull("No space left on device"), "est plein"),
        (psycopg.errors.ReadOnlySqlTransaction("read-only"), "lecture seule"),
    ],
)
@pytest.mark.django_db
def test_a_database_that_cannot_write_is_not_ready_and_says_why(client, monkeypatch, cause, said):
    def refused():
        raise OperationalError("wrapped") from cause

    monkeypatch.setattr("geoapp.health.try_to_write", refused)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert said in answer.json()["detail"]


@pytest.mark.django_db(transaction=True)
def test_a_read_only_database_is_found_out(client):
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")
    try:
        answer = client.get("/readyz")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET default_transaction_read_only = off")
    assert answer.status_code == 503
    assert "lecture seule" in answer.json()["detail"]


@pytest.mark.django_db(transaction=True)
def test_asking_whether_it_can_write_leaves_nothing_behind():
    def written() -> tuple:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_force_next_flush()")
            cursor.execute(
                "SELECT sum(n_dead_tup), sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_all_tables"
                " WHERE relname = 'django_migrations' OR schemaname = 'pg_catalog'"
            )
            rows = cursor.fetchone()
            cursor.execute("SELECT temp_files FROM pg_stat_database WHERE datname = current_database()")
            return *rows, cursor.fetchone()[0]

    before = written()
    for _ in range(5):
        try_to_write()
    dead, changes, files = (now - then for now, then in zip(written(), before, strict=True))
    assert dead <= 0  # the server may have swept meanwhile
    assert changes == 0
    assert files == 5  # what a full disk would have refused


def test_the_picture_that_browsers_look_for_is_there(client):
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("command", "lock", "done"),
    [("migrate", 7702011, "No migrations to apply"), ("prepare", 7702012, "prêt")],
)
def test_a_second_one_waits_for_the_first(monkeypatch, command, lock, done):
    """Held by someone else's connection, then let go of: the command waits, and then does its work."""
    said = io.StringIO()
    monkeypatch.setattr(prepare, "call_command", lambda name, **_options: said.write("prêt"))
    with connect_beside() as first:
        first.execute("SELECT pg_advisory_lock(%s)", [lock])

        def second() -> None:
            try:
                call_command(command, verbosity=1, stdout=said)
            finally:
                connections.close_all()

        thread = threading.Thread(target=second)
        thread.start()
        for _ in range(3_000):
            if "attente" in said.getvalue():
                break
            thread.join(0.01)
        assert "attente" in said.getvalue()
        assert done not in said.getvalue()
        first.execute("SELECT pg_advisory_unlock(%s)", [lock])
        thread.join(60)
    assert said.getvalue().count("attente") == 1
    assert done in said.getvalue() or "Aucune migration" in said.getvalue()


@pytest.mark.django_db(transaction=True)
def test_who_waits_holds_nothing_up(monkeypatch):
    """CREATE INDEX CONCURRENTLY waits for every statement that runs: one that waits for it hangs both."""
    waiting = threading.Event()

    def second() -> None:
        with alone(7702013, waiting.set):
            pass

    with connect_beside() as first:
        first.autocommit = True
        first.execute("SELECT pg_advisory_lock(7702013)")
        thread = threading.Thread(target=second)
        thread.start()
        assert waiting.wait(60)
        first.execute("SET statement_timeout = '30s'")
        first.execute("CREATE INDEX CONCURRENTLY tried ON django_migrations (name)")
        first.execute("DROP INDEX tried")
        first.execute("SELECT pg_advisory_unlock(7702013)")
        thread.join(60)
        assert not thread.is_alive()
