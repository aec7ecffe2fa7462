# SPDX-License-Identifier: AGPL-3.0-or-later
"""The files of an event: its programme, pictures for its text, the documents handed out."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import at_least
from accounts.roles import Role
from mapping.editing import told
from mapping.editing.frame import refused
from network.events.editing_pages import desk_of
from network.models import Attachment, Minutes
from network.removing import removed
from network.resources.attachments import MOST, SHOW, NewAttachment, kept, put_in_text
from network.resources.sheet import given
from network.said import said_of
from network.text import contents


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.VISITOR)
def files(request: HttpRequest, pk: int) -> HttpResponse:
    """The files of an event, and a form to add one."""
    desk = desk_of(request, pk)
    if refusal := desk.refusal():
        return refused(request, desk, refusal)
    held = list(Attachment.objects.filter(event=pk).select_related("file"))
    if request.method == "POST" and SHOW in request.POST:
        return put_in_text(request, desk, held, "event-files")
    form = NewAttachment(request.POST or None, request.FILES or None, auto_id="champ_%s")
    if request.method == "POST" and len(held) >= MOST:
        form.add_error(None, _("%(n)d fichiers au plus : retirez-en un d’abord.") % {"n": MOST})
    if request.method == "POST" and form.is_valid():
        added, act = kept(form, desk, Attachment(event_id=desk.root))
        told.tell(request, _("Ajouté : %(what)s.") % {"what": added.label}, act)
        return redirect("event-files", pk)
    texts = [desk.seen.text, *Minutes.objects.filter(event=pk).values_list("text", flat=True)]
    shown = {picture for text in texts for picture in contents.pictures(text)}
    context = {
        "desk": desk,
        "form": form,
        "files": [(one, given(one), one.file_id in shown) for one in held],
        "said": said_of(request, pk),
        "is_full": len(held) >= MOST,
        "remove_at": "event-file-remove",
        "edit_at": "event-edit",
    }
    return render(request, "network/resources/files.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.VISITOR)
def remove(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Ask whether a file goes; then take it away from the event."""
    desk = desk_of(request, pk)
    if refusal := desk.refusal():
        return refused(request, desk, refusal)
    held = Attachment.objects.filter(event=pk, pk=number).first()
    if held is None:
        raise Http404(_("Ce fichier a déjà été retiré."))
    return removed(
        request,
        desk,
        held,
        held.label,
        title=_("Retirer « %(what)s » ?") % {"what": held.label},
        about="",
        back=reverse("event-files", args=[pk]),
    )
