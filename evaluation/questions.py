# SPDX-License-Identifier: AGPL-3.0-or-later
"""Questions of the common kinds, the form that asks them, and what was answered as plain values: what
satisfaction and surveys share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """How a question is answered."""

    CHOICE = "choix", "un choix"
    SEVERAL = "plusieurs", "plusieurs choix"
    SCALE = "echelle", "une note de 1 à 5"
    YES_NO = "ouinon", "oui ou non"
    NUMBER = "nombre", "un nombre"
    SHORT = "ligne", "quelques mots"
    LONG = "texte", "un texte"


TEXTS = frozenset({Kind.SHORT, Kind.LONG})
LISTED = frozenset({Kind.CHOICE, Kind.SEVERAL})
MOST_WORDS = {Kind.SHORT: 200, Kind.LONG: 4000}
MOST_NUMBER = 1_000_000
_BOXES: dict[Kind, forms.Widget] = {
    Kind.SHORT: forms.TextInput(attrs={"class": "input", "dir": "auto"}),
    Kind.LONG: forms.Textarea(attrs={"class": "input", "rows": 5, "dir": "auto"}),
}
YES, NO = "oui", "non"


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers that are offered: its code, its words."""

    code: str
    label: Any


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. `options` are the offered answers of a choice and of several."""

    code: str
    kind: Kind
    label: Any
    options: tuple[Option, ...] = ()
    help: Any = ""
    is_required: bool = False

    @property
    def offered(self) -> tuple[Option, ...]:
        """The answers that are offered; none for a number and for words."""
        if self.kind == Kind.SCALE:
            return tuple(Option(str(n), str(n)) for n in range(1, 6))
        if self.kind == Kind.YES_NO:
            return (Option(YES, _("Oui")), Option(NO, _("Non")))
        return self.options


class QuestionsForm(forms.Form):
    """A form of some questions: `answers` are what was answered, by code, without what was left empty."""

    def __init__(self, questions: Iterable[Question], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = tuple(questions)
        for question in self.questions:
            self.fields[question.code] = _field(question)

    @property
    def answers(self) -> dict[str, Any]:
        """What was answered: a code, a list of codes, a whole number, or words."""
        given = ((one.code, self.cleaned_data.get(one.code)) for one in self.questions)
        return {code: value for code, value in given if value not in (None, "", [])}


def _field(question: Question) -> forms.Field:
    shared: dict[str, Any] = {
        "label": question.label,
        "help_text": question.help,
        "required": question.is_required,
        "error_messages": {
            "required": _("Cette question attend une réponse."),
            "invalid_choice": _("Ce n’est pas une des réponses proposées."),
        },
    }
    choices = [(one.code, one.label) for one in question.offered]
    if question.kind == Kind.SEVERAL:
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **shared)
    if question.kind == Kind.NUMBER:
        shared["error_messages"]["invalid"] = _("Écrivez un nombre entier, en chiffres.")
        digits = forms.TextInput(attrs={"class": "input", "inputmode": "numeric"})
        return forms.IntegerField(min_value=0, max_value=MOST_NUMBER, widget=digits, **shared)
    if question.kind in TEXTS:
        return forms.CharField(max_length=MOST_WORDS[question.kind], widget=_BOXES[question.kind], **shared)
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **shared)


def counted(question: Question, answers: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """How many chose each of the offered answers; one who chose several counts for each."""
    found = {one.code: 0 for one in question.offered}
    for answer in answers:
        given = answer.get(question.code)
        for code in given if isinstance(given, list) else [given]:
            if code in found:
                found[code] += 1
    return found
