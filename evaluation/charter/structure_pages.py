# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/structures/<id>/charte/`: a structure judges itself; staff read it, plan and note visits, and decide. For
those who answer for the structure, and staff; a decision's day and end are everyone's (`labels`)."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import at_least, signed_in
from accounts.roles import Role, role_of
from common.numbers import number_in
from evaluation.answering import answered_for
from evaluation.charter import acts, forms, labels, telling
from evaluation.charter.models import Answer, Assessment, Criterion, Decision, Outcome, Piece, Visit
from mapping.labelled import label_of
from mapping.models import VisibleStructure
from mapping.presentation import structure_path


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion as the page shows it: what is said of it, its files, what is wrong; its fields where it may
    be written; what somebody else wrote meanwhile."""

    criterion: Criterion
    answer: Answer | None
    pieces: list[Piece]
    problem: str
    fields: tuple[Any, ...] = ()
    theirs: str = ""


def _latest(seen: VisibleStructure) -> Assessment | None:
    """What the page is about: the assessment that goes on, else the last that was decided."""
    found = Assessment.objects.filter(structure=seen.pk).select_related("charter")
    return found.exclude(state=Assessment.State.DECIDED).first() or found.first()


def _answers(assessment: Assessment) -> dict[int, Answer]:
    return {one.criterion_id: one for one in assessment.answers.all()}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def of_structure(request: HttpRequest, pk: str) -> HttpResponse:
    """The assessment: read, written while it is open, sent."""
    seen = answered_for(request, pk)
    assessment = _latest(seen)
    if request.method == "POST":
        return _posted(request, seen, assessment)
    return _page(request, seen, assessment)


def _answers_itself(request: HttpRequest) -> None:
    """Raises PermissionDenied to staff: what a structure says of itself is its own."""
    if role_of(request.user) is Role.STAFF:
        raise PermissionDenied("La préfecture lit ce que la structure dit d’elle-même, et ne l’écrit pas.")


def _posted(request: HttpRequest, seen: VisibleStructure, assessment: Assessment | None) -> HttpResponse:
    _answers_itself(request)
    act = request.POST.get("faire", "")
    try:
        if act == "ouvrir":
            acts.open_for(seen.pk)
            return redirect(_path(seen))
        if assessment is None:
            raise Http404("Il n’y a pas encore d’auto-évaluation.")
        if act == "reprendre":
            acts.take_back(assessment)
            messages.success(
                request, "Vos réponses se modifient à nouveau ; la préfecture attend que vous les renvoyiez."
            )
            return redirect(_path(seen))
        if act in ("demander-visite", "retirer-visite"):
            return _visit_asked(request, seen, assessment, is_asked=act == "demander-visite")
        return _written(request, seen, assessment, is_sent=act == "envoyer")
    except acts.Refused as refused:
        messages.error(request, str(refused))
        return redirect(_path(seen))


def _visit_asked(
    request: HttpRequest, seen: VisibleStructure, assessment: Assessment, *, is_asked: bool
) -> HttpResponse:
    if not is_asked:
        acts.ask_visit(assessment, "")
        messages.success(request, "Votre demande de visite est retirée.")
        return redirect(_path(seen))
    form = forms.WantedVisitForm(request.POST)
    if not form.is_valid():
        return _page(request, seen, assessment, wanted_form=form)
    acts.ask_visit(assessment, form.cleaned_data["when"])
    telling.of_wanted_visit(assessment)
    messages.success(request, "Votre demande de visite est faite : la préfecture la lit ici.")
    return redirect(_path(seen) + "#visites")


def _written(
    request: HttpRequest, seen: VisibleStructure, assessment: Assessment, *, is_sent: bool
) -> HttpResponse:
    """Keep all that is right; what is not is said at the top of the page, and nothing is sent."""
    by = signed_in(request)
    form = forms.AnswersForm(assessment, _answers(assessment), request.POST, request.FILES)
    is_right = form.is_valid()
    shown = number_in(request.POST.get("vu", ""))
    try:
        acts.add_proofs(assessment, form.proofs, by)
        acts.write(assessment, form.said(), by, -1 if shown is None else shown)
    except acts.Changed:
        assessment.refresh_from_db()
        return _page(request, seen, assessment, form, changed=True)
    except acts.Refused as refused:
        assessment.refresh_from_db()
        return _page(request, seen, assessment, lost=(str(refused), form.typed()))
    assessment.refresh_from_db()
    if not is_right:
        return _page(request, seen, assessment, form)
    if not is_sent:
        messages.success(request, "Enregistré.")
        return redirect(_path(seen))
    problems = acts.missing(assessment)
    if problems:
        return _page(request, seen, assessment, problems=problems)
    acts.send(assessment)
    assessment.refresh_from_db()
    telling.of_sending(assessment)
    messages.success(
        request, "Envoyé à la préfecture. Vous pouvez reprendre vos réponses tant qu’elle n’a rien décidé."
    )
    return redirect(_path(seen))


def _page(
    request: HttpRequest,
    seen: VisibleStructure,
    assessment: Assessment | None,
    form: forms.AnswersForm | None = None,
    *,
    changed: bool = False,
    problems: dict[int, str] | None = None,
    visit_form: forms.VisitForm | None = None,
    decision_form: forms.DecisionForm | None = None,
    wanted_form: forms.WantedVisitForm | None = None,
    lost: tuple[str, list[tuple[str, str]]] | None = None,
) -> HttpResponse:
    posted = (form, visit_form, decision_form, wanted_form)
    wrong = bool(problems) or changed or bool(lost) or any(one and one.errors for one in posted)
    is_staff = role_of(request.user) is Role.STAFF
    context: dict[str, Any] = {
        "name": seen.nom,
        "number": seen.pk,
        "page_url": structure_path(seen.pk, seen.nom),
        "charter": labels.in_force(),
        "assessment": assessment,
        "label": label_of(seen.pk),
        "history": _history(seen),
        "today": timezone.localdate(),
        "is_staff": is_staff,
        "changed": changed,
        "problems": [],
        "lost": lost,
        "refused": form if form and form.errors and not changed else None,
    }
    if assessment is not None:
        is_open = assessment.state == Assessment.State.OPEN and not is_staff
        written = form or forms.AnswersForm(assessment, _answers(assessment))
        context |= {
            "is_open": is_open,
            "is_sent": assessment.state == Assessment.State.SENT,
            "is_decided": assessment.state == Assessment.State.DECIDED,
            "problems": [
                (one, problems[one.pk])
                for one in assessment.charter.criteria.all()
                if problems and one.pk in problems
            ],
            "sections": _sections(assessment, written if is_open else None, problems or {}, changed=changed),
            "visits": list(assessment.visits.all()),
            "visit_form": visit_form or forms.VisitForm(),
            "decision_form": decision_form or forms.DecisionForm(assessment),
            "wanted_form": wanted_form or forms.WantedVisitForm(initial={"when": assessment.visit_wanted}),
            "withdrawal_form": forms.WithdrawalForm(),
        }
    return render(request, "evaluation/charter/structure.html", context, status=422 if wrong else 200)


def _sections(
    assessment: Assessment, form: forms.AnswersForm | None, problems: dict[int, str], *, changed: bool
) -> list[tuple[str, list[Line]]]:
    """The criteria by section, in their order."""
    answers = _answers(assessment)
    pieces: dict[int, list[Piece]] = {}
    for piece in assessment.pieces.select_related("file"):
        pieces.setdefault(piece.criterion_id, []).append(piece)
    found: dict[str, list[Line]] = {}
    for one in assessment.charter.criteria.all():
        held = answers.get(one.pk)
        fields = tuple(form[f"{name}-{one.pk}"] for name in ("niveau", "mots", "piece")) if form else ()
        theirs = f"{held.get_level_display()} – {held.words}".strip(" –") if changed and held else ""
        line = Line(one, held, pieces.get(one.pk, []), problems.get(one.pk, ""), fields, theirs)
        found.setdefault(one.section, []).append(line)
    return list(found.items())


def _history(seen: VisibleStructure) -> list[Decision]:
    found = Decision.objects.filter(assessment__structure=seen.pk).select_related("assessment__charter")
    return list(found.order_by("-day", "-pk"))


def _path(seen: VisibleStructure) -> str:
    return reverse("charter-of-structure", args=[seen.pk])


def _decided_on(request: HttpRequest, pk: str) -> tuple[VisibleStructure, Assessment]:
    seen = answered_for(request, pk)
    assessment = _latest(seen)
    if assessment is None:
        raise Http404("Il n’y a pas encore d’auto-évaluation.")
    return seen, assessment


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
def remove_piece(request: HttpRequest, pk: str) -> HttpResponse:
    """Take a file away from an assessment that is open."""
    _answers_itself(request)
    seen, assessment = _decided_on(request, pk)
    try:
        gone = acts.remove_piece(assessment, number_in(request.POST.get("piece", "")) or 0)
    except acts.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Document retiré." if gone else "Ce document n’était plus là.")
    return redirect(_path(seen))


@require_POST
@never_cache
@at_least(Role.STAFF)
def visit(request: HttpRequest, pk: str) -> HttpResponse:
    """Plan or note a visit, or take one away."""
    seen, assessment = _decided_on(request, pk)
    if "retirer" in request.POST:
        held = Visit.objects.filter(assessment=assessment, pk=number_in(request.POST["retirer"]) or 0)
        said = "Visite retirée." if held.delete()[0] else "Cette visite n’était plus là."
        messages.success(request, said)
        return redirect(_path(seen))
    form = forms.VisitForm(request.POST, instance=Visit(assessment=assessment))
    if not form.is_valid():
        return _page(request, seen, assessment, visit_form=form)
    made = form.save()
    is_ahead = made.day > timezone.localdate()
    if is_ahead:
        telling.of_visit(made)
    messages.success(request, "Visite prévue : la structure en lit le jour." if is_ahead else "Visite notée.")
    return redirect(_path(seen))


@require_POST
@never_cache
@at_least(Role.STAFF)
def decide(request: HttpRequest, pk: str) -> HttpResponse:
    """Decide of what was sent."""
    seen, assessment = _decided_on(request, pk)
    if assessment.state != Assessment.State.SENT:
        said = f"Cette auto-évaluation est {assessment.get_state_display()} : il n’y a rien à décider."
        messages.error(request, said)
        return redirect(_path(seen))
    form = forms.DecisionForm(assessment, request.POST)
    if not form.is_valid():
        return _page(request, seen, assessment, decision_form=form)
    told = form.cleaned_data
    return _decided(request, seen, assessment, told["outcome"], told["reasons"], told["day"], told["ends_on"])


@require_POST
@never_cache
@at_least(Role.STAFF)
def withdraw(request: HttpRequest, pk: str) -> HttpResponse:
    """Withdraw a label, from today on."""
    seen = answered_for(request, pk)
    held = Assessment.objects.filter(structure=seen.pk, decisions__outcome=Outcome.ACCEPTED)
    assessment = held.filter(state=Assessment.State.DECIDED).order_by("-decisions__day", "-pk").first()
    form = forms.WithdrawalForm(request.POST)
    if assessment is None:
        raise Http404("Cette structure n’a pas de label.")
    if not form.is_valid():
        messages.error(request, " ".join(str(said) for said in form.errors["reasons"]))
        return redirect(_path(seen))
    reasons, today = form.cleaned_data["reasons"], timezone.localdate()
    return _decided(request, seen, assessment, Outcome.WITHDRAWN, reasons, today, None)


def _decided(
    request: HttpRequest,
    seen: VisibleStructure,
    assessment: Assessment,
    outcome: str,
    reasons: str,
    day: Any,
    ends_on: Any,
) -> HttpResponse:
    try:
        made = acts.decide(assessment, outcome, reasons, day, ends_on, signed_in(request))
    except acts.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"Décision enregistrée : {made.get_outcome_display()}.")
    return redirect(_path(seen))
