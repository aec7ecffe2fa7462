# SPDX-License-Identifier: AGPL-3.0-or-later
"""The forms of registering: anyone's, with a name and an address; an opinion; an invitation."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from email.utils import parseaddr
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.memberships import organisations_of
from accounts.models import Organisation, User
from common.robots import TrappedForm
from mapping.editing.forms import ShownAgain
from mapping.presentation import short_name
from network.models import Audience, Event
from network.registering.seats import Room
from places.folding import fold

ON_SITE, ONLINE = "place", "ligne"
# Boxes of people on one page; lines of addresses at once; lines told at once of those that are wrong.
_BOXES, MOST_ADDRESSES, _TOLD = 40, 50, 5
_APART = re.compile(r"[,;\n\r]+")


def one_line(text: str) -> None:
    """Raises ValidationError for a text of several lines, or with characters that no one types."""
    if not text.isprintable():
        raise ValidationError(gettext("Écrivez sur une seule ligne."))


def _days(rooms: Sequence[Room]) -> list[tuple[str, str]]:
    return [(one.day.isoformat(), one.said) for one in rooms]


def how() -> forms.ChoiceField:
    """How somebody comes to what one attends either way."""
    needed = _("Choisissez : sur place, ou en ligne.")
    return forms.ChoiceField(
        label=_("Comment venez-vous"),
        choices=[(ON_SITE, _("sur place")), (ONLINE, _("en ligne"))],
        widget=forms.RadioSelect,
        error_messages={"required": needed, "invalid_choice": needed},
    )


class HowForm(forms.Form):
    """How somebody comes, changed afterwards."""

    maniere = how()


class DayForm(forms.Form):
    """Which day somebody registers for, the only one where there is one; and how they come, where that is
    asked."""

    jour = forms.ChoiceField(
        label=_("Quel jour"),
        required=False,
        widget=forms.Select(attrs={"class": "select"}),
        error_messages={"invalid_choice": _("Choisissez un des jours proposés.")},
    )
    maniere = how()

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        rooms: Sequence[Room] = (),
        asks_how: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        if not asks_how:
            del self.fields["maniere"]
        self.rooms = [one for one in rooms if not one.is_closed]
        field = self.fields["jour"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = _days(self.rooms)
        if len(self.rooms) == 1:
            # Nothing to choose, and yet the button says for which day it is.
            field.widget = forms.HiddenInput()
            field.initial = self.rooms[0].day.isoformat()

    @property
    def is_online(self) -> bool | None:
        """How they come, once it is valid; None where there is nothing to choose."""
        said = self.cleaned_data.get("maniere")
        return said == ONLINE if said else None

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
    field_order = ["jour", "maniere", "nom", "courriel"]


class WrittenDownForm(DayForm):
    """Somebody who telephoned, written down by who organises."""

    nom = forms.CharField(
        label="Nom",
        max_length=100,
        validators=[one_line],
        error_messages={"required": "Écrivez son nom."},
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off", "dir": "auto"}),
    )
    courriel = forms.EmailField(
        label="Courriel, si la personne veut une confirmation",
        required=False,
        max_length=254,
        error_messages={"invalid": "Écrivez une adresse électronique : nom@exemple.fr."},
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "off", "dir": "ltr"}),
    )
    field_order = ["jour", "maniere", "nom", "courriel"]


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


class PeopleField(forms.ModelMultipleChoiceField):
    """People, each by their name alone."""

    def label_from_instance(self, obj: Any) -> str:
        """The person's name."""
        return str(obj.full_name)


