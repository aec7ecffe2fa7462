"""The directory in the administration pages, for prefecture staff."""

from django import forms
from django.contrib import admin
from leaflet.admin import LeafletGeoAdmin

from mapping.models import Contact, Service, Session, Structure, TemporaryClosure


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
    forms.ModelForm,
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
StructureForm = _checkboxes(forms.ModelForm, Structure, ["reseaux_porteurs"])


class ContactInline(admin.TabularInline):
    model = Contact
    fk_name = "structure"
    extra = 0


class ClosureInline(admin.TabularInline):
    model = TemporaryClosure
    extra = 0


class SessionInline(admin.TabularInline):
    model = Session
    extra = 0


@admin.register(Structure)
class StructureAdmin(LeafletGeoAdmin):
    form = StructureForm
    list_display = ["nom", "commune_nom", "source", "status", "address_visibility", "verified_at"]
    list_filter = ["status", "address_visibility", "is_example", "source"]
    list_select_related = ["commune"]
    search_fields = ["nom", "siret", "source_id", "commune_nom"]
    raw_id_fields = ["commune"]
    autocomplete_fields = ["organisation"]
    inlines = [ContactInline, ClosureInline]


@admin.register(Service)
class ServiceAdmin(LeafletGeoAdmin):
    form = ServiceForm
    list_display = ["nom", "structure", "type", "frais", "updated_at"]
    list_filter = ["type", "frais"]
    list_select_related = ["structure"]
    search_fields = ["nom", "structure__nom", "source_id"]
    autocomplete_fields = ["structure"]
    raw_id_fields = ["commune"]
    inlines = [SessionInline]
