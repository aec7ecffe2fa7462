# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said to whoever edits hours: those of the desk and of a service that takes place there contradict
each other."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.roles import Role
from mapping.models import VisibleService, VisibleStructure
from mapping.opening.apart import days_apart
from mapping.opening.words import day_text
from mapping.usual_hours import listed


@dataclass(frozen=True, slots=True)
class Apart:
    """A service that is said to be held when the desk is said to be closed, in words, and where its hours are
    edited."""

    service: str
    text: str
    url: str


def apart_of(seen: VisibleStructure, role: Role, only: int | None = None) -> list[Apart]:
    """The services of a structure, held at its own place, whose hours contradict its desk's, as `role` sees
    them; of one of them alone with `only`. At most one query."""
    if not seen.horaires_accueil:
        return []
    services = VisibleService.objects.seen_by(role).filter(structure_id=seen.id, has_own_place=False)
    if only is not None:
        services = services.filter(id=only)
    return list(_told(seen, services.exclude(horaires_accueil="").order_by("nom", "id")))


def _told(seen: VisibleStructure, services: Iterable[VisibleService]) -> Iterable[Apart]:
    for one in services:
        days = days_apart(seen.horaires_accueil, one.horaires_accueil)
        if not days:
            continue
        said = _("« %(service)s » a lieu le %(days)s, et l’accueil est dit fermé ce jour-là.")
        if len(days) > 1:
            said = _("« %(service)s » a lieu les %(days)s, et l’accueil est dit fermé ces jours-là.")
        text = said % {"service": one.nom, "days": listed([day_text(number) for number in days])}
        yield Apart(one.nom, text, reverse("edit-one", args=[seen.id, seen.slug, "services", one.id]))
