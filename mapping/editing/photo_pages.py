# SPDX-License-Identifier: AGPL-3.0-or-later
"""Adding a photograph, which is a file beside the words of a form."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import at_least, signed_in
from accounts.roles import Role
from files import pictures
from files.forms import PictureForm
from history.context import acting, current_act
from history.models import Cause
from mapping import permissions, photos, writing
from mapping.editing import told
from mapping.editing.blocks import Editor
from mapping.editing.forms import ShownAgain
from mapping.editing.frame import Desk
from mapping.editing.photos import CREDIT, PHOTOS, SHOWS, SHOWS_HINT
from mapping.models import Photo, VisibleStructure


class NewPhoto(ShownAgain, PictureForm):
    """A photograph to add."""

    file = forms.FileField(
        label=gettext_lazy("photo"),
        help_text=gettext_lazy(
            "JPEG, PNG ou WebP, 12 Mo au plus. Le lieu et la date que votre appareil y a inscrits sont"
            " retirés."
        ),
        widget=forms.FileInput(attrs={"accept": pictures.ACCEPTED, "class": "input"}),
        error_messages={
            "required": gettext_lazy("choisissez une photo."),
            "empty": gettext_lazy("ce fichier est vide."),
        },
    )
    description = forms.CharField(
        label=SHOWS,
        help_text=SHOWS_HINT,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "input"}),
        error_messages={"required": gettext_lazy("dites en quelques mots ce que l'on voit.")},
    )
    credit = forms.CharField(
        label=CREDIT, max_length=100, required=False, widget=forms.TextInput(attrs={"class": "input"})
    )
    consent = forms.BooleanField(
        label=gettext_lazy("personne n'y est reconnaissable, ou chacun a donné son accord"),
        error_messages={
            "required": gettext_lazy(
                "sans l'accord des personnes reconnaissables, une photo n'est pas publiée."
            )
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.VISITOR)
def add(request: HttpRequest, pk: str, slug: str) -> HttpResponse:
    """Add a photograph: the form, or what was sent of it. Of a form that is refused, only the photograph has
    to be chosen again, as browsers ask."""
    editor = Editor.of(signed_in(request))
    seen = VisibleStructure.objects.seen_by(editor.role).filter(pk=int(pk)).first()
    if seen is None:
        raise Http404(_("Cette structure n'existe pas, ou n'est plus publiée."))
    desk = Desk(seen, editor)
    refusal = permissions.why_not_of(editor.user, seen.id) or PHOTOS.why_not(seen, editor)
    if not refusal and Photo.objects.filter(structure=seen.id).count() >= photos.MOST:
        refusal = _(
            "Cette fiche a %(n)d photos, autant qu'il y en a de montrées : retirez-en une d'abord."
        ) % {"n": photos.MOST}
    if refusal:
        return render(request, "mapping/edit/refused.html", {"desk": desk, "refusal": refusal}, status=403)
    form = NewPhoto(request.POST or None, request.FILES or None, auto_id="champ_%s")
    if request.method == "POST" and form.is_valid():
        photo = _kept(form, desk)
        told.tell(request, _("Ajouté : %(what)s.") % {"what": photo[0]}, photo[1])
        return redirect(desk.path)
    context = {"desk": desk, "block": PHOTOS, "form": form}
    return render(request, "mapping/edit/photo.html", context, status=422 if form.is_bound else 200)


def _kept(form: NewPhoto, desk: Desk) -> tuple[Photo, int | None]:
    """Write the photograph that was given, with its file; the photograph, and the act."""
    given = form.cleaned_data
    with acting(Cause.EDIT, desk.editor.user):
        file = pictures.store(given["picture"], f"{desk.seen.slug}.jpg", desk.editor.user)
        said = {name: given[name] for name in ("description", "credit", "consent")}
        photo = writing.create(
            Photo(structure_id=desk.seen.id, file=file, **said), desk.editor.user, Cause.EDIT
        )
        return photo, current_act()
