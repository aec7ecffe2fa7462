# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/professionnels/territoires/`: the territories that staff draw up, as lists of communes."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import at_least
from accounts.member_list import UnreadableList, decoded
from accounts.models import AmbassadorOf
from accounts.roles import Role
from desk.people.forms import PeopleForm
from desk.people.pages import shown
from places import drawing_up
from places.models import Commune, NamedTerritory
from places.territories import TerritoryKind


class NamedTerritoryForm(PeopleForm):
    """A name, a sort, and communes by code or name, typed, pasted or from a file."""

    nom = forms.CharField(label="Nom", max_length=120, error_messages={"required": "Écrivez un nom."})
    sorte = forms.ChoiceField(label="Sorte", choices=NamedTerritory.Kind.choices)
    communes = forms.CharField(
        label="Communes",
        help_text="Une par ligne ou séparées par des virgules : code INSEE ou nom, pas le code postal.",
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 12, "class": "input textarea-list", "spellcheck": "false"}),
    )
    fichier = forms.FileField(
        label="Ou un fichier",
        help_text="CSV : un code INSEE par ligne. Il remplace la liste ci-dessus.",
        required=False,
        widget=forms.FileInput(attrs={"class": "upload", "accept": ".csv,.txt,.tsv"}),
    )

    def __init__(self, *arguments: Any, held: NamedTerritory | None = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.held = held
        self.read: tuple[Commune, ...] = ()

    def clean_nom(self) -> str:
        """A name that no other territory has."""
        name = " ".join(self.cleaned_data["nom"].split())
        others = NamedTerritory.objects.exclude(pk=self.held.pk if self.held else 0)
        if others.filter(nom__iexact=name).exists():
            raise forms.ValidationError(f"Un territoire s’appelle déjà « {name} ».")
        return name

    def clean(self) -> dict[str, Any]:
        """The communes of the file, else of the text; every one that cannot be read is said."""
        given = super().clean() or {}
        file = given.get("fichier")
        name = "fichier" if file else "communes"
        try:
            drawn = drawing_up.read(decoded(file.read()) if file else given.get("communes", ""))
        except UnreadableList as error:
            self.add_error(name, str(error))
            return given
        for message in drawn.wrong[:20]:
            self.add_error(name, message)
        if not drawn.communes and not drawn.wrong:
            self.add_error(name, "Écrivez au moins une commune.")
        self.read = drawn.communes
        return given


@require_safe
@never_cache
@at_least(Role.STAFF)
def listing(request: HttpRequest) -> HttpResponse:
    """The territories that were drawn up."""
    named = list(NamedTerritory.objects.all())
    people: dict[str, list[str]] = {}
    ambassadors = AmbassadorOf.objects.filter(kind=TerritoryKind.TERRITOIRE.value).select_related("user")
    for one in ambassadors.order_by("pk"):
        people.setdefault(one.code, []).append(str(one.user))
    lines = [{"territory": one, "ambassadors": people.get(one.slug, [])} for one in named]
    return shown(request, "people/territories.html", {"lines": lines})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.STAFF)
def edit(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Draw a territory up, or change it. Its code in links stays what it was first."""
    held = get_object_or_404(NamedTerritory, slug=slug) if slug else None
    form = NamedTerritoryForm(held=held, initial=_initial(held))
    if request.method == "POST":
        form = NamedTerritoryForm(request.POST, request.FILES or None, held=held)
        if form.is_valid():
            one = held or NamedTerritory(slug=drawing_up.slug_for(form.cleaned_data["nom"]))
            one.nom, one.kind = form.cleaned_data["nom"], form.cleaned_data["sorte"]
            one.communes = [commune.code for commune in form.read]
            one.save()
            messages.success(request, f"« {one} » : {len(one.communes)} commune(s).")
            return redirect("named-territory", one.slug)
    listed = Commune.objects.in_bulk(held.communes) if held else {}
    context = {
        "territory": held,
        "form": form,
        "listed": sorted(listed.values(), key=lambda one: one.nom),
        "people_count": sum(one.population or 0 for one in listed.values()),
        "gone": [code for code in (held.communes if held else []) if code not in listed],
    }
    return shown(request, "people/territory.html", context, 422 if form.errors else 200)


@require_POST
@at_least(Role.STAFF)
@transaction.atomic
def remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a territory away, and with it those who answered for it."""
    held = get_object_or_404(NamedTerritory, slug=slug)
    gone, _each = AmbassadorOf.objects.filter(kind=TerritoryKind.TERRITOIRE.value, code=slug).delete()
    held.delete()
    also = f" {gone} personne(s) n’en répondent plus." if gone else ""
    messages.success(request, f"« {held} » est supprimé : ses communes restent.{also}")
    return redirect("named-territories")


def _initial(held: NamedTerritory | None) -> dict[str, Any]:
    if held is None:
        return {}
    return {"nom": held.nom, "sorte": held.kind, "communes": "\n".join(held.communes)}
