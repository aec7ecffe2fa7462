"""In the browser with all the town halls of France: a filter, a drag of the map, beside the usual ways."""

import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from bench.audit import large, peers, site, tiles
from bench.audit.states import open_question
from bench.audit.window import launched
from bench.report import Row
from bench.timing import percentile

COMMAND = "make audit ARGS='--only speed'"
MOST_FEATURES = 300
THEME = "numerique"
START = "/?lat=48.8534&lon=2.3488&rayon_km=50"
_PROBE = Path(__file__).with_name("probe.js").read_text()
# How long a page may take to be ready before it is given up, and a step of it.
_READY_MS, _STEP_MS = 240_000, 90_000
_QUIET_MS, _POLL_MS = 400, 20


@dataclass(frozen=True, slots=True)
class Effort:
    filters: int = 20
    pans: int = 20
    # One marker a place takes minutes: a few samples tell enough.
    plain: int = 3
    slowings: tuple[int, ...] = (1, 4)


QUICK = Effort(filters=4, pans=4, plain=1, slowings=(1,))


@dataclass
class Times:
    """What was measured of one contender, in milliseconds; `ready` None when it was given up."""

    ready: float | None = None
    filters: list[float] = field(default_factory=list)
    pans: list[float] = field(default_factory=list)
    longest: float = 0
    features: list[int] = field(default_factory=list)
    given_up: str = ""


def measure(chromium, database: str, *, quick: bool, say: Callable[[str], None]) -> list[Row]:
    """Our page, plain markers and markercluster over the same places, in the same minutes."""
    effort = QUICK if quick else Effort()
    places = large.places(database)
    rows = []
    with (
        tiles.server() as tile_host,
        site.served(tiles=tile_host, database=database) as ours,
        peers.server(places, THEME, tile_host) as others,
    ):
        given_up: dict[str, str] = {}
        size = f"{len(places['features']):,} places"
        for slowing in effort.slowings:
            found = {}
            for contender, address in (
                ("ours", ours + START),
                ("markercluster", f"{others}/markercluster.html"),
                ("plain markers", f"{others}/plain.html"),
            ):
                if contender in given_up:
                    # What was not ready in time at full speed is not when slowed.
                    found[contender] = Times(given_up=given_up[contender])
                    continue
                say(f"{contender}, processor slowed {slowing}x")
                found[contender] = times = _contender(chromium, contender, address, slowing, effort)
                if times.ready is None and times.given_up:
                    given_up[contender] = times.given_up
            rows += _rows(found, size, slowing)
    return rows


def _contender(chromium, contender: str, address: str, slowing: int, effort: Effort) -> Times:
    times = Times()
    # A browser of its own: a page that blocks for minutes is ended with it.
    with launched(chromium) as browser:
        context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="fr-FR")
        context.add_init_script(_PROBE)
        page = context.new_page()
        page.on("response", lambda response: _count(response, times))
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowing})
        plain = contender == "plain markers"
        filters, pans = (effort.plain, effort.plain) if plain else (effort.filters, effort.pans)
        try:
            if contender == "ours":
                _ours(page, address, filters, times)
            else:
                _peer(page, address, filters, times)
            for number in range(pans):
                times.pans.append(_pan(page, -300 if number % 4 < 2 else 300))
            times.longest = page.evaluate("audit.read().longest")
        except PlaywrightTimeout:
            times.given_up = f"over {(_STEP_MS if times.ready else _READY_MS) / 1000:.0f} s"
        except PlaywrightError as error:
            times.given_up = str(error).splitlines()[0]
    return times


def _count(response, times: Times) -> None:
    if "/viewport" in response.url and response.ok:
        with contextlib.suppress(PlaywrightError, ValueError, KeyError):
            times.features.append(len(json.loads(response.body())["features"]))


