# SPDX-License-Identifier: AGPL-3.0-or-later
"""A book cut into parts: by intercommunalité, by commune, or whole."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from network.territories import names
from places.folding import fold
from places.models import Commune
from places.territories import TerritoryKind, communes_in
from publishing.book.content import Area, Entry
from publishing.editions.models import Cut, Edition

# Parts without a map, after the others.
WITHOUT_EPCI = "Communes sans intercommunalité"
ELSEWHERE = "Hors du territoire, et à distance"
# Their ranks, after those of communes with and without an intercommunalité.
_ELSEWHERE, _APART = 2, 3


def areas_of(
    edition: Edition, entries: Iterable[Entry], chapter: str = "", apart: Collection[int] = ()
) -> tuple[Area, ...]:
    """The parts of a book, in the French order of their names; within one, by commune, then by name. What
    stands outside of the territory and serves it from afar comes after them, then `chapter`, which holds the
    entries of the structures `apart`, wherever they are. A part without an entry is none."""
    kind, code = TerritoryKind(edition.territory_kind), edition.territory_code
    rows = Commune.objects.filter(communes_in(kind, code)).order_by("code")
    known = {row.code: row for row in rows}
    whole = edition.territory
    of_epci = names((TerritoryKind.EPCI, row.epci_code) for row in known.values() if row.epci_code)
    by_part: dict[tuple[int, str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.key in apart:
            by_part[_APART, chapter, ""].append(entry)
        else:
            by_part[_part(edition, entry, known, of_epci, whole.nom if whole else "")].append(entry)
    found = []
    for part, held in sorted(by_part.items(), key=lambda one: (one[0][0], fold(one[0][1]), one[0][2])):
        _rank, name, of = part
        found.append(Area(name, _communes(edition, part, known, of), tuple(sorted(held, key=_order))))
    return tuple(found)


def _part(
    edition: Edition, entry: Entry, known: dict[str, Commune], of_epci: dict[tuple[str, str], str], whole: str
) -> tuple[int, str, str]:
    """The part that an entry is in: its rank, its name, the code that its communes share."""
    commune = known.get(entry.commune_code)
    if commune is None:
        return _ELSEWHERE, ELSEWHERE, ""
    if edition.cut == Cut.ONE:
        return 0, whole, ""
    if edition.cut == Cut.COMMUNE:
        return 0, commune.nom, commune.code
    if not commune.epci_code:
        return 1, WITHOUT_EPCI, ""
    return 0, of_epci.get((TerritoryKind.EPCI, commune.epci_code), commune.epci_code), commune.epci_code


def _communes(
    edition: Edition, part: tuple[int, str, str], known: dict[str, Commune], of: str
) -> tuple[str, ...]:
    if part[0] in (_ELSEWHERE, _APART):
        return ()
    if edition.cut == Cut.ONE:
        return tuple(known)
    if edition.cut == Cut.COMMUNE:
        return (of,)
    return tuple(code for code, row in known.items() if (row.epci_code or "") == of)


def _order(entry: Entry) -> tuple[str, str, int]:
    return fold(entry.commune), fold(entry.name), entry.key
