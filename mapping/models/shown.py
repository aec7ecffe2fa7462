# SPDX-License-Identifier: AGPL-3.0-or-later
"""When what everyone may see of a structure last changed."""

from django.db import models

from mapping.models.structure import Structure


class ShownChange(models.Model):
    """The one date of a change that may be told: an edit of something hidden does not move it.

    Kept by the triggers of `mapping/sql/shown.sql`, for structures that are published, or were.
    """

    structure = models.OneToOneField(
        Structure, on_delete=models.DO_NOTHING, db_constraint=False, primary_key=True, related_name="shown"
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.structure_id}: {self.at}"
