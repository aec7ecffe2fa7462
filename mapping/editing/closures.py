# SPDX-License-Identifier: AGPL-3.0-or-later
"""The days on which a structure is closed whatever its hours say."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mapping.editing.blocks import Block, Editor, Line
from mapping.editing.forms import RecordForm, text
from mapping.models import TemporaryClosure

# As a browser sends a day, and as one is written here.
_WRITTEN = ["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y"]


def day(label: Any, hint: Any = "", *, required: bool = True) -> forms.DateField:
    """A field of one day."""
    widget = forms.DateInput(attrs={"class": "input edit__day", "type": "date"}, format="%Y-%m-%d")
    messages = {"invalid": gettext_lazy("une date est attendue, par exemple 21/12/2026.")}
    return forms.DateField(
        label=label,
        help_text=hint,
        required=required,
        widget=widget,
        input_formats=_WRITTEN,
        error_messages=messages,
    )


class ClosureForm(RecordForm):
    """First and last day, both closed, and why."""

    first_day = day(gettext_lazy("premier jour fermé"))
    last_day = day(
        gettext_lazy("dernier jour fermé"), gettext_lazy("Vide s'il n'y en a qu'un."), required=False
    )
    reason = text(
        gettext_lazy("motif"), gettext_lazy("Public : congés, travaux, inventaire…"), max_length=200
    )

    class Meta:
        model = TemporaryClosure
        fields = ("first_day", "last_day", "reason")

    @classmethod
    def named(cls, record: Any) -> str:
        """« du 21 décembre au 3 janvier 2027 »."""
        return between(record.first_day, record.last_day)

    def clean_last_day(self) -> date | None:
        """The last day; the first where none was given."""
        first, last = self.cleaned_data.get("first_day"), self.cleaned_data["last_day"]
        if first and last and last < first:
            said = _("le dernier jour ne peut pas être avant le premier (%(first)s).")
            raise ValidationError(said % {"first": formats.date_format(first, "DATE_FORMAT")})
        return last or first


def between(first: date, last: date) -> str:
    """« le 24 décembre 2026 », « du 21 décembre au 3 janvier 2027 »."""
    end = formats.date_format(last, "DATE_FORMAT")
    if first == last:
        return _("le %(day)s") % {"day": end}
    start = formats.date_format(first, "MONTH_DAY_FORMAT" if first.year == last.year else "DATE_FORMAT")
    return _("du %(start)s au %(end)s") % {"start": start, "end": end}


def lines(structure: int, editor: Editor) -> Iterator[Line]:
    """The closures of today and to come."""
    rows = TemporaryClosure.objects.filter(structure=structure, last_day__gte=timezone.localdate())
    for row in rows.order_by("first_day", "pk"):
        said = between(row.first_day, row.last_day)
        yield Line(row.pk, said[:1].upper() + said[1:], (row.reason,) if row.reason else ())


CLOSURES = Block(
    name="fermetures",
    title=gettext_lazy("Fermetures exceptionnelles"),
    about=gettext_lazy("Congés, travaux, pont : les jours où c'est fermé malgré les horaires."),
    form=ClosureForm,
    of="structure",
    one=gettext_lazy("une fermeture"),
    lines=lines,
)
