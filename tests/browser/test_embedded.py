"""The directory in a partner's page, in a real browser: pages of other loopback origins, served here."""

import gzip
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import Frame, Page, expect

from publishing.models import Widget
from tests.browser.axe import SCHEMES, faults
from tests.browser.conftest import FRENCH, _tile
from tests.factories import ServiceFactory, StructureFactory, point

NEAR = "lat=48.53998&lon=2.66085&theme=francais"
# What is looked at in the frame, and on its outside.
HEIGHT = "() => Math.ceil(document.body.getBoundingClientRect().height)"


class Partner:
    """A site of somebody else: pages by path, under a policy as strict as one can be."""

    def __init__(self, site: str) -> None:
        self.pages: dict[str, str] = {}
        self.policy = (
            f"default-src 'none'; frame-src {site}; script-src {site}; style-src 'none'; base-uri 'none'"
        )
        partner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = partner.pages.get(urlsplit(self.path).path, "").encode()
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Security-Policy", partner.policy)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def at(self, host: str) -> str:
        return f"http://{host}:{self.port}"

    def shows(self, body: str) -> None:
        self.pages["/"] = (
            f'<!DOCTYPE html><html lang="fr"><title>Partenaire</title><h1>Chez nous</h1>{body}</html>'
        )

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def partner(live_server):
    served = Partner(live_server.url)
    yield served
    served.close()


@pytest.fixture
def lessons(transactional_db, places):
    """More lessons than a page of the list holds."""
    for number in range(23):
        structure = StructureFactory(nom=f"Cours {number}", position=point(48.541 + number / 1000, 2.661))
        ServiceFactory(structure=structure, nom="Atelier", thematiques=FRENCH)


class Reader:
    """Who reads a partner's page: what was asked, of whom, and what went wrong."""

    def __init__(self, browser, live_server, **options) -> None:
        options.setdefault("viewport", {"width": 1000, "height": 800})
        self.site = live_server.url
        self.context = browser.new_context(locale=options.pop("locale", "fr-FR"), **options)
        self.asked: list[str] = []
        self.weights: dict[str, int] = {}
        self.faults: list[str] = []
        self.context.route(
            f"{settings.TILE_HOST}/**", lambda route: route.fulfill(body=_tile(), content_type="image/png")
        )
        self.page: Page = self.context.new_page()
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on(
            "console",
            lambda message: self.faults.append(message.text) if "Content Security" in message.text else None,
        )
        self.page.on("response", self._weigh)

    def _weigh(self, response) -> None:
        if response.url.startswith(self.site) and response.status == 200:
            self.weights[response.url] = -1

    def weigh(self) -> int:
        """Bytes of the site's answers so far, packed as the server in service packs them."""
        return sum(len(gzip.compress(self.context.request.get(url).body(), 9)) for url in list(self.weights))

    @property
    def frame(self) -> Frame:
        return self.page.frames[1]


@pytest.fixture
def reader(browser, live_server):
    opened = []

    def make(**options) -> Reader:
        opened.append(Reader(browser, live_server, **options))
        return opened[-1]

    yield make
    for each in opened:
        each.context.close()


def widget(origin: str, **fields) -> Widget:
    given = {"partner": "Mission locale", "origins": [origin], "search": NEAR, "filters": "ouverts"}
    return Widget.objects.create(**given | fields)


def frame_of(site: str, held: Widget) -> str:
    return f'<iframe src="{site}/integre/{held.key}/" title="Annuaire" width="100%" height="700"></iframe>'


def element_of(site: str, held: Widget) -> str:
    return (
        f'<script defer src="{site}/static/js/reperes-carte.js"></script>'
        f'<reperes-carte cle="{held.key}"><a href="{site}/?{NEAR}">Cours de français</a></reperes-carte>'
    )


def test_a_registered_site_shows_it_without_a_cookie_or_anybody_else(reader, partner, lessons, live_server):
    held = widget(partner.at("127.0.0.1"), accent="#7d003b")
    partner.shows(frame_of(live_server.url, held))
    window = reader()
    window.page.goto(partner.at("127.0.0.1"))
    shown = window.page.frame_locator("iframe")
    expect(shown.locator(".card")).to_have_count(20)
    expect(shown.locator("#chercher")).to_be_hidden()
    assert (
        shown.locator(".btn").first.evaluate("one => getComputedStyle(one).borderColor") == "rgb(125, 0, 59)"
    )
    window.page.wait_for_load_state("networkidle")
    assert window.context.cookies() == []
    hosts = {"{0.scheme}://{0.netloc}".format(urlsplit(url)) for url in window.asked}
    assert hosts == {live_server.url, partner.at("127.0.0.1")}
    assert window.weigh() <= 60_000
    assert not window.faults


