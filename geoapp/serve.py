# SPDX-License-Identifier: AGPL-3.0-or-later
"""`python -m geoapp.serve`: the site's server, with the same arguments wherever it is started.

`make run`, the container and a machine of one's own all come here, so that what keeps the site up cannot be
in one and missing in another. What is added on the command line goes to granian after them, and wins:
`python -m geoapp.serve --workers 20`. Standard library only, as the set-up which imports it.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

APPLICATION = "geoapp.wsgi:application"
WORKERS, THREADS = 2, 4
ARGUMENTS = (
    *("--interface", "wsgi", "--no-ws"),
    *("--workers", str(WORKERS), "--blocking-threads", str(THREADS)),
    # A worker that dies (out of memory, a fault in a library) is replaced; without this the server ends.
    "--respawn-failed-workers",
    # One that does not end when asked is ended, before whoever asked loses patience (10 s, usually).
    *("--workers-kill-timeout", "8"),
)


def server_command(extra: Sequence[str] = (), python: Path | str = sys.executable) -> list[str]:
    """What to execute: granian of that Python's environment, our arguments, then `extra`."""
    return [str(Path(python).with_name("granian")), *ARGUMENTS, *extra, APPLICATION]


def worker_command(python: Path | str = sys.executable) -> list[str]:
    """What does the jobs that wait: imports, geocoding, measures of the country, scheduled sources."""
    return [str(python), "manage.py", "procrastinate", "worker"]


if __name__ == "__main__":
    told = server_command(sys.argv[1:])
    os.execv(told[0], told)
