"""The messy workbooks and their scorer: a truth with a hole, or a scorer that flatters, is no help."""

import csv
from collections import Counter, defaultdict
from dataclasses import replace

import openpyxl
import phonenumbers
import pytest

from bench.messy import books as library
from bench.messy import figures
from bench.messy.book import Book, Cell, Fate, ask, at, ignorable, kept
from bench.messy.compare import figures as digits
from bench.messy.hours import SIGNS, Reading, judge, tally
from bench.messy.perfect import perfect
from bench.messy.read import Question, Read, Stored
from bench.messy.reader import hours_of
from bench.messy.score import Outcome, by_shape, score, together, worst
from bench.messy.weeks import ordinary, osm, same_hours, written
from bench.report import table

# What the brief of the workbooks asks for: each must be the shape of one at least.
SHAPES = (
    "header lines above", "merged titles", "several tables on a sheet", "second sheet that matters",
    "a row per service", "a column per weekday", "coordinates swapped", "coordinates in Lambert-93",
    "coordinates unnamed", "unnamed columns", "house number looks like an id",
    "INSEE code looks like a postcode",
    "code columns that look like identifiers", "values of three vocabularies in one column",
    "values of data·inclusion v0", "values of médiation numérique", "values in free words",
    "broken letters (U+FFFD)", "mojibake", "repeated headers", "notes and totals under", "section rows",
    "the same header twice", "several numbers in one cell", "address in one column", "address in two columns",
    "address in three columns", "address in four columns", "address in five columns",
    "postcode without its leading zero", "telephones in all shapes", "mails with spaces",
    "« Type de lieu » beside « Nom du lieu »", "yes and no in ten ways", "dates as dates and as texts",
    "hours as people write them", "empty twin columns", "hidden columns", "rows in capitals",
    "SIRET as floats",
    "SIRET of zeros", "merged cells downwards", "a row per contact", "a row per session", "private contacts",
    "several structures at one address", "one structure at several addresses", "overseas",
)  # fmt: skip


@pytest.fixture(scope="module")
def every():
    return library.books()


def test_there_are_forty_and_each_is_as_long_as_a_real_one(every):
    assert len(every) >= 40
    assert len({book.name for book in every}) == len(every)
    for book in every:
        lines = {row for record in book.records.values() for row in record.rows}
        across = max(library.width(sheet) for sheet in book.sheets)
        assert 30 <= max(len(lines), across) <= 110, book.name


def test_each_shape_that_was_asked_for_is_there(every):
    shapes = {shape for book in every for shape in book.shapes}
    assert not set(SHAPES) - shapes


def test_every_cell_that_is_not_empty_has_its_truth_and_nothing_else_has(every):
    for book in every:
        cells = {Cell(sheet.name, *place) for sheet in book.sheets for place in sheet.values}
        assert cells == set(book.truth), book.name
        for meaning in book.truth.values():
            assert meaning.places or meaning.texts or (meaning.fate is Fate.IGNORABLE and meaning.why), (
                book.name
            )


def test_the_same_is_written_each_time(every):
    assert library.books() == every


def test_the_files_hold_what_the_truth_says(every, tmp_path):
    for book in every:
        file = library.write(book, tmp_path)
        if book.kind == "csv":
            lines = list(csv.reader(file.read_text(book.encoding).splitlines(), delimiter=book.delimiter))
            for cell in book.truth:
                assert lines[cell.row - 1][cell.column - 1] == str(book.raw(cell))
            continue
        workbook = openpyxl.load_workbook(file)
        assert workbook.sheetnames == [sheet.name for sheet in book.sheets]
        found = {
            Cell(page.title, cell.row, cell.column): cell.value
            for page in workbook
            for line in page.iter_rows()
            for cell in line
            if cell.value is not None
        }
        assert found == {cell: book.raw(cell) for cell in book.truth}, book.name


def test_what_is_invented_is_plausible(every):
    """A reader may refuse what nobody could dial: the workbooks have none, and nobody's real mail either."""
    for book in every:
        for meaning in book.truth.values():
            for place in meaning.places:
                if place.field == "telephone":
                    regions = ("FR", "RE", "GP", "GF", "YT")
                    parsed = (phonenumbers.parse(place.value, region) for region in regions)
                    assert any(phonenumbers.is_valid_number(one) for one in parsed), place
                if place.field == "courriel":
                    assert place.value.endswith(".example.org")
                if place.field == "code_postal":
                    assert len(place.value) == 5


