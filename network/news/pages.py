# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/reseau/actualites/`: what is told today, and one of them."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.roles import Role, role_of
from common.links import outgoing
from mapping.vocabulary import THEME_BY_CODE, THEMES
from network import policy
from network.models import Audience, News, State
from network.models.common import eyes_of
from network.news import asking
from network.news.told import lines, told, told_now
from network.paths import path_of
from network.said import said_of
from network.text.rendering import rendered


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What the reader is told today, by theme and territory where the address asks for them."""
    role = role_of(request.user)
    asked = asking.read(request.GET)
    feed = reverse("network-feed", args=["actualites"])
    context: dict[str, Any] = {
        "asked": asked,
        "news": lines(asked.among(told_now(eyes_of(request.user)))),
        "themes": [
            (_listed(replace(asked, theme=code)), label, asked.theme == code)
            for code, label in (("", _("Tous les thèmes")), *((one.code, one.nom) for one in THEMES))
        ],
        "chips": [(asked.place_in_words, _listed(replace(asked, place=None)))] if asked.place else [],
        "feed_url": f"{feed}?{asked.query}" if asked.query else feed,
        "may_write": not policy.why_not(request.user),
        "waiting": _waiting(request) if role >= Role.PROFESSIONAL else [],
    }
    return render(request, "network/news/list.html", context)


def _listed(asked: asking.Asked) -> str:
    """The address of the list that is asked so."""
    path = reverse("news-list")
    return f"{path}?{asked.query}" if asked.query else path


def _waiting(request: HttpRequest) -> list[Any]:
    """What has not begun, for who writes them."""
    every = News.objects.seen_by(eyes_of(request.user)).filter(side="", starts_on__gt=timezone.localdate())
    return lines(every.order_by("starts_on", "pk"))


@require_safe
def one(request: HttpRequest, pk: str, slug: str = "") -> HttpResponse:
    """One of them. After its end it is told to nobody; whoever may edit it still finds it, and is told so."""
    held = held_of(request, pk)
    # An announcement has a page of its own.
    if slug != held.slug or held.is_announcement:
        return HttpResponsePermanentRedirect(path_of(held))
    today = timezone.localdate()
    context = {
        "news": held,
        "news_link": outgoing(held.link),
        "text": rendered(held.text),
        "themes": [THEME_BY_CODE[code] for code in held.themes if code in THEME_BY_CODE],
        "territory": held.territory,
        "of_group": policy.group_told(request.user, held),
        "is_for_professionals": held.audience > Audience.PUBLIC,
        "is_withdrawn": held.state == State.WITHDRAWN,
        "has_ended": held.ends_on < today,
        "begins_later": held.starts_on > today,
        "may_edit": not policy.why_not(request.user, held),
        "history_url": reverse("shared-history", args=[held.pk]),
        "said": said_of(request, held.pk),
    }
    return render(request, "network/news/one.html", context)


def held_of(request: HttpRequest, pk: str | int) -> News:
    """The news, or the announcement, of an address. Raises Http404 for what the reader is not told today,
    unless they may edit it."""
    known = policy.known(News, eyes_of(request.user), {int(pk)})
    held = known.select_related("organisation", "commune").first()
    may_edit = held is not None and not policy.why_not(request.user, held)
    if held is None or not (may_edit or told(eyes_of(request.user)).filter(pk=held.pk).exists()):
        raise Http404(_("Cette page n’existe pas, ou n’est plus publiée."))
    return held
