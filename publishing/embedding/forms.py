# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form of a widget."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from accounts.memberships import nameable_organisations
from accounts.models import Organisation, User
from accounts.roles import Role, role_of
from desk.letters.forms import one_line
from desk.people.forms import PeopleForm
from files import pictures
from publishing.embedding.asked import search_of
from publishing.embedding.colour import colour_of
from publishing.embedding.models import Widget
from publishing.embedding.origins import origins_of

# A logo is shown forty pixels high: so wide is enough for a screen of double density.
LOGO_SIDE_PX = 240


class WidgetForm(PeopleForm):
    """Whose site, where, which search, and how it is shown. What is valid of it is in `values`."""

    partenaire = forms.CharField(
        label="Nom du site ou de l’organisme",
        help_text="Écrit en haut du cadre ; avec un logo, c’est lui qui y est, et le nom est dit à qui ne le"
        " voit pas.",
        max_length=120,
        validators=[one_line],
        error_messages={"required": "Écrivez un nom."},
    )
    sites = forms.CharField(
        label="Adresses des sites qui l’affichent",
        help_text="Une par ligne, comme https://www.exemple.fr ; aucun autre site ne pourra l’afficher. Avec"
        " « www » et sans sont deux adresses.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "dir": "ltr"}),
        error_messages={"required": "Écrivez au moins une adresse de site, comme https://www.exemple.fr."},
    )
    recherche = forms.CharField(
        label="Recherche",
        help_text="Faites la recherche sur le site, puis collez ici son adresse. Vide : toute la recherche.",
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"dir": "ltr", "spellcheck": "false"}),
    )
    lecteurs = forms.ChoiceField(label="Ce que les lecteurs peuvent changer", choices=Widget.Filters.choices)
    montre = forms.ChoiceField(label="Ce qui est montré", choices=Widget.Shows.choices)
    langue = forms.ChoiceField(
        label="Langue",
        required=False,
        choices=[("", "celle du lecteur, qui peut en changer"), *settings.LANGUAGES],
    )
    couleur = forms.CharField(
        label="Couleur",
        help_text="Facultatif : comme #1d4f5c, assez foncée pour se lire sur du blanc.",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"dir": "ltr", "spellcheck": "false"}),
    )
    logo = forms.FileField(
        label="Logo",
        help_text="Facultatif : JPEG, PNG ou WebP (pas de SVG), 12 Mo au plus. À choisir de nouveau après une"
        " erreur.",
        required=False,
        widget=forms.FileInput(attrs={"class": "upload", "accept": pictures.ACCEPTED}),
        error_messages={"empty": "Ce fichier est vide."},
    )
    sans_logo = forms.BooleanField(label="Retirer le logo", required=False)
    organisation = forms.ModelChoiceField(
        label="Organisation",
        help_text="Ses membres pourront aussi modifier cette intégration.",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="aucune : moi seul",
    )

    def __init__(self, *arguments: Any, held: Widget, user: User, **options: Any) -> None:
        super().__init__(*arguments, **options)
        organisations: Any = self.fields["organisation"]
        organisations.queryset = Organisation.objects.filter(pk__in=nameable_organisations(user).values("pk"))
        # Whoever is let in by the organisation does not shut the door.
        may_choose = held.pk is None or held.by_id == user.pk or role_of(user) is Role.STAFF
        if held.organisation_id:
            organisations.queryset |= Organisation.objects.filter(pk=held.organisation_id)
        if not may_choose or not organisations.queryset.exists():
            del self.fields["organisation"]
        if held.logo_id is None:
            del self.fields["sans_logo"]
        self.picture: pictures.Picture | None = None

    def clean_sites(self) -> list[str]:
        """The origins that may frame it."""
        return origins_of(self.cleaned_data["sites"])

    def clean_recherche(self) -> str:
        """The query string of the search."""
        return search_of(self.cleaned_data["recherche"])

    def clean_couleur(self) -> str:
        """A colour that is legible, or none."""
        given = self.cleaned_data["couleur"].strip()
        return colour_of(given) if given else ""

    def clean(self) -> dict[str, Any]:
        """The same, with the picture made anew; what is wrong of it is told with all the rest."""
        given = super().clean() or {}
        if (
            given.get("lecteurs") == Widget.Filters.FIXED
            and not given.get("recherche")
            and "recherche" in given
        ):
            self.add_error(
                "recherche",
                "Sans recherche, rien ne serait à lire : collez-en une, ou laissez les lecteurs chercher.",
            )
        if given.get("logo"):
            try:
                self.picture = pictures.read(given["logo"], small_side=LOGO_SIDE_PX)
            except ValidationError as error:
                self.add_error("logo", error)
        return given

    @property
    def values(self) -> dict[str, Any]:
        """What is written of a valid form, by field of the model; its logo apart."""
        given = self.cleaned_data
        values = {
            "partner": " ".join(given["partenaire"].split()),
            "origins": given["sites"],
            "search": given["recherche"],
            "filters": given["lecteurs"],
            "shows": given["montre"],
            "language": given["langue"],
            "accent": given["couleur"],
        }
        return values | ({"organisation": given["organisation"]} if "organisation" in given else {})


def initial_of(widget: Widget) -> dict[str, Any]:
    """What the form of a widget says before it is changed."""
    return {
        "partenaire": widget.partner,
        "sites": "\n".join(widget.origins or []),
        "recherche": f"/?{widget.search}" if widget.search else "",
        "lecteurs": widget.filters,
        "montre": widget.shows,
        "langue": widget.language,
        "couleur": widget.accent,
        "organisation": widget.organisation_id,
    }