def test_two_persons_of_a_structure_have_two_names(every):
    for book in every:
        said = defaultdict(set)
        for meaning in book.truth.values():
            for place in meaning.places:
                if place.field.startswith("nom") and book.records[place.record].kind == "contact":
                    said[place.record].add(place.value)
        names = Counter((book.family(record), *sorted(words)) for record, words in said.items())
        assert not [name for name, count in names.items() if count > 1], book.name


# ---- the scorer


@pytest.mark.slow
def test_who_understands_everything_is_right_in_everything(every):
    for book in every:
        result = score(book, perfect(book))
        assert result.share(Outcome.RIGHT) == 1.0, (book.name, result.findings[:3])
        assert (result.invented, result.exposed, result.questions) == (0, 0, [0])


@pytest.fixture
def small():
    """Two structures, a person and a section row; a column of words that somebody must be asked about."""
    book = Book("small", ("tiny",))
    sheet = book.sheet("Feuil1")
    book.put(sheet, 1, 1, "Nom", ignorable("heading"))
    book.put(sheet, 2, 1, "SECTEUR SUD", ignorable("section row"))
    for row, (key, nom, number) in enumerate(
        (("a", "Association Horizons", "0199001122"), ("b", "Mairie de Melun", "0199003344")), 3
    ):
        book.record(key, "structure")
        book.record(f"{key}/offer", "service", key, loose=True)
        book.record(f"{key}/person", "contact", key)
        book.put(sheet, row, 1, nom, at(key, "nom", nom))
        book.put(sheet, row, 2, number, at(key, "telephone", number))
        book.put(sheet, row, 3, "Sophie Petit", at(f"{key}/person", "nom", "Sophie Petit"))
        book.put(sheet, row, 4, f"06446611{row:02d}", at(f"{key}/person", "telephone", f"06446611{row:02d}"))
        book.put(sheet, row, 5, "clé au café", kept(key, "clé au café"))
        book.put(sheet, row, 6, "PRECARITE", ask(record=key, texts=("PRECARITE",)))
    return book


def cell(row, column):
    return Cell("Feuil1", row, column)


def outcomes(book, read):
    """What became of each cell that is not right, and the score."""
    result = score(book, read)
    return {one.cell: one.outcome for one in result.findings}, result


def changed(read, record, **fields):
    """The read with other fields in a record; None takes a field away."""
    return replace(
        read,
        records=tuple(
            replace(one, fields={k: v for k, v in (one.fields | fields).items() if v is not None})
            if one.id == record
            else one
            for one in read.records
        ),
    )


def test_a_value_that_is_nowhere_is_lost_unless_somebody_says_so(small):
    read = changed(perfect(small), "a", telephone=None)
    found, result = outcomes(small, read)
    assert found == {cell(3, 2): Outcome.LOST}
    assert result.share(Outcome.LOST) == pytest.approx(1 / 12)
    found, _ = outcomes(small, replace(read, told=frozenset({cell(3, 2)})))
    assert found == {cell(3, 2): Outcome.TOLD}


def test_a_value_that_is_asked_about_is_asked(small):
    read = changed(perfect(small), "a", telephone=None)
    for question in (
        Question("column?", columns=frozenset({("Feuil1", 2)})),
        Question("value?", values=frozenset({("Feuil1", 2, "0199001122")})),
        Question("cell?", cells=frozenset({cell(3, 2)})),
    ):
        _, result = outcomes(small, replace(read, questions=(question,)))
        assert (result.cells[Outcome.ASKED], result.cells[Outcome.LOST], result.questions) == (1, 0, [1])


def test_another_value_is_wrong_even_where_a_question_is_asked(small):
    read = changed(perfect(small), "a", telephone="0199009999")
    read = replace(read, questions=(Question("column?", columns=frozenset({("Feuil1", 2)})),))
    found, result = outcomes(small, read)
    assert found[cell(3, 2)] is Outcome.WRONG
    assert result.share(Outcome.WRONG) == pytest.approx((1 + result.invented) / 12)


def test_a_text_kept_beside_is_neither_right_nor_lost(small):
    read = changed(perfect(small), "a", telephone=None, notes="Tél : 0199001122")
    found, _ = outcomes(small, read)
    assert found == {cell(3, 2): Outcome.KEPT}


