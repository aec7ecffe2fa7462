# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where news are written, withdrawn and brought back."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

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
from network.desks import SharedDesk
from network.models import News, State
from network.news.forms import NEWS
from network.paths import path_of

_ADDRESSES = {"made_at": "news-new", "edited_at": "news-edit", "home": "news-list"}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.VISITOR)
def new(request: HttpRequest) -> HttpResponse:
    """Write news; with `annonce` in the address, an announcement."""
    record = News(is_announcement="annonce" in request.GET)
    title = _("Passer une annonce") if record.is_announcement else _("Écrire une actualité")
    desk = SharedDesk(record, Editor.of(signed_in(request)), new_name=_("Actualités"), **_ADDRESSES)
    return answer(request, desk, replace(NEWS, title=title))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.VISITOR)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit news."""
    return answer(request, _desk_of(request, pk), replace(NEWS, title=_("Modifier l’actualité")))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.VISITOR)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether news go from what is read, or come back to it; then do it."""
    desk = _desk_of(request, pk)
    if refusal := desk.refusal():
        return refused(request, desk, refusal)
    comes_back = desk.seen.state == State.WITHDRAWN
    if request.method != "POST":
        return render(request, "network/news/withdraw.html", {"desk": desk, "comes_back": comes_back})
    state, said = (
        (State.PUBLISHED, _("Actualité remise en ligne."))
        if comes_back
        else (State.WITHDRAWN, _("Actualité retirée."))
    )

    def whole() -> int | None:
        with acting(Cause.EDIT, desk.editor.user):
            done = writing.change(desk.seen, {"state": state}, desk.editor.user, Cause.EDIT)
            return current_act() if isinstance(done, writing.Written) and done.fields else None

    told.tell(request, said, again_after_deadlock(whole))
    return redirect(path_of(desk.seen))


def _desk_of(request: HttpRequest, pk: int) -> SharedDesk:
    editor = Editor.of(signed_in(request))
    held = policy.known(News, editor.role, {pk}).first()
    if held is None:
        raise Http404(_("Cette page n’existe pas, ou n’est plus publiée."))
    return SharedDesk(held, editor, **_ADDRESSES)
