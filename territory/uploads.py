# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/territoire/depots/`: another population than everyone, groups of communes, zones to draw."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.access import at_least
from accounts.roles import Role
from common.costly import UPLOAD, costly
from mapping import presentation
from territory import deposits, view, words
from territory.models import DemandColumn, Grouping, Overlay
from territory.plurals import ngettext
from territory.refusal import MAX_BYTES, Refused, too_heavy
from territory.zone_figures import touching
from territory.zones import zones

_KINDS = [
    ("population", gettext_lazy("Une population : code Insee de commune, nombre de personnes")),
    ("regroupement", gettext_lazy("Un regroupement : code Insee de commune, nom du groupe")),
    (
        "zones",
        gettext_lazy(
            "Des zones à superposer (GeoJSON), comme les quartiers prioritaires, avec leurs habitants si "
            "le fichier les dit"
        ),
    ),
]
_MODELS: dict[str, type[DemandColumn | Grouping | Overlay]] = {
    "population": DemandColumn,
    "regroupement": Grouping,
    "zones": Overlay,
}


_INPUT = {"class": "input"}


class UploadForm(forms.Form):
    """A file to measure with: what it is, under what name, and where it comes from."""

    sorte = forms.ChoiceField(
        label=gettext_lazy("Que déposez-vous ?"),
        choices=_KINDS,
        widget=forms.Select({"class": "select"}),
    )
    nom = forms.CharField(
        label=gettext_lazy("Nom"),
        max_length=80,
        help_text=gettext_lazy("Par exemple : immigrés, allocataires."),
        widget=forms.TextInput(_INPUT),
    )
    source = forms.CharField(
        label=gettext_lazy("Source et année"), max_length=200, required=False, widget=forms.TextInput(_INPUT)
    )
    fichier = forms.FileField(
        label=gettext_lazy("Fichier"),
        help_text=gettext_lazy(
            "CSV, Excel ou LibreOffice, comme l'Insee les donne (CODGEO, LIBGEO, nombre) ; GeoJSON pour "
            "des zones. "
            "8 Mo au plus."
        ),
        widget=forms.FileInput({"class": "upload"}),
    )
    colonne = forms.CharField(
        label=gettext_lazy("Colonne"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Le nom de la colonne à lire, si le fichier en a plusieurs."),
        widget=forms.TextInput(_INPUT),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_least(Role.STAFF)
@costly(UPLOAD, ("POST",))
def uploads(request: HttpRequest) -> HttpResponse:
    """What was brought, a form to bring more, and a button to take each away."""
    if request.method == "POST" and "retirer" in request.POST:
        return _take_away(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            _keep(request, form.cleaned_data)
            return redirect("territory-uploads")
        except Refused as refused:
            form.add_error("fichier", str(refused))
    told = list(filter(None, [presentation.unknown_text(view.unknown(request.GET, frozenset()))]))
    kept = [(kind, label, _MODELS[kind].objects.select_related("author")) for kind, label in _KINDS]
    return render(
        request,
        "territory/uploads.html",
        {"form": form, "kept": kept, "told": told},
        status=400 if form.errors else 200,
    )


def _keep(request: HttpRequest, cleaned: dict) -> None:
    file, kind, column = cleaned["fichier"], cleaned["sorte"], cleaned["colonne"]
    if file.size > MAX_BYTES:
        raise Refused(too_heavy())
    content = file.read()
    common = {"name": cleaned["nom"], "author": request.user}
    if kind == "zones":
        drawn = zones(content)
        kept = Overlay.objects.create(geojson=drawn, source=cleaned["source"], **common)
        _say_where(request, kept, _zones_told(drawn["features"]))
        return
    if kind == "population":
        table = deposits.numbers(file.name, content, column)
        DemandColumn.objects.create(values=table.values, left=table.left, source=cleaned["source"], **common)
        lost = ngettext("%(n)s personne", "%(n)s personnes", round(sum(table.left.values()))) % {
            "n": words.number(sum(table.left.values()))
        }
    else:
        table = deposits.groups(file.name, content, column)
        Grouping.objects.create(groups=table.values, **common)
        lost = ""
    messages.success(request, words.typeset(" ".join(_told(table, lost))))


def _zones_told(features: list[dict]) -> str:
    """How many zones were understood, and of how many the file says who lives there."""
    told = ngettext("%(n)d zone déposée", "%(n)d zones déposées", len(features)) % {"n": len(features)}
    peopled = sum("habitants" in feature["properties"] for feature in features)
    if not peopled:
        return _("%(zones)s ; le fichier ne dit pas combien de personnes y vivent.") % {"zones": told}
    return _("%(zones)s, dont %(peopled)d avec leur nombre d’habitants.") % {
        "zones": told,
        "peopled": peopled,
    }


def _say_where(request: HttpRequest, kept: Overlay, told: str) -> None:
    """What was understood of zones, and how many are here: none is said at once, with nothing to look at."""
    here = view.default_scope()
    number = touching(kept.geojson["features"], here)
    if not number:
        text = _("%(told)s Aucune de ces zones n’est dans ce territoire (%(place)s).")
        messages.warning(request, text % {"told": told, "place": here.name()})
        return
    touched = ngettext(
        "%(n)s touche ce territoire (%(place)s).", "%(n)s touchent ce territoire (%(place)s).", number
    ) % {"n": words.number(number), "place": here.name()}
    link = f"{reverse('territory')}?zones={kept.pk}#zones-titre"
    said = '{} {} <a href="{}">{}</a>'
    messages.success(request, format_html(said, told, touched, link, _("Voir sur la carte")))


def _told(table: deposits.Table, lost: str) -> list[str]:
    """What was understood of a table, and what was left out: with its people, `lost`."""
    told = [
        ngettext("%(n)d commune déposée.", "%(n)d communes déposées.", len(table.values))
        % {"n": len(table.values)}
    ]
    if table.missing:
        told.append(_("%(n)d sans valeur : données manquantes.") % {"n": table.missing})
    if table.unknown:
        codes = ", ".join(table.unknown[:5]) + ("…" if len(table.unknown) > 5 else "")
        said = {"n": len(table.unknown), "codes": codes + (f" ({lost})" if lost else "")}
        told.append(
            ngettext(
                "%(n)d code inconnu, laissé de côté : %(codes)s.",
                "%(n)d codes inconnus, laissés de côté : %(codes)s.",
                len(table.unknown),
            )
            % said
        )
    return told + table.notes


def _take_away(request: HttpRequest) -> HttpResponse:
    kind, _separator, pk = request.POST["retirer"].partition("-")
    if kind in _MODELS and pk.isascii() and pk.isdigit():
        _MODELS[kind].objects.filter(pk=pk).delete()
        messages.success(request, _("Dépôt retiré."))
    return redirect("territory-uploads")
