"""The benchmark's own arithmetic: a figure that flatters would be worse than none."""

import contextlib
import math
import socket
import threading
import time

import pytest

from bench.http import Connection, Failed
from bench.report import Row, document, keeps, table
from bench.timing import Timings, interleaved, percentile, throughput


def test_every_contender_answers_every_question_and_takes_its_turn_first():
    asked = []
    contenders = {name: (lambda n, name=name: asked.append((n, name))) for name in "abc"}
    interleaved(contenders, questions=4, rounds=3)
    turns = [asked[start : start + 3] for start in range(0, len(asked), 3)]
    assert len(turns) == 12
    assert all(len({n for n, _ in turn}) == 1 and {name for _, name in turn} == set("abc") for turn in turns)
    for question in range(4):
        assert {turn[0][1] for turn in turns if turn[0][0] == question} == set("abc")


def test_who_is_to_be_woken_is_before_each_of_its_turns_and_not_timed():
    asked = []

    def waking():
        asked.append("woken")
        time.sleep(0.05)
        raise Failed("the connection was closed")

    contenders = {"a": lambda n: asked.append("a"), "b": lambda n: asked.append("b")}
    timings = interleaved(contenders, questions=2, rounds=1, wake={"a": waking})
    assert [one for one in asked if one != "b"] == ["woken", "a", "woken", "a"]
    assert max(timings.of("a")) < 50
    assert not timings.failures


def test_a_failure_is_counted_and_its_pair_left_out():
    def every_other(n):
        if n % 2:
            raise Failed("status 500")

    timings = interleaved({"good": lambda n: None, "bad": every_other}, questions=4, rounds=1)
    assert timings.failures == {"bad": 2}
    assert len(timings.of("good")) == 4
    assert len(timings.pairs("good", "bad")) == 2


def test_a_ratio_is_the_median_of_the_pairs_and_not_the_ratio_of_medians():
    timings = Timings({"one": [1.0, 20.0, 3.0], "other": [1.0, 2.0, 6.0]})
    assert timings.ratio("one", "other") == 1.0
    assert timings.difference("one", "other") == 0.0
    assert percentile([5.0, 1.0, 3.0, 4.0], 0.95) == 5.0


def test_without_a_sample_no_bound_is_kept():
    timings = Timings({"one": [None], "other": [1.0]})
    assert math.isnan(timings.ratio("one", "other"))
    assert Row("x", timings.ratio("one", "other"), "ratio", "<= 4").holds is False


@pytest.mark.parametrize(
    ("value", "must", "kept"),
    [
        (4.0, "<= 4", True),
        (4.01, "<= 4", False),
        (5.0, ">= 5", True),
        ("no", "= yes", False),
        (None, "<= 4", False),
    ],
)
def test_a_bound_is_kept_or_not(value, must, kept):
    assert keeps(value, must) is kept


def test_the_file_names_the_machine_by_nothing_but_its_parts():
    written = document([Row("x", 1.23456, "ms", "<= 2", samples=3)])
    assert set(written) == {"date", "commit", "machine", "rows"}
    assert set(written["machine"]) == {"cores", "memory_gb", "processor"}
    assert written["rows"][0]["value"] == 1.235
    assert written["rows"][0]["holds"] is True


def test_the_table_shouts_what_does_not_hold():
    assert "NO" in table([Row("x", 9.0, "ms", "<= 2")])
    assert "NO" not in table([Row("x", 1.0, "ms", "<= 2")])


@pytest.fixture
def server():
    """Answers each request by its path's number: /200 with a body in two parts, /500 with an error."""
    listener = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def serve(client):
        # A client that goes away in the middle is no news.
        with client, contextlib.suppress(ConnectionError):
            while not stop.is_set() and (asked := client.recv(4096)):
                code = asked.split()[1][1:].decode()
                client.sendall(f"HTTP/1.1 {code} x\r\nContent-Length: 4\r\n\r\nab".encode())
                client.sendall(b"cd")

    def accept():
        while not stop.is_set():
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(client,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    yield listener.getsockname()[1]
    stop.set()
    listener.close()


def test_the_client_reads_a_whole_body_and_refuses_another_status(server):
    with Connection(server) as connection:
        assert connection.get("/200") == b"abcd"
        with pytest.raises(Failed, match="status 500 for /500"):
            connection.get("/500")


def test_throughput_counts_answers_and_failures_apart(server):
    run = throughput(server, ["/200", "/500"], clients=2, seconds=0.3)
    assert run.answers > 0
    assert run.failures > 0
    assert run.per_second == pytest.approx(run.answers / 0.3, rel=0.5)
