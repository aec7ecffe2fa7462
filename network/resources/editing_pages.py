# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages where a resource is written, withdrawn, brought back and said to be still right."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import at_least, signed_in
from accounts.roles import Role
from common.deadlocks import again_after_deadlock
from history.context import acting, current_act
from history.models import Cause
from mapping import writing
from mapping.editing import told
from mapping.editing.blocks import Editor
from mapping.editing.frame import answer, refused
from network import policy
from network.desks import SharedDesk, begun_as
from network.group_choice import begun_in
from network.models import Resource, ResourceKind, State
from network.models.common import eyes_of
from network.paths import path_of
from network.resources.forms import RESOURCE

_ADDRESSES = {"made_at": "resource-new", "edited_at": "resource-edit", "home": "resources"}
_NEW = _ADDRESSES | {"draft_at": "resource-files"}
# Where « toujours exact » leads back to, of a list; else the page of the resource.
BACK, TO_REVIEW = "vers", "a-revoir"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.VISITOR)
def new(request: HttpRequest) -> HttpResponse:
    """Write a new resource, of the kind that the address names (`nature`)."""
    asked = begun_as(request, "kind", "nature")
    kind = ResourceKind(asked) if asked in ResourceKind.values else ResourceKind.FICHE
    title = _("Écrire : %(kind)s") % {"kind": str(kind.label).lower()}
    desk = SharedDesk(
        Resource(kind=kind, **begun_in(request, Resource)),
        Editor.of(signed_in(request)),
        new_name=_("Fiches pratiques"),
        **_NEW,
    )
    return answer(request, desk, replace(RESOURCE, title=title))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.VISITOR)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit a resource."""
    return answer(request, desk_of(request, pk), replace(RESOURCE, title=_("Modifier la fiche")))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.VISITOR)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether a resource goes from what is read; then withdraw it. It can come back."""
    desk = desk_of(request, pk)
    if refusal := desk.refusal():
        return refused(request, desk, refusal)
    if request.method != "POST":
        context = {
            "desk": desk,
            "title": _("Retirer cette fiche ?"),
            "about": _(
                "Elle ne sera plus dans les listes ni à son adresse. Les professionnels pourront la"
                " remettre en ligne, et son historique reste."
            ),
            "button": _("Retirer"),
        }
        return render(request, "network/resources/confirm.html", context)
    return _turned(request, desk, State.WITHDRAWN, _("Fiche retirée."))


@require_POST
@at_least(Role.VISITOR)
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a resource that was withdrawn read again."""
    desk = desk_of(request, pk)
    if refusal := desk.refusal():
        return refused(request, desk, refusal)
    return _turned(request, desk, State.PUBLISHED, _("Fiche mise en ligne."))


@require_POST
@at_least(Role.VISITOR)
def still_right(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that somebody read a resource again, and that it is still right."""
    desk = desk_of(request, pk)
    if refusal := desk.refusal():
        return refused(request, desk, refusal)
    writing.change(desk.seen, {"verified_at": timezone.now()}, desk.editor.user, Cause.CONFIRM)
    told.tell(request, _("« %(title)s » : relue aujourd’hui.") % {"title": desk.name})
    if request.POST.get(BACK) == TO_REVIEW:
        return redirect("resources-to-review")
    return redirect(desk.path)


def desk_of(request: HttpRequest, pk: int) -> SharedDesk:
    """A resource and who is signed in. Raises Http404 for one that they may not know of."""
    editor = Editor.of(signed_in(request))
    held = policy.known(Resource, eyes_of(editor.user), {pk}).select_related("organisation").first()
    if held is None:
        raise Http404(_("Cette fiche n’existe pas, ou n’est plus publiée."))
    return SharedDesk(held, editor, **_ADDRESSES)


def _turned(request: HttpRequest, desk: SharedDesk, state: State, text: str) -> HttpResponse:
    def whole() -> int | None:
        with acting(Cause.EDIT, desk.editor.user):
            done = writing.change(desk.seen, {"state": state}, desk.editor.user, Cause.EDIT)
            return current_act() if isinstance(done, writing.Written) and done.fields else None

    act = again_after_deadlock(whole)
    told.tell(request, text if act else _("C’était déjà fait."), act)
    return redirect(path_of(desk.seen))
