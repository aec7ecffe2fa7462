"""Application servers that could carry the site, each with two processes, asked the same by eight clients."""

import os
import subprocess
import sys
from pathlib import Path

from bench.database import COMMON, ROOT
from bench.points import points
from bench.report import Row
from bench.servers import Process, Server, free_port
from bench.timing import throughput
from geoapp.serve import THREADS, WORKERS

# Those that are not the site's own, in a folder of their own.
PACKAGES = ("gunicorn==23.0.0", "uvicorn==0.30.6")
HOME = ROOT / ".local" / "bench-servers"
CLIENTS = 8


def install() -> Path:
    """The folder of the packages, made where it is missing."""
    if not (HOME / "ready").exists():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--upgrade", "--target", HOME, *PACKAGES], check=True)
        (HOME / "ready").touch()
    return HOME


def measure(settings: str, environment: dict[str, str], seconds: float) -> list[Row]:
    """Answers a second and memory of the site under each server: `seconds` twice, in both orders."""
    environment = environment | {
        "DJANGO_SETTINGS_MODULE": settings,
        "PYTHONPATH": os.pathsep.join([str(install()), str(ROOT)]),
    }
    paths = [
        f"/api/v1/structures?theme={COMMON}&lat={point.lat}&lon={point.lon}"
        for kind in ("urban", "rural")
        for point in points(kind, 20)
    ]
    names = [_OURS, *_COMMANDS]
    rates: dict[str, list] = {name: [] for name in names}
    memory: dict[str, list[float]] = {}
    for order in (names, names[::-1]):
        for name in order:
            with _server(name, settings, environment) as server:
                throughput(server.port, paths, clients=CLIENTS, seconds=seconds / 4)
                rates[name].append(throughput(server.port, paths, clients=CLIENTS, seconds=seconds))
                memory[name] = server.worker_memory_mb()
    rows = []
    for name, runs in rates.items():
        answers = sum(run.answers for run in runs)
        failed = sum(run.failures for run in runs)
        rows.append(
            Row(
                f"application server: {name}",
                sum(run.per_second for run in runs) / len(runs),
                "answers/s",
                samples=answers,
                absolute=f"{CLIENTS} clients; {failed} failed; workers of "
                + ", ".join(f"{size:.0f}" for size in memory[name])
                + " MB (PSS)",
            )
        )
    return rows


_APPLICATION = "geoapp.wsgi:application"
# Granian is the site's own way (`bench.servers`); the others are started as their documentation says.
_OURS = f"granian, {WORKERS} workers of {THREADS} threads"
_COMMANDS = {
    f"gunicorn gthread, {WORKERS} workers of {THREADS} threads": [
        *("gunicorn", "--worker-class", "gthread", "--threads", str(THREADS)),
        *("--workers", str(WORKERS), "--keep-alive", "60", "--log-level", "warning", "--bind"),
        "127.0.0.1:{port}",
        _APPLICATION,
    ],
    f"uvicorn over WSGI, {WORKERS} workers": [
        *("uvicorn", "--interface", "wsgi", "--workers", str(WORKERS), "--log-level", "warning"),
        *("--host", "127.0.0.1", "--port", "{port}"),
        _APPLICATION,
    ],
}


def _server(name: str, settings: str, environment: dict[str, str]) -> Process:
    if name == _OURS:
        return Server(settings, environment)
    port = free_port()
    command = [part.format(port=port) for part in _COMMANDS[name]]
    return Process([sys.executable, "-m", *command], port, environment)
