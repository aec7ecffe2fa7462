# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/professionnels/annuaire-papier/`: the editions of the printed directory, made by staff."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import at_least, signed_in
from accounts.models import User
from accounts.readers import VISITOR
from accounts.roles import Role, role_of
from common.costly import FILE, costly
from common.numbers import counted
from data.exports.selection import select
from mapping import vocabulary
from network.models.common import THEMES
from publishing import tasks
from publishing.editions import price
from publishing.editions.errata import base_of
from publishing.editions.forms import EditionForm
from publishing.editions.gathering import gathered, search_of
from publishing.editions.models import Edition, EditionChapter, EditionEmblem, Printing
from publishing.editions.preview import lacking
from publishing.recipients.counts import counts_of
from publishing.recipients.models import Recipient

# What the next edition says as this one did; its period and its season are its own.
_TAKEN_UP = (
    "title", "subtitle", "publisher", "about", "territory_kind", "territory_code", "themes", "publics", "cut",
    "sheets", "paper", "price_page", "copies",
)  # fmt: skip

_OF_A_RECIPIENT = ("kind", "name", "street", "postcode", "town", "copies", "note", "structure")


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def editions(request: HttpRequest) -> HttpResponse:
    """The editions, the last first. Professionals read which are prepared, so that their page is right in
    time; staff open them."""
    found = Edition.objects.select_related("by").prefetch_related("printings")
    lines = [
        {"edition": one, "territory": one.territory, "published": _published(one), "last": _last(one)}
        for one in found
    ]
    context = {"lines": lines, "is_staff": role_of(request.user) >= Role.STAFF}
    return render(request, "publishing/editions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.STAFF)
def new(request: HttpRequest) -> HttpResponse:
    """Begin an edition."""
    user = signed_in(request)
    form = EditionForm(request.POST if request.method == "POST" else None, held=Edition(by=user))
    if form.is_bound and form.is_valid():
        made = form.save(commit=False)
        made.updated_by = user
        made.save()
        messages.success(
            request, "Édition enregistrée. Ajoutez ses pages et ses emblèmes, puis faites le livre."
        )
        return redirect("edition", made.pk)
    context = {"form": form, "edition": None}
    return render(request, "publishing/edition_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.STAFF)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an edition. What somebody else changed meanwhile is told, and not written over unseen."""
    held = get_object_or_404(Edition, pk=pk)
    form = EditionForm(request.POST if request.method == "POST" else None, held=held)
    if form.is_bound and form.is_valid() and _written(form, signed_in(request), pk):
        messages.success(request, "Édition enregistrée.")
        return redirect("edition", pk)
    context = {"form": form, "edition": get_object_or_404(Edition, pk=pk)}
    return render(request, "publishing/edition_form.html", context, status=422 if form.is_bound else 200)


@transaction.atomic
def _written(form: EditionForm, user: User, pk: int) -> bool:
    """Whether what was typed was written: not where somebody else wrote since it was shown."""
    now = Edition.objects.select_for_update(of=("self",)).select_related("updated_by").get(pk=pk)
    if form.cleaned_data["version"] != now.version:
        form.tell_conflict(now)
        return False
    edition = form.save(commit=False)
    edition.version, edition.updated_by, edition.updated_at = now.version + 1, user, timezone.now()
    edition.save()
    return True


@require_safe
@never_cache
@at_least(Role.STAFF)
def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """An edition: what it holds, what it costs, its pages, its emblems, the books made of it."""
    held = get_object_or_404(Edition.objects.select_related("by", "updated_by", "follows"), pk=pk)
    count = len(select(search_of(held), VISITOR).structures) if held.territory else 0
    chapters, emblems = list(held.chapters.all()), list(held.emblems.select_related("file"))
    printings = list(held.printings.select_related("asked_by").defer("scope"))
    context = {
        "edition": held,
        "territory": held.territory,
        "themes": _labels(held, "themes"),
        "publics": _labels(held, "publics"),
        "count": count,
        "price": price.foreseen(held, count),
        "base": base_of(held),
        "chapters": chapters,
        "emblems": emblems,
        "printings": printings,
        "under_way": next((one for one in printings if one.is_under_way), None),
        "counts": counts_of(held),
    }
    return render(request, "publishing/edition.html", context)


@require_safe
@never_cache
@at_least(Role.STAFF)
@costly(FILE)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What the book of an edition would hold today."""
    held = get_object_or_404(Edition, pk=pk)
    whole = gathered(held)
    context = {
        "edition": held,
        "book": whole.book,
        "count": len(whole.entries),
        "lacking": lacking(whole),
        "price": price.foreseen(held, len(whole.entries)),
    }
    return render(request, "publishing/preview.html", context)


@require_POST
@at_least(Role.STAFF)
def make(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the book of an edition; of one that is asked for already, its page."""
    held = get_object_or_404(Edition, pk=pk)
    if held.territory is None:
        messages.error(request, "Le territoire de cette édition n’existe plus : choisissez-en un autre.")
        return redirect("edition-edit", pk)
    printing, is_new = tasks.ask(held, signed_in(request))
    if not is_new:
        messages.info(request, "Ce livre est déjà en cours : voici où il en est.")
    return redirect("printing", printing.pk)


@require_POST
@at_least(Role.STAFF)
@transaction.atomic
def duplicate(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the next edition with all that this one says; its errata are told since this one."""
    before = get_object_or_404(Edition, pk=pk)
    user = signed_in(request)
    said = {name: getattr(before, name) for name in _TAKEN_UP}
    after = Edition.objects.create(**said, follows=before, by=user, updated_by=user)
    EditionChapter.objects.bulk_create(
        EditionChapter(edition=after, position=one.position, title=one.title, text=one.text)
        for one in before.chapters.all()
    )
    EditionEmblem.objects.bulk_create(
        EditionEmblem(edition=after, position=one.position, file_id=one.file_id, alt=one.alt, words=one.words)
        for one in before.emblems.all()
    )
    # To the same people, to whom nothing of it was delivered yet.
    Recipient.objects.bulk_create(
        Recipient(edition=after, **{name: getattr(one, name) for name in _OF_A_RECIPIENT})
        for one in before.recipients.all()
    )
    messages.success(request, "Édition suivante : dites sa période et sa saison, le reste est repris.")
    return redirect("edition-edit", after.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.STAFF)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether an edition goes, with the books made of it; then delete it."""
    held = get_object_or_404(Edition, pk=pk)
    if request.method == "POST":
        held.delete()
        messages.success(request, f"« {held} » : édition supprimée.")
        return redirect("editions")
    published = held.printings.filter(published_at__isnull=False).count()
    made = held.printings.exclude(pages=None).count()
    said = [f"Elle a {counted(made, 'livre fait', 'livres faits')} : supprimés avec elle."] if made else []
    if published:
        said.append(
            f"{counted(published, 'publié', 'publiés')} : le public ne pourra plus le télécharger, et ce qui"
            " a changé depuis ne pourra plus être dit à qui le tient."
        )
    context: dict[str, Any] = {
        "title": f"Supprimer « {held} » ?",
        "said": [*said, "On ne peut pas revenir en arrière."],
        "button": "Supprimer l’édition",
        "back": "edition",
        "number": pk,
        "name": str(held),
    }
    return render(request, "publishing/confirm.html", context)


def _labels(held: Edition, name: str) -> list[str]:
    known = dict({"themes": THEMES, "publics": vocabulary.PUBLICS}[name])
    return [str(known.get(code, code)) for code in getattr(held, name)]


def _published(one: Edition) -> Printing | None:
    return next((each for each in one.printings.all() if each.published_at and each.has_files), None)


def _last(one: Edition) -> Printing | None:
    return next(iter(one.printings.all()), None)
