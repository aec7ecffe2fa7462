# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words that the directory says, where a search finds those near what was typed."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models


class Word(models.Model):
    """A word said somewhere: folded, with the number of its stem among the search's tags.

    The triggers that keep the search's rows add the words they meet first. A word may stand twice,
    which costs nothing and spares two edits from waiting for each other; one that nothing says any
    more finds nothing. `near` holds what is left of it when one or two letters are struck out, as
    numbers (SQL function `mapping_deletions`); `sound` is roughly how it is said (`mapping_sound`).
    """

    word = models.TextField(db_collation="C")
    number = models.IntegerField(db_index=True)
    near = ArrayField(models.IntegerField())
    sound = models.GeneratedField(
        expression=models.Func("word", function="mapping_sound"),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )

    class Meta:
        db_table = "mapping_word"
        indexes = [
            models.Index("word", name="word_word"),
            GinIndex(OpClass("near", name="gin__int_ops"), name="word_near"),
            models.Index("sound", name="word_sound"),
        ]

    def __str__(self) -> str:
        return self.word
