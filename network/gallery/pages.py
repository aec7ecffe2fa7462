# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/photos/`: the last photographs, the gallery of a structure, an event or a group; each one alone."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.roles import Role, role_of
from mapping.reports.inbox import waiting_for
from network.discussions.told import name_of
from network.gallery import rules
from network.gallery.desk import photo_of
from network.gallery.holders import Holder, Of, holder_of, holder_of_photo
from network.gallery.shown import line, lines
from network.models import GalleryPhoto, PhotoRemoval, PhotoState
from network.models.common import eyes_of
from network.said import said_of

PER_PAGE = 24
# So many removals are told, the last first.
_REMOVALS = 10


@require_safe
def photos(request: HttpRequest) -> HttpResponse:
    """The photographs that the reader sees, the last first."""
    found = GalleryPhoto.objects.seen_by(eyes_of(request.user)).order_by("-created_at", "-pk")
    page = Paginator(found.select_related("file"), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "lines": lines(page.object_list), "pages_query": ""}
    return render(request, "network/gallery/latest.html", context)


@require_safe
def gallery(request: HttpRequest, of: str, pk: int) -> HttpResponse:
    """The photographs of a structure, an event or a group, in their order; those that are hidden to who keeps
    them, and what is left of those that were removed to professionals."""
    holder, user = holder_of(request.user, of, pk), request.user
    every = GalleryPhoto.objects.of(**holder.where).select_related("file", "event__group", "group")
    known = list(every.known_to(eyes_of(user)))
    shown = [one for one in known if one.state != PhotoState.DRAFT]
    refusal = why_not_add(user, holder)
    is_professional = role_of(user) >= Role.PROFESSIONAL
    context = {
        "holder": holder,
        "lines": lines(shown),
        "drafts": sum(one.state == PhotoState.DRAFT and one.by_id == user.pk for one in known),
        "may_add": not refusal,
        "refusal": refusal if is_professional else "",
        "is_full": len(shown) >= rules.MOST,
        "removals": _removals(holder) if is_professional else [],
        "said": said_of(request, 0),
    }
    return render(request, "network/gallery/gallery.html", context)


@require_safe
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """One photograph, large, between the one before and the one after; what may be done with it."""
    held, user = photo_of(request.user, pk), request.user
    holder = holder_of_photo(user, held)
    seen = GalleryPhoto.objects.seen_by(eyes_of(user)).of(**holder.where)
    order = list(seen.values_list("pk", flat=True))
    at = order.index(held.pk) if held.pk in order else None
    keeps = rules.keeps(user, held)
    context = {
        "holder": holder,
        "photo": held,
        "line": line(held),
        "n": at + 1 if at is not None else None,
        "total": len(order),
        "previous": order[at - 1] if at else None,
        "next": order[at + 1] if at is not None and at + 1 < len(order) else None,
        **_moves(user, holder, held),
        "asked_at": _asked_at(user, held) if keeps else "",
        "may_edit": not rules.why_not_write(user, held),
        "keeps": keeps,
        "noted_by": name_of(held.consent_noted_by) if keeps and held.consent_noted_by else "",
        "history_url": reverse("shared-history", args=[held.pk]),
        "ask_url": reverse("photo-ask", args=[held.pk]),
        "said": said_of(request, held.pk),
    }
    return render(request, "network/gallery/photo.html", context)


def _moves(user: Any, holder: Holder, held: GalleryPhoto) -> dict[str, bool]:
    """Whether a photograph may change places with one before it, with one after: the cover stays first."""
    known = GalleryPhoto.objects.known_to(eyes_of(user)).of(**holder.where)
    order = list(known.exclude(state=PhotoState.DRAFT).filter(is_cover=False).values_list("pk", flat=True))
    at = order.index(held.pk) if held.pk in order else None
    return {"has_before": bool(at), "has_after": at is not None and at + 1 < len(order)}


def _asked_at(user: Any, held: GalleryPhoto) -> str:
    """Where who keeps a photograph answers to whoever asked to remove it; empty where nobody waits."""
    waiting = waiting_for(user).filter(photo=held.pk).first()
    return reverse("report", args=[waiting.pk]) if waiting is not None else ""


def why_not_add(user: Any, holder: Holder) -> str:
    """Why `user` may not add photographs to a gallery; empty where they may."""
    return rules.why_not_add(
        user,
        structure=holder.number if holder.of is Of.STRUCTURE else None,
        event=holder.record if holder.of is Of.EVENT else None,
        group=holder.record if holder.of is Of.GROUP else None,
    )


def _removals(holder: Holder) -> list[tuple[PhotoRemoval, str]]:
    """What is left of the last photographs that were removed: when, by whom."""
    found = PhotoRemoval.objects.filter(**holder.where).select_related("by")[:_REMOVALS]
    return [(one, name_of(one.by) if one.by else "") for one in found]
