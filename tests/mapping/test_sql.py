"""What `mapping/sql/` says is what a migrated database holds."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from mapping import sql
from mapping.management.commands import freeze_sql
from tests.upgrade.schema import views_functions_and_triggers


@pytest.mark.django_db
def test_running_every_file_again_on_a_migrated_database_changes_nothing():
    with connection.cursor() as cursor:
        before = views_functions_and_triggers(cursor)
        for name in sql.DEFINITIONS:
            cursor.execute(sql.definition(name), None)
        after = views_functions_and_triggers(cursor)
    assert {name for name in before if name.startswith("function mapping_refresh_search")}
    assert after == before


def test_a_migration_takes_a_copy_in_the_order_in_which_files_build_on_each_other(tmp_path, monkeypatch):
    (tmp_path / "0099_more.py").touch()
    (tmp_path / "frozen").mkdir()
    monkeypatch.setattr(freeze_sql, "FROZEN", tmp_path / "frozen")
    call_command("freeze_sql", "0099_more", "triggers", "visible", stdout=io.StringIO())
    copied = (tmp_path / "frozen/0099_more.sql").read_text()
    assert copied.index("VIEW mapping_visible_structure") < copied.index("mapping_structure_inserted")
    assert "mapping_known_words" not in copied


def test_a_copy_needs_its_migration(tmp_path, monkeypatch):
    monkeypatch.setattr(freeze_sql, "FROZEN", tmp_path / "frozen")
    with pytest.raises(CommandError, match=r"0099_more\.py"):
        call_command("freeze_sql", "0099_more", "triggers")
