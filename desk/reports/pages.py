# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Signaler une erreur » on a structure's page, and « Proposer une structure », without an account."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.roles import Role
from common import limits, proof
from common.clients import client_of
from common.limits import Limit, TooMany
from desk.reports import notices
from desk.reports.forms import ErrorForm, ProposalForm, ReportForm
from mapping import presentation
from mapping.models import Report, ReportAbout, VisibleStructure
from mapping.reports.place import commune_of

# One person, or one counter; and all of them together, so that nobody buries whoever has to read it.
BY_CLIENT = Limit("reports by client", 5, 1800)
OF_STRUCTURE = Limit("reports of a structure", 20, 86_400)
PROPOSALS = Limit("proposals", 100, 86_400)


@require_http_methods(["GET", "HEAD", "POST"])
def report_structure(request: HttpRequest, pk: str, slug: str) -> HttpResponse:
    """What is wrong on the page of a structure that everyone sees."""
    seen = VisibleStructure.objects.seen_by(Role.VISITOR).filter(pk=int(pk)).first()
    if seen is None:
        raise Http404(_("Cette structure n'existe pas, ou n'est plus publiée."))
    if slug != seen.slug and request.method != "POST":
        return HttpResponsePermanentRedirect(reverse("report-structure", args=[seen.id, seen.slug]))
    form = ErrorForm(request.POST if request.method == "POST" else None)
    about = {
        "title": _("Signaler une erreur"),
        "path": presentation.structure_path(seen.id, seen.nom),
        "name": presentation.short_name(seen.nom, seen.is_example),
    }

    def fields() -> dict[str, Any]:
        return {"about": ReportAbout(form.cleaned_data["quoi"]), "structure_id": seen.id}

    return _answer(request, form, about, (OF_STRUCTURE, str(seen.id)), fields)


@require_http_methods(["GET", "HEAD", "POST"])
def propose_structure(request: HttpRequest) -> HttpResponse:
    """A structure that the directory does not have."""
    form = ProposalForm(request.POST if request.method == "POST" else None)
    about = {"title": _("Proposer une structure"), "path": "", "name": ""}

    def fields() -> dict[str, Any]:
        given = form.cleaned_data
        return {
            "about": ReportAbout.MISSING,
            "name": given["nom"],
            "place": given["lieu"],
            "commune": commune_of(given["lieu"]),
            "contact": given["contact"],
        }

    return _answer(request, form, about, (PROPOSALS, "all"), fields)


def _answer(
    request: HttpRequest, form: ReportForm, about: dict, limit: tuple[Limit, str], fields: Any
) -> HttpResponse:
    """The form, with what was wrong in it; once it is sent, that it was. Sent again by a reload, it is kept
    once."""
    status, wait_s = 200, 0
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                _keep(request, form, limit, fields())
            except TooMany as refused:
                status, wait_s = refused.status, refused.wait_s
                form.refuse(refused)
            else:
                given = form.cleaned_data
                return render(request, "desk/reported.html", {"about": about, "given": given})
    response = render(request, "desk/report.html", {"about": about, "form": form}, status=status)
    if wait_s:
        response["Retry-After"] = str(wait_s)
    return response


def _keep(request: HttpRequest, form: ReportForm, limit: tuple[Limit, str], fields: dict[str, Any]) -> None:
    if Report.objects.filter(pk=form.key).exists():
        return
    client = client_of(request)
    of_what, which = limit
    for counted, (who, width) in proof.limits(
        form.is_proven, [(BY_CLIENT, (client.key, client.width)), (of_what, (which, 1))]
    ):
        limits.take(counted, who, width)
    said = {
        "text": form.cleaned_data["message"].strip(),
        "reply_to": form.cleaned_data["courriel"],
        "language": get_language() or "fr",
    }
    with transaction.atomic():
        report, is_new = Report.objects.get_or_create(pk=form.key, defaults=fields | said)
        if is_new:
            notices.tell_keepers(report, request.build_absolute_uri(reverse("report", args=[report.pk])))
