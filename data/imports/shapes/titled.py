# SPDX-License-Identifier: AGPL-3.0-or-later
"""A sheet whose title is the structure, with its address or telephone below, and whose rows are its
permanences: they say what and when, and perhaps in which room of which town, and never who."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from common.files import Table
from common.files.book import Row
from data.imports.columns import recognise
from data.imports.targets import BY_KEY
from data.imports.values import contacts, text_of, together
from data.imports.values.organisations import is_named_so
from places.folding import fold

NOTE = "Le titre de la feuille nomme la structure (%s) : chaque ligne est lue comme ce qu'elle y propose."
# Columns that say of a row what only a structure has.
_OF_A_STRUCTURE = frozenset({"telephone", "courriel", "joindre", "siret", "site_web", "contact_nom"})
_WHERE = frozenset(
    [
        "adresse", "numero", "complement_adresse", "code_postal", "commune", "cp_commune", "code_insee",
        "point", "latitude", "longitude",
    ]
)  # fmt: skip
_WHEN = frozenset({"horaires", "jours", "heures_de", "session_debut", "session_heures"})
# What a column of places is called that might be of names.
_PLACES = frozenset({"lieu", "lieux", "site", "sites", "endroit", "ou", "salle"})
_LONGEST = 120
_LIST = re.compile(
    r"\b(?:liste|annuaire|guide|repertoire|programmation|tableau|recensement|cartographie|adherents|membres|partenaires"
    r"|suivi|enquete|formulaire|base|export)\b"
)
# Where a permanence is held: in words, for a service has the place of its structure.
ROOM = "Description du service"
_COLUMNS = ("Nom de la structure", "Adresse de la structure", "Téléphone", "Courriel")


@dataclass(frozen=True, slots=True)
class _Title:
    """What the titles of a sheet say of its structure, each with the row that it stands on."""

    name: str
    offers: str
    cells: tuple[tuple[str, int], ...]


def under_its_title(table: Table) -> Table:
    """A table whose rows have the structure of their title; itself where its title names none."""
    if not table.titles or table.origin or table.beside or table.on_its_side:
        return table
    read = {part: _read(lines) for part, lines in table.titles.items()}
    titles = {part: title for part, title in read.items() if title}
    if len(titles) < len(read):
        return table
    columns = recognise(table)
    names = _names({column.name: column.target or column.proposal for column in columns})
    if not names:
        return table
    width = len(table.headers) - table.parted
    rooms = [place for place, name in enumerate(table.headers[:width]) if names.get(name) == ROOM]
    kept = [place for place in range(width) if place not in rooms]
    headers = [names.get(table.headers[place], table.headers[place]) for place in kept]
    headers += [ROOM] * bool(rooms)
    # Without a column that says what, the title may.
    what = "" if any(name.startswith("Service (") for name in headers) else "Service"
    added = (*_COLUMNS, *filter(None, (what,)))

    def title_of(cells: Sequence[Any]) -> _Title:
        return titles[text_of(cells[-1])] if table.parted else next(iter(titles.values()))

    def rows() -> Iterator[Row]:
        for number, cells in table.rows():
            title = title_of(cells)
            said = [text or None for text, _at in title.cells] + ([title.offers or None] if what else [])
            whole = [*cells[:width], *[None] * (width - len(cells[:width]))]
            own = [whole[place] for place in kept]
            if sum(1 for cell in whole if text_of(cell)) < 2:
                # A note below, a week above: of no permanence.
                said = [None] * len(said)
            if rooms:
                own.append(", ".join(filter(None, (text_of(whole[place]) for place in rooms))) or None)
            yield number, [*said, *own, *cells[width:][-1:]] if table.parted else [*said, *own]

    def origin(number: int, cells: Sequence[Any]) -> list[tuple[int, int] | None]:
        title = title_of(cells)
        above: list[tuple[int, int] | None] = [(at, 1) if at else None for _text, at in title.cells]
        above += [(title.cells[0][1], 1)] if what else []
        return [*above, *((number, place + 1) for place in [*kept, *rooms[:1]])]

    shown = ", ".join(f"« {title.name} »" for title in titles.values())[:200]
    return replace(
        table,
        headers=(*added, *headers, *table.headers[width:]),
        rows=rows,
        notes=(*table.notes, NOTE % shown),
        origin=origin,
    )


def _names(found: Mapping[str, str]) -> dict[str, str]:
    """The columns that are called otherwise since the title is the structure; none where rows are others."""
    targets = set(found.values())
    if _OF_A_STRUCTURE & targets or not _WHEN & targets:
        return {}
    who = next((name for name, target in found.items() if target == "nom"), "")
    if not _WHERE & targets:
        what = who or next((name for name, target in found.items() if target == "service_nom"), "")
        return {what: f"Service ({what})"} if what else {}
    if not who or fold(who) not in _PLACES:
        return {}
    # Of the permanence: the structure's own place is another.
    moved = {name: ROOM for name, target in found.items() if target in _WHERE or target == "nom"}
    what = next(
        (name for name, target in found.items() if target == "service_nom" and not _is_dated(name)), ""
    )
    return moved | ({what: f"Service ({what})"} if what else {})


def _is_dated(name: str) -> bool:
    named = BY_KEY["session_debut"].named
    return bool(named and named(name))


def _read(lines: Sequence[tuple[int, str]]) -> _Title | None:
    """The structure that titles name; None where they name none, or say what the sheet lists."""
    if not lines:
        return None
    at, first = lines[0]
    name, _, offers = first.partition(" : ")
    address, phone, email = ("", 0), ("", 0), ("", 0)
    for number, text in lines[1:]:
        found = together.apart(text)
        address = (found.address, number) if found.address and not address[0] else address
        said = contacts.telephone(contacts.without_emails(text)).value
        phone = (said, number) if said and not phone[0] else phone
        mail = contacts.courriel(text).value if "@" in text else ""
        email = (mail, number) if mail and not email[0] else email
    reached = bool(address[0] or phone[0] or email[0])
    if len(name) > _LONGEST or _LIST.search(fold(name)) or not reached:
        return None
    if not (is_named_so(name) or fold(name).startswith("cidff") or offers):
        return None
    return _Title(name.strip(), offers.strip(), ((name.strip(), at), address, phone, email))
