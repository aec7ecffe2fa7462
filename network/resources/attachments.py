# SPDX-License-Identifier: AGPL-3.0-or-later
"""The files of a resource: pictures for its text, documents to take away; added and removed one at a time."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import at_least
from accounts.roles import Role
from common.deadlocks import again_after_deadlock
from files import given as given_files
from history.context import acting, current_act
from history.models import Cause
from mapping import writing
from mapping.editing import told
from mapping.editing.forms import ShownAgain
from mapping.editing.frame import Desk, refused
from network.models import Attachment
from network.removing import removed
from network.resources.editing_pages import desk_of
from network.resources.sheet import given
from network.said import said_of
from network.text import contents

MOST = 20
# The button that puts a picture in the text.
SHOW = "montrer"


class NewAttachment(ShownAgain, forms.Form):
    """A file to add, and what it is."""

    file = forms.FileField(
        label=gettext_lazy("fichier"),
        help_text=gettext_lazy(
            "Une image (JPEG, PNG, WebP) ou un document (PDF, ODT, ODS, ODP, DOCX, XLSX, PPTX), 20 Mo au"
            " plus. D’une image, le lieu et la date que l’appareil y a inscrits sont retirés ; d’un document,"
            " rien : vérifiez ce qu’il contient."
        ),
        widget=forms.FileInput(attrs={"accept": given_files.ACCEPTED, "class": "input"}),
        error_messages={
            "required": gettext_lazy("choisissez un fichier."),
            "empty": gettext_lazy("ce fichier est vide."),
        },
    )
    label = forms.CharField(
        label=gettext_lazy("ce que c’est"),
        help_text=gettext_lazy(
            "D’une image, ce que l’on y voit ; d’un document, son titre : « Plaquette de l’atelier »."
        ),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "input"}),
        error_messages={"required": gettext_lazy("dites en quelques mots ce que c’est.")},
    )

    def clean(self) -> dict[str, Any]:
        """The same, with the picture made anew or the document as it is (`read`)."""
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                cleaned["read"] = given_files.read(cleaned["file"])
            except ValidationError as error:
                self.add_error("file", error)
        return cleaned


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.VISITOR)
def files(request: HttpRequest, pk: int) -> HttpResponse:
    """The files of a resource, and a form to add one."""
    desk = desk_of(request, pk)
    if refusal := desk.refusal():
        return refused(request, desk, refusal)
    return files_page(
        request,
        desk,
        {"resource": pk},
        [desk.seen.text],
        Pages("resource-files", "resource-file-remove", "resource-edit", "resource-bring-back"),
    )


@dataclass(frozen=True, slots=True)
class Pages:
    """The names of the addresses of some files: their page, where one is taken away, where the text is
    edited, and where what is not online is put there (empty where it is elsewhere)."""

    files: str
    remove: str
    edit: str
    publish: str = ""


def files_page(
    request: HttpRequest, desk: Desk, of: dict[str, int], texts: Iterable[str], pages: Pages
) -> HttpResponse:
    """The files of what `of` names, a field of an attachment and a number, and a form to add one; `texts` are
    those that show its pictures. A POST adds one, or shows a picture at the end of the text."""
    held = list(Attachment.objects.filter(**of).select_related("file"))
    if request.method == "POST" and SHOW in request.POST:
        return put_in_text(request, desk, held, pages.files)
    form = NewAttachment(request.POST or None, request.FILES or None, auto_id="champ_%s")
    if request.method == "POST" and len(held) >= MOST:
        form.add_error(None, _("%(n)d fichiers au plus : retirez-en un d’abord.") % {"n": MOST})
    if request.method == "POST" and form.is_valid():
        added, act = kept(form, desk, Attachment(**{f"{name}_id": number for name, number in of.items()}))
        told.tell(request, _("Ajouté : %(what)s.") % {"what": added.label}, act)
        return redirect(pages.files, desk.root)
    shown = {picture for text in texts for picture in contents.pictures(text)}
    context = {
        "desk": desk,
        "form": form,
        "files": [(one, given(one), one.file_id in shown) for one in held],
        "said": said_of(request, desk.root),
        "is_full": len(held) >= MOST,
        "remove_at": pages.remove,
        "edit_at": pages.edit,
        "publish_at": pages.publish,
    }
    return render(request, "network/resources/files.html", context, status=422 if form.is_bound else 200)


def file_removed(
    request: HttpRequest, desk: Desk, of: dict[str, int], number: int, text: str, back: str
) -> HttpResponse:
    """Ask whether a file of what `of` names goes; then take it away and lead to the page of files, `back`.
    Raises Http404 for one that is gone."""
    held = Attachment.objects.filter(**of, pk=number).first()
    if held is None:
        raise Http404(_("Ce fichier a déjà été retiré."))
    is_shown = held.file_id in contents.pictures(text)
    return removed(
        request,
        desk,
        held,
        held.label,
        title=_("Retirer « %(what)s » ?") % {"what": held.label},
        about=_("Le texte montre cette image : elle y manquera.") if is_shown else "",
        back=reverse(back, args=[desk.root]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.VISITOR)
def remove(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Ask whether a file goes; then take it away from the resource."""
    desk = desk_of(request, pk)
    if refusal := desk.refusal():
        return refused(request, desk, refusal)
    return file_removed(request, desk, {"resource": pk}, number, desk.seen.text, "resource-files")


def put_in_text(request: HttpRequest, desk: Desk, held: list[Attachment], at: str) -> HttpResponse:
    """Show a picture that was attached at the end of the text, in one press; then its files again (`at`).
    Raises Http404 for what is no picture of these."""
    one = next((one for one in held if str(one.pk) == request.POST[SHOW]), None)
    if one is None or not given(one).is_picture:
        raise Http404(_("Ce fichier a déjà été retiré."))
    longest = desk.seen._meta.get_field("text").max_length
    words = re.sub(r"[\[\]\\\s]+", " ", one.label).strip()
    line = f"![{words}]({reverse('file', args=[one.file_id])})"

    def whole() -> int | None:
        with acting(Cause.EDIT, desk.editor.user):
            desk.lock()
            desk.seen.refresh_from_db()
            text = f"{desk.seen.text.rstrip()}\n\n{line}".lstrip()
            if one.file_id in contents.pictures(desk.seen.text) or len(text) > longest:
                return None
            writing.change(desk.seen, {"text": text}, desk.editor.user, Cause.EDIT)
            return current_act()

    act = again_after_deadlock(whole)
    if act:
        said = _("« %(what)s » est à la fin du texte : « Modifier le texte » la met ailleurs.")
    elif one.file_id in contents.pictures(desk.seen.text):
        said = _("« %(what)s » est déjà dans le texte.")
    else:
        said = _("Le texte est trop long pour y mettre « %(what)s ».")
    told.tell(request, said % {"what": one.label}, act)
    return redirect(at, desk.root)


def kept(form: NewAttachment, desk: Desk, made: Attachment) -> tuple[Attachment, int | None]:
    """Write the file that was given, for what `made` belongs to; what refers to it, and the act."""
    given_file, label = form.cleaned_data["read"], form.cleaned_data["label"]
    with acting(Cause.EDIT, desk.editor.user):
        made.file = given_files.store(given_file, f"{desk.seen.slug}.jpg", desk.editor.user)
        made.label = label
        return writing.create(made, desk.editor.user, Cause.EDIT), current_act()
