# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/reseau/enquetes/`: surveys that wait for somebody's answer, and those that they make, run and read."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import at_least, signed_in
from accounts.roles import Role
from common import outbox, qr
from common.numbers import number_in
from data.exports.table import table_file
from evaluation.small_cells import LEAST
from evaluation.surveys import kept, mailing, tables, targets, told
from evaluation.surveys.forms import MOST_QUESTIONS, AnswerForm, QuestionForm, SurveyForm
from evaluation.surveys.models import Invited, State, Survey, SurveyQuestion, Whom
from evaluation.words import theme_text
from places.territories import TerritoryKind, territory


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
    invited = held.invited.count()
    answered = held.invited.filter(has_answered=True).count()
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
        "would_ask": _would_ask(held) if held.state == State.DRAFT else 0,
        "invited": invited,
        "answered": answered,
        "returned": told.Share("", answered, answered, invited),
        "is_author": is_author,
        "results": told.results(held, with_texts=is_author, is_exact=True)
        if held.state != State.DRAFT
        else None,
        "least": LEAST,
        "may_write": outbox.is_configured(),
        "preview": AnswerForm(held) if held.state == State.DRAFT else None,
    }
    return render(request, "evaluation/survey.html", context)


def _would_ask(held: Survey) -> int:
    if held.whom == Whom.MEMBERS:
        return targets.people(held).count()
    return targets.structures(held).count() if held.whom == Whom.STRUCTURES else 0


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
    """One of the buttons of a survey's page: launch, close, show, hide, delete; a question up or out."""
    held = _managed(request, pk)
    name, value = next(
        ((name, request.POST[name]) for name in (*_ACTS, *_ON_QUESTIONS) if name in request.POST), ("", "")
    )
    if name in _ON_QUESTIONS:
        one = get_object_or_404(SurveyQuestion, survey=_draft(request, pk), pk=number_in(value) or 0)
        _ON_QUESTIONS[name](one)
        return redirect(reverse("survey", args=[pk]) + "#questions")
    if name not in _ACTS:
        raise Http404("Ce bouton n’existe pas.")
    said = _ACTS[name](held)
    messages.add_message(request, messages.SUCCESS if said.is_done else messages.ERROR, said.text)
    return redirect("surveys") if said.is_gone else redirect("survey", pk=pk)


class _Said:
    """What became of a press."""

    def __init__(self, text: str, *, is_done: bool = True, is_gone: bool = False) -> None:
        self.text, self.is_done, self.is_gone = text, is_done, is_gone


@transaction.atomic
def _launch(held: Survey) -> _Said:
    if held.state != State.DRAFT:
        return _Said("Cette enquête est déjà lancée.", is_done=False)
    if not held.questions.exists():
        return _Said("Ajoutez d’abord une question.", is_done=False)
    if held.closes_on and held.closes_on < timezone.localdate():
        return _Said("Son dernier jour est passé : changez-le d’abord.", is_done=False)
    invited = targets.invite(held)
    if not invited and held.whom != Whom.PUBLIC:
        return _Said("Personne ne répond à ce choix : élargissez le territoire ou le thème.", is_done=False)
    held.state = State.OPEN
    held.save(update_fields=["state"])
    mailing.write_of(held)
    return _Said("L’enquête est lancée.")


def _close(held: Survey) -> _Said:
    if held.state != State.OPEN:
        return _Said("Cette enquête n’est pas ouverte.", is_done=False)
    kept.close(held)
    return _Said("L’enquête est close. Ses résultats sont là.")


def _show(held: Survey) -> _Said:
    if held.state != State.CLOSED:
        return _Said("Les résultats se montrent une fois l’enquête close.", is_done=False)
    Survey.objects.filter(pk=held.pk).update(is_shown=True)
    return _Said("Tout le monde peut lire les résultats, sans les textes.")


def _hide(held: Survey) -> _Said:
    Survey.objects.filter(pk=held.pk).update(is_shown=False)
    return _Said("Les résultats ne sont plus montrés.")


def _delete(held: Survey) -> _Said:
    held.delete()
    return _Said("L’enquête et ses réponses sont effacées.", is_gone=True)


def _up(one: SurveyQuestion) -> None:
    before = SurveyQuestion.objects.filter(survey=one.survey_id, position__lt=one.position)
    other = before.order_by("-position").first()
    if other:
        SurveyQuestion.objects.filter(pk=one.pk).update(position=other.position)
        SurveyQuestion.objects.filter(pk=other.pk).update(position=one.position)


def _out(one: SurveyQuestion) -> None:
    one.delete()


_ACTS = {"lancer": _launch, "clore": _close, "montrer": _show, "cacher": _hide, "effacer": _delete}
_ON_QUESTIONS = {"monter": _up, "retirer": _out}


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
    beside = {"Textes": tables.texts(found)} if is_author else {}
    if held.is_named and is_author:
        beside |= {"Réponses": tables.named(held)}
    return table_file(tables.shares(found), f"enquete-{pk}", ending, "Résultats", beside)
