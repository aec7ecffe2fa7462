# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long a statement may take, wait for a lock, or leave its transaction idle, where visitors are answered.

A process that answers requests says so (`geoapp.wsgi` does): its connections then keep to the `BOUNDS` of
the database's settings. Commands, migrations and jobs are not bounded. What takes long for a good reason
while somebody waits, an export or a study, has them lengthened (`common.costly` does).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import connection

LONG_SECONDS = 600

_answering = False


def answer_requests(answering: bool = True) -> None:
    """Say that this process answers requests: connections that it opens from now on are bounded."""
    global _answering
    _answering = answering


def options(bounds: Mapping[str, str]) -> str:
    """The bounds as options of a connection, which RESET comes back to; "" where there are none."""
    return " ".join(f"-c {name}={value}" for name, value in bounds.items()) if _answering else ""


@contextmanager
def long_statements(seconds: int = LONG_SECONDS) -> Iterator[None]:
    """Let the statements of a block take up to `seconds` each, and its transactions rest as long."""
    names = list(connection.settings_dict.get("BOUNDS", {})) if _answering else []
    if names:
        _run("; ".join(f"SET {name} = '{seconds}s'" for name in names))
    try:
        yield
    finally:
        # Closed meanwhile, or in a transaction that failed: what was set has gone with it.
        if names and connection.connection is not None and connection.is_usable():
            _run("; ".join(f"RESET {name}" for name in names))


def _run(statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statements)
