# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is written for one edition: its pages, and the emblems of who pays for it, in their order."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import at_least, signed_in
from accounts.roles import Role
from common.costly import UPLOAD, costly
from files import pictures
from publishing.editions.forms import SENTENCES, ChapterForm, EmblemForm, EmblemWordsForm, shown_now
from publishing.editions.models import Edition, EditionChapter, EditionEmblem

MOST_CHAPTERS, MOST_EMBLEMS = 40, 20
# Which way a page or an emblem goes in its list.
WAY, UP = "sens", "haut"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.STAFF)
def new_chapter(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a page for the book."""
    held = get_object_or_404(Edition, pk=pk)
    chapter = EditionChapter(edition=held, position=_next(EditionChapter, held))
    form = ChapterForm(request.POST if request.method == "POST" else None, held=chapter)
    if form.is_bound and held.chapters.count() >= MOST_CHAPTERS:
        form.add_error(None, f"{MOST_CHAPTERS} pages au plus : retirez-en une d’abord.")
    if form.is_bound and form.is_valid():
        form.save()
        messages.success(request, f"Page ajoutée : « {chapter} ».")
        return redirect("edition", pk)
    return _chapter_form(request, held, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.STAFF)
def chapter(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a page of the book. What somebody else wrote meanwhile is shown before it is written over."""
    held = get_object_or_404(EditionChapter.objects.select_related("edition"), pk=pk)
    form = ChapterForm(request.POST if request.method == "POST" else None, held=held)
    if form.is_bound and form.is_valid() and (theirs := _written(form, pk)) is None:
        messages.success(request, f"Page enregistrée : « {held} ».")
        return redirect("edition", held.edition_id)
    theirs = EditionChapter.objects.get(pk=pk) if form.is_bound else None
    return _chapter_form(request, held.edition, form, theirs)


@transaction.atomic
def _written(form: ChapterForm, pk: int) -> EditionChapter | None:
    """Write what was typed; the page as somebody else wrote it meanwhile, and nothing is written then."""
    now = EditionChapter.objects.select_for_update().get(pk=pk)
    if form.cleaned_data["version"] != now.version:
        form.add_error(
            None,
            "Quelqu’un d’autre a changé cette page pendant que vous écriviez. Votre texte est gardé dans le"
            " champ, le sien est plus bas : réunissez-les, puis enregistrez.",
        )
        form.data = shown_now(form.data, now.version)
        return now
    part = form.save(commit=False)
    part.version = now.version + 1
    part.save()
    return None


def _chapter_form(
    request: HttpRequest, held: Edition, form: ChapterForm, theirs: EditionChapter | None
) -> HttpResponse:
    is_other = theirs is not None and bool(form.non_field_errors())
    context = {"edition": held, "form": form, "theirs": theirs if is_other else None}
    return render(request, "publishing/chapter.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.STAFF)
def remove_chapter(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether a page goes; then take it out of the book."""
    return _removed(
        request, get_object_or_404(EditionChapter.objects.select_related("edition"), pk=pk), "cette page"
    )


@require_POST
@at_least(Role.STAFF)
def move_chapter(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a page before, or after, its neighbour."""
    return _moved(request, get_object_or_404(EditionChapter, pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.STAFF)
@costly(UPLOAD, methods=("POST",))
def new_emblem(request: HttpRequest, pk: int) -> HttpResponse:
    """Add the emblem of who pays for the book."""
    held = get_object_or_404(Edition, pk=pk)
    form = EmblemForm(request.POST or None, request.FILES or None, auto_id="champ_%s")
    if form.is_bound and held.emblems.count() >= MOST_EMBLEMS:
        form.add_error(None, f"{MOST_EMBLEMS} emblèmes au plus : retirez-en un d’abord.")
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        with transaction.atomic():
            file = pictures.store(said["picture"], "embleme.jpg", signed_in(request))
            EditionEmblem.objects.create(
                edition=held,
                position=_next(EditionEmblem, held),
                file=file,
                alt=said["alt"],
                words=said["words"],
            )
        messages.success(request, f"Emblème ajouté : « {said['alt']} ».")
        return redirect("edition", pk)
    return _emblem_form(request, held, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.STAFF)
def emblem(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is said of an emblem."""
    held = get_object_or_404(EditionEmblem.objects.select_related("edition", "file"), pk=pk)
    sent = request.POST if request.method == "POST" else None
    form = EmblemWordsForm(sent, initial={"alt": held.alt, "words": held.words}, auto_id="champ_%s")
    if form.is_bound and form.is_valid():
        held.alt, held.words = form.cleaned_data["alt"], form.cleaned_data["words"]
        held.save(update_fields=["alt", "words"])
        messages.success(request, f"Emblème enregistré : « {held.alt} ».")
        return redirect("edition", held.edition_id)
    return _emblem_form(request, held.edition, form, held)


def _emblem_form(
    request: HttpRequest, held: Edition, form: EmblemWordsForm, emblem: EditionEmblem | None
) -> HttpResponse:
    context = {"edition": held, "form": form, "emblem": emblem, "sentences": SENTENCES}
    return render(request, "publishing/emblem.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.STAFF)
def remove_emblem(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether an emblem goes; then take it off the book."""
    return _removed(
        request, get_object_or_404(EditionEmblem.objects.select_related("edition"), pk=pk), "cet emblème"
    )


@require_POST
@at_least(Role.STAFF)
def move_emblem(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an emblem before, or after, its neighbour."""
    return _moved(request, get_object_or_404(EditionEmblem, pk=pk))


def _next(model: type[EditionChapter] | type[EditionEmblem], held: Edition) -> int:
    last = model.objects.filter(edition=held).aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _removed(request: HttpRequest, part: EditionChapter | EditionEmblem, what: str) -> HttpResponse:
    if request.method == "POST":
        part.delete()
        messages.success(request, f"Retiré : « {part} ».")
        return redirect("edition", part.edition_id)
    context = {
        "title": f"Retirer {what} : « {part} » ?",
        "said": ["Les livres déjà faits ne changent pas. On ne peut pas revenir en arrière."],
        "button": "Retirer",
        "back": "edition",
        "number": part.edition_id,
        "name": str(part.edition),
    }
    return render(request, "publishing/confirm.html", context)


@transaction.atomic
def _moved(request: HttpRequest, part: EditionChapter | EditionEmblem) -> HttpResponse:
    """The list in its new order, its ranks written anew."""
    rows: Any = type(part)._default_manager
    listed = list(rows.select_for_update().filter(edition=part.edition_id))
    place = next((n for n, one in enumerate(listed) if one.pk == part.pk), 0)
    other = place - 1 if request.POST.get(WAY) == UP else place + 1
    if 0 <= other < len(listed):
        listed[place], listed[other] = listed[other], listed[place]
    for rank, one in enumerate(listed):
        if one.position != rank:
            rows.filter(pk=one.pk).update(position=rank)
    return redirect("edition", part.edition_id)
