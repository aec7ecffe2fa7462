# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/reseau/blocs-notes/`: the notepads that a professional reads; one of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import at_least, signed_in
from accounts.memberships import groups_of
from accounts.roles import Role
from history.models import Event as Noted
from mapping.presentation import short_name
from network import asked_inside, kinds, policy
from network.discussions.told import event_told, name_of
from network.listed import PAGE
from network.models import Attachment, Audience, Notepad, Section, State
from network.models.common import eyes_of
from network.notepads.desk import anchor_of, notepad_of
from network.notepads.told import lines
from network.paths import path_of
from network.resources.sheet import given
from network.said import said_of
from network.text.rendering import rendered

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Told:
    """A section as its page tells it: who changed it last, and when."""

    number: int
    title: str
    html: SafeString
    anchor: str
    by: str
    at: datetime


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def listing(request: HttpRequest) -> HttpResponse:
    """The notepads that the reader reads and that the address asks for, those that changed last first."""
    user = signed_in(request)
    asked = asked_inside.read(request.GET, user)
    every = Notepad.objects.seen_by(eyes_of(user))
    found = asked.among(every, _texts(every) if asked.words else ())
    page = Paginator(found.annotate(section_count=Count("sections")).order_by("-updated_at", "-pk"), PER_PAGE)
    shown = page.get_page(request.GET.get(PAGE))
    query = asked.query()
    context = {
        "asked": asked,
        "lines": lines(shown.object_list, user),
        "page": shown,
        "pages_query": f"{query}&" if query else "",
        "groups": groups_of(user).filter(archived_at__isnull=True).order_by("name", "pk"),
    }
    return render(request, "network/notepads/list.html", context)


def _texts(notepads: Any) -> Iterable[tuple[Any, ...]]:
    """What each notepad says, its sections too; a département has some hundreds."""
    said: dict[int, list[str]] = {}
    for number, title, text in notepads.order_by().values_list("pk", "title", "text"):
        said[number] = [title, text]
    sections = Section.objects.filter(notepad__in=said).order_by()
    for number, title, text in sections.values_list("notepad", "title", "text"):
        said[number] += [title, text]
    return [(number, *parts) for number, parts in said.items()]


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def one(request: HttpRequest, pk: str, slug: str = "") -> HttpResponse:
    """A notepad: what it is for, its sections, its files."""
    notepad = notepad_of(request, pk)
    if slug != notepad.slug:
        return HttpResponsePermanentRedirect(path_of(notepad))
    user = signed_in(request)
    refusal = policy.why_not(user, notepad)
    context = {
        "notepad": notepad,
        "title": short_name(notepad.title, notepad.is_example),
        "text": rendered(notepad.text, level=2),
        "sections": _sections(notepad),
        "files": [given(each) for each in Attachment.objects.filter(notepad=notepad).select_related("file")],
        "of_group": policy.group_told(user, notepad),
        "is_for_members": notepad.audience == Audience.MEMBERS,
        "is_withdrawn": notepad.state == State.WITHDRAWN,
        "territory": notepad.territory,
        "event": event_told(notepad.event_id, user),
        "may_edit": not refusal,
        "refusal": refusal,
        "history_url": reverse("shared-history", args=[notepad.pk]),
        "report_url": f"{reverse('write')}?page={path_of(notepad)}",
        "said": said_of(request, notepad.pk),
    }
    return render(request, "network/notepads/one.html", context)


def _sections(notepad: Notepad) -> list[Told]:
    """The sections in their order, each with who changed it last. Two queries."""
    held = list(Section.objects.filter(notepad=notepad))
    noted = Noted.objects.filter(
        root=notepad.pk, kind=kinds.SECTION.number, object__in=[one.pk for one in held]
    )
    last = noted.order_by("object", "-pk").distinct("object").select_related("act__by")
    by = {one.object: name_of(one.act.by) if one.act.by else "" for one in last}
    return [
        Told(
            one.pk,
            one.title,
            rendered(one.text, level=3),
            anchor_of(one.pk),
            by.get(one.pk, ""),
            one.updated_at,
        )
        for one in held
    ]
