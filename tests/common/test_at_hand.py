# SPDX-License-Identifier: AGPL-3.0-or-later
"""The beginning of a table is read once, whoever asks for it; the rest is as it was."""

from itertools import islice

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.files import Table, Unreadable, book, bounded
from common.files.book import at_hand
from data.imports.shapes import open_tables


def table_of(lines: list[list], stops_at: int | None = None) -> tuple[Table, list[int]]:
    """A table of these rows, and how often each reading of its file began."""
    begun: list[int] = []

    def rows():
        begun.append(1)
        for number, cells in enumerate(lines, 1):
            if number == stops_at:
                raise Unreadable("Une ligne pèse trop.")
            yield number, list(cells)

    return Table("t", ("a", "b"), rows), begun


@given(
    lines=st.lists(st.lists(st.text(max_size=4), min_size=2, max_size=2), max_size=12),
    at_once=st.integers(1, 8),
    most=st.integers(0, 400),
    looked_at=st.integers(0, 12),
)
def test_the_rows_are_those_of_the_file_however_much_is_held(lines, at_once, most, looked_at):
    plain, _begun = table_of(lines)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(book, "MAX_AT_HAND", at_once)
        held = at_hand(plain, most)
        list(islice(held.rows(), looked_at))
        assert list(held.rows()) == list(plain.rows())
        assert list(held.rows()) == list(plain.rows())


def test_a_small_table_is_read_once():
    plain, begun = table_of([["1", "2"]] * 50)
    held = at_hand(plain)
    for _time in range(4):
        list(held.rows())
    assert len(begun) == 1


def test_whoever_writes_on_a_row_changes_it_for_nobody_else():
    held = at_hand(table_of([["1", "2"]])[0])
    for _number, cells in held.rows():
        cells[0] = "other"
    assert list(held.rows()) == [(1, ["1", "2"])]


def test_a_row_that_cannot_be_read_stops_those_who_come_as_far():
    held = at_hand(table_of([["1", "2"]] * 9, stops_at=6)[0])
    assert len(list(islice(held.rows(), 5))) == 5
    for _time in range(2):
        with pytest.raises(Unreadable, match="pèse trop"):
            list(held.rows())


def test_a_workbook_is_recognised_in_few_processes(tmp_path, monkeypatch):
    file = openpyxl.Workbook()
    file.remove(file.active)
    for name in ("Melun", "Provins", "Meaux"):
        sheet = file.create_sheet(name)
        sheet.append(["Nom", "Adresse", "Commune", "Téléphone"])
        for number in range(1, 30):
            sheet.append([f"Association {name} {number}", f"{number} rue des Essais", name, "01 64 52 89 00"])
    file.save(tmp_path / "a.xlsx")
    begun = []
    popen = bounded.subprocess.Popen
    monkeypatch.setattr(
        bounded.subprocess, "Popen", lambda *given, **how: begun.append(1) or popen(*given, **how)
    )
    found = open_tables(tmp_path / "a.xlsx")
    assert len(list(found.tables[0].rows())) == 87
    # What it is, its sheets, the header and the rows of each; those of all together, a sheet after the other.
    assert len(begun) <= 2 + 3 * 3
