# SPDX-License-Identifier: AGPL-3.0-or-later
"""A row of a file becomes the structure, the service, the sessions and the person that it describes."""

import re
from collections.abc import Mapping
from typing import Any

from data.imports import accounted
from data.imports.asides import aside
from data.imports.dated import Dated
from data.imports.gathered import Gathered
from data.imports.records.contact import contact_of
from data.imports.records.keys import Seen, derived_key
from data.imports.records.layout import Layout
from data.imports.records.reach import hold_numbers_back, take_apart
from data.imports.records.record import SESSION, STRUCTURE, Part, Record
from data.imports.records.row import Row
from data.imports.records.service import service_of
from data.imports.records.structure import fill_structure
from data.imports.records.texts import THEMES, keep_texts, spoken_of
from data.imports.shapes.ditto import Carried
from data.imports.teachable import LISTS
from data.imports.values import simple, text_of
from data.imports.values.annotations import annotated
from data.imports.values.letters import doubt as letters_doubt
from data.imports.values.letters import mended
from search.criterion import Table

AS_AT_LINE = "« %s » : comme à la ligne %d, « %s »."
NOTED = "« %s », dans le nom : gardé comme texte, à lire."
NO_NAME = "Cette ligne n'a pas de nom."
TO_BE_FILLED_IN = "« %s » : rien n'est dit ici, à compléter."
# « - Antenne de Riom », below the structure that it is of.
_SET_BACK = re.compile(
    r"[-–—•·>→↳└]+\s*(?=(?:antennes?|annexes?|sites?|permanences?|points?|relais|bureau|p[oô]le|section|lieu|accueil)\b)",
    re.IGNORECASE,
)
# « CLAS », « EVS »
_ABBREVIATION = re.compile(r"[A-ZÀ-Ý]{3,6}")


