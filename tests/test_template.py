"""The databases of the tests themselves: one each, of what the code is today, and no heap of old ones."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection

from common.postgis.beside import connect_beside
from tests import template
from tests.template import own_database, template_name


@pytest.fixture
def small(django_db_setup, django_db_blocker, monkeypatch):
    """Templates of nothing, made in no time; they and what was copied from them go afterwards."""
    monkeypatch.setattr(template, "call_command", lambda *_, **__: None)
    monkeypatch.setattr(template, "load_places", lambda: None)
    monkeypatch.setattr(template, "_digest", lambda: "first")
    with django_db_blocker.unblock():
        yield f"{connection.settings_dict['NAME']}_small"
        with connect_beside(dbname="postgres") as server:
            server.autocommit = True
            for name in databases():
                server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def databases() -> list[str]:
    """Those that these tests have made, the first made first."""
    ours = connection.settings_dict["NAME"]
    asked = "SELECT datname FROM pg_database WHERE starts_with(datname, %s) AND datname <> %s ORDER BY oid"
    with connect_beside(dbname="postgres") as server:
        return [name for (name,) in server.execute(asked, [ours, ours])]


def tables() -> list[str]:
    with connection.cursor() as cursor:
        return [name for name in connection.introspection.table_names(cursor) if name == "left_here"]


def leave_a_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE left_here ()")


def test_two_runs_at_once_have_a_database_each(small):
    with connect_beside(dbname="postgres") as other:
        other.execute("SELECT pg_advisory_lock(%s)", [template.lock_number(small)])
        with own_database(small) as name:
            assert name == f"{small}_2"


def test_a_database_that_was_kept_is_taken_again_while_its_template_is_that_of_the_day(small, monkeypatch):
    with own_database(small, keep=True):
        leave_a_table()
    with own_database(small, reuse=True, keep=True) as name:
        assert name == small
        assert tables() == ["left_here"]
    monkeypatch.setattr(template, "_digest", lambda: "second")
    with own_database(small, reuse=True, keep=True) as name:
        assert name == small
        assert tables() == []
        leave_a_table()
    with own_database(small):
        assert tables() == []


def test_the_template_of_another_branch_stays_and_those_before_go(small, monkeypatch):
    names = []
    for digest in ("first", "second", "third"):
        monkeypatch.setattr(template, "_digest", lambda digest=digest: digest)
        names.append(template_name())
        with own_database(small, keep=True):
            pass
    assert [name for name in databases() if name != small] == names[1:]


def test_a_template_whose_making_was_interrupted_is_made_again(small, monkeypatch):
    def interrupted() -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(template, "load_places", interrupted)
        with pytest.raises(KeyboardInterrupt), own_database(small):
            pass
    assert template_name() not in databases()
    with own_database(small):
        pass
    assert databases() == [template_name()]


@pytest.fixture
def migrations(monkeypatch, tmp_path) -> Path:
    """The folder of migrations of the only application."""
    monkeypatch.setattr(template, "apps", SimpleNamespace(get_app_configs=lambda: [only]))
    only = SimpleNamespace(label="only", path=str(tmp_path))
    (tmp_path / "migrations/frozen").mkdir(parents=True)
    (tmp_path / "migrations/0001_initial.py").write_text("operations = []")
    return tmp_path / "migrations"


@pytest.mark.parametrize("file", ["0001_initial.py", "0002_more.py", "frozen/0001_initial.sql"])
def test_another_migration_asks_for_another_template(migrations, file):
    before = template_name()
    assert before == template_name()
    (migrations / file).write_text("operations = [one]")
    assert before != template_name()


def test_another_edition_of_the_places_asks_for_another_template(migrations, monkeypatch):
    before = template_name()
    monkeypatch.setattr(template, "edition", lambda: "another")
    assert before != template_name()
