# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/professionnels/sources/`: where records come from; staff describe each source, pause it, forget what it
taught."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import at_least, signed_in
from accounts.roles import Role
from common.links import outgoing
from data import described
from data.imports import lessons
from data.models import ImportRun, Profile, Source
from mapping.models import Structure
from territory.words import source_name

# So many imports of a source are listed on its page.
_RUNS = 20
_MOST_HOURS = 24 * 31


class SourceDescription(forms.Form):
    """What staff say of a source, and where it is fetched."""

    use_required_attribute = False

    nom = forms.CharField(
        label="Nom",
        max_length=150,
        help_text="Tel que les pages et les imports le montrent.",
        error_messages={
            "required": "Écrivez le nom de la source.",
            "max_length": "Ce nom est trop long : 150 caractères au plus.",
        },
    )
    producteur = forms.CharField(
        label="Producteur",
        max_length=150,
        required=False,
        help_text="Qui a fait ces données : un département, une association, un service de l’État.",
        error_messages={"max_length": "150 caractères au plus."},
    )
    licence = forms.CharField(
        label="Licence",
        max_length=100,
        required=False,
        help_text="« Licence Ouverte 2.0 », « ODbL 1.0 », ou l’accord qui permet de les reprendre.",
        error_messages={"max_length": "100 caractères au plus."},
    )
    lien = forms.URLField(
        label="Page de la source",
        max_length=1000,
        required=False,
        assume_scheme="https",
        help_text="Où le producteur en parle.",
        error_messages={"invalid": "Écrivez une adresse du web : https://exemple.fr/annuaire."},
    )
    url = forms.URLField(
        label="Fichier à relever",
        max_length=1000,
        required=False,
        assume_scheme="https",
        help_text="L’adresse du fichier lui-même, que le site relève tout seul. Vide : import à la main.",
        error_messages={"invalid": "Écrivez une adresse du web : https://exemple.fr/annuaire.csv."},
    )
    every_hours = forms.IntegerField(
        label="Toutes les (heures)",
        min_value=1,
        max_value=_MOST_HOURS,
        help_text=f"24 : une fois par jour. De 1 à {_MOST_HOURS}.",
        error_messages={
            "required": "Écrivez un nombre d’heures : 24 par exemple.",
            "invalid": "Écrivez un nombre entier d’heures : 24 par exemple.",
        },
    )

    def __init__(self, source: Source, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.source = source
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"

    def full_clean(self) -> None:
        """Look at what was typed, and have each wrong field say so to screen readers."""
        super().full_clean()
        for name in self.errors:
            if name in self.fields:
                attributes = self.fields[name].widget.attrs
                attributes["aria-invalid"] = "true"
                attributes["aria-describedby"] = f"{self[name].auto_id}_error"

    def clean_nom(self) -> str:
        """A name that no other source has."""
        name = " ".join(self.cleaned_data["nom"].split())
        if Source.objects.filter(nom__iexact=name).exclude(pk=self.source.pk).exists():
            raise ValidationError(f"Une autre source s’appelle déjà « {name} ».")
        return name

    def clean_lien(self) -> str:
        """An address that a page may lead to."""
        said = self.cleaned_data["lien"]
        if said and not outgoing(said):
            raise ValidationError("Écrivez une adresse du web : https://exemple.fr/annuaire.")
        return said

    def clean_url(self) -> str:
        """The address of the file; one that is being fetched is not taken away."""
        said = self.cleaned_data["url"]
        if not said and self.source.enabled:
            raise ValidationError("Mettez d’abord le relevé automatique en pause.")
        return said


_FIELDS = ("nom", "producteur", "licence", "lien", "url", "every_hours")


def standing_of_sources() -> str:
    """How many sources there are, and how many are fetched by themselves."""
    count = Source.objects.count()
    fetched = Source.objects.filter(enabled=True).count()
    said = f"{count} source{'s' if count > 1 else ''}"
    return f"{said}, dont {fetched} relevée{'s' if fetched > 1 else ''} automatiquement" if fetched else said


@require_safe
@never_cache
@at_least(Role.STAFF)
def sources(request: HttpRequest) -> HttpResponse:
    """Every source, and what structures name that nobody has described."""
    lines, left = described.listing()
    return render(request, "data/sources.html", {"lines": lines, "left": left})


@require_POST
@at_least(Role.STAFF)
def describe(request: HttpRequest) -> HttpResponse:
    """Make a source of a code that structures name."""
    code = request.POST.get("code", "")
    if not code or code != slugify(code)[:50] or not Structure.objects.filter(source=code).exists():
        raise Http404("Aucune structure ne dit venir de cette source.")
    name = source_name(code)
    source, is_new = Source.objects.get_or_create(code=code, defaults={"nom": name[:1].upper() + name[1:]})
    if is_new:
        messages.success(request, f"La source « {source} » est créée : dites son producteur et sa licence.")
    return redirect("source", source.code)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.STAFF)
