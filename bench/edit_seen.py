"""`python -m bench.edit_seen`: how soon an edit sent by its page is in every outlet, on a served site.

A professional's session corrects the name of a structure and whom its service is for, by the pages' own
forms. After each answer every outlet is asked, another one first each time, until it says the new value; what
keeps answers is asked with the ETag of the one before. In a database of the benchmark's own, with the town
halls of all France, which takes some minutes to fill the first time.
"""

import argparse
import http.client
import json
import math
import os
import secrets
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

_COMMAND = "python -m bench.edit_seen"
# « En ligne aussitôt »: what issue and pages promise.
MUST_S, PATIENCE_S = 1.0, 10.0
_AGAIN_S = 0.02
_ZOOM = 17
_AUDIENCES = ("femmes", "jeunes")
_THEME = ["lecture-ecriture-calcul--maitriser-le-francais"]
# Fields of Brie: no town hall within a kilometre.
_ALONE = (48.7051, 2.9573)


def main() -> int:
    """Measure and print; 1 when a must does not hold."""
    parser = argparse.ArgumentParser(prog=_COMMAND, description=__doc__.splitlines()[0])
    parser.add_argument("--edits", type=int, default=100, help="of each of the two blocks")
    parser.add_argument("--departement", default="all", help="whose town halls are in the directory")
    parser.add_argument("--no-write", action="store_true", help="leave bench/results/ as it is")
    options = parser.parse_args()
    os.environ |= {"DEBUG": "0", "HTTPS": "0", "LIMIT_FACTOR": "0", "COSTLY_PLACES": "0"}
    os.environ |= {"DJANGO_SETTINGS_MODULE": "bench.settings", "BENCH_SIZE": "_seen"}
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(64))
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    import django

    django.setup()
    from bench import report

    rows = figures(options.edits, options.departement)
    print(report.table(rows))
    if not options.no_write:
        print(f"\nwritten: {report.write(rows, 'edit_seen').relative_to(report.ROOT)}")
    return 1 if any(row.holds is False for row in rows) else 0


def figures(edits: int, departement: str) -> list:
    """The rows: an outlet a line, then all of them one after another."""
    from django.conf import settings
    from django.core.management import call_command

    from bench import database
    from bench.servers import Server

    database.create()
    call_command("migrate", verbosity=0)
    call_command("load_places", verbosity=0)
    call_command("load_demo", departement=departement, verbosity=0)
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        call_command("collectstatic", interactive=False, verbosity=0)
    edited = _edited()
    with Server("bench.settings", dict(os.environ)) as server:
        return measure(server.port, edited, edits)


@dataclass(frozen=True, slots=True)
class Edited:
    """The structure that is edited, its service, where it is, and the session of who edits."""

    structure: int
    service: int
    lat: float
    lon: float
    session: str

    @property
    def around(self) -> str:
        """The search whose nearest answer it is."""
        return urlencode({"lat": f"{self.lat:.6f}", "lon": f"{self.lon:.6f}", "rayon_km": "1"})


