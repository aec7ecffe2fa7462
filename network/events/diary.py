# SPDX-License-Identifier: AGPL-3.0-or-later
"""A professional's own addresses for a diary: what they registered for, and the agenda of professionals."""

import re
import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import at_least, signed_in
from accounts.models import User
from accounts.roles import Role, role_of
from common.keyed_pages import keyed
from common.sites import site_url
from mapping.editing import told
from network.events import asking, calendars
from network.models import Diary, Event, Registration
from network.models.common import eyes_of
from network.models.registration import LIVE
from network.paths import path_of
from network.registering.links import key_of, signed, token_of
from network.registering.mails import when_said
from network.week import place_of, structures_of, when_of

_SALT = "network.diary"
# As long as past registrations stand on the page, and in the diary.
_BEFORE = timedelta(days=31)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def mine(request: HttpRequest) -> HttpResponse:
    """What one registered for; and the private addresses for one's diary: a POST makes them, makes others in
    their place, or takes them away."""
    user = signed_in(request)
    if request.method == "POST":
        told.tell(request, _asked(request, user))
        return redirect("my-registrations")
    held = Diary.objects.filter(user=user).first()
    today = timezone.localdate()
    lines: list[dict[str, Any]] = [
        {
            "registration": one,
            "url": path_of(one.event),
            "token": token_of(one),
            "when": when_said(when_of(one.event).held_on(one.day)),
            "place": place_of(one.event),
        }
        for one in _registrations(user)
    ]
    context = {
        "coming": [one for one in lines if one["registration"].day >= today],
        "past": [one for one in reversed(lines) if one["registration"].day < today],
        "diary": held,
        "addresses": _addresses(held) if held else [],
        "said": list(told.said_with(request, lambda act: "")),
    }
    return keyed(render(request, "network/events/mine.html", context))


@require_safe
@never_cache
def registrations(request: HttpRequest, token: str) -> HttpResponse:
    """What its person registered for, for their diary: a month back, and all that comes."""
    user = _reader(token)
    held = _registrations(user)
    names = structures_of([one.event for one in held])
    events = [calendars.once(one, names) for one in held]
    return keyed(calendars.answer(events, _("%(site)s : mes inscriptions") % _site(), "inscriptions.ics"))


@require_safe
@never_cache
def agenda(request: HttpRequest, token: str) -> HttpResponse:
    """The agenda as its person reads it, of what the address asks for."""
    user = _reader(token)
    events = calendars.events(asking.read(request.GET), eyes_of(user))
    return keyed(calendars.answer(events, _("%(site)s : agenda des professionnels") % _site(), "agenda.ics"))


def address_of(user: User, query: str = "") -> str:
    """The private address of the agenda that professionals read, for a diary; empty where they made none."""
    held = Diary.objects.filter(user=user).first()
    return _address(held, "diary-agenda", query) if held else ""


def _asked(request: HttpRequest, user: User) -> str:
    """Do what a POST asks of the addresses; what is said of it."""
    if "retirer" in request.POST:
        Diary.objects.filter(user=user).delete()
        return _("Vos adresses privées n’ouvrent plus rien.")
    _held, is_new = Diary.objects.get_or_create(user=user)
    if is_new:
        return _("Vos adresses privées sont prêtes.")
    if "renouveler" in request.POST:
        Diary.objects.filter(user=user).update(key=uuid.uuid4(), created_at=timezone.now())
        return _("Vous avez de nouvelles adresses ; les anciennes n’ouvrent plus rien.")
    return _("Vos adresses privées sont prêtes.")


def _registrations(user: User) -> list[Registration]:
    live = Registration.objects.filter(
        user=user,
        state__in=LIVE,
        day__gte=timezone.localdate() - _BEFORE,
        event__in=Event.objects.seen_by(eyes_of(user)),
    )
    return list(live.select_related("event", "event__commune", "event__organisation").order_by("day", "pk"))


def _reader(token: str) -> User:
    """Whose diary an address is. Raises Http404 where it opens nothing any more: another was made, it was
    taken away, or its person is no professional of the site any more."""
    key = key_of(token, _SALT)
    held = Diary.objects.filter(key=key).select_related("user").first() if key else None
    if held is None or not held.user.may_sign_in or role_of(held.user) < Role.PROFESSIONAL:
        raise Http404(_("Cette adresse d’agenda n’ouvre plus rien."))
    return held.user


def _addresses(held: Diary) -> list[dict[str, str]]:
    found = [
        (_("Mes inscriptions"), _address(held, "diary-registrations")),
        (_("L’agenda que lisent les professionnels"), _address(held, "diary-agenda")),
    ]
    return [
        {"label": label, "url": url, "webcal": re.sub(r"^https?:", "webcal:", url)} for label, url in found
    ]


def _address(held: Diary, name: str, query: str = "") -> str:
    token = signed(held.key, _SALT)
    with override("fr"):
        url = site_url() + reverse(name, args=[token])
    return f"{url}?{query}" if query else url


def _site() -> dict[str, str]:
    return {"site": settings.SITE_NAME}
