"""Databases beside that of the tests: made, filled by the site's own commands, and taken down."""

import contextlib
import os
import subprocess
from collections.abc import Iterator

import psycopg
from django.conf import settings
from psycopg import sql

from tests.template import drop
from tests.upgrade.schema import schema
from tools.postgres import find_binaries

# A new site makes its own: the register of migrations, what they say, and what is derived from the rest.
_MADE_BY_THE_SITE = (
    "django_migrations", "django_content_type", "auth_permission", "procrastinate_*", "spatial_ref_sys",
    "mapping_theme", "mapping_thematique", "mapping_tag", "mapping_word", "mapping_schedule",
    "mapping_searchrow", "mapping_derivation", "mapping_card", "mapping_cell", "mapping_celldelta",
    "mapping_dataversion", "mapping_shownchange", "common_allowance", "history_*",
)  # fmt: skip


def _server() -> dict[str, str]:
    """Where the tests' database is, as libpq's environment says it."""
    given = settings.DATABASES["default"]
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
    found = {variable: str(given[name]) for name, variable in names.items() if given.get(name)}
    if host := given.get("OPTIONS", {}).get("host"):
        found["PGHOST"] = host
    return found


def connect(name: str) -> psycopg.Connection:
    """A connection to one of these databases, each statement on its own."""
    server = _server()
    return psycopg.connect(
        dbname=name,
        host=server.get("PGHOST"),
        port=server.get("PGPORT"),
        user=server.get("PGUSER"),
        password=server.get("PGPASSWORD"),
        autocommit=True,
    )


def _program(name: str, *arguments: str, text: bytes | None = None) -> bytes:
    done = subprocess.run(
        [find_binaries()[0] / name, *arguments],
        input=text,
        capture_output=True,
        env={**os.environ, **_server()},
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return done.stdout


def dump(name: str, *arguments: str) -> bytes:
    """What `pg_dump` writes of a database."""
    return _program("pg_dump", *arguments, name)


@contextlib.contextmanager
def database(name: str, *, of: str = "template1") -> Iterator[str]:
    """An empty database, or a copy `of` another that nobody uses meanwhile; dropped afterwards."""
    name = f"{settings.DATABASES['default']['NAME']}_{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    with connect("postgres") as server:
        drop(server, name)
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        server.execute(made.format(sql.Identifier(name), sql.Identifier(of)))
    try:
        yield name
    finally:
        with connect("postgres") as server:
            drop(server, name)


def restore(name: str, dump: bytes) -> None:
    """Fill an empty database from a dump."""
    _program("psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", f"--dbname={name}", text=dump)


def settled_schema(name: str) -> dict[str, str]:
    """The schema of a database once dumped and restored, which writes some expressions another way."""
    dump = _program("pg_dump", "--schema-only", "--no-owner", "--no-privileges", "--no-comments", name)
    with database("settled") as copy:
        restore(copy, dump)
        with connect(copy) as connection:
            return schema(connection.cursor())


def manage(name: str, *arguments: str) -> str:
    """What a command of the site writes, run on one of these databases."""
    server = _server()
    who = ":".join(filter(None, (server.get("PGUSER"), server.get("PGPASSWORD"))))
    host = server.get("PGHOST", "")
    at = "" if host.startswith("/") else ":".join(filter(None, (host, server.get("PGPORT"))))
    url = f"postgis://{who}@{at}/{name}" + (f"?host={host}" if host.startswith("/") else "")
    done = subprocess.run(
        [settings.BASE_DIR / ".venv/bin/python", *arguments],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        env={**os.environ, "DATABASE_URL": url, "DEBUG": "1"},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def copy_data(origin: str, target: str) -> None:
    """Carry what people and files said to another migrated database, whose triggers derive the rest."""
    left = [f"--exclude-table={name}" for name in _MADE_BY_THE_SITE]
    text = _program("pg_dump", "--data-only", "--no-owner", *left, origin)
    # Triggers name their tables as a connection of the site does.
    text = text.replace(
        b"set_config('search_path', '', false)", b"set_config('search_path', 'public', false)"
    )
    # Every reference is checked at the end: tables may come in any order.
    whole = ["--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    _program("psql", *whole, f"--dbname={target}", text=b"SET CONSTRAINTS ALL DEFERRED;\n" + text)
