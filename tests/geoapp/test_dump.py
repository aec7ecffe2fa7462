"""A whole site under a role that is no superuser: migrated by two at once, saved, and restored elsewhere."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.geoapp.test_deploy import ROOT
from tools.cluster import Cluster
from tools.postgres import find_binaries

pytestmark = [pytest.mark.cluster, pytest.mark.slow]

FILL = """
from django.contrib.gis.geos import Point
from tests.factories import ContactFactory, ServiceFactory, StructureFactory, UserFactory
for number in range(40):
    position = Point(2.6 + number / 1000, 48.5)
    structure = StructureFactory(nom=f"Lieu n° {number} « L’Œuvre »", position=position)
    ContactFactory(structure=ServiceFactory(structure=structure).structure)
UserFactory(is_staff=True)
"""


@pytest.fixture(scope="module")
def cluster():
    folder = Path(tempfile.mkdtemp(prefix="rep-"))
    folder.chmod(0o755)
    found = Cluster.of(folder)
    try:
        found.start()
        yield found
    finally:
        found.stop()
        shutil.rmtree(folder)


def environment(cluster: Cluster, database: str) -> dict[str, str]:
    url = f"postgis://reperes@/{database}?host={cluster.sockets}"
    path = os.pathsep.join([str(find_binaries()[0]), os.environ["PATH"]])
    return {**os.environ, "DEBUG": "1", "DATABASE_URL": url, "PATH": path}


def manage(cluster: Cluster, *words: str, database: str = "reperes") -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=environment(cluster, database),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def done(process: subprocess.Popen) -> str:
    told, _ = process.communicate()
    assert process.returncode == 0, told
    return told


def connect(cluster: Cluster, database: str) -> psycopg.Connection:
    return psycopg.connect(host=str(cluster.sockets), user="reperes", dbname=database, autocommit=True)


def digests(cluster: Cluster, database: str) -> dict[str, tuple[int, str]]:
    """Of each table: how many rows, and a digest of all of them, whatever their order."""
    found = {}
    with connect(cluster, database) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            asked = sql.SQL(
                "SELECT count(*), md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))) FROM {} t"
            )
            found[table] = connection.execute(asked.format(sql.Identifier(table))).fetchone()
    return found


def told_in_the_docs(beginning: str) -> list[str]:
    """The one command of docs/deploy.md that begins so, as it is typed on a machine of one's own."""
    text = (ROOT / "docs/deploy.md").read_text()
    (line,) = re.findall(rf"^    ({re.escape(beginning)} .*)$", text, re.MULTILINE)
    return shlex.split(line)


def run_as_told(cluster: Cluster, beginning: str, database: str, dump: Path) -> None:
    words = [
        word.replace("$URL", f"postgresql://reperes@/{database}?host={cluster.sockets}").replace(
            "reperes.dump", str(dump)
        )
        for word in told_in_the_docs(beginning)
    ]
    ran = subprocess.run(words, env=environment(cluster, database), capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr


def test_two_migrate_at_once_and_what_is_saved_is_restored_whole(cluster, tmp_path):
    both = [manage(cluster, "migrate") for _ in range(2)]
    told = [done(process) for process in both]
    assert sum("No migrations to apply" in text or "Aucune migration" in text for text in told) == 1
    done(manage(cluster, "shell", "-c", FILL))
    before = digests(cluster, "reperes")
    assert before["mapping_structure"][0] == 40
    assert before["mapping_searchrow"][0] >= 40

    dump = tmp_path / "reperes.dump"
    run_as_told(cluster, "pg_dump", "reperes", dump)
    with connect(cluster, "postgres") as connection:
        connection.execute("CREATE DATABASE elsewhere")
    run_as_told(cluster, "pg_restore", "elsewhere", dump)
    assert digests(cluster, "elsewhere") == before

    # The site goes on there: no migration is missing, what is derived stands, an edit reaches the search.
    done(manage(cluster, "migrate", "--check", database="elsewhere"))
    done(manage(cluster, "check_search", database="elsewhere"))
    with connect(cluster, "elsewhere") as connection:
        first = "(SELECT min(id) FROM mapping_structure)"
        connection.execute(f"UPDATE mapping_structure SET nom = 'Un autre nom' WHERE id = {first}")
        found = "SELECT count(*) FROM mapping_card WHERE said::text LIKE '%Un autre nom%'"
        assert connection.execute(found).fetchone()[0] > 0
