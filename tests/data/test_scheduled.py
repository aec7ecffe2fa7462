"""Sources fetched on a timetable, from a server on the loopback."""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from common import connecting
from data.imports import fetching
from data.imports.scheduled import fetch_source
from data.models import ImportRun, Source
from data.models.run import RunState
from data.models.source import due
from mapping.models import Status, Structure
from tests.data.samples import applied, csv_bytes, row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@pytest.fixture
def server():
    """A server whose answer is set by the test: status, headers, body."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.asked.append(dict(self.headers))
            status, headers, body = self.server.answer
            if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
                status, body = 304, b""
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked = []
    server.url = f"http://127.0.0.1:{server.server_address[1]}/annuaire.csv"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def rows(count: int, **values) -> bytes:
    return csv_bytes([row(number, **values) for number in range(count)])


@pytest.fixture
def source(server):
    """A source already imported once by a person: 30 structures."""
    run = applied(rows(30), whole=True)
    run.source.url, run.source.enabled = server.url, True
    run.source.save()
    return run.source


def fetched(source: Source) -> ImportRun | None:
    return fetch_source(source, allow_private=True)


def test_a_small_change_is_applied_by_itself(server, source):
    changed = csv_bytes([row(0, telephone="01 64 52 00 00"), *(row(number) for number in range(1, 30))])
    server.answer = (200, {"ETag": '"2"'}, changed)
    assert fetched(source).state == RunState.APPLIED
    assert Structure.objects.get(source_id="a0").telephone == "01 64 52 00 00"
    assert source.last_result == "Appliqué : 0 créées, 1 modifiées, 0 fermées."


def test_a_large_change_waits_for_a_person(server, source):
    server.answer = (200, {}, rows(30, telephone="01 64 52 00 00"))
    run = fetched(source)
    assert run.state == RunState.REHEARSED
    assert "100 % des fiches changeraient" in run.held_because
    assert Structure.objects.get(source_id="a0").telephone == "01 64 52 89 00"


def test_a_file_that_lost_most_of_its_rows_closes_nothing_by_itself(server, source):
    server.answer = (200, {}, rows(3))
    run = fetched(source)
    assert "seraient fermées" in run.held_because
    assert not Structure.objects.filter(status=Status.CLOSED).exists()


def test_the_same_file_is_not_fetched_twice(server, source):
    server.answer = (200, {"ETag": '"2"'}, rows(30))
    fetched(source)
    assert fetched(source) is None
    assert server.asked[-1]["If-None-Match"] == '"2"'
    assert source.last_result == "Rien de nouveau : le fichier est le même."


def test_a_page_in_place_of_a_file_is_told_and_changes_nothing(server, source):
    server.answer = (200, {}, b"<html>Erreur</html>")
    fetched(source)
    assert "page web" in source.last_result
    assert source.etag == ""


@pytest.mark.parametrize(("status", "said"), [(500, "répond 500"), (404, "répond 404")])
def test_a_server_in_trouble_is_told(server, source, status, said):
    server.answer = (status, {}, b"")
    assert fetched(source) is None
    assert said in source.last_result


def test_a_server_that_is_not_there_is_told(source):
    source.url = "http://127.0.0.1:9/annuaire.csv"
    assert fetched(source) is None
    assert "ne répond pas" in source.last_result


def test_a_file_too_large_is_left_before_its_end(server, source, monkeypatch):
    monkeypatch.setattr(fetching, "MAX_BYTES", 1000)
    server.answer = (200, {}, rows(300))
    assert fetched(source) is None
    assert "au plus sont acceptés" in source.last_result


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x.csv", "http://localhost/x.csv", "http://10.0.0.1/x", "http://192.168.1.1/x",
        "http://169.254.169.254/latest/meta-data", "http://[::1]/x", "http://[::ffff:127.0.0.1]/x", "http://0.0.0.0/x",
        "http://2130706433/x",
    ],
)  # fmt: skip
def test_private_addresses_are_refused(url):
    with pytest.raises(fetching.NotFetched, match=r"privée|introuvable"):
        fetching.fetch(url)


def test_a_redirection_to_a_private_address_is_refused(server, monkeypatch):
    server.answer = (302, {"Location": "http://10.0.0.1/secret"}, b"")
    real = connecting._public_address
    monkeypatch.setattr(
        connecting, "_public_address", lambda host, port, allow: real(host, port, host == "127.0.0.1")
    )
    with pytest.raises(fetching.NotFetched, match="privée"):
        fetching.fetch(server.url)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://example.org/x", "https://u:p@example.org/", "http://[x"]
)
def test_other_addresses_are_refused(url):
    with pytest.raises(fetching.NotFetched):
        fetching.fetch(url)


def test_a_source_is_due_when_its_hours_have_passed():
    source = Source.objects.create(
        code="x", nom="X", url="https://example.org/x.csv", enabled=True, every_hours=24
    )
    assert list(due()) == [source]
    source.fetched_at = timezone.now()
    source.save()
    assert not due()
    assert list(due(timezone.now() + timedelta(hours=25))) == [source]
