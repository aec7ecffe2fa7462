"""Files that break things, each with the message that its user gets."""

import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest

from common.files import Unreadable, delimited, limits, open_book
from common.files.opening import open_book as opened


def put(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "fichier"
    path.write_bytes(content)
    return path


def workbook(rows, change=lambda book, sheet: None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for cells in rows:
        sheet.append(cells)
    change(book, sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def rezipped(content: bytes, name: str, change) -> bytes:
    """The same workbook with one of its members changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            data = old.read(member)
            new.writestr(member, change(data) if member == name else data)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
TABLE = [["Nom", "Commune"], ["Association", "Melun"], ["Autre", "Meaux"]]


def refused(tmp_path: Path, content: bytes) -> str:
    def read_whole() -> None:
        for table in open_book(put(tmp_path, content)).tables:
            for _row in table.rows():
                pass

    with pytest.raises(Unreadable) as refusal:
        read_whole()
    return str(refusal.value)


def rows_of(tmp_path: Path, content: bytes) -> list[list]:
    return [cells for _number, cells in open_book(put(tmp_path, content)).tables[0].rows()]


def test_an_empty_file(tmp_path):
    assert refused(tmp_path, b"") == "Ce fichier est vide."


def test_a_file_of_five_hundred_megabytes(tmp_path):
    path = tmp_path / "enorme.csv"
    with path.open("wb") as file:
        file.truncate(500 * limits.MIB)
    with pytest.raises(Unreadable, match="fait 500 Mo ; 100 Mo au plus"):
        opened(path)


def test_a_million_rows(tmp_path):
    message = refused(tmp_path, b"nom;commune\n" + b"a;Melun\n" * 1_000_000)
    assert (
        message == "Ce fichier a plus de 200 000 lignes, le plus qui soit accepté : coupez-le en plusieurs."
    )


def test_a_zip_bomb(tmp_path):
    bomb = rezipped(workbook(TABLE), SHEET, lambda data: data + b" " * (450 * limits.MIB))
    assert "une fois ouvert, dépasse 400 Mo" in refused(tmp_path, bomb)


def test_a_cell_at_the_end_of_the_sheet(tmp_path):
    far = workbook(TABLE, lambda book, sheet: sheet.cell(1_048_576, 16_384, "loin"))
    assert "s'étend sur 1048576 lignes et 16384 colonnes" in refused(tmp_path, far)


def test_a_workbook_that_declares_entities(tmp_path):
    entities = b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]>'
    trick = rezipped(workbook(TABLE), SHEET, lambda data: entities + data.split(b"?>", 1)[-1])
    assert "déclare des entités XML" in refused(tmp_path, trick)


def test_entities_hidden_in_another_encoding(tmp_path):
    entities = (
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a/>'
    )
    trick = rezipped(workbook(TABLE), SHEET, lambda data: entities.encode("utf-16"))
    assert "déclare des entités XML" in refused(tmp_path, trick)


def test_a_broken_workbook(tmp_path):
    assert "abîmé" in refused(tmp_path, workbook(TABLE)[:-200])


def test_a_broken_old_workbook(tmp_path):
    assert "ne peut pas être lu" in refused(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000)


def test_a_zip_that_is_no_workbook(tmp_path):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("photo.jpg", b"...")
    assert "n'est pas un classeur" in refused(tmp_path, file.getvalue())


@pytest.mark.parametrize(
    ("beginning", "what"),
    [
        (b"%PDF-1.7", "un PDF"),
        (b"\x89PNG\r\n", "une image"),
        (b"MZ\x90", "un programme"),
        (b"<html>", "page web"),
    ],
)
def test_something_else_altogether(tmp_path, beginning, what):
    message = refused(tmp_path, beginning + b" " * 100)
    assert what in message
    assert ".xlsx, .xls, .ods, .csv, .json, .geojson" in message


def test_an_empty_workbook(tmp_path):
    assert "aucune feuille n'est remplie" in refused(tmp_path, workbook([]))


def test_numbers_without_a_header(tmp_path):
    assert "noms des colonnes n'ont pas été trouvés" in refused(tmp_path, b"1;2;3\n4;5;6\n")


def test_a_quote_never_closed(tmp_path):
    message = refused(tmp_path, b'nom,commune\nA,Melun\n"B,Meaux\n' + b"C,Meaux\n" * 20_000)
    assert "À partir de la ligne 3" in message
    assert "guillemet" in message


@pytest.mark.parametrize(
    "content", [b'[{"nom": "A"}, {"nom"', b'{"structures": [1, 2', b"[" * 100_000, b'{"a": NaN}']
)
def test_malformed_json(tmp_path, content):
    assert "JSON" in refused(tmp_path, content)


def test_json_without_a_list(tmp_path):
    assert "ne contient pas de liste d'objets" in refused(tmp_path, b'{"nom": "seul"}')


def test_too_many_columns(tmp_path):
    wide = ";".join(f"colonne {n}" for n in range(1000)).encode()
    assert "1000 colonnes ; 400 au plus" in refused(tmp_path, wide + b"\n" + wide)


def test_formulas_are_never_worked_out(tmp_path):
    sheet = [["Nom", "Commune"], ['=HYPERLINK("http://example.org","A")', "=1+1"], ["Autre", "Meaux"]]
    cells = rows_of(tmp_path, workbook(sheet))
    assert not any("http" in str(cell) or cell == 2 for row in cells for cell in row)


def test_nul_bytes_are_taken_out_and_told(tmp_path):
    book = open_book(put(tmp_path, b"nom;commune\nA\0ssociation;Melun\nB;Meaux\n"))
    assert next(book.tables[0].rows())[1] == ["Association", "Melun"]
    assert "octets nuls" in book.tables[0].notes[0]


def test_lines_of_two_encodings_are_each_read_in_theirs(tmp_path):
    lines = ["nom;commune", "École;Melun", "Forêt;Meaux", "Cœur;Provins"]
    content = b"\n".join(line.encode("cp1252" if "For" in line else "utf-8") for line in lines)
    book = open_book(put(tmp_path, content))
    assert [cells[0] for _n, cells in book.tables[0].rows()] == ["École", "Forêt", "Cœur"]
    assert "1 lignes sont dans un autre encodage" in book.tables[0].notes[0]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "mac_roman", "cp850"]
)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_encoding_and_separator_is_told_apart(tmp_path, encoding, separator):
    rows = [
        ["Nom", "Commune", "Détail"],
        ["Foyer d’été", "Melun", "près de la forêt, là"],
        ["Écrire", "Meaux", "à côté"],
    ]
    if encoding in ("mac_roman", "cp850"):
        rows = [[cell.replace("’", "'") for cell in cells] for cells in rows]
    file = io.StringIO()
    import csv

    csv.writer(file, delimiter=separator).writerows(rows)
    book = open_book(put(tmp_path, file.getvalue().encode(encoding)))
    assert [cells for _n, cells in book.tables[0].rows()] == rows[1:]
    assert book.told == {
        "Encodage": delimited.ENCODINGS[encoding],
        "Séparateur": delimited.SEPARATORS[separator],
    }


def test_a_header_on_line_four_under_a_title(tmp_path):
    sheet = [["Annuaire 2026"], [], ["Mis à jour en novembre"], *TABLE]
    table = open_book(put(tmp_path, workbook(sheet))).tables[0]
    assert (table.headers, table.header_line) == (("Nom", "Commune"), 4)
    assert "ligne 4" in table.notes[0]


def test_the_same_header_twice_and_empty_columns_at_the_end(tmp_path):
    sheet = [
        ["Nom", "Téléphone", "Téléphone", None, None],
        ["A", "01", "02", None, None],
        ["B", "03", None, None, None],
    ]
    table = open_book(put(tmp_path, workbook(sheet))).tables[0]
    assert table.headers == ("Nom", "Téléphone", "Téléphone (2)")
    assert "« Téléphone »" in table.notes[0]


def test_cells_merged_over_rows_are_said_of_each_row(tmp_path):
    sheet = [["Commune", "Nom"], ["Melun", "A"], [None, "B"], ["Meaux", "C"]]
    content = workbook(sheet, lambda book, sheet: sheet.merge_cells("A2:A3"))
    assert rows_of(tmp_path, content) == [["Melun", "A"], ["Melun", "B"], ["Meaux", "C"]]


def test_hidden_sheets_come_last_and_are_told(tmp_path):
    def change(book, sheet):
        hidden = book.create_sheet("Secret", 0)
        hidden.append(["Nom", "Note"])
        hidden.append(["X", "Y"])
        hidden.sheet_state = "hidden"

    book = open_book(put(tmp_path, workbook(TABLE, change)))
    assert [table.name for table in book.tables] == ["Sheet", "Secret"]
    assert "masquées" in book.notes[0]


def test_json_numbers_and_nested_objects_are_cells(tmp_path):
    content = json.dumps([{"nom": "A", "cp": 1000, "adresse": {"rue": "1 rue"}, "tags": ["a", "b"]}]).encode()
    table = open_book(put(tmp_path, content)).tables[0]
    assert table.headers == ("nom", "cp", "adresse.rue", "tags")
    assert next(table.rows())[1] == ["A", 1000, "1 rue", ["a", "b"]]
