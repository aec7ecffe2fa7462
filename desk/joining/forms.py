# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody says who asks for an account."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import organisations
from accounts.models import Organisation
from common.robots import TrappedForm
from desk.letters.forms import one_line
from places.models import Commune
from places.search import search_communes


def commune_of(text: str) -> Commune:
    """The one commune that a typed text means. Raises ValidationError, with those that it may mean."""
    departement = None if settings.DEPARTEMENT == "all" else settings.DEPARTEMENT
    found = search_communes(text, 4, departement)
    exact = [one for one in found if one.is_exact]
    if exact and (len(exact) == 1 or exact[0].commune.departement_code == departement):
        return exact[0].commune
    if not found:
        raise ValidationError(
            gettext("« %(text)s » : aucune commune de ce nom. Écrivez son nom ou son code postal.")
            % {"text": text}
        )
    likely = ", ".join(str(one.commune) for one in found)
    raise ValidationError(
        gettext("« %(text)s » peut être plusieurs communes. Écrivez par exemple : %(likely)s.")
        % {"text": text, "likely": likely}
    )


def organisation_of(text: str) -> Organisation | None:
    """The organisation whose SIREN, SIRET or whole name a text is; None where there is none, or several."""
    digits = text.replace(" ", "")
    found = organisations.found(text)[: organisations.MAX_FOUND]
    name = organisations.folded(text)
    named = [
        one
        for one in found
        if organisations.folded(one.name) == name or (one.siren and one.siren == digits[:9])
    ]
    return named[0] if len(named) == 1 else None


def _text(autocomplete: str = "off", **attributes: str) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": autocomplete, "dir": "auto", "class": "input"} | attributes)


class RegistrationForm(TrappedForm):
    """An address, a name, an organisation, and where one works. `cleaned_data["commune"]` is a `Commune`.

    Of who comes from a structure's page, `organisation` and `commune` may stay empty.
    """

    courriel = forms.EmailField(
        label=_("Votre adresse électronique professionnelle"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr", "class": "input"}),
        error_messages={
            "required": _("Écrivez votre adresse électronique : nom@exemple.fr."),
            "invalid": _("Écrivez une adresse électronique entière : nom@exemple.fr."),
        },
    )
    nom = forms.CharField(
        label=_("Vos prénom et nom"),
        max_length=150,
        validators=[one_line],
        widget=_text("name"),
        error_messages={"required": _("Écrivez vos prénom et nom : vos collègues vous reconnaîtront.")},
    )
    organisation = forms.CharField(
        label=_("Votre organisation"),
        help_text=_("Son nom, ou son numéro SIREN."),
        required=False,
        max_length=255,
        validators=[one_line],
        widget=_text("organization", list="organisations-connues"),
    )
    commune = forms.CharField(
        label=_("Commune où vous travaillez"),
        help_text=_("Son nom ou son code postal."),
        required=False,
        max_length=100,
        widget=_text("address-level2"),
    )
    metier = forms.CharField(
        label=_("Votre métier, si vous voulez"),
        required=False,
        max_length=100,
        validators=[one_line],
        widget=_text("organization-title"),
    )
    message = forms.CharField(
        label=_("Un mot pour qui lira votre demande, si vous voulez"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "class": "input"}),
        error_messages={"max_length": _("Raccourcissez : %(limit_value)d caractères au plus.")},
    )

    def __init__(self, *arguments: Any, from_structure: bool = False, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.from_structure = from_structure
        if from_structure:
            for name in ("organisation", "commune"):
                self.fields[name].help_text = _("Laissez vide si c’est celle de cette structure.")
        else:
            self.fields["organisation"].widget.attrs |= {
                "data-suggest": reverse("api-suggestions"),
                "data-suggest-names": "laquelle",
            }
            self.fields["organisation"].help_text = _(
                "Le nom de votre structure, comme dans l’annuaire, celui de votre organisation, ou son SIREN."
            )

    def clean_organisation(self) -> str:
        """What was written of the organisation; needed of whoever comes from no structure's page."""
        text = self.cleaned_data["organisation"].strip()
        if not text and not self.from_structure:
            raise ValidationError(gettext("Écrivez le nom de votre organisation, ou son numéro SIREN."))
        return text

    def clean_commune(self) -> Commune | None:
        """The commune that was written; needed of whoever comes from no structure's page."""
        text = self.cleaned_data["commune"].strip()
        if text:
            return commune_of(text)
        if not self.from_structure:
            raise ValidationError(gettext("Écrivez la commune où vous travaillez : « Chelles », « 77500 »."))
        return None
