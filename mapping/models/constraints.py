# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rules that the database itself keeps, written once for the models that share them."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext as _


class _InTheWorld(Func):
    """True when a geography point has finite coordinates inside WGS 84's bounds.

    An empty point has no box, and one that is not a number has a box that meets nothing.
    """

    template = "((%(expressions)s)::geometry && ST_MakeEnvelope(-180, -90, 180, 90, 4326))"
    output_field = models.BooleanField()


def position_in_the_world(prefix: str) -> models.CheckConstraint:
    """A position, where there is one, is within the degrees of longitude and latitude."""
    return models.CheckConstraint(
        condition=Q(position__isnull=True) | Q(_InTheWorld(F("position"))),
        name=f"{prefix}_position_in_the_world",
    )


def position_says_its_precision(prefix: str) -> models.CheckConstraint:
    """A point always comes with how sure we are of it, and a precision with a point."""
    return models.CheckConstraint(
        condition=Q(position__isnull=True, position_precision="")
        | Q(position__isnull=False) & ~Q(position_precision=""),
        name=f"{prefix}_position_says_its_precision",
    )


def not_blank(prefix: str, field: str) -> models.CheckConstraint:
    """The field holds something else than spaces."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__regex": r"\S"}), name=f"{prefix}_{field}_not_blank"
    )


def digits(prefix: str, field: str, count: int) -> models.CheckConstraint:
    """The field is empty, or so many digits and nothing else."""
    return models.CheckConstraint(
        condition=Q(**{field: ""}) | Q(**{f"{field}__regex": rf"^\d{{{count}}}$"}),
        name=f"{prefix}_{field}_{count}_digits",
    )


def known_values(prefix: str, field: str, values: list[str]) -> models.CheckConstraint:
    """An array that holds nothing but `values`."""
    array = ArrayField(models.TextField())
    return models.CheckConstraint(
        condition=Q(**{f"{field}__contained_by": Value(values, output_field=array)}),
        name=f"{prefix}_{field}_known_values",
    )


def known_or_empty(prefix: str, field: str, choices: list[tuple[str, Any]]) -> models.CheckConstraint:
    """A text that is empty, or the code of one of `choices`."""
    return models.CheckConstraint(
        condition=Q(**{field: ""}) | Q(**{f"{field}__in": [code for code, _label in choices]}),
        name=f"{prefix}_{field}_known",
    )


def refusal(model: type[models.Model], error: IntegrityError) -> ValidationError:
    """What the models would have said of a row that the database refused, by field where one is meant.

    Without a word of the row itself, which PostgreSQL quotes whole.
    """
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    broken = next((one for one in model._meta.constraints if one.name == name), None)
    if isinstance(broken, models.UniqueConstraint) and broken.fields:
        said = model().unique_error_message(model, broken.fields)
        return ValidationError({broken.fields[-1]: said})
    if broken is not None:
        return ValidationError({NON_FIELD_ERRORS: broken.get_violation_error_message()})
    return ValidationError(
        {NON_FIELD_ERRORS: _("Ces valeurs ne vont pas ensemble, ou avec d'autres fiches.")}
    )
