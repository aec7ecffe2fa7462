# SPDX-License-Identifier: AGPL-3.0-or-later
"""Form fields of the one filter: what each kind of parameter accepts, and what is said of anything else."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

from django import forms
from django.core.validators import BaseValidator
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from places import territories
from places.territories import TerritoryKind
from search import opening

MAX_WORDS_LENGTH = 200

# A translation filled in only once the reader's language is known: `%` would read it at once.
filled = lazy(lambda text, **values: text % values, str)


class CodesField(forms.MultipleChoiceField):
    """Values of a vocabulary, in capitals or not: « a1 » can only mean A1."""

    def to_python(self, value: list[str] | None) -> list[str]:
        """The codes as the vocabulary writes them; what it does not know is left as it was given."""
        choices = cast(Iterable[tuple[str, object]], self.choices)
        codes = {code.casefold(): code for code, _label in choices}
        return [codes.get(given.strip().casefold(), given) for given in super().to_python(value)]


def codes_field(label: Any, choices: Sequence[tuple[str, Any]]) -> forms.Field:
    """A field for values of a vocabulary."""
    values = [code for code, _label in choices]
    # Long vocabularies are told by their address rather than recited.
    accepted = ", ".join(values) if len(values) <= 40 else "/api/v1/schema"
    return CodesField(
        label=label,
        required=False,
        choices=choices,
        error_messages={
            "invalid_choice": format_lazy(
                "{} {}.", _("« %(value)s » n'existe pas ; les valeurs sont :"), accepted
            )
        },
    )


class CodesOfHereField(CodesField):
    """Values that staff of the site declare: those of the moment at which they are looked at."""

    def __init__(self, *, values: Sequence[tuple[str, Any]], **options: Any):
        # Called when they are read, and no sooner.
        super().__init__(choices=lambda: list(values), **options)
        self._values = values

    def to_python(self, value: list[str] | None) -> list[str]:
        """The codes as they are declared; of nothing, nothing is looked at."""
        return super().to_python(value) if value else []

    def validate(self, value: list[str]) -> None:
        """Raises ValidationError for a value that is not declared, and for any where none is."""
        if not value:
            return
        codes = [code for code, _label in self._values]
        wrong = next((code for code in value if code not in codes), "")
        if not codes:
            raise forms.ValidationError(_("ce site ne montre pas de champs de la région."))
        if wrong:
            raise forms.ValidationError(
                _("« %(value)s » n'existe pas ; les valeurs sont : %(known)s."),
                params={"value": wrong, "known": ", ".join(codes)},
            )


def codes_of_here_field(label: Any, values: Sequence[tuple[str, Any]]) -> forms.Field:
    """A field for values that staff declare."""
    return CodesOfHereField(label=label, required=False, values=values)


def yes_field(label: Any) -> forms.Field:
    """A field that is `oui` or not given."""
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=[("oui", _("oui"))],
        error_messages={"invalid_choice": _("« oui » est attendu, ou rien.")},
    )


def words_field(label: Any) -> forms.Field:
    """A field for what is typed."""
    return forms.CharField(
        label=label,
        required=False,
        max_length=MAX_WORDS_LENGTH,
        error_messages={
            "max_length": _("%(limit_value)s lettres au plus sont attendues ; il y en a %(show_value)s.")
        },
    )


def number_field(
    label: Any,
    minimum: float,
    maximum: float,
    unit: Any,
    kind: Callable[..., forms.Field] = forms.FloatField,
) -> forms.Field:
    """A field for a number within bounds, told with its unit; `kind` says whether it is a whole one."""
    wrong = filled(
        _("un nombre entre %(min)s et %(max)s %(unit)s est attendu, avec un point décimal."),
        min=f"{minimum:g}",
        max=f"{maximum:g}",
        unit=unit,
    )
    number = kind(
        label=label, required=False, min_value=minimum, max_value=maximum, error_messages={"invalid": wrong}
    )
    for validator in number.validators:
        if isinstance(validator, BaseValidator):
            validator.message = wrong
    return number


class _Together(forms.TextInput):
    """The values of a parameter that is given several times, as one text with commas."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        """Those that are not empty, in their order."""
        return ",".join(one.strip() for one in data.getlist(name) if one.strip())


class MomentField(forms.CharField):
    """A moment as links write it, or several, one of which will do (`search.opening`)."""

    widget = _Together

    def clean(self, value: Any) -> str:
        """Moments within the days that are worked out ahead, or nothing. Raises ValidationError."""
        text = ",".join(opening.each_of(super().clean(value)))
        if text:
            try:
                opening.moment(text, timezone.now())
            except ValueError:
                raise forms.ValidationError(
                    _(
                        "« maintenant », un jour comme « jeudi » ou « jeudi-soir » (matin, apres-midi, soir),"
                        " une habitude comme « soir », « semaine » ou « week-end-matin »,"
                        " une date comme 2026-11-26 ou une date et une heure comme 2026-11-26T18:30 sont"
                        " attendues, dans les %(days)s jours ; plusieurs à la fois, « maintenant » à part."
                    ),
                    params={"days": opening.HORIZON_DAYS},
                ) from None
        return text


class TerritoryField(forms.CharField):
    """The code of a territory of one kind; `wrong` is said of any other text."""

    def __init__(self, kind: str, wrong: Any, **options: Any):
        super().__init__(**options)
        self.kind, self.wrong = TerritoryKind(kind), wrong

    def clean(self, value: Any) -> str:
        """The code of a territory that a commune is of. Raises ValidationError."""
        code = super().clean(value)
        if code and not territories.exists(self.kind, code):
            raise forms.ValidationError(self.wrong, params={"code": code})
        return code
