# SPDX-License-Identifier: AGPL-3.0-or-later
"""The directory in the administration pages, for prefecture staff."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.forms.models import BaseModelFormSet
from django.http import HttpRequest
from leaflet.admin import LeafletGeoAdmin

from mapping import writing
from mapping.models import Contact, Service, Session, Structure, TemporaryClosure
from mapping.models.contact import CONTACT_FIELDS


class MergingForm(forms.ModelForm):
    """A field that the person left alone says what the database says now, not what it said to them."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        own = {field.name for field in self._meta.model._meta.fields}
        if self.instance.pk:
            for name in (set(cleaned) - set(self.changed_data)) & own:
                cleaned[name] = getattr(self.instance, name)
        return cleaned


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
    MergingForm,
    Service,
    [
        "thematiques",
        "publics",
        "modes_accueil",
        "modes_mobilisation",
        "mobilisable_par",
        "langues",
        "niveaux",
    ],
)
StructureForm = _checkboxes(MergingForm, Structure, ["reseaux_porteurs"])


class WritesWhatChanged(LeafletGeoAdmin):
    """Writes the fields that the person changed, and no other: what someone else wrote meanwhile stays.

    Each field carries what it said when the form was made; by itself Django compares with what the database
    says when the form comes back. The record is judged as it will be, the others' fields included, while
    nobody else can write in it.
    """

    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> models.Model | None:
        found = super().get_object(request, object_id, from_field)
        if found is None or request.method != "POST":
            return found
        writing.lock([writing.root_of(found)])
        return super().get_object(request, object_id, from_field)

    def save_model(
        self, request: HttpRequest, obj: models.Model, form: forms.ModelForm, change: bool
    ) -> None:
        if change:
            writing.change(obj, {name: form.cleaned_data[name] for name in form.changed_data})
        else:
            super().save_model(request, obj, form, change)

    def save_formset(
        self, request: HttpRequest, form: forms.ModelForm, formset: BaseModelFormSet, change: bool
    ) -> None:
        formset.save(commit=False)
        for obj in formset.deleted_objects:
            obj.delete()
        for obj, names in formset.changed_objects:
            writing.change(obj, {name: getattr(obj, name) for name in names})
        for obj in formset.new_objects:
            obj.save(force_insert=True)

    def get_form(self, *args: Any, **kwargs: Any) -> type[forms.ModelForm]:
        return _remembering(super().get_form(*args, **kwargs))


def _remembering(form_class: type[forms.ModelForm]) -> type[forms.ModelForm]:
    """The form, whose every field is sent with what it says at first."""
    for field in form_class.base_fields.values():
        field.show_hidden_initial = True
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
    list_filter = ["status", "address_visibility", "is_example", "source"]
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
