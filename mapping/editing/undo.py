# SPDX-License-Identifier: AGPL-3.0-or-later
"""An edit taken back by its author, from the page that told them what it did."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import at_least, signed_in
from accounts.roles import Role
from common.deadlocks import again_after_deadlock
from history import undoing
from history.models import Act, Cause
from mapping import permissions
from mapping.editing import status, told
from mapping.models import Status, Structure
from mapping.presentation import structure_path

_OF_A_PAGE = (Cause.EDIT, Cause.UNDO)


@require_POST
@at_least(Role.PROFESSIONAL)
def undo(request: HttpRequest, pk: str, slug: str, act: str) -> HttpResponse:
    """Take back what the person themselves did on a page of this structure; what others changed since stays.

    Taking back is an act too, which can be taken back.
    """
    user = signed_in(request)
    mine = Act.objects.filter(by=user, cause__in=_OF_A_PAGE, events__root=int(pk)).distinct()
    done = get_object_or_404(mine, pk=int(act))
    structure = get_object_or_404(Structure, pk=int(pk))
    why_not = permissions.protected_from if status.may_reopen(user, structure) else permissions.why_not
    if refusal := why_not(user, structure):
        told.refuse(request, refusal)
        return redirect(structure_path(structure.pk, structure.nom))
    undone = again_after_deadlock(lambda: undoing.undo(done, user))
    kept = _("Annulé, sauf ce que quelqu'un d'autre a changé depuis.")
    text = kept if undone.left else _("C'est annulé : ce que vous aviez changé est comme avant.")
    held = Structure.objects.filter(pk=structure.pk).first()
    told.tell(request, text, undone.act.pk if undone.act and held else None, again=True)
    if held is None:
        return redirect("workspace")
    if held.status == Status.CLOSED:
        return redirect("edit-closed", held.pk, held.slug)
    return redirect(structure_path(held.pk, held.nom))
