"""A browser window that cannot reach another machine, and that remembers what went wrong in it."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from playwright.sync_api import Browser, BrowserType, Page, Response, Route
from playwright.sync_api import Error as PlaywrightError

from bench.audit import tiles
from bench.audit.states import State

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run", "--disable-default-apps"),
)
HEIGHTS = {320: 640, 375: 812, 1280: 800}
_SETTLED_MS, _LONGEST_MS, _POLL_MS = 150, 8_000, 50
# The page's own tile timer is six seconds; this is how long a state may take to show.
_SHOWS_MS = 20_000
# A frame is drawn, in which what changes begins to; then that has ended, whatever never does.
_DRAWN = """() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
  .then(() => Promise.race([
    Promise.allSettled(document.getAnimations().map((one) => one.finished)),
    new Promise((late) => setTimeout(late, 2000)),
  ]))
  .then(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn()))))"""
_TELL = "document.addEventListener('securitypolicyviolation', e => console.error("
_TELL += "'policy violated: ' + e.effectiveDirective + ' ' + e.blockedURI + ' ' + e.sourceFile));"


class Absent(Exception):
    """The state was not reached; the message says what came instead."""


@dataclass
class Log:
    """What a window saw: `policy` the security policy's violations, `outside` the addresses of other machines
    but tiles, `errors` the exceptions of scripts."""

    policy: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Window:
    """One window on the site at `base`; use it as a context manager.

    Requests to `base` are answered, held or failed as `then` says from the moment that it is set; those to
    `tile_host` as `tiles_are` says; all others are written down and refused.
    """

    def __init__(
        self,
        browser: Browser,
        base: str,
        tile_host: str,
        *,
        width: int = 1280,
        scheme: str = "light",
        scripts: bool = True,
        position: bool = True,
        tiles_are: str = "served",
        session: str = "",
    ):
        self.log = Log()
        self.then = "answered"
        self._base, self._tile_host, self._tiles_are = base, tile_host, tiles_are
        self._pending: set = set()
        self._held: list[Route] = []
        self.context = browser.new_context(
            base_url=base,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            viewport={"width": width, "height": HEIGHTS.get(width, 800)},
            color_scheme=scheme,
            # Nothing that moves is half-way when it is looked at.
            reduced_motion="reduce",
            geolocation={"latitude": 48.54, "longitude": 2.661} if position else None,
            permissions=["geolocation"] if position else [],
        )
        if session:
            self.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": base}])
        self.context.route("**/*", self._route)
        self.context.add_init_script(_TELL)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(_SHOWS_MS)
        self.page.on("pageerror", lambda error: self.log.errors.append(str(error)))
        self.page.on("console", self._console)
        self.page.on("request", self._started)
        # By a session of our own, and not for the whole context: `let_tools_run` takes it back.
        self._session = self.context.new_cdp_session(self.page)
        if not scripts:
            self._session.send("Emulation.setScriptExecutionDisabled", {"value": True})
        for event in ("requestfinished", "requestfailed"):
            self.page.on(event, lambda request: self._pending.discard(request))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error) -> None:
        # Nothing waits for an answer that would never come.
        for route in self._held:
            with contextlib.suppress(PlaywrightError):
                route.abort()
        self.context.unroute_all(behavior="ignoreErrors")
        self.context.close()

    def reach(self, state: State, path: str) -> None:
        """Bring the window to `state`, whose address is `path` once filled in. Raises Absent."""
        try:
            answer = self.page.goto(path, wait_until="domcontentloaded")
            self._expect(answer, state)
            self.settle()
            if state.media != "screen":
                self.page.emulate_media(media=state.media)
            if state.then != "answered":
                # The connection is lost while somebody reads, not before they came.
                self.page.mouse.move(self.page.viewport_size["width"] / 2, 40)
                self.page.mouse.move(self.page.viewport_size["width"] / 2, 60)
                self.settle()
            self.then = state.then
            if state.act:
                state.act(self.page)
            self.page.locator(state.shows).first.wait_for(state="visible", timeout=_SHOWS_MS)
            self.settle()
        except PlaywrightError as error:
            raise Absent(str(error).splitlines()[0]) from error

    def settle(self) -> None:
        """Wait until the site has answered everything that was asked, at most eight seconds."""
        quiet = 0
        for _ in range(_LONGEST_MS // _POLL_MS):
            quiet = 0 if self._pending else quiet + _POLL_MS
            if quiet >= _SETTLED_MS:
                return
            self.page.wait_for_timeout(_POLL_MS)

    def dress(self, scheme: str) -> None:
        """The same page in another colour scheme, as of a reader whose evening comes, once no colour is on
        its way to another; meant for a page whose scripts have run, where it has any."""
        self.let_tools_run()
        self.page.emulate_media(color_scheme=scheme)
        self.settle()
        self.page.evaluate(_DRAWN)

    def let_tools_run(self) -> None:
        """Let evaluation work on a page that was read without scripts, whose own never ran."""
        self._session.send("Emulation.setScriptExecutionDisabled", {"value": False})

    def content_width(self) -> float:
        """The width of the whole document in CSS pixels, measured by the browser itself."""
        return self._session.send("Page.getLayoutMetrics")["cssContentSize"]["width"]

    def _expect(self, answer: Response | None, state: State) -> None:
        if answer is None or answer.status != state.status:
            raise Absent(f"status {answer.status if answer else 'none'} instead of {state.status}")

    def _started(self, request) -> None:
        if self.then == "answered" and request.url.startswith(self._base):
            self._pending.add(request)

    def _console(self, message) -> None:
        if message.text.startswith("policy violated:") or "Content Security Policy" in message.text:
            self.log.policy.append(message.text)

    def _route(self, route: Route) -> None:
        url = route.request.url
        if url.startswith((self._base + "/", "data:", "blob:")):
            if self.then == "answered":
                route.continue_()
            elif self.then == "failed":
                route.abort()
            else:
                self._held.append(route)
        elif url.startswith(self._tile_host + "/"):
            if self._tiles_are == "served":
                route.fulfill(body=tiles.image(), content_type="image/png")
            elif self._tiles_are == "refused":
                route.abort()
            else:
                self._held.append(route)
        else:
            self.log.outside.append(urlsplit(url)._replace(query="").geturl())
            route.abort()


@contextlib.contextmanager
def launched(chromium: BrowserType, *more: str) -> Iterator[Browser]:
    """Debian's Chromium, ended with the block."""
    browser = chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *more])
    try:
        yield browser
    finally:
        browser.close()
