# SPDX-License-Identifier: AGPL-3.0-or-later
"""The files of a topic and of a message: pictures for their text, documents to take away."""

from typing import Any

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
from network.discussions.desk import PostDesk, TopicDesk, desk_of_either
from network.models import Attachment
from network.removing import removed
from network.resources.attachments import MOST, SHOW, NewAttachment, kept, put_in_text
from network.resources.sheet import given
from network.said import said_of
from network.text import contents


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def files(request: HttpRequest, pk: int) -> HttpResponse:
    """The files of a topic or a message, and a form to add one."""
    desk = desk_of_either(request, pk)
    if refusal := desk.refusal():
        return refused(request, desk, refusal)
    held = list(Attachment.objects.filter(**_of(desk)).select_related("file"))
    if request.method == "POST" and SHOW in request.POST:
        return put_in_text(request, desk, held, "topic-files")
    form = NewAttachment(request.POST or None, request.FILES or None, auto_id="champ_%s")
    if request.method == "POST" and len(held) >= MOST:
        form.add_error(None, _("%(n)d fichiers au plus : retirez-en un d’abord.") % {"n": MOST})
    if request.method == "POST" and form.is_valid():
        added, act = kept(form, desk, Attachment(**_of(desk)))
        told.tell(request, _("Ajouté : %(what)s.") % {"what": added.label}, act)
        return redirect("topic-files", pk)
    shown = set(contents.pictures(desk.seen.text))
    context = {
        "desk": desk,
        "form": form,
        "files": [(one, given(one), one.file_id in shown) for one in held],
        "said": said_of(request, pk),
        "is_full": len(held) >= MOST,
        "remove_at": "topic-file-remove",
        "edit_at": "topic-edit" if isinstance(desk, TopicDesk) else "post-edit",
    }
    return render(request, "network/resources/files.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def remove(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Ask whether a file goes; then take it away."""
    desk = desk_of_either(request, pk)
    if refusal := desk.refusal():
        return refused(request, desk, refusal)
    held = Attachment.objects.filter(pk=number, **_of(desk)).first()
    if held is None:
        raise Http404(_("Ce fichier a déjà été retiré."))
    is_shown = held.file_id in contents.pictures(desk.seen.text)
    return removed(
        request,
        desk,
        held,
        held.label,
        title=_("Retirer « %(what)s » ?") % {"what": held.label},
        about=_("Le texte montre cette image : elle y manquera.") if is_shown else "",
        back=reverse("topic-files", args=[pk]),
    )


def _of(desk: TopicDesk | PostDesk) -> dict[str, Any]:
    """What a file of what is edited says that it belongs to."""
    return {"topic_id" if isinstance(desk, TopicDesk) else "post_id": desk.root}
