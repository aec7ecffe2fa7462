"""Travel times: the estimate, and two providers held to the shapes that their services answer with."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from django.core.exceptions import ImproperlyConfigured

from geocoding import travel
from geocoding.providers.http import Patience, PoliteClient
from geocoding.providers.pace import Unpaced
from geocoding.travel import Away, IgnIsochrones, ValhallaMatrix

MELUN, PROVINS, AT_SEA = (2.6608, 48.5399), (3.2994, 48.5590), (-8.0, 47.0)

# As Valhalla 3.9 answers /sources_to_targets, with a pair that no road joins.
MATRIX = {
    "algorithm": "costmatrix",
    "units": "kilometers",
    "sources": [[{"lon": 2.6608, "lat": 48.5399}]],
    "targets": [[{"lon": 3.2994, "lat": 48.559}, {"lon": -8.0, "lat": 47.0}]],
    "sources_to_targets": [
        [
            {"distance": 52.137, "time": 2748, "to_index": 0, "from_index": 0},
            {"distance": None, "time": None, "to_index": 1, "from_index": 0},
        ]
    ],
}
# As the Géoplateforme answers /navigation/isochrone.
ISOCHRONE = {
    "point": "2.660800,48.539900",
    "resource": "bdtopo-valhalla",
    "resourceVersion": "2026-09-15",
    "costType": "time",
    "costValue": 15.0,
    "profile": "car",
    "direction": "arrival",
    "crs": "EPSG:4326",
    "geometry": {
        "type": "Polygon",
        "coordinates": [[[2.5, 48.4], [2.8, 48.4], [2.8, 48.7], [2.5, 48.7], [2.5, 48.4]]],
    },
    "departure": "2026-11-22T08:00:00",
    "constraints": [],
    "timeUnit": "minute",
    "distanceUnit": "meter",
}


class Service:
    """A server on loopback that answers what it is told to, and remembers what it was asked."""

    def __init__(self):
        self.status, self.answer, self.kind = 200, {}, "application/json"
        self.asked: list[tuple[str, dict]] = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                parts = urlsplit(self.path)
                service.asked.append((parts.path, {k: v[0] for k, v in parse_qs(parts.query).items()}))
                body = (
                    service.answer
                    if isinstance(service.answer, bytes)
                    else json.dumps(service.answer).encode()
                )
                self.send_response(service.status)
                self.send_header("Content-Type", service.kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args):
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.client = PoliteClient(self.url, pace=Unpaced(), patience=Patience(connect=1, total=2, tries=1))

    def close(self):
        self.client.close()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def service():
    made = Service()
    yield made
    made.close()


def test_the_estimate_is_the_one_its_source_was_fitted_on():
    assert travel.estimate(10_000) == pytest.approx(14.8)
    assert travel.estimate(14_500) == pytest.approx(20, abs=0.1)
    assert travel.estimate(1_000, travel.FOOT) == pytest.approx(16.75)


def test_the_estimate_keeps_missing_and_nothing_apart():
    found = travel.estimate(np.array([np.nan, np.inf, 0.0]))
    assert np.isnan(found[0])
    assert np.isinf(found[1])


def test_every_estimate_says_where_it_comes_from_and_that_its_error_is_not_known():
    assert "estimé" in str(travel.CALIBRATIONS[travel.CAR].source)
    assert "n'est pas connue" in str(travel.CALIBRATIONS[travel.CAR].source)
    assert "estimé" in str(travel.CALIBRATIONS[travel.FOOT].source)


def test_valhalla_is_asked_as_its_documentation_says_and_understood(service):
    service.answer = MATRIX
    found = ValhallaMatrix(service.client).minutes([MELUN], [PROVINS, AT_SEA])
    assert found == [[pytest.approx(45.8), None]]
    path, query = service.asked[0]
    assert path == "/sources_to_targets"
    assert json.loads(query["json"]) == {
        "sources": [{"lon": 2.6608, "lat": 48.5399}],
        "targets": [{"lon": 3.2994, "lat": 48.559}, {"lon": -8.0, "lat": 47.0}],
        "costing": "auto",
    }


def test_valhalla_on_foot_is_pedestrian(service):
    service.answer = MATRIX
    ValhallaMatrix(service.client).minutes([MELUN], [PROVINS, AT_SEA], travel.FOOT)
    assert json.loads(service.asked[0][1]["json"])["costing"] == "pedestrian"


def test_more_pairs_than_a_call_may_hold_are_refused_before_asking(service):
    with pytest.raises(ValueError, match="pairs"):
        ValhallaMatrix(service.client).minutes([MELUN] * 51, [PROVINS] * 50)
    assert not service.asked


def test_the_geoplateforme_is_asked_for_who_can_arrive(service):
    service.answer = ISOCHRONE
    area = IgnIsochrones(service.client).area(MELUN, 15)
    assert area == ISOCHRONE["geometry"]
    path, query = service.asked[0]
    assert path == "/isochrone"
    assert query == {
        "resource": "bdtopo-valhalla",
        "point": "2.660800,48.539900",
        "costType": "time",
        "costValue": "15",
        "timeUnit": "minute",
        "distanceUnit": "meter",
        "profile": "car",
        "direction": "arrival",
        "crs": "EPSG:4326",
    }


@pytest.mark.parametrize(
    ("status", "kind", "answer"),
    [
        (500, "application/json", {}),
        (429, "application/json", {}),
        (400, "application/json", {"error": "Failed to parse location"}),
        (200, "text/html", b"<h1>Maintenance</h1>"),
        (200, "application/json", b"{"),
        (200, "application/json", {}),
        (200, "application/json", {"sources_to_targets": [[{"time": "vite"}]]}),
        (200, "application/json", {"sources_to_targets": [[{"time": -5}]]}),
        (200, "application/json", {"sources_to_targets": [[]]}),
        (200, "application/json", {"sources_to_targets": [None]}),
        (200, "application/json", {"geometry": {"type": "Point", "coordinates": [1, 2]}}),
        (200, "application/json", {"geometry": {"type": "Polygon", "coordinates": []}}),
        (200, "application/json", {"geometry": None}),
    ],
)
def test_a_service_that_does_not_answer_as_it_should_is_away(service, status, kind, answer):
    service.status, service.kind, service.answer = status, kind, answer
    with pytest.raises(Away):
        ValhallaMatrix(service.client).minutes([MELUN], [PROVINS])
    with pytest.raises(Away):
        IgnIsochrones(service.client).area(MELUN, 15)


def test_a_service_that_is_not_there_is_away():
    client = PoliteClient(
        "http://127.0.0.1:9", pace=Unpaced(), patience=Patience(connect=0.5, total=1, tries=1)
    )
    with pytest.raises(Away):
        ValhallaMatrix(client).minutes([MELUN], [PROVINS])


def test_the_settings_name_the_provider(settings):
    settings.TRAVEL_PROVIDER, settings.TRAVEL_URL = "", ""
    assert travel.provider() is None
    settings.TRAVEL_PROVIDER, settings.TRAVEL_URL = "valhalla", "http://127.0.0.1:8002"
    assert travel.provider().name == "valhalla"
    settings.TRAVEL_PROVIDER, settings.TRAVEL_URL = "ign", ""
    assert travel.provider().client.base_url == travel.IGN_URL
    settings.TRAVEL_PROVIDER = "teleportation"
    with pytest.raises(ImproperlyConfigured, match="teleportation"):
        travel.provider()
