"""A page that comes in pieces, as on a bad line, moves nothing that was already there to be read."""

import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import urlopen

import pytest

from tests.browser.conftest import Visitor

pytestmark = pytest.mark.usefixtures("directory")

NEAR = "/?lat=48.53998&lon=2.66085&theme=francais&theme=sante&rayon_km=20"
# A page is cut before each of these: what is said of the list, then each of its cards.
_CUT = re.compile(rb'(?=<article|<div class="(?:answer__tools|group__head))')
_PAUSE = 0.15
_MOST = 0.05
_WATCH = """
window.moved = [];
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput)
    window.moved.push([entry.value, entry.sources.map(({node}) => String(node?.className))]);
}).observe({type: "layout-shift", buffered: true});
"""


@pytest.fixture
def slowly(live_server):
    """The address of a server that gives what the site does, pages a piece at a time."""

    class InPieces(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            with urlopen(live_server.url + self.path) as answer:
                kind, body = answer.headers["Content-Type"], answer.read()
            pieces = _CUT.split(body) if kind.startswith("text/html") else [body]
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            for number, piece in enumerate(pieces):
                time.sleep(_PAUSE if number else 0)
                self.wfile.write(piece)
                self.wfile.flush()

        def log_message(self, *told):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), InPieces)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("width", [375, 1280])
def test_the_answer_does_not_move_as_it_arrives(browser, slowly, width):
    visitor = Visitor(browser, slowly, viewport={"width": width, "height": 740})
    visitor.context.add_init_script(_WATCH)
    page = visitor.open(NEAR)
    page.wait_for_load_state("load")
    moved = page.evaluate("window.moved")
    assert page.locator(".answer__title").is_visible()
    assert page.locator("article").count() >= 4
    visitor.close()
    assert sum(value for value, _what in moved) <= _MOST, moved
