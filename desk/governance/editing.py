# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/professionnels/gouvernance/`: staff write who decides, body by body; what was done, taking it back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import at_least, signed_in
from accounts.roles import Role
from desk import undone
from desk.governance.forms import BodyForm, GovernanceForm, known_names, lines_of, with_one_more
from mapping import governance, staff_records
from mapping.kinds import GOVERNANCE, GOVERNING_BODY
from mapping.models import GoverningBody

_TEXTS = ("presentation", "quality", "sustainability", "since")
_SAID_OTHERWISE = (
    "Quelqu’un vient d’écrire ici autre chose que vous : « %s ». Ce que vous avez écrit est encore dans le"
    " champ ; enregistrez de nouveau pour le garder."
)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.STAFF)
def edit(request: HttpRequest) -> HttpResponse:
    """The texts of the page, its bodies, and what was done of it."""
    held = governance.written()
    # Asked before what is shown is read again: what is shown is at least as new.
    version = staff_records.last_event(GOVERNANCE, held.pk)
    form = GovernanceForm(initial={name: getattr(held, name) for name in _TEXTS} | {"vu": version})
    if request.method == "POST":
        form = GovernanceForm(request.POST)
        if form.is_valid():
            try:
                values = {name: form.cleaned_data[name] for name in _TEXTS}
                changed = governance.write(values, signed_in(request), form.cleaned_data["vu"] or 0)
            except staff_records.Moved as moved:
                form = _told(GovernanceForm, request, form, moved, version)
            else:
                _say(request, bool(changed), "La page de gouvernance est enregistrée : elle est en ligne.")
                return redirect("governance-edit")
    context = {
        "form": form,
        "governance": held,
        "bodies": governance.bodies(),
        "history": undone.history(governance.acts(), request.user),
    }
    return render(request, "governance/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.STAFF)
def body(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add a body, or change one."""
    version = staff_records.last_event(GOVERNING_BODY, pk) if pk else 0
    held = get_object_or_404(GoverningBody, pk=pk) if pk else None
    form = BodyForm(initial=_initial(held, version))
    if request.method == "POST" and "un-de-plus" in request.POST:
        form = BodyForm(initial=with_one_more(request.POST).dict())
    elif request.method == "POST":
        form = BodyForm(request.POST)
        if form.is_valid():
            try:
                _save(request, held, form)
            except staff_records.Moved as moved:
                form = _told(BodyForm, request, form, moved, version)
            except staff_records.Gone:
                raise Http404("Cette instance a été supprimée.") from None
            else:
                return redirect(f"{reverse('governance-edit')}#instances")
    context = {"form": form, "body": held, "known": known_names()}
    return render(request, "governance/body.html", context, status=422 if form.errors else 200)


def _save(request: HttpRequest, held: GoverningBody | None, form: BodyForm) -> None:
    user = signed_in(request)
    if held is None:
        made = governance.make_body(form.values(), form.chosen, user)
        messages.success(request, f"« {made} » est ajoutée : elle est en ligne.")
        return
    changed = governance.write_body(
        held.pk, form.values(), form.chosen, form.shown(), user, form.cleaned_data["vu"] or 0
    )
    _say(request, bool(changed), f"« {form.cleaned_data['nom']} » est enregistrée.")


@require_POST
@at_least(Role.STAFF)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a body off the page; the history offers it again."""
    try:
        name = governance.remove_body(pk, signed_in(request))
    except staff_records.Gone:
        raise Http404("Cette instance n’existe plus.") from None
    messages.success(request, f"« {name} » est supprimée. Cela s’annule, plus bas.")
    return redirect(f"{reverse('governance-edit')}#historique")


@require_POST
@at_least(Role.STAFF)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what an act did of the governance; what was written since stays, and is told."""
    done = governance.undo(pk, signed_in(request))
    if done is None:
        raise Http404("Cette modification n’est pas de la page de gouvernance.")
    undone.tell(request, done)
    return redirect(f"{reverse('governance-edit')}#historique")


def _initial(held: GoverningBody | None, version: int) -> dict[str, Any]:
    if held is None:
        return {"rank": 0}
    seats = held.seats.select_related("organisation").order_by("organisation__name", "pk")
    sitting = [seat.organisation for seat in seats]
    return {
        **{name: getattr(held, name) for name in ("nom", "role", "meets", "functions", "rank")},
        "organisations": lines_of(sitting),
        "montrees": ",".join(str(one.pk) for one in sitting),
        "vu": version,
    }


def _told(kind: Any, request: HttpRequest, form: Any, moved: staff_records.Moved, version: int) -> Any:
    """The form as it was sent, each field that somebody else wrote saying what is held; sent again, it writes
    over it, for its sender has seen it."""
    sent = request.POST.copy()
    sent["vu"] = str(version)
    again = kind(sent)
    again.is_valid()
    for name, value in moved.fields.items():
        again.refuse(name, _SAID_OTHERWISE % str(value or "rien")[:300])
    return again


def _say(request: HttpRequest, changed: bool, done: str) -> None:
    if changed:
        messages.success(request, done)
    else:
        messages.info(request, "Rien n’a changé : c’était déjà écrit ainsi.")
