# SPDX-License-Identifier: AGPL-3.0-or-later
"""A structure that closes for good, and the way back.

Once it is closed no reader sees it any more, its pages included. Who closed it, who answers for it and the
prefecture have a page where it is opened again.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import at_least, signed_in
from accounts.roles import Role, role_of
from common.deadlocks import again_after_deadlock
from history.context import acting, current_act
from history.models import Act, Cause, Event
from mapping import permissions, writing
from mapping.editing import told
from mapping.editing.blocks import Block
from mapping.editing.forms import RecordForm, text
from mapping.kinds import STRUCTURE
from mapping.models import Status, Structure
from mapping.presentation import structure_path


class ClosingForm(RecordForm):
    """Why a structure closes for good."""

    beside = frozenset({"motif"})

    motif = text(
        gettext_lazy("pourquoi"),
        gettext_lazy("Gardé dans l'historique : « l'association est dissoute », « a déménagé à Lagny »."),
        required=True,
        max_length=300,
    )

    class Meta:
        model = Structure
        fields = ()

    @property
    def note(self) -> str:
        """The reason."""
        return str(self.cleaned_data.get("motif", ""))

    def values(self) -> dict[str, Any]:
        """That it is closed."""
        return {"status": Status.CLOSED}

    def said_with(self, written: frozenset[str]) -> set[str]:
        """The reason stands for the closing."""
        return {"motif"}

    def change_of(self, name: str, before: Any, after: Any) -> str:
        """« Fermée définitivement : l'association est dissoute. »"""
        return _("Fermée définitivement : %(why)s.") % {"why": str(after).rstrip(".")}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def closed(request: HttpRequest, pk: str, slug: str) -> HttpResponse:
    """A structure that is closed: since when, why, and a button to open it again."""
    structure = Structure.objects.filter(pk=int(pk)).first()
    user = signed_in(request)
    if structure is None or not (structure.status == Status.PUBLISHED or may_reopen(user, structure)):
        raise Http404(_("Cette structure n'existe pas, ou n'est plus publiée."))
    if structure.status == Status.PUBLISHED:
        return redirect(structure_path(structure.pk, structure.nom))
    if refusal := permissions.protected_from(user, structure):
        raise PermissionDenied(refusal)
    if request.method == "POST":
        return _reopen(request, structure)
    context = {
        "structure": structure,
        "act": _closing(structure),
        "action": reverse("edit-closed", args=[structure.pk, structure.slug]),
        "said": list(told.said(request, structure.pk, structure.slug)),
    }
    return render(request, "mapping/edit/closed.html", context)


def may_reopen(user: Any, structure: Structure) -> bool:
    """Whether the user may open again a structure that is closed: who closed it, and who answers for it. It
    may be protected from them besides (`permissions.protected_from`)."""
    if structure.status != Status.CLOSED:
        return False
    act = _closing(structure)
    return (act is not None and act.by_id == user.pk) or permissions.may_change(user, structure.pk)


def way_back(user: Any, number: int) -> str:
    """Where the user opens a closed structure again; empty where it is not theirs to do, or not closed."""
    if role_of(user) < Role.PROFESSIONAL:
        return ""
    structure = Structure.objects.filter(pk=number, status=Status.CLOSED).first()
    if structure is None or not may_reopen(user, structure):
        return ""
    return reverse("edit-closed", args=[structure.pk, structure.slug])


def _closing(structure: Structure) -> Act | None:
    """The act that closed it, where the history knows of it."""
    events = Event.objects.filter(
        kind=STRUCTURE.number, object=structure.pk, after__status=Status.CLOSED.value
    )
    event = events.select_related("act__by").order_by("-pk").first()
    return event.act if event else None


def _reopen(request: HttpRequest, structure: Structure) -> HttpResponse:
    def whole() -> int | None:
        with acting(Cause.EDIT, signed_in(request)):
            writing.change(structure, {"status": Status.PUBLISHED}, signed_in(request))
            return current_act()

    act = again_after_deadlock(whole)
    told.tell(request, _("La structure est de nouveau ouverte."), act)
    return redirect(structure_path(structure.pk, structure.nom))


CLOSING = Block(
    name="fermer",
    title=gettext_lazy("Fermer définitivement"),
    about=gettext_lazy("La structure n'existe plus, ou n'accueille plus : elle disparaît des réponses."),
    form=ClosingForm,
    template="mapping/edit/closing.html",
)