@pytest.mark.parametrize(
    ("listed", "visited"),
    [
        ("http://partenaire.localhost:{port}", "evilpartenaire.localhost"),
        ("http://partenaire.localhost:{port}", "sous.partenaire.localhost"),
        ("http://partenaire.localhost:{port}", "localhost"),
        ("http://partenaire.localhost:{other}", "partenaire.localhost"),
        ("http://partenaire.localhost", "partenaire.localhost"),
        ("https://partenaire.localhost:{port}", "partenaire.localhost"),
        ("https://www.partenaire.example", "127.0.0.1"),
    ],
)
def test_the_browser_refuses_any_other_site(reader, partner, lessons, live_server, listed, visited):
    held = widget(listed.format(port=partner.port, other=partner.port + 1))
    partner.shows(frame_of(live_server.url, held) + element_of(live_server.url, held))
    window = reader()
    window.page.goto(partner.at(visited))
    expect(window.page.locator("iframe")).to_have_count(2)
    window.page.wait_for_load_state("networkidle")
    for frame in window.page.frames[1:]:
        assert frame.url.startswith("chrome-error:"), frame.url
    # No hole in the page: what the element holds without scripts.
    expect(window.page.get_by_role("link", name="Cours de français")).to_be_visible(timeout=15_000)
    assert window.page.locator("reperes-carte").evaluate("one => one.clientHeight") < 60


def test_the_same_site_is_shown_where_it_is_listed(reader, partner, lessons, live_server):
    """So that the refusals above are of the origin, and of nothing else."""
    held = widget(partner.at("partenaire.localhost"))
    partner.shows(frame_of(live_server.url, held))
    window = reader()
    window.page.goto(partner.at("partenaire.localhost"))
    expect(window.page.frame_locator("iframe").locator(".card")).to_have_count(20)


def test_no_other_page_of_the_site_is_framed(reader, partner, lessons, live_server):
    partner.shows(f'<iframe src="{live_server.url}/?{NEAR}" title="x"></iframe>')
    window = reader()
    window.page.goto(partner.at("127.0.0.1"))
    window.page.wait_for_load_state("networkidle")
    assert window.frame.url.startswith("chrome-error:")


def test_the_height_is_right_after_ten_acts(reader, partner, lessons, live_server):
    held = widget(partner.at("127.0.0.1"))
    partner.shows(element_of(live_server.url, held))
    window = reader()
    page = window.page
    page.goto(partner.at("127.0.0.1"))
    shown = page.frame_locator("iframe")
    heights = []

    def right() -> None:
        for _each in range(100):
            inside = window.frame.evaluate(HEIGHT)
            outside = page.locator("iframe").evaluate("one => one.clientHeight")
            if inside == outside:
                break
            page.wait_for_timeout(50)
        assert inside == outside
        assert window.frame.evaluate("() => document.documentElement.scrollHeight <= innerHeight")
        heights.append(outside)

    expect(shown.locator(".card")).to_have_count(20)
    right()
    shown.locator("#recherche > summary").click()
    expect(shown.locator("#chercher")).to_be_visible()
    right()
    shown.locator(".further > summary").click()
    right()
    shown.locator("#rayon_km-5").check()
    shown.locator("#chercher").click()
    expect(shown.locator(".answer__title")).to_contain_text("5 km")
    right()
    shown.get_by_role("link", name="Voir les suivantes").click()
    expect(shown.locator(".answer__first")).to_be_visible()
    right()
    shown.get_by_role("link", name="Revenir aux plus proches").click()
    expect(shown.locator(".card")).to_have_count(20)
    right()
    shown.get_by_role("link", name="Voir la carte").click()
    expect(shown.locator(".embedded__drawing")).to_be_visible()
    right()
    shown.get_by_role("button", name="Ouvrir la carte").click()
    expect(shown.locator("#carte .pin")).to_have_count(20)
    # As on the drawing: where it was asked, and how far.
    expect(shown.locator("#carte .origin")).to_have_count(1)
    expect(shown.locator("#carte .radius")).to_have_count(1)
    right()
    shown.get_by_role("link", name="Liste seule").click()
    expect(shown.locator("#carte")).to_have_count(0)
    right()
    shown.get_by_role("link", name="العربية").click()
    expect(shown.locator("html[dir=rtl] .card")).to_have_count(20)
    right()
    page.set_viewport_size({"width": 375, "height": 740})
    right()
    page.evaluate("() => history.back()")
    expect(shown.locator("html[dir=ltr] .card")).to_have_count(20)
    right()
    assert len(heights) == 12
    assert len(set(heights)) > 4
    assert window.context.cookies() == []
    assert not window.faults


def test_nobody_else_sets_the_height(reader, partner, lessons, live_server):
    held = widget(partner.at("127.0.0.1"))
    partner.shows(element_of(live_server.url, held))
    window = reader()
    window.page.goto(partner.at("127.0.0.1"))
    expect(window.page.frame_locator("iframe").locator(".card")).to_have_count(20)
    window.page.wait_for_function("() => document.querySelector('iframe').height !== '700'")
    before = window.page.locator("iframe").get_attribute("height")
    window.page.evaluate("() => postMessage({ type: 'reperes:hauteur', height: 9000 }, '*')")
    window.frame.evaluate(
        "origin => parent.postMessage({ type: 'reperes:hauteur', height: '9000' }, origin)",
        partner.at("127.0.0.1"),
    )
    window.page.wait_for_timeout(5_000)
    assert window.page.locator("iframe").get_attribute("height") == before
    expect(window.page.get_by_role("link", name="Cours de français")).to_have_count(0)


