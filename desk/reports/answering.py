# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the public says of the structures that one keeps: the list, and one to answer. In French only."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import at_least, signed_in
from accounts.models import User
from accounts.roles import Role, role_of
from common.limits import TooMany
from desk.reports import notices
from desk.reports.forms import AnswerForm
from mapping.models import Report, ReportAbout, ReportState, VisibleStructure
from mapping.presentation import structure_path
from mapping.reports import inbox
from mapping.reports.place import place_of
from network.gallery.removing import remove, show_again
from network.models import GalleryPhoto
from network.models.common import eyes_of
from network.paths import path_of

PER_PAGE = 30
_NUMBER = re.compile(r"[+\d][\d\s.()/-]{5,}")


@dataclass(frozen=True, slots=True)
class Line:
    """A report and the structure that it is about, as its reader sees it; `url` is empty of one that is
    missing, or gone."""

    report: Report
    name: str
    url: str


def lines_of(reports: Iterable[Report], user: Any) -> list[Line]:
    """Reports with the structures, or photographs, that they are about. Two queries."""
    reports = list(reports)
    numbers = {one.structure_id for one in reports if one.structure_id}
    seen = {one.id: one for one in VisibleStructure.objects.seen_by(role_of(user)).filter(id__in=numbers)}
    of_photos = {one.photo for one in reports if one.photo}
    photos = GalleryPhoto.objects.known_to(eyes_of(user)).filter(pk__in=of_photos) if of_photos else ()
    shown = {one.pk: one for one in photos}
    return [
        _photo_line(one, shown.get(one.photo)) if one.photo else _line(one, seen.get(one.structure_id or 0))
        for one in reports
    ]


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def reports(request: HttpRequest) -> HttpResponse:
    """The reports that this person may answer: those that wait, or those that were answered."""
    answered = request.GET.get("etat") == "repondus"
    found = inbox.shown_to(request.user).exclude(state=ReportState.NEW) if answered else None
    ordered = found.order_by("-answered_at", "pk") if found is not None else inbox.waiting_for(request.user)
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "answered": answered, "lines": lines_of(page, request.user)}
    return render(request, "desk/reports.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def report(request: HttpRequest, pk: str) -> HttpResponse:
    """One report, and the answer to it. 404 for one that is not this person's to read."""
    held = get_object_or_404(inbox.shown_to(request.user), pk=pk)
    is_missing = held.about == ReportAbout.MISSING
    form = AnswerForm(request.POST if request.method == "POST" else None, about=held.about)
    if form.is_bound and form.is_valid():
        _settle(request, held, form)
        return redirect("reports")
    (line,) = lines_of([held], request.user)
    context = {
        "line": line,
        "report": held,
        "form": form,
        "waits": held.state == ReportState.NEW,
        "is_missing": is_missing,
        "is_photo": held.about == ReportAbout.PHOTO,
        "new_url": _new_structure_url(held) if is_missing else "",
    }
    return render(request, "desk/report_answer.html", context, status=422 if form.errors else 200)


@require_POST
@at_least(Role.PROFESSIONAL)
def reopen(request: HttpRequest, pk: str) -> HttpResponse:
    """Have a report that was answered wait again."""
    held = get_object_or_404(inbox.shown_to(request.user), pk=pk)
    inbox.reopen(held)
    messages.success(request, "Le signalement est de nouveau à traiter.")
    return redirect("report", held.pk)


def _settle(request: HttpRequest, held: Report, form: AnswerForm) -> None:
    given = form.cleaned_data
    try:
        address = inbox.settle(held, ReportState(given["decision"]), given["reponse"], signed_in(request))
    except inbox.AlreadyAnswered:
        messages.info(
            request, "Quelqu’un a répondu à ce signalement entre-temps : votre réponse n’est pas partie."
        )
        return
    held.refresh_from_db()
    if held.photo:
        _settle_photo(held, signed_in(request))
    try:
        sent = notices.send_answer(held, address)
    except TooMany:
        sent = False
    if sent:
        messages.success(request, "C’est noté. Votre réponse part par courriel.")
    elif address:
        messages.warning(request, "C’est noté, mais la réponse n’a pas pu partir par courriel.")
    else:
        messages.success(request, "C’est noté. La personne n’avait pas laissé d’adresse.")


def _settle_photo(held: Report, by: User) -> None:
    """Remove for good the photograph of a report, or show it again."""
    if held.state != ReportState.DONE:
        show_again(held.photo or 0, by)
    elif photo := GalleryPhoto.objects.filter(pk=held.photo or 0).first():
        remove(photo, by, was_asked=True)


def _line(one: Report, seen: VisibleStructure | None) -> Line:
    if seen is None:
        return Line(one, one.name or "Une structure qui n’est plus publiée", "")
    return Line(one, seen.nom, structure_path(seen.id, seen.nom))


def _photo_line(one: Report, photo: GalleryPhoto | None) -> Line:
    if photo is None:
        return Line(one, "Une photo qui n’est plus là", "")
    return Line(one, f"Photo : {photo.title}", path_of(photo))


def _new_structure_url(held: Report) -> str:
    """Where the structure is added, by a form that holds already what was proposed."""
    place = place_of(held.place)
    said = {
        "nom": held.name,
        "adresse": place.adresse,
        "code_postal": place.code_postal,
        "commune_nom": place.commune_nom,
        "telephone": held.contact if _NUMBER.fullmatch(held.contact) else "",
    }
    return f"{reverse('structure-new')}?{urlencode({name: value for name, value in said.items() if value})}"
