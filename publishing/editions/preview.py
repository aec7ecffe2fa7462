# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a book would hold, told before it is made: its parts, what its entries lack, what changed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from mapping.presentation import structure_path
from publishing.book.content import Entry
from publishing.editions.entries import CONFIDENTIAL, is_unsure
from publishing.editions.gathering import Gathered

# As many are named under each heading; the others are counted.
NAMED = 30


@dataclass(frozen=True, slots=True)
class Lacking:
    """Entries that lack something: what, what the book does then, and which they are."""

    what: str
    so: str
    count: int
    named: tuple[tuple[str, str, str], ...]

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.count - len(self.named)


_LACKS: tuple[tuple[str, str, Callable[[Entry], bool]], ...] = (
    (
        "Sans téléphone ni courriel",
        "rien ne dit comment les joindre",
        lambda one: not (one.phone or one.email),
    ),
    (
        "Sans horaires",
        "ni la structure ni ses services ne disent quand venir",
        lambda one: not one.hours,
    ),
    (
        "Sans place sur la carte",
        "on ne sait pas où elles sont à la rue près",
        lambda one: one.lon is None and one.address != CONFIDENTIAL,
    ),
    (
        "À l’adresse confidentielle",
        "leur commune et leur téléphone seulement, jamais sur la carte",
        lambda one: one.address == CONFIDENTIAL,
    ),
    (
        "Sans adresse",
        "leur commune et leur téléphone seulement",
        lambda one: not one.address,
    ),
    ("Sans service", "leur nom et leur adresse seulement", lambda one: not one.offers),
)


def lacking(whole: Gathered) -> list[Lacking]:
    """What the book lacks, the gravest first: what it leaves out, what its entries do not say, those that are
    invented; without what none lacks."""
    unsure = {
        one.entry.key
        for one in whole.read
        if one.entry.address != CONFIDENTIAL and any(map(is_unsure, map(str, one.sources["address"][1:])))
    }
    found = [_left_out(whole)]
    found.append(
        _told(
            "À l’adresse incertaine",
            "elle est écrite avec un « ? », que le livre n’imprime pas : vérifiez-la",
            (one for one in whole.entries if one.key in unsure),
        )
    )
    found += [_told(what, so, filter(test, whole.entries)) for what, so, test in _LACKS]
    examples = (one for one in whole.entries if one.key in whole.examples)
    found.append(_told("Exemples", "inventées pour la démonstration, imprimées comme telles", examples))
    return [one for one in found if one.count]


def _left_out(whole: Gathered) -> Lacking:
    """What says no theme, or no public, and would be asked for if it did."""
    named = tuple(
        (
            one.name,
            " – ".join(
                part for part in (one.commune, ", ".join(f"« {name} »" for name in one.services)) if part
            ),
            structure_path(one.key, one.name),
        )
        for one in whole.left_out[:NAMED]
    )
    return Lacking(
        f"{whole.unsaid_words}, hors du livre",
        "l’édition demande des thèmes ou des publics, et ces services n’en disent aucun : complétez leur"
        " fiche, ou cochez dans l’édition un dernier chapitre pour eux",
        len(whole.left_out),
        named,
    )


def _told(what: str, so: str, entries: Iterable[Entry]) -> Lacking:
    held = list(entries)
    named = tuple((one.name, one.commune, structure_path(one.key, one.name)) for one in held[:NAMED])
    return Lacking(what, so, len(held), named)
