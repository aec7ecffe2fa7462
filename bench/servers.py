"""Servers of the benchmark: granian as in production, on a free port, ended with everything it started."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from bench.database import ROOT
from bench.http import Connection, Failed

WORKERS = 2
BLOCKING_THREADS = 4
_START_SECONDS = 30


class DidNotStart(RuntimeError):
    """The server ended or stayed silent; its own words are on the console."""


class Server:
    """A granian server of one settings module; use it as a context manager."""

    def __init__(self, settings: str, environment: dict[str, str]):
        self.port = free_port()
        granian = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--no-ws"]
        granian += ["--host", "127.0.0.1", "--port", str(self.port), "--workers", str(WORKERS)]
        granian += ["--blocking-threads", str(BLOCKING_THREADS), "--log-level", "warning"]
        # A session of its own, so that Ctrl-C comes to the benchmark alone and nothing outlives it.
        self._process = subprocess.Popen(
            [*granian, "geoapp.wsgi:application"],
            cwd=ROOT,
            env=environment | {"DJANGO_SETTINGS_MODULE": settings},
            start_new_session=True,
        )

    def __enter__(self) -> "Server":
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_error) -> None:
        self.stop()

    def connect(self) -> Connection:
        return Connection(self.port)

    def stop(self) -> None:
        """Ask the server to end, then end whatever is left of its session."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.terminate()
            self._process.wait(timeout=10)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def worker_memory_mb(self) -> list[float]:
        """Proportional set size of each worker, in megabytes: shared pages are shared out."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        found = []
        for child in children:
            # A helper process of Python's multiprocessing is no worker.
            if b"resource_tracker" in Path(f"/proc/{child}/cmdline").read_bytes():
                continue
            for line in Path(f"/proc/{child}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    found.append(int(line.split()[1]) / 1024)
        return found

    def _wait(self) -> None:
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until:
            if self._process.poll() is not None:
                raise DidNotStart("the server ended while starting")
            with contextlib.suppress(Failed), self.connect() as connection:
                connection.get("/healthz")
                return
            time.sleep(0.1)
        raise DidNotStart(f"the server did not answer within {_START_SECONDS} s")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