def _ours(page: Page, address: str, filters: int, times: Times) -> None:
    page.goto(address, wait_until="load", timeout=_READY_MS)
    page.locator("#carte .leaflet-marker-icon").first.wait_for(timeout=_READY_MS)
    told = _quiet(page)
    times.ready = told["painted"] - told["start"]
    other = page.locator(f"#theme-{THEME}")
    submit = page.locator("#chercher")
    alone: bool | None = None
    for _ in range(filters):
        before = page.evaluate("audit.read().listed")
        if not other.is_visible():
            open_question(page, "pour-quoi")
        other.click(no_wait_after=True)
        if alone is None:
            # Where a tick alone changes the list, no button is pressed.
            alone = _listed(page, before, 1_500) is not None
        if not alone:
            submit.click(no_wait_after=True)
        told = _listed(page, before, _STEP_MS)
        if told is None:
            times.given_up = "no other list came"
            return
        times.filters.append(told["listed"] - told["asked"])
        page.locator("#carte .leaflet-marker-icon").first.wait_for()
        _quiet(page)


def _peer(page: Page, address: str, filters: int, times: Times) -> None:
    page.goto(address, wait_until="commit", timeout=_READY_MS)
    page.locator("body[data-drawn='1']").wait_for(timeout=_READY_MS)
    told = _quiet(page)
    times.ready = told["painted"] - told["start"]
    for drawn in range(2, filters + 2):
        page.locator("#filter").click(timeout=_STEP_MS)
        page.locator(f"body[data-drawn='{drawn}']").wait_for(timeout=_STEP_MS)
        told = _quiet(page)
        times.filters.append(told["painted"] - told["asked"])


def _pan(page: Page, across: int) -> float:
    """Drag the map by `across` pixels without a swing; the time from release to the last new paint."""
    box = page.locator("#carte").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 + 40
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 7):
        page.mouse.move(x + across * step / 6, y)
    # Held still: released in full swing, the map would glide on.
    page.wait_for_timeout(200)
    page.mouse.up()
    told = _quiet(page)
    return told["painted"] - told["asked"]


def _quiet(page: Page) -> dict:
    """What the probe tells once nothing new was painted on the map for a while."""
    last, since = None, 0
    for _ in range(_STEP_MS // _POLL_MS):
        told = _told(page)
        if told and told["painted"] and told["painted"] == last:
            since += _POLL_MS
            if since >= _QUIET_MS:
                return told
        else:
            last, since = told and told["painted"], 0
        page.wait_for_timeout(_POLL_MS)
    raise PlaywrightError("the map never came to rest")


def _listed(page: Page, before: float, longest_ms: int) -> dict | None:
    """What the probe tells once another list than that of `before` was painted; None when none came."""
    for _ in range(longest_ms // _POLL_MS):
        told = _told(page)
        if told and told["listed"] > before:
            return told
        page.wait_for_timeout(_POLL_MS)
    return None


def _told(page: Page) -> dict | None:
    try:
        return page.evaluate("globalThis.audit?.read()")
    except PlaywrightError:
        return None  # between two pages


def _rows(found: dict[str, Times], size: str, slowing: int) -> list[Row]:
    rows = []
    ahead = f"{size}, processor slowed {slowing}x" if slowing > 1 else size

    def row(figure: str, value, unit: str, samples: int, told: str, must=None, aim=None) -> None:
        rows.append(Row(f"{ahead}: {figure}", value, unit, must, aim, samples, told, COMMAND))

    for contender, times in found.items():
        is_ours = contender == "ours"
        listed = "filter to new list" if is_ours else "filter to new markers"
        ready = times.ready if times.ready is not None else times.given_up
        row(f"{contender}, ready", ready, "ms", 1, times.given_up)
        for figure, values, aim in (
            (f"{contender}, {listed}, p95", times.filters, "<= 300" if slowing == 1 else "<= 1000"),
            (f"{contender}, pan to new clusters, p95", times.pans, None),
        ):
            middle = f"median {percentile(values, 0.5):.0f} ms" if values else times.given_up
            value = percentile(values, 0.95) if values else times.given_up
            row(figure, value, "ms", len(values), middle, aim=aim if is_ours else None)
        longest = times.longest or times.given_up
        aim = "<= 200" if is_ours and slowing == 1 else None
        row(f"{contender}, longest task", longest, "ms", 1, "", aim=aim)
    features = found["ours"].features
    most = float(max(features)) if features else "absent"
    must = f"<= {MOST_FEATURES}" if features else None
    row("ours, features sent, most", most, "features", len(features), "", must=must)
    return rows
