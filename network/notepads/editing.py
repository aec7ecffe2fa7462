# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a notepad is made, edited, withdrawn; its sections written, moved, taken away; its files."""

from dataclasses import replace
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import at_least
from accounts.roles import Role
from common.deadlocks import again_after_deadlock
from common.numbers import number_in
from history.context import acting, current_act
from history.models import Cause
from mapping import writing
from mapping.editing import told
from mapping.editing.frame import answer, refused
from network.group_choice import PARAMETER, begun_in
from network.models import Audience, Event, Notepad, Section
from network.models.common import eyes_of
from network.notepads.desk import NotepadDesk, SectionDesk, anchor_of, desk_of, desk_of_new
from network.notepads.forms import NOTEPAD, SECTION, SectionForm
from network.paths import path_of
from network.removing import removed
from network.resources.attachments import Pages, file_removed, files_page
from network.turning import brought_back, withdrawn

# What an address that begins a notepad says of the event it is of.
UP, EVENT = "monter", "evenement"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def new(request: HttpRequest) -> HttpResponse:
    """Make a notepad, in the group and of the event that the address names."""
    begun = Notepad(**({"audience": Audience.PROFESSIONALS} | begun_in(request, Notepad)))
    of = {PARAMETER: begun.group_id} if begun.group_id else {}
    if number := number_in(request.GET.get(EVENT, "")):
        begun.event = Event.objects.seen_by(eyes_of(request.user)).filter(pk=number).first()
        if begun.event is None:
            raise Http404(_("Cette page n’existe pas, ou n’est plus publiée."))
        of[EVENT] = number
    query = urlencode(of)
    return answer(request, desk_of_new(request, begun, query), replace(NOTEPAD, title="Ouvrir un bloc-notes"))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit what a notepad is."""
    return answer(request, desk_of(request, pk), replace(NOTEPAD, title="Modifier le bloc-notes"))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether a notepad goes from what is read; then withdraw it."""
    return withdrawn(request, desk_of(request, pk), "Retirer ce bloc-notes ?")


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a notepad that was withdrawn read again."""
    return brought_back(request, desk_of(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def add_section(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a new section, after the others."""
    return answer(request, SectionDesk.of(desk_of(request, pk)), SECTION)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def edit_section(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Edit a section; what others write in the other ones is in nobody's way."""
    return answer(request, SectionDesk.of(desk_of(request, pk)), SECTION, number)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def remove_section(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Ask whether a section goes; then take it away."""
    desk = desk_of(request, pk)
    if refusal := desk.refusal():
        return refused(request, desk, refusal)
    held = _section(desk, number)
    return removed(
        request,
        desk,
        held,
        SectionForm.named(held),
        title=f"Retirer {SectionForm.named(held)} ?",
        about="Vous pourrez revenir en arrière, par l’historique.",
        back=path_of(desk.seen),
    )


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
def move_section(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Have a section change places with the one before it (`monter`), or with the one after."""
    desk = desk_of(request, pk)
    if refusal := desk.refusal():
        return refused(request, desk, refusal)
    _section(desk, number)

    def whole() -> int | None:
        with acting(Cause.EDIT, desk.editor.user):
            desk.lock()
            order = list(Section.objects.filter(notepad=pk).order_by("rank", "pk"))
            at = next((place for place, one in enumerate(order) if one.pk == number), None)
            if at is None:
                return None
            to = at - 1 if UP in request.POST else at + 1
            if not 0 <= to < len(order):
                return None
            order[at], order[to] = order[to], order[at]
            for rank, one in enumerate(order):
                if one.rank != rank:
                    writing.change(one, {"rank": rank}, desk.editor.user, Cause.EDIT)
            return current_act()

    act = again_after_deadlock(whole)
    told.tell(request, "Section déplacée." if act else "Elle est déjà à cette place.", act)
    return redirect(f"{path_of(desk.seen)}#{anchor_of(number)}")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def files(request: HttpRequest, pk: int) -> HttpResponse:
    """The files of a notepad, and a form to add one."""
    desk = desk_of(request, pk)
    if refusal := desk.refusal():
        return refused(request, desk, refusal)
    texts = [desk.seen.text, *Section.objects.filter(notepad=pk).values_list("text", flat=True)]
    pages = Pages("notepad-files", "notepad-file-remove", "notepad-edit", "notepad-bring-back")
    return files_page(request, desk, {"notepad": pk}, texts, pages)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def remove_file(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Ask whether a file goes; then take it away."""
    desk = desk_of(request, pk)
    if refusal := desk.refusal():
        return refused(request, desk, refusal)
    return file_removed(request, desk, {"notepad": pk}, number, desk.seen.text, "notepad-files")


def _section(desk: NotepadDesk, number: int) -> Section:
    held = Section.objects.filter(notepad=desk.root, pk=number).first()
    if held is None:
        raise Http404(_("Cette section a été retirée."))
    return held
