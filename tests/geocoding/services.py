"""A real HTTP server on loopback that plays an address service, well or badly."""

import contextlib
import csv
import io
import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

Reply = tuple[int, dict[str, str], bytes]


class FakeService:
    """Answers each request with `reply(path, query or file rows)`; keeps what it was asked."""

    def __init__(self, reply: Callable[[str, dict], Reply]) -> None:
        self.reply, self.asked = reply, []
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                split = urlsplit(self.path)
                self._answer(split.path, {name: values[-1] for name, values in parse_qs(split.query).items()})

            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                self._answer(self.path, {"file": _file_of(body)})

            def _answer(self, path, query):
                service.asked.append((path, query))
                status, headers, body = service.reply(path, query)
                self.send_response(status)
                for name, value in {"content-length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                with contextlib.suppress(OSError):  # the client may have had no more patience
                    self.wfile.write(body)

            def log_message(self, *arguments):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request, client_address):
                pass

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _file_of(body: bytes) -> str:
    """The text of the file in a multipart form."""
    for part in body.split(b"\r\n--"):
        head, _blank, content = part.partition(b"\r\n\r\n")
        if b'name="data"' in head:
            return content.decode()
    return ""


def feature(
    label="12 Rue Thiers 90000 Belfort",
    number="12",
    street="Rue Thiers",
    citycode="90010",
    lon=6.8563,
    lat=47.6341,
    score=0.97,
):
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {
            "label": label,
            "score": score,
            "housenumber": number,
            "street": street,
            "type": "housenumber" if number else "street",
            "citycode": citycode,
            "postcode": "90000",
            "city": "Belfort",
        },
    }


def as_json(body, status=200, **headers) -> Reply:
    return status, {"content-type": "application/json", **headers}, json.dumps(body).encode()


def as_csv(file: str, find: Callable[[dict], dict | None]) -> Reply:
    """The file that came, with the columns of an addok service; `find(row)` gives the answer to a row."""
    rows = list(csv.DictReader(io.StringIO(file)))
    columns = [
        *rows[0],
        "latitude",
        "longitude",
        "result_label",
        "result_score",
        "result_score_next",
        "result_type",
        "result_housenumber",
        "result_name",
        "result_street",
        "result_postcode",
        "result_city",
        "result_citycode",
    ]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    for row in rows:
        found = find(row) or {}
        writer.writerow({**row, **found})
    return 200, {"content-type": "text/csv; charset=utf-8"}, out.getvalue().encode()


def house(row: dict) -> dict:
    """The answer to any question: the house asked for, where its digits say."""
    number, _space, street = row["q"].partition(" ")
    return {
        "latitude": f"{47.638 + int(number) / 100_000:.6f}" if number.isdigit() else "47.638",
        "longitude": "6.86",
        "result_label": row["q"],
        "result_score": "0.97",
        "result_score_next": "0",
        "result_type": "housenumber",
        "result_housenumber": number,
        "result_name": street,
        "result_citycode": row["citycode"],
        "result_postcode": "90000",
        "result_city": "Belfort",
    }


def slow(seconds: float, then: Reply) -> Reply:
    time.sleep(seconds)
    return then
