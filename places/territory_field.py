# SPDX-License-Identifier: AGPL-3.0-or-later
"""A territory typed in a form by its name or code."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from places.commune_field import commune_named
from places.search import search_communes
from places.territories import TerritoryKind, exists, territories_named, territory

Named = tuple[TerritoryKind, str]


class TerritoryField(forms.CharField):
    """An EPCI, a département or a territory that staff drew up: cleaned to its kind and code, None for
    nothing. `by_commune` takes the name of a commune for its EPCI."""

    def __init__(self, *, by_commune: bool = False, **options: Any) -> None:
        super().__init__(max_length=200, **options)
        self.by_commune = by_commune

    def clean(self, value: Any) -> Named | None:
        """The one territory that was meant. Raises ValidationError where there is none, or several."""
        typed = super().clean(value)
        return territory_named(typed, by_commune=self.by_commune) if typed else None

    def prepare_value(self, value: Any) -> Any:
        """What is shown of a kind and a code: its name as it is read back."""
        if isinstance(value, tuple):
            kind, code = value
            return str(territory(TerritoryKind(kind), code) or code) if kind else ""
        return value


def territory_named(typed: str, *, by_commune: bool = False) -> Named:
    """The one territory of a name or a code; `by_commune`, the EPCI of a commune of that name where no
    territory has it. Raises ValidationError where there is none, or several."""
    text = typed.strip()
    for kind in TerritoryKind:
        if exists(kind, text):
            return kind, text
    found = territories_named(text)
    # « Seine-et-Marne (77) », as it is shown, is itself.
    said = [(kind, code) for kind, code in _said_with_code(text) if str(territory(kind, code)) == text]
    if len(found) == 1 or said:
        return (said or found)[0]
    if not found and by_commune and (epci := _epci_of(text)):
        return TerritoryKind.EPCI, epci
    if not found:
        raise ValidationError(
            _("« %(text)s » : aucun département, intercommunalité ni territoire de ce nom.") % {"text": text}
        )
    likely = ", ".join(f"{one} ({one.code})" for kind, code in found if (one := territory(kind, code)))
    raise ValidationError(
        _("« %(text)s » peut être plusieurs territoires : écrivez le code. %(likely)s")
        % {"text": text, "likely": likely}
    )


def _epci_of(text: str) -> str:
    """The code of the EPCI of the commune of a name; empty where there is none. Raises ValidationError where
    several communes have the name."""
    try:
        return commune_named(text).epci_code
    except ValidationError:
        if any(one.is_exact for one in search_communes(text)):
            raise
        return ""


def _said_with_code(text: str) -> list[Named]:
    code = text.rpartition("(")[2].rstrip(") ")
    return [(kind, code) for kind in TerritoryKind if exists(kind, code)]
