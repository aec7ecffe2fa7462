# SPDX-License-Identifier: AGPL-3.0-or-later
"""« S'exercer »: a person's practice structure and « Premiers pas », five things to try there. In French
only."""

from copy import copy

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import at_least, signed_in
from accounts.charter import accepted
from accounts.roles import Role, role_of
from mapping.editing import frame
from mapping.models import VisibleStructure
from mapping.practice import exercise, room
from mapping.practice.middleware import practised
from mapping.practice.steps import steps
from mapping.presentation import structure_path

# Where two write at once.
_BLOCK = "coordonnees"


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def practice(request: HttpRequest) -> HttpResponse:
    """What one may try, and how far one is."""
    user = signed_in(request)
    held = exercise.of(user)
    context: dict = {"held": held, "is_ready": room.is_ready(), "steps": [], "page_url": "", "ends_at": None}
    if held:
        with room.opened(held.structure):
            seen = VisibleStructure.objects.seen_by(role_of(user)).filter(pk=held.structure).first()
            if seen:
                context["steps"] = steps(user, seen.id, seen.nom)
                context["page_url"] = structure_path(seen.id, seen.nom)
        done = sum(one.is_done for one in context["steps"])
        context |= {"done": done, "ends_at": timezone.localtime(held.begun_at + exercise.KEPT)}
    return render(request, "desk/practice.html", context)


@require_POST
@at_least(Role.PROFESSIONAL)
def begin(request: HttpRequest) -> HttpResponse:
    """Give the person an exercise."""
    if room.is_ready():
        exercise.begin(signed_in(request))
    return redirect("practice")


@require_POST
@at_least(Role.PROFESSIONAL)
def erase(request: HttpRequest) -> HttpResponse:
    """Take the person's exercise away, with all that they did in it."""
    if held := exercise.of(signed_in(request)):
        exercise.erase(held)
    messages.success(request, "Tout est effacé : il ne reste rien de votre exercice.")
    return redirect("practice")


@require_POST
@never_cache
@accepted
@at_least(Role.PROFESSIONAL)
def together(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of the telephone, to which a colleague writes as soon as it is shown."""
    # Of an exercise of theirs, and of nothing else.
    if practised(request) != pk:
        raise Http404("Cet exercice n’existe pas, ou plus.")
    opened = copy(request)
    # The form is shown: nothing was sent of it.
    opened.method = "GET"
    answer = frame.edit(opened, str(pk), "exercice", _BLOCK)
    if answer.status_code == 200:
        exercise.colleague_writes(pk)
    return answer
