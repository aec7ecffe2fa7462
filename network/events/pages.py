# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/agenda/`: what is held, as a list, a week, a month or a quarter to print; and one event."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.roles import Role, role_of
from common import outbox
from common.links import outgoing
from mapping.presentation import kilometres_text, short_name, structure_path
from mapping.vocabulary import LANGUES, PUBLICS, THEME_BY_CODE, THEMES
from network import policy
from network.agenda import months
from network.events import asking, diary, near, on_map
from network.events.around import around
from network.events.held import held as held_between
from network.events.minutes import minutes_of
from network.gallery.holders import of_event
from network.gallery.shown import strip_of
from network.models import (
    Audience,
    Event,
    EventKind,
    HeldAs,
    Registering,
    Registration,
    RegistrationState,
    State,
)
from network.models.common import eyes_of
from network.paths import path_of
from network.registering import rules
from network.registering.forms import RegistrationForm
from network.registering.links import token_of
from network.registering.seats import rooms
from network.resources.sheet import given
from network.said import said_of
from network.text.rendering import rendered
from network.week import hours_of, occurrences, place_of, structures_of, when_of
from places.territories import territory
from search.question import DEFAULT_RADIUS_KM, RADII_KM

WEEKS = 8
_SHOWN = 6
# Of what is in no place, beside what is near one.
_APART = 30
LIST, WEEK, MONTH, MAP = "liste", "semaine", "mois", "carte"
# What has been held, the last first: no tab, a link under the list.
PAST = "passe"
_MONTH = re.compile(r"(\d{4})-(\d{2})")
# No calendar is drawn farther than this from today.
_FARTHEST = timedelta(days=366 * 5)


@require_safe
def agenda(request: HttpRequest) -> HttpResponse:
    """What is held, as the reader may know it: the eight weeks to come, or the week or the month that the
    address names."""
    role, asked = role_of(request.user), asking.read(request.GET)
    eyes = eyes_of(request.user)
    view = request.GET.get("vue", LIST)
    view = view if view in (LIST, WEEK, MONTH, MAP, PAST) else LIST
    today = timezone.localdate()
    day = _day(request.GET.get("jour", ""), today)
    here = {"vue": view if view != LIST else "", "jour": _said(day, today)}
    where = _where_of(request, asked, here, role)
    if where.redirect:
        return redirect(where.redirect)
    if where.reason or where.choices:
        # What was typed is not the place that the address holds: an answer there would mislead.
        asked = replace(asked, near=None, told={**asked.told, near.TYPED: where.reason})
    query, path = asked.query(), reverse("agenda")
    feed = f"?{query}" if query else ""
    ics = request.build_absolute_uri(reverse("agenda-calendar")) + feed
    context: dict[str, Any] = {
        "asked": asked,
        "near": where,
        "near_hidden": list(_place_said(asked).items()),
        "radii": [(f"{km:g}", kilometres_text(km), km == asked.radius_km) for km in _radii(asked)],
        "view": view,
        "views": [
            (name, label, _address(path, query, vue=name if name != LIST else "", jour=_said(day, today)))
            for name, label in (
                (LIST, _("Liste")),
                (WEEK, _("Semaine")),
                (MONTH, _("Mois")),
                (MAP, _("Carte")),
            )
        ],
        "chips": [(chip.label, _address(path, chip.query, **here)) for chip in asked.chips()],
        "choices": {name: asking.choices(name) for name in ("nature", "public")},
        "themes": THEMES,
        "new_kinds": [
            (f"{reverse('event-new')}?nature={value}", label, "") for value, label in EventKind.choices
        ],
        "day": _said(day, today),
        "turn": None,
        "past_url": _address(path, query, vue=PAST) if view == LIST else "",
        "apart": [],
        **_bounds(asked, path),
        "feed_url": reverse("network-feed", args=["agenda"]) + feed,
        "ics_url": ics,
        "webcal_url": re.sub(r"^https?:", "webcal:", ics),
        "own_webcal_url": re.sub(r"^https?:", "webcal:", diary.address_of(request.user, query))
        if isinstance(request.user, User) and role >= Role.PROFESSIONAL
        else "",
        "quarter_url": _address(reverse("agenda-quarter"), query),
        "may_write": not policy.why_not(request.user),
        "is_professional": role >= Role.PROFESSIONAL,
    }
    if view == MONTH:
        first, last = months.month_window(day.year, day.month)
        grid = months.month(day.year, day.month, held_between(eyes, asked, first, last), today)
        context["month"] = grid
        context["turn"] = _turn(path, query, MONTH, today, grid.previous, grid.following)
    elif view == WEEK:
        first, last = months.week_window(day)
        context["week"] = months.week(day, held_between(eyes, asked, first, last), today)
        context["turn"] = _turn(path, query, WEEK, today, first - timedelta(days=7), last + timedelta(days=1))
        context["span"] = (first, last)
    elif view == PAST:
        first, last = today - timedelta(days=7 * WEEKS), today - timedelta(days=1)
        context["days"] = months.by_day(first, last, held_between(eyes, asked, first, last), today)[::-1]
    else:
        first, last = today, today + timedelta(days=7 * WEEKS - 1)
        now = timezone.now()
        coming = [
            one
            for one in held_between(eyes, asked, today, last)
            if one.occurrence.end >= now or one.occurrence.all_day
        ]
        context["days"] = months.by_day(today, last, coming, today)
        if view == MAP:
            found, more = on_map.placed(role, asked, today, last)
            context |= on_map.drawing(found) | {"more": more}
    if asked.near and last >= today:
        apart = held_between(eyes, replace(asked, is_apart=True), max(first, today), last)
        context["apart"] = sorted(apart, key=lambda one: one.occurrence)[:_APART]
    return render(request, "network/events/agenda.html", context)


