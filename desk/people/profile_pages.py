# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/mon-compte/profil/`: what a person says of themselves, and who reads it; `/mon-compte/fermer/`."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import closing
from accounts.access import signed_in
from accounts.closing import LastAdministrator
from accounts.profile import TRADES, Profile, profile_of
from common import outbox
from common.limits import Limit, TooMany
from common.outbox import Purpose
from desk.joining.forms import commune_of
from desk.letters.forms import one_line
from desk.people.forms import PeopleForm
from mapping.editing.reach import telephone
from places.models import Commune

_CLOSED = Purpose("compte fermé", Limit("closed accounts of one address", 3, 86400), useful_s=86400)


class ProfileForm(PeopleForm):
    """A profile as its owner writes it. `cleaned_data["commune"]` is a `Commune` or None."""

    nom = forms.CharField(
        label="Prénom et nom",
        max_length=150,
        validators=[one_line],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Écrivez vos prénom et nom : vos collègues vous reconnaîtront."},
    )
    metier = forms.CharField(
        label="Métier",
        required=False,
        max_length=100,
        validators=[one_line],
        widget=forms.TextInput(attrs={"list": "metiers", "autocomplete": "organization-title"}),
    )
    employeur = forms.CharField(
        label="Employeur",
        help_text="S’il n’est pas l’organisation à laquelle vous appartenez.",
        required=False,
        max_length=200,
        validators=[one_line],
    )
    commune = forms.CharField(
        label="Commune où vous travaillez",
        help_text="Son nom ou son code postal : « près de moi » se mesure de là.",
        required=False,
        max_length=100,
    )
    telephone = forms.CharField(
        label="Téléphone professionnel",
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    phrase = forms.CharField(
        label="En une phrase",
        help_text="Ce qu’on peut vous demander.",
        required=False,
        max_length=300,
        validators=[one_line],
    )
    trouvable = forms.BooleanField(
        label="Me montrer dans l’annuaire des professionnels : nom, métier, employeur, commune",
        required=False,
    )
    montre_courriel = forms.BooleanField(label="Y montrer mon adresse électronique", required=False)
    montre_telephone = forms.BooleanField(label="Y montrer mon téléphone", required=False)

    def clean_commune(self) -> Commune | None:
        """The commune that was meant."""
        text = self.cleaned_data["commune"].strip()
        return commune_of(text) if text else None

    def clean_telephone(self) -> str:
        """A number that can be called, as it was typed."""
        return telephone(self.cleaned_data["telephone"].strip())


def _initial(profile: Profile) -> dict[str, Any]:
    return {
        "nom": profile.user.full_name,
        "metier": profile.trade,
        "employeur": profile.employer,
        "commune": str(profile.commune) if profile.commune else "",
        "telephone": profile.phone,
        "phrase": profile.about,
        "trouvable": profile.is_findable,
        "montre_courriel": profile.shows_email,
        "montre_telephone": profile.shows_phone,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """The reader's own profile."""
    user = signed_in(request)
    mine = profile_of(user)
    form = ProfileForm(initial=_initial(mine))
    if request.method == "POST":
        form = ProfileForm(request.POST)
        if form.is_valid():
            given = form.cleaned_data
            user.full_name = given["nom"].strip()
            user.save(update_fields=["full_name"])
            mine.trade, mine.employer = given["metier"].strip(), given["employeur"].strip()
            mine.commune, mine.phone = given["commune"], given["telephone"]
            mine.about = given["phrase"].strip()
            mine.is_findable, mine.shows_email = given["trouvable"], given["montre_courriel"]
            mine.shows_phone = given["montre_telephone"]
            mine.save()
            messages.success(request, "Votre profil est enregistré.")
            return redirect("profile")
    joined = user.organisation_memberships.select_related("organisation").order_by("since", "pk")
    context = {"form": form, "trades": TRADES, "joined": list(joined)}
    return render(request, "people/profile.html", context, status=422 if form.errors else 200)


def _tell_closed(address: str) -> bool:
    """Write a last mail to who closed their account; whether one leaves. It names nobody, and the site keeps
    the address for as long as it takes to leave."""
    if not outbox.is_configured():
        return False
    text = "\n".join(
        [
            "Bonjour,",
            "",
            "Votre compte est fermé : nom, adresse, profil et appartenances sont effacés.",
            "Les fiches que vous avez écrites ou corrigées restent, sous le nom « ancien membre ».",
            "",
            "Ce courriel est le dernier. Si ce n’est pas vous qui avez fermé ce compte, dites-le vite"
            + (f" à {settings.SITE_CONTACT}." if settings.SITE_CONTACT else " à la préfecture."),
        ]
    )
    try:
        return outbox.send(_CLOSED, address, f"{settings.SITE_NAME} : votre compte est fermé", text)
    except TooMany:
        return False


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def close(request: HttpRequest) -> HttpResponse:
    """Close the reader's account for good, once they typed its address."""
    user = signed_in(request)
    wrong = ""
    if request.method == "POST":
        if request.POST.get("adresse", "").strip().casefold() != user.email.casefold():
            wrong = f"Écrivez exactement l’adresse de ce compte : {user.email}."
        else:
            try:
                address = user.email
                with transaction.atomic():
                    closing.close(user)
                    told = _tell_closed(address)
            except LastAdministrator:
                wrong = "Vous êtes le dernier administrateur : nommez-en un autre d’abord."
            else:
                logout(request)
                return render(request, "people/closed.html", {"told": told})
    alone = [*closing.left_alone(user), *closing.groups_left_alone(user)]
    context = {"wrong": wrong, "alone": alone, "typed": request.POST.get("adresse", "")}
    return render(request, "people/close.html", context, status=422 if wrong else 200)
