# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/reseau/groupes/<id>/champs/`: the fields of a group, declared, put in order, retired and taken up
again by who leads it."""

from dataclasses import replace

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import groups
from accounts.access import at_least
from accounts.roles import Role
from common.deadlocks import again_after_deadlock
from history.context import acting, current_act
from history.models import Cause
from mapping import writing
from mapping.editing import told
from mapping.editing.frame import answer, refused
from mapping.models import GroupField, GroupValue
from network.groups.desk import group_of
from network.groups.fields.desk import FieldsDesk
from network.groups.fields.forms import FIELD

UP = "monter"


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def listing(request: HttpRequest, pk: int) -> HttpResponse:
    """The fields of a group, for who reads its inside; those that are retired, for who leads it."""
    group = group_of(request, pk)
    if not groups.reads(request.user, group):
        raise Http404(_("Cette page n’existe pas, ou n’est plus publiée."))
    leads = groups.leads(request.user, group) and not group.is_archived
    filled = Count("values", filter=~Q(values__text=""))
    # Said again: a query that counts forgets the order of its model.
    every = GroupField.objects.filter(group=group).annotate(filled=filled).order_by("rank", "pk")
    context = {
        "group": group,
        "leads": leads,
        "fields": list(every.live()),
        "retired": list(every.filter(retired_at__isnull=False)) if leads else [],
        "said": list(told.said_with(request, lambda act: reverse("group-undo", args=[group.pk, act]))),
    }
    return render(request, "network/groups/fields/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Declare a field."""
    return answer(request, FieldsDesk.of(request, pk), replace(FIELD, title="Champs du groupe"))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def edit(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Edit a field."""
    return answer(request, FieldsDesk.of(request, pk), replace(FIELD, title="Modifier"), number)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def retire(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Ask whether a field goes; then retire it, or delete it where no structure ever filled it in."""
    desk = FieldsDesk.of(request, pk)
    if refusal := desk.refusal():
        return refused(request, desk, refusal)
    held = _field(desk, number)
    is_filled = GroupValue.objects.filter(field=held).exists()
    if request.method != "POST":
        context = {"desk": desk, "field": held, "is_filled": is_filled}
        return render(request, "network/groups/fields/retire.html", context)

    def whole() -> int | None:
        with acting(Cause.EDIT, desk.editor.user):
            desk.lock()
            if GroupValue.objects.filter(field=held).exists():
                writing.change(held, {"retired_at": timezone.now()}, desk.editor.user)
            else:
                writing.remove(held, desk.editor.user)
            return current_act()

    told.tell(request, f"« {held.name} » n’est plus demandé.", again_after_deadlock(whole))
    return redirect(desk.path)


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
def take_up(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Ask a field that was retired again, with what structures said in it."""
    desk = FieldsDesk.of(request, pk)
    if refusal := desk.refusal():
        return refused(request, desk, refusal)
    held = _field(desk, number)
    if GroupField.objects.live().filter(group=desk.root, name__iexact=held.name).exclude(pk=number).exists():
        messages.error(request, f"Un autre champ s’appelle « {held.name} » : renommez-le d’abord.")
        return redirect(desk.path)

    def whole() -> int | None:
        with acting(Cause.EDIT, desk.editor.user):
            writing.change(held, {"retired_at": None}, desk.editor.user)
            return current_act()

    told.tell(request, f"« {held.name} » est de nouveau demandé.", again_after_deadlock(whole))
    return redirect(desk.path)


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
def move(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Have a field change places with the one before it (`monter`), or with the one after."""
    desk = FieldsDesk.of(request, pk)
    if refusal := desk.refusal():
        return refused(request, desk, refusal)
    _field(desk, number)

    def whole() -> int | None:
        with acting(Cause.EDIT, desk.editor.user):
            desk.lock()
            order = list(GroupField.objects.live().filter(group=desk.root).order_by("rank", "pk"))
            at = next((place for place, one in enumerate(order) if one.pk == number), None)
            to = None if at is None else at - 1 if UP in request.POST else at + 1
            if at is None or to is None or not 0 <= to < len(order):
                return None
            order[at], order[to] = order[to], order[at]
            for rank, one in enumerate(order):
                if one.rank != rank:
                    writing.change(one, {"rank": rank}, desk.editor.user)
            return current_act()

    act = again_after_deadlock(whole)
    told.tell(request, "Champ déplacé." if act else "Il est déjà à cette place.", act)
    return redirect(desk.path)


def _field(desk: FieldsDesk, number: int) -> GroupField:
    held = GroupField.objects.filter(group=desk.root, pk=number).first()
    if held is None:
        raise Http404(_("Cette page n’existe pas, ou n’est plus publiée."))
    return held
