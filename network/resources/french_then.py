# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a resource said in French when it was translated: found by going back through its history."""

from dataclasses import dataclass

from history.models import Event
from mapping.changes.words import Piece, difference, shortened
from network import kinds
from network.columns import RESOURCE_COLUMNS
from network.models import Resource
from network.models.translation import TRANSLATED, stands_for

# How many changes back one looks.
_MOST = 300


@dataclass(frozen=True, slots=True)
class Change:
    """A field whose French changed since it was translated, by words."""

    name: str
    label: str
    pieces: tuple[Piece, ...]


def french_then(resource: Resource, of: str) -> dict[str, str] | None:
    """What the translated fields said when `of` stood for them (`translation.stands_for`); None where the
    history does not tell."""
    said = {name: str(getattr(resource, name)) for name in TRANSLATED}
    if _stands_for(said) == of:
        return said
    events = Event.objects.filter(kind=kinds.RESOURCE.number, object=resource.pk).order_by("-pk")
    for before in events.values_list("before", flat=True)[:_MOST]:
        told = {name: str(value or "") for name, value in (before or {}).items() if name in said}
        if not told:
            continue
        said |= told
        if _stands_for(said) == of:
            return said
    return None


def changes_since(resource: Resource, of: str) -> list[Change]:
    """What changed of the French since `of` stood for it; none where the history does not tell."""
    then = french_then(resource, of)
    if then is None:
        return []
    return [
        Change(
            name,
            str(RESOURCE_COLUMNS[name].label),
            tuple(shortened(difference(then[name], getattr(resource, name)))),
        )
        for name in TRANSLATED
        if then[name] != getattr(resource, name)
    ]


def _stands_for(said: dict[str, str]) -> str:
    return stands_for(Resource(**said))
