# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which structures a file that was taken away held."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone


class Extract(models.Model):
    """What an export held, so that a line deleted from it is told from one that it never had.

    `format` is the export's, `role` (`accounts.roles.Role`) that of the reader it was made for, `numbers` the
    structures that are in the file, in order. Who took it away is not kept; this is, for
    `data.extracts.KEPT`.
    """

    format = models.CharField(max_length=30)
    made_at = models.DateTimeField(default=timezone.now)
    role = models.PositiveSmallIntegerField()
    size = models.PositiveIntegerField()
    numbers = ArrayField(models.BigIntegerField())

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["size", "-made_at"], name="extract_size")]

    def __str__(self) -> str:
        return f"{self.format} {self.made_at:%Y-%m-%d} ({self.size})"
