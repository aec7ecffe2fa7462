# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/professionnels/annuaire-papier/<id>/destinataires/`: to whom an edition goes, for staff alone."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import at_least
from accounts.roles import Role
from common.costly import FILE, UPLOAD, costly
from common.numbers import counted
from data.exports.table import table_file
from publishing.editions.forms import shown_now
from publishing.editions.models import Edition
from publishing.recipients import labels as label_sheets
from publishing.recipients.adding import TooMany, add, of_the_directory
from publishing.recipients.counts import counts_of
from publishing.recipients.forms import DirectoryForm, LinesForm, RecipientForm
from publishing.recipients.lines import table
from publishing.recipients.models import Recipient

# What a list says of those who have got theirs: all of them are asked for by this name.
ALL = "tous"
_TAKEN = (
    "Quelqu’un d’autre a changé ce destinataire pendant que vous écriviez : « %s ». Ce que vous avez saisi"
    " est gardé dans les champs : relisez, puis enregistrez."
)


@require_safe
@never_cache
@at_least(Role.STAFF)
def recipients(request: HttpRequest, pk: int) -> HttpResponse:
    """The recipients of an edition, who got theirs, and how many copies that makes beside those printed."""
    held = get_object_or_404(Edition, pk=pk)
    context = {"edition": held, "recipients": list(held.recipients.all()), "counts": counts_of(held)}
    return render(request, "publishing/recipients.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.STAFF)
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add one recipient."""
    held = get_object_or_404(Edition, pk=pk)
    form = RecipientForm(request.POST if request.method == "POST" else None, held=Recipient(edition=held))
    if form.is_bound and form.is_valid():
        made = form.save()
        messages.success(request, f"Ajouté : « {made} ».")
        return redirect("recipients", pk)
    return _form(request, held, form)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.STAFF)
def recipient(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a recipient. What somebody else wrote meanwhile is told before it is written over."""
    held = get_object_or_404(Recipient.objects.select_related("edition"), pk=pk)
    form = RecipientForm(request.POST if request.method == "POST" else None, held=held)
    if form.is_bound and form.is_valid() and _written(form, pk):
        messages.success(request, f"Enregistré : « {held} ».")
        return redirect("recipients", held.edition_id)
    return _form(request, held.edition, form)


@transaction.atomic
def _written(form: RecipientForm, pk: int) -> bool:
    now = Recipient.objects.select_for_update().get(pk=pk)
    if form.cleaned_data["version"] != now.version:
        got = f"remis le {now.delivered_on:%d/%m/%Y}" if now.delivered_on else "à remettre"
        theirs = (now.name, now.street, f"{now.postcode} {now.town}".strip(), f"{now.copies} ex.", got)
        form.add_error(None, _TAKEN % " · ".join(filter(None, theirs)))
        form.data = shown_now(form.data, now.version)
        return False
    one = form.save(commit=False)
    one.version = now.version + 1
    one.save()
    return True


def _form(request: HttpRequest, held: Edition, form: RecipientForm) -> HttpResponse:
    context = {"edition": held, "form": form}
    return render(request, "publishing/recipient.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.STAFF)
@costly(UPLOAD, methods=("POST",))
def several(request: HttpRequest, pk: int) -> HttpResponse:
    """Add several at once: lines that are pasted, or the structures of a search."""
    held = get_object_or_404(Edition, pk=pk)
    lines, directory = LinesForm(auto_id="champ_%s"), DirectoryForm(auto_id="annuaire_%s")
    sent: LinesForm | DirectoryForm | None = None
    if request.method == "POST" and "annuaire" in request.POST:
        sent = directory = DirectoryForm(request.POST, auto_id="annuaire_%s")
    elif request.method == "POST":
        sent = lines = LinesForm(request.POST, auto_id="champ_%s")
    if sent is not None and sent.is_valid():
        try:
            return _added(request, held, sent.cleaned_data)
        except TooMany as refused:
            sent.add_error("search" if sent is directory else "lines", str(refused))
    context = {"edition": held, "lines": lines, "directory": directory, "wrong": sent}
    return render(request, "publishing/recipients_several.html", context, status=422 if sent else 200)


def _added(request: HttpRequest, held: Edition, said: dict[str, Any]) -> HttpResponse:
    given = said.get("recipients")
    if given is None:
        given = of_the_directory(held, said["search"], said["copies"])
    done = add(held, given, said["kind"])
    told = f"{counted(done.added, 'destinataire ajouté', 'destinataires ajoutés')}."
    if done.known:
        told += f" {counted(done.known, 'y était déjà', 'y étaient déjà')} : rien n’en a changé."
    messages.success(request, told)
    return redirect("recipients", held.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.STAFF)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether a recipient goes; then take it off the list."""
    held = get_object_or_404(Recipient.objects.select_related("edition"), pk=pk)
    if request.method == "POST":
        held.delete()
        messages.success(request, f"Retiré : « {held} ».")
        return redirect("recipients", held.edition_id)
    context = {
        "title": f"Retirer ce destinataire : « {held} » ?",
        "said": ["On ne peut pas revenir en arrière."],
        "button": "Retirer",
        "back": "recipients",
        "number": held.edition_id,
        "name": f"Destinataires : {held.edition}",
    }
    return render(request, "publishing/confirm.html", context)


@require_POST
@at_least(Role.STAFF)
@transaction.atomic
def delivered(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a recipient got its copies today, or that it did not after all (`remis=non`)."""
    held = get_object_or_404(Recipient.objects.select_for_update(of=("self",)), pk=pk)
    got = request.POST.get("remis") != "non"
    if got is (held.delivered_on is None):
        held.delivered_on = timezone.localdate() if got else None
        held.version += 1
        held.save(update_fields=["delivered_on", "version"])
    messages.success(request, f"« {held} » : {'remis' if got else 'à remettre'}.")
    return redirect("recipients", held.edition_id)


@require_safe
@never_cache
@at_least(Role.STAFF)
def export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The list as a table: CSV, or a workbook."""
    held = get_object_or_404(Edition, pk=pk)
    return table_file(table(held.recipients.all()), f"destinataires-{pk}", kind, "Destinataires")


@require_safe
@never_cache
@at_least(Role.STAFF)
@costly(FILE)
def labels(request: HttpRequest, pk: int) -> HttpResponse:
    """Labels to stick on what is still to be delivered; on all of it with `?tous=oui`."""
    held = get_object_or_404(Edition, pk=pk)
    found = held.recipients.all()
    if request.GET.get(ALL) != "oui":
        found = found.filter(delivered_on=None)
    if not found:
        raise Http404("Il n’y a pas de destinataire à qui remettre cette édition.")
    made = label_sheets.labels(f"Étiquettes : {held}", found, timezone.localdate())
    answer = HttpResponse(made.content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="etiquettes-{pk}.pdf"'
    return answer
