# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where news are written; news and announcements edited, withdrawn and brought back."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

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
from network.group_choice import begun_in
from network.models import News, State
from network.models.common import eyes_of
from network.news.forms import NEWS
from network.offers.forms import OFFER
from network.paths import path_of

_ADDRESSES = {"made_at": "news-new", "edited_at": "news-edit", "home": "news-list"}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.VISITOR)
def new(request: HttpRequest) -> HttpResponse:
    """Write news."""
    begun = News(**begun_in(request, News))
    desk = SharedDesk(begun, Editor.of(signed_in(request)), new_name=_("Actualités"), **_ADDRESSES)
    return answer(request, desk, replace(NEWS, title=_("Écrire une actualité")))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.VISITOR)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit news, or an announcement."""
    desk = desk_of(request, pk)
    if desk.seen.is_announcement:
        return answer(request, desk, replace(OFFER, title=_("Modifier l’annonce")))
    return answer(request, desk, replace(NEWS, title=_("Modifier l’actualité")))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.VISITOR)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether news go from what is read, or come back to it; then do it."""
    desk = desk_of(request, pk)
    if refusal := desk.refusal():
        return refused(request, desk, refusal)
    comes_back = desk.seen.state == State.WITHDRAWN
    if request.method != "POST":
        return render(request, "network/news/withdraw.html", {"desk": desk, "comes_back": comes_back})
    state, said = (
        (State.PUBLISHED, _("C’est en ligne.")) if comes_back else (State.WITHDRAWN, _("C’est retiré."))
    )
    told.tell(request, said, written(desk, {"state": state}))
    return redirect(path_of(desk.seen))


def written(desk: SharedDesk, values: dict[str, Any], after: Callable[[], None] = lambda: None) -> int | None:
    """Write values of the desk's record, and what follows where anything changed: the act; None where nothing
    did."""

    def whole() -> int | None:
        with acting(Cause.EDIT, desk.editor.user):
            done = writing.change(desk.seen, values, desk.editor.user, Cause.EDIT)
            if not isinstance(done, writing.Written) or not done.fields:
                return None
            after()
            return current_act()

    return again_after_deadlock(whole)


def desk_of(request: HttpRequest, pk: int) -> SharedDesk:
    """The news, or the announcement, of an address, and who edits it. Raises Http404 for what they may not
    know of."""
    editor = Editor.of(signed_in(request))
    held = policy.known(News, eyes_of(editor.user), {pk}).first()
    if held is None:
        raise Http404(_("Cette page n’existe pas, ou n’est plus publiée."))
    return SharedDesk(held, editor, **_ADDRESSES)
