# SPDX-License-Identifier: AGPL-3.0-or-later
"""A list of members, pasted or from a file: an address and a name a line, and every line answered for."""

import csv
import re
from dataclasses import dataclass

from common import outbox

MAX_LINES, MAX_BYTES = 500, 200_000
_IN_ANGLES = re.compile(r"^(?P<name>[^<>]*)<(?P<email>[^<>]+)>$")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list: what was read of it, or, in French, what is wrong with it."""

    number: int
    text: str
    email: str = ""
    name: str = ""
    wrong: str = ""


class UnreadableList(ValueError):
    """The list cannot be read as one; the message says why, in French."""


def decoded(content: bytes) -> str:
    """The text of a file: UTF-8, with its mark or without, else Windows' western letters.

    Raises UnreadableList for a file that is too long, or is a spreadsheet's own.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableList(f"Ce fichier dépasse {MAX_BYTES // 1000} ko : donnez-le en plusieurs fois.")
    if content[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise UnreadableList(
            "C’est un classeur : enregistrez-le en CSV, ou copiez ses colonnes dans la case ci-dessous."
        )
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableList(
        "Ce fichier n’est pas un texte : un CSV avec une adresse et un nom par ligne est attendu."
    )


def read(text: str) -> list[Line]:
    """The lines that say something, a heading left out. An address that comes twice is wrong the second time.

    Raises UnreadableList for a list that is empty or too long.
    """
    rows = [(number, row) for number, row in enumerate(text.splitlines(), 1) if row.strip(" \t,;")]
    if rows and "@" not in rows[0][1] and re.search(r"mail|courriel|adresse", rows[0][1], re.IGNORECASE):
        rows = rows[1:]
    if not rows:
        raise UnreadableList("Écrivez au moins une adresse électronique.")
    if len(rows) > MAX_LINES:
        raise UnreadableList(f"{len(rows)} lignes : {MAX_LINES} au plus à la fois.")
    lines: list[Line] = []
    seen: dict[str, int] = {}
    for number, row in rows:
        line = _line(number, row.strip())
        if line.email in seen:
            line = Line(number, line.text, wrong=f"même adresse qu’à la ligne {seen[line.email]}")
        elif line.email:
            seen[line.email] = number
        lines.append(line)
    return lines


def _line(number: int, row: str) -> Line:
    in_angles = _IN_ANGLES.match(row.strip(" ,;"))
    if in_angles:
        cells = [in_angles["email"], in_angles["name"]]
    else:
        delimiter = next((one for one in ("\t", ";", ",") if one in row), ";")
        cells = next(iter(csv.reader([row], delimiter=delimiter, skipinitialspace=True)), [])
        if len(cells) == 1:
            cells = row.split(None, 1)
    cells = [cell.strip(" \t\"'") for cell in cells if cell.strip(" \t\"'")]
    addresses = [cell for cell in cells if "@" in cell]
    if not addresses:
        return Line(number, row, wrong="aucune adresse électronique : « nom@exemple.fr » est attendu")
    if len(addresses) > 1:
        return Line(number, row, wrong="plusieurs adresses : une par ligne")
    email = addresses[0].lower()
    if not outbox.is_address(email):
        return Line(number, row, wrong=f"« {addresses[0]} » n’est pas une adresse électronique")
    name = " ".join(cell for cell in cells if cell is not addresses[0])[:150]
    if not name.isprintable():
        return Line(number, row, wrong="le nom contient des caractères illisibles")
    return Line(number, row, email, name)
