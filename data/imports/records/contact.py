# SPDX-License-Identifier: AGPL-3.0-or-later
"""The person that a row tells of, for professionals alone."""

import re

from data.imports import whose
from data.imports.records.reach import LEFT_OUT
from data.imports.records.record import CONTACT, Part
from data.imports.records.row import Row
from data.imports.values import contacts, persons, simple

NOT_GIVEN = "« %s » : ce numéro n'est attribué à personne, gardé tel qu'il est écrit."


def contact_of(row: Row, parts: list[Part]) -> Part | None:
    """The person of a row, of columns of theirs and of what cells of the structure, the first of `parts`, say
    is theirs; None where nothing is said of one. Of what they share with `parts`, each keeps its own."""
    structure = parts[0]
    contact = _of_columns(row, structure) if row.layout.has_contact else None
    contact = _with_theirs(row, structure, contact)
    if contact is None:
        return None
    for part in parts:
        part.doubts += whose.settle_number(part.payload, contact.payload)
    structure.doubts += whose.settle(structure.payload, contact.payload)
    return contact if any(contact.payload.values()) else None


def _of_columns(row: Row, structure: Part) -> Part | None:
    part = Part(CONTACT, structure.key, {}, structure.key)
    readers = {
        "nom": lambda cell: simple.text(cell, 150),
        "fonction": lambda cell: simple.text(cell, 150),
        "telephone": lambda cell: contacts.telephone(cell, row.departement),
        "courriel": contacts.courriel,
    }
    for name, reader in readers.items():
        if name == "nom" and row.has("contact_nom"):
            # A first name may have a column of its own.
            joined = row.joined("contact_nom", 150, part, separator=" ")
            part.payload["nom"] = joined.replace("\n", " ")
        elif row.has(f"contact_{name}"):
            part.payload[name] = row.read(f"contact_{name}", reader, part).replace("\n", " ")
    _take_name_apart(part, row.departement)
    nom, role = persons.role_of(part.payload.get("nom") or "")
    if role and not part.payload.get("fonction"):
        # « Zoé Modèle (bénévole) »
        part.payload |= {"nom": nom, "fonction": role[:150]}
    return part if any(part.payload.values()) else None


def _take_name_apart(part: Part, departement: str) -> None:
    """« Mme Essai, 06 12 34 56 78 » is a name and a telephone number."""
    text = part.payload.get("nom") or ""
    if not re.search(r"@|(?:\d[\s.]*){8}", text):
        return
    email, phone = contacts.courriel(text).value, ""
    without = contacts.without_emails(text)
    if re.search(r"(?:\d[\s.]*){8}", without):
        phone = contacts.telephone(without, departement).value
        if not phone and (phone := contacts.as_written(without)):
            part.doubts.append(("telephone", NOT_GIVEN % phone, False))
    rest = re.sub(r"\+?(?:\d[\s./-]*){8,}", " ", without) if phone else without
    part.payload["nom"] = re.sub(r"\s+", " ", rest).strip(" ,;:/-–()|<>")
    for name, value in (("telephone", phone), ("courriel", email)):
        held = part.payload.get(name)
        if value and not held:
            part.payload[name] = value
        elif value and held != value:
            part.doubts.append((name, f"« {value} », dans le nom : {LEFT_OUT}.", True))


def _with_theirs(row: Row, structure: Part, contact: Part | None) -> Part | None:
    """The person with what is theirs in the cells of the structure's telephone and e-mail."""
    if not row.theirs:
        return contact
    part = contact or Part(CONTACT, structure.key, {}, structure.key)
    for name, value in row.theirs.items():
        if name == "nom" or not part.payload.get(name):
            part.payload[name] = part.payload.get(name) or value
    return part
