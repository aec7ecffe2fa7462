# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a structure is: its name, what it says of itself, who holds it, what one finds there."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mapping import vocabulary
from mapping.editing.blocks import Block
from mapping.editing.forms import Codes, RecordForm, Text, YesNo, text
from mapping.models import Structure

_SIRET_DIGITS = 14


class IdentityForm(RecordForm):
    """The fields of the structure itself that are no way to reach it."""

    nom = text(gettext_lazy("nom"), required=True, max_length=255)
    description = Text(
        label=gettext_lazy("en quelques mots"),
        help_text=gettext_lazy("Texte public : n'y mettez ni nom de personne, ni adresse confidentielle."),
        required=False,
        max_length=10_000,
    )
    accessible = YesNo(label=gettext_lazy("accessible en fauteuil roulant"))
    accessibilite_lieu = text(
        gettext_lazy("page sur AccèsLibre"),
        gettext_lazy("Par exemple https://acceslibre.beta.gouv.fr/…"),
        kind="url",
    )
    bureau_confidentiel = YesNo(
        label=gettext_lazy("pièce pour parler en confidence"),
        help_text=gettext_lazy("Un bureau fermé, où l'on n'est pas entendu des autres."),
    )
    equipements = Codes(label=gettext_lazy("ce qu'on peut y utiliser"), choices=vocabulary.EQUIPEMENTS)
    reseaux_porteurs = Codes(label=gettext_lazy("réseaux"), choices=vocabulary.RESEAUX_PORTEURS)
    siret = text(gettext_lazy("SIRET"), gettext_lazy("14 chiffres."), attributes={"inputmode": "numeric"})

    class Meta:
        model = Structure
        fields = (
            "nom", "description", "porteur", "vocation", "reseaux_porteurs", "accessible",
            "accessibilite_lieu", "bureau_confidentiel", "equipements", "siret",
        )  # fmt: skip
        labels = {
            "porteur": gettext_lazy("qui porte la structure"),
            "vocation": gettext_lazy("généraliste ou spécialisée"),
        }
        help_texts = {
            "porteur": gettext_lazy("Une association, un service public, ou une entreprise ?"),
            "vocation": gettext_lazy("S'occupe-t-elle de tout, ou d'un domaine : la santé, le logement ?"),
        }
        widgets = {name: forms.Select(attrs={"class": "select"}) for name in ("porteur", "vocation")}

    def clean_siret(self) -> str:
        """The fourteen digits, however they were spaced."""
        siret = "".join(self.cleaned_data["siret"].split())
        if siret and (len(siret) != _SIRET_DIGITS or not siret.isascii() or not siret.isdigit()):
            raise ValidationError(_("14 chiffres sont attendus, par exemple 130 025 265 00013."))
        return siret


IDENTITY = Block(
    name="presentation",
    title=gettext_lazy("Présentation"),
    about=gettext_lazy("Nom, quelques mots, réseaux, accessibilité, équipements."),
    form=IdentityForm,
)
