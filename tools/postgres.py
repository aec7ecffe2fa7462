# SPDX-License-Identifier: AGPL-3.0-or-later
"""The PostgreSQL programs of this machine: finding them, running them, saying what went wrong.

Standard library only, as `tools.cluster` which uses it.
"""

import os
import pwd
import re
import shutil
import subprocess
from pathlib import Path

NAME = "reperes"  # the system user, the database role and the database
PREFERRED_VERSION = 15
SYSTEM_FOLDERS = Path("/usr/lib/postgresql")  # Debian: one folder a major version
CAUSES = {
    "No space left": "le disque est plein : libérez de la place, puis relancez la même commande.",
    "Read-only file system": "le disque est en lecture seule : placez le projet sur un disque inscriptible.",
    "Permission denied": "un droit manque : vérifiez à qui appartient le dossier .local du projet.",
}


class ClusterError(Exception):
    """The cluster cannot do what was asked; the message, in French, says what to do."""

    @classmethod
    def because(cls, what: str, detail: str) -> "ClusterError":
        """The error, with the cause where PostgreSQL's words tell a known one, and the end of them."""
        cause = next((text for sign, text in CAUSES.items() if sign in detail), "")
        return cls("\n".join([f"{what} : {cause}", *detail.strip().splitlines()[-8:]]))


def find_binaries(version: int | None = None) -> tuple[Path, int]:
    """Folder of initdb, pg_ctl and postgres with PostGIS, and its major version (15 first, then the newest).

    `version` asks for that one exactly. ClusterError names the Debian package that is missing.
    """
    folders = [*SYSTEM_FOLDERS.glob("*/bin")]
    if initdb := shutil.which("initdb"):
        folders.append(Path(initdb).resolve().parent)
    if pg_config := shutil.which("pg_config"):
        folders.append(Path(run([pg_config, "--bindir"]).strip()))
    versions: dict[int, Path] = {}
    for folder in folders:
        if all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres", "pg_config")):
            told = run([folder / "postgres", "--version"])  # postgres (PostgreSQL) 15.18 …
            versions.setdefault(int(re.findall(r"\d+", told)[0]), folder)
    best = PREFERRED_VERSION if PREFERRED_VERSION in versions else max(versions, default=PREFERRED_VERSION)
    wanted = version or best
    missing = f"postgresql-{wanted}"
    if wanted in versions:
        share = Path(run([versions[wanted] / "pg_config", "--sharedir"]).strip())
        if (share / "extension/postgis.control").exists():
            return versions[wanted], wanted
        missing += "-postgis-3"
    raise ClusterError(f"PostgreSQL {wanted} avec PostGIS manque : sudo apt-get install {missing}")


def run(
    command: list, user: pwd.struct_passwd | None = None, text: str | None = None, fault: str | None = None
) -> str:
    """Standard output of a command run from `/`, as `user` when given; ClusterError with its last lines.

    `fault` is what a command that fails writes to standard error, where its exit code does not tell.
    """
    done = subprocess.run(
        command,
        input=text,
        capture_output=True,
        text=True,
        cwd="/",
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
    )
    faults = [line for line in done.stderr.splitlines() if fault and re.search(fault, line)]
    if done.returncode or faults:
        told = "\n".join(faults) or done.stdout + done.stderr
        raise ClusterError.because(f"{Path(command[0]).name} a échoué", told)
    return done.stdout


def system_user() -> pwd.struct_passwd:
    """The account that runs PostgreSQL for root, created when absent."""
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        run(["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME])
    return pwd.getpwnam(NAME)
