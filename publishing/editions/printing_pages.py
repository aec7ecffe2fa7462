# SPDX-License-Identifier: AGPL-3.0-or-later
"""One making of a book: how far it is, what came of it, whether everyone may take it away."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import at_least, signed_in
from accounts.roles import Role
from publishing.editions import making, price, since
from publishing.editions.models import PrintedFile, Printing, PrintingState
from publishing.editions.public_pages import weights

# Seconds between two looks of a page that has no script.
AGAIN_S = 5


@require_safe
@never_cache
@at_least(Role.STAFF)
def printing(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a book is, and what it is once it is made. Without scripts the page comes again by itself."""
    held = get_object_or_404(Printing.objects.select_related("edition", "asked_by", "published_by"), pk=pk)
    if held.is_under_way:
        context = {"printing": held, "forgotten": making.is_forgotten(held)}
        response = render(request, "publishing/underway.html", context)
        response["Refresh"] = str(AGAIN_S)
        return response
    sizes = weights([held]).get(held.pk, {})
    newer = held.edition.printings.filter(state=PrintingState.DONE, deleted_at__isnull=True, pk__gt=held.pk)
    context = {
        "printing": held,
        "price": price.of_printing(held),
        "sizes": sizes,
        "newer": newer.order_by("pk").last(),
        "changes": since.count(held) if held.has_files else 0,
    }
    return render(request, "publishing/printing.html", context)


@require_POST
@at_least(Role.STAFF)
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a book that is being made."""
    held = get_object_or_404(Printing, pk=pk)
    if held.is_under_way and not making.stop(held):
        messages.info(request, "Arrêt demandé : ce qui est commencé finit son pas, puis rien n’est gardé.")
    return redirect("printing", pk)


@require_POST
@at_least(Role.STAFF)
@transaction.atomic
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Let everyone take a book away."""
    held = get_object_or_404(Printing.objects.select_for_update(), pk=pk)
    if not held.has_files:
        messages.error(request, "Ce livre n’a pas de fichier à publier.")
    elif held.published_at is None:
        held.published_at, held.published_by = timezone.now(), signed_in(request)
        held.save(update_fields=["published_at", "published_by"])
        where = "page « Annuaire imprimé (PDF) », au pied de toutes les pages"
        messages.success(request, f"Publié : tout le monde peut le télécharger, {where}.")
    return redirect("printing", pk)


@require_POST
@at_least(Role.STAFF)
@transaction.atomic
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a book back from the public; its readers are told no more of what changed."""
    held = get_object_or_404(Printing.objects.select_for_update(), pk=pk)
    if held.published_at is not None:
        held.published_at = held.published_by = None
        held.save(update_fields=["published_at", "published_by"])
        messages.success(request, "Ce livre n’est plus public.")
    return redirect("printing", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.STAFF)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether the files of a book go; then delete them. What it said stays, to tell what changed."""
    held = get_object_or_404(Printing.objects.select_related("edition"), pk=pk)
    if request.method == "POST":
        with transaction.atomic():
            Printing.objects.filter(pk=pk, state=PrintingState.DONE).update(deleted_at=timezone.now())
            if held.is_under_way:
                making.stop(held)
            PrintedFile.objects.filter(printing=held).delete()
        messages.success(request, "Fichiers supprimés.")
        return redirect("edition", held.edition_id)
    said = ["Les fichiers à lire et à imprimer sont supprimés. On ne peut pas revenir en arrière."]
    if held.published_at:
        said.append("Il est publié : le public ne pourra plus le télécharger.")
    context = {
        "title": f"Supprimer les fichiers de « {held} » ?",
        "said": said,
        "button": "Supprimer les fichiers",
        "back": "printing",
        "number": pk,
        "name": str(held),
    }
    return render(request, "publishing/confirm.html", context)
