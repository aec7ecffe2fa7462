import time

import pytest
from geopy.exc import (
    GeocoderInsufficientPrivileges,
    GeocoderParseError,
    GeocoderQueryError,
    GeocoderRateLimited,
    GeocoderServiceError,
    GeocoderTimedOut,
    GeocoderUnavailable,
)

from geocoding.providers.http import Breaker, Patience, PoliteClient
from geocoding.providers.pace import SharedPace, Unpaced
from tests.geocoding.services import as_json, slow

HASTY = Patience(connect=0.5, total=0.6, tries=3, first_wait=0.01, longest_wait=0.05)


def client(url, patience=HASTY, **options):
    return PoliteClient(url, pace=Unpaced(), patience=patience, **options)


def test_an_answer_is_given_back(serve):
    service = serve(lambda path, query: as_json({"features": [], "q": query["q"]}))
    assert client(service.url).get_json("search", q="été")["q"] == "été"


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (as_json({}, 500), GeocoderServiceError),
        (as_json({}, 503), GeocoderServiceError),
        (as_json({}, 504), GeocoderTimedOut),
        ((200, {"content-type": "text/html"}, b"<h1>Maintenance</h1>"), GeocoderParseError),
        ((200, {}, b"{}"), GeocoderParseError),
        ((200, {"content-type": "application/json"}, b"{not json"), GeocoderParseError),
        ((200, {"content-type": "application/json"}, b"[1]"), GeocoderParseError),
        ((302, {"location": "http://example.org/"}, b""), GeocoderServiceError),
        (
            (200, {"content-type": "application/json", "content-encoding": "gzip"}, b"garbage"),
            GeocoderParseError,
        ),
    ],
    ids=["500", "503", "504", "html", "no type", "not json", "not an object", "elsewhere", "bad gzip"],
)
def test_what_is_no_answer_is_an_error_of_its_kind(serve, reply, error):
    service = serve(lambda path, query: reply)
    with pytest.raises(error):
        client(service.url).get_json("search", q="x")


def test_a_failure_that_passes_is_tried_again(serve):
    replies = [as_json({}, 500), as_json({}, 429, **{"retry-after": "0"}), as_json({"features": []})]
    service = serve(lambda path, query: replies.pop(0))
    assert client(service.url).get_json("search", q="x") == {"features": []}
    assert len(service.asked) == 3


def test_the_time_that_the_service_asks_for_is_waited(serve):
    waits = []
    service = serve(lambda path, query: as_json({}, 429, **{"retry-after": "5"}))
    patience = Patience(tries=3, longest_wait=30)
    with pytest.raises(GeocoderRateLimited):
        client(service.url, patience, sleep=waits.append).get_json("search", q="x")
    assert len(waits) == 2
    assert all(5 <= wait <= 6.25 for wait in waits)


def test_a_question_that_is_refused_is_not_tried_again(serve):
    service = serve(lambda path, query: as_json({}, 400))
    with pytest.raises(GeocoderQueryError):
        client(service.url).get_json("search", q="x")
    assert len(service.asked) == 1


def test_a_door_that_is_closed_is_not_knocked_at_again(serve):
    service = serve(lambda path, query: as_json({}, 403))
    with pytest.raises(GeocoderInsufficientPrivileges):
        client(service.url).get_json("search", q="x")
    assert len(service.asked) == 1


def test_silence_ends_in_time(serve):
    service = serve(lambda path, query: slow(30, as_json({})))
    started = time.monotonic()
    with pytest.raises(GeocoderTimedOut):
        client(service.url, Patience(total=0.3, tries=2, first_wait=0.01)).get_json("search", q="x")
    assert time.monotonic() - started < 3


def test_a_service_that_is_not_there_is_unavailable():
    with pytest.raises(GeocoderUnavailable):
        client("http://127.0.0.1:1").get_json("search", q="x")


def test_a_service_that_is_down_is_left_alone_then_tried_once(serve):
    now = [0.0]
    service = serve(lambda path, query: as_json({}, 500))
    breaker = Breaker(failures=3, rest=30, clock=lambda: now[0])
    asking = client(service.url, breaker=breaker)
    with pytest.raises(GeocoderServiceError):
        asking.get_json("search", q="x")
    with pytest.raises(GeocoderUnavailable, match="repos"):
        asking.get_json("search", q="x")
    assert len(service.asked) == 3
    now[0] = 31
    with pytest.raises(GeocoderServiceError):
        asking.get_json("search", q="x")
    assert len(service.asked) == 4
    service.reply = lambda path, query: as_json({"features": []})
    now[0] = 62
    assert asking.get_json("search", q="x") == {"features": []}
    assert not breaker.is_open


def test_another_host_is_never_asked(serve):
    service = serve(lambda path, query: as_json({"path": path}))
    assert client(service.url).get_json("http://example.org/search")["path"].startswith("/http")


@pytest.mark.django_db
def test_calls_are_spaced_over_all_who_make_them():
    waits = []
    first = SharedPace("essai", 10, sleep=waits.append)
    second = SharedPace("essai", 10, sleep=waits.append)
    for _turn in range(3):
        first.wait()
        second.wait()
    assert len(waits) == 5
    assert max(waits) == pytest.approx(0.5, abs=0.1)
