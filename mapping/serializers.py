# SPDX-License-Identifier: AGPL-3.0-or-later
"""One structure in the API: what a reader gets, and what staff may write.

Lists are not made here: see `search.engine`.
"""

from collections.abc import Mapping
from copy import copy
from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework_gis.serializers import GeoFeatureModelSerializer

from history.models import Cause
from mapping import vocabulary
from mapping.models import (
    Session,
    Structure,
    TemporaryClosure,
    VisibleContact,
    VisibleService,
    VisibleStructure,
)
from mapping.writing import Conflicts, change, create


@extend_schema_field(serializers.ListField(child=serializers.CharField()))
class ThemesField(serializers.Field):
    """Map themes as their codes."""

    def to_representation(self, value: list[int]) -> list[str]:
        """The codes of the themes, for their numbers."""
        return [vocabulary.THEME_BY_ID[theme].code for theme in value]


class ThemeSerializer(serializers.Serializer):
    """A map theme and the data·inclusion thématiques that it gathers."""

    code = serializers.CharField()
    nom = serializers.CharField()
    colour = serializers.CharField()
    pictogram = serializers.CharField()
    thematiques = serializers.ListField(child=serializers.CharField())


class ContactSerializer(serializers.ModelSerializer):
    """A contact, as far as the reader's role may see it."""

    class Meta:
        model = VisibleContact
        fields = ("nom", "fonction", "telephone", "courriel")


class SessionSerializer(serializers.ModelSerializer):
    """From which day to which a service takes place, and how."""

    class Meta:
        model = Session
        fields = ("first_day", "last_day", "details")


class TemporaryClosureSerializer(serializers.ModelSerializer):
    """From which day to which a structure is closed, and why."""

    class Meta:
        model = TemporaryClosure
        fields = ("first_day", "last_day", "reason")


class ServiceSerializer(serializers.ModelSerializer):
    """A service with its contacts and sessions, as the reader's role may see them."""

    themes = ThemesField()
    contacts = ContactSerializer(many=True, source="contact_list")
    sessions = SessionSerializer(many=True, source="session_list")

    class Meta:
        model = VisibleService
        fields: tuple[str, ...] = (
            "id", "themes", "contacts", "sessions", "adresse", "complement_adresse", "code_postal",
            "commune_nom", "position_precision", "source", "source_id", "nom", "description", "type",
            "thematiques", "frais", "frais_precisions", "publics", "publics_precisions", "conditions_acces",
            "modes_accueil", "zone_eligibilite", "telephone", "courriel", "lien_mobilisation",
            "modes_mobilisation", "mobilisable_par", "mobilisation_precisions", "volume_horaire_hebdomadaire",
            "nombre_semaines", "horaires_accueil", "lien_source", "date_maj", "langues", "niveaux",
            "capacite", "places_restantes", "places_restantes_le", "garde_enfants_precisions", "a_apporter",
            "position_masked",
            "address_is_confidential",
            "has_zone_polygon", "commune",
        )  # fmt: skip


class VerifiedBlocksSerializer(serializers.Serializer):
    """When a person last saw to each block of a structure here; null where nobody did."""

    presence = serializers.DateTimeField(allow_null=True)
    contact = serializers.DateTimeField(allow_null=True)
    hours = serializers.DateTimeField(allow_null=True)
    place = serializers.DateTimeField(allow_null=True)
    services = serializers.DateTimeField(allow_null=True)


class QualityLabelSerializer(serializers.Serializer):
    """The quality label that a structure has today: the days that it runs from and to, both within."""

    since = serializers.DateField()
    until = serializers.DateField()


class StructureSerializer(GeoFeatureModelSerializer):
    """A structure with its services and contacts, as the reader's role may see them."""

    themes = ThemesField()
    services = ServiceSerializer(many=True, source="service_list")
    contacts = ContactSerializer(many=True, source="own_contacts")
    closures = TemporaryClosureSerializer(many=True, source="closure_list")
    verified_blocks = VerifiedBlocksSerializer()
    quality_label = QualityLabelSerializer(allow_null=True)

    class Meta:
        model = VisibleStructure
        geo_field = "position"
        id_field = "id"
        fields: tuple[str, ...] = (
            "id", "themes", "services", "contacts", "closures", "adresse", "complement_adresse",
            "code_postal", "commune_nom", "position", "position_precision", "source", "source_id", "nom",
            "description", "siret", "telephone", "courriel", "site_web", "horaires_accueil",
            "accessibilite_lieu", "accessible", "reseaux_porteurs", "lien_source", "date_maj", "verified_at",
            "verified_blocks", "quality_label", "is_example", "position_masked",
            "address_is_confidential", "commune",
        )  # fmt: skip


