# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Signaler une erreur » on a structure's page, and « Proposer une structure », without an account."""

from collections.abc import Callable
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
from desk.reports.forms import ErrorForm, PhotoAskForm, ProposalForm, ReportForm
from mapping import presentation
from mapping.models import Report, ReportAbout, ReportState, VisibleStructure
from mapping.reports.place import commune_of
from network.gallery.removing import hide_as_asked
from network.gallery.shown import line
from network.models import GalleryPhoto
from network.models.common import eyes_of
from network.paths import path_of

# One person, or one counter; and all of them together, so that nobody buries whoever has to read it.
BY_CLIENT = Limit("reports by client", 5, 1800)
OF_STRUCTURE = Limit("reports of a structure", 20, 86_400)
OF_PHOTO = Limit("requests about a photograph", 5, 86_400)
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
        "photo": None,
    }

    def fields() -> dict[str, Any]:
        return {"about": ReportAbout(form.cleaned_data["quoi"]), "structure_id": seen.id}

    return _answer(request, form, about, (OF_STRUCTURE, str(seen.id)), fields)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody says that they are on a photograph, and asks that it be removed: it is hidden at once, until
    who keeps it answers. Where that was refused once, it stays until they answer."""
    form = PhotoAskForm(request.POST if request.method == "POST" else None)
    photo = (
        GalleryPhoto.objects.seen_by(eyes_of(request.user))
        .filter(pk=pk)
        .select_related("event__structure")
        .first()
    )
    if photo is None:
        # What was sent is asked for again, by a reload.
        if not (form.is_bound and form.is_valid() and Report.objects.filter(pk=form.key).exists()):
            raise Http404(_("Cette photo n’existe pas, ou n’est plus montrée."))
        about = {
            "title": _("Je suis sur cette photo"),
            "path": "",
            "name": "",
            "photo": True,
            "is_hidden": True,
        }
        return render(request, "desk/reported.html", {"about": about, "given": form.cleaned_data})
    was_refused = Report.objects.filter(photo=pk, state=ReportState.REFUSED).exists()
    about = {
        "title": _("Je suis sur cette photo"),
        "path": path_of(photo),
        "name": photo.title,
        "photo": line(photo),
        "is_hidden": not was_refused,
    }

    def fields() -> dict[str, Any]:
        return {
            "about": ReportAbout.PHOTO,
            "photo": photo.pk,
            "structure_id": photo.structure_id,
            "commune_id": _commune_of(photo),
        }

    def after() -> None:
        if not was_refused:
            hide_as_asked(photo)

    return _answer(request, form, about, (OF_PHOTO, str(photo.pk)), fields, after)


def _commune_of(photo: GalleryPhoto) -> str | None:
    """The commune whose ambassadors are told of a photograph: where its event is held. That of a structure is
    the structure's, which the report names; a group is nowhere."""
    event = photo.event
    if event is None:
        return None
    return event.commune_id or (event.structure.commune_id if event.structure is not None else None)


@require_http_methods(["GET", "HEAD", "POST"])
def propose_structure(request: HttpRequest) -> HttpResponse:
    """A structure that the directory does not have."""
    form = ProposalForm(request.POST if request.method == "POST" else None)
    about = {"title": _("Proposer une structure"), "path": "", "name": "", "photo": None}

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
    request: HttpRequest,
    form: ReportForm,
    about: dict,
    limit: tuple[Limit, str],
    fields: Any,
    after: Callable[[], None] = lambda: None,
) -> HttpResponse:
    """The form, with what was wrong in it; once it is sent, that it was. Sent again by a reload, it is kept
    once."""
    status, wait_s = 200, 0
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                _keep(request, form, limit, fields(), after)
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


def _keep(
    request: HttpRequest,
    form: ReportForm,
    limit: tuple[Limit, str],
    fields: dict[str, Any],
    after: Callable[[], None],
) -> None:
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
            after()
            notices.tell_keepers(report, request.build_absolute_uri(reverse("report", args=[report.pk])))
