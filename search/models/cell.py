# SPDX-License-Identifier: AGPL-3.0-or-later
"""Counts of places by cell, for wide views of the map, and the version of the data.

All three tables are kept by triggers (see the migration that creates them) and read in SQL.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Cell(models.Model):
    """How many places there are in one cell of the web Mercator plane.

    `theme` 0 stands for any theme. `roles` says who sees these places: bit 0 visitors, 1
    professionals, 2 staff. `lon` and `lat` are sums over the places, in millionths of a degree,
    and `ids` of their structures' numbers, so that a single place can be named. `themes` counts
    the places by theme, the first being theme 1.
    """

    level = models.SmallIntegerField()
    theme = models.SmallIntegerField()
    x = models.IntegerField()
    y = models.IntegerField()
    roles = models.SmallIntegerField()
    places = models.IntegerField()
    lon = models.BigIntegerField()
    lat = models.BigIntegerField()
    ids = models.BigIntegerField()
    themes = ArrayField(models.IntegerField())

    class Meta:
        db_table = "mapping_cell"
        constraints = [
            models.UniqueConstraint(fields=["level", "theme", "x", "y", "roles"], name="cell_unique")
        ]


class CellDelta(models.Model):
    """A place that came (`sign` 1) or went (-1) since the cells were last brought up to date.

    `x` and `y` are of the finest level, `themes` has one bit per theme, the first being theme 1.
    """

    sign = models.SmallIntegerField()
    structure_id = models.BigIntegerField()
    x = models.IntegerField()
    y = models.IntegerField()
    lon = models.IntegerField()
    lat = models.IntegerField()
    roles = models.SmallIntegerField()
    themes = models.IntegerField()

    class Meta:
        db_table = "mapping_celldelta"


class DataVersion(models.Model):
    """When the data last changed, in microseconds, one line per concurrent writer.

    The sum of all lines is the version of what a reader sees.
    """

    changed_us = models.BigIntegerField()

    class Meta:
        db_table = "mapping_dataversion"
