# SPDX-License-Identifier: AGPL-3.0-or-later
"""What anyone may say of the directory, and what whoever keeps it answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.robots import TrappedForm
from desk.letters.forms import one_line
from mapping.models import ReportAbout, ReportState

LONGEST = 2000
WRONG = [
    (ReportAbout.HOURS.value, _("Les horaires")),
    (ReportAbout.CONTACT.value, _("Le téléphone ou le courriel")),
    (ReportAbout.PLACE.value, _("L’adresse ou le chemin")),
    (ReportAbout.SERVICES.value, _("Ce qui y est proposé")),
    (ReportAbout.CLOSED.value, _("C’est fermé définitivement")),
    (ReportAbout.OTHER.value, _("Autre chose")),
]
_TOO_LONG = _("Raccourcissez votre message : %(limit_value)d caractères au plus.")


def _line(label: Any, required: Any = "", **attributes: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=bool(required),
        max_length=255,
        validators=[one_line],
        error_messages={"required": required} if required else {},
        widget=forms.TextInput(attrs={"dir": "auto", "class": "input"} | attributes),
    )


class ReportForm(TrappedForm):
    """A message from anyone, and where its answer goes, if they want one."""

    message = forms.CharField(
        label=_("Ce qu’il faudrait lire"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto", "class": "input"}),
        error_messages={
            "required": _("Écrivez ce qui ne va pas, et ce qu’il faudrait lire."),
            "max_length": _TOO_LONG,
        },
    )
    courriel = forms.EmailField(
        label=_("Votre courriel, si vous voulez une réponse"),
        required=False,
        max_length=254,
        error_messages={"invalid": _("Écrivez une adresse électronique : nom@exemple.fr.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr", "class": "input"}),
    )


class ErrorForm(ReportForm):
    """An error on a structure's page."""

    quoi = forms.ChoiceField(
        label=_("Qu’est-ce qui est faux ?"),
        choices=WRONG,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choisissez ce qui est faux."),
            "invalid_choice": _("Choisissez ce qui est faux."),
        },
    )
    field_order = ["quoi", "message", "courriel"]


class ProposalForm(ReportForm):
    """A structure that is not in the directory."""

    nom = _line(_("Nom de la structure"), required=_("Écrivez le nom de la structure."))
    lieu = _line(_("Adresse ou commune"), required=_("Écrivez au moins la commune."))
    contact = _line(_("Téléphone, courriel ou site de la structure, si vous l’avez"))
    field_order = ["nom", "lieu", "message", "contact", "courriel"]

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        message = self.fields["message"]
        message.label = _("Ce qu’on y propose, et à qui")
        message.error_messages["required"] = _("Écrivez ce qu’on y propose, et à qui.")


class PhotoAskForm(ReportForm):
    """Somebody on a photograph asks that it be removed."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        message = self.fields["message"]
        message.label, message.required = _("Un mot, si vous voulez"), False


_DECISIONS = {
    ReportAbout.MISSING: ("La structure est dans l’annuaire", "Sans suite"),
    ReportAbout.PHOTO: ("Retirer la photo pour toujours", "La laisser, et la montrer de nouveau"),
}


class AnswerForm(forms.Form):
    """What became of a message, and what is answered to whoever wrote it."""

    decision = forms.ChoiceField(
        label="Ce que vous avez décidé",
        choices=[
            (ReportState.DONE.value, "La fiche est corrigée"),
            (ReportState.REFUSED.value, "Sans suite"),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez ce que vous avez décidé : corrigé, ou sans suite.",
            "invalid_choice": "Choisissez ce que vous avez décidé : corrigé, ou sans suite.",
        },
    )
    reponse = forms.CharField(
        label="Votre réponse",
        required=False,
        max_length=LONGEST,
        error_messages={"max_length": "Raccourcissez : %(limit_value)d caractères au plus."},
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto", "class": "input"}),
    )

    def __init__(self, *given: Any, about: str = "", **named: Any) -> None:
        """`about`: what the report is about (`ReportAbout`)."""
        super().__init__(*given, **named)
        decision = self.fields["decision"]
        if (said := _DECISIONS.get(ReportAbout(about)) if about else None) and isinstance(
            decision, forms.ChoiceField
        ):
            states = (ReportState.DONE.value, ReportState.REFUSED.value)
            decision.choices = list(zip(states, said, strict=True))
