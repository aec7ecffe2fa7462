"""An installed site comes to the version of the day, and is then like a new one."""

import gzip
import json
from pathlib import Path

import pytest

from tests.upgrade.databases import copy_data, database, manage, restore, settled_schema
from tests.upgrade.released import digests, released

DUMPS = sorted(Path(__file__).parent.glob("*.sql.gz"))


def test_what_a_version_released_is_as_it_was():
    now = digests()
    for version, files in released().items():
        assert {path: now.get(path) for path in files} == files, f"released in {version}"


def test_each_released_version_has_a_dump():
    assert {f"{version}.sql.gz" for version in released()} == {dump.name for dump in DUMPS}


@pytest.fixture
def fresh(django_db_setup):
    """A new database of the version of the day."""
    with database("fresh") as name:
        manage(name, "manage.py", "migrate", "--verbosity=0")
        yield name


@pytest.mark.parametrize("dump", DUMPS, ids=lambda dump: dump.name.removesuffix(".sql.gz"))
def test_an_upgraded_site_has_the_schema_and_gives_the_answers_of_a_new_one(fresh, dump):
    with database("upgraded") as upgraded:
        restore(upgraded, gzip.decompress(dump.read_bytes()))
        manage(upgraded, "manage.py", "migrate", "--verbosity=0")
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
