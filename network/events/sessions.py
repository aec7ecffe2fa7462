# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sessions of structures' services in the agenda: each on the day on which it begins."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from accounts.roles import Role
from mapping.models import Session, VisibleService, VisibleStructure
from mapping.presentation import short_name, structure_path
from mapping.timetable import zone_of
from mapping.vocabulary import theme_of
from network.agenda.months import Held
from network.agenda.occurrence import Occurrence
from network.events.asking import Asked
from network.week import Line
from places.models import Commune
from places.territories import communes_in

_MOST = 500


def beginning(role: Role, asked: Asked, first: date, last: date) -> Iterator[Held[Line]]:
    """The sessions that begin between two days, of services that a role sees. Three queries at most."""
    if not asked.wants_sessions:
        return
    # Of what the role sees alone: what is hidden takes no place among the first of them.
    visible = VisibleService.objects.seen_by(role).order_by()
    coming = Session.objects.filter(
        first_day__gte=first, first_day__lte=last, service__in=visible.values("id")
    ).order_by("first_day", "pk")
    rows = list(coming.values_list("service", "first_day", "last_day", "details")[:_MOST])
    if not rows:
        return
    services = VisibleService.objects.seen_by(role).filter(pk__in={row[0] for row in rows})
    kept = {one.id: one for one in services if _is_asked(one, asked)}
    seen = VisibleStructure.objects.seen_by(role).filter(pk__in={one.structure_id for one in kept.values()})
    if asked.within:
        inside = Commune.objects.filter(communes_in(*asked.within)).order_by()
        seen = seen.filter(commune__in=inside)
    structures = {one.id: one for one in seen}
    for service, first_day, last_day, details in rows:
        one = kept.get(service)
        structure = structures.get(one.structure_id) if one else None
        if one is not None and structure is not None:
            yield _held(one, structure, first_day, last_day, details)


def _is_asked(one: VisibleService, asked: Asked) -> bool:
    themes = {theme.code for code in one.thematiques if (theme := theme_of(code))}
    wanted, publics = asked.chosen.get("theme"), asked.chosen.get("public")
    if wanted and not themes & set(wanted):
        return False
    return not publics or bool(set(one.publics) & set(publics))


def _held(
    one: VisibleService, structure: VisibleStructure, first: date, last: date, details: str
) -> Held[Line]:
    zone = zone_of(structure.commune_id)
    begins = datetime.combine(first, time.min, zone)
    once = Occurrence(begins, datetime.combine(first + timedelta(days=1), time.min, zone), all_day=True)
    name = short_name(structure.nom, structure.is_example)
    told = Line(
        url=structure_path(structure.id, structure.nom),
        title=one.nom,
        day=first,
        last_day=last,
        hours=None,
        place=", ".join(part for part in (name, structure.commune_nom) if part),
        is_online=False,
        is_for_professionals=False,
        is_example=structure.is_example,
        kind=_("Session"),
        note=details,
    )
    return Held(told, once)
