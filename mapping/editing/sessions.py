# SPDX-License-Identifier: AGPL-3.0-or-later
"""The dated runs of services: a term of lessons, an information meeting."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mapping.editing.blocks import Block, Editor, Line
from mapping.editing.closures import between, day
from mapping.editing.forms import RecordForm, text
from mapping.models import Service, Session, VisibleService, VisibleStructure


class SessionForm(RecordForm):
    """The service, its first and last day, when and where, for how many."""

    service = forms.ModelChoiceField(
        Service.objects.none(),
        label=gettext_lazy("de quel service"),
        empty_label=None,
        widget=forms.Select(attrs={"class": "select"}),
    )
    first_day = day(gettext_lazy("premier jour"))
    last_day = day(gettext_lazy("dernier jour"), gettext_lazy("Vide s'il n'y en a qu'un."), required=False)
    details = text(
        gettext_lazy("heures, lieu, places"),
        gettext_lazy("Public. Par exemple : mardi et jeudi 18 h – 20 h, salle 2, 12 places."),
        max_length=255,
    )

    class Meta:
        model = Session
        fields = ("service", "first_day", "last_day", "details")

    def __init__(self, data: QueryDict | None = None, *, record: Any, editor: Any, hidden: Any = ()) -> None:
        super().__init__(data, record=record, editor=editor, hidden=hidden)
        if "service" in self.fields:
            field = self.fields["service"]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = Service.objects.filter(structure=record.service.structure_id)

    @classmethod
    def named(cls, record: Any) -> str:
        """« session du 5 janvier au 26 mars 2027 »."""
        return _("session %(days)s") % {"days": between(record.first_day, record.last_day)}

    def clean_last_day(self) -> date | None:
        """The last day; the first where none was given."""
        first, last = self.cleaned_data.get("first_day"), self.cleaned_data["last_day"]
        if first and last and last < first:
            said = _("le dernier jour ne peut pas être avant le premier (%(first)s).")
            raise ValidationError(said % {"first": formats.date_format(first, "DATE_FORMAT")})
        return last or first

    def made(self) -> Session:
        """The session, of the service that was chosen."""
        values = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        return Session(**values)


def _lines(structure: int, editor: Editor) -> Iterator[Line]:
    """The sessions of today and to come, of the services that the editor sees."""
    services = VisibleService.objects.seen_by(editor.role).filter(structure_id=structure)
    names = dict(services.values_list("id", "nom"))
    rows = Session.objects.filter(service__in=names, last_day__gte=timezone.localdate())
    for row in rows.order_by("first_day", "pk"):
        said = between(row.first_day, row.last_day)
        notes = (names[row.service_id], row.details) if row.details else (names[row.service_id],)
        yield Line(row.pk, said[:1].upper() + said[1:], notes)


def _new(structure: int) -> Session:
    # Of no service yet: of which of the structure's, the form asks.
    return Session(service=Service(structure_id=structure))


def _why_not(structure: VisibleStructure, editor: Editor) -> str:
    if VisibleService.objects.seen_by(editor.role).filter(structure_id=structure.id).exists():
        return ""
    return _("Une session est celle d'un service : ajoutez d'abord le service.")


SESSIONS = Block(
    name="sessions",
    title=gettext_lazy("Sessions"),
    about=gettext_lazy("Les dates d'entrée : un trimestre de cours, une réunion d'information."),
    form=SessionForm,
    of="service__structure",
    one=gettext_lazy("une session"),
    lines=_lines,
    new=_new,
    why_not=_why_not,
)
