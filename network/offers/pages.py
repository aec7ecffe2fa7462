# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/reseau/offres/`: what is offered and asked for, and one announcement with who answered it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.roles import Role, role_of
from common.dates import in_words
from common.links import outgoing
from mapping.presentation import short_name, structure_path
from mapping.vocabulary import THEME_BY_CODE, THEMES
from network import policy
from network.listed import PAGE
from network.models import Audience, News, OfferKind, OfferSide, State
from network.models.reply import LIVE
from network.news.pages import held_of
from network.offers import asking, rules
from network.offers.forms import ReplyForm, WordForm
from network.offers.replying import is_open
from network.offers.told import announced, lines, where_of
from network.paths import path_of
from network.said import said_of
from network.text.rendering import rendered
from network.week import structures_of

PER_PAGE = 20


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The announcements that the reader is told today, and that the address asks for."""
    role = role_of(request.user)
    asked = asking.read(request.GET)
    every = announced(role)
    found = asked.among(every).select_related("commune")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get(PAGE))
    query, path = asked.query(), reverse("offers")
    feed = reverse("network-feed", args=["offres"])
    context = {
        "asked": asked,
        "lines": lines(page.object_list),
        "page": page,
        "chips": [(chip.label, f"{path}?{chip.query}" if chip.query else path) for chip in asked.chips()],
        "pages_query": f"{query}&" if query else "",
        "feed_url": f"{feed}?{query}" if query else feed,
        "choices": {name: asking.choices(name) for name in ("sens", "quoi")},
        "counts": asked.counts(every),
        "themes": THEMES,
        "may_write": not policy.why_not(request.user),
    }
    return render(request, "network/offers/list.html", context)


@require_safe
def one(request: HttpRequest, pk: str, slug: str = "") -> HttpResponse:
    """One announcement. What is closed says so; after its end it is told to nobody but who may edit it."""
    held = held_of(request, pk)
    if slug != held.slug or not held.is_announcement:
        return HttpResponsePermanentRedirect(path_of(held))
    return shown(request, held)


def shown(
    request: HttpRequest,
    held: News,
    form: ReplyForm | None = None,
    *,
    refused: tuple[int, str, WordForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of an announcement, with the form of an answer as it stands; `refused` is the number of an
    answer that could not be accepted, why, and the word that was typed."""
    is_professional = role_of(request.user) >= Role.PROFESSIONAL
    today = timezone.localdate()
    structures = structures_of([held])
    structure = structures.get((held.structure_id or 0, held.audience))
    manages = is_professional and rules.manages(request.user, held)
    is_own = rules.holds(request.user, held)
    if form is None and is_professional and not is_own and is_open(held):
        form = ReplyForm(offer=held, user=request.user)
    context = {
        "offer": held,
        "title": short_name(held.title, held.is_example),
        "offer_link": outgoing(held.link),
        "text": rendered(held.text),
        "where": where_of(held, structures),
        "structure_url": structure_path(structure.id, structure.nom) if structure else "",
        "themes": [THEME_BY_CODE[code] for code in held.themes if code in THEME_BY_CODE],
        "territory": held.territory,
        "is_for_professionals": held.audience > Audience.PUBLIC,
        "of_group": policy.group_told(request.user, held),
        "is_for_members": False,
        "is_withdrawn": held.state == State.WITHDRAWN,
        "has_ended": held.ends_on < today,
        "begins_later": held.starts_on > today,
        "is_offer": held.side == OfferSide.OFFER,
        "asks_training": held.side == OfferSide.REQUEST and held.what == OfferKind.FORMATION,
        "is_professional": is_professional,
        "may_edit": not policy.why_not(request.user, held),
        "history_url": reverse("shared-history", args=[held.pk]),
        "said": said_of(request, held.pk),
        "form": form,
        "taken": rules.taken(held) if is_professional and held.is_lent else [],
        "interested": rules.interested(held) if is_professional else 0,
        "mine": [(one, one.state in LIVE) for one in rules.mine_of(request.user, held)]
        if is_professional
        else [],
        "is_own": is_own,
        "lent": _lent(held),
        "manages": manages,
        "replies": _replies(request, held, refused) if manages else [],
    }
    return render(request, "network/offers/one.html", context, status=status)


def _replies(
    request: HttpRequest, held: News, refused: tuple[int, str, WordForm] | None
) -> list[tuple[Any, WordForm, str, bool]]:
    """The answers that the reader is told of, each with the form that decides of it, why it could not be
    accepted, and whether the reader decides of it; those that wait first."""
    told = rules.told_of(request.user, held).select_related("user", "on_behalf_of")
    found = sorted(told, key=lambda one: (one.state != "waiting", one.created_at, one.pk))
    return [
        (one, refused[2], refused[1], True)
        if refused and refused[0] == one.pk
        else (
            one,
            WordForm(initial={"mot": one.word}, auto_id=f"mot_{one.pk}"),
            "",
            rules.may_decide(request.user, one),
        )
        for one in found
    ]


def _lent(held: News) -> str:
    """From which day to which it is lent, in words; empty where nothing is, or nobody said."""
    if not held.is_lent:
        return ""
    first, last = (in_words(day, "j F Y") if day else "" for day in (held.lent_from, held.lent_until))
    if first and last:
        return _("du %(first)s au %(last)s") % {"first": first, "last": last}
    if first:
        return _("à partir du %(first)s") % {"first": first}
    return _("jusqu’au %(last)s") % {"last": last} if last else ""
