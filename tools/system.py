# SPDX-License-Identifier: AGPL-3.0-or-later
"""The Debian packages that Python cannot bring: which are missing, and installing them where one may."""

import contextlib
import ctypes.util
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from tools.console import Stop, run, say, step
from tools.environment import find_python
from tools.postgres import ClusterError, find_binaries

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# Another install may hold the lock, unattended upgrades of a fresh machine first of all: wait, in seconds.
APT = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
_FONTS = Path("/usr/share/fonts")
# What the printed directory is set in, by package: Latin, Greek and Cyrillic letters, and Arabic ones.
PRINTED_FONTS = {"fonts-open-sans": "OpenSans-Regular.ttf", "fonts-hosny-amiri": "Amiri-Regular.ttf"}
# Read by Debian's postgresql packages when they are installed.
NO_SYSTEM_CLUSTER = Path("/etc/postgresql-common/createcluster.d/reperes-setup.conf")


def missing_packages(*, database: bool, tests: bool) -> list[str]:
    """Names of the Debian 12 packages to add; empty when this machine has everything.

    `database`: PostgreSQL and PostGIS are wanted here (no DATABASE_URL). `tests`: what they need too, a
    browser, and Node for the scripts of the pages and the server that signs people in.
    """
    missing = []
    if database:
        try:
            find_binaries()
        except ClusterError as error:
            package = re.search(r"postgresql-(\d+)", str(error))
            major = package[1] if package else "15"
            if f"postgresql-{major}-postgis-3" not in str(error):
                missing.append(f"postgresql-{major}")
            missing.append(f"postgresql-{major}-postgis-3")
    if not (ctypes.util.find_library("gdal") and ctypes.util.find_library("geos_c")):
        missing.append("libgdal32")  # brings GEOS and PROJ
    if not (ctypes.util.find_library("pango-1.0") and ctypes.util.find_library("pangoft2-1.0")):
        missing.append("libpangoft2-1.0-0")  # brings Pango, for printed reports
    if not any(_FONTS.rglob("*.[to]tf")):
        missing.append("fonts-dejavu-core")
    missing += [package for package, file in PRINTED_FONTS.items() if not any(_FONTS.rglob(file))]
    if subprocess.run([find_python(), "-c", "import ensurepip, venv"], capture_output=True).returncode:
        missing.append("python3-venv")
    if tests:
        missing += missing_audit_packages()
    return missing


def missing_geocoder_packages() -> list[str]:
    """Names of the Debian 12 packages that the local geocoder lacks: its index is Redis, some of it C++."""
    missing = []
    # Debian keeps the server's program in `redis-tools`; the package `redis-server` would add a service.
    if not any(map(shutil.which, ("redis-server", "redis-check-rdb"))):
        missing.append("redis-tools")
    if not any(map(shutil.which, ("g++", "c++"))):
        missing.append("g++")
    headers = "import sysconfig; print(sysconfig.get_path('include'))"
    include = subprocess.run([find_python(), "-c", headers], capture_output=True, text=True).stdout.strip()
    if not (Path(include) / "Python.h").exists():
        missing.append("python3-dev")
    return missing


def missing_audit_packages() -> list[str]:
    """Names of the Debian 12 packages that the audit of the pages lacks: a browser, and Lighthouse's Node."""
    return _missing_browser() + missing_node_packages()


def missing_node_packages() -> list[str]:
    """Names of the Debian 12 packages that packages of Node need: itself, and what installs them."""
    return _missing_programs(node="nodejs", npm="npm")


def _missing_browser() -> list[str]:
    return [] if any(map(shutil.which, BROWSERS)) else ["chromium"]


def _missing_programs(**packages: str) -> list[str]:
    """Of these programs, each with its package, the packages of those that are not there."""
    return [package for program, package in packages.items() if not shutil.which(program)]


def ensure_node_packages() -> None:
    """The same as `ensure_packages`, for packages of Node."""
    _ensure(missing_node_packages)


def ensure_audit_packages() -> None:
    """The same as `ensure_packages`, for the audit of the pages."""
    _ensure(missing_audit_packages)


def ensure_geocoder_packages() -> None:
    """The same as `ensure_packages`, for the local geocoder."""
    _ensure(missing_geocoder_packages)


def ensure_packages(*, database: bool, tests: bool) -> None:
    """Install what is missing through apt as root or by password-less sudo; else Stop with the exact line."""
    _ensure(lambda: missing_packages(database=database, tests=tests))


def _ensure(look: Callable[[], list[str]]) -> None:
    missing = look()
    if not missing:
        return
    line = f"sudo apt-get install --no-install-recommends {' '.join(missing)}"
    elevate = _elevation()
    if elevate is None or not shutil.which("apt-get"):
        raise Stop(
            f"Il manque des paquets du système. Faites installer, puis relancez :\n\n    {line}\n\n"
            "Sur un autre système que Debian 12 : docker compose up (voir docs/deploy.md)."
        )
    with step(f"Paquets du système : {' '.join(missing)}"), _without_system_cluster(elevate, missing):
        quiet = {"stdout": subprocess.DEVNULL}
        environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
        run([*elevate, *environment, *APT, "update"], **quiet)
        run([*elevate, *environment, *APT, "-y", "install", "--no-install-recommends", *missing], **quiet)
    left = look()
    if left:
        raise Stop(f"Après installation il manque encore : {' '.join(left)}. Voyez plus haut ce que dit apt.")
    say("  aucun serveur PostgreSQL du système n'a été créé ni touché")


def _elevation() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and not subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode:
        return ["sudo", "-n"]
    return None


@contextlib.contextmanager
def _without_system_cluster(elevate: list[str], packages: list[str]) -> Iterator[None]:
    """Keep Debian from creating and starting its own `main` cluster, for the time of this install only."""
    if not any(name.startswith("postgresql-") for name in packages):
        yield
        return
    folder = NO_SYSTEM_CLUSTER.parent
    created = [place for place in (folder, folder.parent) if not place.exists()]
    run([*elevate, "mkdir", "-p", folder])
    setting = b"create_main_cluster = false\n"
    run([*elevate, "tee", NO_SYSTEM_CLUSTER], input=setting, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        run([*elevate, "rm", "-f", NO_SYSTEM_CLUSTER])
        if created:  # left when the packages put something there
            run([*elevate, "rmdir", "--ignore-fail-on-non-empty", *created])
