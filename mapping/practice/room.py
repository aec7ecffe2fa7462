# SPDX-License-Identifier: AGPL-3.0-or-later
"""The practice space: a room of the database beside the directory, where everything has the same names.

The tables of the records, their history and the views of who sees what stand there a second time, empty but
for exercises. A request about an exercise is answered by the same pages, whose every statement finds that
room first (`search_path`); no other request, task, import, count, search or export ever does, so that nothing
there counts and nothing there is found, whatever is written tomorrow. What the room does not have (communes,
people, the vocabulary) is the directory's.

The views of the room tell one exercise alone: that of whom the request comes from (`mapping.practising`).
Numbers of the room begin at `FIRST`, far above the directory's, and are given by one sequence: an address
says by itself which of the two it is about, and no two things there have the same.

What is in the room is thrown away after two weeks, so that it needs no migration: `build` makes it anew,
empty, where a table or a rule has changed (after each `migrate`).
"""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from psycopg import sql

from history.triggers import statements
from mapping.kinds import KINDS
from mapping.models import Practice
from mapping.sql import SQL

logger = logging.getLogger(__name__)

SCHEMA = "exercice"
FIRST = 9_000_000_000
# In an order in which each refers to those before it.
TABLES = (
    *("history_act", "history_event", "history_patrol"),
    *("mapping_structure", "mapping_service", "mapping_session", "mapping_temporaryclosure"),
    *("mapping_contact", "mapping_photo", "mapping_positionreview", "mapping_protection"),
    *("mapping_blockseen", "mapping_shownchange", "mapping_reviewcadence"),
)
_RULE = "WHERE s.status = 'published'"
_OWN = "AND s.id = nullif(current_setting('mapping.practising', true), '')::bigint"
_DROP = "DROP VIEW IF EXISTS"
_LIKE = sql.SQL("CREATE TABLE {room} (LIKE public.{table} INCLUDING ALL EXCLUDING IDENTITY)")
_OWNED = sql.SQL("""
SELECT count(*) FROM unnest(%(numbers)s::bigint[]) AS n
WHERE n = %(structure)s
    OR EXISTS (SELECT FROM {} e WHERE e.root = %(structure)s AND (e.object = n OR e.act_id = n))
""").format(sql.Identifier(SCHEMA, "history_event"))
_NUMBERED = """
SELECT table_name FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = ANY (%s) AND column_name = 'id' AND is_identity = 'YES'
"""
_COLUMNS = """
SELECT string_agg(format('%%s.%%s %%s %%s %%s', a.attrelid::regclass, a.attname,
    format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid)),
    E'\\n' ORDER BY a.attrelid::regclass::text, a.attnum)
FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attrelid = ANY (%s::text[]::regclass[]::oid[])
"""
_CHECKS = """
SELECT string_agg(pg_get_constraintdef(c.oid), E'\\n' ORDER BY c.conrelid::regclass::text, c.conname)
FROM pg_constraint c WHERE c.contype IN ('c', 'u', 'p') AND c.conrelid = ANY (%s::text[]::regclass[]::oid[])
"""
_SAID = "SELECT obj_description(to_regnamespace(%s), 'pg_namespace')"


