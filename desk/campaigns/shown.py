# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a structure is asked to confirm: what its page tells everyone, part by part, under the page's labels.

It is read from the same `Sheet` as the page (`desk.sheet`): nobody says « exact » of what was not shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import formats

from desk.facts import Fact
from desk.sheet import ContactSheet, ServiceSheet, Sheet
from mapping import hours
from mapping.editing.hours_field import lines_of
from mapping.models import Block, VisibleService, VisibleStructure


@dataclass(frozen=True, slots=True)
class Line:
    """A label, which may be empty, and what is told under it."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """Something that is answered for by itself: a block of the page, or one of its services. `key` names its
    fields; `name` is the service's, empty for a block."""

    key: str
    block: Block
    name: str = ""
    lines: list[Line] = field(default_factory=list)


def parts_of(
    told: Sheet, seen: VisibleStructure, services: Iterable[VisibleService], blocks: Iterable[Block]
) -> list[Part]:
    """The parts of these blocks in the order of the page; a part a service, where there are any. `services`
    are those of `told`, as a visitor sees them."""
    timetables = {one.id: one.horaires_accueil for one in services}
    parts: list[Part] = []
    for block in blocks:
        if block == Block.SERVICES and told.services:
            parts += [
                Part(f"services_{one.id}", block, one.name, _service(one, timetables.get(one.id, "")))
                for one in told.services
            ]
        else:
            parts.append(Part(block.value, block, "", _known(_block(told, seen, block))))
    return parts


def _block(told: Sheet, seen: VisibleStructure, block: Block) -> list[Line]:
    if block == Block.PRESENCE:
        return [
            Line("Nom", told.name),
            Line("En quelques mots", told.description),
            *(Line(fact.label, _text(fact)) for fact in told.further),
        ]
    if block == Block.CONTACT:
        return [
            Line("Téléphone", told.phone.text if told.phone else ""),
            Line("Courriel", told.email),
            Line("Site de la structure", told.website),
            *(Line("Contact", _contact(one)) for one in told.contacts),
        ]
    if block == Block.HOURS:
        return [
            *_hours("Horaires de l’accueil", seen.horaires_accueil),
            *(Line("Fermeture exceptionnelle", _closure(one)) for one in told.closures),
        ]
    if block == Block.PLACE:
        return [
            Line("Adresse", told.address),
            Line("Position sur la carte", told.place_note),
            Line(told.accessibility.label, told.accessibility.text),
        ]
    return []


def _service(one: ServiceSheet, timetable: str) -> list[Line]:
    return _known(
        [
            Line("Type de service", one.kind),
            Line("Thèmes", ", ".join(str(theme.nom) for theme in one.themes)),
            Line("Description", one.description),
            *_hours("Horaires de ce service", timetable),
            *(Line(fact.label, _text(fact)) for fact in one.facts),
            *(Line("Prochaine entrée", _text(fact)) for fact in one.sessions),
            Line("Adresse", one.place),
            Line("Position sur la carte", one.place_note),
            Line("Téléphone", one.phone.text if one.phone else ""),
            Line("Courriel", one.email),
            Line("Faire la demande en ligne", one.mobilisation_link),
            *(Line("Contact", _contact(contact)) for contact in one.contacts),
        ]
    )


def _hours(label: str, text: str) -> list[Line]:
    """The hours in sentences, with what departs from the week: public holidays, school holidays, dates."""
    said = [" : ".join(filter(None, (line.head, line.rest))) for line in lines_of(text)]
    return [Line(label, "\n".join(said))]


def _closure(one: hours.Closure) -> str:
    first, last = (formats.date_format(day, "DATE_FORMAT") for day in (one.first_day, one.last_day))
    days = f"le {first}"
    if one.first_day != one.last_day:
        days = f"du {first} au {last}"
    return " : ".join(filter(None, (days, one.reason)))


def _contact(one: ContactSheet) -> str:
    return " · ".join(filter(None, (one.name, one.role, one.phone.text if one.phone else "", one.email)))


def _text(fact: Fact) -> str:
    """As the page writes it: in words of the site, then as the directory says it."""
    return ". ".join(filter(None, (fact.text, fact.said)))


def _known(lines: list[Line]) -> list[Line]:
    return [line for line in lines if line.text]