def source(request: HttpRequest, code: str) -> HttpResponse:
    """One source: what is said of it, what it gave, what was learnt of it."""
    held = _source(code)
    form = SourceDescription(held, initial={name: getattr(held, name) for name in _FIELDS})
    if request.method == "POST":
        form = SourceDescription(held, request.POST)
        if form.is_valid():
            _save(request, held, form.cleaned_data)
            return redirect("source", held.code)
    runs = ImportRun.objects.filter(source=held, what=ImportRun.What.IMPORT).select_related("file")
    context = {
        "source": held,
        "line": described.line(held),
        "form": form,
        "link": outgoing(held.lien),
        "runs": [{"run": run, "did": described.did(run)} for run in runs[:_RUNS]],
        "run_count": runs.count(),
        "lessons": described.lessons(held),
        "remembered": described.remembered(held),
        "kept_because": described.why_not_deleted(held),
    }
    return render(request, "data/source.html", context, status=422 if form.errors else 200)


def _save(request: HttpRequest, held: Source, given: dict[str, Any]) -> None:
    changed = [name for name in _FIELDS if getattr(held, name) != given[name]]
    if not changed:
        messages.info(request, "Rien n’a changé : c’était déjà écrit ainsi.")
        return
    for name in changed:
        setattr(held, name, given[name])
    if "url" in changed:
        # Another file: what was noted of the last one does not say that this one is old.
        held.etag = held.last_modified = ""
        changed += ["etag", "last_modified"]
    held.edited_at, held.edited_by = timezone.now(), signed_in(request)
    held.save(update_fields=[*changed, "edited_at", "edited_by"])
    messages.success(request, f"« {held} » est enregistrée.")


@require_POST
@at_least(Role.STAFF)
def set_schedule(request: HttpRequest, code: str) -> HttpResponse:
    """Have a source fetched by itself, or pause it."""
    held = _source(code)
    act = request.POST.get("acte")
    if act not in ("pause", "reprise"):
        messages.error(request, "Choisissez : mettre en pause, ou reprendre.")
        return redirect("source", held.code)
    try:
        with transaction.atomic():
            Source.objects.filter(pk=held.pk).update(
                enabled=act == "reprise", edited_at=timezone.now(), edited_by=signed_in(request)
            )
    except IntegrityError:
        messages.error(request, "Donnez d’abord l’adresse du fichier à relever.")
    else:
        done = "est en pause : elle n’est plus relevée" if act == "pause" else "est relevée automatiquement"
        messages.success(request, f"« {held} » {done}.")
    return redirect("source", held.code)


@require_POST
@at_least(Role.STAFF)
def forget(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Forget how a file of the source is read, or one word, phrase or cut of what it learnt: the next file is
    asked about again."""
    if "lecon" in request.POST:
        gone = lessons.forget(_source(code), [pk])
        if not gone:
            raise Http404("Cette source n’a rien appris de tel.")
        messages.success(request, f"« {gone[0]} » est oublié : le prochain fichier le demandera de nouveau.")
        return redirect(f"{reverse('source', args=[code])}#mots-appris")
    profile = get_object_or_404(Profile, pk=pk, source=_source(code))
    profile.delete()
    messages.success(request, "C’est oublié : les colonnes du prochain fichier seront de nouveau demandées.")
    return redirect("source", code)


@require_POST
@at_least(Role.STAFF)
def delete(request: HttpRequest, code: str) -> HttpResponse:
    """Delete a source that nothing came from."""
    held = _source(code)
    if refused := described.delete(held):
        messages.error(request, refused)
        return redirect("source", held.code)
    messages.success(request, f"La source « {held.nom} » est supprimée.")
    return redirect("sources")


def _source(code: str) -> Source:
    return get_object_or_404(Source.objects.select_related("organisation", "owner", "edited_by"), code=code)
