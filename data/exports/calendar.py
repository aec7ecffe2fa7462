"""iCalendar (RFC 5545): the sessions to come of the services that a search finds."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from data.exports.cards import escape, folded
from data.exports.reading import entries
from data.exports.selection import Selection
from mapping.models import Session


def lines(selection: Selection) -> Iterator[str]:
    """One event a session, on whole days: the first to the last."""
    stamp = timezone.now().strftime("%Y%m%dT%H%M%SZ")
    yield "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Repères//Annuaire//FR\r\n"
    for entry in entries(selection):
        named = {service.id: service for service in entry.services}
        if not named:
            continue
        sessions = Session.objects.filter(service_id__in=named, last_day__gte=timezone.localdate())
        for session in sessions.order_by("first_day", "pk"):
            service = named[session.service_id]
            event = [
                "BEGIN:VEVENT",
                f"UID:session-{session.pk}@reperes",
                f"DTSTAMP:{stamp}",
                f"DTSTART;VALUE=DATE:{session.first_day:%Y%m%d}",
                f"DTEND;VALUE=DATE:{session.last_day + timedelta(days=1):%Y%m%d}",
                f"SUMMARY:{escape(f'{service.nom} – {entry.structure.nom}')}",
                f"LOCATION:{escape(_place(entry.structure))}",
                f"DESCRIPTION:{escape(session.details)}",
                "END:VEVENT",
            ]
            yield "".join(map(folded, event))
    yield "END:VCALENDAR\r\n"


def _place(structure) -> str:
    return ", ".join(filter(None, (structure.adresse, structure.code_postal, structure.commune_nom)))
