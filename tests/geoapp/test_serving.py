"""The server and its worker of jobs: started one way everywhere, and up again when one of them dies."""

import http.client
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from geoapp.serve import ARGUMENTS, server_command, worker_command
from tests.geoapp.test_deploy import COMPOSE, DOCKERFILE, ROOT
from tools import supervisor
from tools.supervisor import Supervised, supervise, together

PATIENCE_S = 60


def until(what):
    """Wait for `what` to be true, and give what it was."""
    end = time.monotonic() + PATIENCE_S
    while not (found := what()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
    return found


def test_the_server_is_started_one_way_wherever_it_is():
    assert "--respawn-failed-workers" in ARGUMENTS
    start = ["python", "-m", "geoapp.serve"]
    container = re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.M)[1]
    assert re.findall(r'"([^"]+)"', container)[:3] == start
    assert "command" not in COMPOSE["services"]["web"]
    told = (ROOT / "docs/deploy.md").read_text()
    assert " ".join(start) in told
    for text in (DOCKERFILE, (ROOT / "docker-compose.yml").read_text(), told):
        assert "geoapp.wsgi:application" not in text


def test_the_worker_of_jobs_is_started_wherever_the_site_is():
    job = worker_command("python")
    assert COMPOSE["services"]["worker"]["command"] == job
    assert COMPOSE["services"]["worker"]["healthcheck"] == {"disable": True}
    assert shlex.join(job[1:]) in (ROOT / "docs/deploy.md").read_text()


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def status(port: int) -> int | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def workers_of(server: subprocess.Popen) -> set[int]:
    """The processes that serve: a helper of Python's multiprocessing is none."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    helpers = [pid for pid in children if b"tracker" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    return {int(pid) for pid in children if pid not in helpers}


@pytest.mark.slow
def test_a_worker_that_is_killed_is_replaced_and_the_site_stays_up(port):
    environment = {**os.environ, "HTTPS": "0", "DATABASE_URL": "postgis://nobody@127.0.0.1:9/none"}
    command = server_command(["--port", str(port), "--log-level", "critical"])
    server = subprocess.Popen(
        command, cwd=ROOT, env=environment, start_new_session=True, stderr=subprocess.DEVNULL
    )
    try:
        until(lambda: status(port) == 200)
        before = workers_of(server)
        for victim in sorted(before):  # one after the other, then nobody of the first ones is left
            os.kill(victim, signal.SIGKILL)
            until(lambda gone=victim: gone not in workers_of(server) and len(workers_of(server)) == 2)
        assert not before & workers_of(server)
        until(lambda: status(port) == 200)
        assert server.poll() is None
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def program(text: str, **options) -> Supervised:
    return Supervised("Essai", [sys.executable, "-u", "-c", text], dict(os.environ), **options)


SLEEPS = "import time\nprint('prêt')\ntime.sleep(100)"


def test_a_program_that_dies_is_started_again_later_each_time(capsys):
    now = [0.0]
    kept = program("raise SystemExit(3)", clock=lambda: now[0])
    try:
        for delay in (1, 2, 4, 8, 16, 32, 60, 60):
            first = kept.pid
            until(kept.ended)
            kept.tend()
            now[0] += delay - 0.01
            kept.tend()
            assert kept.pid == first
            now[0] += 0.02
            kept.tend()
            assert kept.pid != first
            assert f"arrêt inattendu (3), relance dans {delay} s" in capsys.readouterr().out
        until(kept.ended)
        now[0] += supervisor.STEADY_SECONDS  # it ran well for long
        kept.tend()
        assert "relance dans 1 s" in capsys.readouterr().out
    finally:
        kept.stop(0)


def test_what_a_second_program_says_is_told_apart(capsys):
    kept = program("print('un'); print('deux')", label="[travaux] ")
    kept.stop()
    said = []
    until(lambda: len(said.extend(capsys.readouterr().out.splitlines()) or said) == 2)
    assert said == ["[travaux] un", "[travaux] deux"]


def test_all_end_together_even_one_that_will_not(monkeypatch):
    monkeypatch.setattr(supervisor, "STOP_SECONDS", 0.5)
    stubborn = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + SLEEPS
    kept = [program(SLEEPS), program(stubborn)]
    with pytest.raises(KeyboardInterrupt), together(kept):
        raise KeyboardInterrupt
    assert all(one.ended() for one in kept)


def test_one_that_dies_does_not_end_the_other(monkeypatch):
    monkeypatch.setattr(supervisor, "FIRST_DELAY", 0.0)
    kept = [program(SLEEPS), program(SLEEPS)]
    first, second = (one.pid for one in kept)
    rounds = []

    def look(_seconds):
        rounds.append(1)
        if len(rounds) == 1:
            os.kill(second, signal.SIGKILL)
            until(kept[1].ended)
        elif kept[1].pid != second:
            raise KeyboardInterrupt

    monkeypatch.setattr(supervisor.time, "sleep", look)
    with together(kept):
        with pytest.raises(KeyboardInterrupt):
            supervise(kept)
        assert kept[0].pid == first
        assert not kept[1].ended()
    assert all(one.ended() for one in kept)


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_make_run_starts_both_and_one_signal_ends_both(port, asked):
    """In a process of its own, with two small programs in place of granian and the worker."""
    # A shell starts what it puts in the background deaf to Ctrl-C, and so are those who come of it.
    text = f"""
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from tools import site
answers = "import http.server as h\\nclass A(h.BaseHTTPRequestHandler):\\n def do_GET(self):\\n" \\
    "  self.send_response(200); self.end_headers()\\nh.HTTPServer(('127.0.0.1', {port}), A).serve_forever()"
site.server_command = lambda told, python: [sys.executable, "-c", answers]
site.worker_command = lambda python: [sys.executable, "-u", "-c", {SLEEPS!r}]
site.site_environment = lambda: dict(os.environ, DEBUG="0")
sys.exit(site.serve({port}, 0.0))
"""
    run = subprocess.Popen(
        [sys.executable, "-u", "-c", text],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    lines = []
    for line in run.stdout:
        lines.append(line)
        if line.startswith("[travaux] prêt"):
            break
    children = Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split()
    assert len(children) == 2
    run.send_signal(asked)
    assert run.wait(PATIENCE_S) == 0
    # Two programs speak: the site's word may come after the worker's.
    lines += run.stdout.readlines()
    run.stdout.close()
    assert not any(Path("/proc", pid).exists() for pid in children)
    assert any("travaux de fond" in line for line in lines)
