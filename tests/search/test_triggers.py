"""Triggers that look at a statement's rows as a whole stay linear, whatever their connection did before."""

import pytest
from django.db import connection

from bench.triggers import EDITS

pytestmark = pytest.mark.django_db

_JOINING = """
SELECT t.tgname, p.proname, coalesce(p.proconfig, '{}')
FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
WHERE NOT t.tgisinternal AND t.tgoldtable IS NOT NULL AND t.tgnewtable IS NOT NULL
"""


def test_rows_before_and_after_are_never_joined_one_by_one():
    """A plan made for an edit of one row serves that of ten thousand: a nested loop took forty times as long
    (`python -m bench.triggers`)."""
    with connection.cursor() as cursor:
        cursor.execute(_JOINING)
        found = cursor.fetchall()
    assert {name for name, _function, _settings in found} >= {
        "mapping_structure_updated",
        "mapping_service_updated",
        "mapping_commune_updated",
    }
    assert [name for name, _function, settings in found if "enable_nestloop=off" not in settings] == []


# Their tables hold some hundreds of rows, ever.
_OF_THE_VOCABULARY = {"mapping_theme", "mapping_thematique", "mapping_tag"}


def test_every_trigger_that_reads_a_statement_as_a_whole_is_measured():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, tgrelid::regclass::text FROM pg_trigger"
            " WHERE NOT tgisinternal AND (tgoldtable IS NOT NULL OR tgnewtable IS NOT NULL)"
        )
        found = {name for name, table in cursor.fetchall() if table not in _OF_THE_VOCABULARY}
    assert found == {edit.trigger for edit in EDITS}
