# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/reseau/`: the réseau's home. Professionals and the public read one page, each what is theirs."""

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Profile
from accounts.roles import Role, role_of
from mapping import presentation
from mapping.models import VisibleStructure
from network import policy
from network.fresh import fresh
from network.gallery.shown import latest
from network.home_found import found_in_network
from network.listed import WORDS
from network.models.common import eyes_of
from network.news.told import lines, told_now
from network.offers.told import announced_now
from network.offers.told import lines as offer_lines
from network.typed import words_of
from network.week import to_come
from network.who_where import table
from places.territories import Territory, TerritoryKind, territory
from search.engine.cells import data_version

_NEWS, _EVENTS, _SHEETS, _OFFERS, _PHOTOS = 5, 5, 5, 3, 4
# Of the table, what a first page shows.
_ROWS, _COLUMNS = 8, 5
_CACHED_SECONDS = 3600


@require_safe
def network(request: HttpRequest) -> HttpResponse:
    """What is new, held this week, read again, offered and asked for; who does what where. What says some
    words, where the address asks for them."""
    role = role_of(request.user)
    context: dict[str, Any]
    if words := words_of(request.GET.get(WORDS, "")):
        told = found_in_network(words, request.user, get_language() or "fr")
        context = {"found": told, "is_professional": role >= Role.PROFESSIONAL}
        return render(request, "network/found.html", context)
    served = _served()
    news = lines(told_now(role)[:_NEWS])
    context = {
        "served": presentation.within(served.nom) if served else "",
        "news": news,
        "events": to_come(role, limit=_EVENTS),
        "sheets": fresh(role, get_language() or "fr", _SHEETS),
        "table": table(served.code).first(_ROWS, _COLUMNS) if served else None,
        "offers": offer_lines(announced_now(role).select_related("commune")[:_OFFERS]),
        "photos": latest(eyes_of(request.user), _PHOTOS),
        "figures": _figures(role),
        "is_professional": role >= Role.PROFESSIONAL,
        "may_write": not policy.why_not(request.user),
    }
    return render(request, "network/home.html", context)


@require_safe
def who_does_what_where(request: HttpRequest) -> HttpResponse:
    """The whole table of themes × intercommunalités, of the département that the address names, else ours."""
    code = request.GET.get("departement", "")
    asked = territory(TerritoryKind.DEPARTEMENT, code) if code else _served()
    if asked is None and code:
        raise Http404(_("Aucun département de ce code."))
    context = {
        "departement": asked,
        "served": presentation.within(asked.nom) if asked else "",
        "table": table(asked.code) if asked else None,
    }
    return render(request, "network/who_where.html", context)


def _served() -> Territory | None:
    own = settings.DEPARTEMENT
    return None if own == "all" else territory(TerritoryKind.DEPARTEMENT, own)


def _figures(role: Role) -> dict[str, int]:
    """How many structures everyone sees, and to professionals, how many of them are in their directory: who
    is not is not counted either."""
    key, version = "network-figures1", data_version()
    kept = cache.get(key)
    if not kept or kept[0] != version:
        kept = version, VisibleStructure.objects.seen_by(Role.VISITOR).count()
        cache.set(key, kept, _CACHED_SECONDS)
    people = Profile.objects.filter(is_findable=True, user__is_active=True)
    professionals = people.count() if role >= Role.PROFESSIONAL else 0
    return {"professionals": professionals, "structures": kept[1]}
