# SPDX-License-Identifier: AGPL-3.0-or-later
"""The forms of registering: anyone's, with a name and an address; an opinion; an invitation."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.profile import Profile
from common.robots import TrappedForm
from mapping.editing.forms import ShownAgain
from network.registering.seats import Room
from places.folding import fold


def one_line(text: str) -> None:
    """Raises ValidationError for a text of several lines, or with characters that no one types."""
    if not text.isprintable():
        raise ValidationError(gettext("Écrivez sur une seule ligne."))


def _days(rooms: Sequence[Room]) -> list[tuple[str, str]]:
    return [(one.day.isoformat(), formats.date_format(one.day, "l j F")) for one in rooms]


class DayForm(forms.Form):
    """Which day somebody registers for; the only one where there is one."""

    jour = forms.ChoiceField(
        label=_("Quel jour"),
        required=False,
        widget=forms.Select(attrs={"class": "select"}),
        error_messages={"invalid_choice": _("Choisissez un des jours proposés.")},
    )

    def __init__(self, data: QueryDict | None = None, *, rooms: Sequence[Room] = (), **options: Any) -> None:
        super().__init__(data, **options)
        self.rooms = [one for one in rooms if not one.is_closed]
        field = self.fields["jour"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = _days(self.rooms)

    def clean_jour(self) -> date:
        """The day. Raises ValidationError where none is open."""
        if not self.rooms:
            raise ValidationError(gettext("Les inscriptions sont closes, ou c’est complet."))
        said = self.cleaned_data["jour"]
        if not said and len(self.rooms) > 1:
            raise ValidationError(gettext("Choisissez un des jours proposés."))
        return date.fromisoformat(said) if said else self.rooms[0].day


class RegistrationForm(DayForm, TrappedForm):
    """Anyone's registration, with a name and where it is confirmed."""

    nom = forms.CharField(
        label=_("Votre nom"),
        max_length=100,
        validators=[one_line],
        error_messages={"required": _("Écrivez votre nom.")},
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "name", "dir": "auto"}),
    )
    courriel = forms.EmailField(
        label=_("Votre courriel"),
        max_length=254,
        error_messages={
            "required": _("Écrivez votre courriel : la confirmation y est envoyée."),
            "invalid": _("Écrivez une adresse électronique : nom@exemple.fr."),
        },
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "email", "dir": "ltr"}),
    )
    field_order = ["jour", "nom", "courriel"]


class OpinionForm(forms.Form):
    """A note out of five."""

    avis = forms.TypedChoiceField(
        label=_("Votre avis, de 1 (pas utile) à 5 (très utile)"),
        choices=[(n, str(n)) for n in range(1, 6)],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choisissez une note de 1 à 5."),
            "invalid_choice": _("Choisissez une note de 1 à 5."),
        },
    )


class InviteForm(ShownAgain, forms.Form):
    """Whom an organiser invites: the members of organisations, people of the directory of professionals."""

    organisations = forms.ModelMultipleChoiceField(
        label="des organisations",
        help_text="Tous leurs membres reçoivent l’invitation.",
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    personnes = forms.CharField(
        label="des personnes de l’annuaire des professionnels",
        help_text="Un nom par ligne, comme il est dans l’annuaire.",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"class": "input", "rows": 4}),
    )
    mot = forms.CharField(
        label="un mot avec l’invitation",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"class": "input", "rows": 3}),
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="champ_%s")
        field = self.fields["organisations"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = Organisation.objects.order_by("name", "pk")

    def clean_personnes(self) -> list[User]:
        """The people of these names, among those who agreed to be found. Raises ValidationError, naming the
        lines that are nobody's."""
        lines = [line.strip() for line in self.cleaned_data["personnes"].splitlines() if line.strip()]
        if not lines:
            return []
        findable = Profile.objects.filter(
            is_findable=True, user__is_active=True, user__is_professional=True
        ).select_related("user")
        by_name: dict[str, list[User]] = {}
        for one in findable:
            by_name.setdefault(fold(one.user.full_name), []).append(one.user)
        wrong = [line for line in lines if len(by_name.get(fold(line), [])) != 1]
        if wrong:
            told = ", ".join(f"« {line[:60]} »" for line in wrong[:5])
            raise ValidationError(f"{told} : aucune personne de ce nom dans l’annuaire, ou plusieurs.")
        return [by_name[fold(line)][0] for line in lines]

    def clean(self) -> dict[str, Any]:
        """Somebody is invited."""
        given = super().clean() or {}
        if not self.errors and not given.get("organisations") and not given.get("personnes"):
            self.add_error(None, "Choisissez qui inviter : une organisation, ou des personnes.")
        return given

    def invited(self) -> list[User]:
        """Everyone who is invited, once."""
        members = User.objects.filter(
            is_active=True,
            is_professional=True,
            organisation_memberships__organisation__in=self.cleaned_data["organisations"],
        )
        found = {one.pk: one for one in [*members, *self.cleaned_data["personnes"]]}
        return [found[number] for number in sorted(found)]