@dataclass
class Asked:
    """Seconds by outlet, those that were not the first answer, and those that never came."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    again: dict[str, int] = field(default_factory=dict)
    together: list[float] = field(default_factory=list)
    posts: list[float] = field(default_factory=list)


def measure(port: int, edited: Edited, edits: int) -> list:
    """Edit and ask, `edits` times for each block."""
    person, visitor, asked = Browser(port, edited.session), Browser(port), Asked()
    at = f"/structures/{edited.structure}-x/modifier/"
    for turn in range(edits):
        name = f"Maison {secrets.token_hex(6)}"
        where = person.save(f"{at}presentation/", asked, nom=[name])
        _ask_all(visitor, _of_a_name(edited, where, name), asked, turn)
        audience = _AUDIENCES[turn % 2]
        person.save(f"{at}services/{edited.service}/", asked, publics=[audience])
        _ask_all(visitor, _of_an_audience(edited, audience), asked, turn)
        # Who edits reads what the page says of it, and the next one says no more than its own.
        person.get(where)
    return _rows(asked)


Outlet = tuple[str, Callable[[bytes], bool]]


def _of_a_name(edited: Edited, page: str, name: str) -> dict[str, Outlet]:
    """Where a name is read: the address, and whether an answer tells it."""

    def tells(body: bytes) -> bool:
        return name.encode() in body

    around, word = edited.around, urlencode({"q": name.split()[1]})
    edges = (edited.lon - 0.002, edited.lat - 0.002, edited.lon + 0.002, edited.lat + 0.002)
    box = ",".join(f"{edge:.4f}" for edge in edges)
    x, y = _tile_of(edited.lat, edited.lon)
    return {
        "page of the structure": (page, tells),
        "list of the search": (f"/?{around}", tells),
        "search (API)": (f"/api/v1/structures?{around}", tells),
        "search by its words (API)": (f"/api/v1/structures?{around}&{word}", tells),
        "map (viewport)": (f"/api/v1/viewport?bbox={box}&zoom={_ZOOM}", tells),
        "tile": (f"/tiles/structures/{_ZOOM}/{x}/{y}.mvt", tells),
        "recent changes": ("/modifications/", tells),
        "feed of changes": ("/modifications/flux.atom", tells),
        "export (CSV)": (f"/exports/csv?{around}", tells),
    }


def _of_an_audience(edited: Edited, audience: str) -> dict[str, Outlet]:
    """Where it is read whom a service is for; nothing else is near it."""

    def counted(body: bytes) -> bool:
        facets = json.loads(body)["facets"]["public"]
        return [facets.get(one, 0) for one in _AUDIENCES] == [one == audience for one in _AUDIENCES]

    def found(body: bytes) -> bool:
        return [one["id"] for one in json.loads(body)["features"]] == [edited.structure]

    return {
        "facets": (f"/api/v1/facets?{edited.around}", counted),
        "search by a criterion (API)": (f"/api/v1/structures?{edited.around}&public={audience}", found),
    }


def _ask_all(visitor: "Browser", outlets: dict[str, Outlet], asked: Asked, turn: int) -> None:
    """Ask each outlet until it tells, another one first at each turn."""
    names = list(outlets)
    first = turn % len(names)
    posted = time.perf_counter()
    for name in names[first:] + names[:first]:
        path, tells = outlets[name]
        began, tries = time.perf_counter(), 0
        while not tells(visitor.get(path)):
            tries += 1
            if time.perf_counter() - began > PATIENCE_S:
                raise SystemExit(f"{name}: {path} does not tell the edit after {PATIENCE_S:.0f} s")
            time.sleep(_AGAIN_S)
        # Who tells at once is judged by its own answer, who does not by the moment of the edit.
        since = posted if tries else began
        asked.seconds.setdefault(name, []).append(time.perf_counter() - since)
        asked.again[name] = asked.again.get(name, 0) + bool(tries)
    asked.together.append(time.perf_counter() - posted)


class Browser:
    """A reader over one connection, who keeps a session, and answers with their ETags."""

    def __init__(self, port: int, session: str = ""):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._cookies = {"sessionid": session} if session else {}
        self._kept: dict[str, tuple[str, bytes]] = {}

    def get(self, path: str) -> bytes:
        """The body of an answer, the one that is kept where it is still good."""
        etag, body = self._kept.get(path, ("", b""))
        answer, received = self._ask("GET", path, {"If-None-Match": etag} if etag else {})
        if answer.status == 304:
            return body
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status}")
        if told := answer.headers.get("ETag"):
            self._kept[path] = (told, received)
        return received

    def save(self, path: str, asked: Asked, **typed: list[str]) -> str:
        """Open a block's page, type over its form and send it; the page that one is sent to."""
        form = Form()
        form.feed(self.get(path).decode())
        body = urlencode(form.sent | typed, doseq=True)
        began = time.perf_counter()
        answer, received = self._ask(
            "POST", form.action, {"Content-Type": "application/x-www-form-urlencoded"}, body
        )
        asked.posts.append(time.perf_counter() - began)
        if answer.status != 302:
            raise SystemExit(f"{path}: {answer.status}\n{received.decode()}")
        return answer.headers["Location"]

    def _ask(
        self, method: str, path: str, headers: dict[str, str], body: str | None = None
    ) -> tuple[http.client.HTTPResponse, bytes]:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        self._connection.request(method, path, body, headers | ({"Cookie": cookies} if cookies else {}))
        answer = self._connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _sign, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer, answer.read()


