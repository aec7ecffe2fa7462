# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking away a part of what is shared (a file, a translation, minutes), once somebody said that it goes."""

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from common.deadlocks import again_after_deadlock
from history.context import acting, current_act
from history.models import Cause
from mapping import writing
from mapping.editing import told
from mapping.editing.frame import Desk


def removed(
    request: HttpRequest,
    desk: Desk,
    held: models.Model,
    name: str,
    *,
    title: str,
    about: str,
    back: str,
) -> HttpResponse:
    """Ask whether `held`, called `name`, goes, under this title and with what else is to be known (`about`);
    a POST takes it away, says so and leads `back`, an address."""
    if request.method != "POST":
        context = {"desk": desk, "title": title, "about": about, "button": _("Retirer")}
        return render(request, "network/resources/confirm.html", context)

    def whole() -> int | None:
        with acting(Cause.EDIT, desk.editor.user):
            writing.remove(held, desk.editor.user, Cause.EDIT)
            return current_act()

    told.tell(request, _("Retiré : %(what)s.") % {"what": name}, again_after_deadlock(whole))
    return redirect(back)
