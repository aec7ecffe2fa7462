# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/reseau/contacts-pris/`: whom professionals spoke to, and what comes next, told to one another."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import at_least, signed_in
from accounts.memberships import groups_of
from accounts.roles import Role, role_of
from mapping.editing import told
from mapping.editing.blocks import Block, Editor
from mapping.editing.frame import answer, refused
from mapping.models import VisibleStructure
from mapping.presentation import short_name, structure_path
from network import asked_inside, policy
from network.desks import SharedDesk
from network.discussions.told import name_of
from network.group_choice import PARAMETER, begun_in, may_begin
from network.groups.told import group_names
from network.listed import PAGE
from network.models import Audience, Outreach, State
from network.models.common import eyes_of
from network.news.editing import written
from network.outreach.forms import OUTREACH
from network.paths import path_of
from network.said import said_of
from network.text.rendering import rendered
from network.turning import brought_back, withdrawn

PER_PAGE = 30
# What asks for those that something is still to be done of; what a new one says of its partner.
WAITING, WITH = "a-suivre", "avec"
_ADDRESSES: dict[str, Any] = {"made_at": "outreach-new", "edited_at": "outreach-edit", "home": "outreaches"}


@dataclass(frozen=True, slots=True)
class Line:
    """A contact in a list: with whom, when, by whom, what comes next; `is_late` where its day is past."""

    url: str
    title: str
    day: date
    how: str
    by: str
    group: str
    next_words: str
    next_on: date | None
    is_late: bool
    is_for_members: bool
    is_example: bool


def lines(found: Iterable[Outreach], user: Any) -> list[Line]:
    """Contacts as a list tells them to `user`. One query beside theirs, none where none is of a group."""
    held = list(found)
    names = group_names(held, user)
    today = timezone.localdate()
    return [
        Line(
            path_of(one),
            short_name(one.title, one.is_example),
            one.day,
            str(one.get_how_display()),
            name_of(one.by),
            names.get(one.group_id or 0, ""),
            one.next_words,
            one.next_on,
            one.next_on is not None and one.next_on < today,
            one.audience == Audience.MEMBERS,
            one.is_example,
        )
        for one in held
    ]


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def listing(request: HttpRequest) -> HttpResponse:
    """The contacts that the reader reads and that the address asks for: the last first, or those of which
    something is to be done, by their day."""
    user = signed_in(request)
    asked = asked_inside.read(request.GET, user)
    every = Outreach.objects.seen_by(eyes_of(user)).select_related("by")
    texts = every.order_by().values_list("pk", "title", "text", "next_words") if asked.words else ()
    found = asked.among(every, texts).order_by("-day", "-pk")
    is_waiting = request.GET.get(WAITING) == "oui"
    if is_waiting:
        found = found.exclude(next_words="").order_by(F("next_on").asc(nulls_last=True), "pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get(PAGE))
    query = "&".join(part for part in (asked.query(), f"{WAITING}=oui" if is_waiting else "") if part)
    context = {
        "asked": asked,
        "is_waiting": is_waiting,
        "is_nothing": asked.is_nothing and not is_waiting,
        "lines": lines(page.object_list, user),
        "page": page,
        "pages_query": f"{query}&" if query else "",
        "groups": groups_of(user).filter(archived_at__isnull=True).order_by("name", "pk"),
    }
    return render(request, "network/outreach/list.html", context)


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def one(request: HttpRequest, pk: str, slug: str = "") -> HttpResponse:
    """A contact that was taken."""
    held = _of(request, pk)
    if slug != held.slug:
        return HttpResponsePermanentRedirect(path_of(held))
    user = signed_in(request)
    refusal = policy.why_not(user, held)
    seen = VisibleStructure.objects.seen_by(role_of(user)).filter(pk=held.structure_id or 0).first()
    context = {
        "outreach": held,
        "title": short_name(held.title, held.is_example),
        "how": held.get_how_display(),
        "by": name_of(held.by),
        "text": rendered(held.text, level=2),
        "structure": (short_name(seen.nom, seen.is_example), structure_path(seen.id, seen.nom))
        if seen
        else None,
        "territory": held.territory,
        "is_late": held.next_on is not None and held.next_on < timezone.localdate(),
        "of_group": policy.group_told(user, held),
        "is_for_members": held.audience == Audience.MEMBERS,
        "is_withdrawn": held.state == State.WITHDRAWN,
        "may_edit": not refusal,
        "refusal": refusal,
        "again_url": ""
        if held.group is not None and not may_begin(user, held.group)
        else f"{reverse('outreach-new')}?{_begun(held)}",
        "history_url": reverse("shared-history", args=[held.pk]),
        "report_url": f"{reverse('write')}?page={path_of(held)}",
        "said": said_of(request, held.pk),
    }
    return render(request, "network/outreach/one.html", context)


@dataclass(frozen=True, slots=True)
class OutreachDesk(SharedDesk):
    """A contact and who writes it; `begun` is what the address of a new one says, as a query string."""

    begun: str = ""

    def action(self, block: Block, number: int | None) -> str:
        """Where the form is sent."""
        path = SharedDesk.action(self, block, number)
        return f"{path}?{self.begun}" if self.begun and not self.root else path


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def new(request: HttpRequest) -> HttpResponse:
    """Tell a contact that was taken, in the group and with the partner that the address names."""
    begun = Outreach(**({"audience": Audience.PROFESSIONALS} | begun_in(request, Outreach)))
    begun.title = request.GET.get(WITH, "").replace("\x00", "")[:150]
    editor = Editor.of(signed_in(request))
    desk = OutreachDesk(begun, editor, new_name="Contacts pris", begun=_begun(begun), **_ADDRESSES)
    return answer(request, desk, replace(OUTREACH, title="Noter un contact pris"))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit a contact that was taken."""
    return answer(request, _desk(request, pk), replace(OUTREACH, title="Modifier le contact pris"))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether a contact goes from what is read; then withdraw it."""
    return withdrawn(request, _desk(request, pk), "Retirer ce contact ?")


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a contact that was withdrawn read again."""
    return brought_back(request, _desk(request, pk))


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that what was to come next is done: it is asked of nobody any more."""
    desk = _desk(request, pk)
    if refusal := desk.refusal():
        return refused(request, desk, refusal)
    act = written(desk, {"next_words": "", "next_on": None})
    told.tell(request, "C’est noté : fait." if act else "C’était déjà fait.", act)
    return redirect(path_of(desk.seen))


def _begun(held: Outreach) -> str:
    data = QueryDict(mutable=True)
    if held.group_id:
        data[PARAMETER] = str(held.group_id)
    if held.title:
        data[WITH] = held.title
    return data.urlencode()


def _of(request: HttpRequest, pk: str | int) -> Outreach:
    known = policy.known(Outreach, eyes_of(signed_in(request)), {int(pk)})
    held = known.select_related("group", "by", "organisation").first()
    if held is None:
        raise Http404(_("Cette page n’existe pas, ou n’est plus publiée."))
    return held


def _desk(request: HttpRequest, pk: int) -> OutreachDesk:
    return OutreachDesk(_of(request, pk), Editor.of(signed_in(request)), **_ADDRESSES)
