# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sets one document in a process of its own, whose memory and time are bounded (`common.files.bounded`).

`python -m publishing.typesetter MEMORY SECONDS FOLDER STANDARDS MADE` sets `main.typ` of the folder, writes
`out.pdf` there and answers how many pages it has, which letters no font shows and on which page each label of
a heading is. MADE, in seconds since
1970, is when it says it was made.
"""

import ctypes
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

# Each thread has memory of its own, and pages that follow one another leave it little to do.
os.environ.setdefault("RAYON_NUM_THREADS", "1")
_ARENA_MAX, _TRIM_THRESHOLD = -8, -1

import typst  # noqa: E402 (threads are counted when it is loaded)

from common.files.bounded import serve  # noqa: E402

# Letters that the fonts of the set-up have: Latin, Cyrillic, Arabic, ordinary marks.
_USUAL = re.compile(
    r"[\n -~\u00a0-\u024f\u0400-\u045f\u0490\u0491\u0621-\u0652\u200b\u2010-\u2026\u2060\u20ac]"
)
_INSTEAD = "\N{REPLACEMENT CHARACTER}"
_LETTERS = '#set text(font: ("Open Sans", "Amiri", "DejaVu Sans"))\n#read("letters.txt")'
_PICTURES = (".png", ".jpg", ".svg")


class Refused(Exception):
    """What cannot be set, in words for who asked."""


def answer(folder: str, standards: str, made: str) -> Iterator[tuple[int, str, dict[str, int]]]:
    """Set the document of a folder, from the files that are there and no others. Raises Refused for a picture
    that cannot be read."""
    place = Path(folder)
    unseen = _without_what_no_font_shows(place / "data.json")
    try:
        pdf = _set(place, "main.typ", standards.split(","), int(made))
    except typst.TypstError as error:
        _look_at_pictures(place)
        line = str(error).splitlines()[0]
        raise Refused(f"Ce document n’a pas pu être mis en pages : {line}") from None
    (place / "out.pdf").write_bytes(pdf)
    pages, labels = _read(pdf)
    yield pages, unseen, labels


def _set(place: Path, name: str, standards: list[str], made: int) -> bytes:
    compiler = typst.Compiler(str(place / name), root=str(place), package_path=str(place))
    # The names of standards are ours (`typesetting`); the answer is bytes where no file is named.
    return cast(bytes, compiler.compile(format="pdf", pdf_standards=cast(Any, standards), timestamp=made))


def _without_what_no_font_shows(data: Path) -> str:
    """Put « � » for the letters of a file that no font has, which would have the whole of it refused; tell
    them."""
    text = data.read_text("utf-8")
    unusual = sorted(letter for letter in set(text) if not _USUAL.fullmatch(letter))
    if not unusual or _can_show(data.parent, " ".join(unusual)):
        return ""
    unseen = [letter for letter in unusual if not _can_show(data.parent, letter)]
    data.write_text(text.translate(dict.fromkeys(map(ord, unseen), _INSTEAD)), "utf-8")
    return "".join(unseen)


def _can_show(place: Path, letters: str) -> bool:
    """Whether the fonts of the templates, and those that stand in for them, have these letters."""
    (place / "letters.txt").write_text(letters, "utf-8")
    (place / "letters.typ").write_text(_LETTERS)
    try:
        _set(place, "letters.typ", ["a-2b"], 0)
    except typst.TypstError:
        return False
    return True


def _look_at_pictures(place: Path) -> None:
    for path in sorted(place.iterdir()):
        if path.suffix in _PICTURES:
            (place / "picture.typ").write_text(f'#image("{path.name}")')
            try:
                _set(place, "picture.typ", [], 0)
            except typst.TypstError:
                raise Refused(f"L’image « {path.name} » ne peut pas être lue : donnez-la en PNG.") from None


def _read(pdf: bytes) -> tuple[int, dict[str, int]]:
    """How many pages there are, and the page of each named place, from 1 on."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    labels = {}
    document = pypdfium2.PdfDocument(pdf)
    try:
        for number in range(pdfium.FPDF_CountNamedDests(document)):
            size = ctypes.c_long(0)
            pdfium.FPDF_GetNamedDest(document, number, None, size)
            name = ctypes.create_string_buffer(size.value)
            place = pdfium.FPDF_GetNamedDest(document, number, name, size)
            page = pdfium.FPDFDest_GetDestPageIndex(document, place)
            labels[name.raw.decode("utf-16-le").rstrip("\0")] = page + 1
        return len(document), labels
    finally:
        document.close()


def _spare_memory() -> None:
    """Have the C library keep one heap and give back what is free."""
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):
        library.mallopt(_ARENA_MAX, 1)
        library.mallopt(_TRIM_THRESHOLD, 1 << 20)


if __name__ == "__main__":
    _spare_memory()
    sys.exit(serve(answer, refused=Refused))
