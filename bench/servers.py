"""Servers of the benchmark, on free ports, ended with all they started: ours by granian, as in production."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Self

from bench.database import ROOT
from bench.http import Connection, Failed
from geoapp.serve import server_command

_START_SECONDS = 30


class DidNotStart(RuntimeError):
    """The server ended or stayed silent; its own words are on the console."""


class Process:
    """A web server on the loopback; use it as a context manager.

    `ready` is the path that answers once it serves.
    """

    def __init__(self, command: list[str], port: int, environment: dict[str, str], ready: str = "/healthz"):
        self.port, self._ready = port, ready
        # A session of its own, so that Ctrl-C comes to the benchmark alone and nothing outlives it.
        self._process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)

    def __enter__(self) -> Self:
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

    def workers(self) -> list[int]:
        """The processes that serve; a helper of Python's multiprocessing is none."""
        found = []
        for task in Path(
            f"/proc/{self._process.pid}/task"
        ).iterdir():  # a thread may have started a worker anew
            with contextlib.suppress(FileNotFoundError):  # one that ends meanwhile
                for child in (task / "children").read_text().split():
                    command = Path(f"/proc/{child}/cmdline").read_bytes()
                    if command and b"resource_tracker" not in command:
                        found.append(int(child))
        return found

    def worker_memory_mb(self) -> list[float]:
        """Proportional set size of each worker, in megabytes: shared pages are shared out."""
        found = []
        for child in self.workers():
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
                connection.get(self._ready)
                return
            time.sleep(0.1)
        raise DidNotStart(f"the server did not answer within {_START_SECONDS} s")


class Server(Process):
    """A granian server of one settings module."""

    def __init__(self, settings: str, environment: dict[str, str]):
        port = free_port()
        told = ["--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"]
        super().__init__(server_command(told), port, environment | {"DJANGO_SETTINGS_MODULE": settings})


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
