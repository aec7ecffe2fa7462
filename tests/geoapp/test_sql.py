"""What the `sql/` of an application says is what a migrated database holds."""

import io

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from common.frozen_sql import last_copies, same
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


@pytest.mark.parametrize("name", [*RECORDS.made_names, *SEARCH.made_names])
def test_the_last_migration_has_what_the_declarations_make(name):
    """`manage.py freeze_sql` copies it."""
    application, sql = ("mapping", RECORDS) if name in RECORDS.names else ("search", SEARCH)
    assert same(last_copies()[application, name], sql.text(name))


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


def test_a_migration_is_made_to_run_what_it_took(application):
    written = application / "migrations/0099_more.py"
    written.write_text(
        "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n\n"
        "    dependencies = [\n        ('search', '0001_initial'),\n    ]\n\n    operations = [\n    ]\n"
    )
    call_command("freeze_sql", "search", "0099_more", "tags", stdout=io.StringIO())
    assert "operations = [\n        migrations.RunSQL(frozen_sql(__file__)" in written.read_text()
    compile(written.read_text(), "0099_more", "exec")


def test_what_changed_is_looked_for_in_every_application_even_those_without_declarations(application):
    told = io.StringIO()
    call_command("freeze_sql", "search", "0099_more", stdout=told)
    assert "search/sql/vocabulary.sql -> search/migrations/frozen/0099_more.sql" in told.getvalue()


def test_a_copy_needs_its_migration(application):
    with pytest.raises(CommandError, match=r"search/migrations/0098_other\.py"):
        call_command("freeze_sql", "search", "0098_other", "triggers")


def test_a_file_that_is_not_there_is_named_with_those_that_are(application):
    with pytest.raises(CommandError, match=r"search/sql/ n'a pas : visible\. Il a : tags"):
        call_command("freeze_sql", "search", "0099_more", "visible")
