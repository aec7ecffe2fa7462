# SPDX-License-Identifier: AGPL-3.0-or-later
"""The directory in the administration pages, for prefecture staff."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db import models
from django.forms.models import BaseModelFormSet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from leaflet.admin import LeafletGeoAdmin

from common.required import required
from history.admin import ActsAdmin
from history.models import Cause
from history.versions import last_event
from mapping import writing
from mapping.models import Contact, Service, Session, Structure, TemporaryClosure
from mapping.models.contact import CONTACT_FIELDS

# The last event that the person saw of the structure and of what belongs to it.
SEEN = "seen"


class MergingForm(forms.ModelForm):
    """A field that the person left alone says what the database says now, not what it said to them; one that
    somebody else changed meanwhile is told, with what both say."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        own = {field.name for field in self._meta.model._meta.fields}
        if self.instance.pk:
            for name in (set(cleaned) - set(self.changed_data)) & own:
                cleaned[name] = getattr(self.instance, name)
            changed = set(self.changed_data) & set(cleaned) & own
            self._tell_conflicts({name: cleaned[name] for name in changed})
        return cleaned

    def _tell_conflicts(self, values: dict[str, Any]) -> None:
        seen = self.data.get(SEEN, "")
        if not seen.isdecimal():
            return
        for name, conflict in writing.conflicts(self.instance, values, int(seen)).items():
            field = self._meta.model._meta.get_field(name)
            self.add_error(
                name,
                _(
                    "Quelqu'un d'autre a écrit « %(theirs)s » entre-temps ; vous avez écrit « %(yours)s »."
                    " Enregistrez de nouveau pour garder ce que vous avez écrit."
                )
                % {"theirs": _said(field, conflict.theirs), "yours": _said(field, conflict.yours)},
            )


class RootForm(MergingForm):
    """The form of the page's own record, which carries the last event that the person saw."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial[SEEN] = getattr(self.instance, SEEN, None)

    @property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name != SEEN]

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound:
            # Whoever is shown it again is told of what is there now.
            sent = cast(QueryDict, self.data).copy()
            sent[SEEN] = str(getattr(self.instance, SEEN, ""))
            self.data = sent


def _said(field: models.Field, value: Any) -> str:
    """A value as a person reads it: the label of a choice, a point's degrees."""
    if isinstance(field, models.ForeignKey) and value is not None:
        manager = field.related_model._default_manager
        return str(value if isinstance(value, models.Model) else manager.get(pk=value))
    if hasattr(value, "geom_type"):
        degrees = reversed(value.coords) if value.geom_type == "Point" else value.extent
        return ", ".join(f"{one:.5f}" for one in degrees)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(dict(field.flatchoices).get(value, "" if value is None else value))


