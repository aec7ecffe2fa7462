# SPDX-License-Identifier: AGPL-3.0-or-later
"""A survey is answered: by anyone (`/enquetes/<id>/`), by a professional who is invited
(`/reseau/enquetes/<id>/repondre/`), for a structure by the link of a mail (`/enquetes/lettre/<key>/`)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import at_least, signed_in
from accounts.roles import Role
from common import limits, proof
from common.clients import client_of
from common.keyed_pages import keyed
from common.limits import Limit, TooMany
from evaluation.small_cells import LEAST
from evaluation.surveys import kept, links, targets, told
from evaluation.surveys.forms import AnswerForm, PublicAnswerForm
from evaluation.surveys.models import Invited, Pace, State, Survey, Whom
from mapping.presentation import short_name

BY_CLIENT = Limit("answers to a survey by client", 30, 3600)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def public(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions to anyone, without an account."""
    survey = get_object_or_404(Survey, pk=pk, whom=Whom.PUBLIC, state__in=[State.OPEN, State.CLOSED])
    if not survey.is_answered_now:
        return _over(request, survey)
    form = PublicAnswerForm(survey, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            client = client_of(request)
            for limit, who in proof.limits(form.is_proven, [(BY_CLIENT, client)]):
                limits.take(limit, who.key, who.width)
            kept.answer(survey, form.answers)
        except TooMany as refused:
            form.refuse(refused)
            return _page(request, survey, form, status=refused.status, trapped=True)
        except kept.Closed:
            return _over(request, survey, enough=True)
        return redirect("survey-thanks")
    return _page(request, survey, form, trapped=True)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions to a professional who is invited; what they typed before they left is there again."""
    invited = _invited(request, pk)
    return _invited_page(request, invited, {"draft_url": reverse("survey-draft", args=[pk])})


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what somebody typed and does not send yet: by a button, or by the page when it is left."""
    invited = _invited(request, pk)
    if invited.survey.is_answered_now and not invited.has_answered:
        codes = {one.code for one in invited.survey.questions.all()}
        typed = {name: values for name, values in request.POST.lists() if name in codes}
        kept.keep_draft(invited, {name: [value[:4000] for value in typed[name][:40]] for name in typed})
    if "quitte" in request.POST:
        return HttpResponse(status=204)
    return redirect(reverse("survey-answer", args=[pk]) + "?garde=oui")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def letter(request: HttpRequest, token: str) -> HttpResponse:
    """The questions to a structure, by the link that it was sent."""
    invited = links.invited_of(token)
    if invited is None or invited.survey.state == State.DRAFT:
        raise Http404(_("Ce lien n’ouvre plus rien."))
    structure = invited.structure
    name = short_name(structure.nom, structure.is_example) if structure else ""
    return keyed(_invited_page(request, invited, {"for_structure": name}))


def _invited(request: HttpRequest, pk: int) -> Invited:
    user = signed_in(request)
    held = Invited.objects.filter(survey=pk, user=user).select_related("survey", "user").first()
    if held is None or held.survey.state == State.DRAFT or targets.is_stranger(held.survey, held):
        raise Http404("Cette enquête n’existe pas, ou ne vous est pas adressée.")
    return held


def _invited_page(request: HttpRequest, invited: Invited, more: dict[str, Any]) -> HttpResponse:
    survey = invited.survey
    if invited.has_answered:
        return render(
            request, "evaluation/survey_over.html", {"survey": survey, "answered": True, "enough": False}
        )
    if not survey.is_answered_now:
        return _over(request, survey)
    held = None if request.method == "POST" else kept.draft_of(invited)
    form = AnswerForm(
        survey, request.POST if request.method == "POST" else None, initial=_initial(survey, held)
    )
    if form.is_bound and form.is_valid():
        try:
            kept.answer(survey, form.answers, invited)
        except kept.Closed:
            return _over(request, survey, enough=True)
        return redirect("survey-thanks")
    more |= {"was_kept": request.GET.get("garde") == "oui", "has_draft": held is not None}
    return _page(request, survey, form, **more)


def _initial(survey: Survey, draft: dict[str, list[str]] | None) -> dict[str, Any]:
    if not draft:
        return {}
    several = {one.code for one in survey.questions.all() if one.kind == "plusieurs"}
    return {name: values if name in several else values[0] for name, values in draft.items() if values}


def _page(
    request: HttpRequest, survey: Survey, form: AnswerForm, *, status: int | None = None, **more: Any
) -> HttpResponse:
    usual = {"draft_url": "", "for_structure": "", "trapped": False, "was_kept": False, "has_draft": False}
    context = {"survey": survey, "form": form} | usual | more
    code = status or (422 if form.is_bound else 200)
    return render(request, "evaluation/survey_answer.html", context, status=code)


def _over(request: HttpRequest, survey: Survey, enough: bool = False) -> HttpResponse:
    context = {"survey": survey, "answered": False, "enough": enough and survey.is_answered_now}
    return render(request, "evaluation/survey_over.html", context)


@require_safe
@never_cache
def thanks(request: HttpRequest) -> HttpResponse:
    """That the answers are kept."""
    return render(request, "evaluation/survey_thanks.html")


@require_safe
def shown(request: HttpRequest, pk: int) -> HttpResponse:
    """What everyone reads of a survey whose maker shows it."""
    survey = get_object_or_404(Survey, pk=pk, is_shown=True, state=State.CLOSED)
    found = told.results(survey, with_texts=False, is_exact=False)
    return render(
        request, "evaluation/survey_shown.html", {"survey": survey, "results": found, "least": LEAST}
    )


# A mail programme presses for its reader, without any page of ours (RFC 8058): the signed key is their right.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether the mails about surveys end; a POST ends them."""
    pace = links.pace_of(token)
    if pace is None:
        raise Http404(_("Ce lien n’ouvre plus rien."))
    is_done = request.method == "POST"
    if is_done:
        Pace.objects.filter(pk=pace.pk).update(is_stopped=True)
    return keyed(render(request, "evaluation/survey_stop.html", {"is_done": is_done}))
