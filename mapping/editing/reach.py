# SPDX-License-Identifier: AGPL-3.0-or-later
"""How everyone reaches a structure: the desk's telephone, its address for mails, its site."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.phones import can_be_called
from mapping.editing.blocks import Block
from mapping.editing.forms import RecordForm, text
from mapping.models import Structure


class ReachForm(RecordForm):
    """The public ways to reach a structure."""

    telephone = text(
        gettext_lazy("téléphone"),
        gettext_lazy("Celui de l'accueil, public. Une ligne directe se met dans « Contacts »."),
        kind="tel",
        max_length=30,
        attributes={"autocomplete": "off"},
    )
    courriel = forms.EmailField(
        label=gettext_lazy("courriel"),
        help_text=gettext_lazy("Public : une adresse de l'accueil, pas celle d'une personne."),
        required=False,
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    site_web = text(
        gettext_lazy("site web"), gettext_lazy("Par exemple www.association.fr"), kind="text", max_length=500,
        attributes={"inputmode": "url", "autocapitalize": "off", "autocomplete": "off"},
    )  # fmt: skip

    class Meta:
        model = Structure
        fields = ("telephone", "courriel", "site_web")

    def clean_telephone(self) -> str:
        """The number, as it was written."""
        return telephone(self.cleaned_data["telephone"])

    def clean_site_web(self) -> str:
        """The address of the site, with its scheme."""
        return site(self.cleaned_data["site_web"])


def check_telephone(number: str) -> None:
    """Raises ValidationError where nobody could call a number."""
    if number and not can_be_called(number):
        said = _(
            "« %(number)s » n’est pas un numéro de téléphone entier : écrivez dix chiffres (01 64 00 00 00), "
            "un numéro court (115, 3949), ou l’indicatif d’un autre pays (+32…)."
        )
        raise ValidationError(said % {"number": number})


def telephone(number: str) -> str:
    """A number as it was written. Raises ValidationError where nobody could call it."""
    check_telephone(number)
    return number


def site(address: str) -> str:
    """The address of a site, « https:// » before it where it has no scheme. Raises ValidationError."""
    if not address:
        return address
    full = address if "://" in address else f"https://{address}"
    try:
        URLValidator(schemes=["http", "https"])(full)
    except ValidationError:
        said = _("une adresse de site est attendue, par exemple www.association.fr.")
        raise ValidationError(said) from None
    return full


REACH = Block(
    name="coordonnees",
    title=gettext_lazy("Téléphone, courriel, site"),
    about=gettext_lazy("Ce que tout le monde voit pour joindre l'accueil."),
    form=ReachForm,
)
