# SPDX-License-Identifier: AGPL-3.0-or-later
"""A cell that says everything, the address, how to reach and the hours, taken apart."""

import re
from dataclasses import dataclass

from data.imports.values import contacts, hours
from places.folding import fold

_PIECES = re.compile(r"\n|\s+[|•–—]\s+|;\s|(?<=[^\s.\d])\.\s+(?=[A-ZÀ-Ý\d])|(?<=\d)\.\s+(?=[A-ZÀ-Ý])")
_ADDRESS = re.compile(
    r"(?:[^,]*,\s*)?\d{1,4}.*\b\d{5}\s+[^\W\d].*|[^\W\d].*\b\d{5}\s+[^\W\d][^\d]*", re.DOTALL
)
_OPEN = re.compile(r"^(?:(?:c est )?ouvert\w*|horaires?|accueil|permanences?)\b")
_LABEL = re.compile(
    r"^(?:adresse|adr\.?|ouvert(?:e|ure)?|horaires?|permanences?|lieu)\s*(?::|(?=\s))\s*", re.IGNORECASE
)
_NUMBER = re.compile(r"\+?(?:\d[\s./-]?){9,}")


@dataclass(frozen=True, slots=True)
class Apart:
    """What a cell says of the address and of the hours, and its other words (no number, e-mail or site)."""

    address: str = ""
    hours: str = ""
    rest: str = ""


def apart(text: str) -> Apart:
    """The pieces of a cell; those that say how to reach are left out, for who reads them."""
    address, when, rest = "", [], []
    for piece in filter(None, (one.strip(" .;,") for one in _PIECES.split(text))):
        said = contacts.without_emails(_NUMBER.sub(" ", piece)).strip(" .;,:")
        if contacts.first_url(said).value:
            said = ""
        bare = _LABEL.sub("", piece)
        if not address and _ADDRESS.fullmatch(bare) and not re.search(r"\d\s*h\b|\d\s*h\s*\d", piece):
            address = bare
        elif _says_when(piece):
            when.append(bare)
        elif contacts.beside_emails(said):
            rest.append(said)
    return Apart(address, " ; ".join(when), " ; ".join(rest))


def _says_when(piece: str) -> bool:
    if _OPEN.match(fold(piece)) and re.search(r"\d", piece):
        return True
    reading = hours.read(piece)
    return bool(reading.value) and not hours.is_kept(reading)
