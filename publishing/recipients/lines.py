# SPDX-License-Identifier: AGPL-3.0-or-later
"""A list of recipients as lines of text, typed or copied from a spreadsheet; and as a table that goes out."""

import csv
import io
from collections.abc import Iterable, Sequence

from places.folding import fold
from publishing.editions.models import MAX_COPIES
from publishing.recipients.models import Recipient

COLUMNS = ("nom", "adresse", "code postal", "commune", "exemplaires")
HEADERS = (*COLUMNS, "sorte", "à savoir", "remis le")
_FIELDS = ("name", "street", "postcode", "town")
_TOLD_AS = dict(zip(_FIELDS, COLUMNS, strict=False))
_MOST_WRONG = 12


class Wrong(Exception):
    """Lines that are not understood; `messages` name each, in French."""

    def __init__(self, messages: Sequence[str]) -> None:
        super().__init__(" ".join(messages))
        self.messages = list(messages)


def read(text: str, usual: int, most: int) -> list[Recipient]:
    """The recipients of a text, a line each, unsaved and without an edition: name, street, postcode, town,
    copies, apart by tabulations or semicolons. `usual` is how many copies where a line says none; there are
    `most` lines at most. A first line of headers is left out.

    Raises Wrong with every line that is not understood.
    """
    separator = "\t" if "\t" in text else ";"
    rows = csv.reader(io.StringIO(text.strip("\n")), delimiter=separator)
    made: list[Recipient] = []
    wrong: list[str] = []
    try:
        for number, cells in enumerate(rows, start=1):
            told = [" ".join(cell.split()) for cell in cells]
            if not any(told) or (number == 1 and fold(told[0]) in ("nom", "destinataire", "structure")):
                continue
            one = _read(number, told, usual, wrong)
            made.append(one)
    except csv.Error:
        wrong.append("Un guillemet n’est pas refermé : chaque destinataire tient sur une ligne.")
    if len(made) > most:
        wrong.insert(0, f"{most} lignes au plus : il y en a {len(made)}.")
    if wrong:
        more = len(wrong) - _MOST_WRONG
        said = wrong[:_MOST_WRONG] + ([f"Et {more} autres."] if more > 0 else [])
        raise Wrong(said)
    return made


def longest(name: str) -> int:
    """How many characters a field of a recipient takes at most."""
    return getattr(Recipient._meta.get_field(name), "max_length", None) or 0


def _read(number: int, told: list[str], usual: int, wrong: list[str]) -> Recipient:
    """The recipient of a line; what is wrong with it is added to `wrong`."""
    cells = [*told, *[""] * (len(COLUMNS) - len(told))]
    one = Recipient(**dict(zip(_FIELDS, cells, strict=False)), copies=usual)
    if not one.name:
        wrong.append(f"Ligne {number}, nom : il est vide.")
    if any(told[len(HEADERS) :]):
        wrong.append(f"Ligne {number} : {len(told)} colonnes ; {', '.join(COLUMNS)} sont attendues.")
    for name, label in _TOLD_AS.items():
        if len(getattr(one, name)) > longest(name):
            wrong.append(f"Ligne {number}, {label} : {longest(name)} caractères au plus.")
    said = cells[4].replace("\N{NARROW NO-BREAK SPACE}", "").replace(" ", "")
    if said and not (said.isascii() and said.isdecimal() and 1 <= int(said[:12]) <= MAX_COPIES):
        wrong.append(f"Ligne {number}, exemplaires : « {cells[4][:40]} » n’est pas un nombre d’exemplaires.")
    elif said:
        one.copies = int(said)
    return one


def table(recipients: Iterable[Recipient]) -> list[list[str | int]]:
    """The lines that go out, the headers first; what `read` takes back but for the last columns."""
    return [
        list(HEADERS),
        *(
            [
                *(getattr(one, name) for name in _FIELDS),
                one.copies,
                one.get_kind_display(),
                one.note,
                one.delivered_on.isoformat() if one.delivered_on else "",
            ]
            for one in recipients
        ),
    ]


def same(one: Recipient) -> tuple[str, str]:
    """What two lines have in common that are of one recipient."""
    return fold(one.name), fold(f"{one.postcode} {one.town}")
