# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is asked of whoever says to whom an edition goes: one recipient, several lines, a search."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from mapping.editing.forms import ShownAgain
from mapping.editing.forms import text as one_line
from publishing.editions.models import MAX_COPIES
from publishing.embedding.asked import search_of
from publishing.recipients.adding import MOST
from publishing.recipients.lines import COLUMNS, Wrong, read
from publishing.recipients.models import Recipient

_SELECT = {"class": "select"}


def _copies(label: str, hint: str = "", initial: int | None = None) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=hint,
        min_value=1,
        max_value=MAX_COPIES,
        initial=initial,
        widget=forms.TextInput(attrs={"class": "input", "inputmode": "numeric"}),
        error_messages={
            "required": "dites combien d’exemplaires.",
            "invalid": "un nombre est attendu : 25.",
            "min_value": "un exemplaire au moins.",
            "max_value": f"{MAX_COPIES} exemplaires au plus.",
        },
    )


class RecipientForm(ShownAgain, forms.ModelForm):
    """One recipient. `version` is that which its editor saw."""

    name = one_line("nom", "« Mairie de Melun », « Médiathèque Astrolabe ».", required=True, max_length=150)
    kind = forms.ChoiceField(
        label="sorte", choices=Recipient.Kind.choices, widget=forms.Select(attrs=_SELECT)
    )
    street = one_line("adresse", "Où le colis est remis : « 16 rue Paul Doumer ».", max_length=200)
    postcode = one_line("code postal", max_length=10, attributes={"inputmode": "numeric"})
    town = one_line("commune", max_length=100)
    copies = _copies("exemplaires")
    note = one_line("à savoir", "Imprimé sur l’étiquette : « à l’accueil, le matin ».", max_length=300)
    delivered_on = forms.DateField(
        label="remis le",
        help_text="Vide tant que ce n’est pas fait.",
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"class": "input edit__day", "type": "date"}),
        error_messages={"invalid": "écrivez un jour : 31/12/2026."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Recipient
        fields = ("name", "kind", "street", "postcode", "town", "copies", "note", "delivered_on")

    def __init__(self, data: Any = None, *, held: Recipient) -> None:
        super().__init__(data, instance=held, auto_id="champ_%s")
        self.initial["version"] = held.version


class SeveralForm(ShownAgain, forms.Form):
    """What is said of several recipients at once."""

    kind = forms.ChoiceField(
        label="sorte", choices=Recipient.Kind.choices, widget=forms.Select(attrs=_SELECT)
    )


class LinesForm(SeveralForm):
    """Recipients as lines."""

    lines = forms.CharField(
        label="un destinataire par ligne",
        help_text=f"{', '.join(COLUMNS).capitalize()} : à coller d’un tableur, ou séparés par « ; ».",
        max_length=400_000,
        widget=forms.Textarea(attrs={"class": "input", "rows": 8, "spellcheck": "false"}),
        error_messages={"required": "collez au moins une ligne."},
    )
    copies = _copies("exemplaires où la ligne n’en dit pas", initial=10)
    field_order = ("kind", "copies", "lines")

    def clean(self) -> dict[str, Any]:
        """The values, with the `recipients` of the lines; each line that is not understood is said."""
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                cleaned["recipients"] = read(cleaned["lines"], cleaned["copies"], MOST)
            except Wrong as wrong:
                self.add_error("lines", [ValidationError(one) for one in wrong.messages])
        return cleaned


class DirectoryForm(SeveralForm):
    """The structures of a search."""

    search = one_line(
        "adresse d’une recherche",
        "Cherchez dans l’annuaire, puis collez ici l’adresse de la page. Vide : toutes les structures de"
        " cette édition.",
        attributes={"inputmode": "url", "autocomplete": "off"},
    )
    copies = _copies("exemplaires pour chacune", initial=10)
    field_order = ("kind", "search", "copies")

    def clean_search(self) -> str:
        """The query string of the search."""
        return search_of(self.cleaned_data["search"])
