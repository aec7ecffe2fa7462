# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sessions of structures' services in the agenda: each on the day on which it begins."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.contrib.gis.geos import Point
from django.contrib.gis.measure import D
from django.utils.translation import gettext as _

from accounts.roles import Role
from mapping.models import Session, VisibleService, VisibleStructure
from mapping.presentation import short_name, structure_path
from mapping.timetable import zone_of
from mapping.vocabulary import theme_of
from network.agenda.months import Held
from network.agenda.occurrence import Occurrence
from network.events.asking import Asked
from network.events.near import distance_to
from network.week import Line
from places.models import Commune
from places.territories import communes_in

_MOST = 500


@dataclass(frozen=True, slots=True)
class Told:
    """A session as a role may know it: its number, how a list tells it, and where it is held."""

    number: int
    line: Line
    structure: VisibleStructure


def beginning(role: Role, asked: Asked, first: date, last: date) -> Iterator[Held[Line]]:
    """The sessions that begin between two days, on their days. Three queries at most."""
    for one in told(role, asked, first, last):
        zone = zone_of(one.structure.commune_id)
        begins = datetime.combine(one.line.day, time.min, zone)
        ends = datetime.combine(one.line.day + timedelta(days=1), time.min, zone)
        yield Held(one.line, Occurrence(begins, ends, all_day=True))


def told(role: Role, asked: Asked, first: date, last: date) -> Iterator[Told]:
    """The sessions that begin between two days, of services that a role sees, the soonest first: five hundred
    at most. Three queries at most."""
    if not asked.wants_sessions:
        return
    # Of what the role sees alone: what is hidden takes no place among the first of them.
    visible = VisibleService.objects.seen_by(role).order_by()
    coming = Session.objects.filter(
        first_day__gte=first, first_day__lte=last, service__in=visible.values("id")
    ).order_by("first_day", "pk")
    rows = list(coming.values_list("pk", "service", "first_day", "last_day", "details")[:_MOST])
    if not rows:
        return
    services = VisibleService.objects.seen_by(role).filter(pk__in={row[1] for row in rows})
    kept = {one.id: one for one in services if _is_asked(one, asked)}
    seen = VisibleStructure.objects.seen_by(role).filter(pk__in={one.structure_id for one in kept.values()})
    if asked.within:
        inside = Commune.objects.filter(communes_in(*asked.within)).order_by()
        seen = seen.filter(commune__in=inside)
    if asked.near:
        centre = Point(asked.near.lon, asked.near.lat, srid=4326)
        seen = seen.filter(position__dwithin=(centre, D(km=asked.near.radius_km)))
    structures = {one.id: one for one in seen}
    for number, service, first_day, last_day, details in rows:
        one = kept.get(service)
        structure = structures.get(one.structure_id) if one else None
        if one is not None and structure is not None:
            line = _line(one, structure, first_day, last_day, details)
            if asked.near:
                line = replace(line, distance=distance_to(asked.near, structure.position))
            yield Told(number, line, structure)


def _is_asked(one: VisibleService, asked: Asked) -> bool:
    themes = {theme.code for code in one.thematiques if (theme := theme_of(code))}
    wanted, publics = asked.chosen.get("theme"), asked.chosen.get("public")
    if wanted and not themes & set(wanted) and (themes or not asked.takes_unthemed):
        return False
    return not publics or bool(set(one.publics) & set(publics))


def _line(one: VisibleService, structure: VisibleStructure, first: date, last: date, details: str) -> Line:
    name = short_name(structure.nom, structure.is_example)
    return Line(
        url=structure_path(structure.id, structure.nom),
        title=one.nom,
        day=first,
        last_day=last,
        hours=None,
        place=", ".join(part for part in (name, structure.commune_nom) if part),
        is_online=False,
        is_for_professionals=False,
        is_for_members=False,
        is_example=structure.is_example,
        kind=_("Session"),
        note=details,
    )
