"""A real browser on a live site, cut off from every other machine."""

import re
import struct
import zlib
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.factories import ServiceFactory, StructureFactory, point

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# Five seconds, the usual patience, is short for a browser without a graphics card on a busy machine.
expect.set_options(timeout=20_000)

FRENCH = ["lecture-ecriture-calcul--maitriser-le-francais"]
HEALTH = ["sante--acces-aux-soins"]


def pytest_collection_modifyitems(items):
    for item in items:
        if item.nodeid.startswith("tests/browser/"):
            item.add_marker(pytest.mark.browser)


def _tile() -> bytes:
    """A plain PNG of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixel = zlib.compress(b"\0\xf4\xf3\xec")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")


class Visitor:
    """One reader of the site: a browser window, where its requests went, and what went wrong.

    `tiles` is "served" (a plain image), "refused" or "hanging".
    """

    def __init__(self, browser: Browser, base: str, *, tiles: str = "served", **options):
        options.setdefault("viewport", {"width": 1280, "height": 800})
        options.setdefault("locale", "fr-FR")
        self.base = base
        self.tiles = tiles
        self.faults: list[str] = []
        self.outside: list[str] = []
        self.context: BrowserContext = browser.new_context(
            timezone_id="Europe/Paris", base_url=base, **options
        )
        # What is asked of the site itself does not pass through here: it would take longer.
        self.context.route(re.compile(f"^(?!{re.escape(base)}|data:)"), self._route)
        self.page: Page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self._console)

    def _route(self, route):
        url = route.request.url
        if url.startswith(settings.TILE_HOST):
            if self.tiles == "served":
                route.fulfill(body=_tile(), content_type="image/png")
            elif self.tiles == "refused":
                route.abort()
            # A hanging tile is never answered.
        else:
            self.outside.append(url)
            route.abort()

    def _console(self, message):
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            self.faults.append(message.text)

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def open(self, path: str) -> Page:
        self.page.goto(path)
        return self.page

    def close(self) -> None:
        """Leave; what went wrong is still told at the end of the test."""
        if not self.page.is_closed():
            self.page.unroute_all(behavior="ignoreErrors")
            self.context.close()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser, live_server, places):
    """Open a window; at the end, no script failed, the policy was kept and nobody else was called."""
    visitors = []

    def open_window(**options) -> Visitor:
        visitor = Visitor(browser, live_server.url, **options)
        visitors.append(visitor)
        return visitor

    yield open_window
    for visitor in visitors:
        visitor.close()
    assert not [fault for visitor in visitors for fault in visitor.faults]
    assert not [url for visitor in visitors for url in visitor.outside]


@pytest.fixture
def directory(transactional_db, places):
    """Three French lessons and one surgery north of Melun, with the rest that a page may show."""
    for number, km in enumerate((1, 2.5, 6), start=1):
        structure = StructureFactory(
            nom=f"Cours numéro {number}",
            position=point(48.53998 + km / 111.2, 2.66085),
            horaires_accueil="Mo-Fr 08:45-12:15,13:45-17:15",
            description="Des cours pour adultes.",
            courriel="accueil@example.org",
            site_web="https://www.example.org/",
            is_example=number == 1,
        )
        ServiceFactory(
            structure=structure,
            nom="Atelier du jeudi",
            thematiques=FRENCH,
            publics=["femmes"],
            langues=["fr", "ar"],
            niveaux=["A1"],
            a_apporter="Une pièce d'identité",
            zone_eligibilite=["77"],
        )
    surgery = StructureFactory(nom="Centre de santé", position=point(48.53998 + 3 / 111.2, 2.66085))
    ServiceFactory(structure=surgery, thematiques=HEALTH)
    return surgery