@dataclass(frozen=True, slots=True)
class Where:
    """The field of the place: what stands in it, and what becomes of what was typed there: another address,
    places to choose from, or why there is none."""

    text: str = ""
    redirect: str = ""
    choices: tuple[dict[str, str], ...] = ()
    reason: str = ""


def _where_of(request: HttpRequest, asked: asking.Asked, here: dict[str, str], role: Role) -> Where:
    label = near.name_of(asked.near) if asked.near else ""
    if near.TYPED not in request.GET:
        return Where(label)
    text = request.GET[near.TYPED].strip().replace("\x00", "")
    path = reverse("agenda")
    if not text or text == label:
        kept = asked if text else replace(asked, near=None)
        return Where(label, _address(path, kept.query(), **here))
    found = near.typed(text, role)
    radius = {"rayon_km": f"{asked.radius_km:g}"} if asked.radius_km != DEFAULT_RADIUS_KM else {}
    query = replace(asked, near=None).query()
    if found.said is not None:
        return Where(text, _address(path, query, **found.said, **radius, **here))
    choices = tuple(
        {"label": one.label, "note": one.note, "url": _address(path, query, **said, **radius, **here)}
        for one, said in found.choices
    )
    return Where(text, choices=choices, reason=found.reason)


def _place_said(asked: asking.Asked) -> dict[str, str]:
    """What says the place in the form, which its radius is chosen beside."""
    said = asked.near.parameters() if asked.near else {}
    return {name: value for name, value in said.items() if name != "rayon_km"}


def _radii(asked: asking.Asked) -> list[float]:
    return sorted({*RADII_KM, asked.radius_km})


