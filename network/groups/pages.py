# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/reseau/groupes/`: the groups that a professional may know of; one of them, its history."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import groups
from accounts.access import at_least, signed_in
from accounts.memberships import groups_of
from accounts.models import Group
from accounts.requests import Decided
from accounts.roles import Role, role_of
from mapping.changes.roads import UNDONE_HERE
from mapping.editing import told
from mapping.editing.told import said_with
from mapping.models import GroupField
from mapping.presentation import short_name
from mapping.vocabulary import THEME_BY_CODE, THEMES
from network.groups import asking
from network.groups.changes import changes_of, exposes
from network.groups.changes import undo as taken_back
from network.groups.content import begun, content_of
from network.groups.desk import desk_of, group_of
from network.groups.forms import AskForm, ForForm, WordForm
from network.groups.paths import group_path
from network.groups.told import JOINING, lines, members, told_invitations
from network.groups.unseen import last_answer, mark_seen
from network.listed import PAGE
from network.models.common import eyes_of
from network.text.rendering import rendered

PER_PAGE = 20


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def listing(request: HttpRequest) -> HttpResponse:
    """The reader's groups, those that they are invited into, and the others that they may know of."""
    user = signed_in(request)
    asked = asking.read(request.GET)
    mine = groups_of(user)
    others = groups.known_to(user).exclude(pk__in=mine.order_by().values("pk"))
    found = asked.among(others).order_by("name", "pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get(PAGE))
    query, path = asked.query(), reverse("groups")
    context = {
        "asked": asked,
        "mine": lines(asked.among(mine).order_by("name", "pk"), groups.led_by(user)),
        "archived_count": mine.filter(archived_at__isnull=False).count(),
        "invited": lines(groups.invited_into(user)),
        "others": lines(page.object_list),
        "page": page,
        "chips": [(chip.label, f"{path}?{chip.query}" if chip.query else path) for chip in asked.chips()],
        "pages_query": f"{query}&" if query else "",
        "choices": {"nature": asking.choices("nature")},
        "themes": THEMES,
    }
    return render(request, "network/groups/list.html", context)


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def one(request: HttpRequest, pk: str, slug: str = "") -> HttpResponse:
    """One group: what it is for; its inside, to who reads it."""
    group = group_of(request, pk)
    if slug != group.slug:
        return HttpResponsePermanentRedirect(group_path(group))
    return shown(request, group)


def shown(
    request: HttpRequest,
    group: Group,
    form: ForForm | None = None,
    *,
    wrong: tuple[int, WordForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a group, with the form of coming in as it stands; `wrong` is the number of the request
    whose answer could not be kept, and what was typed."""
    user = signed_in(request)
    role = role_of(user)
    mine = groups.membership_of(user, group)
    reads = mine is not None or role is Role.STAFF
    leads = groups.leads(user, group)
    content = content_of(group, user)
    if mine is not None:
        mark_seen(user, group)
    context: dict[str, Any] = {
        "group": group,
        "name": short_name(group.name, group.is_example),
        "joining": JOINING[group.joining],
        "about": rendered(group.about),
        "themes": [THEME_BY_CODE[code] for code in group.themes if code in THEME_BY_CODE],
        "territory": group.territory,
        "mine": mine,
        "reads": reads,
        "leads": leads,
        "member_count": groups.members(group).count(),
        "members": members(group, role) if reads else [],
        "content": content,
        "begin": begun(group),
        "let_in": last_answer(user, group) if mine else None,
        "leads_as_staff": leads and (mine is None or mine.role != mine.As.REFERENT),
        "field_count": GroupField.objects.live().seen_by(eyes_of(user)).filter(group=group).count(),
        "may_write": mine is not None and not group.is_archived,
        "stands": ForForm(user=user, now=mine.organisation_id) if mine else None,
        "said": list(said_with(request, lambda act: reverse("group-undo", args=[group.pk, act]))),
        **(_inside(group, user, wrong) if leads else {"requests": [], "invitations": []}),
        **({"form": None} if mine else _outside(user, group, form)),
    }
    return render(request, "network/groups/one.html", context, status=status)


def _inside(group: Group, user: Any, wrong: tuple[int, WordForm] | None) -> dict[str, Any]:
    """What who leads a group reads besides: who asks to come in, who is invited."""
    return {
        "requests": [
            (one, wrong[1] if wrong and wrong[0] == one.pk else WordForm(auto_id=f"mot_{one.pk}"))
            for one in groups.waiting_in(group)
        ],
        "invitations": told_invitations(group, user),
    }


def _outside(user: Any, group: Group, form: ForForm | None) -> dict[str, Any]:
    """How who is not in a group comes in: invited, at once, or by asking; what became of what they asked."""
    is_invited = not group.is_archived and groups.invitations_of(user).filter(group=group).exists()
    asks = not is_invited and groups.must_ask(user, group)
    last = groups.last_request(user, group)
    is_closed = group.is_archived or (group.joining == Group.Joining.CLOSED and not is_invited)
    return {
        "is_invited": is_invited,
        "asks": asks,
        "last": last if last and last.state != Decided.State.ACCEPTED else None,
        "form": None if is_closed else form or (AskForm(user=user) if asks else ForForm(user=user)),
    }


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """What was written of a group, the last first, for who reads its inside."""
    group = group_of(request, pk)
    if not groups.reads(request.user, group):
        raise Http404(_("Cette page n’existe pas, ou n’est plus publiée."))
    may_undo = groups.leads(request.user, group)
    items = changes_of(group, request.user)
    context = {
        "group": group,
        "items": [
            (
                item,
                may_undo
                and item.act.cause in UNDONE_HERE
                and not item.is_undone
                and not _is_making(item)
                and not exposes(item.act.pk),
            )
            for item in items
        ],
    }
    return render(request, "network/groups/history.html", context)


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
def undo(request: HttpRequest, pk: int, act: int) -> HttpResponse:
    """Take back what an act wrote of a group; what was written since stays."""
    desk = desk_of(request, pk)
    if not groups.leads(request.user, desk.seen):
        raise Http404(_("Cette page n’existe pas, ou n’est plus publiée."))
    if exposes(act):
        messages.error(request, "Qui lit un champ, sa nature et ses choix ne s’annulent pas : modifiez-le.")
        return redirect("group-fields", pk)
    done = taken_back(desk.seen, act, signed_in(request))
    if done is None:
        raise Http404("Cette modification n’est pas de ce groupe.")
    if done.left:
        messages.warning(request, "Ce qui a été écrit depuis reste : tout n’est pas annulé.")
    else:
        told.tell(request, "C’est annulé.", done.act.pk if done.act else None, again=True)
    return redirect(group_path(group_of(request, pk)))


def _is_making(item: Any) -> bool:
    return any(entry.operation == "I" for entry in item.entries)