class Builder:
    """Makes records of the rows of a file, one after the other, as its `layout` says that they are read.

    What is told of one may depend on those before it: the structure above, the keys that are taken. Words
    that stand for nothing are `gathered`.
    """

    def __init__(self, layout: Layout):
        self.gathered = Gathered()
        self._layout = layout
        self._seen = Seen()
        self._above = ""

    def record(self, number: int, cells: list[Any], known_as: str = "") -> Record:
        """The record of a row, `known_as` that where it has no identifier of its own. Never raises for what
        cells hold."""
        carried = {place: cell for place, cell in enumerate(cells) if isinstance(cell, Carried)}
        cells = [mended(cell) if isinstance(cell, str) else cell for cell in cells]
        later = self._to_be_filled_in(cells)
        cells = [None if place in later else cell for place, cell in enumerate(cells)]
        initials = self._read_ticks(cells)
        row = Row(self._layout, cells, self.gathered)
        structure = Part(STRUCTURE, "", {})
        take_apart(row)
        nom = self._name(row, structure)
        if refusal := aside(cells, self._layout.headers, nom, len(self._layout.places)):
            return Record(number, [], refusal, self.given(cells))
        if not re.search(r"\w", nom):
            return Record(number, [], NO_NAME, self.given(cells))
        self._tell_of_cells(structure, cells, later)
        fill_structure(row, structure, nom)
        structure.key = row.key() or known_as or derived_key(structure.payload | row.place_said)
        parts = self._parts(row, structure, initials)
        self._account(cells, parts)
        self._tell_carried(carried, structure)
        return Record(number, parts)

    def given(self, cells: list[Any]) -> dict[str, str]:
        """The filled cells of a row by column, as text, to show beside a refusal."""
        texts = zip(self._layout.headers, map(text_of, cells), strict=False)
        return {name: text[:500] for name, text in texts if text}

    def _parts(self, row: Row, structure: Part, initials: list[str]) -> list[Part]:
        """The structure, and what its row says that hangs on it."""
        dates = self._layout.dates.read(row)
        service = service_of(row, structure, dates) if self._layout.has_service else None
        service = spoken_of(row, structure, service)
        if service and initials:
            # What the initials of a scheme stand for is more than the theme that they are read as.
            service.texts.setdefault(THEMES, []).extend(initials)
        keep_texts(row, structure)
        parts = [structure]
        if service:
            keep_texts(row, service)
            parts += self._keyed(service, dates)
        if contact := contact_of(row, parts):
            contact.key = self._seen.contact_key(contact)
            parts.append(contact)
        hold_numbers_back(row, parts)
        return parts

    def _keyed(self, service: Part, dates: Dated) -> list[Part]:
        """The service and its sessions, under their keys."""
        service.key = self._seen.service_key(service, always=self._layout.comes_again)
        sessions = [Part(SESSION, "", payload, service.parent) for payload in dates.sessions]
        for session in sessions:
            session.key = self._seen.session_key(session, service.key)
        return [service, *sessions]

    def _name(self, row: Row, structure: Part) -> str:
        """The name of the structure; what somebody wrote beside it is kept as a text."""
        nom = row.read("nom", lambda cell: simple.text(cell, 255), structure).replace("\n", " ")
        nom, noted = annotated(self._antenna(nom))
        if noted:
            structure.texts["nom"] = [noted]
            structure.doubts.append(("nom", NOTED % noted[:60], False))
        return nom

    def _antenna(self, nom: str) -> str:
        """The name of an antenna that is set back, after the structure's above: « - Antenne de Riom »."""
        match = _SET_BACK.match(nom)
        if match and self._above:
            return f"{self._above} – {nom[match.end() :]}"[:255]
        if nom and not match:
            self._above = nom
        return nom

    def _read_ticks(self, cells: list[Any]) -> list[str]:
        """Put what ticked columns are named after into their cells; the initials among them (« CLAS »)."""
        initials = []
        for place in self._layout.ticked:
            if place < len(cells) and (ticked := simple.yes_no(cells[place]).value) is not None:
                cells[place] = self._said_by(place) if ticked else None
                if ticked and _ABBREVIATION.fullmatch(self._layout.shorts[place]):
                    initials.append(self._layout.shorts[place])
        return initials

    def _said_by(self, place: int) -> str:
        """The value that a ticked column is named after: whole, or without the name of its group."""
        whole = self._layout.headers[place]
        known = any(words.read(whole).value for words in LISTS[Table.SERVICE].values())
        return whole if known else self._layout.shorts[place]

    def _to_be_filled_in(self, cells: list[Any]) -> dict[int, Any]:
        """The cells where somebody wrote that it is still to be said."""
        return {
            place: cell
            for place, cell in enumerate(cells)
            if place not in self._layout.dated and simple.is_to_be_filled_in(cell)
        }

    def _tell_of_cells(self, structure: Part, cells: list[Any], later: Mapping[int, Any]) -> None:
        """Tell the cells that are still to be filled in, and those whose letters are broken."""
        for place, cell in later.items():
            told = TO_BE_FILLED_IN % text_of(cell)[:40]
            structure.doubts.append((self._layout.field_at(place), told, False))
        for cell in cells:
            if isinstance(cell, str) and (broken := letters_doubt(cell)):
                structure.doubts.append(("", broken.message, False))

    def _tell_carried(self, carried: Mapping[int, Carried], structure: Part) -> None:
        """Tell the cells that have what a row above says, of the columns that are read."""
        for place, cell in carried.items():
            if target := self._layout.field_at(place):
                told = AS_AT_LINE % (cell.mark, cell.line, cell[:60].replace("\n", " "))
                structure.doubts.append((target, told, False))

    def _account(self, cells: list[Any], parts: list[Part]) -> None:
        """Tell what of the row is in nothing that it makes, and was not told."""
        told = [(name, message) for part in parts for name, message, _lost in part.doubts]
        payloads = [part.payload for part in parts]
        for name, message in accounted.untold(cells, self._layout.places, payloads, told):
            parts[0].doubts.append((name, message, True))
