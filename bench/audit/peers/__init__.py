"""The usual ways to put many places on a Leaflet map, and a server for their pages on the loopback."""

import contextlib
import gzip
import json
import mimetypes
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from django.contrib.staticfiles import finders

from bench.audit.lighthouse import markercluster

HERE = Path(__file__).parent


@contextlib.contextmanager
def server(places: dict, theme: str, tiles: str) -> Iterator[str]:
    """The address of `plain.html` and `markercluster.html`, over `places` (a GeoJSON collection)."""
    leaflet = Path(finders.find("js_lib_leaflet/leaflet.js")).parent
    folders = {"leaflet": leaflet, "cluster": markercluster()}
    made = {"places.json": places, "settings.json": {"theme": theme, "tiles": tiles}}
    answers = {name: gzip.compress(json.dumps(content).encode()) for name, content in made.items()}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            folder, _slash, rest = self.path.lstrip("/").rpartition("/")
            file = folders.get(folder, HERE) / Path(rest).name
            body = answers.get(rest)
            if body is None and not file.is_file():
                self.send_error(404)
                return
            self.send_response(200)
            if body is None:
                body = file.read_bytes()
            else:
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Type", mimetypes.guess_type(rest)[0] or "application/octet-stream")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with contextlib.suppress(ConnectionError):
                self.wfile.write(body)

        def log_message(self, *_ignored) -> None:
            """Silent."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.server_address[1]}"
    finally:
        listening.shutdown()
        listening.server_close()