def test_without_scripts_the_frame_works_and_the_element_is_its_link(reader, partner, lessons, live_server):
    held = widget(partner.at("127.0.0.1"))
    partner.shows(frame_of(live_server.url, held) + element_of(live_server.url, held))
    window = reader(java_script_enabled=False)
    window.page.goto(partner.at("127.0.0.1"))
    expect(window.page.get_by_role("link", name="Cours de français")).to_be_visible()
    shown = window.page.frame_locator("iframe")
    shown.locator("#recherche > summary").click()
    shown.locator("#theme-sante").check()
    shown.locator("#theme-francais").uncheck()
    shown.locator("#chercher").click()
    expect(shown.locator("h1")).to_contain_text("Aucune structure")
    shown.locator("#recherche > summary").click()
    shown.locator("#adresse").fill("Meaux")
    shown.locator("#chercher").click()
    expect(shown.locator(".embedded__asked")).to_contain_text("Meaux")
    assert window.context.cookies() == []


def test_a_place_opens_beside_and_not_in_the_frame(reader, partner, lessons, live_server):
    held = widget(partner.at("127.0.0.1"))
    partner.shows(frame_of(live_server.url, held))
    window = reader()
    window.page.goto(partner.at("127.0.0.1"))
    with window.context.expect_page() as opened:
        window.page.frame_locator("iframe").locator(".card__title a").first.click()
    expect(opened.value.locator("h1")).to_contain_text("Cours")
    assert opened.value.evaluate("() => opener") is None
    assert window.page.url.startswith(partner.at("127.0.0.1"))


def test_a_call_is_not_refused_by_a_page_that_says_what_it_frames(reader, partner, lessons, live_server):
    """A telephone's link is of the whole window: in the frame, `frame-src` of the partner would refuse it."""
    held = widget(partner.at("127.0.0.1"))
    partner.shows(frame_of(live_server.url, held))
    window = reader()
    window.page.goto(partner.at("127.0.0.1"))
    window.page.frame_locator("iframe").locator(".card__phone").first.click()
    window.page.wait_for_timeout(500)
    assert not window.faults
    assert window.page.url.startswith(partner.at("127.0.0.1"))
    assert len(window.context.pages) == 1


def test_the_map_asks_tiles_alone_of_others(reader, partner, lessons, live_server):
    held = widget(partner.at("127.0.0.1"), shows="carte")
    partner.shows(frame_of(live_server.url, held))
    window = reader()
    window.page.goto(partner.at("127.0.0.1"))
    shown = window.page.frame_locator("iframe")
    expect(shown.locator(".embedded__drawing .embedded__mark").first).to_be_visible()
    window.page.wait_for_load_state("networkidle")
    assert all(url.startswith((live_server.url, partner.at("127.0.0.1"), "data:")) for url in window.asked)
    assert window.weigh() <= 60_000
    shown.get_by_role("button", name="Ouvrir la carte").click()
    expect(shown.locator("#carte .pin")).to_have_count(20)
    window.page.wait_for_load_state("networkidle")
    outside = [
        url for url in window.asked if not url.startswith((live_server.url, partner.at("127.0.0.1"), "data:"))
    ]
    assert all(url.startswith(settings.TILE_HOST) for url in outside)
    assert window.weigh() <= 120_000
    assert window.context.cookies() == []
    assert not window.faults


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [(1000, "light", "fr"), (1000, "dark", "ar"), (320, "light", "ar"), (320, "dark", "fr")],
)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    reader, lessons, live_server, width, scheme, language
):
    held = widget("http://127.0.0.1", accent="#7d003b")
    structure = StructureFactory(
        nom="Maison ouverte", position=point(48.54, 2.66), horaires_accueil="Mo-Fr 09:00-12:00"
    )
    for path in ("?", "?vue=carte&", f"?{NEAR}&theme=sante&adresse=zzzzqq+12&", "structure"):
        window = reader(viewport={"width": width, "height": 700}, color_scheme=scheme)
        address = (
            f"/integre/structure/{structure.pk}/?cle={held.key}&"
            if path == "structure"
            else f"/integre/{held.key}/{path}"
        )
        window.page.goto(f"{live_server.url}{address}langue={language}")
        if window.page.locator("#recherche").count():
            window.page.locator("#recherche").evaluate("one => { one.open = true; }")
        assert faults(window.page) == ""
        assert window.page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_the_element_is_small():
    script = (settings.BASE_DIR / "static/js/reperes-carte.js").read_bytes()
    assert len(script) < 3_000
    assert b"import " not in script


@pytest.mark.parametrize("width", [1280, 375])
def test_the_page_of_codes_is_judged_too(visit, directory, width):
    window = visit(viewport={"width": width, "height": 800})
    page = window.open(f"/integrer/?{NEAR}")
    assert faults(page, SCHEMES) == ""
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
