"""An installed site comes to the version of the day, and is then like a new one."""

import gzip
import json
from pathlib import Path

import pytest

from tests.upgrade.databases import connect, copy_data, database, manage, restore, settled_schema
from tests.upgrade.released import digests, released

DUMPS = sorted(Path(__file__).parent.glob("*.sql.gz"))


def test_what_a_version_released_is_as_it_was():
    now = digests()
    for version, files in released().items():
        assert {path: now.get(path) for path in files} == files, f"released in {version}"


def test_each_released_version_has_a_dump():
    assert {f"{version}.sql.gz" for version in released()} == {dump.name for dump in DUMPS}


# What a person changed between two imports, and after them, before the history was kept.
_EDITED = """
UPDATE mapping_structure SET description = 'Écrit par une collègue'
WHERE (source, source_id) = ('annuaire', 'a4')
"""


@pytest.fixture(scope="module", params=DUMPS, ids=lambda dump: dump.name.removesuffix(".sql.gz"))
def migrated(request, django_db_setup):
    """One of each released version, come to that of the day, in most of a minute: tests work on copies."""
    with database("migrated") as name:
        restore(name, gzip.decompress(request.param.read_bytes()))
        with connect(name) as connection:
            connection.execute(_EDITED)
        manage(name, "manage.py", "migrate", "--verbosity=0")
        yield name


@pytest.fixture
def fresh(django_db_setup):
    """A new database of the version of the day."""
    with database("fresh") as name:
        manage(name, "manage.py", "migrate", "--verbosity=0")
        yield name


def test_an_upgraded_site_has_the_schema_and_gives_the_answers_of_a_new_one(fresh, migrated):
    with database("upgraded", of=migrated) as upgraded:
        old, new = settled_schema(upgraded), settled_schema(fresh)
        assert sorted(dict(old.items() ^ new.items())) == []

        copy_data(upgraded, fresh)
        for name in (upgraded, fresh):
            assert "disent ce que dit" in manage(name, "manage.py", "check_search")
            manage(name, "manage.py", "work_out_schedules")
        old, new = (json.loads(manage(name, "-m", "tests.upgrade.answers")) for name in (upgraded, fresh))
        assert len(new) >= 500
        assert not [address for address, answer in new.items() if answer.startswith("5")]
        assert [address for address in new if old[address] != new[address]] == []


_DIRECTORY = """
SELECT (to_jsonb(s) - 'updated_at')::text FROM mapping_structure s
UNION ALL SELECT (to_jsonb(s) - 'updated_at')::text FROM mapping_service s
UNION ALL SELECT to_jsonb(k)::text FROM mapping_contact k
UNION ALL SELECT to_jsonb(l)::text FROM data_link l
"""


@pytest.mark.parametrize("migrated", DUMPS[:1], indirect=True, ids=["0.1.0"])
def test_imports_and_merges_of_0_1_0_are_undone_from_what_their_journal_said(migrated):
    """The last first, each says what it leaves; an edit of which no history was kept stays."""
    with database("before") as name:
        restore(name, gzip.decompress(DUMPS[0].read_bytes()))
        with connect(name) as connection:
            applied = connection.execute(
                "SELECT id FROM data_importrun WHERE state = 'applied' ORDER BY id"
            ).fetchall()
            noted = connection.execute(
                "SELECT count(*) FROM data_change c JOIN data_importrun r ON r.id = c.run_id"
                " WHERE r.state = 'applied'"
            ).fetchone()
    assert [run for (run,) in applied] == [1, 2, 5]
    with database("undone", of=migrated) as name:
        with connect(name) as connection:
            events = connection.execute(
                "SELECT count(*) FROM history_event e JOIN history_act a ON a.id = e.act_id"
                " JOIN data_importrun r ON r.id = a.run WHERE r.state = 'applied'"
            ).fetchone()
            assert events == noted
            before = set(connection.execute(_DIRECTORY).fetchall())
        told = [manage(name, "manage.py", "import_structures", "--annuler", str(run)) for run in (5, 2, 1)]
        assert told[0] == "Import 5 annulé.\n"
        assert told[1].splitlines()[0] == "Import 2 annulé."
        assert "modifiée depuis (description)" in told[1]
        assert told[2] == "Import 1 annulé.\n"
        with connect(name) as connection:
            left = connection.execute(
                "SELECT source_id, description FROM mapping_structure WHERE source = 'annuaire'"
            ).fetchall()
            assert left == [("a4", "Écrit par une collègue")]
            assert len(before - set(connection.execute(_DIRECTORY).fetchall())) >= 8
        assert "disent ce que dit" in manage(name, "manage.py", "check_search")