_MEMBERS = {"type", "coordinates", "bbox"}


class Conflict(Exception):
    """Somebody changed the same fields, otherwise."""

    def __init__(self, found: Conflicts) -> None:
        super().__init__(", ".join(sorted(found.fields)))
        self.found = found


class StructureWriteSerializer(GeoFeatureModelSerializer):
    """A structure as staff write it, in GeoJSON.

    Raises a validation error, by field, for whatever the model or the database would refuse.
    """

    class Meta:
        model = Structure
        geo_field = "position"
        id_field = "id"
        fields: tuple[str, ...] = (
            "id", "adresse", "complement_adresse", "code_postal", "commune_nom", "position",
            "position_precision", "position_origin", "source", "source_id", "nom", "description", "siret",
            "telephone", "courriel", "site_web", "horaires_accueil", "accessibilite_lieu", "accessible",
            "reseaux_porteurs", "lien_source", "date_maj", "verified_at", "is_example", "address_visibility",
            "status", "commune", "organisation",
        )  # fmt: skip
        # Uniqueness is checked with everything else, by the model.
        validators: list[Any] = []

    def to_internal_value(self, data: Any) -> dict:
        """The fields of a GeoJSON feature, once it has the form of one."""
        if not isinstance(data, Mapping):
            expected = _("un objet est attendu : {'type': 'Feature', 'geometry': …, 'properties': {…}}.")
            raise serializers.ValidationError({"body": [expected]})
        if "properties" not in data and "geometry" in data:
            expected = _(
                "attendu à côté de « properties » ; sans elles, la position est le champ « position »."
            )
            raise serializers.ValidationError({"geometry": [expected]})
        if not isinstance(data.get("properties", {}), Mapping):
            expected = _("un objet est attendu : les champs de la structure, par leur nom.")
            raise serializers.ValidationError({"properties": [expected]})
        held = {**data.get("properties", data)}
        _refuse_null_characters(held)
        _refuse_other_shapes(data.get("geometry") or held.get("position"))
        return super().to_internal_value(data)

    def validate(self, attrs: dict) -> dict:
        """The fields, once the model finds the structure that they make valid. Raises ValidationError."""
        candidate = copy(self.instance) if self.instance else Structure()
        for name, value in attrs.items():
            setattr(candidate, name, value)
        try:
            candidate.full_clean()
        except DjangoValidationError as error:
            raise api_error(error) from error
        return attrs

    def create(self, validated_data: dict) -> Structure:
        """The structure made. Raises ValidationError for what the database refuses."""
        try:
            return create(Structure(**validated_data), self.context["user"], Cause.API)
        except DjangoValidationError as error:
            raise api_error(error) from error

    def update(self, instance: Structure, validated_data: dict) -> Structure:
        """Raises Conflict for fields that somebody changed after the event `seen` of the context."""
        try:
            done = change(instance, validated_data, self.context["user"], Cause.API, self.context.get("seen"))
        except DjangoValidationError as error:
            raise api_error(error) from error
        if isinstance(done, Conflicts):
            raise Conflict(done)
        return instance


def api_error(error: DjangoValidationError) -> serializers.ValidationError:
    """What the model or the database refuses, by field, as the API tells it."""
    return serializers.ValidationError(serializers.as_serializer_error(error))


def _refuse_null_characters(held: Mapping) -> None:
    wrong = [name for name, value in held.items() if isinstance(value, str) and "\0" in value]
    if wrong:
        expected = _("le caractère nul n'est pas accepté.")
        raise serializers.ValidationError({str(name): [expected] for name in wrong})


def _refuse_other_shapes(shape: Any) -> None:
    """Only a GeoJSON point, in degrees: others' notations and coordinate systems are not guessed."""
    if shape is None:
        return
    is_point = isinstance(shape, Mapping) and shape.get("type") == "Point" and set(shape) <= _MEMBERS
    coordinates = shape.get("coordinates") if is_point else None
    if not (
        isinstance(coordinates, list)
        and len(coordinates) >= 2
        and all(isinstance(one, int | float) and not isinstance(one, bool) for one in coordinates)
    ):
        expected = _("un point GeoJSON en degrés est attendu : {'type': 'Point', 'coordinates': [lon, lat]}.")
        raise serializers.ValidationError({"position": [expected]})
