# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writing to the team of the site, and to a structure. Nothing that is written is kept once it is sent."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.roles import Role
from common import outbox, proof
from common.clients import Client, client_of
from common.counting import Outcome, count
from common.limits import Limit, TooMany
from common.outbox import Purpose
from desk.counted import is_counted
from desk.letters import offers, texts
from desk.letters.forms import LetterForm, StructureForm, TeamForm
from desk.letters.texts import Letter
from mapping import presentation
from mapping.models import VisibleStructure

TO_TEAM = Purpose("message à l’équipe", Limit("messages to the team", 200, 3600))
TO_STRUCTURE = Purpose("message à une structure", Limit("messages to a structure", 20, 86_400))
# One person, or one counter, to all whom they may write to.
BY_CLIENT = Limit("messages by client", 5, 1800)

_Send = Callable[[dict], None]


@require_http_methods(["GET", "HEAD", "POST"])
def write_to_team(request: HttpRequest) -> HttpResponse:
    """A message to the team, about the page that the link here names."""
    team = offers.team()
    if not team.can_be_written_to:
        status = 503 if request.method == "POST" else 200
        return render(request, "desk/write_closed.html", {"team": team}, status=status)
    page = offers.page(request.POST.get("page") or request.GET.get("page", ""))
    form = _form(request, TeamForm, {"sujet": request.GET.get("sujet", "")})

    def send(given: dict) -> None:
        about = request.build_absolute_uri(page.path) if page else ""
        named = f"{page.name} – {about}" if page and page.name != page.path else about
        _send(request, form, TO_TEAM, team.contact, texts.to_team(given, named))

    return _answer(request, form, send, {"page": page, "title": _("Écrire à l’équipe")})


@require_http_methods(["GET", "HEAD", "POST"])
def write_to_structure(request: HttpRequest, pk: str, slug: str) -> HttpResponse:
    """A message to a structure, or to the service that the link here names, at an address that everyone may
    see and that the page does not show."""
    seen = VisibleStructure.objects.seen_by(Role.VISITOR).filter(pk=int(pk)).first()
    if seen is None:
        raise Http404(_("Cette structure n'existe pas, ou n'est plus publiée."))
    if slug != seen.slug and request.method != "POST":
        asked = request.GET.urlencode()
        path = f"{presentation.structure_path(seen.id, seen.nom)}ecrire/"
        return HttpResponsePermanentRedirect(f"{path}?{asked}" if asked else path)
    to = offers.addressee(seen, request.GET.get("service", ""))
    if not to.address:
        return render(request, "desk/write_impossible.html", {"to": to}, status=404)
    form = _form(request, StructureForm, {})

    def send(given: dict) -> None:
        site = request.build_absolute_uri(reverse("home"))
        is_new = _send(request, form, TO_STRUCTURE, to.address, texts.to_structure(given, to, site))
        if is_new and is_counted(request):
            count(Outcome.CONTACTED, structure=seen.id)

    return _answer(request, form, send, {"to": to, "title": _("Écrire à cette structure")})


def _form(request: HttpRequest, kind: type[LetterForm], initial: dict) -> LetterForm:
    return kind(request.POST if request.method == "POST" else None, initial=initial)


def _send(request: HttpRequest, form: LetterForm, purpose: Purpose, to: str, letter: Letter) -> bool:
    """Hand the letter to the outbox; whether it is not the same one sent again."""
    counted = proof.limits(form.is_proven, [(BY_CLIENT, client_of(request))])
    if not form.is_proven:
        counted.append((proof.without(purpose.limit), Client(f"mail to {to.casefold()}")))
    return outbox.send(
        purpose,
        to,
        letter.subject,
        letter.text,
        reply_to=form.cleaned_data["reponse"].email,
        key=form.key,
        counted=counted,
    )


def _answer(request: HttpRequest, form: LetterForm, send: _Send, context: dict) -> HttpResponse:
    """The form, with what was wrong in it; once it is sent, what was sent, which the site does not keep.

    The page of what was sent is the answer to the form itself: sent again by a reload, it sends nothing more.
    """
    context |= {"form": form, "page": context.get("page"), "to": context.get("to")}
    status, wait_s = 200, 0
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                send(form.cleaned_data)
            except TooMany as refused:
                status, wait_s = refused.status, refused.wait_s
                form.refuse(refused)
            else:
                return render(request, "desk/written.html", context | {"given": form.cleaned_data})
    response = render(request, "desk/write.html", context, status=status)
    if wait_s:
        response["Retry-After"] = str(wait_s)
    return response
