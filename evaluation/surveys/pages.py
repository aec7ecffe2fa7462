# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/reseau/enquetes/`: surveys that wait for somebody's answer, and those that they make, run and read."""

from typing import Any

from django.contrib import messages
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import at_least, signed_in
from accounts.roles import Role
from common import outbox, qr
from common.numbers import number_in
from data.exports.table import table_file
from evaluation.small_cells import LEAST
from evaluation.surveys import acts, mailing, reach, tables, targets, told
from evaluation.surveys.forms import MOST_QUESTIONS, AnswerForm, QuestionForm, SurveyForm
from evaluation.surveys.models import Invited, State, Survey, SurveyQuestion, Whom
from evaluation.words import theme_text
from places.territories import TerritoryKind, territory

# What a button sends once its press was asked about.
SURE = "certain"


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def surveys(request: HttpRequest) -> HttpResponse:
    """What one is asked, what one asks, and what surveys of others showed everyone."""
    user = signed_in(request)
    mine = Invited.objects.filter(user=user, has_answered=False, survey__state=State.OPEN)
    asked = [
        one.survey
        for one in mine.select_related("survey", "user")
        if one.survey.is_answered_now and not targets.is_stranger(one.survey, one)
    ]
    context = {
        "asked": asked,
        "managed": targets.managed(user),
        "shown": Survey.objects.filter(is_shown=True),
        "may_ask": targets.may_ask(user),
    }
    return render(request, "evaluation/surveys.html", context)


def _managed(request: HttpRequest, pk: int) -> Survey:
    return get_object_or_404(targets.managed(signed_in(request)), pk=pk)


