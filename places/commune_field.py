# SPDX-License-Identifier: AGPL-3.0-or-later
"""A commune typed in a form by its name, postcode or code."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from places.models import Commune
from places.search import search_communes


class CommuneField(forms.CharField):
    """A commune: cleaned to it, None for nothing."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=100, **options)

    def clean(self, value: Any) -> Commune | None:
        """The one commune that was meant. Raises ValidationError where there is none, or several."""
        typed = super().clean(value).strip()
        return commune_named(typed) if typed else None

    def prepare_value(self, value: Any) -> Any:
        """What is shown of a commune, or of its code: « Melun (77) »."""
        if isinstance(value, str) and len(value) == 5:
            return str(Commune.objects.filter(code=value).first() or value)
        return str(value) if isinstance(value, Commune) else value


def commune_named(typed: str) -> Commune:
    """The one commune of a name (« Melun », « Melun (77) ») or a code; of several, the one of the département
    that the site serves. Raises ValidationError where there is none, or several."""
    own = "" if settings.DEPARTEMENT == "all" else settings.DEPARTEMENT
    found = search_communes(typed, departement=own or None)
    exact = [one.commune for one in found if one.is_exact]
    near = [one for one in exact if one.departement_code == own]
    if len(near) == 1 or len(exact) == 1:
        return (near or exact)[0]
    said = _("« %(text)s » : aucune commune de ce nom.") % {"text": typed}
    if exact:
        said = _("« %(text)s » peut être plusieurs communes.") % {"text": typed}
    if found:
        likely = ", ".join(f"{one.commune} – {one.commune.code}" for one in found[:6])
        said += " " + _("Écrivez le nom ou le code de la bonne : %(likely)s.") % {"likely": likely}
    raise ValidationError(said)
