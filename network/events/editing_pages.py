# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages where an event is written, cancelled on a day or wholly, withdrawn and brought back."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import at_least, signed_in
from accounts.roles import Role
from common.dates import in_words
from common.deadlocks import again_after_deadlock
from history.context import acting, current_act
from history.models import Cause
from mapping import writing
from mapping.editing import told
from mapping.editing.blocks import Editor
from mapping.editing.forms import ShownAgain
from mapping.editing.frame import answer, refused
from network import policy
from network.desks import SharedDesk, begun_as
from network.events.forms import EVENT
from network.group_choice import begun_in
from network.models import Event, EventKind, State
from network.models.common import eyes_of
from network.paths import path_of
from network.registering import rules
from network.registering.following import follow
from network.week import when_of

_ADDRESSES = {"made_at": "event-new", "edited_at": "event-edit", "home": "agenda"}
_NEW = _ADDRESSES | {"draft_at": "event-files"}
# Of what comes again, the days that are offered to be cancelled.
_OFFERED, _AHEAD = 12, timedelta(days=366)
WHOLE = "tout"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.VISITOR)
def new(request: HttpRequest) -> HttpResponse:
    """Write a new event, of the kind that the address names (`nature`)."""
    asked = begun_as(request, "kind", "nature")
    kind = EventKind(asked) if asked in EventKind.values else EventKind.ATELIER
    begun = Event(kind=kind, **begun_in(request, Event))
    desk = SharedDesk(begun, Editor.of(signed_in(request)), new_name=_("Agenda"), **_NEW)
    return answer(request, desk, EVENT)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.VISITOR)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit an event."""
    return answer(request, desk_of(request, pk), replace(EVENT, title=_("Modifier l’événement")))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.VISITOR)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that an event is not held on a day, or not at all; or that it is after all. Who registered is
    told."""
    desk = desk_of(request, pk)
    if refusal := why_not_held(desk):
        return refused(request, desk, refusal)
    form = CancelForm(request.POST if request.method == "POST" else None, event=desk.seen)
    if form.is_bound and form.is_valid():
        return _written(request, desk, form.values(), form.said)
    context = {"desk": desk, "form": form, "is_cancelled": desk.seen.is_cancelled}
    return render(request, "network/events/cancel.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.VISITOR)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether an event goes from what is read; then withdraw it. It can come back."""
    desk = desk_of(request, pk)
    if refusal := why_not_held(desk):
        return refused(request, desk, refusal)
    if request.method != "POST":
        context = {
            "desk": desk,
            "title": _("Retirer cet événement ?"),
            "about": _(
                "Il ne sera plus dans l’agenda ni à son adresse, et qui s’est inscrit est prévenu."
                " Les professionnels pourront le remettre en ligne, et son historique reste."
                " S’il n’a simplement pas lieu, annulez-le plutôt : on lira qu’il est annulé."
            ),
            "button": _("Retirer"),
        }
        return render(request, "network/resources/confirm.html", context)
    return _written(request, desk, {"state": State.WITHDRAWN}, _("Événement retiré."))


@require_POST
@at_least(Role.VISITOR)
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Have an event that was withdrawn read again."""
    desk = desk_of(request, pk)
    if refusal := why_not_held(desk):
        return refused(request, desk, refusal)
    return _written(request, desk, {"state": State.PUBLISHED}, _("Événement mis en ligne."))


class CancelForm(ShownAgain, forms.Form):
    """Which days an event is not held; `said` tells what that does."""

    jours = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any, *, event: Event) -> None:
        super().__init__(data, auto_id="champ_%s")
        self.event, self.said = event, ""
        today = timezone.localdate()
        last = max(today, event.start_day) + _AHEAD
        days = when_of(event).occurrences(today, last)[:_OFFERED] if event.recurrence else []
        field = self.fields["jours"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            *[(one.day.isoformat(), in_words(one.day, "l j F Y")) for one in days],
            (WHOLE, _("tout l’événement, toutes ses dates") if days else _("l’événement")),
        ]
        self.offered = {one.day for one in days}
        self.initial["jours"] = [
            *(day.isoformat() for day in event.cancelled_days if day in self.offered),
            *([WHOLE] if event.is_cancelled else []),
        ]

    def values(self) -> dict[str, Any]:
        """What to write of the event."""
        ticked = set(self.cleaned_data["jours"])
        others = [day for day in self.event.cancelled_days if day not in self.offered]
        days = {date.fromisoformat(one) for one in ticked - {WHOLE}}
        if WHOLE in ticked:
            self.said = _("L’événement est annulé.")
        elif days:
            self.said = _("Annulé : %(days)s.") % {
                "days": ", ".join(in_words(day, "j F") for day in sorted(days))
            }
        else:
            self.said = _("L’événement a lieu.")
        return {"cancelled_days": sorted({*others, *days}), "is_cancelled": WHOLE in ticked}


def desk_of(request: HttpRequest, pk: int) -> SharedDesk:
    """An event and who is signed in. Raises Http404 for one that they may not know of."""
    editor = Editor.of(signed_in(request))
    held = policy.known(Event, eyes_of(editor.user), {pk}).select_related("organisation").first()
    if held is None:
        raise Http404(_("Cette page n’existe pas, ou n’est plus publiée."))
    return SharedDesk(held, editor, **_ADDRESSES)


def why_not_held(desk: SharedDesk) -> str:
    """Why the editor may not say when, or whether, the event is held; empty where they may."""
    return desk.refusal() or rules.why_not_dates(desk.editor.user, desk.seen)


def _written(request: HttpRequest, desk: SharedDesk, values: dict[str, Any], text: str) -> HttpResponse:
    def whole() -> int | None:
        with acting(Cause.EDIT, desk.editor.user):
            desk.lock()
            before = Event.objects.get(pk=desk.root)
            done = writing.change(desk.seen, values, desk.editor.user, Cause.EDIT)
            if not (isinstance(done, writing.Written) and done.fields):
                return None
            follow(desk.seen, before, by=desk.editor.user)
            return current_act()

    act = again_after_deadlock(whole)
    told.tell(request, text if act else _("C’était déjà fait."), act)
    return redirect(path_of(desk.seen))
