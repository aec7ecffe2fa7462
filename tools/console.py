# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the two commands say while they work, and how they stop."""

import contextlib
import fcntl
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCAL = ROOT / ".local"


class Stop(Exception):
    """The set-up cannot go on; the message, in French, says what to do."""


def say(text: str) -> None:
    """Print a line at once, so that it comes before what is started next."""
    print(text, flush=True)


@contextlib.contextmanager
def step(name: str) -> Iterator[None]:
    """Announce a step that takes a while, and its wall time in seconds once done."""
    say(f"→ {name}…")
    start = time.monotonic()
    yield
    say(f"  {name} : {time.monotonic() - start:.1f} s")


def run(command: list, **options) -> None:
    """Run a command in the checkout, its output shown; Stop when it fails."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT, **options)
    if done.returncode:
        raise Stop(f"La commande a échoué ({done.returncode}) : {' '.join(map(str, command))}")


@contextlib.contextmanager
def alone(name: str, waiting: str) -> Iterator[None]:
    """Hold the lock `name` of this checkout, saying `waiting` when another command holds it."""
    try:
        LOCAL.mkdir(exist_ok=True)
        lock = os.open(LOCAL / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise Stop(
            f"Impossible d'écrire dans {LOCAL} ({error.strerror}). Lancez la commande sous le compte "
            "à qui ce dossier appartient, sur un disque inscriptible et qui n'est pas plein."
        ) from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(waiting)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
