# SPDX-License-Identifier: AGPL-3.0-or-later
"""The virtual environment in `.venv`: the right Python, exactly the locked packages."""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

from tools.console import LOCAL, ROOT, Stop, run, step

VENV = ROOT / ".venv"
PYTHON = VENV / "bin/python"
STAMP = VENV / "reperes.json"
RUNTIME, DEVELOPMENT = "requirements.lock", "requirements-dev.lock"
GEOCODER = "requirements-geocoder.lock"
GEOCODER_VENV = LOCAL / "geocoder/venv"
WANTED = "3.11"


def ensure_environment(*, development: bool) -> None:
    """Make `.venv` hold the locked packages, from nothing when its Python changed; quick when it does."""
    # The development lock holds the runtime one whole: installing it satisfies both.
    wanted = [RUNTIME, DEVELOPMENT] if development else [RUNTIME]
    digests = {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in wanted}
    stamp = _stamp()
    if stamp and all(stamp["locks"].get(name) == digest for name, digest in digests.items()):
        return
    if not stamp:
        with step("Environnement Python"):
            run([find_python(), "-m", "venv", "--clear", VENV])
    with step("Paquets Python"):
        pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        run([*pip, "--require-hashes", "-r", wanted[-1]])
    record = {"python": _version(PYTHON), "locks": {**(stamp or {"locks": {}})["locks"], **digests}}
    partial = STAMP.with_suffix(".partial")
    partial.write_text(json.dumps(record))
    partial.replace(STAMP)


def ensure_geocoder_environment() -> None:
    """Make `.local/geocoder/venv` hold addok; quick when it does."""
    stamp = GEOCODER_VENV / "reperes.sha256"
    digest = hashlib.sha256((ROOT / GEOCODER).read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest and _version(GEOCODER_VENV / "bin/python"):
        return
    with step("Environnement du géocodeur local"):
        GEOCODER_VENV.parent.mkdir(parents=True, exist_ok=True)
        run([find_python(), "-m", "venv", "--clear", GEOCODER_VENV])
        pip = [GEOCODER_VENV / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        run([*pip, "--no-deps", "--require-hashes", "-r", GEOCODER])
        stamp.write_text(digest)


def lock() -> None:
    """Resolve pyproject.toml into the three lock files: versions and hashes, no address."""
    uv = VENV / "bin/uv"
    if not uv.exists():
        run([PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv"])
    plain = ["--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate", "--quiet"]
    target = ["--python-version", WANTED, "--generate-hashes"]
    compile_ = [uv, "pip", "compile", "pyproject.toml", *target, *plain]
    with step("Verrouillage des versions"):
        quiet = {"stdout": subprocess.DEVNULL}
        run([*compile_, "-o", RUNTIME], **quiet)
        run([*compile_, "--group", "dev", "-c", RUNTIME, "-o", DEVELOPMENT], **quiet)
        alone = [uv, "pip", "compile", *target, *plain, "--group"]
        run([*alone, "geocoder", "-o", GEOCODER], **quiet)
        # A contender of a benchmark, apart from everything that the site itself needs.
        run([*alone, "spopt", "-o", "requirements-spopt.lock"], **quiet)


def _stamp() -> dict | None:
    """What `.venv` was last made of; None when it must be built anew."""
    try:
        stamp = json.loads(STAMP.read_text())
        return stamp if stamp["python"] == _version(PYTHON) else None
    except (OSError, ValueError, KeyError):
        return None


def _version(python: Path | str) -> str | None:
    """Full version of an interpreter, None when it does not run (a virtual environment can dangle)."""
    code = "import sys; print('.'.join(map(str, sys.version_info[:3])))"
    try:
        done = subprocess.run([str(python), "-c", code], capture_output=True, text=True)
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def find_python() -> str:
    """Path of a Python 3.11 of this machine; Stop when there is none."""
    folders = os.environ.get("PATH", "").split(os.pathsep)
    candidates = [shutil.which(name, path=folder) for folder in folders for name in ("python3.11", "python3")]
    for candidate in dict.fromkeys(filter(None, candidates)):
        if (_version(candidate) or "").startswith(f"{WANTED}."):
            return candidate
    raise Stop(
        f"Python {WANTED} est introuvable. Debian 12 le fournit : sudo apt-get install python3-venv.\n"
        "Ailleurs, installez-le (pyenv, uv…) ou utilisez docker compose up (voir docs/deploy.md)."
    )
