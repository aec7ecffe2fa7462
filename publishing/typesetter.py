# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sets one document in a process of its own, whose memory and time are bounded (`common.files.bounded`).

`python -m publishing.typesetter MEMORY SECONDS FOLDER STANDARDS` sets `main.typ` of the folder, writes
`out.pdf` there and answers how many pages it has.
"""

import ctypes
import os
import sys
from collections.abc import Iterator
from pathlib import Path

# Each thread has memory of its own, and pages that follow one another leave it little to do.
os.environ.setdefault("RAYON_NUM_THREADS", "1")
_ARENA_MAX, _TRIM_THRESHOLD = -8, -1

import typst  # noqa: E402 (threads are counted when it is loaded)

from common.files.bounded import serve  # noqa: E402

_PICTURES = (".png", ".jpg", ".svg")


class Refused(Exception):
    """What cannot be set, in words for who asked."""


def answer(folder: str, standards: str) -> Iterator[int]:
    """Set the document of a folder. Raises Refused for a picture that cannot be read."""
    place = Path(folder)
    files: dict[str, bytes] = {path.name: path.read_bytes() for path in place.iterdir()}
    compiler = typst.Compiler(files)
    try:
        pdf = compiler.compile(format="pdf", pdf_standards=[one for one in standards.split(",") if one])
    except typst.TypstError as error:
        _look_at_pictures(files)
        raise Refused(f"Ce document n’a pas pu être mis en pages : {str(error).splitlines()[0]}") from None
    (place / "out.pdf").write_bytes(pdf)
    yield _pages(pdf)


def _look_at_pictures(files: dict[str, bytes]) -> None:
    for name, content in files.items():
        if name.endswith(_PICTURES):
            try:
                typst.Compiler({"main.typ": f'#image("{name}")'.encode(), name: content}).compile(format="pdf")
            except typst.TypstError:
                raise Refused(f"L’image « {name} » ne peut pas être lue : donnez-la en PNG.") from None


def _pages(pdf: bytes) -> int:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
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