@require_safe
def quarter(request: HttpRequest) -> HttpResponse:
    """A quarter to print on A4: that of today, or of the day that the address names (`jour`)."""
    eyes, asked = eyes_of(request.user), asking.read(request.GET)
    today = timezone.localdate()
    day = _day(request.GET.get("jour", ""), today)
    number = (day.month - 1) // 3 + 1
    first = date(day.year, 3 * number - 2, 1)
    after = (first + timedelta(days=100)).replace(day=1)
    held = held_between(eyes, asked, first, after - timedelta(days=1))
    path, query = reverse("agenda-quarter"), asked.query()
    listed = months.by_day(first, after - timedelta(days=1), held, today)
    context = {
        "asked": asked,
        "year": day.year,
        "number": number,
        "months": [
            (grid, [one for one in listed if one.day.month == grid.first.month])
            for grid in months.quarter(day.year, number, held, today)
        ],
        "before": _address(path, query, jour=(first - timedelta(days=1)).replace(day=1).isoformat()),
        "after": _address(path, query, jour=after.isoformat()),
        "back": _address(reverse("agenda"), query),
        **_bounds(asked, path),
        "has_professional": any(one.event.is_for_professionals for one in held),
    }
    return render(request, "network/events/quarter.html", context)


@require_safe
def event(request: HttpRequest, pk: str, slug: str = "") -> HttpResponse:
    """One event: when it is held next, where, how one registers, what was said of it afterwards."""
    held = event_of(request, pk)
    if slug != held.slug:
        return HttpResponsePermanentRedirect(path_of(held))
    own = {one.day for one in rules.mine_of(request.user, held)}
    # Who is registered for a day is offered the others.
    free = [one for one in rooms(held) if one.day not in own]
    return shown(request, held, RegistrationForm(None, rooms=free, asks_how=held.held_as == HeldAs.BOTH))


def event_of(request: HttpRequest, pk: str | int) -> Event:
    """The event of an address. Raises Http404 for one that the reader may not know of."""
    held = (
        policy.known(Event, eyes_of(request.user), {int(pk)})
        .select_related("commune", "organisation")
        .prefetch_related("attachments__file")
        .first()
    )
    if held is None:
        raise Http404(_("Cette page n’existe pas, ou n’est plus publiée."))
    return held


def shown(request: HttpRequest, held: Event, form: RegistrationForm, status: int = 200) -> HttpResponse:
    """The page of an event, with a form to register as it stands."""
    role = role_of(request.user)
    today = timezone.localdate()
    ahead = max(today, held.start_day) + timedelta(days=183)
    next_ones = [] if held.is_cancelled else list(occurrences(held, today, ahead))[:_SHOWN]
    when = when_of(held)
    structure = structures_of([held]).get((held.structure_id or 0, held.audience))
    point = structure.position if structure else held.position
    n, mean = rules.opinions(held)
    mine = rules.mine_of(request.user, held)
    may_edit = not policy.why_not(request.user, held)
    is_past = not next_ones and not held.is_cancelled
    context = {
        "event": held,
        "title": short_name(held.title, held.is_example),
        "text": rendered(held.text),
        "minutes": minutes_of(held, role),
        "minutes_day": "" if held.recurrence else held.start_day.isoformat(),
        "place": place_of(held),
        "structure_url": structure_path(structure.id, structure.nom) if structure else "",
        "structure_name": short_name(structure.nom, structure.is_example) if structure else "",
        "address": structure or held,
        "map_url": f"{reverse('home')}?lat={point.y:.6f}&lon={point.x:.6f}&rayon_km=5" if point else "",
        "online_url": outgoing(_online(held, mine)),
        "is_online": bool(held.online_link) or held.held_as != HeldAs.SITE,
        "held_as": held.get_held_as_display() if held.held_as == HeldAs.BOTH else "",
        "asks_how": held.held_as == HeldAs.BOTH,
        "registration_url": outgoing(held.registration_link),
        "again": when.words(get_language() or "fr"),
        "next": [(once, hours_of(once)) for once in next_ones],
        "hours": hours_of(when_of(held).on(held.start_day)),
        "cancelled": sorted(day for day in held.cancelled_days if day >= today),
        "put_off": when.put_off(today, ahead),
        "themes": [THEME_BY_CODE[code] for code in held.themes if code in THEME_BY_CODE],
        "publics": [label for code, label in PUBLICS if code in held.publics],
        "spoken": [label for code, label in LANGUES if code in held.languages],
        "files": [given(one) for one in held.attachments.all()],
        "gallery": strip_of(of_event(held), eyes_of(request.user)),
        "is_for_professionals": held.audience > Audience.PUBLIC,
        "of_group": policy.group_told(request.user, held),
        "around": around(held, request.user),
        "is_withdrawn": held.state == State.WITHDRAWN,
        "is_past": is_past,
        # Of what comes again, the minutes of the first time are written before the last is held.
        "has_been": when.on(held.start_day).end < timezone.now(),
        "history_url": reverse("shared-history", args=[held.pk]),
        "ics_url": reverse("event-calendar", args=[held.pk, held.slug]) if held.audience == 0 else "",
        "may_move": bool(held.recurrence) and may_edit and not rules.why_not_dates(request.user, held),
        "data": _data(request, held, next_ones) if held.audience == Audience.PUBLIC and next_ones else None,
        "may_edit": may_edit,
        "manages": rules.manages(request.user, held),
        "has_invited": rules.invitations_told_of(request.user, held).exists(),
        "said": said_of(request, held.pk),
        "form": form,
        "rooms": form.rooms,
        "registers_here": held.registering == Registering.HERE,
        "registers_elsewhere": held.registering == Registering.ELSEWHERE,
        "is_professional": role >= Role.PROFESSIONAL,
        "may_register_by_mail": held.audience == Audience.PUBLIC and outbox.is_configured(),
        "mine": [(one, token_of(one)) for one in mine if one.day >= today],
        "came": 0 if held.recurrence else rules.came(held),
        "opinions": n,
        "mean": mean,
        "fewest": rules.FEWEST,
    }
    return render(request, "network/events/event.html", context, status=status)


