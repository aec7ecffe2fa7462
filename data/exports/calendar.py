# SPDX-License-Identifier: AGPL-3.0-or-later
"""iCalendar (RFC 5545): the sessions to come of the services that a search finds."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
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
    by_service: dict[int, list[Session]] = defaultdict(list)
    coming = Session.objects.filter(last_day__gte=timezone.localdate()).select_related("service")
    for session in coming.order_by("first_day", "pk").iterator():
        by_service[session.service_id].append(session)
    structures = {sessions[0].service.structure_id for sessions in by_service.values()}
    kept = replace(selection, structures=[number for number in selection.structures if number in structures])
    for entry in entries(kept):
        named = {service.id: service for service in entry.services}
        for session in (session for number in named for session in by_service.get(number, [])):
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
