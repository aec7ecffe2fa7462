# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who owns what in the private cluster: the site's role owns its database and can do nothing else.

A superuser reads files and starts programs: no part of the site needs that, so that it must not have it.
The superuser (`postgres`) is for the set-up of the cluster, in single-user mode: nobody can connect as
it. The clusters of version 0.1.0, whose one role was a superuser, are brought to the same.
"""

import pwd
import re
from pathlib import Path

from tools.postgres import NAME, run

ADMIN = "postgres"
# Left once all of it is done; the folder of a cluster that was copied or moved carries it.
MARK = "reperes-roles"

# Only a superuser can create PostGIS: the site's database and those that it makes for tests begin with it.
_POSTGIS = (
    "CREATE EXTENSION IF NOT EXISTS postgis",
    # The one table of PostGIS, which a dump of everything fills again.
    "GRANT ALL ON spatial_ref_sys TO reperes",
)
_ROLE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'reperes') THEN
        CREATE ROLE reperes LOGIN CREATEDB;
    END IF;
    -- To leave its own triggers aside while it loads much at once.
    IF current_setting('server_version_num')::int >= 150000 THEN
        EXECUTE 'GRANT SET ON PARAMETER session_replication_role TO reperes';
    END IF;
END $$
"""
# The role that made a cluster (number 10) owns PostgreSQL's own objects and cannot stop being a superuser: it
# is given another name, and the site's name to a new role. None renames itself: a third does.
_SWAP = """
CREATE ROLE reperes_upgrade SUPERUSER;

SET SESSION AUTHORIZATION reperes_upgrade;

ALTER ROLE reperes RENAME TO postgres;

SET SESSION AUTHORIZATION postgres;

DROP ROLE reperes_upgrade;
"""
# What the superuser owns of a database, extensions aside, as statements that give it to the site's role.
_GIVE = r"""
DO $$ DECLARE one record; BEGIN
    FOR one IN
        WITH ours AS (
            SELECT oid FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
        )
        SELECT format('ALTER TABLE %s OWNER TO reperes', c.oid::regclass) AS statement
        FROM pg_class c
        WHERE c.relowner = 10 AND c.relnamespace IN (SELECT oid FROM ours)
            AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
            AND NOT EXISTS (
                SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                AND (d.deptype = 'e' OR c.relkind = 'S' AND d.deptype IN ('a', 'i'))
            )
        UNION ALL
        SELECT format('ALTER ROUTINE %s OWNER TO reperes', p.oid::regprocedure)
        FROM pg_proc p
        WHERE p.proowner = 10 AND p.pronamespace IN (SELECT oid FROM ours)
            AND NOT EXISTS (
                SELECT FROM pg_depend d
                WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
            )
        UNION ALL
        SELECT format('ALTER TYPE %s OWNER TO reperes', t.oid::regtype)
        FROM pg_type t LEFT JOIN pg_class c ON c.oid = t.typrelid
        WHERE t.typowner = 10 AND t.typnamespace IN (SELECT oid FROM ours)
            AND (t.typtype IN ('e', 'd') OR t.typtype = 'c' AND c.relkind = 'c')
            AND NOT EXISTS (
                SELECT FROM pg_depend d
                WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e'
            )
        UNION ALL
        SELECT format('ALTER SCHEMA %I OWNER TO reperes', nspname)
        FROM pg_namespace
        WHERE nspowner = 10 AND nspname <> 'public' AND oid IN (SELECT oid FROM ours)
    LOOP
        EXECUTE one.statement;
    END LOOP;
END $$
"""


class Administrator:
    """PostgreSQL in single-user mode, on the folder of a cluster that is not running."""

    def __init__(self, binaries: Path, data: Path, user: pwd.struct_passwd | None):
        self._binaries, self._data, self._user = binaries, data, user

    def do(self, database: str, *statements: str) -> str:
        """Execute statements as the superuser; what they answered. ClusterError when one of them fails."""
        command = [self._binaries / "postgres", "--single", "-j", "-D", self._data, database]
        text = "".join(f"{statement.strip()};\n\n" for statement in statements)
        return run(command, self._user, text, fault=" (ERROR|FATAL|PANIC): ")

    def found(self, question: str) -> list[str]:
        """The values of a question of one column, as single-user mode writes them."""
        return re.findall(r'^\s+1: \w+ = "(.*)"\t\(', self.do(ADMIN, question), re.MULTILINE)


def give_roles(binaries: Path, data: Path, user: pwd.struct_passwd | None) -> None:
    """Make a new cluster's roles and database, or bring an old one's to the same; its data stay as they are.

    The cluster must not be running. Interrupted, it can be done again.
    """
    admin = Administrator(binaries, data, user)
    if admin.found("SELECT rolname FROM pg_roles WHERE oid = 10") == [NAME]:
        admin.do(ADMIN, "BEGIN", *_SWAP.strip().rstrip(";").split(";\n\n"), _ROLE, "COMMIT")
    admin.do(ADMIN, _ROLE)
    admin.do("template1", *_POSTGIS)
    others = (
        "SELECT datname FROM pg_database WHERE NOT datistemplate AND datallowconn AND datname <> 'postgres'"
    )
    databases = admin.found(others)
    if NAME not in databases:
        admin.do(ADMIN, "CREATE DATABASE reperes OWNER reperes")
    for database in databases:
        quoted = '"' + database.replace('"', '""') + '"'
        admin.do(ADMIN, f"ALTER DATABASE {quoted} OWNER TO reperes")
        admin.do(database, *_POSTGIS, _GIVE)
    (data / MARK).touch()
