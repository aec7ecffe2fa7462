# SPDX-License-Identifier: AGPL-3.0-or-later
"""A geocoder of one's own: addok, with its index in a private Redis, on loopback.

addok lives in an environment of its own (`requirements-geocoder.lock`): the site only talks HTTP to it.
This module stands on the standard library alone, as it is used before that environment exists.
"""

import contextlib
import gzip
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONFIGURATION = ROOT / "deploy/geocoder/addok.py"
# Debian puts the server in `redis-tools`, under the name of one of its tools; `redis-server` adds a service.
_REDIS = ("redis-server", "redis-check-rdb")
# A path longer than this cannot be that of a socket.
_LONGEST_SOCKET = 100
_START_SECONDS = 30


class GeocoderError(RuntimeError):
    """The geocoder cannot start or import; the message, in French, says why."""


class LocalGeocoder:
    """addok over documents of its own, in `home`. Several may run beside each other, each in its home.

    `environment` is the folder of the virtual environment that has addok; `host` other than loopback
    only in a network of its own.
    """

    def __init__(
        self,
        home: Path,
        environment: Path,
        port: int | None = None,
        workers: int = 2,
        host: str = "127.0.0.1",
    ) -> None:
        self.home, self.environment, self.workers, self.host = home, environment, workers, host
        self.port = port or free_port()
        self._redis: subprocess.Popen | None = None
        self._server: subprocess.Popen | None = None
        self._socket_folder: Path | None = None

    @property
    def url(self) -> str:
        """Where the service answers, on this machine alone."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def edition(self) -> str:
        """What the index was made of; "" before the first import."""
        file = self.home / "edition"
        return file.read_text() if file.exists() else ""

    def __enter__(self) -> "LocalGeocoder":
        return self

    def __exit__(self, *_error) -> None:
        self.stop()

    def start_index(self) -> None:
        """Start the Redis of the index. Raises GeocoderError when there is none to start."""
        self.home.mkdir(parents=True, exist_ok=True)
        command = [str(redis_server(self.home)), "--port", "0", "--unixsocket", str(self._socket())]
        command += ["--dir", str(self.home), "--dbfilename", "index.rdb", "--save", "", "--appendonly", "no"]
        with (self.home / "redis.log").open("ab") as log:
            self._redis = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        self._wait_for(self._redis, lambda: _answers_on(self._socket()), "redis.log")

    def load(self, documents: list[Path]) -> bool:
        """Import addok documents (ndjson, gzip or not) unless they are there already; say whether it did."""
        # addok runs in `home`: a path relative to where we were called would lead elsewhere.
        documents = [document.resolve() for document in documents]
        wanted = edition_of(documents)
        if wanted == self.edition and (self.home / "index.rdb").exists():
            return False
        for stale in ("edition", "addok.db", "index.rdb"):
            (self.home / stale).unlink(missing_ok=True)
        self._redis_command("FLUSHALL")
        with tempfile.TemporaryDirectory(dir=self.home) as folder:
            for number, document in enumerate(documents):
                self._addok("batch", str(_unpacked(document, Path(folder) / f"{number}.ndjson")))
        self._addok("ngrams")
        self._redis_command("SAVE")
        (self.home / "edition").write_text(wanted)
        return True

    def serve(self) -> None:
        """Start answering at `url`; returns once it does."""
        command = [str(self.environment / "bin/gunicorn"), "--workers", str(self.workers), "--timeout", "120"]
        command += ["--bind", f"{self.host}:{self.port}", "--log-level", "warning", "addok.http.wsgi"]
        with (self.home / "addok.log").open("ab") as log:
            self._server = subprocess.Popen(
                command, cwd=self.home, env=self._variables(), stdout=log, stderr=log, start_new_session=True
            )
        self._wait_for(self._server, self._is_healthy, "addok.log")

    def wait(self) -> int:
        """Wait until the server ends of itself; its exit code."""
        assert self._server is not None
        return self._server.wait()

    def stop(self) -> None:
        """End the server, then the index; what was imported stays on the disk."""
        for process in (self._server, self._redis):
            if process is not None and process.poll() is None:
                process.terminate()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=10)
            if process is not None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self._server = self._redis = None
        if self._socket_folder:
            shutil.rmtree(self._socket_folder, ignore_errors=True)
            self._socket_folder = None

    def _socket(self) -> Path:
        path = self.home / "redis.sock"
        if len(str(path)) <= _LONGEST_SOCKET:
            return path
        if self._socket_folder is None:
            self._socket_folder = Path(tempfile.mkdtemp(prefix="reperes-"))
        return self._socket_folder / "redis.sock"

    def _variables(self) -> dict[str, str]:
        return {
            **os.environ,
            "ADDOK_CONFIG_MODULE": str(CONFIGURATION),
            "REDIS_SOCKET": str(self._socket()),
            "ADDOK_SQLITE_DB_PATH": str(self.home / "addok.db"),
            "ADDOK_LOG_DIR": str(self.home),
        }

    def _addok(self, *arguments: str) -> None:
        command = [str(self.environment / "bin/addok"), *arguments]
        done = subprocess.run(command, cwd=self.home, env=self._variables(), capture_output=True, text=True)
        if done.returncode:
            raise GeocoderError(f"addok {arguments[0]} a échoué :\n{done.stderr[-2000:]}")

    def _redis_command(self, *words: str) -> None:
        """One command over Redis's own protocol, which is a line of text."""
        with socket.socket(socket.AF_UNIX) as channel:
            channel.settimeout(120)
            channel.connect(str(self._socket()))
            channel.sendall((" ".join(words) + "\r\n").encode())
            if not channel.recv(64).startswith((b"+OK", b"+PONG")):
                raise GeocoderError(f"L'index a refusé {words[0]}.")

    def _is_healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False

    def _wait_for(self, process: subprocess.Popen, ready, log: str) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while not ready():
            if process.poll() is not None or time.monotonic() > deadline:
                said = (self.home / log).read_text(errors="replace")[-2000:]
                raise GeocoderError(f"Le géocodeur local n'a pas démarré :\n{said}")
            time.sleep(0.05)


def redis_server(home: Path) -> Path:
    """The path of a Redis server, a link in `home` where Debian names it otherwise. Raises GeocoderError."""
    for name in _REDIS:
        found = shutil.which(name)
        if found and name == "redis-server":
            return Path(found)
        if found:
            link = home / "redis-server"
            if not link.exists():
                link.symlink_to(found)
            return link
    raise GeocoderError("Il manque Redis. Sous Debian : sudo apt-get install redis-tools.")


def edition_of(documents: list[Path]) -> str:
    """The first figures of a digest of the documents: other documents are another edition."""
    digest = hashlib.sha256(CONFIGURATION.read_bytes())
    for document in documents:
        with document.open("rb") as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
    return digest.hexdigest()[:16]


def free_port() -> int:
    """A port of this machine that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _answers_on(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as channel:
        channel.settimeout(2)
        try:
            channel.connect(str(path))
            channel.sendall(b"PING\r\n")
            return channel.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def _unpacked(document: Path, target: Path) -> Path:
    if document.suffix != ".gz":
        return document
    with gzip.open(document, "rb") as packed, target.open("wb") as plain:
        shutil.copyfileobj(packed, plain)
    return target


@contextlib.contextmanager
def running(
    home: Path, environment: Path, documents: list[Path], port: int | None = None
) -> Iterator[LocalGeocoder]:
    """A geocoder that answers over these documents, for the time of a `with`."""
    with LocalGeocoder(home, environment, port) as geocoder:
        geocoder.start_index()
        geocoder.load(documents)
        geocoder.serve()
        yield geocoder
