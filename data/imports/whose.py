# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whose the ways to reach of a row are: a person's, named beside or in another column, or everybody's.

What may be a person's is never in a field that everybody reads: in doubt it is the contact's.
"""

import re
from collections.abc import Mapping
from typing import Any

from data.imports import public_numbers
from data.imports.values import contacts, persons
from data.imports.values.organisations import is_everybodys

_PIECES = re.compile(r"\s*\n\s*|\s*;\s*|\s+[|/]\s+")
ANOTHER = "« %s » : une autre personne est déjà le contact de cette ligne. Laissé de côté."

Doubts = list[tuple[str, str, bool]]


def apart(text: str, departement: str, theirs: dict[str, str], doubts: Doubts) -> str:
    """The pieces of a cell that say how to reach everybody's; what is a person's is put into `theirs`
    (`nom`, `telephone`, `courriel`), and told."""
    kept = []
    for piece in filter(None, _PIECES.split(text)):
        person = persons.beside(piece)
        email = contacts.courriel(piece).value if "@" in piece else ""
        if not person or (email and is_everybodys(email)):
            kept.append(piece)
            continue
        without = contacts.without_emails(piece)
        phone = contacts.telephone(without, departement).value or contacts.as_written(without)
        take(person, {"telephone": phone, "courriel": email}, theirs, doubts)
    return " ; ".join(kept)


def take(person: str, said: Mapping[str, str], theirs: dict[str, str], doubts: Doubts) -> None:
    """Give a person of a row what is theirs; that there is another one already is told."""
    field = next((name for name, value in said.items() if value), "telephone")
    if theirs.get("nom", person) != person:
        doubts.append((field, ANOTHER % person, True))
        return
    theirs |= {"nom": person} | {name: value for name, value in said.items() if value}
    doubts.append((field, persons.THEIRS % person, False))


def settle_number(record: dict[str, Any], contact: Mapping[str, Any]) -> Doubts:
    """Leave to the person of a row the mobile that it gives as everybody's too."""
    if not public_numbers.is_the_contacts(record, contact):
        return []
    record["telephone"] = ""
    return [("telephone", persons.THEIRS % (contact.get("nom") or "la personne à joindre"), False)]


def settle(structure: dict[str, Any], contact: dict[str, Any]) -> Doubts:
    """Move the e-mail of a row to whose it is: made of the name of its person it is theirs, everybody's where
    the row names no person it is the structure's."""
    doubts: Doubts = []
    public, private = structure.get("courriel") or "", contact.get("courriel") or ""
    person = contact.get("nom") or ""
    if (
        public
        and person
        and private in ("", public)
        and not is_everybodys(public)
        and persons.is_of(public, person)
    ):
        contact["courriel"], structure["courriel"] = public, ""
        doubts.append(("courriel", persons.THEIRS % person, False))
    elif private and not public and not person and is_everybodys(private):
        contact["courriel"], structure["courriel"] = "", private
    return doubts
