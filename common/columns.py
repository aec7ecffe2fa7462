# SPDX-License-Identifier: AGPL-3.0-or-later
"""The columns of a model, which Django's own look-up mixes with what points to it."""

from typing import Any, TypeAlias, cast

from django.db import models

# In quotes: the class takes parameters for type checkers alone.
AnyField: TypeAlias = "models.Field[Any, Any]"


def field_of(model: models.Model | type[models.Model], name: str) -> AnyField:
    """The field of that name, which has a column. Raises FieldDoesNotExist where there is none."""
    return cast("AnyField", model._meta.get_field(name))


def column_of(field: AnyField) -> str:
    """The column of a field that is stored."""
    return cast(str, field.column)


def fields_by_column(model: models.Model | type[models.Model]) -> dict[str, AnyField]:
    """Every stored field, by its column, in the order of the model."""
    return {column_of(field): field for field in model._meta.concrete_fields}
