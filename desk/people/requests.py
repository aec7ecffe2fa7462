# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/professionnels/demandes/`: who asks to be let in, and who asks to hold a structure; « Cette structure est
la mienne »."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import groups, joining, organisations
from accounts.access import at_least, signed_in
from accounts.models import JoinRequest, Membership, Organisation, User
from accounts.roles import Role, role_of
from desk.joining import mails, own_structure, texts
from desk.people.forms import PeopleForm
from desk.people.pages import shown
from mapping import holding, presentation
from mapping.models import HoldingRequest, Structure, VisibleStructure

_PER_PAGE = 50
NEW = "creer"


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def waiting(request: HttpRequest) -> HttpResponse:
    """All that waits for the reader: registrations and holdings."""
    user = signed_in(request)
    asking = list(joining.waiting_for(user)[:_PER_PAGE])
    # Whoever may let in anywhere is offered organisations like what was written: every name is read once.
    is_offered = any(one.organisation is None for one in asking) and joining.may_invite_anywhere(user)
    names = organisations.folded_names() if is_offered else None
    joins = [_told(one, user, names) for one in asking]
    holds = [
        {"request": one, "page": presentation.structure_path(one.structure_id, one.structure.nom)}
        for one in holding.waiting_for(user)[:_PER_PAGE]
    ]
    mine = HoldingRequest.objects.filter(user=user).select_related("structure", "organisation")
    asked = JoinRequest.objects.filter(user=user).select_related("organisation")
    context = {
        "joins": joins,
        "holds": holds,
        # Answered on the page of each group, where who asks is read.
        "in_groups": groups.waiting_for(user),
        "own_holds": list(mine.order_by("-asked_at", "-pk")[:10]),
        "own_joins": list(asked.order_by("-asked_at", "-pk")[:10]),
    }
    return shown(request, "people/requests.html", context)


def _told(one: JoinRequest, user: User, names: dict[int, str] | None) -> dict[str, Any]:
    """A registration, and the organisations that the person could be let into. Only the one whose name is
    what they wrote, or that holds the structure they come from, is chosen beforehand."""
    options: list[Organisation] = []
    chosen = None
    number = _structure_of(one.page)
    # What they did not come from, or choose, may be theirs all the same: whoever decides is told.
    near = own_structure.near(one.organisation_said, one.commune, 3) if names is not None else []
    numbers = [number] if number else [meant.id for meant in near]
    free = [held for each in numbers if (held := holding.may_give(user, each))]
    if one.organisation is None and names is not None:
        meant = organisations.likely(one.organisation_said, names)
        holders = [holder for each in numbers if (holder := holding.holder_who_decides(each))]
        holder = holders[0] if holders and number else None
        options = list(dict.fromkeys([*meant.same, *holders, *meant.close]))
        if holder:
            chosen = holder.pk
        elif len(meant.same) == 1:
            chosen = options[0].pk
    return {
        "request": one,
        "is_new": one.user.last_login is None,
        "likely": options,
        "chosen": chosen,
        "free": [
            {"id": held.pk, "name": held.nom, "page": presentation.structure_path(held.pk, held.nom)}
            for held in free
        ],
        "free_chosen": free[0].pk if number and free else None,
        "may_create": one.organisation is None and bool(one.organisation_said),
        "may_let_in_alone": joining.may_name(user, None),
    }


def _structure_of(page: str) -> int | None:
    """The number of the structure whose page a request came from."""
    try:
        return int(resolve(page).kwargs["pk"]) if page else None
    except (Resolver404, KeyError):
        return None


def _given(request: HttpRequest, user: User) -> Structure | None:
    """The structure that whoever accepts says is theirs; None where they say none, or may not give it."""
    number = request.POST.get("fiche", "")
    if not number.isascii() or not number.isdigit():
        return None
    return holding.may_give(user, int(number[:18]))


