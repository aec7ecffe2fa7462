# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a book of some themes or publics would leave out without a word: services of its territory of which
nobody said a theme, or a public, and structures of which nobody said a service.

What says another theme or another public was not asked for. What says none might well be: it is told to
whoever makes the book, and printed in a last chapter where the edition takes it up.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from accounts.readers import VISITOR
from data.exports.selection import Selection, select
from mapping.models import VisibleService, VisibleStructure
from places.territories import TerritoryKind, exists
from publishing.editions.scope import WITH_UNSAID, search_of

# What a scope may ask of a service, and where a service says it.
_ASKED = {"themes": "themes", "publics": "publics"}
_CHAPTERS = {
    ("themes",): "Sans thème",
    ("publics",): "Sans public précisé",
    ("themes", "publics"): "Sans thème ou sans public précisé",
}


@dataclass(frozen=True, slots=True)
class Unsaid:
    """A structure with what of it says nothing of what is asked: its services by name; none where it has no
    service at all."""

    key: int
    name: str
    commune: str
    services: tuple[str, ...]


def selection_of(scope: Mapping[str, Any]) -> Selection:
    """The structures and services that a book of a scope tells of, as a visitor sees them."""
    asked = asked_of(scope)
    return together(asked, unsaid_of(scope)) if scope.get(WITH_UNSAID) else asked


def asked_of(scope: Mapping[str, Any], *, without: Collection[str] = ()) -> Selection:
    """Those that say what a scope asks, `without` its themes or its publics; none in a territory that is no
    more."""
    kind, code = scope["territory"]
    if not exists(TerritoryKind(kind), code):
        return Selection([], frozenset(), VISITOR)
    return select(search_of(scope, without=without), VISITOR)


def chapter_of(scope: Mapping[str, Any]) -> str:
    """The heading of what says nothing of what a scope asks; empty where it asks nothing."""
    return _CHAPTERS.get(_asked(scope), "")


def unsaid_of(scope: Mapping[str, Any]) -> Selection:
    """The structures and services of a scope's territory that say nothing of the themes or the publics that
    it asks, as a visitor sees them."""
    structures: set[int] = set()
    services: set[int] = set()
    asked = _asked(scope)
    for size in range(1, len(asked) + 1):
        for names in combinations(asked, size):
            without = asked_of(scope, without=names)
            found = dict(_silent(without, names))
            services.update(found)
            structures.update(found.values())
            structures.update(_without_service(without.structures))
    return Selection(sorted(structures), frozenset(services), VISITOR)


def told(selection: Selection) -> list[Unsaid]:
    """What a selection of `unsaid_of` holds, by name."""
    names: dict[int, list[str]] = defaultdict(list)
    held = VisibleService.objects.seen_by(VISITOR.role).filter(id__in=selection.services or ())
    for structure, name in held.order_by("nom", "id").values_list("structure_id", "nom"):
        names[structure].append(name)
    seen = VisibleStructure.objects.seen_by(VISITOR.role).filter(id__in=selection.structures)
    return [
        Unsaid(one.id, one.nom, one.commune_nom, tuple(names[one.id])) for one in seen.order_by("nom", "id")
    ]


def together(asked: Selection, unsaid: Selection) -> Selection:
    """What is asked and what says nothing of it, as one."""
    if asked.services is None:
        return asked
    structures = sorted({*asked.structures, *unsaid.structures})
    return replace(asked, structures=structures, services=asked.services | (unsaid.services or frozenset()))


def _asked(scope: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(name for name in _ASKED if scope[name])


def _silent(found: Selection, names: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """The services of a selection that say nothing under some names, with their structures."""
    empty: dict[str, Any] = {_ASKED[name]: [] for name in names}
    held = VisibleService.objects.seen_by(VISITOR.role).filter(structure_id__in=found.structures, **empty)
    for number, structure in held.order_by().values_list("id", "structure_id"):
        if found.services is None or number in found.services:
            yield number, structure


def _without_service(structures: list[int]) -> set[int]:
    held = VisibleService.objects.seen_by(VISITOR.role).filter(structure_id__in=structures)
    return set(structures) - set(held.order_by().values_list("structure_id", flat=True))
