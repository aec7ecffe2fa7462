# SPDX-License-Identifier: AGPL-3.0-or-later
"""The project's own PostgreSQL cluster: private to one checkout, never a system one.

Files live under `.local/postgres/` of the checkout; the server listens on a Unix socket only, in a folder
of mode 0700, and lets in by `peer` the user who runs it (and root when root started it). Root never runs
PostgreSQL itself: the system user `reperes` does, under `/var/lib/reperes/` if it cannot enter the checkout.
pg_ctl gives the server a session of its own: Ctrl-C on the site leaves it up. Standard library only.
"""

import contextlib
import fcntl
import hashlib
import os
import pwd
import re
import shutil
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from tools.postgres import NAME, ClusterError, find_binaries, run, system_user
from tools.roles import ADMIN, MARK, give_roles

ENGINE = "common.postgis"
SOCKET_FILE = ".s.PGSQL.5432"
IMPOSSIBLE_PID = 2**22 + 1  # Linux stops at 2**22
SOCKET_PATH_MAX = 107  # bytes: sockaddr_un holds 108 with the final NUL


class Cluster:
    """One checkout's cluster. Making the object touches nothing on disk."""

    def __init__(self, home: Path, sockets: Path):
        self.home, self.sockets = home, sockets
        self.data, self.log = home / "data", home / "postgres.log"
        self.version_file = self.data / "PG_VERSION"

    @classmethod
    def of(cls, base_dir: Path | str) -> "Cluster":
        """The cluster of a checkout: its files are in it, or in /var/lib where only root may enter it."""
        checkout = Path(base_dir).resolve()
        key = hashlib.sha256(os.fsencode(checkout)).hexdigest()[:12]
        home = checkout / ".local/postgres"
        open_to_all = all(part.stat().st_mode & stat.S_IXOTH for part in (checkout, *checkout.parents))
        if os.geteuid() == 0 and not home.exists() and not open_to_all:
            home = Path("/var/lib", NAME, key)
        # libpq and the settings file read commas and quotes as their own punctuation.
        odd = re.search(r"""[,'"\\]""", str(home))
        long = len(os.fsencode(home / "run" / SOCKET_FILE)) > SOCKET_PATH_MAX
        return cls(home, Path("/tmp", f"{NAME}-{key}") if odd or long else home / "run")

    def django_database(self) -> dict:
        """The entry of `DATABASES` for this cluster."""
        return {"ENGINE": ENGINE, "HOST": str(self.sockets), "NAME": NAME, "USER": NAME}

    def start(self) -> bool:
        """Create the cluster if needed and start it; False when it was already running."""
        with self._locked() as user:
            created = self.version_file.exists()
            binaries, _ = find_binaries(int(self.version_file.read_text()) if created else None)
            if not created:
                self._create(binaries, user)
            if not (self.data / MARK).exists():  # of version 0.1.0
                self._give_roles(binaries, user)
            self._configure(user)
            if self.pid() and (self.sockets / SOCKET_FILE).exists():
                run([binaries / "pg_ctl", "-D", self.data, "reload"], user)
                return False
            if self.pid():  # the checkout moved under it, or its socket was swept away
                run([binaries / "pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop"], user)
            self._forget_stale_pid()
            self._launch(binaries, user)
            return True

    def stop(self) -> bool:
        """Stop the server, waiting for it; False when it was not running."""
        if not self.pid():
            return False
        with self._locked() as user:
            binaries, _ = find_binaries(int(self.version_file.read_text()))
            run([binaries / "pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop"], user)
        return True

    def status(self) -> str:
        """One line in French: absent, stopped, or running with its process and socket folder."""
        if not self.version_file.exists():
            return f"pas encore créée ({self.data})"
        pid = self.pid()
        return f"en marche (processus {pid}, socket dans {self.sockets})" if pid else f"arrêtée ({self.data})"

    def reset(self) -> None:
        """Stop the server and erase all its data."""
        self.stop()
        with self._locked():
            for folder in (self.data, self.home / "partial"):
                shutil.rmtree(folder, ignore_errors=not folder.exists())

    def pid(self) -> int | None:
        """Process of our running server.

        A pid file proves nothing alone: it survives a kill, its number can be given to another program, and a
        copied checkout carries the original's. The process must have been started on the folder that the
        file names, and that folder be this one (or gone: the checkout was moved under the server).
        """
        try:
            pid, folder = (self.data / "postmaster.pid").read_text().splitlines()[:2]
            command = Path("/proc", pid, "cmdline").read_bytes().split(b"\0")
        except (OSError, ValueError):
            return None
        ours = folder == str(self.data) or not os.path.exists(folder)
        return int(pid) if ours and os.fsencode(folder) in command else None

    def _forget_stale_pid(self) -> None:
        """Take back what a dead server left, once `pid()` has said that it is not running.

        The number may belong to a stranger or to a zombie, which PostgreSQL would take for itself. One that
        no process can have leaves it the shared memory to judge by, which finds surviving children.
        """
        (self.sockets / f"{SOCKET_FILE}.lock").unlink(missing_ok=True)
        if (file := self.data / "postmaster.pid").exists():
            file.write_text(f"{IMPOSSIBLE_PID}\n" + file.read_text().partition("\n")[2])

    def _launch(self, binaries: Path, user: pwd.struct_passwd | None) -> None:
        command = [binaries / "pg_ctl", "-D", self.data, "-l", self.log, "-w", "-t", "60", "start"]
        for attempt in range(10):
            self.log.unlink(missing_ok=True)
            try:
                run(command, user)
                return
            except ClusterError as error:
                detail = self.log.read_text(errors="replace") if self.log.exists() else str(error)
                # After a kill of the server, its children need a moment to notice and leave.
                if attempt == 9 or "shared memory block" not in detail:
                    raise ClusterError.because("la base privée ne démarre pas", detail) from None
                time.sleep(0.5)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[pwd.struct_passwd | None]:
        """Hold the cluster's folder, one command at a time; gives the user to run as (None: oneself)."""
        try:
            self.home.parent.mkdir(parents=True, exist_ok=True)
            root, owner = os.geteuid() == 0, self.home.stat().st_uid if self.home.exists() else 0
            user = (pwd.getpwuid(owner) if owner else system_user()) if root else None
            if root:
                self.home.parent.chmod(0o755)  # whatever root's umask: PostgreSQL passes through
            for folder in (self.home, self.sockets):
                self._claim(folder, user)
            lock = os.open(self.home, os.O_RDONLY)
        except OSError as error:
            raise ClusterError.because(f"impossible de préparer {self.home}", str(error)) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield user
        except OSError as error:
            raise ClusterError.because("la base privée", str(error)) from error
        finally:
            os.close(lock)

    @staticmethod
    def _claim(folder: Path, user: pwd.struct_passwd | None) -> None:
        """Make the folder, 0700, and refuse one that belongs to somebody else (/tmp is everybody's)."""
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            if user:
                os.chown(folder, user.pw_uid, user.pw_gid)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != (user.pw_uid if user else os.geteuid()):
            raise ClusterError(f"{folder} appartient à un autre compte : relancez avec sudo, ou effacez-le.")
        folder.chmod(0o700)

    def _create(self, binaries: Path, user: pwd.struct_passwd | None) -> None:
        """initdb in a folder aside, renamed once whole: what an interruption leaves is never used."""
        partial = self.home / "partial"
        shutil.rmtree(partial, ignore_errors=not partial.exists())
        options = ["--username", ADMIN, "--auth-local=peer", "--auth-host=reject", "--encoding=UTF8"]
        options += ["--data-checksums", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=fr"]
        run([binaries / "initdb", *options, "-D", partial], user)
        give_roles(binaries, partial, user)
        with open(partial / "postgresql.conf", "a") as settings:
            settings.write(f"include '{NAME}.conf'\n")
        partial.rename(self.data)

    def _give_roles(self, binaries: Path, user: pwd.struct_passwd | None) -> None:
        """Take the rights of a superuser from the site's role, the server being stopped meanwhile."""
        if self.pid():
            run([binaries / "pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop"], user)
        self._forget_stale_pid()
        give_roles(binaries, self.data, user)

    def _configure(self, user: pwd.struct_passwd | None) -> None:
        """Access and settings, written anew at each start: the checkout may have moved."""
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20  # MB
        settings = {
            "listen_addresses": "''",  # no network
            "unix_socket_directories": f"'\"{self.sockets}\"'",
            "shared_buffers": f"{max(64, min(memory // 8, 4096))}MB",
            "effective_cache_size": f"{max(128, memory // 2)}MB",
            "maintenance_work_mem": f"{max(32, min(memory // 16, 256))}MB",
            "max_wal_size": "2GB",
            "random_page_cost": "1.1",  # a solid-state disk
            "jit": "off",  # compiling costs more than these short queries
        }
        people = {(user or pwd.getpwuid(os.geteuid())).pw_name} | ({"root"} if user else set())
        files = {
            f"{NAME}.conf": [f"{name} = {value}" for name, value in settings.items()],
            "pg_hba.conf": [f"local all {NAME} peer map={NAME}"],
            "pg_ident.conf": [f'{NAME} "{person}" {NAME}' for person in sorted(people)],
        }
        for name, lines in files.items():
            (self.data / name).write_text("\n".join(lines) + "\n")
            (self.data / name).chmod(0o644)  # root writes them, PostgreSQL's own user reads them
