# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one may do next about who does a task: read their page, write to them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from accounts.models import Organisation
from accounts.roles import Role
from common import outbox
from mapping.models import VisibleStructure
from mapping.presentation import slug_of, structure_path
from network.resources.fields import written
from network.resources.who_does_what import WhoDoesWhat
from places.folding import fold


@dataclass(frozen=True, slots=True)
class Doer:
    """Who does a task, as the table names them; `url` is their page, `write_url` the one where they are
    written to. Each is empty where there is none."""

    name: str
    url: str = ""
    write_url: str = ""


def doers(table: WhoDoesWhat, spoken: Iterable[VisibleStructure], role: Role) -> Mapping[str, Doer]:
    """Those that a table names, by that name: a structure among those that the sheet speaks of, else an
    organisation of that very name. Two queries at most, none where no name is one's."""
    structures = list(spoken)
    reached = _reached(structures)
    found = {}
    for name in table.organisations:
        structure = _named(name, structures)
        if structure is not None:
            write_url = reverse("write-structure", args=[structure.id, structure.slug])
            found[name] = Doer(
                name,
                structure_path(structure.id, structure.nom),
                write_url if structure.id in reached else "",
            )
    for name, organisation in _organisations(set(table.organisations) - found.keys(), role).items():
        url = reverse("organisation", args=[organisation.pk, slug_of(organisation.name)])
        found[name] = Doer(name, url)
    return {name: found.get(name, Doer(name)) for name in table.organisations}


def _named(name: str, structures: list[VisibleStructure]) -> VisibleStructure | None:
    """The structure that a name is, or the only one whose name has those words: « CCAS » is « CCAS de
    Chelles » where no other is."""
    asked = fold(name)
    same = [one for one in structures if fold(one.nom) == asked]
    likely = same or [one for one in structures if f" {asked} " in f" {fold(one.nom)} "]
    return likely[0] if len(likely) == 1 else None


def _reached(structures: list[VisibleStructure]) -> set[int]:
    """Those that have an address which everyone may see, and which the site can write to."""
    if not structures or not outbox.is_configured():
        return set()
    public = VisibleStructure.objects.seen_by(Role.VISITOR).filter(pk__in=[one.id for one in structures])
    return set(public.exclude(courriel="").values_list("id", flat=True))


def _organisations(names: set[str], role: Role) -> dict[str, Organisation]:
    asked = {name: words for name in names if (words := written(name))}
    if not asked:
        return {}
    is_one = Q()
    for words in asked.values():
        is_one |= Q(name__iregex=f"^[^[:alnum:]]*{words}[^[:alnum:]]*$")
    held = Organisation.objects.filter(is_one)
    if role < Role.PROFESSIONAL:
        held = held.filter(is_public=True)
    by_name = {fold(one.name): one for one in held}
    return {name: by_name[fold(name)] for name in asked if fold(name) in by_name}
