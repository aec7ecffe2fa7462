# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/professionnels/organisations/`: found, made, joined; kept true by their referents and staff, merged by
staff."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import agreement_steps, joining, organisations
from accounts.access import at_least, signed_in
from accounts.models import (
    Agreement,
    Funding,
    JoinRequest,
    Label,
    Membership,
    Organisation,
    OrganisationMembership,
    User,
)
from accounts.organisation_facts import AgreementState
from accounts.requests import Decided
from accounts.roles import Role, role_of
from accounts.standing import is_referent
from desk.joining import mails, texts
from desk.joining.organisation_page import organisation_path
from desk.people.forms import DayField, PeopleForm
from desk.people.pages import shown
from mapping import organisations as held
from places.folding import fold

_PER_PAGE = 50


class OrganisationForm(PeopleForm):
    """What an organisation is called, its number, and what its page says."""

    nom = forms.CharField(
        label="Nom", max_length=255, error_messages={"required": "Écrivez le nom de l’organisation."}
    )
    siren = forms.CharField(
        label="SIREN ou SIRET",
        help_text="Neuf ou quatorze chiffres. Vide s’il n’y en a pas.",
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    presentation = forms.CharField(
        label="Présentation",
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    site = forms.URLField(
        label="Site",
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "Écrivez une adresse du web : https://exemple.fr."},
    )
    publique = forms.BooleanField(
        label="Page publique : elle dit à tous les lieux que l’organisation tient, sauf les confidentiels",
        required=False,
        initial=True,
    )

    def __init__(self, *arguments: Any, held: Organisation | None = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.held = held

    def clean_siren(self) -> str:
        """The SIREN, which no other organisation has."""
        siren = organisations.siren_of(self.cleaned_data["siren"])
        other = Organisation.objects.filter(siren=siren).exclude(pk=self.held.pk if self.held else 0)
        if siren and (one := other.first()):
            raise ValidationError(f"« {one.name} » a déjà ce numéro : rejoignez-la plutôt.")
        return siren

    def clean_nom(self) -> str:
        """The name, which no other organisation has."""
        name = " ".join(self.cleaned_data["nom"].split())
        likely = organisations.found(name).exclude(pk=self.held.pk if self.held else 0)
        if any(fold(one.name) == fold(name) for one in likely[:50]):
            raise ValidationError(f"Une organisation s’appelle déjà « {name} » : rejoignez-la plutôt.")
        return name

    def write(self, organisation: Organisation) -> Organisation:
        """Give the organisation what was typed, and save it."""
        given = self.cleaned_data
        organisation.name, organisation.siren = given["nom"], given["siren"]
        organisation.about, organisation.website = given["presentation"].strip(), given["site"]
        organisation.is_public = given["publique"]
        organisation.save()
        return organisation


class LabelForm(PeopleForm):
    """A label and its dates."""

    name = forms.CharField(label="Label", max_length=200, error_messages={"required": "Écrivez le label."})
    since = DayField(label="Obtenu le")
    until = DayField(label="Jusqu’au")

    def clean(self) -> dict[str, Any]:
        """The dates in order."""
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", "La date de fin vient avant celle du début.")
        return given


class AgreementForm(LabelForm):
    """An agreement: with whom, on what, and its dates."""

    name = None  # type: ignore[assignment]  # Django's way to leave out a field of the parent
    partner = forms.CharField(
        label="Avec qui", max_length=200, error_messages={"required": "Écrivez avec qui."}
    )
    subject = forms.CharField(label="Objet", max_length=300, required=False)
    since = DayField(label="Depuis le")
    state = forms.ChoiceField(
        label="Étape",
        required=False,
        choices=[
            # First, so that nothing is public by one click too many.
            (AgreementState.DRAFT.value, "À préparer : elle passera par les étapes de validation"),
            (AgreementState.SIGNED.value, "Déjà signée"),
        ],
        widget=forms.Select(attrs={"class": "select"}),
        error_messages={"invalid_choice": "Choisissez : déjà signée, ou à préparer."},
    )
    field_order = ["partner", "subject", "since", "until", "state"]

    def clean_state(self) -> str:
        """The first step; signed where nothing is said."""
        return self.cleaned_data["state"] or AgreementState.SIGNED.value


class FundingForm(LabelForm):
    """Who pays, for what, and its dates."""

    name = None  # type: ignore[assignment]  # Django's way to leave out a field of the parent
    funder = forms.CharField(
        label="Financeur", max_length=200, error_messages={"required": "Écrivez qui finance."}
    )
    what = forms.CharField(label="Ce qui est financé", max_length=300, required=False)
    since = DayField(label="Depuis le")
    field_order = ["funder", "what", "since", "until"]


# What is added to an organisation: its record, its form, its least role besides referents, its heading.
FACTS: dict[str, tuple[type, type[LabelForm], str]] = {
    "labels": (Label, LabelForm, "Labels"),
    "conventions": (Agreement, AgreementForm, "Conventions"),
    "financements": (Funding, FundingForm, "Financements"),
}
_FOR_STAFF = "financements"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def listing(request: HttpRequest) -> HttpResponse:
    """The organisations, searched by name or SIREN; a form to make one that is not there."""
    user = signed_in(request)
    form = OrganisationForm(prefix="nouvelle")
    if request.method == "POST":
        form = OrganisationForm(request.POST, prefix="nouvelle")
        if form.is_valid():
            made = form.write(Organisation())
            if role_of(user) is not Role.STAFF:
                organisations.join(user, made)
            messages.success(request, f"« {made} » est créée.")
            return redirect("people-organisation", made.pk)
    asked = request.GET.get("q", "").strip()[:200]
    found = organisations.found(asked).order_by("name", "pk")
    if role_of(user) is Role.STAFF:
        found = found.annotate(members=Count("memberships"))
    page = Paginator(found, _PER_PAGE).get_page(request.GET.get("page"))
    mine = OrganisationMembership.objects.filter(user=user).select_related("organisation")
    context = {
        "asked": asked,
        "page": page,
        "mine": list(mine.order_by("since", "pk")),
        "form": form,
        "asks_for": set(
            JoinRequest.objects.filter(user=user, state=Decided.State.ASKED).values_list(
                "organisation", flat=True
            )
        ),
    }
    return shown(request, "people/organisations.html", context, 422 if form.errors else 200)


@require_POST
@at_least(Role.PROFESSIONAL)
def ask_to_join(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask to belong to an organisation."""
    user = signed_in(request)
    organisation = get_object_or_404(Organisation, pk=pk)
    if organisation.memberships.filter(user=user).exists():
        messages.warning(request, f"Vous appartenez déjà à « {organisation} ».")
    else:
        asked = joining.ask_to_join(user, organisation, request.POST.get("message", "").strip()[:1000])
        url = request.build_absolute_uri(reverse("people-requests"))
        for one in joining.deciders(asked)[:5]:
            mails.tell(mails.WAITING, one.email, texts.waiting(1, url))
        messages.success(request, f"Votre demande d’entrer dans « {organisation} » est partie.")
    return redirect("people-organisations")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation: what it is, its members; changed by its referents and staff."""
    user = signed_in(request)
    one = get_object_or_404(Organisation, pk=pk)
    may_change = _may_change(user, one)
    initial = {
        "nom": one.name,
        "siren": one.siren,
        "presentation": one.about,
        "site": one.website,
        "publique": one.is_public,
    }
    form = OrganisationForm(initial=initial, held=one)
    if request.method == "POST":
        _needs_change(user, one)
        form = OrganisationForm(request.POST, held=one)
        if form.is_valid():
            form.write(one)
            messages.success(request, "C’est enregistré.")
            return redirect("people-organisation", one.pk)
    return _page(request, one, form, {}, may_change, 422 if form.errors else 200)


@require_POST
@at_least(Role.PROFESSIONAL)
def add_fact(request: HttpRequest, pk: str, what: str) -> HttpResponse:
    """Add a label, an agreement or, by staff, a funding."""
    user = signed_in(request)
    one = get_object_or_404(Organisation, pk=int(pk))
    _needs_change(user, one, what)
    kind, form_kind, _title = FACTS[what]
    form = form_kind(request.POST, prefix=what)
    if form.is_valid():
        made = kind.objects.create(organisation=one, **form.cleaned_data)  # type: ignore[attr-defined]  # a model
        messages.success(request, "C’est ajouté.")
        if isinstance(made, Agreement):
            agreement_steps.begin(made, user)
            if (
                made.state != AgreementState.SIGNED
                and agreement_steps.readable(user).filter(pk=made.pk).exists()
            ):
                return redirect("people-agreement", made.pk)
        return redirect(f"{reverse('people-organisation', args=[one.pk])}#{what}")
    initial = {"nom": one.name, "siren": one.siren, "presentation": one.about, "site": one.website}
    main = OrganisationForm(initial=initial | {"publique": one.is_public}, held=one)
    return _page(request, one, main, {what: form}, True, 422)


@require_POST
@at_least(Role.PROFESSIONAL)
def remove_fact(request: HttpRequest, pk: str, what: str, number: str) -> HttpResponse:
    """Take a label, an agreement or a funding away."""
    one = get_object_or_404(Organisation, pk=int(pk))
    _needs_change(signed_in(request), one, what)
    kind = FACTS[what][0]
    kind.objects.filter(organisation=one, pk=int(number)).delete()  # type: ignore[attr-defined]  # a model
    messages.success(request, "C’est retiré.")
    return redirect(f"{reverse('people-organisation', args=[one.pk])}#{what}")


@require_POST
@at_least(Role.PROFESSIONAL)
def change_member(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """Make a member a referent or no longer one, or take them out; whoever it is may leave."""
    user = signed_in(request)
    one = get_object_or_404(Organisation, pk=pk)
    act = request.POST.get("acte")
    joined = OrganisationMembership.objects.select_related("user").filter(organisation=one, pk=member).first()
    leaves = act == "sortir" and joined is not None and joined.user_id == user.pk
    # Before whether there is such a member: who belongs to it is not everyone's to know.
    if not leaves and not _may_name(user, one):
        raise PermissionDenied("Ses référents et la préfecture disent qui appartient à une organisation.")
    if joined is None:
        raise Http404
    if act == "sortir":
        joined.delete()
        messages.success(request, f"{joined.user} n’appartient plus à « {one} ».")
        if not _may_change(user, one):
            return redirect("people-organisations")
    elif act in ("referent", "membre"):
        joined.role = Membership.As.REFERENT if act == "referent" else Membership.As.MEMBER
        joined.save(update_fields=["role"])
        messages.success(request, f"{joined.user} est maintenant {joined.get_role_display()}.")
    else:
        messages.error(request, "Choisissez : référent, membre ou sortir.")
    return redirect(f"{reverse('people-organisation', args=[one.pk])}#membres")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.STAFF)
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Make this organisation and another one: which is looked for, shown, then confirmed."""
    kept = get_object_or_404(Organisation, pk=pk)
    number = request.POST.get("autre") or request.GET.get("autre", "")
    other = None
    if number.isascii() and number.isdigit():
        other = Organisation.objects.filter(pk=int(number[:18])).exclude(pk=kept.pk).first()
    if request.method == "POST":
        if other is None:
            messages.error(request, "Choisissez l’organisation à réunir à celle-ci.")
        else:
            name = other.name
            moved = held.merge(kept, other, signed_in(request))
            messages.success(request, f"« {name} » est réunie à « {kept} » : {moved} fiche(s) ont suivi.")
            return redirect("people-organisation", kept.pk)
    asked = request.GET.get("q", "").strip()[:200]
    found = organisations.found(asked).exclude(pk=kept.pk)[:20] if asked else []
    context: dict[str, Any] = {"organisation": kept, "other": other, "asked": asked, "found": list(found)}
    if other:
        context["both"] = [_measured(one) for one in (kept, other)]
    return shown(request, "people/merge.html", context)


def _measured(one: Organisation) -> tuple[Organisation, int, int]:
    """An organisation, how many belong to it, and how many structures it holds."""
    return one, one.memberships.count(), len(held.held_by(one, Role.STAFF).structures)


def _may_name(user: User, one: Organisation) -> bool:
    """Whether `user` says who belongs to an organisation, and as what: its referents and staff; ambassadors
    where it has no referent yet."""
    if role_of(user) is Role.STAFF or is_referent(user, one.pk):
        return True
    return joining.may_invite_anywhere(user) and not organisations.referents(one).exists()


def _may_change(user: User, one: Organisation) -> bool:
    """Whether `user` changes what an organisation's page says: also its members, until it has a referent."""
    if _may_name(user, one):
        return True
    belongs = role_of(user) >= Role.PROFESSIONAL and one.memberships.filter(user=user).exists()
    return belongs and not organisations.referents(one).exists()


def _held(user: Any, one: Organisation, what: str) -> list[Any]:
    """The labels, agreements or fundings of an organisation that `user` may know of."""
    if what == "conventions":
        return list(agreement_steps.told(user, one))
    return list(FACTS[what][0].objects.filter(organisation=one))  # type: ignore[attr-defined]  # a model


def _needs_change(user: User, one: Organisation, what: str = "") -> None:
    """Raises PermissionDenied for whoever may not change the organisation, or that part of it."""
    if not _may_change(user, one):
        raise PermissionDenied("Ses référents et la préfecture changent une organisation.")
    if what == _FOR_STAFF and role_of(user) is not Role.STAFF:
        raise PermissionDenied("Les financements sont à la préfecture.")


def _page(
    request: HttpRequest,
    one: Organisation,
    form: OrganisationForm,
    wrong: dict[str, LabelForm],
    may_change: bool,
    status: int,
) -> HttpResponse:
    is_staff = role_of(request.user) is Role.STAFF
    told = [name for name in FACTS if name != _FOR_STAFF or is_staff]
    facts = [
        {
            "name": name,
            "title": FACTS[name][2],
            "held": _held(request.user, one, name),
            "form": wrong.get(name) or FACTS[name][1](prefix=name),
        }
        for name in told
    ]
    may_name = isinstance(request.user, User) and _may_name(request.user, one)
    is_member = one.memberships.filter(user=request.user.pk).exists()
    # Who belongs to what is told to who belongs to it too, and to who decides of it.
    members = (
        one.memberships.filter(user__is_active=True) if is_member or may_name else one.memberships.none()
    )
    members = members.select_related("user", "user__profile")
    seen = held.held_by(one, role_of(request.user))
    context = {
        "organisation": one,
        # Whose circuit is read from here.
        "circuits": set(agreement_steps.readable(request.user).values_list("pk", flat=True))
        if any(part["name"] == "conventions" and part["held"] for part in facts)
        else set(),
        "path": organisation_path(one),
        "form": form,
        "facts": facts,
        "members": list(members.order_by("-role", "user__full_name", "pk")),
        "is_member": is_member,
        "may_change": may_change,
        "may_name": may_name,
        "structures": seen.structures,
        "wrong": next(iter(wrong.values()), None),
    }
    return shown(request, "people/organisation.html", context, status)