def _draft(request: HttpRequest, pk: int) -> Survey:
    """A survey that is not launched. Raises Http404: what people answer does not change under them."""
    survey = _managed(request, pk)
    if survey.state != State.DRAFT:
        raise Http404("Une enquête lancée ne change plus.")
    return survey


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def new(request: HttpRequest) -> HttpResponse:
    """A new survey, as a draft; 404 for who may ask nobody."""
    user = signed_in(request)
    if not targets.may_ask(user):
        raise Http404("Les enquêtes se font par la préfecture et par qui anime un groupe.")
    return _form(request, Survey(author=user), "")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What a draft is, and who it asks."""
    survey = _draft(request, pk)
    return _form(request, survey, reverse("survey", args=[pk]))


def _form(request: HttpRequest, survey: Survey, back: str) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = SurveyForm(signed_in(request), data, instance=survey)
    if form.is_bound and form.is_valid():
        held = form.save()
        return redirect("survey", pk=held.pk)
    context = {"form": form, "back": back or reverse("surveys"), "is_new": survey.pk is None}
    return render(request, "evaluation/survey_edit.html", context, status=422 if form.is_bound else 200)


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def survey(request: HttpRequest, pk: int) -> HttpResponse:
    """A survey for who runs it: its questions, who is asked, how many answered, what they said."""
    held = _managed(request, pk)
    user = signed_in(request)
    is_author = held.author_id == user.pk
    is_draft = held.state == State.DRAFT
    link = request.build_absolute_uri(reverse("survey-public", args=[pk]))
    context: dict[str, Any] = {
        "survey": held,
        "questions": held.questions.all(),
        "where": str(territory(TerritoryKind(held.territory_kind), held.territory_code) or "")
        if held.territory_kind
        else "",
        "theme": theme_text(held.theme) if held.theme else "",
        "is_public": held.whom == Whom.PUBLIC,
        "link": link,
        "qr": qr.drawing(link, "Code QR de l’enquête") if held.whom == Whom.PUBLIC else "",
        "reach": reach.reach(held) if is_draft and held.whom != Whom.PUBLIC else None,
        "returned": None if is_draft or held.whom == Whom.PUBLIC else reach.returned(held),
        "would_remind": mailing.would_remind(held),
        "next_days": mailing.next_days(held),
        "is_author": is_author,
        "results": told.results(held, with_texts=is_author, is_exact=True)
        if held.state != State.DRAFT
        else None,
        "least": LEAST,
        "may_write": outbox.is_configured(),
        "preview": AnswerForm(held) if held.state == State.DRAFT else None,
    }
    return render(request, "evaluation/survey.html", context)


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def recipients(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom a survey is for, one by one, and how each is reached; with names, for who made it, whether they
    answered. 404 of a survey of everyone."""
    held = _managed(request, pk)
    if held.whom == Whom.PUBLIC:
        raise Http404("Une enquête ouverte à tous ne s’adresse à personne en particulier.")
    by_name = held.is_named and held.author_id == signed_in(request).pk and held.state != State.DRAFT
    context = {
        "survey": held,
        "recipients": reach.recipients(held, with_answers=by_name),
        "by_name": by_name,
    }
    return render(request, "evaluation/survey_recipients.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def question(request: HttpRequest, pk: int, number: int = 0) -> HttpResponse:
    """A question of a draft: a new one, or one that is changed."""
    held = _draft(request, pk)
    if number:
        one = get_object_or_404(SurveyQuestion, survey=held, pk=number)
    else:
        last = held.questions.aggregate(last=Max("position"))["last"] or 0
        one = SurveyQuestion(survey=held, position=last + 1)
        if held.questions.count() >= MOST_QUESTIONS:
            messages.error(request, f"{MOST_QUESTIONS} questions au plus.")
            return redirect("survey", pk=pk)
    form = QuestionForm(request.POST if request.method == "POST" else None, instance=one)
    if form.is_bound and form.is_valid():
        form.save()
        return redirect(reverse("survey", args=[pk]) + "#questions")
    context = {"form": form, "survey": held, "is_new": not number}
    return render(request, "evaluation/survey_question.html", context, status=422 if form.is_bound else 200)


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """One of the buttons of a survey's page; what is not undone, or writes to people, is asked once more. A
    question goes up or out at once."""
    held = _managed(request, pk)
    name, value = next(
        ((name, request.POST[name]) for name in (*acts.ACTS, *acts.ON_QUESTIONS) if name in request.POST),
        ("", ""),
    )
    if name in acts.ON_QUESTIONS:
        one = get_object_or_404(SurveyQuestion, survey=_draft(request, pk), pk=number_in(value) or 0)
        acts.ON_QUESTIONS[name](one)
        return redirect(reverse("survey", args=[pk]) + "#questions")
    if name not in acts.ACTS:
        raise Http404("Ce bouton n’existe pas.")
    pressed = acts.ACTS[name]
    refusal = pressed.refusal(held)
    if refusal:
        messages.error(request, refusal)
        return redirect("survey", pk=pk)
    if pressed.sure is not None and value != SURE:
        context = {"survey": held, "asked": pressed.sure(held), "name": name, "value": SURE}
        return render(request, "evaluation/survey_sure.html", context)
    messages.success(request, pressed.do(held))
    return redirect("survey", pk=pk) if held.pk else redirect("surveys")


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def file(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """The results as a table; with names, a sheet of the answers of each. 404 before there are any."""
    held = _managed(request, pk)
    is_author = held.author_id == signed_in(request).pk
    found = told.results(held, with_texts=is_author, is_exact=True) if held.state != State.DRAFT else None
    if found is None or found.is_few:
        raise Http404("Rien ne peut encore être dit.")
    sheets = {"Résultats": tables.shares(found)}
    if is_author:
        sheets["Textes"] = tables.texts(found)
    if held.is_named and is_author:
        sheets["Réponses"] = tables.named(held)
    # A CSV is one sheet: that which is asked for.
    wanted = next(
        (title for title in sheets if title.casefold() == request.GET.get("feuille", "")), "Résultats"
    )
    lines = sheets.pop(wanted)
    name = f"enquete-{pk}" if wanted == "Résultats" else f"enquete-{pk}-{slugify(wanted)}"
    return table_file(lines, name, ending, wanted, sheets)
