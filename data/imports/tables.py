# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tables that imports write, as rows of JSON: what plans compare and journals keep.

A row is `to_jsonb` of it, with geographies as PostGIS writes them (hexadecimal EWKB), so that nothing
is rounded; `jsonb_populate_record` makes the very same row again.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.db.models.fields import BaseSpatialField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from common.required import required
from data.models import Duplicate, Link
from data.models.source import Kind
from mapping.models import Contact, Service, Session, Structure, TemporaryClosure


@dataclass(frozen=True, slots=True)
class Written:
    """A table that a run writes, and the name under which its journal knows it."""

    kind: str
    model: type[models.Model]
    # SQL of the structure that a row `t` belongs to, and of what it is called.
    structure: str = "t.structure_id"
    name: str = "t.nom"

    @property
    def table(self) -> str:
        """The name of its table."""
        return self.model._meta.db_table

    @property
    def columns(self) -> list[str]:
        """The names of its columns, in the order of the model."""
        return [required(field.column) for field in self.model._meta.concrete_fields]

    @property
    def has_updated_at(self) -> bool:
        """Whether its rows say when they were changed."""
        return "updated_at" in self.columns

    def json(self, alias: str) -> str:
        """SQL of the row `alias` as JSON."""
        shapes = [
            f"'{field.column}', {alias}.{field.column}::text"
            for field in self.model._meta.concrete_fields
            if isinstance(field, BaseSpatialField)
        ]
        whole = f"to_jsonb({alias})"
        return f"({whole} || jsonb_build_object({', '.join(shapes)}))" if shapes else whole

    def defaults(self) -> str:
        """What a new row holds where nothing is said, as a JSON text; times are given by SQL."""
        values: dict[str, Any] = {}
        for field in self.model._meta.concrete_fields:
            if field.primary_key or isinstance(field, models.DateTimeField):
                continue
            value = None if isinstance(field, BaseSpatialField) else field.get_default()
            if value is None and not field.null and field.empty_strings_allowed:
                value = ""
            values[required(field.column)] = value
        return json.dumps(values, cls=DjangoJSONEncoder)

    def times(self) -> str:
        """SQL of the times of a new row, as JSON."""
        named = [column for column in ("created_at", "updated_at") if column in self.columns]
        pairs = ", ".join(f"'{name}', now()" for name in named)
        return f"jsonb_build_object({pairs})"

    def sequence(self) -> str:
        """SQL: the name of the sequence that numbers its rows."""
        return f"pg_get_serial_sequence('{self.table}', 'id')"


STRUCTURES = Written(Kind.STRUCTURE, Structure, "t.id")
SERVICES = Written(Kind.SERVICE, Service)
CONTACTS = Written(Kind.CONTACT, Contact)
SESSIONS = Written(
    Kind.SESSION,
    Session,
    "(SELECT of_service.structure_id FROM mapping_service of_service WHERE of_service.id = t.service_id)",
    "t.first_day::text",
)
CLOSURES = Written("closure", TemporaryClosure)
LINKS = Written("link", Link)
DUPLICATES = Written("duplicate", Duplicate)
# SQL of the key of the service that the row `r` of a session hangs on (`records.OF_SESSION`).
SERVICE_OF_SESSION = "substring(r.key from '^(.*)#session-')"
# From what others stand on to what stands on it.
RECORDS = (STRUCTURES, SERVICES, CONTACTS, SESSIONS)
BY_KIND = {written.kind: written for written in (*RECORDS, CLOSURES, LINKS, DUPLICATES)}
# A point, how sure we are of it and where it comes from go together.
POSITION = ("position", "position_precision", "position_origin")
