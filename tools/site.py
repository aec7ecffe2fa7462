# SPDX-License-Identifier: AGPL-3.0-or-later
"""The site itself: its database, its static files, its server and its worker of jobs."""

import contextlib
import hashlib
import http.client
import os
import re
import secrets
import socket
import subprocess
import time
from pathlib import Path

from geoapp.serve import server_command, worker_command
from tools.cluster import Cluster, ClusterError
from tools.console import LOCAL, ROOT, Stop, run, say, step
from tools.environment import PYTHON, RUNTIME
from tools.supervisor import Supervised, stop_as_ctrl_c, supervise, together

STATIC_STAMP = LOCAL / "static.stamp"
MANIFEST = ROOT / "staticfiles/staticfiles.json"


def has_own_cluster() -> bool:
    """Whether the site uses the private cluster: neither the environment nor `.env` names a database."""
    return not _setting("DATABASE_URL")


def _setting(name: str) -> str:
    """What the environment, else `.env`, says of a setting; empty where neither does."""
    told = (ROOT / ".env").read_text(encoding="utf-8") if (ROOT / ".env").exists() else ""
    named = re.search(rf"""^\s*(?:export\s+)?{name}\s*=\s*["']?([^"'\s]*)""", told, re.MULTILINE)
    return os.environ.get(name, named[1] if named else "")


def start_cluster() -> None:
    """Start the private cluster, unless another database is named."""
    if not has_own_cluster():
        return
    try:
        Cluster.of(ROOT).start()
    except ClusterError as error:
        raise Stop(str(error)) from error


def site_environment() -> dict[str, str]:
    """The environment of the served site: a secret key kept in `.local`, no TLS, accounts and mails of a
    try (DEBUG) on pages that are otherwise as in service."""
    told = {"SECRET_KEY": _secret_key(), "HTTPS": "0", "DEBUG": "1", "LIKE_IN_SERVICE": "1"}
    return {**told, **os.environ}


def load_data() -> None:
    """Migrate, then load the places and the demonstration directory; collect static files meanwhile."""
    environment = site_environment()
    fingerprint = _static_fingerprint()
    static = None
    if not (MANIFEST.exists() and STATIC_STAMP.exists() and STATIC_STAMP.read_text() == fingerprint):
        say("→ Fichiers statiques (pendant le chargement des données)…")
        command = [str(PYTHON), "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
        static = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        with step("Base de données, territoires et annuaire de démonstration"):
            run([PYTHON, "manage.py", "prepare"], env=environment)
        if static:
            with step("Fin des fichiers statiques"):
                if static.wait():
                    raise Stop("Les fichiers statiques n'ont pas pu être préparés (message ci-dessus).")
            STATIC_STAMP.write_text(fingerprint)
    finally:
        if static and static.poll() is None:
            static.terminate()
            static.wait()


def serve(port: int, started: float) -> int:
    """Serve on 127.0.0.1:`port` and do the jobs that wait, until Ctrl-C; gives the exit code.

    Prints the address once it answers. A server or a worker of jobs that ends is started again.
    """
    environment = {**site_environment(), "SITE_URL": site_address(port)}
    told = ["--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"]
    programs: list[Supervised] = []
    stop_as_ctrl_c()
    try:
        with together(programs):
            server = Supervised("Serveur", server_command(told, PYTHON), environment)
            programs.append(server)
            while not _answers(port):
                if server.ended():
                    raise Stop("Le serveur s'est arrêté au démarrage (message ci-dessus).")
                time.sleep(0.1)
            programs.append(
                Supervised("Travaux de fond", worker_command(PYTHON), environment, label="[travaux] ")
            )
            say(
                f"\nPrêt en {time.monotonic() - started:.1f} s : http://127.0.0.1:{port}\n"
                f"{_told_of_a_try(environment, port)}"
                "Un second programme fait les travaux de fond : imports, géocodage, France par département.\n"
                "(Ctrl-C pour arrêter les deux)"
            )
            supervise(programs)
    except KeyboardInterrupt:
        say("\nSite arrêté. La base reste prête ; « make cluster-stop » l'arrête.")
    return 0


def site_address(port: int) -> str:
    """Where the links of mails lead: SITE_URL, else this machine, by name: browsers make no passkey for an
    address."""
    return _setting("SITE_URL") or f"http://localhost:{port}"


def _told_of_a_try(environment: dict[str, str], port: int) -> str:
    """Where the accounts of a try are, if anywhere. By name: browsers make no passkey for an address."""
    if environment["DEBUG"].lower() not in ("1", "true", "yes", "on"):
        return ""
    return (
        f"Comptes d'essai de chaque rôle : http://localhost:{port}/essai/\n"
        f"Courriels que le site aurait envoyés : http://localhost:{port}/essai/courriels/\n"
    )


def wanted_port() -> int:
    """The port from the environment (8000), refused in words when it is wrong or taken."""
    text = os.environ.get("PORT", "8000")
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise Stop(f"PORT={text} : donnez un nombre entre 1 et 65535.")
    with socket.socket() as probe:
        probe.settimeout(1)
        # The server would share the port silently with another one of its kind: ask before.
        if probe.connect_ex(("127.0.0.1", int(text))) == 0:
            raise Stop(
                f"Le port {text} est déjà pris, peut-être par un autre « make run ». Arrêtez ce programme, "
                f"ou choisissez un autre port : PORT={min(int(text) + 1, 65535)} make run"
            )
    return int(text)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _secret_key() -> str:
    """A key made once for this checkout, readable by its owner only."""
    file = LOCAL / "secret_key"
    with contextlib.suppress(FileExistsError):
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(opened, "w") as out:
            out.write(secrets.token_urlsafe(64))
    return file.read_text()


def _static_fingerprint() -> str:
    """Changes whenever what collectstatic would gather may have changed."""
    files: list[Path] = [ROOT / RUNTIME, ROOT / "geoapp/staticfiles.py"]
    folders = [ROOT / "static", *(folder for folder in ROOT.glob("*/static") if folder.parent.name[0] != ".")]
    for folder in folders:
        files += sorted(file for file in folder.rglob("*") if file.is_file())
    lines = [f"{file.relative_to(ROOT)} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in files]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