def _online(held: Event, mine: list[Registration]) -> str:
    """The address online, for who may join: everybody, or who has a seat on a day to come."""
    today = timezone.localdate()
    has_seat = any(one.state == RegistrationState.SEATED and one.day >= today for one in mine)
    return held.online_link if has_seat else held.online_for_everyone


def _bounds(asked: asking.Asked, path: str) -> dict[str, Any]:
    """The territory to which a list is kept without anybody asking, and the address of what is held
    elsewhere too."""
    if asked.place or asked.within is None:
        return {"own_territory": None}
    more = replace(asked, is_everywhere=True).query()
    return {"own_territory": territory(*asked.within), "everywhere_url": _address(path, more)}


def _day(said: str, today: date) -> date:
    """The day that an address names, or the first of a month; today for anything else, or what is too
    far."""
    text = f"{said}-01" if _MONTH.fullmatch(said) else said
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if abs(day - today) < _FARTHEST else today


def _said(day: date, today: date) -> str:
    return "" if day == today else day.isoformat()


def _turn(
    path: str, query: str, view: str, today: date, before: date | None, after: date | None
) -> dict[str, str]:
    """The addresses of what comes before and after, and of today; empty beyond what is drawn."""

    def to(day: date | None) -> str:
        near = day is not None and abs(day - today) < _FARTHEST
        return _address(path, query, vue=view, jour=day.isoformat()) if day and near else ""

    return {"before": to(before), "after": to(after), "now": _address(path, query, vue=view)}


def _address(path: str, query: str, **more: str) -> str:
    said = "&".join([*([query] if query else []), *(f"{name}={one}" for name, one in more.items() if one)])
    return f"{path}?{said}" if said else path


def _data(request: HttpRequest, held: Event, next_ones: list[Any]) -> dict[str, Any]:
    """The next time that it is held, as a schema.org Event."""
    once = next_ones[0]
    place = once.place or place_of(held)
    there = {"@type": "Place", "name": place, "address": place}
    online = {"@type": "VirtualLocation", "url": request.build_absolute_uri(path_of(held))}
    located: Any = there if place else online
    if place and held.held_as == HeldAs.BOTH:
        located = [there, online]
    mode = "Mixed" if held.held_as == HeldAs.BOTH else "Offline" if place else "Online"
    told = {
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
    if once.planned != once.day:
        was = when_of(held).on(once.planned)
        told["eventStatus"] = "https://schema.org/EventRescheduled"
        told["previousStartDate"] = was.day.isoformat() if was.all_day else was.start.isoformat()
    return told
