# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a list shows of a place, ready to be sent."""

from django.db import models
from django.db.models.functions import Cast, Left, Length

from mapping.models.service import Service
from mapping.models.structure import Structure


class Card(models.Model):
    """What a range of roles may read of a structure in a list, a popup or a layer.

    `service` is the one whose own place it describes, 0 the structure's. Kept by the triggers that
    keep the search's rows; `said` holds what does not depend on the question: the distance, the
    services found and their area are added by the search (`search.engine.features`), to `members`,
    which is `said` as text without its closing brace: writing it out anew took longer than finding it.
    """

    structure = models.ForeignKey(
        Structure, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    service = models.ForeignKey(
        Service, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    role_min = models.SmallIntegerField()
    role_max = models.SmallIntegerField()
    said = models.JSONField()
    members = models.GeneratedField(
        expression=Left(Cast("said", models.TextField()), Length(Cast("said", models.TextField())) - 1),
        output_field=models.TextField(),
        db_persist=True,
    )

    class Meta:
        db_table = "mapping_card"
        constraints = [
            models.UniqueConstraint(fields=["structure", "service", "role_min"], name="card_unique")
        ]