@require_POST
@at_least(Role.PROFESSIONAL)
def decide_join(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or refuse a registration that the reader may decide."""
    user = signed_in(request)
    asked = joining.waiting_for(user).filter(pk=pk).first()
    if asked is None:
        return _no_more(request, JoinRequest.objects.filter(pk=pk))
    if request.POST.get("decision") == "refuser":
        reason = request.POST.get("motif", "").strip()[:500]
        try:
            joining.refuse(asked, user, reason)
        except joining.AlreadyDecided:
            return _no_more(request, JoinRequest.objects.filter(pk=pk))
        mails.tell(mails.DECISION, asked.user.email, texts.refused("un compte", reason))
        messages.success(request, f"La demande de {asked.user} est refusée ; un courriel le lui dit.")
        return redirect("people-requests")
    if request.POST.get("decision") != "accepter":
        messages.error(request, "Choisissez : accepter ou refuser.")
        return redirect("people-requests")
    try:
        organisation = _chosen(request, asked, user)
    except PermissionError as refused:
        messages.error(request, str(refused))
        return redirect(f"{reverse('people-requests')}#inscription-{asked.pk}")
    referent = request.POST.get("referent") == "oui"
    role = Membership.As.REFERENT if referent and organisation else Membership.As.MEMBER
    held = _given(request, user)
    try:
        with transaction.atomic():
            joining.accept(asked, user, organisation, role)
            if held and organisation:
                holding.give(held, organisation, user)
    except joining.AlreadyDecided:
        return _no_more(request, JoinRequest.objects.filter(pk=pk))
    letter = texts.accepted(mails.sign_in_url(request), organisation.name if organisation else "")
    mails.tell(mails.DECISION, asked.user.email, letter)
    done = f"{asked.user} a maintenant un compte ; un courriel le lui dit."
    if held and organisation:
        done += f" {organisation} tient maintenant « {held.nom} »."
    messages.success(request, done)
    return redirect("people-requests")


def _chosen(request: HttpRequest, asked: JoinRequest, user: User) -> Organisation | None:
    """The organisation that whoever decides let the person into. Raises PermissionError, in words."""
    choice = request.POST.get("organisation", "")
    if asked.organisation is not None and choice in ("", str(asked.organisation.pk)):
        return asked.organisation
    if not choice:
        raise PermissionError(f"Choisissez dans quelle organisation faire entrer {asked.user}.")
    if choice == NEW and asked.organisation_said and joining.may_name(user, None):
        return Organisation.objects.create(name=asked.organisation_said)
    organisation = None
    if choice.isascii() and choice.isdigit():
        organisation = Organisation.objects.filter(pk=int(choice[:18])).first()
        if organisation is None:
            raise PermissionError("Cette organisation n’existe plus : choisissez-en une autre.")
    if not joining.may_name(user, organisation):
        raise PermissionError("Vous ne faites entrer que dans les organisations dont vous êtes référent.")
    return organisation


@require_POST
@at_least(Role.PROFESSIONAL)
def decide_holding(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or refuse that an organisation holds a structure."""
    user = signed_in(request)
    asked = holding.waiting_for(user).filter(pk=pk).first()
    if asked is None:
        return _no_more(request, HoldingRequest.objects.filter(pk=pk))
    name = asked.structure.nom
    try:
        if request.POST.get("decision") == "refuser":
            reason = request.POST.get("motif", "").strip()[:500]
            holding.refuse(asked, user, reason)
            mails.tell(mails.DECISION, asked.user.email, texts.refused(f"tenir la fiche « {name} »", reason))
            messages.success(request, f"La demande de {asked.organisation} est refusée.")
        elif request.POST.get("decision") == "accepter":
            holding.accept(asked, user)
            page = request.build_absolute_uri(presentation.structure_path(asked.structure_id, name))
            letter = texts.holding_accepted(name, asked.organisation.name, page)
            mails.tell(mails.DECISION, asked.user.email, letter)
            messages.success(request, f"{asked.organisation} tient maintenant « {name} ».")
        else:
            messages.error(request, "Choisissez : accepter ou refuser.")
    except joining.AlreadyDecided:
        return _no_more(request, HoldingRequest.objects.filter(pk=pk))
    return redirect("people-requests")


def _no_more(request: HttpRequest, found: Any) -> HttpResponse:
    """What was decided by somebody else meanwhile; 404 for what is not the reader's to decide."""
    one = found.exclude(state="asked").first()
    if one is None or (one.decided_by_id is None and one.state == "asked"):
        raise Http404
    messages.warning(request, f"Cette demande était déjà {one.get_state_display()} : rien n’a changé.")
    return redirect("people-requests")


class HoldingForm(PeopleForm):
    """For which organisation, and a word."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Pour quelle organisation ?",
        empty_label=None,
        error_messages={"required": "Choisissez une de vos organisations."},
    )
    message = forms.CharField(
        label="Un mot pour qui lira votre demande",
        help_text="Ce qui montre que cette structure est la vôtre.",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """« Cette structure est la mienne »: ask to hold it for an organisation of one's own."""
    user = signed_in(request)
    seen = get_object_or_404(VisibleStructure.objects.seen_by(role_of(user)), pk=pk)
    page = presentation.structure_path(seen.id, seen.nom)
    may = holding.asking(user, seen.id)
    form = HoldingForm(request.POST if request.method == "POST" else None)
    field = form.fields["organisation"]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = Organisation.objects.filter(pk__in=[one.pk for one in may.organisations])
    if request.method == "POST" and form.is_valid():
        try:
            asked = holding.ask(
                user, seen.id, form.cleaned_data["organisation"].pk, form.cleaned_data["message"].strip()
            )
        except holding.NotYours:
            messages.warning(request, "Votre organisation tient déjà cette fiche.")
            return redirect(page)
        url = request.build_absolute_uri(reverse("people-requests"))
        for one in holding.deciders(asked)[:5]:
            mails.tell(mails.WAITING, one.email, texts.waiting(1, url))
        messages.success(
            request, "Votre demande est partie : la réponse vient par courriel et dans votre espace."
        )
        return redirect("people-requests")
    context = {"structure": seen, "page": page, "may": may, "form": form}
    return shown(request, "people/hold.html", context, 422 if form.errors else 200)
