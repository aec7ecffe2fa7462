# SPDX-License-Identifier: AGPL-3.0-or-later
"""The numbers of the vocabulary's words."""

from django.db import models


class Tag(models.Model):
    """The number of a word that a filter can ask for, where SQL can read it (`search.tags`)."""

    key = models.CharField(max_length=140, primary_key=True)
    number = models.IntegerField(unique=True)

    class Meta:
        db_table = "mapping_tag"
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key
