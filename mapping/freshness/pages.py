# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Toujours exact »: the button of who may change a structure, and that which takes it back. In French."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.access import at_least, signed_in
from accounts.roles import Role, role_of
from mapping import permissions
from mapping.freshness import confirming
from mapping.models import Block, VisibleStructure
from mapping.presentation import listed, structure_path

# What the form's fields may say.
ALL, TAKE_BACK, TO_WORKSPACE = "tout", "reprendre", "espace"


@require_POST
@at_least(Role.PROFESSIONAL)
def still_right(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm the blocks that the form names (`bloc`, or all of them), or take one's confirmation back; then
    back to where the button was. 404 for what the reader does not see, 403 for what they may not change."""
    seen = get_object_or_404(VisibleStructure.objects.seen_by(role_of(request.user)), id=pk)
    if refusal := permissions.why_not_of(request.user, pk):
        raise PermissionDenied(refusal)
    asked = request.POST.getlist("bloc")
    blocks = [block for block in Block if ALL in asked or block.value in asked]
    if not blocks:
        messages.error(request, "Rien n’a été confirmé : choisissez une partie de la fiche.")
    elif request.POST.get("action") == TAKE_BACK:
        done = confirming.take_back(pk, blocks, signed_in(request))
        if done:
            messages.success(request, f"Confirmation reprise : {_named(done)}.")
        else:
            messages.info(request, "Cette confirmation ne se reprend plus : elle date, ou a été refaite.")
    else:
        done = confirming.confirm(pk, blocks, signed_in(request))
        messages.success(
            request,
            f"{seen.nom} : confirmé aujourd’hui, {_named(done)}. Merci.",
        )
    if request.POST.get("vers") == TO_WORKSPACE:
        return redirect("workspace")
    return redirect(structure_path(seen.id, seen.nom))


def _named(blocks: frozenset[Block]) -> str:
    return listed(block.label for block in Block if block in blocks)
