"""A rich directory out in every format, through a spreadsheet, and back: nothing but what was edited changes."""

import pytest

from accounts.readers import STAFF, VISITOR
from bench.round_trip import directory, edits, passes
from data.models import ImportRow
from tests.data.digest import digest
from tests.data.test_round_trip import changes, exported, rehearsed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

# Every shape of `bench.round_trip.directory` comes in so many; a thousand are measured by
# `make bench-round-trip`.
COUNT = 170


@pytest.fixture
def rich():
    return directory.make(COUNT)


def untouched(run) -> None:
    """A rehearsal of a file of which no cell was edited."""
    assert changes(run) == {}
    assert not list(ImportRow.objects.filter(run=run).exclude(doubts=[]).values_list("doubts", flat=True))


def test_every_format_comes_back_unchanged(rich):
    before = digest()
    for reader in (STAFF, VISITOR):
        for kind in ("csv", "xlsx", "geojson", "data-inclusion", "mediation-numerique"):
            untouched(rehearsed(kind, exported(kind, reader)))
    assert digest() == before


EDITED = {
    "csv": edits.csv_edited,
    "xlsx": edits.workbook_edited,
    "geojson": edits.geojson_edited,
    "data-inclusion": edits.inclusion_edited,
    "mediation-numerique": edits.mediation_edited,
}


@pytest.mark.parametrize("kind", EDITED)
def test_a_cell_edited_in_each_column_is_that_change_and_no_other(rich, kind):
    content, expected = EDITED[kind](exported(kind))
    assert len(expected.of) >= 20
    assert expected.wrong(rehearsed(kind, content)) == []


CSV_PASSES = {
    "utf-8 and semicolons": {},
    "utf-8 without a mark, commas": {"encoding": "utf-8", "delimiter": ","},
    "tabs, utf-16": {"encoding": "utf-16", "delimiter": "\t"},
    "an old encoding": {"encoding": "cp1252"},
    "Excel in French": {"encoding": "cp1252", "change": passes.french_excel},
    "numbers": {"change": passes.numbers},
    "numbers with decimals": {"change": passes.floats},
}


@pytest.mark.parametrize("named", CSV_PASSES)
@pytest.mark.parametrize("kind", ["csv", "mediation-numerique"])
def test_a_text_file_that_a_spreadsheet_saved_changes_nothing(rich, kind, named):
    untouched(rehearsed(kind, passes.through_csv(exported(kind), **CSV_PASSES[named])))


@pytest.mark.parametrize("change", [passes.as_it_is, passes.numbers, passes.floats, passes.dates])
def test_a_workbook_that_a_spreadsheet_saved_changes_nothing(rich, change):
    untouched(rehearsed("xlsx", passes.through_workbook(exported("xlsx"), change=change)))


@pytest.mark.parametrize("kind", ["csv", "mediation-numerique"])
def test_a_text_file_saved_as_a_workbook_changes_nothing(rich, kind):
    untouched(rehearsed("xlsx", passes.csv_as_workbook(exported(kind), change=passes.dates)))


@pytest.mark.parametrize("kind", ["geojson", "data-inclusion"])
def test_a_document_written_again_changes_nothing(rich, kind):
    untouched(rehearsed(kind, passes.through_json(exported(kind))))
