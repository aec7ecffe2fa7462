# SPDX-License-Identifier: AGPL-3.0-or-later
"""The agenda for diaries (iCalendar): one event, or what an address asks for. At an address that anybody may
have, what visitors read alone: a diary signs in nowhere. Private addresses are `network.events.diary`'s."""

from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.readers import Reader, role_of_reader
from accounts.roles import Role
from common.dates import in_words
from common.sites import site_url
from mapping.presentation import short_name
from network import policy
from network.agenda import icalendar
from network.agenda.occurrence import When
from network.events import asking, sessions
from network.models import Event, Registration, RegistrationState
from network.paths import path_of
from network.registering.mails import how_said
from network.text.words import plain
from network.week import Structures, between, place_of, structures_of, when_of

_TYPE = "text/calendar; charset=utf-8"
# As far back as a diary is told of.
_BEFORE, _AHEAD = timedelta(days=31), timedelta(days=731)


@require_safe
def one(request: HttpRequest, pk: str, slug: str = "") -> HttpResponse:
    """One event, to put into one's diary."""
    held = policy.known(Event, Role.VISITOR, {int(pk)}).select_related("commune", "organisation").first()
    if held is None:
        raise Http404(_("Cette page n’existe pas, ou n’est plus publiée."))
    return answer([_told(held, structures_of([held]))], held.title, f"{held.slug}.ics")


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """What the address asks for, to subscribe to, and the sessions of services too: a month back, two years
    ahead."""
    asked = asking.read(request.GET)
    words = asked.in_words
    title = _("%(site)s : agenda") % {"site": settings.SITE_NAME}
    return answer(events(asked, Role.VISITOR), f"{title}, {words}" if words else title, "agenda.ics")


def events(asked: asking.Asked, who: Role | Reader) -> list[icalendar.Event]:
    """What a role, or a reader whose groups count, reads of what is asked, sessions of services too: a month
    back, two years ahead."""
    today = timezone.localdate()
    read = asked.among(Event.objects.seen_by(who)).select_related("organisation")
    held = between(read, today - _BEFORE, today + _AHEAD)
    names = structures_of(held)
    begun = sessions.told(role_of_reader(who), asked, today - _BEFORE, today + _AHEAD)
    return [*(_told(event, names) for event in held), *map(_session, begun)]


def once(one: Registration, names: Structures) -> icalendar.Event:
    """The one date that somebody registered for, with where they join online once they have a seat."""
    event = one.event
    has_seat = one.state == RegistrationState.SEATED
    told = _told(event, names)
    moved = when_of(event).held_on(one.day)
    online = event.online_link if has_seat else ""
    title = told.title if has_seat else _("%(title)s (liste d’attente)") % {"title": told.title}
    return replace(
        told,
        uid=f"inscription-{one.key}@{site_url().partition('://')[2]}",
        title=title,
        when=when_of(event).alone(one.day),
        text="\n\n".join(part for part in (how_said(one), online, told.text) if part),
        place=moved.place or told.place or online,
        position=None if moved.place else told.position,
        cancelled=(),
        is_cancelled=event.is_cancelled or one.day in event.cancelled_days,
    )


def answer(told: list[icalendar.Event], name: str, file: str) -> HttpResponse:
    """A calendar of this name, as a file."""
    text = "".join(icalendar.calendar(told, name=name, now=timezone.now()))
    response = HttpResponse(text, content_type=_TYPE)
    response["Content-Disposition"] = f'inline; filename="{file}"'
    return response


def _session(one: sessions.Told) -> icalendar.Event:
    """A session of a structure's service, on the day on which it begins; whole days, as it is told."""
    host = site_url().partition("://")[2]
    return icalendar.Event(
        uid=f"session-{one.number}@{host}",
        title=one.line.title,
        when=When.at(one.structure.commune_id or None, one.line.day),
        text="\n\n".join(part for part in (one.line.note, _until(one)) if part),
        place=one.line.place,
        position=(one.structure.position.y, one.structure.position.x) if one.structure.position else None,
        url=site_url() + one.line.url,
        organiser=short_name(one.structure.nom, one.structure.is_example),
    )


def _until(one: sessions.Told) -> str:
    if one.line.last_day <= one.line.day:
        return ""
    return _("Jusqu’au %(day)s.") % {"day": in_words(one.line.last_day, "j F Y")}


def _told(event: Event, names: Structures) -> icalendar.Event:
    structure = names.get((event.structure_id or 0, event.audience))
    point = structure.position if structure else event.position
    host = site_url().partition("://")[2]
    street = "" if structure else event.adresse
    place = place_of(event, names)
    return icalendar.Event(
        uid=f"evenement-{event.pk}@{host}",
        title=short_name(event.title, event.is_example),
        when=when_of(event),
        modified=event.updated_at,
        text="\n\n".join(part for part in (event.summary, plain(event.text)) if part),
        place=", ".join(part for part in (street, place) if part) or event.online_for_everyone,
        position=(point.y, point.x) if point else None,
        url=site_url() + path_of(event),
        organiser=event.organisation.name if event.organisation else "",
        sequence=int(event.updated_at.timestamp()) - int(event.created_at.timestamp()),
        cancelled=tuple(event.cancelled_days),
        is_cancelled=event.is_cancelled,
    )
