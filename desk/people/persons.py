# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/professionnels/personnes/`: the people, for staff: found, let in, blocked, made ambassadors; the domains
whose addresses are let in at once."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import joining, second_factor
from accounts.access import at_least, signed_in
from accounts.models import AmbassadorOf, Organisation, TrustedDomain, User
from accounts.profile import profile_of
from accounts.roles import Role
from common.numbers import number_in
from desk.people.forms import PeopleForm
from desk.people.pages import shown
from mapping.patrol import blocking
from places.models import NamedTerritory
from places.territories import territory
from places.territory_field import TerritoryField

_PER_PAGE = 50
STATES: dict[str, tuple[str, Q]] = {
    "": ("toutes", Q()),
    "professionnels": ("professionnels", Q(is_professional=True, is_active=True)),
    "referents": ("référents", Q(organisation_memberships__role="referent", is_active=True)),
    "ambassadeurs": ("ambassadeurs", Q(ambassadorships__isnull=False, is_active=True)),
    "prefecture": ("préfecture", Q(is_staff=True, is_active=True)),
    "administrateurs": ("administrateurs", Q(is_superuser=True, is_active=True)),
    "sans-acces": ("sans accès", Q(is_professional=False, is_staff=False, is_active=True)),
    "bloquees": ("bloquées", Q(is_active=False)),
}


@require_safe
@never_cache
@at_least(Role.STAFF)
def persons(request: HttpRequest) -> HttpResponse:
    """The people, by name, address or organisation, and by what they are."""
    asked, state = request.GET.get("q", "").strip()[:200], request.GET.get("etat", "")
    state = state if state in STATES else ""
    found = _found(asked).filter(STATES[state][1]).distinct()
    page = Paginator(found.order_by("full_name", "email"), _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "asked": asked,
        "state": state,
        "states": [(code, label) for code, (label, _is) in STATES.items()],
        "page": page,
    }
    return shown(request, "people/persons.html", context)


def _found(asked: str) -> QuerySet[User]:
    found = User.objects.prefetch_related("organisation_memberships__organisation", "ambassadorships")
    for word in asked.split():
        found = found.filter(
            Q(full_name__icontains=word)
            | Q(email__icontains=word)
            | Q(organisation_memberships__organisation__name__icontains=word)
        )
    return found