def test_a_section_row_made_a_structure_is_wrong(small):
    read = perfect(small)
    read = replace(read, records=(*read.records, Stored("x", "structure", {"nom": "SECTEUR SUD"})))
    found, _ = outcomes(small, read)
    assert found == {cell(2, 1): Outcome.WRONG}


def test_a_value_of_no_cell_is_invented(small):
    found, result = outcomes(small, changed(perfect(small), "b", courriel="x@y.example.org"))
    assert found == {None: Outcome.WRONG}
    assert result.invented == 1
    assert result.share(Outcome.WRONG) == pytest.approx(1 / 12)


def test_two_structures_made_one_lose_the_cells_of_the_other(small):
    read = perfect(small)
    read = replace(read, records=tuple(one for one in read.records if not one.id.startswith("b")))
    found, _ = outcomes(small, read)
    assert {one for one in found if found[one] is Outcome.LOST} == {cell(4, column) for column in range(1, 7)}


def test_a_persons_number_in_the_structure_is_wrong_and_counted_as_exposed(small):
    read = changed(perfect(small), "a", telephone="0644661103")
    found, result = outcomes(small, read)
    assert result.exposed == 1
    assert found[cell(3, 2)] is Outcome.WRONG
    assert found[cell(3, 4)] is Outcome.WRONG


def test_letters_that_are_gone_must_be_told(every):
    book = next(one for one in every if one.name == "lettres-perdues")
    silent = score(book, replace(perfect(book), told=frozenset()))
    assert silent.cells[Outcome.LOST] == sum(meaning.told for meaning in book.truth.values()) > 40
    assert silent.cells[Outcome.WRONG] == 0


def test_letters_stored_broken_are_wrong_unless_told_as_doubtful(every):
    book = next(one for one in every if one.name == "mojibake")
    broken, meaning = next(
        (one, meaning)
        for one, meaning in book.truth.items()
        if meaning.places and meaning.places[0].field == "nom" and "Ã" in str(book.raw(one))
    )
    read = changed(perfect(book), meaning.places[0].record, nom=book.raw(broken))
    assert outcomes(book, read)[0] == {broken: Outcome.WRONG}
    assert outcomes(book, replace(read, told=frozenset({broken})))[0] == {broken: Outcome.TOLD}


def test_workshops_made_one_are_lost(every):
    book = next(one for one in every if one.name == "une-ligne-par-atelier")
    read = perfect(book)
    second = {key for key, record in book.records.items() if key.endswith("/w1")}
    result = score(book, replace(read, records=tuple(one for one in read.records if one.id not in second)))
    # Name, level, hours and seats of each.
    assert result.cells[Outcome.LOST] == 4 * len(second)


def test_a_service_that_the_file_does_not_name_may_have_any_name_and_repeat_its_address(every):
    book = next(one for one in every if one.name == "une-ligne-par-niveau")
    read = perfect(book)
    street = next(one for one in read.records if one.id == "s1").fields["adresse"]
    told = changed(read, "s1/w0", nom="Cours de français B1", adresse=street)
    assert outcomes(book, told)[0] == {}
    assert outcomes(book, changed(read, "s1/w0", nom="Cours", adresse="1 rue d'ailleurs"))[0]


def test_a_day_of_the_week_that_is_missed_is_its_own_cell_only(every):
    book = next(one for one in every if one.name == "une-colonne-par-jour")
    read = perfect(book)
    given = next(one for one in read.records if one.fields.get("horaires_accueil", "").count("; ") == 4)
    fewer = given.fields["horaires_accueil"].split("; ", 1)[1]
    found, _ = outcomes(book, changed(read, given.id, horaires_accueil=fewer))
    assert list(found.values()) == [Outcome.LOST]


def test_files_are_added_up_and_the_worst_one_is_named(small):
    good = score(small, perfect(small))
    bad = score(replace(small, name="bad", shapes=("tiny", "other")), Read(questions=(Question("?"),) * 3))
    assert worst([good, bad]).name == "bad"
    total = together("all", [good, bad])
    assert (total.data, total.questions) == (24, [0, 3])
    assert {name: one.data for name, one in by_shape([good, bad]).items()} == {"other": 12, "tiny": 24}
    assert bad.share(Outcome.LOST) == 1.0


def test_the_figures_shout_when_a_cell_is_lost(small):
    good, bad = score(small, perfect(small)), score(small, Read())
    assert all(row.holds is not False for row in figures.rows([good], [good]))
    shown = table(figures.rows([good, bad], [good, good]))
    assert "cells lost without a word, unattended" in shown
    assert "NO" in shown


