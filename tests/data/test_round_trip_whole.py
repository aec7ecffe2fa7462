"""A rich directory out in every format, through a spreadsheet and back: what was edited changes alone."""

import pytest

from accounts.readers import STAFF, VISITOR
from bench.round_trip import directory, edits, passes
from tests.data.digest import digest
from tests.data.test_round_trip import exported, rehearsed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

# Every shape of `bench.round_trip.directory` comes in so many; a thousand are measured by
# `make bench-round-trip`.
COUNT = 64


@pytest.fixture
def rich():
    return directory.make(COUNT)


def untouched(run) -> None:
    """A rehearsal of a file of which no cell was edited."""
    assert run.counts["same"] > 30
    assert edits.Expected().wrong(run) == []


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


@pytest.mark.parametrize("named", passes.CSV)
def test_a_text_file_that_a_spreadsheet_saved_changes_nothing(rich, named):
    for kind in ("csv", "mediation-numerique"):
        untouched(rehearsed(kind, passes.through_csv(exported(kind), **passes.CSV[named])))


@pytest.mark.parametrize("named", passes.WORKBOOK)
def test_a_workbook_that_a_spreadsheet_saved_changes_nothing(rich, named):
    content = passes.through_workbook(exported("xlsx"), change=passes.WORKBOOK[named])
    untouched(rehearsed("xlsx", content))


def test_a_text_file_saved_as_a_workbook_changes_nothing(rich):
    for kind in ("csv", "mediation-numerique"):
        untouched(rehearsed("xlsx", passes.csv_as_workbook(exported(kind), change=passes.dates)))


def test_a_document_written_again_changes_nothing(rich):
    for kind in ("geojson", "data-inclusion"):
        untouched(rehearsed(kind, passes.through_json(exported(kind))))
