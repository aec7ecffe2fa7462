# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a group is made, its page edited, archived and opened again."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import at_least, signed_in
from accounts.groups import leads
from accounts.models import Group
from accounts.roles import Role
from common.deadlocks import again_after_deadlock
from history.context import acting, current_act
from history.models import Cause
from mapping import writing
from mapping.editing import told
from mapping.editing.blocks import Editor
from mapping.editing.frame import answer, refused
from network.groups.desk import GroupDesk, desk_of
from network.groups.forms import GROUP
from network.groups.paths import group_path


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def new(request: HttpRequest) -> HttpResponse:
    """Make a group; whoever does leads it."""
    desk = GroupDesk(Group(), Editor.of(signed_in(request)))
    return answer(request, desk, replace(GROUP, title="Créer un groupe"))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit what a group is, and how one comes in."""
    return answer(request, desk_of(request, pk), replace(GROUP, title="Modifier le groupe"))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether a group is archived, or opens again; then do it."""
    desk = desk_of(request, pk)
    if not leads(request.user, desk.seen):
        return refused(request, desk, "Les référents du groupe et la préfecture l’archivent et le rouvrent.")
    opens = desk.seen.is_archived
    if request.method != "POST":
        return render(request, "network/groups/archive.html", {"desk": desk, "opens": opens})
    # Sent from a page that somebody else made old: what was asked stays asked.
    if opens != ("rouvrir" in request.POST):
        return redirect(group_path(desk.seen))

    def whole() -> int | None:
        with acting(Cause.EDIT, desk.editor.user):
            writing.change(desk.seen, {"archived_at": None if opens else timezone.now()}, desk.editor.user)
            return current_act()

    said = "Le groupe est rouvert." if opens else "Le groupe est archivé : ses membres le lisent encore."
    told.tell(request, said, again_after_deadlock(whole))
    return redirect(group_path(desk.seen))
