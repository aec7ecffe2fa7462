"""The site as production serves it, on the loopback: hashed and compressed files, no debugging, granian."""

import contextlib
import json
import os
from collections.abc import Iterator

from accounts.models import Group
from accounts.roles import Role
from bench.audit.states import NEAR
from bench.database import ROOT
from bench.http import Connection
from bench.servers import Server
from mapping.models import Service
from network.models import GalleryPhoto, Post, Resource, Section
from publishing.models import Widget

SETTINGS = "bench.audit.settings"
_COLLECTED = ROOT / "staticfiles" / "staticfiles.json"


class NotReady(RuntimeError):
    """The site cannot be audited yet; the message says what to do."""


@contextlib.contextmanager
def served(*, tiles: str = "", database: str = "") -> Iterator[str]:
    """The address of the site; `tiles` stands in for the tile server, `database` for the site's own."""
    if not _COLLECTED.exists():
        raise NotReady("static files are not collected: make audit does it")
    # Who reads as staff shows no second factor.
    plain = {"DEBUG": "0", "HTTPS": "0", "REQUIRE_SECOND_FACTOR": "0"}
    environment = os.environ | plain | {"AUDIT_TILES": tiles, "AUDIT_DATABASE": database}
    with Server(SETTINGS, environment) as server:
        yield f"http://127.0.0.1:{server.port}"


def known(base: str) -> dict[str, str]:
    """What the addresses of the states leave open: a place, and the structures nearest to it."""
    with Connection(int(base.rsplit(":", 1)[1])) as connection:
        answer = json.loads(connection.get(f"/api/v1/structures?{NEAR}&rayon_km=20&limit=20"))
    ids = list(dict.fromkeys(str(feature["id"]) for feature in answer["features"]))
    if len(ids) < 3:
        raise NotReady("the directory holds too few structures: load the demonstration (manage.py prepare)")
    service = Service.objects.filter(structure=ids[0]).values_list("pk", flat=True).first()
    # A sheet with steps, and one with its table of tasks; 0 where there is none yet.
    sheets = Resource.objects.seen_by(Role.VISITOR).order_by("pk")
    step = sheets.exclude(steps="").values_list("pk", flat=True).first() or 0
    table = sheets.exclude(tasks="").values_list("pk", flat=True).first() or 0
    group = Group.objects.filter(is_listed=True).order_by("pk").values_list("pk", flat=True).first() or 0
    topic = Post.objects.order_by("pk").values_list("topic", flat=True).first() or 0
    notepad = Section.objects.order_by("pk").values_list("notepad", flat=True).first() or 0
    photos = GalleryPhoto.objects.seen_by(Role.VISITOR).order_by("pk")
    photo = photos.values_list("pk", flat=True).first() or 0
    return {
        "near": NEAR, "one": ids[0], "two": ids[1], "three": ids[2], "service": str(service),
        "sheet": str(step), "tasks": str(table), "group": str(group), "topic": str(topic),
        "notepad": str(notepad), "photo": str(photo), "widget": _widget(),
    }  # fmt: skip


def _widget() -> str:
    """The key of an integration to look at, made where there is none yet."""
    wanted = {"partner": "Audit des pages", "search": f"{NEAR}&rayon_km=20", "filters": Widget.Filters.OPEN}
    found = Widget.objects.filter(**wanted).first()
    return (found or Widget.objects.create(**wanted, origins=["http://127.0.0.1"])).key
