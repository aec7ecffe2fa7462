# SPDX-License-Identifier: AGPL-3.0-or-later
"""A workbook: one sheet for structures, services and contacts, typed, with a header that stays."""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from data.exports import columns
from data.exports.notice import notice
from data.exports.offered import Format
from data.exports.reading import entries
from data.exports.selection import Selection
from mapping.group_fields import files

# Which services the search found, of the structures that it found.
MATCHES = "correspond_a_la_recherche"
_CHUNK = 64 * 1024
# What a cell of a spreadsheet can hold.
_LONGEST = 32_767


def chunks(selection: Selection) -> Iterator[bytes]:
    """The workbook, written to disk row by row, then sent in pieces."""
    book = Workbook(write_only=True)
    about = book.create_sheet(gettext("Lisez-moi"))
    needs = [(columns.NEEDS, None)] if selection.themes else []
    fields = [(name, None) for name in columns.names_of_fields()]
    of_groups = files.told_to(selection.reader)
    told_there = [(columns.safe(name), None) for name in of_groups]
    sheets: list[tuple[Any, Sequence[tuple[str, Any]]]] = [
        (book.create_sheet(gettext("Structures")), [*columns.STRUCTURE, *needs, *told_there]),
        (book.create_sheet(gettext("Services")), [*columns.SERVICE, (MATCHES, None), *needs, *fields]),
        (book.create_sheet(gettext("Contacts")), columns.CONTACT),
    ]
    for sheet, described in sheets:
        sheet.freeze_panes = "A2"
        header = [WriteOnlyCell(sheet, value=name) for name, _read in described]
        for cell in header:
            cell.font = Font(bold=True)
        sheet.append(header)
    (structures, _s), (services, _v), (contacts, _c) = sheets
    examples = 0
    for entry in entries(selection, of_groups.values()):
        examples += bool(entry.structure.is_example)
        met = [selection.needs_met(entry.services)] if needs else []
        cells = [*columns.cells(columns.STRUCTURE, entry.structure), *met]
        structures.append(row(structures, [*cells, *columns.told_in(of_groups, entry)]))
        for service, matches in [(one, True) for one in entry.services] + [
            (one, False) for one in entry.other_services
        ]:
            cells = [*columns.cells(columns.SERVICE, service), columns.plain(matches)]
            met = [selection.needs_met([service])] if needs else []
            told = columns.fields_told([service]) if fields else []
            services.append(row(services, [*cells, *met, *told]))
        for contact in [*entry.contacts, *(one for group in entry.contacts_of.values() for one in group)]:
            contacts.append(row(contacts, columns.cells(columns.CONTACT, contact)))
    about.append([gettext("Extrait de l'annuaire, le %(day)s") % {"day": timezone.localdate().isoformat()}])
    about.append([gettext("Structures : %(count)d") % {"count": len(selection.structures)}])
    if examples:
        invented = ngettext(
            "%(n)d fiche est inventée (démonstration).",
            "%(n)d fiches sont inventées (démonstration).",
            examples,
        )
        about.append([invented % {"n": examples}])
    if said := notice(selection.role, of_groups.values()):
        about.append([said])
    yield from pieces(book)


def pieces(book: Workbook) -> Iterator[bytes]:
    """A workbook, once it is written, a piece after the other."""
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk


def row(sheet: Any, values: list[Any]) -> list[Any]:
    """Values as a sheet holds them: lists joined, days of here, and no text that would be worked out."""
    row = []
    for value in values:
        if isinstance(value, list):
            value = ", ".join(map(str, value))
        if isinstance(value, datetime):
            value = timezone.make_naive(value)
        if isinstance(value, str):
            # Nothing is an empty cell and no text of no length: spreadsheets count the filled ones.
            value = ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST] or None
            if value and value.startswith("="):
                # Said to be a text, so that nothing in it is ever worked out.
                value = WriteOnlyCell(sheet, value=value)
                value.data_type = "s"
        row.append(value)
    return row


FORMAT = Format(
    "xlsx",
    "Excel",
    2,
    "xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    chunks,
    about=_(
        "Une feuille pour les structures, une pour les services, une pour les contacts. "
        "Corrigé, il peut être importé."
    ),
)
