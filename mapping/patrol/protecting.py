# SPDX-License-Identifier: AGPL-3.0-or-later
"""A record protected for a while, and territories left to those who hold their records."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import at_least, signed_in
from accounts.roles import Role, role_of
from mapping import protection
from mapping.changes.known import history_path, structures_known
from mapping.models import Guard, OwnersOnly, Structure
from places.territories import TerritoryKind, territories_named, territory

_LONGEST = timedelta(days=366)


class ProtectionForm(forms.Form):
    """Who may still edit, until when, and why."""

    guard = forms.ChoiceField(label="Qui peut encore la modifier", choices=Guard.choices)
    until = forms.DateField(
        label="Jusqu’au",
        required=False,
        help_text="Vide : jusqu’à ce que quelqu’un lève la protection.",
        widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"),
    )
    why = forms.CharField(
        label="Pourquoi",
        max_length=300,
        help_text="Lu par tous les professionnels qui voudront modifier la fiche.",
        widget=forms.TextInput(attrs={"class": "input"}),
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["guard"].widget.attrs["class"] = "select"

    def clean_until(self) -> date | None:
        """A day from today to a year from now. Raises ValidationError for another."""
        until = self.cleaned_data["until"]
        today = timezone.localdate()
        if until and not today <= until <= today + _LONGEST:
            raise ValidationError("Une date entre aujourd’hui et dans un an est attendue, ou rien.")
        return until


class TerritoryForm(forms.Form):
    """A territory by its name, and why its records are left to those who hold them."""

    territoire = forms.CharField(
        label="Territoire",
        max_length=100,
        help_text="Nom ou code d’un département ou d’une intercommunalité.",
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    why = forms.CharField(label="Pourquoi", max_length=300, widget=forms.TextInput(attrs={"class": "input"}))

    def clean_territoire(self) -> tuple[TerritoryKind, str]:
        """The kind and the code of the territory. Raises ValidationError for a name that is none."""
        typed = self.cleaned_data["territoire"].strip()
        for kind, code in territories_named(typed):
            return kind, code
        for kind in TerritoryKind:
            if territory(kind, typed) is not None:
                return kind, typed
        raise ValidationError(
            f"« {typed} » n’est ni un département ni une intercommunalité que nous connaissions."
        )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def structure_protection(request: HttpRequest, pk: int) -> HttpResponse:
    """Protect a record, change its protection, or lift it; for staff and the ambassadors of where it is."""
    structure = Structure.objects.select_related("commune").filter(pk=pk).first()
    user = signed_in(request)
    # Of one that they do not see, nobody learns that it is there.
    if structure is None or not structures_known({pk}, role_of(user)):
        raise Http404("Cette fiche n’existe pas.")
    if not protection.may_protect(user, structure):
        raise PermissionDenied("Les ambassadeurs du territoire et la préfecture protègent une fiche.")
    held = protection.protection_of(pk)
    initial = {"guard": held.guard, "until": held.until} if held else {"guard": Guard.KEEPERS}
    form = ProtectionForm(request.POST if request.method == "POST" else None, initial=initial)
    path = history_path(structure.pk, structure.nom)
    if request.method == "POST" and request.POST.get("action") == "lever":
        lifted = protection.unprotect(structure, user, request.POST.get("why", "")[:300])
        messages.success(
            request, "La protection est levée." if lifted else "Cette fiche n’était plus protégée."
        )
        return redirect(path)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            protection.protect(structure, Guard(said["guard"]), user, said["why"], said["until"])
        except protection.Already:
            messages.info(request, "Quelqu’un vient de protéger cette fiche : voyez ce qu’il en est.")
            return redirect("structure-protection", pk)
        messages.success(request, "La fiche est protégée.")
        return redirect(path)
    context = {"structure": structure, "form": form, "held": held, "back": path}
    return render(request, "mapping/patrol/protection.html", context, status=422 if form.errors else 200)


@require_POST
@at_least(Role.STAFF)
def leave_to_owners(request: HttpRequest) -> HttpResponse:
    """Leave the records of a territory to those who hold them."""
    form = TerritoryForm(request.POST)
    if not form.is_valid():
        for name, said in form.errors.items():
            messages.error(request, f"{form.fields[name].label} : {' '.join(map(str, said))}")
        return redirect("patrol")
    kind, code = form.cleaned_data["territoire"]
    try:
        protection.leave_to_owners(kind, code, signed_in(request), form.cleaned_data["why"])
    except protection.Already:
        messages.info(request, "Ce territoire l’était déjà.")
    else:
        messages.success(request, "Dans ce territoire, ceux qui tiennent les fiches les modifient désormais.")
    return redirect("patrol")


@require_POST
@at_least(Role.STAFF)
def open_to_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the records of a territory edited by everyone of the network again."""
    protection.open_to_all(get_object_or_404(OwnersOnly, pk=pk), signed_in(request))
    messages.success(request, "Dans ce territoire, tout le réseau modifie de nouveau les fiches.")
    return redirect("patrol")
