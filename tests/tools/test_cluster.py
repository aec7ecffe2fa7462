"""Real clusters in folders of their own: what a person's machine may do to one, and what they then read."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from tools import postgres, roles
from tools.cluster import SOCKET_PATH_MAX, Cluster
from tools.postgres import ClusterError

pytestmark = pytest.mark.cluster
AS_ROOT = os.geteuid() == 0


@pytest.fixture
def folder():
    """A short path that the cluster's own user can enter, which pytest's tmp_path is not."""
    path = Path(tempfile.mkdtemp(prefix="rep-"))
    path.chmod(0o755)
    yield path
    for home in path.rglob(".local"):
        Cluster.of(home.parent).stop()
    shutil.rmtree(path)


def checkout(folder: Path, name: str = "a") -> Cluster:
    (folder / name).mkdir(parents=True, exist_ok=True)
    return Cluster.of(folder / name)


def ask(cluster: Cluster, question: str):
    database = cluster.django_database()
    with psycopg.connect(host=database["HOST"], user=database["USER"], dbname=database["NAME"]) as connection:
        return connection.execute(question).fetchone()[0]


def test_a_started_cluster_answers_with_postgis_checksums_fsync_and_no_network(folder):
    cluster = checkout(folder)
    assert "pas encore créée" in cluster.status()
    assert cluster.start()
    assert not cluster.start()
    assert "en marche" in cluster.status()
    assert ask(cluster, "SELECT count(*) FROM pg_available_extensions WHERE name = 'postgis'") == 1
    assert ask(cluster, "SHOW data_checksums") == "on"
    assert ask(cluster, "SHOW fsync") == "on"
    assert ask(cluster, "SHOW listen_addresses") == ""
    assert ask(cluster, "SHOW server_encoding") == "UTF8"
    assert cluster.stop()
    assert not cluster.stop()
    assert "arrêtée" in cluster.status()


def test_names_sort_as_in_french(folder):
    cluster = checkout(folder)
    cluster.start()
    names = ask(
        cluster, "SELECT string_agg(n, ' ' ORDER BY n) FROM unnest('{Évry,Zola,Esbly,arc}'::text[]) n"
    )
    assert names == "arc Esbly Évry Zola"


def test_two_checkouts_side_by_side_keep_their_own_data(folder):
    first, second = checkout(folder, "a"), checkout(folder, "b")
    first.start()
    second.start()
    with psycopg.connect(host=str(first.sockets), user="reperes", dbname="reperes") as connection:
        connection.execute("CREATE TABLE only_here AS SELECT 1")
    assert ask(first, "SELECT to_regclass('only_here') IS NOT NULL")
    assert not ask(second, "SELECT to_regclass('only_here') IS NOT NULL")
    second.stop()
    assert first.pid()


@pytest.mark.skipif(not AS_ROOT, reason="becoming another user takes root")
def test_another_user_of_the_machine_cannot_connect(folder):
    cluster = checkout(folder)
    cluster.start()
    nobody = pwd.getpwnam("nobody")
    command = ["psql", "-h", str(cluster.sockets), "-U", "reperes", "reperes", "-c", "SELECT 1"]
    refused = subprocess.run(command, user=nobody.pw_uid, group=nobody.pw_gid, capture_output=True, cwd="/")
    assert refused.returncode != 0
    cluster.sockets.chmod(0o755)
    cluster.home.chmod(0o755)  # even past the folders, `peer` names the person
    refused = subprocess.run(command, user=nobody.pw_uid, group=nobody.pw_gid, capture_output=True, cwd="/")
    assert refused.returncode != 0
    assert b"authentication failed" in refused.stderr


@pytest.mark.skipif(not AS_ROOT, reason="only root gives the server another user")
def test_root_runs_the_server_under_a_user_of_its_own(folder):
    cluster = checkout(folder)
    cluster.start()
    status = Path("/proc", str(cluster.pid()), "status").read_text()
    uid = int(status.split("Uid:")[1].split()[0])
    assert pwd.getpwuid(uid).pw_name == "reperes"


@pytest.mark.skipif(not AS_ROOT, reason="only root gives the server another user")
def test_as_root_a_checkout_closed_to_others_has_its_data_outside(folder):
    (folder / "closed").mkdir(mode=0o700)
    cluster = Cluster.of(folder / "closed")
    assert cluster.home.is_relative_to("/var/lib/reperes")
    try:
        cluster.start()
        assert ask(cluster, "SELECT 1") == 1
    finally:
        cluster.stop()
        shutil.rmtree(cluster.home)


def test_a_killed_server_starts_again_with_its_data(folder):
    cluster = checkout(folder)
    cluster.start()
    with psycopg.connect(host=str(cluster.sockets), user="reperes", dbname="reperes") as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1")
    os.kill(cluster.pid(), signal.SIGKILL)
    while cluster.pid():
        time.sleep(0.02)
    assert (cluster.data / "postmaster.pid").exists()
    assert cluster.start()
    assert ask(cluster, "SELECT count(*) FROM kept") == 1


def test_a_stale_pid_file_naming_a_living_stranger_is_not_believed(folder):
    cluster = checkout(folder)
    cluster.start()
    content = (cluster.data / "postmaster.pid").read_text().splitlines()
    cluster.stop()
    stranger = str(os.getppid() or 1)
    (cluster.data / "postmaster.pid").write_text("\n".join([stranger, *content[1:]]) + "\n")
    assert "arrêtée" in cluster.status()
    assert cluster.start()
    assert ask(cluster, "SELECT 1") == 1


def test_an_interrupted_creation_is_done_again(folder):
    cluster = checkout(folder)
    cluster.start()
    cluster.stop()
    (cluster.data / "PG_VERSION").unlink()  # as if it had stopped half-way
    cluster.data.rename(cluster.home / "partial")
    assert "pas encore créée" in cluster.status()
    assert cluster.start()
    assert ask(cluster, "SELECT 1") == 1
    assert not (cluster.home / "partial").exists()


def test_a_checkout_copied_while_running_is_a_cluster_of_its_own(folder):
    original = checkout(folder, "a")
    original.start()
    subprocess.run(["cp", "-a", folder / "a", folder / "b"], check=True, capture_output=True)
    copy = Cluster.of(folder / "b")
    assert copy.pid() is None
    assert copy.start()
    assert copy.pid() != original.pid()
    assert original.pid()


def test_a_checkout_moved_while_running_is_found_again(folder):
    cluster = checkout(folder, "a")
    cluster.start()
    (folder / "a").rename(folder / "b")
    moved = Cluster.of(folder / "b")
    moved.start()
    assert ask(moved, "SELECT 1") == 1


@pytest.mark.parametrize("name", ["x" * 110, "l'été, à deux"])
def test_a_path_that_a_socket_cannot_have_gets_a_short_private_folder(folder, name):
    cluster = checkout(folder, name)
    assert len(os.fsencode(cluster.sockets / ".s.PGSQL.5432")) <= SOCKET_PATH_MAX
    cluster.start()
    try:
        assert ask(cluster, "SELECT 1") == 1
        assert cluster.sockets.stat().st_mode & 0o777 == 0o700
    finally:
        cluster.stop()
        shutil.rmtree(cluster.sockets)


@pytest.mark.skipif(not AS_ROOT, reason="giving a folder to another user takes root")
def test_a_socket_folder_prepared_by_somebody_else_is_refused(folder):
    cluster = checkout(folder, "x" * 110)
    cluster.sockets.mkdir()
    os.chown(cluster.sockets, pwd.getpwnam("nobody").pw_uid, -1)
    try:
        with pytest.raises(ClusterError, match="appartient à un autre compte"):
            cluster.start()
    finally:
        cluster.sockets.rmdir()


def test_missing_programs_are_named_with_the_line_to_type(folder, monkeypatch):
    monkeypatch.setattr("tools.postgres.SYSTEM_FOLDERS", folder)
    monkeypatch.setenv("PATH", str(folder))
    with pytest.raises(ClusterError, match="apt-get install postgresql-15"):
        checkout(folder).start()


def test_a_full_disk_is_said_in_words(folder, monkeypatch):
    cluster = checkout(folder)

    def full(*arguments, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.rename", full)
    with pytest.raises(ClusterError, match="le disque est plein"):
        cluster.start()
    monkeypatch.undo()
    assert cluster.start()


@pytest.mark.skipif(not AS_ROOT, reason="mounting takes root")
def test_a_real_small_disk_that_fills_says_so_and_works_once_enlarged(folder):
    disk = folder / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m,mode=755", "reperes-test", disk]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("this machine does not let root mount")
    try:
        cluster = Cluster.of(disk)
        with pytest.raises(ClusterError, match="le disque est plein"):
            cluster.start()
        subprocess.run(["mount", "-o", "remount,size=400m", disk], check=True)
        assert cluster.start()
        cluster.stop()
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        with pytest.raises(ClusterError, match="lecture seule"):
            cluster.start()
    finally:
        subprocess.run(["umount", disk], check=True)


def test_reset_erases_the_data_and_a_new_start_is_empty(folder):
    cluster = checkout(folder)
    cluster.start()
    cluster.reset()
    assert "pas encore créée" in cluster.status()
    assert cluster.start()


def connect(cluster: Cluster, database: str = "reperes") -> psycopg.Connection:
    return psycopg.connect(host=str(cluster.sockets), user="reperes", dbname=database, autocommit=True)


def test_the_site_owns_its_database_and_is_no_superuser(folder):
    cluster = checkout(folder)
    cluster.start()
    with connect(cluster) as connection:
        assert connection.execute(
            "SELECT NOT rolsuper FROM pg_roles WHERE rolname = current_user"
        ).fetchone()[0]
        owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
        assert connection.execute(owner).fetchone()[0] == "reperes"
        for forbidden in (
            "SELECT pg_read_file('/etc/passwd')",
            "COPY (SELECT 1) TO PROGRAM 'true'",
            "CREATE ROLE other SUPERUSER",
            "ALTER ROLE reperes SUPERUSER",
            "UPDATE pg_proc SET proname = proname",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(forbidden)
        # What migrations and tests need: trusted extensions, and databases that hold PostGIS from the start.
        connection.execute("CREATE EXTENSION pg_trgm; CREATE EXTENSION intarray")
        connection.execute("CREATE DATABASE test_reperes")
    with connect(cluster, "test_reperes") as connection:
        assert connection.execute("SELECT ST_AsText(ST_Point(1, 2))").fetchone()[0] == "POINT(1 2)"


def test_nobody_connects_as_the_superuser(folder):
    cluster = checkout(folder)
    cluster.start()
    with pytest.raises(psycopg.OperationalError, match="pg_hba"):
        psycopg.connect(host=str(cluster.sockets), user="postgres", dbname="reperes")


@pytest.fixture
def released(folder, monkeypatch):
    """A running cluster as version 0.1.0 made them, of one role, with things of every kind in two bases."""
    cluster = checkout(folder)

    def one_superuser(binaries, data, user):
        if data != cluster.data:
            command = [binaries / "postgres", "--single", "-D", data, "postgres"]
            postgres.run(command, user, "CREATE DATABASE reperes\nCREATE DATABASE test_reperes\n")

    with monkeypatch.context() as as_released:
        as_released.setattr("tools.cluster.ADMIN", "reperes")
        as_released.setattr("tools.cluster.give_roles", one_superuser)
        cluster.start()
    for database in ("reperes", "test_reperes"):
        with connect(cluster, database) as connection:
            connection.execute("""
                CREATE EXTENSION postgis; CREATE EXTENSION pg_trgm;
                CREATE SCHEMA apart;
                CREATE TYPE mood AS ENUM ('sad', 'happy');
                CREATE TYPE pair AS (a int, b int);
                CREATE TABLE kept (
                    id bigint GENERATED BY DEFAULT AS IDENTITY, n serial, m mood, at geography
                );
                CREATE TABLE apart."Écart" AS SELECT 1 AS un;
                CREATE SEQUENCE alone;
                CREATE VIEW seen AS SELECT n FROM kept;
                CREATE MATERIALIZED VIEW summed AS SELECT count(*) FROM kept;
                CREATE FUNCTION twice(x int) RETURNS int LANGUAGE sql AS 'SELECT 2 * x';
                CREATE FUNCTION marked() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
                CREATE TRIGGER marked BEFORE INSERT ON kept FOR EACH ROW EXECUTE FUNCTION marked();
                INSERT INTO kept (at, m)
                SELECT ST_Point(2, 48)::geography, 'happy' FROM generate_series(1, 1000);
            """)
            assert connection.execute("SHOW is_superuser").fetchone()[0] == "on"
    return cluster


@pytest.mark.parametrize("running", [True, False])
def test_a_cluster_of_the_first_version_keeps_its_data_and_loses_its_superuser(released, running):
    if not running:
        released.stop()
    assert released.start()
    for database in ("reperes", "test_reperes"):
        with connect(released, database) as connection:
            assert connection.execute("SHOW is_superuser").fetchone()[0] == "off"
            assert connection.execute("SELECT count(*), sum(n) FROM kept").fetchone() == (1000, 500500)
            assert connection.execute("SELECT twice(21)").fetchone()[0] == 42
            # A migration changes and drops all of it.
            connection.execute("""
                ALTER TABLE kept ADD COLUMN more int DEFAULT 0;
                ALTER TABLE apart."Écart" RENAME TO other;
                ALTER TYPE mood ADD VALUE 'calm';
                ALTER TYPE pair ADD ATTRIBUTE c int;
                CREATE OR REPLACE VIEW seen AS SELECT n FROM kept WHERE n > 1;
                REFRESH MATERIALIZED VIEW summed;
                CREATE OR REPLACE FUNCTION twice(x int) RETURNS int LANGUAGE sql AS 'SELECT x + x';
                ALTER SEQUENCE alone RESTART;
                INSERT INTO kept (m) VALUES ('sad');
                TRUNCATE kept RESTART IDENTITY;
                DROP FUNCTION marked CASCADE; DROP SCHEMA apart CASCADE; DROP TABLE kept CASCADE;
            """)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("SELECT pg_read_file('/etc/passwd')")
    assert not released.start(), "once is enough"


def test_an_upgrade_that_was_interrupted_is_done_again(released, monkeypatch):
    done = roles.Administrator.do

    def dies(self, database, *statements):
        if statements[0].startswith("ALTER DATABASE"):
            raise ClusterError("interrupted")
        return done(self, database, *statements)

    with monkeypatch.context() as interrupted:
        interrupted.setattr(roles.Administrator, "do", dies)
        with pytest.raises(ClusterError, match="interrupted"):
            released.start()
    assert released.start()
    with connect(released) as connection:
        assert connection.execute("SHOW is_superuser").fetchone()[0] == "off"
        connection.execute("ALTER TABLE kept ADD COLUMN more int")