def test_a_telephone_is_the_same_however_it_is_written():
    assert (
        digits("+33 (0)1 99 00 12 34") == digits("0033199001234") == digits("01.99.00.12.34") == "0199001234"
    )
    assert digits("+262 262 47 12 34") == digits("02 62 47 12 34")
    assert digits("3949") == "3949"


# ---- hours


def test_there_are_150_signs_all_different_and_each_truth_can_be_read():
    assert len({sign.text for sign in SIGNS}) == len(SIGNS) >= 150
    assert sum(sign.osm is not None for sign in SIGNS) >= 150
    for sign in SIGNS:
        for week in (sign.osm, *sign.also):
            assert week is None or ordinary(week) is not None, sign.text


def test_a_sign_is_right_kept_or_wrong():
    sign = next(one for one in SIGNS if one.text == "Lundi 9h-12h sur rdv, mardi 14h-17h")
    assert judge(sign, 'Mo 09:00-12:00 "sur rdv"; Tu 14:00-17:00') is Reading.RIGHT
    assert judge(sign, 'Mo 09:00-12:00 "sur rdv"; Tu 14:00-17:00 "sur rdv"') is Reading.WRONG
    assert judge(sign, "Mo 09:00-12:00; Tu 14:00-17:00") is Reading.WRONG
    assert judge(sign, "not hours") is Reading.WRONG
    assert judge(sign, None) is Reading.KEPT
    unknown = next(one for one in SIGNS if one.text == "horaires variables")
    assert judge(unknown, None) is Reading.RIGHT
    assert judge(unknown, "Mo-Fr 09:00-17:00") is Reading.WRONG


def test_the_import_reads_nine_signs_in_ten_and_none_wrongly():
    counts, others = tally(hours_of)
    assert counts[Reading.WRONG] == 0, [(sign.text, read) for sign, read in others if read]
    assert counts[Reading.KEPT] <= len(SIGNS) / 10, [sign.text for sign, _read in others]
    assert all(row.holds for row in figures.hours_rows(counts))


def test_what_is_uncertain_in_its_own_words_is_kept_and_nothing_else():
    sign = next(one for one in SIGNS if one.text == "un mardi sur deux 14h-16h")
    assert judge(sign, 'Tu 14:00-16:00 unknown "un mardi sur deux"') is Reading.RIGHT
    assert judge(sign, 'Tu 14:00-16:00 "un mardi sur deux"') is Reading.WRONG
    assert judge(sign, 'Tu 14:00-16:00 unknown "parfois"') is Reading.WRONG
    assert judge(sign, 'Tu 14:00-16:00; We 09:00-12:00 unknown "un mardi sur deux"') is Reading.WRONG


def test_who_keeps_everything_has_nothing_wrong_and_who_copies_the_truth_is_right():
    counts, others = tally(lambda text: None)
    assert counts[Reading.WRONG] == 0
    assert counts[Reading.KEPT] == sum(sign.osm is not None for sign in SIGNS) == len(others)
    truth = {sign.text: sign.osm for sign in SIGNS}
    assert tally(truth.get) == ({Reading.RIGHT: len(SIGNS)}, [])
    assert [row.holds for row in figures.hours_rows(counts)] == [True, False]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Mo,Tu 09:00-12:00", "Mo-Tu 09:00-12:00", True),
        ("Mo-Fr 09:00-12:00; We off", "Mo-Tu,Th-Fr 09:00-12:00", True),
        ("Mo 09:00-12:00; Mo 14:00-17:00", "Mo 09:00-12:00,14:00-17:00", False),
        ("Mo 09:00-12:00; SH off", "Mo 09:00-12:00", False),
        ("Tu[1,3] 14:00-16:00", "Tu 14:00-16:00", False),
        ("We off", "Th off", False),
        ("We off", "We closed", True),
    ],
)
def test_two_weeks_are_the_same_when_they_are_open_at_the_same_moments(one, other, same):
    assert same_hours(one, other) is same


def test_a_week_is_written_as_people_and_as_maps_do():
    week = {0: ((540, 720), (840, 1020)), 1: ((540, 720), (840, 1020)), 4: ((570, 720),)}
    assert osm(week) == "Mo-Tu 09:00-12:00,14:00-17:00; Fr 09:30-12:00"
    assert written(week) == "lundi et mardi 9h-12h / 14h-17h, vendredi 9h30-12h"