def is_ready() -> bool:
    """Whether the room stands."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regnamespace(%s) IS NOT NULL", [SCHEMA])
        return bool(cursor.fetchone()[0])


def build() -> bool:
    """Make the room, or make it anew where what it is made of has changed; whether it was. Exercises that
    were in it are gone. Where the database does not let us, there is none, and a warning says so."""
    with transaction.atomic(), connection.cursor() as cursor:
        digest = _digest(cursor)
        cursor.execute(_SAID, [SCHEMA])
        if cursor.fetchone()[0] == digest:
            return False
        cursor.execute("SELECT has_database_privilege(current_database(), 'CREATE')")
        if not cursor.fetchone()[0]:
            logger.warning("The role of the database may create no schema: there is no practice space")
            return False
        room = sql.Identifier(SCHEMA)
        cursor.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(room))
        cursor.execute(sql.SQL("CREATE SCHEMA {}").format(room))
        _make_tables(cursor)
        cursor.execute("SELECT set_config('search_path', %s, true)", [f"{SCHEMA}, public"])
        for name in ("visible", "shown", "needs", "freshness"):
            cursor.execute(_of_the_room(name))
        cursor.execute(_triggers())
        cursor.execute("SET LOCAL search_path TO DEFAULT")
        cursor.execute(sql.SQL("COMMENT ON SCHEMA {} IS {}").format(room, sql.Literal(digest)))
        cursor.execute("DELETE FROM mapping_practice")
    return True


@contextmanager
def opened(structure: int = 0) -> Iterator[None]:
    """Within the block, the records are those of the room, and the exercise that is seen is that of this
    number."""
    enter(structure)
    try:
        yield
    finally:
        leave()


def enter(structure: int) -> None:
    """From here on, this connection works in the room: `leave` must follow."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('search_path', %s, false), set_config('mapping.practising', %s, false)",
            [f"{SCHEMA}, public", str(structure)],
        )


def leave() -> None:
    """Out of the room again; a connection that cannot say so is closed rather than kept."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("RESET search_path")
            cursor.execute("SELECT set_config('mapping.practising', '', false)")
    except Exception:
        connection.close()
        raise


def owns(structure: int, numbers: list[int]) -> bool:
    """Whether each of these numbers of the room is of this exercise: its structure, what belongs to it, an
    act on it."""
    with connection.cursor() as cursor:
        cursor.execute(_OWNED, {"numbers": numbers, "structure": structure})
        return cursor.fetchone()[0] == len(numbers)


def number_of(owner: int) -> int | None:
    """The structure on which an account practises; None where it does not."""
    return Practice.objects.filter(pk=owner).values_list("structure", flat=True).first()


def _make_tables(cursor) -> None:
    cursor.execute(
        sql.SQL("CREATE SEQUENCE {} START {}").format(sql.Identifier(SCHEMA, "number"), sql.Literal(FIRST))
    )
    for table in TABLES:
        names = {"room": sql.Identifier(SCHEMA, table), "table": sql.Identifier(table)}
        cursor.execute(_LIKE.format(**names))
    cursor.execute(_NUMBERED, [list(TABLES)])
    for (table,) in cursor.fetchall():
        number = sql.SQL("ALTER TABLE {} ALTER COLUMN id SET DEFAULT nextval({})")
        cursor.execute(number.format(sql.Identifier(SCHEMA, table), sql.Literal(f"{SCHEMA}.number")))


def _triggers() -> str:
    """The SQL of the history of the room's tables, and of no other: a name that the room does not have is the
    directory's."""
    return statements(kind for kind in KINDS if kind.table in TABLES)


def _of_the_room(name: str) -> str:
    """The SQL of the directory's rules, for the room: nothing of the directory is dropped, and the policy
    tells one exercise alone. Raises RuntimeError where the file is no longer written so that this can be
    said."""
    text = SQL.text(name)
    if name != "visible":
        return text
    start, rule = text.find(_DROP), text.count(_RULE)
    if start < 0 or rule != 1:
        raise RuntimeError("mapping/sql/visible.sql: the practice space no longer finds the rule to extend")
    text = text[:start] + text[text.index(";", start) + 1 :]
    return text.replace(_RULE, f"{_RULE} {_OWN}")


def _digest(cursor) -> str:
    made_of = [_RULE, _OWN, _triggers(), *map(SQL.text, SQL.names)]
    for statement in (_COLUMNS, _CHECKS):
        cursor.execute(statement, [[f"public.{table}" for table in TABLES]])
        made_of.append(cursor.fetchone()[0] or "")
    return hashlib.sha256("\n".join(made_of).encode()).hexdigest()
