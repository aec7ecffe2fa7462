# SPDX-License-Identifier: AGPL-3.0-or-later
"""Programs that are kept running: started again when they end, ended together when we are asked to stop."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO

from tools.console import ROOT, say

FIRST_DELAY, LONGEST_DELAY = 1.0, 60.0
# One that ran this long was well: its next end is a first one.
STEADY_SECONDS = 60.0
STOP_SECONDS = 10.0
_LOOK_SECONDS = 0.2


class Kept:
    """One program, in a session of its own: Ctrl-C comes to us alone, and it stops in its own order.

    (A process interrupted at the same time as its parent can hang.) With a `label`, what it says is shown
    after that, so that two programs in one terminal are told apart.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        environment: dict[str, str],
        *,
        label: str = "",
        clock: Callable[[], float] = time.monotonic,
    ):
        self.name, self._label, self._clock = name, label, clock
        self._command, self._environment = [str(part) for part in command], environment
        self._delay = FIRST_DELAY
        self._again_at: float | None = None
        self._start()

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def ended(self) -> bool:
        """Whether it has ended, by itself or not."""
        return self._process.poll() is not None

    def tend(self) -> None:
        """Start it again if it has ended and its time has come: 1 s later, then 2, 4… at most a minute."""
        if not self.ended():
            return
        now = self._clock()
        if self._again_at is None:
            self._sweep()
            if now - self._started_at >= STEADY_SECONDS:
                self._delay = FIRST_DELAY
            self._again_at = now + self._delay
            code = self._process.returncode
            say(f"{self.name} : arrêt inattendu ({code}), relance dans {self._delay:.0f} s.")
            self._delay = min(2 * self._delay, LONGEST_DELAY)
        elif now >= self._again_at:
            self._start()

    def ask_to_stop(self) -> None:
        """Send it SIGTERM, unless it has ended."""
        if not self.ended():
            self._process.terminate()

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Wait for its end, `seconds` at most, then end whatever is left of its session."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=seconds)
        self._sweep()
        self._process.wait()

    def _start(self) -> None:
        self._again_at, self._started_at = None, self._clock()
        self._process = subprocess.Popen(
            self._command,
            cwd=ROOT,
            env=self._environment,
            start_new_session=True,
            stdout=subprocess.PIPE if self._label else None,
            stderr=subprocess.STDOUT if self._label else None,
        )
        if self._process.stdout:
            threading.Thread(target=self._retell, args=[self._process.stdout], daemon=True).start()

    def _retell(self, told: IO[bytes]) -> None:
        for line in told:
            say(f"{self._label}{line.decode(errors='replace').rstrip()}")

    def _sweep(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)


def stop_as_ctrl_c() -> None:
    """From now on SIGTERM and SIGHUP stop us as Ctrl-C does."""
    for asked in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(asked, signal.default_int_handler)


@contextlib.contextmanager
def together(kept: list[Kept]) -> Iterator[None]:
    """End all of them on the way out, whatever the way; a second Ctrl-C does not wait for them."""
    try:
        yield
    finally:
        until = time.monotonic() + STOP_SECONDS
        for program in kept:
            program.ask_to_stop()
        for program in kept:
            try:
                program.stop(max(0.0, until - time.monotonic()))
            except KeyboardInterrupt:
                until = 0.0
                program.stop(0.0)


def keep(kept: list[Kept]) -> None:
    """Look after them until interrupted."""
    while True:
        for program in kept:
            program.tend()
        time.sleep(_LOOK_SECONDS)
