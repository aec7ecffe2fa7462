# SPDX-License-Identifier: AGPL-3.0-or-later
"""How everybody reaches the structure or the service of a row; what is a person's is put aside for them."""

from collections.abc import Callable
from dataclasses import replace

from data.imports import public_numbers, whose
from data.imports.records.record import CONTACT, Part
from data.imports.records.row import Row, tell
from data.imports.targets import OTHER_PHONE
from data.imports.values import Reading, contacts, persons, text_of, together
from mapping.confidential import TEXTS

LEFT_OUT = "laissé de côté"
NOT_TO_REACH = "« %s » : ni téléphone, ni courriel, ni site. Laissé de côté."
# A cell that is longer says more than how to reach.
_MUCH = 25
_READ_BY_ALL = TEXTS | {"details", "horaires_accueil"}


def take_apart(row: Row) -> None:
    """Put what cells that say how to reach a structure say of its address and its hours under these."""
    texts = [text_of(cell) for cell in row.cells("joindre")]
    if not any(len(text) > _MUCH for text in texts):
        return
    found = together.apart(" \n".join(texts))
    places = row.layout.places
    for name, value in (("adresse", found.address), ("horaires", found.hours)):
        if value and not places.get(name):
            row.fill(name, value)
    beside = [found.rest]
    beside += [found.address] if places.get("adresse") and found.address else []
    beside += [found.hours] if places.get("horaires") and found.hours else []
    row.beside = " ; ".join(filter(None, beside))


def fill_reach(row: Row, part: Part, is_its: Callable[[str], bool]) -> None:
    """Say how to telephone and write to whom a part describes, as far as these fields are its own."""
    if is_its("telephone"):
        _telephone(row, part)
    if is_its("courriel") and row.has("courriel"):
        _email(row, part)


def fill_together(row: Row, part: Part) -> None:
    """Say what one cell says of telephone, e-mail and site, where no column of their own does."""
    text = " ; ".join(text_of(cell).replace("\n", " ; ") for cell in row.cells("joindre"))
    if not text:
        return
    if row.beside:
        part.texts.setdefault("joindre", []).append(row.beside)
    text = whose.apart(text, row.departement, row.theirs, part.doubts)
    if not text:
        return
    without = contacts.without_emails(text)
    readings = {
        "courriel": contacts.courriel(text),
        "telephone": contacts.telephone(without, row.departement),
        "site_web": contacts.first_url(without),
    }
    for name, reading in readings.items():
        if reading.value and not part.payload.get(name):
            part.payload[name] = reading.value
            tell(name, Reading(None, reading.doubts), part)
    if not any(reading.value for reading in readings.values()):
        part.doubts.append(("telephone", NOT_TO_REACH % text[:60], True))


def hold_numbers_back(row: Row, parts: list[Part]) -> None:
    """Take out of the texts that everybody reads the mobiles that may be somebody's."""
    private = next((part.payload.get("telephone") for part in parts if part.kind == CONTACT), "") or ""
    for part in parts:
        if part.kind != CONTACT:
            part.doubts += public_numbers.hold_back(
                part.payload, _READ_BY_ALL, row.departement, private, frozenset(row.other_numbers)
            )


def _email(row: Row, part: Part) -> None:
    given = text_of(row.cell("courriel"))
    reading = contacts.courriel(row.cell("courriel"))
    if reading.value and (person := persons.of_email(given, reading.value)):
        whose.take(person, {"courriel": reading.value}, row.theirs, part.doubts)
        reading = replace(reading, value="")
    elif reading.value and (beside := contacts.beside_emails(given)):
        part.doubts.append(("courriel", f"« {beside[:60]} » : {LEFT_OUT}.", True))
    tell("courriel", reading, part)
    part.payload["courriel"] = reading.value


def _telephone(row: Row, part: Part) -> None:
    """The telephone of a part; what its cell says besides (« le matin ») is kept as text."""
    _other_telephones(row, part)
    if not row.has("telephone"):
        return
    found = public_numbers.read(row.cell("telephone"), row.departement)
    for person, number in found.theirs:
        # Whom a number is of is not for everybody, nor is the number.
        whose.take(person, {"telephone": number}, row.theirs, part.doubts)
    if found.words:
        part.texts.setdefault("telephone", []).extend(found.words)
    tell("telephone", found.public, part)
    part.payload["telephone"] = found.public.value
    if found.others:
        part.texts.setdefault(OTHER_PHONE, []).extend(found.others)


def _other_telephones(row: Row, part: Part) -> None:
    """The numbers of a column of their own, which somebody said are for everybody: kept as text."""
    for cell in row.cells(OTHER_PHONE):
        found = public_numbers.read(cell, row.departement)
        for person, number in found.theirs:
            whose.take(person, {"telephone": number}, row.theirs, part.doubts)
        tell(OTHER_PHONE, found.public, part)
        said = [*filter(None, [found.public.value]), *found.others]
        if said:
            row.other_numbers |= {*said}
            part.texts.setdefault(OTHER_PHONE, []).extend([*said, *found.words])
