# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/agenda/`: what is held in the weeks to come, and one event."""

from datetime import timedelta
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.roles import Role, role_of
from mapping.vocabulary import THEME_BY_CODE
from network import policy
from network.models import Audience, Event, State
from network.paths import path_of
from network.text.rendering import rendered
from network.week import occurrences, place_of, to_come, when_of

WEEKS = 8
_SHOWN = 6


@require_safe
def agenda(request: HttpRequest) -> HttpResponse:
    """What is held in the eight weeks to come, day by day, as the reader may know it."""
    told = to_come(role_of(request.user), days=7 * WEEKS)
    today = timezone.localdate()
    days = [(day, list(lines)) for day, lines in groupby(told, lambda one: max(one.day, today))]
    return render(request, "network/agenda.html", {"days": days})


@require_safe
def event(request: HttpRequest, pk: str, slug: str = "") -> HttpResponse:
    """One event, and when it is held next."""
    role = role_of(request.user)
    known = policy.known(Event, role, {int(pk)})
    held = known.select_related("commune", "organisation", "structure").first()
    if held is None or (role < Role.PROFESSIONAL and held.state != State.PUBLISHED):
        raise Http404(_("Cette page n’existe pas, ou n’est plus publiée."))
    if slug != held.slug:
        return HttpResponsePermanentRedirect(path_of(held))
    today = timezone.localdate()
    next_ones = (
        [] if held.is_cancelled else list(occurrences(held, today, today + timedelta(days=183)))[:_SHOWN]
    )
    recurrence = when_of(held).recurrence
    context = {
        "event": held,
        "text": rendered(held.text),
        "minutes": rendered(held.minutes) if held.minutes else "",
        "place": place_of(held),
        "again": recurrence.words(get_language() or "fr") if recurrence else "",
        "next": next_ones,
        "themes": [THEME_BY_CODE[code] for code in held.themes if code in THEME_BY_CODE],
        "is_for_professionals": held.audience > Audience.PUBLIC,
        "is_withdrawn": held.state == State.WITHDRAWN,
        "history_url": reverse("shared-history", args=[held.pk]),
        "data": _data(request, held, next_ones) if held.audience == Audience.PUBLIC and next_ones else None,
    }
    return render(request, "network/event.html", context)


def _data(request: HttpRequest, held: Event, next_ones: list[Any]) -> dict[str, Any]:
    """The next time that it is held, as a schema.org Event."""
    once = next_ones[0]
    mode = "Offline" if place_of(held) else "Online"
    located = (
        {"@type": "Place", "name": place_of(held), "address": place_of(held)}
        if place_of(held)
        else {"@type": "VirtualLocation", "url": request.build_absolute_uri(path_of(held))}
    )
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": held.title,
        "description": held.summary,
        "startDate": once.start.date().isoformat() if once.all_day else once.start.isoformat(),
        "endDate": once.last_day.isoformat() if once.all_day else once.end.isoformat(),
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": f"https://schema.org/{mode}EventAttendanceMode",
        "location": located,
        "url": request.build_absolute_uri(path_of(held)),
    }
