# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a reader writes, to the team or to a structure."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common import outbox
from common.phones import can_be_called
from common.robots import TrappedForm

LONGEST = 4000
SUBJECTS = [
    ("erreur", _("Une erreur sur une fiche")),
    ("question", _("Une question")),
    ("idee", _("Une idée")),
    ("accessibilite", _("Un problème d’accessibilité")),
]
# Those that nobody writes without waiting for an answer.
_ANSWERED = {"question", "accessibilite"}


@dataclass(frozen=True, slots=True)
class Reply:
    """How the writer is answered: by mail, or by telephone; neither where they did not say."""

    email: str = ""
    phone: str = ""


def one_line(text: str) -> None:
    """Raises ValidationError for a text of several lines, or with characters that no one types."""
    if not text.isprintable():
        raise ValidationError(gettext("Écrivez sur une seule ligne."))


def reply_of(text: str) -> Reply:
    """A reply by what was typed. Raises ValidationError for what is neither an address nor a number."""
    if not text:
        return Reply()
    if outbox.is_address(text):
        return Reply(email=text)
    if not can_be_called(text):
        raise ValidationError(
            gettext("Écrivez une adresse électronique (nom@exemple.fr) ou un téléphone (06 12 34 56 78).")
        )
    return Reply(phone=text)


class LetterForm(TrappedForm):
    """A message, who writes it, and how they are answered. `cleaned_data["reponse"]` is a `Reply`."""

    message = forms.CharField(
        label=_("Votre message"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto", "class": "input"}),
        error_messages={
            "required": _("Écrivez votre message."),
            "max_length": _("Raccourcissez votre message : %(limit_value)d caractères au plus."),
        },
    )
    nom = forms.CharField(
        label=_("Votre nom, si vous voulez"),
        required=False,
        max_length=100,
        validators=[one_line],
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto", "class": "input"}),
    )
    reponse = forms.CharField(
        label=_("Pour vous répondre : courriel ou téléphone"),
        required=False,
        max_length=254,
        validators=[one_line],
        widget=forms.TextInput(attrs={"autocomplete": "email", "dir": "ltr", "class": "input"}),
    )
    field_order = ["sujet", "message", "nom", "reponse"]

    def clean_reponse(self) -> Reply:
        """How the writer is answered."""
        return reply_of(self.cleaned_data["reponse"].strip())

    def _ask_for_reply(self, given: dict[str, Any]) -> None:
        if given.get("reponse") == Reply():
            self.add_error(
                "reponse", gettext("Dites comment vous répondre : votre courriel ou votre téléphone.")
            )


class TeamForm(LetterForm):
    """A message to the team of the site: what it is about, and from which page."""

    sujet = forms.ChoiceField(
        label=_("Vous écrivez pour"),
        choices=SUBJECTS,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choisissez pourquoi vous écrivez."),
            "invalid_choice": _("Choisissez pourquoi vous écrivez."),
        },
    )

    def clean(self) -> dict[str, Any]:
        """Asks how to answer where an answer is waited for."""
        given = super().clean()
        if given.get("sujet") in _ANSWERED:
            self._ask_for_reply(given)
        return given


class StructureForm(LetterForm):
    """A message to a structure, which has to be able to answer."""

    def clean(self) -> dict[str, Any]:
        """Asks how to answer."""
        given = super().clean()
        self._ask_for_reply(given)
        return given
