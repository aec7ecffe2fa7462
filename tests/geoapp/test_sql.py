"""What the `sql/` of an application says is what a migrated database holds."""

import io

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from mapping.sql import SQL as RECORDS
from search.sql import SQL as SEARCH
from tests.upgrade.schema import views_functions_and_triggers


@pytest.mark.django_db
def test_running_every_file_again_on_a_migrated_database_changes_nothing():
    with connection.cursor() as cursor:
        before = views_functions_and_triggers(cursor)
        for sql in (RECORDS, SEARCH):
            for name in sql.names:
                cursor.execute(sql.text(name), None)
        after = views_functions_and_triggers(cursor)
    assert {name for name in before if name.startswith("function mapping_refresh_search")}
    assert after == before


@pytest.fixture
def application(tmp_path, monkeypatch):
    """`search`, as if it stood in a folder of its own with one migration to write the SQL of."""
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations/0099_more.py").touch()
    monkeypatch.setattr(apps.get_app_config("search"), "path", str(tmp_path))
    return tmp_path


def test_a_migration_takes_a_copy_in_the_order_in_which_files_build_on_each_other(application):
    call_command("freeze_sql", "search", "0099_more", "triggers", "tags", stdout=io.StringIO())
    copied = (application / "migrations/frozen/0099_more.sql").read_text()
    assert copied.index("mapping_zone_tag") < copied.index("mapping_structure_inserted")
    assert "mapping_known_words" not in copied


def test_a_copy_needs_its_migration(application):
    with pytest.raises(CommandError, match=r"search/migrations/0098_other\.py"):
        call_command("freeze_sql", "search", "0098_other", "triggers")


def test_a_file_that_is_not_there_is_named_with_those_that_are(application):
    with pytest.raises(CommandError, match=r"search/sql/ n'a pas : visible\. Il a : tags"):
        call_command("freeze_sql", "search", "0099_more", "visible")