class NamedForm(ShownAgain, forms.Form):
    """People whom somebody invites: those that they may see, by boxes or by name, and where it is open to any
    address, by address."""

    # What is told of a line that may not be an address, and what to write instead of a name.
    no_address, instead = "", "Écrivez son adresse électronique."

    connus = PeopleField(
        label="des personnes que vous connaissez ici",
        help_text="Celles de vos organisations, et celles qui ont choisi d’être dans l’annuaire.",
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    personnes = forms.CharField(
        label="d’autres personnes",
        help_text="Leur adresse, ou leur nom dans l’annuaire : un par ligne, ou séparés par des virgules.",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"class": "input", "rows": 4}),
    )

    def __init__(self, data: QueryDict | None = None, *, by: User) -> None:
        super().__init__(data, auto_id="champ_%s")
        self._seen = people_seen_by(by)
        known = self.fields["connus"]
        assert isinstance(known, forms.ModelMultipleChoiceField)
        # More than a screen of boxes is no help: they are named below.
        known.queryset = self._seen if self._seen.count() <= _BOXES else self._seen.none()
        if not known.queryset.exists():
            del self.fields["connus"]

    def clean_personnes(self) -> list[str]:
        """The addresses that the lines name. Raises ValidationError saying, of each line that is nobody's,
        why, and what would be understood."""
        lines = each_apart(self.cleaned_data["personnes"])
        if not lines:
            return []
        by_name: dict[str, list[str]] = {}
        for one in self._seen:
            by_name.setdefault(fold(short_name(one.full_name, True)), []).append(one.email)
        found, wrong = [], []
        for line in lines:
            address, why = self._address_of(line, by_name)
            if why:
                wrong.append(ValidationError(f"« {line[:60]} » : {why}"))
            else:
                found.append(address)
        if wrong:
            raise ValidationError(wrong[:_TOLD])
        if len(lines) > MOST_ADDRESSES:
            raise ValidationError(f"{len(lines)} personnes : {MOST_ADDRESSES} au plus à la fois.")
        return found

    def _address_of(self, line: str, by_name: dict[str, list[str]]) -> tuple[str, str]:
        """The address that a line names, or why it names none."""
        if "@" in line:
            if self.no_address:
                return "", self.no_address
            # As mail programmes copy it: « Inès Moreau <ines@exemple.fr> ».
            line = parseaddr(line)[1] or line
            try:
                validate_email(line)
            except ValidationError:
                return "", "cette adresse n’est pas complète : nom@exemple.fr."
            return line, ""
        named = by_name.get(fold(short_name(line, True)), [])
        if len(named) == 1:
            return named[0], ""
        if named:
            return "", f"{len(named)} personnes portent ce nom. {self.instead}"
        return "", (
            "personne de ce nom dans vos organisations ni dans l’annuaire, où chacun choisit d’être ou non."
            f" {self.instead}"
        )

    def addresses(self) -> list[str]:
        """The addresses of everyone who is named, each once."""
        known = [one.email for one in self.cleaned_data.get("connus", ())]
        return each_once([*known, *self.cleaned_data["personnes"]])


class InviteForm(NamedForm):
    """Whom an organiser invites: the members of organisations, people that they may see, any address."""

    organisations = forms.ModelMultipleChoiceField(
        label="des organisations",
        help_text="Tous leurs membres reçoivent l’invitation.",
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    mot = forms.CharField(
        label="un mot avec l’invitation",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"class": "input", "rows": 3}),
    )
    field_order = ["organisations", "connus", "personnes", "mot"]

    def __init__(self, data: QueryDict | None = None, *, event: Event, by: User) -> None:
        super().__init__(data, by=by)
        if event.audience != Audience.PUBLIC:
            self.fields["personnes"].help_text = "Un nom par ligne, comme il est dans l’annuaire."
            self.no_address = (
                "cet événement n’est lu que par les professionnels :"
                " invitez leur organisation, ou par leur nom."
            )
            self.instead = "Invitez son organisation."
        field = self.fields["organisations"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = Organisation.objects.order_by("name", "pk")

    def clean(self) -> dict[str, Any]:
        """Somebody is invited."""
        given = super().clean() or {}
        if not self.errors and not any(given.get(name) for name in ("organisations", "connus", "personnes")):
            self.add_error(None, "Choisissez qui inviter : une organisation, ou des personnes.")
        return given

    def invited(self) -> list[str]:
        """The addresses of everyone who is invited, each once."""
        members = User.objects.filter(
            is_active=True,
            is_professional=True,
            organisation_memberships__organisation__in=self.cleaned_data["organisations"],
        )
        return each_once([*(one.email for one in members), *self.addresses()])


def each_apart(text: str) -> list[str]:
    """The people of a text, as lists of addresses are written and pasted: one a line, or apart by commas and
    semicolons; spaces too between addresses alone."""
    found: list[str] = []
    for part in filter(str.strip, _APART.split(text)):
        words = part.split()
        found += words if len(words) > 1 and all("@" in word for word in words) else [part.strip()]
    return found


def each_once(addresses: Iterable[str]) -> list[str]:
    """Addresses in order, each once whatever its capitals."""
    found: dict[str, str] = {}
    for address in addresses:
        found.setdefault(address.lower(), address)
    return [found[address] for address in sorted(found)]


def people_seen_by(user: User) -> "QuerySet[User]":
    """The professionals that somebody may see by name: those of their organisations, and those who chose to
    be in the directory."""
    shared = Q(organisation_memberships__organisation__in=organisations_of(user))
    findable = Q(profile__is_findable=True)
    seen = User.objects.filter(shared | findable, is_active=True, is_professional=True).exclude(pk=user.pk)
    return User.objects.filter(pk__in=seen.values("pk")).exclude(full_name="").order_by("full_name", "pk")
