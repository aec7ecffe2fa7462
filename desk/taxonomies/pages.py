# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/professionnels/champs/`: staff write a region's own fields, show a list, take back what was done."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import at_least, signed_in
from accounts.roles import Role
from common.costly import UPLOAD, costly
from data.exports.table import table_file
from desk import undone
from desk.taxonomies.forms import FieldForm, FileForm, TaxonomyForm
from desk.taxonomies.told import field_lines
from mapping import staff_records
from mapping.kinds import TAXONOMY, TAXONOMY_FIELD
from mapping.models import Taxonomy, TaxonomyField
from mapping.taxonomies import table, writing
from mapping.taxonomies.checking import check

_FIELD = ("label", "label_en", "label_ar", "label_uk", "thematiques", "rank")
_SAID_OTHERWISE = (
    "Quelqu’un vient d’écrire ici autre chose que vous : « %s ». Ce que vous avez écrit est encore dans le"
    " champ ; enregistrez de nouveau pour le garder."
)
_NO_FIELD = "Cette liste n’a pas encore de champ avec une thématique : montrée, elle ne trouverait rien."


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.STAFF)
def taxonomies(request: HttpRequest) -> HttpResponse:
    """The lists, which one is shown, and what was done of them; begin one."""
    form = TaxonomyForm()
    if request.method == "POST":
        form = TaxonomyForm(request.POST)
        if form.is_valid():
            made = writing.make(**form.values(), by=signed_in(request))
            messages.success(request, f"« {made} » est commencée. Personne ne la voit encore.")
            return redirect("taxonomy", made.pk)
    lists: list[dict[str, Any]] = [
        {"taxonomy": one, "fields": fields, "check": check(fields)}
        for one in Taxonomy.objects.prefetch_related("fields").order_by("-is_shown", "name", "pk")
        for fields in [list(one.fields.all())]
    ]
    context = {
        "form": form,
        "lists": lists,
        "shown": next((one["taxonomy"] for one in lists if one["taxonomy"].is_shown), None),
        "history": undone.history(writing.acts(), request.user),
    }
    return render(request, "taxonomies/list.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.STAFF)
@costly(UPLOAD, ("POST",))
def taxonomy(request: HttpRequest, pk: int) -> HttpResponse:
    """One list: its fields, what it leaves out, its name; a file that takes the place of its fields."""
    version = staff_records.last_event(TAXONOMY, pk)
    held = get_object_or_404(Taxonomy, pk=pk)
    form = TaxonomyForm(initial={"nom": held.name, "note": held.note, "vu": version})
    file = FileForm()
    if request.method == "POST" and "apporter" in request.POST:
        file = FileForm(request.POST, request.FILES)
        if file.is_valid():
            return _replaced(request, held, file)
    elif request.method == "POST":
        form = TaxonomyForm(request.POST)
        if form.is_valid():
            try:
                _write(request, held, form)
            except staff_records.Moved as moved:
                form = _again(TaxonomyForm, request, moved, version)
            except staff_records.Gone:
                raise Http404("Cette liste a été supprimée.") from None
            else:
                return redirect("taxonomy", held.pk)
    fields = list(held.fields.all())
    context = {
        "taxonomy": held,
        "form": form,
        "file": file,
        "lines": field_lines(fields),
        "check": check(fields),
        "headers": table.HEADERS,
    }
    wrong = form.errors or file.errors
    return render(request, "taxonomies/one.html", context, status=422 if wrong else 200)


def _write(request: HttpRequest, held: Taxonomy, form: TaxonomyForm) -> None:
    values = form.values()
    changed = writing.write(held.pk, values, signed_in(request), form.cleaned_data["vu"] or 0)
    _say(request, bool(changed), f"« {values['name']} » est enregistrée.")


def _replaced(request: HttpRequest, held: Taxonomy, file: FileForm) -> HttpResponse:
    try:
        done = writing.replace_fields(held.pk, file.rows, signed_in(request))
    except staff_records.Gone:
        raise Http404("Cette liste a été supprimée.") from None
    said = ", ".join(
        f"{count} {word}"
        for count, word in (
            (done.added, "ajoutés" if done.added > 1 else "ajouté"),
            (done.changed, "changés" if done.changed > 1 else "changé"),
            (done.removed, "enlevés" if done.removed > 1 else "enlevé"),
        )
        if count
    )
    _say(request, bool(done), f"Champs : {said}. Cela s’annule, dans l’historique des listes.")
    return redirect("taxonomy", held.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.STAFF)
def field(request: HttpRequest, pk: int, number: int | None = None) -> HttpResponse:
    """Add a field to a list, or change one."""
    taxonomy_held = get_object_or_404(Taxonomy, pk=pk)
    version = staff_records.last_event(TAXONOMY_FIELD, number) if number else 0
    held = get_object_or_404(TaxonomyField, pk=number, taxonomy=taxonomy_held) if number else None
    initial = {name: getattr(held, name) for name in _FIELD} if held else {}
    form = FieldForm(taxonomy_held, held=held is not None, initial=initial | {"vu": version})
    if request.method == "POST":
        form = FieldForm(taxonomy_held, request.POST, held=held is not None)
        if form.is_valid():
            try:
                _save_field(request, taxonomy_held, held, form)
            except staff_records.Moved as moved:
                form = _again(partial(FieldForm, taxonomy_held, held=True), request, moved, version)
            except staff_records.Gone:
                raise Http404("Ce champ a été supprimé.") from None
            else:
                return redirect(f"{reverse('taxonomy', args=[taxonomy_held.pk])}#champs")
    context = {"taxonomy": taxonomy_held, "field_held": held, "form": form, "themes": form.themes()}
    return render(request, "taxonomies/field.html", context, status=422 if form.errors else 200)


def _save_field(request: HttpRequest, of: Taxonomy, held: TaxonomyField | None, form: FieldForm) -> None:
    user, values = signed_in(request), form.values()
    if held is None:
        made = writing.add_field(of.pk, values, user)
        messages.success(request, f"« {made} » est ajouté.")
        return
    changed = writing.write_field(held.pk, values, user, form.cleaned_data["vu"] or 0)
    _say(request, bool(changed), f"« {values['label']} » est enregistré.")


@require_POST
@at_least(Role.STAFF)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a list to everyone, in place of the one that is; or show it no more."""
    try:
        if "cacher" in request.POST:
            held = writing.hide(pk, signed_in(request))
            messages.success(request, f"« {held} » n’est plus montrée. Elle reste ici.")
        else:
            held = writing.show(pk, signed_in(request))
            messages.success(
                request, f"« {held} » est montrée : dans les filtres, les mots compris, les fichiers."
            )
    except writing.NothingToShow:
        messages.error(request, _NO_FIELD)
    except staff_records.Gone:
        raise Http404("Cette liste a été supprimée.") from None
    return redirect("taxonomy", pk)


@require_POST
@at_least(Role.STAFF)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a list with its fields; the history offers it again."""
    try:
        name = writing.remove(pk, signed_in(request))
    except staff_records.Gone:
        raise Http404("Cette liste n’existe plus.") from None
    messages.success(request, f"« {name} » est supprimée. Cela s’annule, plus bas.")
    return redirect(f"{reverse('taxonomies')}#historique")


@require_POST
@at_least(Role.STAFF)
def remove_field(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Remove a field of a list; the history offers it again."""
    get_object_or_404(TaxonomyField, pk=number, taxonomy=pk)
    try:
        gone = writing.remove_field(number, signed_in(request))
    except staff_records.Gone:
        raise Http404("Ce champ n’existe plus.") from None
    messages.success(request, f"« {gone} » est supprimé. Cela s’annule, dans l’historique des listes.")
    return redirect(f"{reverse('taxonomy', args=[pk])}#champs")


@require_POST
@at_least(Role.STAFF)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what an act did of the lists; what was written since stays, and is told."""
    done = writing.undo(pk, signed_in(request))
    if done is None:
        raise Http404("Cette modification n’est pas des listes de champs.")
    undone.tell(request, done)
    return redirect(f"{reverse('taxonomies')}#historique")


@require_safe
@never_cache
@at_least(Role.STAFF)
def export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The fields of a list as a file that comes back in: CSV, or a workbook."""
    held = get_object_or_404(Taxonomy, pk=pk)
    return table_file(table.lines(list(held.fields.all())), f"champs-{held.pk}", kind, "Champs")


def _again(kind: Any, request: HttpRequest, moved: staff_records.Moved, version: int) -> Any:
    """The form as it was sent, each field that somebody else wrote saying what is held; sent again, it writes
    over it, for its sender has seen it."""
    sent = request.POST.copy()
    sent["vu"] = str(version)
    again = kind(sent)
    again.is_valid()
    for name, value in moved.fields.items():
        held = ", ".join(value) if isinstance(value, list) else str(value or "rien")
        again.refuse("nom" if name == "name" else name, _SAID_OTHERWISE % held[:300])
    return again


def _say(request: HttpRequest, changed: bool, done: str) -> None:
    if changed:
        messages.success(request, done)
    else:
        messages.info(request, "Rien n’a changé : c’était déjà écrit ainsi.")
