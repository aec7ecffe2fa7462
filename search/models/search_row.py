# SPDX-License-Identifier: AGPL-3.0-or-later
"""The derived rows that the search reads: one per service, theme and place."""

from django.contrib.gis.db.models import PointField
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GistIndex, OpClass
from django.db import models

from mapping.models.service import Service
from mapping.models.structure import Structure
from search.models.schedule import Schedule
from search.tags import SIGNATURE_BITS


class SearchRow(models.Model):
    """A service under one theme, at the place that a range of roles may see.

    `theme` 0 stands for any theme; a structure without services has that row alone. `own_place`
    is true where the place is the service's own and not its structure's.

    The rows are kept by triggers in the transaction of the edit (see the migration that creates
    them), so their foreign keys need neither a constraint nor Django's help. The composite GiST
    index answers "nearest of this theme" without a filter, in a time that depends neither on the
    size of the directory nor on how rare the theme is.
    """

    theme = models.IntegerField()
    structure = models.ForeignKey(
        Structure, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    service = models.ForeignKey(
        Service, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+"
    )
    position = PointField(geography=True, srid=4326, spatial_index=False)
    position_precision = models.CharField(max_length=10)
    own_place = models.BooleanField()
    tags = ArrayField(models.IntegerField())
    schedule = models.ForeignKey(
        Schedule,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="+",
    )
    role_min = models.SmallIntegerField()
    role_max = models.SmallIntegerField()

    class Meta:
        db_table = "mapping_searchrow"
        indexes = [
            GistIndex(
                "theme",
                "position",
                # The longer the signature, the fewer rows of other tags are read for nothing.
                OpClass("tags", name=f"gist__intbig_ops(siglen={SIGNATURE_BITS // 8})"),
                name="searchrow_theme_position",
            )
        ]
