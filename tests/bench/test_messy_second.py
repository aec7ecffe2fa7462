"""The second set of messy workbooks: what its files hold is what its truth says, and nobody's real number."""

import csv
import io
from collections import Counter
from xml.etree import ElementTree
from zipfile import ZipFile

import openpyxl
import phonenumbers
import pytest
from opening_hours import OpeningHours

from bench.messy import books as library
from bench.messy.book import Book, Cell, Fate
from bench.messy.perfect import perfect
from bench.messy.score import Outcome, score
from bench.messy.second import PREFIX
from bench.messy.second.hours import SIGNS
from bench.messy.third.hours import signs

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


@pytest.fixture(scope="module")
def every():
    return library.books("second")


def test_a_set_is_asked_for_by_its_name():
    first, second, every_set = (
        {book.name for book in library.books(which)} for which in ("first", "second", "all")
    )
    assert {name for name in every_set if name.startswith(PREFIX)} == second
    assert first | second < every_set
    assert not first & second
    with pytest.raises(ValueError, match="fourth"):
        library.books("fourth")


def test_there_are_two_dozen_of_the_length_of_a_real_list(every):
    assert len(every) >= 24
    for book in every:
        structures = sum(record.kind == "structure" for record in book.records.values())
        lines = {row for record in book.records.values() for row in record.rows}
        assert len(lines) >= 15, book.name
        assert structures <= 40, book.name


def test_every_cell_that_is_not_empty_has_its_truth_and_nothing_else_has(every):
    for book in every:
        cells = {Cell(sheet.name, *place) for sheet in book.sheets for place in sheet.values}
        assert cells == set(book.truth), book.name
        for meaning in book.truth.values():
            assert meaning.places or meaning.texts or (meaning.fate is Fate.IGNORABLE and meaning.why)


def test_the_same_is_written_each_time(every):
    assert library.books("second") == every


def test_the_files_hold_what_the_truth_says(every, tmp_path):
    for book in every:
        file = library.write(book, tmp_path)
        found = {"csv": _of_csv, "ods": _of_ods, "xlsx": _of_xlsx}[book.kind](book, file)
        if book.kind == "xlsx":
            assert found == {cell: book.raw(cell) for cell in book.truth}, book.name
        else:
            assert set(found) == set(book.truth), book.name


def _of_csv(book: Book, file):
    lines = csv.reader(io.StringIO(file.read_bytes().decode(book.encoding)), delimiter=book.delimiter)
    found = {
        Cell(book.sheets[0].name, row, column): value
        for row, line in enumerate(lines, 1)
        for column, value in enumerate(line, 1)
        if value
    }
    assert found == {cell: str(book.raw(cell)) for cell in book.truth}, book.name
    return found


def _of_xlsx(book: Book, file):
    workbook = openpyxl.load_workbook(file)
    assert workbook.sheetnames == [sheet.name for sheet in book.sheets]
    return {
        Cell(page.title, cell.row, cell.column): cell.value
        for page in workbook
        for line in page.iter_rows()
        for cell in line
        if cell.value is not None
    }


def _of_ods(book: Book, file):
    with ZipFile(file) as archive:
        assert archive.namelist()[0] == "mimetype"
        content = ElementTree.fromstring(archive.read("content.xml"))
    return {
        Cell(table.get(f"{_TABLE}name"), row, column): "".join(cell.itertext())
        for table in content.iter(f"{_TABLE}table")
        for row, line in enumerate(table.iter(f"{_TABLE}table-row"), 1)
        for column, cell in enumerate(line, 1)
        if cell.find(f"{_TEXT}p") is not None
    }


def test_what_is_invented_is_plausible(every):
    """None that nobody could dial, and nobody's real mail."""
    for book in every:
        for meaning in book.truth.values():
            for place in meaning.places:
                if place.field == "telephone":
                    assert phonenumbers.is_valid_number(phonenumbers.parse(place.value, "FR")), place
                if place.field == "courriel":
                    assert place.value.endswith(".example.org")
                if place.field == "code_postal":
                    assert len(place.value) == 5


@pytest.mark.slow
def test_who_understands_everything_is_right_in_everything(every):
    for book in every:
        result = score(book, perfect(book))
        assert result.share(Outcome.RIGHT) == 1.0, (book.name, result.findings[:3])
        assert (result.invented, result.exposed, result.questions) == (0, 0, [0])


def test_the_hours_are_others_than_the_first_ones_and_can_be_read():
    texts = Counter(sign.text for sign in signs("all"))
    assert len(SIGNS) >= 80
    assert max(texts.values()) == 1
    for sign in SIGNS:
        for week in (sign.osm, *sign.also):
            assert week is None or OpeningHours(week).intervals(), sign