def _checkboxes(form_class: type[forms.ModelForm], model, names: list[str]) -> type[forms.ModelForm]:
    """A model form where lists of codes are ticked instead of typed."""
    fields = {
        name: forms.MultipleChoiceField(
            label=model._meta.get_field(name).verbose_name,
            choices=model._meta.get_field(name).base_field.choices,
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        for name in names
    }
    return type(form_class.__name__, (form_class,), fields)


ServiceForm = _checkboxes(
    RootForm,
    Service,
    [
        "thematiques",
        "publics",
        "modes_accueil",
        "modes_mobilisation",
        "mobilisable_par",
        "langues",
        "niveaux",
        "rendez_vous",
    ],
)
StructureForm = _checkboxes(RootForm, Structure, ["reseaux_porteurs", "equipements"])


class WritesWhatChanged(ActsAdmin, LeafletGeoAdmin):
    """Writes the fields that the person changed, and no other: what someone else wrote meanwhile stays.

    Each field carries what it said when the form was made; by itself Django compares with what the database
    says when the form comes back. The record is judged as it will be, the others' fields included, while
    nobody else can write in it.
    """

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> models.Model | None:
        found = super().get_object(request, object_id, from_field)
        if found is None:
            return None
        root = required(writing.root_of(found))
        if request.method == "POST":
            writing.lock([root])
        # Asked before the record is read: what is shown is at least as new.
        seen = last_event(root)
        found = super().get_object(request, object_id, from_field)
        if found is not None:
            setattr(found, SEEN, seen)
        return found

    def save_model(
        self, request: HttpRequest, obj: models.Model, form: forms.ModelForm, change: bool
    ) -> None:
        if change:
            own = {field.name for field in obj._meta.fields} & set(form.changed_data)
            self._change(request, obj, {name: form.cleaned_data[name] for name in own})
        else:
            writing.create(obj, request.user, Cause.ADMIN)

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        writing.remove(obj, request.user, Cause.ADMIN)

    def save_formset(
        self, request: HttpRequest, form: forms.ModelForm, formset: BaseModelFormSet, change: bool
    ) -> None:
        formset.save(commit=False)
        for obj in formset.deleted_objects:
            writing.remove(obj, request.user, Cause.ADMIN)
        for obj, names in formset.changed_objects:
            self._change(request, obj, {name: getattr(obj, name) for name in names})
        for obj in formset.new_objects:
            writing.create(obj, request.user, Cause.ADMIN)

    @staticmethod
    def _change(request: HttpRequest, obj: models.Model, values: dict[str, Any]) -> None:
        """The forms have told of every conflict, while nobody else can write: there is none."""
        seen = request.POST.get(SEEN, "")
        writing.change(obj, values, request.user, Cause.ADMIN, int(seen) if seen.isdecimal() else None)

    def get_form(self, *args: Any, **kwargs: Any) -> type[forms.ModelForm]:
        return _remembering(super().get_form(*args, **kwargs))


def _remembering(form_class: type[forms.ModelForm]) -> type[forms.ModelForm]:
    """The form, whose every field is sent with what it says at first."""
    for name, field in form_class.base_fields.items():
        field.show_hidden_initial = name != SEEN
    return form_class


class RemembersInitial(admin.TabularInline):
    """An inline whose every field is sent with what it says at first."""

    form = MergingForm

    def get_formset(self, *args: Any, **kwargs: Any) -> Any:
        formset = super().get_formset(*args, **kwargs)
        _remembering(formset.form)
        return formset


class ContactInline(RemembersInitial, admin.StackedInline):
    """Contacts, each detail beside who sees it: a role, and the members of an organisation or of a group."""

    model = Contact
    fk_name = "structure"
    extra = 0
    fields = [
        "service",
        *((name, f"{name}_visibility", f"{name}_organisation", f"{name}_group") for name in CONTACT_FIELDS),
    ]
    autocomplete_fields = [f"{name}_{to}" for name in CONTACT_FIELDS for to in ("organisation", "group")]


class ClosureInline(RemembersInitial):
    model = TemporaryClosure
    extra = 0


class SessionInline(RemembersInitial):
    model = Session
    extra = 0


@admin.register(Structure)
class StructureAdmin(WritesWhatChanged):
    form = StructureForm
    list_display = ["nom", "commune_nom", "source", "status", "address_visibility", "verified_at"]
    list_filter = ["status", "address_visibility", "porteur", "vocation", "is_example", "source"]
    list_select_related = ["commune"]
    search_fields = ["nom", "siret", "source_id", "commune_nom"]
    raw_id_fields = ["commune"]
    autocomplete_fields = ["organisation"]
    inlines = [ContactInline, ClosureInline]


@admin.register(Service)
class ServiceAdmin(WritesWhatChanged):
    form = ServiceForm
    list_display = ["nom", "structure", "type", "frais", "updated_at"]
    list_filter = ["type", "frais"]
    list_select_related = ["structure"]
    search_fields = ["nom", "structure__nom", "source_id"]
    autocomplete_fields = ["structure"]
    raw_id_fields = ["commune"]
    inlines = [SessionInline]
