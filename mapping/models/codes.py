# SPDX-License-Identifier: AGPL-3.0-or-later
"""A column of values of a vocabulary."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

_LENGTH = 120


def codes(name: Any, choices: list[tuple[str, Any]], **options: Any) -> ArrayField:
    """An array of codes, empty by default, whose values are those of `choices`."""
    return ArrayField(
        models.CharField(max_length=_LENGTH, choices=choices),
        verbose_name=name,
        default=list,
        blank=True,
        **options,
    )
