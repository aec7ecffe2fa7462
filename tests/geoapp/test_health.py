"""What a supervisor reads at /healthz and /readyz."""

import pytest
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder


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
