"""Files made to exhaust whoever opens them, each under a few megabytes."""

import io
import zipfile

MIB = 1024 * 1024
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_LINE = b'<row r="1"><c r="A1"><v>77288</v></c><c r="B1"><v>12</v></c></row>'
# The least that is a workbook.
_PARTS = {
    "[Content_Types].xml": f'''{_HEAD}<Types xmlns="{_PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{_CONTENT}.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_CONTENT}.worksheet+xml"/>
<Override PartName="/xl/sharedStrings.xml" ContentType="{_CONTENT}.sharedStrings+xml"/></Types>''',
    "_rels/.rels": f'''{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>''',
    "xl/workbook.xml": f'''{_HEAD}<workbook {_MAIN} xmlns:r="{_DOCUMENT}">
<sheets><sheet name="Feuille" sheetId="1" r:id="rId1"/></sheets></workbook>''',
    "xl/_rels/workbook.xml.rels": f'''{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_DOCUMENT}/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="rId2" Type="{_DOCUMENT}/sharedStrings" Target="sharedStrings.xml"/></Relationships>''',
}


def workbook(sheet: bytes = b"", strings: bytes = b"", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A workbook of one sheet, and the texts that its cells share; of one good line without either."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, text in _PARTS.items():
            archive.writestr(name, text)
        archive.writestr("xl/worksheets/sheet1.xml", sheet or _sheet(_LINE))
        archive.writestr("xl/sharedStrings.xml", strings or f"{_HEAD}<sst {_MAIN}></sst>")
    return out.getvalue()


def _sheet(rows: bytes) -> bytes:
    return f"{_HEAD}<worksheet {_MAIN}><sheetData>".encode() + rows + b"</sheetData></worksheet>"


def _rows(cells: str, count: int) -> bytes:
    return _sheet("".join(f'<row r="{number}">{cells}</row>' for number in range(1, count + 1)).encode())


def _of_zip(names: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(names):
            archive.writestr(f"{number}.csv", b"")
    return out.getvalue()


def _entities() -> bytes:
    layers = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return (
        f'{_HEAD}<!DOCTYPE sst [<!ENTITY l0 "haha">{layers}]><sst {_MAIN}><si><t>&l9;</t></si></sst>'.encode()
    )


def _long_text() -> tuple[bytes, bytes]:
    """Thousands of cells that all show the same long text."""
    text = f"{_HEAD}<sst {_MAIN}><si><t>{'a' * 32_000}</t></si></sst>".encode()
    return _rows('<c t="s"><v>0</v></c>' * 300, 20), text


# What each bomb is named, with what is made of it and what its refusal says.
TABLES = {
    "a sheet of 100 MB of nothing": (workbook(_rows("", 1) + b" " * (100 * MIB)), "Mo"),
    "the same, packed otherwise": (workbook(_rows("", 1) + b" " * (100 * MIB), method=zipfile.ZIP_BZIP2), ""),
    "entities within entities": (workbook(strings=_entities()), "entités XML"),
    "a text shown six thousand times": (workbook(*_long_text()), "4 Mo"),
    "twelve million cells": (workbook(_rows("<c><v>77288</v></c>" * 300, 40_000)), ""),
    "twenty thousand files": (_of_zip(20_000), "5000 fichiers"),
    "a million columns": (b"ab;" * 1_000_000, "400 au plus"),
    "a line without end": (b"CODGEO;N\n77288;" + b"1" * (7 * MIB), "4 Mo"),
    "brackets without end": (b"[" * (7 * MIB), "JSON"),
    "a million empty lists": (b'[{"a": [' + b"[]," * 2_000_000 + b"[]]}]", ""),
    "a quote never closed": (b'CODGEO;N\n77288;"' + b"1;2\n" * 1_500_000, "guillemet"),
}
ZONES = {
    "brackets without end": (b"[" * (7 * MIB), "GeoJSON"),
    "objects without end": (b'{"features":' * 500_000, "GeoJSON"),
    "two million empty lists": (b'{"features": [' + b"[]," * 2_000_000 + b"[]]}", "Trop de zones"),
    "a million points": (
        b'{"features": [{"geometry": {"type": "Polygon", "coordinates": [['
        + b"[0,0]," * 1_000_000
        + b"[0,0]]]}}]}",
        "points",
    ),
}
