# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fields of the form of an event: an hour, days, the structure where it is held."""

import re
from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mapping.editing.forms import Says
from mapping.editing.hours_typed import clock_typed
from mapping.models import Structure
from mapping.opening.grid import DAY
from network.agenda.fields import Days
from network.resources.fields import StructuresField

# What a browser's own clock may send after the minutes.
_SECONDS = re.compile(r"(?<=\d:\d\d):\d\d$")
_DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y")


def day(label: Any, hint: Any = "", *, required: bool = False) -> forms.DateField:
    """A day, as browsers send it or as people write it."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"class": "input edit__day", "type": "date"})
    return forms.DateField(label=label, help_text=hint, required=required, widget=widget, input_formats=_DAYS)


class HourField(forms.TimeField):
    """A time of the day as people type it. A clock of the browser would drop without a word what is half
    typed, and reads as its own country does."""

    def to_python(self, value: Any) -> time | None:
        """The time of « 14 », « 9h30 », « 0930 »; None for nothing. Raises ValidationError otherwise."""
        if value in self.empty_values or isinstance(value, time):
            return value or None
        minutes = clock_typed(_SECONDS.sub("", str(value).strip()))
        if minutes is None or minutes >= DAY:
            raise ValidationError(_("écrivez une heure : « 14 h », « 9h30 »."))
        return time(*divmod(minutes, 60))


def hour(label: Any, hint: Any = "") -> HourField:
    """A time of the day, in a box of text."""
    keys = {"class": "input edit__day", "inputmode": "numeric", "autocomplete": "off"}
    widget = forms.TimeInput(format="%H:%M", attrs=keys)
    return HourField(label=label, help_text=hint, required=False, widget=widget)


class DaysField(Says, Days):
    """Some days, one a line."""

    def clean(self, value: Any) -> list[date]:
        """The days in order."""
        return list(super().clean(value))

    def say(self, value: Any) -> str:
        """The days in a sentence."""
        return ", ".join(f"{one:%d/%m/%Y}" for one in value or ())

    def say_change(self, before: Any, after: Any) -> str:
        """« aucun → 12/03/2027 »."""
        none = _("aucun")
        return f"{self.say(before) or none} → {self.say(after) or none}"


class StructureField(StructuresField):
    """The one structure that somebody names, among those that `role` sees; None for nothing."""

    widget: Any = forms.TextInput(attrs={"class": "input"})

    def prepare_value(self, value: Any) -> Any:
        """Its name as it is read back; nothing of one that is not seen."""
        return self.say(value) if value is None or not isinstance(value, str) else value

    def clean(self, value: Any) -> Any:
        """The structure, by its number. Raises ValidationError where none, or several, has the name."""
        found = super().clean(value)
        if len(found) > 1:
            raise ValidationError(_("une structure au plus."))
        return Structure(pk=found[0]) if found else None

    def say(self, value: Any) -> str:
        """Its name, where it is seen."""
        number = getattr(value, "pk", value)
        return ", ".join(self._told([number])) if number else ""

    def say_change(self, before: Any, after: Any) -> str:
        """« A → B »."""
        none = _("aucune")
        return f"{self.say(before) or none} → {self.say(after) or none}"
