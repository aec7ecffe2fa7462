# SPDX-License-Identifier: AGPL-3.0-or-later
"""One act taken back, by who may edit what it changed; and that somebody looked at one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import at_least, signed_in
from accounts.roles import Role, role_of
from history.batches import look_at
from history.models import Act, Event
from history.recent import Recent
from history.undoing import Sight, Undone, undo
from history.visible import visible_events
from mapping import permissions
from mapping.changes.listing import Item, told
from mapping.changes.roads import UNDONE_HERE
from mapping.changes.subjects import Refused, also_editable, around_undoing
from mapping.models import Structure
from mapping.patrol.foreseen import foreseen
from mapping.patrol.reasons import reasons_of

_EVENTS_SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def undo_act(request: HttpRequest, pk: int) -> HttpResponse:
    """What taking an act back would do, and doing it. 404 for one of which the reader is told nothing, 403
    where they may change nothing of what it changed."""
    user = signed_in(request)
    item = _item(pk, user)
    sight = _sight(item, user)
    role = role_of(user)
    if request.method != "POST":
        tried, online = foreseen(lambda: undo(item.act, by=user, sight=sight), user)
        context = {
            "item": item,
            "online": online,
            "records_count": tried.records if tried else 0,
            "left": reasons_of(tried or Undone(), role),
            "back": _back(item),
        }
        return render(request, "mapping/patrol/undo.html", context)
    roots = set(Event.objects.filter(act=item.act, root__isnull=False).values_list("root", flat=True))
    try:
        with around_undoing(user, {root for root in roots if root is not None}):
            done = undo(item.act, by=user, sight=sight)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(_back(item))
    look_at(item.act, user)
    if not done.records:
        messages.info(request, "Il n’y avait rien à annuler : tout a changé depuis, ou est déjà revenu.")
    elif done.left:
        messages.warning(request, "C’est annulé en partie : ce qui a changé depuis est resté.")
    else:
        said = "C’est annulé : ce qui avait changé est comme avant. Cette annulation s’annule aussi."
        messages.success(request, said)
    return redirect(_back(item))


@require_POST
@at_least(Role.PROFESSIONAL)
def mark_seen(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that somebody looked at an act and leaves it; nobody says it of their own."""
    user = signed_in(request)
    item = _item(pk, user)
    if item.act.by_id == user.pk:
        raise PermissionDenied("Une autre personne que vous regarde vos modifications.")
    if look_at(item.act, user):
        messages.success(request, "Modification marquée comme vue.")
    else:
        messages.info(request, "Quelqu’un l’avait déjà vue.")
    back = request.POST.get("retour", "")
    ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    return redirect(back if ours else reverse("changes"))


def _item(pk: int, user: Any) -> Item:
    role = role_of(user)
    act = Act.objects.select_related("by", "patrol").filter(pk=pk).first()
    if act is None:
        raise Http404("Cette modification n’existe pas.")
    found = list(Event.objects.filter(act=act, need__lte=role).order_by("pk")[: _EVENTS_SHOWN + 1])
    events = visible_events(found[:_EVENTS_SHOWN], role)
    items = told([Recent(act, events, len(found) > _EVENTS_SHOWN)], user) if events else []
    if not items:
        raise Http404("Cette modification n’existe pas.")
    return items[0]


def _sight(item: Item, user: Any) -> Sight | None:
    """What of the act this person takes back; None for all of it. Raises PermissionDenied for none."""
    if item.act.cause not in UNDONE_HERE:
        raise PermissionDenied("Un import ou une fusion s’annule depuis sa propre page.")
    if role_of(user) is Role.STAFF:
        return None
    roots = Event.objects.filter(act=item.act, root__isnull=False).order_by()
    structures = (
        permissions.editable(user)
        .filter(pk__in=roots.values("root"))
        .select_related("commune")
        .order_by("pk")
    )
    refused: dict[int, str] = {one.pk: permissions.why_not(user, one) for one in structures}
    mine = frozenset(number for number, why in refused.items() if not why)
    numbers = {number for (number,) in roots.values_list("root") if number is not None}
    mine |= also_editable(user, numbers - refused.keys())
    if not mine:
        why = next((why for why in refused.values() if why), "")
        raise PermissionDenied(why or "Ces fiches ne sont pas de celles que vous pouvez modifier.")
    return Sight(role_of(user), mine)


def _back(item: Item) -> str:
    if len(item.roots) == 1:
        return item.roots[0].history
    return reverse("changes")


def structure_to_change(request: HttpRequest, pk: int) -> Structure:
    """A structure whose page the reader edits. Raises Http404 where they do not see it, PermissionDenied with
    why where they may not."""
    user = signed_in(request)
    structure = Structure.objects.select_related("commune").filter(pk=pk).first()
    if structure is None or not _sees(user, structure):
        raise Http404("Cette fiche n’existe pas.")
    if why := permissions.why_not(user, structure):
        raise PermissionDenied(why)
    return structure


def _sees(user: Any, structure: Structure) -> bool:
    return role_of(user) is Role.STAFF or structure.status == "published"
