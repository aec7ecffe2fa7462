"""What a supervisor reads at /healthz and /readyz."""

import io
import threading

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, connections
from django.db.migrations.recorder import MigrationRecorder
from psycopg.errors import DiskFull, ReadOnlySqlTransaction

from common.postgis.beside import connect_beside


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


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cause", "told"),
    [(DiskFull("no space left"), "disque"), (ReadOnlySqlTransaction("in recovery"), "aucune écriture")],
)
def test_a_database_that_answers_and_cannot_be_written_is_said(client, monkeypatch, cause, told):
    def refused(*args, **kwargs):
        raise OperationalError(str(cause)) from cause

    cursor = connection.cursor

    def once_asked_to_write():
        lent = cursor()
        execute = lent.execute
        lent.execute = lambda statement, *args: (
            refused() if "emit_message" in str(statement) else execute(statement, *args)
        )
        return lent

    monkeypatch.setattr("geoapp.health.connection.cursor", once_asked_to_write)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert told in answer.json()["detail"]


def test_the_picture_that_browsers_look_for_is_there(client):
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")


@pytest.mark.django_db(transaction=True)
def test_a_second_migration_waits_for_the_first():
    """Held by someone else's connection, then let go of: the command waits, and then does its work."""
    said = io.StringIO()
    with connect_beside() as first:
        first.execute("SELECT pg_advisory_lock(7702011)")

        def second() -> None:
            try:
                call_command("migrate", verbosity=1, stdout=said)
            finally:
                connections.close_all()

        thread = threading.Thread(target=second)
        thread.start()
        for _ in range(3_000):
            if "attente" in said.getvalue():
                break
            thread.join(0.01)
        assert "attente" in said.getvalue()
        assert "No migrations to apply" not in said.getvalue()
        first.execute("SELECT pg_advisory_unlock(7702011)")
        thread.join(60)
    assert "No migrations to apply" in said.getvalue() or "Aucune migration" in said.getvalue()
