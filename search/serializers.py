# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records in the API: those of `mapping.serializers`, with whatever filters ask for."""

from rest_framework import serializers

from mapping import serializers as records
from search import registry
from search.criterion import Table


def _with_criteria(serializer: type[serializers.ModelSerializer], table: Table) -> tuple[str, ...]:
    """The fields of a serializer, and after them those of the criteria that are not among them."""
    return tuple(dict.fromkeys((*serializer.Meta.fields, *registry.read_from(table))))


class ServiceSerializer(records.ServiceSerializer):
    """A service, with what filters ask of it."""

    class Meta(records.ServiceSerializer.Meta):
        fields = _with_criteria(records.ServiceSerializer, Table.SERVICE)


class StructureSerializer(records.StructureSerializer):
    """A structure and its services, with what filters ask of them."""

    services = ServiceSerializer(many=True, source="service_list")

    class Meta(records.StructureSerializer.Meta):
        fields = _with_criteria(records.StructureSerializer, Table.STRUCTURE)


class StructureWriteSerializer(records.StructureWriteSerializer):
    """A structure as it is written, with what filters ask of it."""

    class Meta(records.StructureWriteSerializer.Meta):
        fields = _with_criteria(records.StructureWriteSerializer, Table.STRUCTURE)
