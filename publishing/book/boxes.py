# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far colour runs on the pages of a PDF for the printer.

Typst tells the paper (`MediaBox`) and where it is cut (`TrimBox`). Where crop marks stand beyond the bleed, a
printer is told of it by a third box, which is added as PDF has files changed: what was written stays, and the
pages are told anew after it (ISO 32000-1, 7.5.6).
"""

import re

_MM = 72 / 25.4
_NUMBER = rb"-?[\d.]+"
_PAGE = re.compile(
    rb"(?m)^(?P<number>\d+) 0 obj\n"
    rb"(?P<before><</Type/Page/[^\n]*?/MediaBox\[(?P<media>[^\]]*)\])(?P<after>[^\n]*>>)\nendobj"
)
_END = re.compile(rb"trailer\n<<(?P<trailer>[^\n]*)>>\nstartxref\n(?P<at>\d+)\n%%EOF\s*$")


def with_bleed_box(pdf: bytes, slug_mm: float) -> bytes:
    """The same PDF with a `BleedBox` on each page, `slug_mm` inside of the paper's edges.

    Raises ValueError for a PDF that is not written as Typst writes it.
    """
    end = _END.search(pdf)
    pages = list(_PAGE.finditer(pdf))
    if end is None or not pages:
        raise ValueError("not a PDF whose pages can be told anew")
    said, places = bytearray(pdf.rstrip() + b"\n"), []
    for page in pages:
        places.append((int(page["number"]), len(said)))
        box = _inside(page["media"], slug_mm * _MM)
        said += b"%d 0 obj\n%b%b%b\nendobj\n" % (int(page["number"]), page["before"], box, page["after"])
    table = len(said)
    said += b"xref\n" + b"".join(b"%d 1\n%010d 00000 n \n" % place for place in sorted(places))
    said += b"trailer\n<<%b/Prev %b>>\nstartxref\n%d\n%%%%EOF\n" % (end["trailer"], end["at"], table)
    return bytes(said)


def _inside(media: bytes, slug: float) -> bytes:
    left, bottom, right, top = (float(one) for one in re.findall(_NUMBER, media))
    sides = (left + slug, bottom + slug, right - slug, top - slug)
    return b"/BleedBox[%b]" % " ".join(f"{side:.4f}" for side in sides).encode()
