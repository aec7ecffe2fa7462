"""Help, accessibility, legal notices, personal data, site map, and errors that help."""

import json
from xml.etree import ElementTree

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, DataError, IntegrityError, OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.template.loader import render_to_string
from django.test import override_settings
from django.utils import translation
from pytest_django.asserts import assertContains, assertNotContains

from desk import about
from geoapp import outage
from tests.factories import ServiceFactory, StructureFactory, point

PATHS = ["/aide/", "/accessibilite/", "/mentions-legales/", "/donnees-personnelles/", "/plan-du-site/"]
EMERGENCY = ("tel:115", "tel:112", "tel:3919")


@pytest.mark.django_db
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_each_page_stands_in_each_language_and_in_the_footer_of_all(client, path, language):
    prefix = "" if language == "fr" else f"/{language}"
    answer = client.get(prefix + path)
    assertContains(answer, f'<html lang="{language}"')
    for other in PATHS:
        assertContains(answer, f'href="{prefix}{other}"')


@pytest.mark.django_db
def test_what_the_operator_has_not_filled_in_is_said(client):
    assertContains(client.get("/mentions-legales/"), "à renseigner par l’exploitant du site", count=5)
    filled = {"SITE_OPERATOR": "Préfecture de test", "SITE_HOSTING": "Hébergeur de test"}
    with override_settings(**filled):
        answer = client.get("/mentions-legales/")
    assertContains(answer, "Hébergeur de test")
    assertContains(answer, "à renseigner par l’exploitant du site", count=3)


@pytest.mark.django_db
def test_streets_sent_to_an_address_service_are_told(client):
    assertNotContains(client.get("/donnees-personnelles/"), "service d’adresses")
    with override_settings(GEOCODER_URL="http://127.0.0.1:1"):
        assertContains(client.get("/donnees-personnelles/"), "service d’adresses")


@pytest.mark.django_db
def test_the_declaration_shows_the_last_measures(client, tmp_path, monkeypatch):
    file = tmp_path / "audit.json"
    monkeypatch.setattr(about, "AUDIT", file)
    assertContains(client.get("/accessibilite/"), "Pas encore mesuré")
    rows = [{"figure": "axe violations", "value": 0, "unit": "violations", "holds": True}]
    file.write_text(json.dumps({"date": "2026-11-22T03:35:07+00:00", "rows": rows}))
    answer = client.get("/accessibilite/")
    assertContains(answer, "axe violations")
    assertContains(answer, "22 novembre 2026")
    assertNotContains(answer, "Pas encore mesuré")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"date": "hier", "rows": []}', '{"date": "2026-11-22", "rows": [{}]}']
)
def test_measures_that_cannot_be_read_are_no_measures(client, tmp_path, monkeypatch, text):
    file = tmp_path / "audit.json"
    file.write_text(text)
    monkeypatch.setattr(about, "AUDIT", file)
    assertContains(client.get("/accessibilite/"), "Pas encore mesuré")


@pytest.mark.django_db
def test_search_engines_find_the_pages_and_the_structures(client, places):
    structure = StructureFactory(position=point(48.54, 2.66))
    ServiceFactory(structure=structure)
    assertContains(client.get("/robots.txt"), "Sitemap: http://testserver/sitemap.xml")
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)
    parts = [node.text for node in index.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    told = "".join(client.get(part.removeprefix("http://testserver")).content.decode() for part in parts)
    assert "http://testserver/ar/aide/" in told
    assert f"/structures/{structure.pk}-" in told


@pytest.mark.parametrize("name", ["400", "403_csrf", "500", "503"])
@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_a_page_of_last_resort_needs_nothing_and_helps(name, language):
    # Neither request nor database: rendering it would fail otherwise.
    with translation.override(language):
        told = render_to_string(f"{name}.html")
    assert f'<html lang="{language}"' in told
    assert all(number in told for number in EMERGENCY)


@pytest.mark.parametrize("path", ["/", "/ar/?lat=48.5&lon=2.6", "/structures/1-a/"])
def test_a_database_that_is_away_gives_a_page_that_helps(client, monkeypatch, path):
    def away(*args, **kwargs):
        raise OperationalError("no connection")

    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", away)
    answer = client.get(path)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assertContains(answer, "tel:115", status_code=503)


def test_the_api_says_it_as_a_problem(client, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("no connection")

    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", away)
    answer = client.get("/api/v1/structures?lat=48.5&lon=2.6")
    assert answer.status_code == 503
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("cause", "trouble"),
    [
        (psycopg.OperationalError("refused"), outage.AWAY),
        (psycopg.errors.AdminShutdown("stopping"), outage.AWAY),
        (psycopg.errors.TooManyConnections("full"), outage.AWAY),
        (psycopg.errors.QueryCanceled("too slow"), outage.TOO_LONG),
        (psycopg.errors.LockNotAvailable("held"), outage.SOMEONE_WRITES),
        (psycopg.errors.DeadlockDetected("deadlock"), outage.SOMEONE_WRITES),
        (psycopg.errors.DiskFull("No space left on device"), outage.DISK_FULL),
        (psycopg.errors.ReadOnlySqlTransaction("read-only"), outage.READ_ONLY),
        (psycopg.errors.UniqueViolation("twice"), None),
        (psycopg.errors.UndefinedTable("none"), None),
        (psycopg.DataError("wrong"), None),
    ],
)
def test_an_error_says_what_keeps_the_database_from_answering(cause, trouble):
    kinds = {"OperationalError": OperationalError, "IntegrityError": IntegrityError, "DataError": DataError}
    names = [kind.__name__ for kind in type(cause).__mro__]
    error = next((kinds[name] for name in names if name in kinds), DatabaseError)("wrapped")
    error.__cause__ = cause
    assert outage.trouble_of(error) is trouble
    assert outage.trouble_of(cause) is trouble


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        (psycopg.errors.DiskFull("full"), "est plein"),
        (psycopg.errors.QueryCanceled("slow"), "trop de temps"),
        (psycopg.errors.LockNotAvailable("held"), "en ce moment"),
        (psycopg.errors.ReadOnlySqlTransaction("read"), "lecture seule"),
    ],
)
@pytest.mark.parametrize("path", ["/", "/api/v1/structures?lat=48.5&lon=2.6"])
def test_each_of_them_is_told_by_its_name(client, monkeypatch, cause, said, path):
    def fails(*args, **kwargs):
        raise OperationalError("wrapped") from cause

    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", fails)
    answer = client.get(path)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Cache-Control"] == "no-store"
    assert said in answer.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/tiles/structures/9/259/176.mvt",
        "/couches/communes/77.geojson",
        "/api/v1/viewport?bbox=2,48,3,49&zoom=9",
    ],
)
def test_a_map_is_told_as_a_problem_it_can_read(client, monkeypatch, path):
    def away(*args, **kwargs):
        raise OperationalError("no connection")

    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", away)
    answer = client.get(path)
    assert answer.status_code == 503
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/tiles/nulle-part/1/1/1.mvt", "/couches/communes/xx.geojson", "/api/v2/"])
def test_what_is_not_there_is_no_page_for_a_program(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_fault_of_ours_is_no_page_for_a_map(client, monkeypatch):
    def fault(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", fault)
    client.raise_request_exception = False
    answer = client.get("/tiles/structures/9/259/176.mvt")
    assert answer.status_code == 500
    assert answer.headers["Content-Type"] == "application/problem+json"
