# SPDX-License-Identifier: AGPL-3.0-or-later
"""iCalendar (RFC 5545): the sessions to come of the services that a search finds, at the hours of each.

The hours of a session are those that its own words say (« les mardis de 14h à 16h »), else its service's. A
session of which nobody knows the hours is told on the day on which it begins: it fills no diary for months.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from django.utils import formats, timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common import icalendar
from common.content_lines import escape, written
from data.exports.offered import Format
from data.exports.reading import Entry, entries
from data.exports.recurrence import Series, series
from data.exports.selection import Selection
from mapping.hours import Closure
from mapping.models import Session, TemporaryClosure, VisibleService
from mapping.opening import french
from mapping.timetable import State, zone_of

# How many years after this one the changes of hour are told for.
_YEARS = 5


def lines(selection: Selection) -> Iterator[str]:
    """The calendar, an event for each stretch of hours that a session has, with the rule by which it comes
    again."""
    yield icalendar.begin("Annuaire")
    by_service: dict[int, list[Session]] = defaultdict(list)
    coming = Session.objects.filter(last_day__gte=timezone.localdate()).select_related("service")
    for session in coming.order_by("first_day", "pk").iterator():
        by_service[session.service_id].append(session)
    structures = {sessions[0].service.structure_id for sessions in by_service.values()}
    closures = _closures(structures)
    kept = replace(selection, structures=[number for number in selection.structures if number in structures])
    told: set[str] = set()
    today = timezone.localdate()
    for entry in entries(kept):
        for service in entry.services:
            zone = zone_of(service.commune_id or entry.structure.commune_id)
            for session in by_service.get(service.id, []):
                if zone.key not in told:
                    told.add(zone.key)
                    # The same years whatever the sessions: what is hidden of others moves nothing here.
                    yield written(icalendar.zone_lines(zone, today.year - 1, today.year + _YEARS))
                yield from _events(session, service, entry, closures.get(entry.structure.id, []))
    yield icalendar.END


def _events(
    session: Session, service: VisibleService, entry: Entry, closures: list[Closure]
) -> Iterator[str]:
    found = series(
        _hours_of_words(session.details) or service.horaires_accueil,
        # What began long ago is told from a year ago on.
        max(session.first_day, timezone.localdate() - timedelta(days=365)),
        session.last_day,
        code_insee=service.commune_id or entry.structure.commune_id,
        closures=closures,
    )
    for number, one in enumerate(found):
        yield _event(f"session-{session.pk}-{number + 1}", _times(one), session, service, entry, one)
    if not found:
        day = session.first_day
        on_that_day = [
            icalendar.on_days("DTSTART", [day]),
            icalendar.on_days("DTEND", [day + timedelta(days=1)]),
            "TRANSP:TRANSPARENT",
        ]
        yield _event(f"session-{session.pk}", on_that_day, session, service, entry, None)


def _times(one: Series) -> list[str]:
    zone = getattr(one.first.start.tzinfo, "key", "Europe/Paris")
    said = [
        icalendar.local("DTSTART", zone, [one.first.start]),
        icalendar.local("DTEND", zone, [one.first.end]),
    ]
    if one.rule:
        said.append(f"RRULE:{one.rule}")
    if one.but:
        said.append(icalendar.local("EXDATE", zone, one.but))
    return said


def _event(
    uid: str,
    when: list[str],
    session: Session,
    service: VisibleService,
    entry: Entry,
    one: Series | None,
) -> str:
    words = [session.details]
    if one is None and session.last_day > session.first_day:
        words.append(
            gettext("Du %(first)s au %(last)s, horaires à demander.")
            % {"first": _said(session.first_day), "last": _said(session.last_day)}
        )
    elif one is None:
        words.append(gettext("Horaires à demander."))
    elif one.first.state is State.APPOINTMENT:
        words.append(gettext("Sur rendez-vous."))
    place = service if service.has_own_place else entry.structure
    event = [
        "BEGIN:VEVENT",
        f"UID:{uid}@reperes",
        f"DTSTAMP:{icalendar.in_utc(timezone.now())}",
        *when,
        f"SUMMARY:{escape(f'{service.nom} – {entry.structure.nom}')}",
        f"LOCATION:{escape(_place(place))}",
        f"DESCRIPTION:{escape(chr(10).join(filter(None, words)))}",
        "END:VEVENT",
    ]
    return written(event)


def _said(day: date) -> str:
    return formats.date_format(day, "DATE_FORMAT")


def _hours_of_words(text: str) -> str:
    """The hours that a session's own words say, wholly understood, days and times; else empty."""
    try:
        found = french.read(text) if text else None
    except french.NotUnderstood:
        return ""
    return found.hours if found and not found.days_assumed else ""


def _closures(structures: set[int]) -> dict[int, list[Closure]]:
    """The exceptional closures of structures, by structure."""
    found: dict[int, list[Closure]] = defaultdict(list)
    for closure in TemporaryClosure.objects.filter(structure_id__in=structures).order_by("pk"):
        found[closure.structure_id].append(Closure(closure.first_day, closure.last_day, closure.reason))
    return found


def _place(record) -> str:
    return ", ".join(filter(None, (record.adresse, record.code_postal, record.commune_nom)))


FORMAT = Format(
    "icalendar",
    _("Agenda des sessions"),
    7,
    "ics",
    "text/calendar; charset=utf-8",
    lines,
    "sessions",
    _("Les sessions à venir des services, à leurs jours et à leurs heures."),
)
