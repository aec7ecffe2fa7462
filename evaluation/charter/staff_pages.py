# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/professionnels/charte-qualite/`: staff write the charter's versions, and see who waits, who is
labelled and whose label ends."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import at_least
from accounts.roles import Role
from evaluation.charter import acts, forms, labels, starting
from evaluation.charter.models import Assessment, Charter
from mapping.models import VisibleStructure


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.STAFF)
def charters(request: HttpRequest) -> HttpResponse:
    """The versions, the assessments that wait and the labels; a new version is prepared here."""
    if request.method == "POST":
        try:
            first = request.POST.get("faire") == "commencer"
            made = acts.start(starting.TITLE, starting.CRITERIA) if first else acts.next_version()
        except acts.Refused as refused:
            messages.error(request, str(refused))
            return redirect("quality-charters")
        return redirect("quality-charter-edit", made.number)
    going_on = Assessment.objects.exclude(state=Assessment.State.DECIDED).order_by("sent_on", "pk")
    waiting = list(going_on.select_related("charter"))
    valid = {
        one.assessment.structure_id: one for one in labels.valid().select_related("assessment__charter")[::-1]
    }
    names = _names({one.structure_id for one in waiting} | set(valid))
    context: dict[str, Any] = {
        "versions": list(Charter.objects.all()),
        "in_force": labels.in_force(),
        "sent": [
            (one, names.get(one.structure_id, "")) for one in waiting if one.state == Assessment.State.SENT
        ],
        "open": [
            (one, names.get(one.structure_id, "")) for one in waiting if one.state == Assessment.State.OPEN
        ],
        "labels": sorted(
            ((one, names.get(number, "")) for number, one in valid.items()), key=lambda each: each[0].ends_on
        ),
    }
    return render(request, "evaluation/charter/staff.html", context)


def _names(numbers: set[int]) -> dict[int, str]:
    seen = VisibleStructure.objects.seen_by(Role.STAFF).filter(pk__in=numbers)
    return {one.pk: one.nom for one in seen}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.STAFF)
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """A version that is being written: its text and its criteria; read again before it is published."""
    charter = get_object_or_404(Charter, number=number)
    if charter.published_on is not None:
        if request.method == "POST":
            messages.error(request, "Cette version est publiée : elle ne change plus. Préparez la suivante.")
        return redirect("quality-charter-version", charter.number)
    posted = request.POST if request.method == "POST" else None
    form = forms.CharterForm(posted, instance=charter)
    criteria = forms.criteria_of(charter, posted)
    wrong = False
    if posted is not None:
        if form.is_valid() and criteria.is_valid():
            form.save()
            criteria.save()
            return _saved(request, charter)
        wrong = True
    context = {"charter": charter, "form": form, "criteria": criteria}
    return render(request, "evaluation/charter/edit.html", context, status=422 if wrong else 200)


def _saved(request: HttpRequest, charter: Charter) -> HttpResponse:
    messages.success(request, "Enregistré.")
    where = "quality-charter-version" if request.POST.get("faire") == "relire" else "quality-charter-edit"
    return redirect(where, charter.number)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.STAFF)
def version(request: HttpRequest, number: int) -> HttpResponse:
    """A version as structures read it: one that was published, or one that is about to be, which a press here
    puts in force."""
    charter = get_object_or_404(Charter, number=number)
    if request.method == "POST":
        try:
            acts.publish(charter)
        except acts.Refused as refused:
            messages.error(request, str(refused))
            return redirect("quality-charter-version", charter.number)
        messages.success(request, "La charte est en vigueur : les structures peuvent s’évaluer.")
        return redirect("quality-charters")
    context = {"charter": charter, "criteria": charter.criteria.all()}
    return render(request, "evaluation/charter/version.html", context)
