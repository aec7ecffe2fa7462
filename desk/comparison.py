# SPDX-License-Identifier: AGPL-3.0-or-later
"""Structures side by side: what their services say, line by line."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from desk.facts import Fact
from desk.sheet import Sheet
from mapping import presentation

# In the order in which somebody decides, before whatever else is said; a line that no structure says anything
# of is left out.
_LINES = (
    "publics",
    "conditions",
    "langues",
    "niveaux",
    "cout",
    "places",
    "garde_enfants",
    "habituels",
    "rendez_vous",
    "a_apporter",
    "demander",
    "demandeurs",
    "accueil",
    "duree",
    "zone",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What one or several services of a structure say of a line; `services` is empty where all say it."""

    fact: Fact
    services: list[str]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the comparison: its label, and for each structure what its services say (none: not told)."""

    label: str
    cells: list[list[Entry]]


def rows(sheets: list[Sheet]) -> list[Row]:
    """The lines that at least one of the structures says something of; first which needs each answers, of
    several that the search before asked for."""
    found = []
    if any(sheet.needs for sheet in sheets):
        found.append(Row(_("Répond à"), [_needs(sheet) for sheet in sheets]))
    services = [service for sheet in sheets for service in sheet.services]
    others = (fact.key for service in services for fact in service.facts)
    for key in dict.fromkeys((*_LINES, *others)):
        cells = [_entries(sheet, key) for sheet in sheets]
        label = next((entry.fact.label for cell in cells for entry in cell), "")
        if label:
            found.append(Row(label, cells))
    for key, label in {fact.key: fact.label for sheet in sheets for fact in sheet.further}.items():
        told = [[Entry(fact, []) for fact in sheet.further if fact.key == key] for sheet in sheets]
        found.append(Row(label, told))
    return found


def _needs(sheet: Sheet) -> list[Entry]:
    named = presentation.listed(theme.nom for theme in sheet.needs)
    return [Entry(Fact(_("Répond à"), named, key="besoins"), [])] if named else []


def _entries(sheet: Sheet, key: str) -> list[Entry]:
    """Services that say the same are told once."""
    by_words: dict[tuple[str, str], Entry] = {}
    for service in sheet.services:
        for fact in service.facts:
            if fact.key == key:
                entry = by_words.setdefault((fact.text, fact.said), Entry(fact, []))
                entry.services.append(service.name)
    if len(by_words) == 1:
        (entry,) = by_words.values()
        if len(entry.services) == len(sheet.services):
            return [Entry(entry.fact, [])]
    return list(by_words.values())
