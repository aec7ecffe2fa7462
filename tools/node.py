# SPDX-License-Identifier: AGPL-3.0-or-later
"""Packages of Node for whoever works here, exactly those locked; the site itself needs none."""

import hashlib
import os
import shutil
from pathlib import Path

from tools.console import ROOT, alone, run, step
from tools.system import ensure_node_packages

_WANTED = ("package.json", "package-lock.json")


def ensure_modules(source: Path, home: Path, name: str) -> None:
    """Make `home/node_modules` hold what is locked in `source`; quick when it does. Raises Stop."""
    digest = hashlib.sha256(b"".join((source / wanted).read_bytes() for wanted in _WANTED)).hexdigest()
    stamp = home / "node_modules/reperes.sha256"
    if stamp.exists() and stamp.read_text() == digest:
        return
    with step(name):
        if home != source:
            home.mkdir(parents=True, exist_ok=True)
            for wanted in _WANTED:
                shutil.copy(source / wanted, home)
        # No package's own script is run, and the browser is Debian's.
        environment = os.environ | {"PUPPETEER_SKIP_DOWNLOAD": "1"}
        quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        run(["npm", "ci", *quiet, "--prefix", home], env=environment)
        stamp.write_text(digest)


def prepare() -> None:
    """What `make lint` looks at scripts with, and what `make test` signs in by. Raises Stop."""
    with alone("node", "Une autre commande installe déjà les paquets de Node : attente…"):
        ensure_node_packages()
        ensure_modules(ROOT, ROOT, "Paquets de Node (ESLint, oidc-provider)")
