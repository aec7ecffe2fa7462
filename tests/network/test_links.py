"""Links of resources: asked politely, of public addresses alone, and said to be dead after three failures."""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from network.links.asking import Answer, ask
from network.links.checking import AGAIN, EVERY, check_due
from network.models import LinkCheck, State, Translation
from network.tasks import check_links
from tests.factories import UserFactory
from tests.network.factories import ResourceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


class Handler(BaseHTTPRequestHandler):
    def answered(self):
        self.server.asked.append((self.command, self.path))
        status = int(self.path.split("/")[1])
        if self.command == "HEAD" and self.path.endswith("get-only"):
            status = 405
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/200/there" if self.path.endswith("once") else self.path)
        self.end_headers()

    do_HEAD = do_GET = answered

    def log_message(self, *said):
        pass


@pytest.fixture
def server():
    held = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    held.asked = []
    held.url = f"http://127.0.0.1:{held.server_port}"
    threading.Thread(target=held.serve_forever, daemon=True).start()
    yield held
    held.shutdown()
    held.server_close()


class TestAsking:
    @pytest.mark.parametrize(
        ("path", "answer", "asked"),
        [
            ("/200/", Answer(200), ["HEAD"]),
            ("/200/get-only", Answer(200), ["HEAD", "GET"]),
            ("/404/", Answer(404, "page absente (404)"), ["HEAD", "GET"]),
            ("/503/", Answer(503, "erreur du site (503)"), ["HEAD", "GET"]),
            # A page that is there, for people.
            ("/429/", Answer(429), ["HEAD"]),
            ("/302/once", Answer(200), ["HEAD", "HEAD"]),
            ("/302/", Answer(None, "renvoie sans fin ailleurs"), ["HEAD"] * 6),
        ],
    )
    def test_the_head_then_the_page_where_the_head_is_refused(self, server, path, answer, asked):
        assert ask(f"{server.url}{path}", allow_private=True) == answer
        assert [method for method, _path in server.asked] == asked

    def test_only_public_addresses_are_asked(self, server):
        assert ask(f"{server.url}/200/") == Answer(None, "adresse privée")
        assert server.asked == []

    @pytest.mark.parametrize(
        ("url", "said"),
        [
            ("http://127.0.0.1:9/", "le site ne répond pas"),
            ("http://introuvable.invalid/", "site introuvable"),
            ("ftp://exemple.example/", "adresse mal formée"),
            ("https://quelqu-un@exemple.example/", "adresse mal formée"),
        ],
    )
    def test_what_does_not_answer_says_why_and_raises_nothing(self, url, said):
        assert ask(url, allow_private=True) == Answer(None, said)


class Web:
    """Addresses and what they answer; those that were asked for, in order."""

    def __init__(self, **dead):
        self.dead, self.asked, self.pauses = dead, [], []

    def __call__(self, url):
        self.asked.append(url)
        return Answer(404, "page absente (404)") if url in self.dead.values() else Answer(200)

    def night(self, now, **more):
        self.asked = []
        check_due(self, now=now, pause=self.pauses.append, **more)
        return self.asked


A, B, C = (f"https://{name}.example/" for name in "abc")


class TestTheJob:
    def test_every_address_of_what_is_published_is_asked_for_once_a_week(self):
        sheet = ResourceFactory(link=A, source_link=B, text=f"[ici]({C}) et encore [là]({A})")
        Translation.objects.create(resource=sheet, language="en", title="x", text="[d](https://d.example/)")
        ResourceFactory(link="https://retire.example/", state=State.WITHDRAWN)
        web, now = Web(), timezone.now()
        assert sorted(web.night(now)) == [A, B, C, "https://d.example/"]
        assert web.night(now + timedelta(days=1)) == []
        assert len(web.night(now + EVERY)) == 4

    def test_three_failures_make_a_dead_link_and_one_answer_makes_it_live(self):
        ResourceFactory(link=A)
        web, now = Web(one=A), timezone.now()
        for turn in range(3):
            assert not LinkCheck.objects.dead().exists()
            assert web.night(now + turn * AGAIN) == [A]
        check = LinkCheck.objects.dead().get()
        assert (check.failures, check.failing_since, check.said) == (3, now, "page absente (404)")
        web.dead = {}
        web.night(now + 2 * AGAIN + EVERY)
        assert not LinkCheck.objects.dead().exists()

    def test_what_nothing_leads_to_any_more_is_forgotten(self):
        sheet = ResourceFactory(link=A)
        web, now = Web(), timezone.now()
        web.night(now)
        sheet.delete()
        web.night(now)
        assert not LinkCheck.objects.exists()

    def test_one_server_is_given_time_and_one_night_has_an_end(self):
        for n in range(4):
            ResourceFactory(link=f"https://a.example/{n}")
        web = Web()
        assert len(web.night(timezone.now(), most=3)) == 3
        assert len(web.pauses) == 2
        assert all(1.5 < pause <= 2 for pause in web.pauses)
        assert len(web.night(timezone.now())) == 1

    def test_the_worker_does_it(self, monkeypatch):
        ResourceFactory(link=A)
        web = Web()
        monkeypatch.setattr("network.links.checking.check_due.__defaults__", (web,))
        check_links(timestamp=0)
        assert LinkCheck.objects.get().url == A


def test_professionals_see_the_dead_ones_and_where_they_are(client):
    sheet = ResourceFactory(title="Renouveler", source_link=A)
    ResourceFactory(title="Sans lien")
    now = timezone.now()
    LinkCheck.objects.create(url=A, checked_at=now, failures=3, failing_since=now, said="site introuvable")
    assert client.get("/professionnels/liens/").status_code == 302
    client.force_login(UserFactory())
    assert client.get("/professionnels/liens/").status_code == 403
    client.force_login(UserFactory(is_professional=True))
    page = client.get("/professionnels/liens/").content.decode()
    assert A in page
    assert "Renouveler" in page
    assert "Sans lien" not in page
    assert f"/fiches/{sheet.pk}/modifier/" in page


def test_without_a_dead_link_the_page_says_so(client):
    client.force_login(UserFactory(is_professional=True))
    assert "Tous les liens des fiches répondent." in client.get("/professionnels/liens/").content.decode()