class TerritoryForm(PeopleForm):
    """A territory by its name or code: an intercommunalité, a département, or one that staff drew up."""

    territoire = TerritoryField(
        label="Territoire",
        help_text="Un département (77), une intercommunalité ou un territoire nommé.",
        widget=forms.TextInput(attrs={"list": "territoires-nommes", "autocomplete": "off"}),
        error_messages={"required": "Écrivez un territoire."},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.STAFF)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: what they are, changed by one button each."""
    by = signed_in(request)
    one = get_object_or_404(User, pk=pk)
    form = TerritoryForm()
    if request.method == "POST":
        act = request.POST.get("acte", "")
        if act == "ambassadeur":
            form = TerritoryForm(request.POST)
            if form.is_valid():
                kind, code = form.cleaned_data["territoire"]
                AmbassadorOf.objects.get_or_create(user=one, kind=kind.value, code=code)
                messages.success(request, f"{one} est ambassadeur ou ambassadrice : {territory(kind, code)}.")
                return redirect("people-person", one.pk)
        else:
            messages.success(request, _act(act, one, by, request.POST))
            return redirect("people-person", one.pk)
    joined = one.organisation_memberships.select_related("organisation").order_by("since", "pk")
    context = {
        "person": one,
        "profile": profile_of(one),
        "joined": list(joined),
        "ambassadorships": [(each, each.territory) for each in one.ambassadorships.all()],
        "form": form,
        "territories": NamedTerritory.objects.values_list("nom", flat=True),
        "may_name_staff": by.is_superuser,
        "is_self": one.pk == by.pk,
        "has_factor": by.is_superuser and second_factor.has_one(one),
    }
    return shown(request, "people/person.html", context, 422 if form.errors else 200)


# What each button changes, whether administrators alone press it, and what is said then.
_ACTS: dict[str, tuple[dict[str, bool], bool, str]] = {
    "professionnel": ({"is_professional": True}, False, "a maintenant accès à l’espace des professionnels"),
    "retirer-acces": ({"is_professional": False}, False, "n’a plus accès à l’espace des professionnels"),
    "bloquer": ({"is_active": False}, False, "est bloqué : ses sessions sont finies, ses jetons sans effet"),
    "debloquer": ({"is_active": True}, False, "n’est plus bloqué"),
    "prefecture": ({"is_staff": True}, True, "est maintenant de la préfecture"),
    "oublier-facteur": ({}, True, "n’a plus de second facteur, et en choisira un autre en se connectant"),
    "retirer-prefecture": ({"is_staff": False, "is_superuser": False}, True, "n’est plus de la préfecture"),
}


def _act(act: str, one: User, by: User, posted: Any) -> str:
    """Do what a button says, and tell it. Raises PermissionDenied for what is not theirs to do."""
    if act == "retirer-ambassadeur":
        AmbassadorOf.objects.filter(user=one, pk=number_in(posted.get("numero", "")) or 0).delete()
        return f"{one} ne répond plus de ce territoire."
    if act not in _ACTS:
        raise PermissionDenied("Ce bouton n’existe plus : rechargez la page.")
    values, for_administrators, told = _ACTS[act]
    if (for_administrators or one.is_staff or one.is_superuser) and not by.is_superuser:
        raise PermissionDenied("Les administrateurs nomment la préfecture, et changent ses comptes.")
    if one.pk == by.pk:
        raise PermissionDenied("Personne ne change son propre accès : demandez à un autre administrateur.")
    if one.email.endswith("@ferme.invalid"):
        raise PermissionDenied("Ce compte a été fermé par sa personne : il ne se rouvre pas.")
    if act == "oublier-facteur":
        second_factor.forget(one)
    elif act == "bloquer":
        _block(one, by, posted.get("pourquoi", "").strip()[:200])
    elif act == "debloquer" and blocking.unblock(one, by):
        pass
    else:
        for name, value in values.items():
            setattr(one, name, value)
        one.save(update_fields=list(values))
    return f"{one} {told}."


def _block(one: User, by: User, why: str) -> None:
    try:
        blocking.block(one, by, why)
    except blocking.NotBlocked as refused:
        raise PermissionDenied(str(refused)) from None


class DomainForm(PeopleForm):
    """A domain, and the organisation that its addresses belong to."""

    domaine = forms.CharField(
        label="Domaine",
        help_text="Ce qui suit @ : « croix-rouge.fr ».",
        max_length=253,
        error_messages={"required": "Écrivez un domaine : « croix-rouge.fr »."},
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.all(), label="Organisation", required=False, empty_label="Aucune"
    )

    def clean_domaine(self) -> str:
        """The domain, in small letters; refused where anybody has an address there."""
        domain = self.cleaned_data["domaine"].strip().lower().removeprefix("@").rstrip(".")
        if domain in joining.ANYBODY_S:
            raise ValidationError(
                f"N’importe qui a une adresse chez {domain} : il ne peut pas être de confiance."
            )
        made = TrustedDomain(domain=domain)
        try:
            made.validate_constraints()
        except ValidationError:
            raise ValidationError(
                f"« {domain} » n’est pas un domaine : « croix-rouge.fr » est attendu."
            ) from None
        if TrustedDomain.objects.filter(domain=domain).exists():
            raise ValidationError(f"« {domain} » est déjà dans la liste.")
        return domain


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.STAFF)
def domains(request: HttpRequest) -> HttpResponse:
    """The domains whose addresses are let in at once."""
    form = DomainForm()
    if request.method == "POST":
        form = DomainForm(request.POST)
        if form.is_valid():
            given = form.cleaned_data
            TrustedDomain.objects.create(domain=given["domaine"], organisation=given["organisation"])
            messages.success(request, f"Les adresses @{given['domaine']} entrent maintenant aussitôt.")
            return redirect("people-domains")
    listed = TrustedDomain.objects.select_related("organisation")
    return shown(
        request, "people/domains.html", {"form": form, "domains": listed}, 422 if form.errors else 200
    )


@require_POST
@at_least(Role.STAFF)
def remove_domain(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a domain off the list; whoever came in by it stays."""
    TrustedDomain.objects.filter(pk=pk).delete()
    messages.success(request, "Le domaine est retiré ; les comptes déjà ouverts restent.")
    return redirect(reverse("people-domains"))