class Form(HTMLParser):
    """The form of a page that edits: where it goes, and its fields as they are shown."""

    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.sent: dict[str, list[str]] = {}
        self._within, self._menu, self._text = False, "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said: dict[str, Any] = dict(attrs)
        if tag == "form":
            self._within = said.get("id") == "modification"
            self.action = said["action"] if self._within else self.action
        if not self._within:
            return
        if tag == "select":
            self._menu = said.get("name", "")
        if tag == "textarea":
            self._text = said.get("name", "")
            self.sent[self._text] = [""]
        if tag == "option" and "selected" in said:
            self.sent.setdefault(self._menu, []).append(said.get("value") or "")
        is_sent = said.get("type") not in ("radio", "checkbox") or "checked" in said
        if tag == "input" and said.get("name") and is_sent:
            self.sent.setdefault(said["name"], []).append(said.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._within = False
        if tag == "textarea":
            # The line end that follows the tag is none of the text.
            self.sent[self._text] = [self.sent[self._text][0].removeprefix("\n")]
            self._text = ""

    def handle_data(self, data: str) -> None:
        if self._text:
            self.sent[self._text][0] += data


def _tile_of(lat: float, lon: float) -> tuple[int, int]:
    """The tile of the usual scheme that holds a point."""
    across = 2**_ZOOM
    mercator = math.asinh(math.tan(math.radians(lat))) / math.pi
    return int((lon + 180) / 360 * across), int((1 - mercator) / 2 * across)


def _edited() -> Edited:
    """A structure of its own, alone where it is, and the session of a professional."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.gis.geos import Point
    from django.contrib.sessions.backends.db import SessionStore

    from accounts.models import User
    from mapping.models import PositionPrecision, Service, Structure

    lat, lon = _ALONE
    place = {"position": Point(lon, lat, srid=4326), "position_precision": PositionPrecision.ADDRESS}
    of = {"source": "bench", "source_id": "edit-seen"}
    structure, _new = Structure.objects.update_or_create(
        **of, defaults={"nom": "Maison", "commune_id": "77288", **place}
    )
    service, _new = Service.objects.update_or_create(
        **of, defaults={"structure": structure, "nom": "Cours", "thematiques": _THEME, "publics": []}
    )
    user, _new = User.objects.get_or_create(
        email="bench@example.org", defaults={"is_professional": True, "full_name": "Camille Essai"}
    )
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return Edited(structure.pk, service.pk, lat, lon, str(session.session_key))


def _rows(asked: Asked) -> list:
    from bench.report import Row
    from bench.timing import median, percentile

    def row(said: str, seconds: list[float], more: str = "", must: str | None = f"<= {MUST_S:g}") -> Row:
        told = f"p50 {median(seconds):.3f}, max {max(seconds):.3f} s{more}"
        return Row(said, percentile(seconds, 0.95), "s, p95", must, None, len(seconds), told, _COMMAND)

    return [
        *(
            row(f"an edit is told: {name}", seconds, f"; {asked.again[name]} not by the first answer")
            for name, seconds in asked.seconds.items()
        ),
        row("all of them, one after another", asked.together),
        row("the edit itself (POST)", asked.posts, must=None),
    ]


if __name__ == "__main__":
    sys.exit(main())
