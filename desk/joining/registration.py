# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/inscription/`: asking for an account. The answer is the same for any address; a mail alone says more."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import joining
from accounts.joining import Wish
from accounts.models import JoinRequest, Organisation
from accounts.profile import TRADES
from accounts.requests import Decided
from common import outbox, proof
from common.clients import client_of
from common.limits import Limit, TooMany
from desk import tasks
from desk.joining import mails, own_structure, texts
from desk.joining.forms import RegistrationForm, organisation_of
from desk.joining.own_structure import Meant
from desk.letters import offers
from mapping import holding, presentation
from mapping.models import VisibleStructure

BY_CLIENT = Limit("registrations by client", 10, 3600)
_OFFERED = 300
NONE_OF_THEM = "aucune"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def register(request: HttpRequest) -> HttpResponse:
    """Ask for an account; where the site is closed to that, how to ask."""
    if not joining.is_open():
        status = 403 if request.method == "POST" else 200
        return render(request, "joining/closed.html", {"team": offers.team()}, status=status)
    came_from = _structure(request)
    chosen = request.POST.get("laquelle", "") if came_from is None else ""
    seen = came_from or own_structure.seen_by_everybody(chosen)
    posted = request.POST if request.method == "POST" else None
    form = RegistrationForm(posted, from_structure=came_from is not None)
    status, wait_s = 200, 0
    offered: list[Meant] = []
    if form.is_bound:
        status = 422
        if form.is_valid() and seen is None and chosen != NONE_OF_THEM:
            offered = own_structure.near(form.cleaned_data["organisation"], form.cleaned_data["commune"])
            if offered:
                form.add_error(
                    None, _("Cette structure est peut-être déjà dans l’annuaire : dites laquelle.")
                )
        if form.is_valid():
            try:
                _ask(request, form, seen)
            except TooMany as refused:
                status, wait_s = refused.status, refused.wait_s
                form.refuse(refused)
            else:
                return render(request, "joining/asked.html", {"page": _page(seen)})
    context = {
        "form": form,
        "structure": came_from,
        "page": _page(came_from),
        "offered": offered,
        "organisations": Organisation.objects.filter(is_public=True).values_list("name", flat=True)[
            :_OFFERED
        ],
        "trades": TRADES,
    }
    response = render(request, "joining/register.html", context, status=status)
    if wait_s:
        response["Retry-After"] = str(wait_s)
    return response


def _structure(request: HttpRequest) -> VisibleStructure | None:
    """The structure whose page led here, as visitors see it; through the page to sign in too, which was told
    where to go after (« next »)."""
    number = request.POST.get("structure") or request.GET.get("structure", "")
    return own_structure.seen_by_everybody(number or _held_by(request.GET.get("next", "")))


def _held_by(path: str) -> str:
    """The number of the structure that a path of « Cette structure est la mienne » is of; else empty."""
    try:
        found = resolve(path)
    except Resolver404:
        return ""
    return str(found.kwargs["pk"]) if found.url_name == "people-hold" else ""


def _page(seen: VisibleStructure | None) -> str:
    return presentation.structure_path(seen.id, seen.nom) if seen else ""


@transaction.atomic
def _ask(request: HttpRequest, form: RegistrationForm, seen: VisibleStructure | None) -> None:
    """Note the request and send the mail that says what becomes of it. Raises TooMany."""
    given = form.cleaned_data
    text = given["organisation"]
    organisation = organisation_of(text) if text else None
    if seen and (not text or request.POST.get("laquelle")):
        # Who decides is who holds it; the page says nothing of them.
        organisation = holding.holder_who_decides(seen.id) or organisation
    outcome, user = joining.ask(
        Wish(
            email=given["courriel"],
            full_name=given["nom"].strip(),
            organisation=organisation,
            organisation_said="" if organisation else text or (seen.nom if seen else ""),
            page=_page(seen),
            commune=given["commune"] or (seen.commune if seen else None),
            trade=given["metier"].strip(),
            message=given["message"].strip(),
        )
    )
    waiting = JoinRequest.objects.filter(user=user, state=Decided.State.ASKED).values_list("pk", flat=True)
    url = request.build_absolute_uri(reverse("people-requests"))
    tasks.tell_deciders.defer(request=waiting.first() or 0, url=url)
    letter = texts.to_who_asked(outcome, mails.sign_in_url(request))
    outbox.send(
        mails.TO_WHO_ASKED,
        user.email,
        letter.subject,
        letter.text,
        key=form.key,
        counted=proof.limits(form.is_proven, [(BY_CLIENT, client_of(request))]),
    )
