# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a search reads of resources: rows that triggers keep (`network/sql/found.sql`), and their words."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models

from network.models.resource import Resource


class ResourceWords(models.Model):
    """What is asked of a published resource, as numbers: one a resource, whose audience is the resource's.

    `tags` are the words that it and its translations say, above zero, and below zero its themes, publics,
    thématiques, kind, languages, territory and the structures that it speaks of (SQL function `network_tag`);
    `facets` are those below zero alone, and `title` the words of its titles: what orders an answer is asked
    of these, for an array is sorted each time that it is asked. `rank` orders kinds, what helps first;
    `fresh_on` is the day on which somebody last answered for it.
    """

    resource = models.OneToOneField(
        Resource,
        on_delete=models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="+",
    )
    audience = models.SmallIntegerField()
    rank = models.SmallIntegerField()
    fresh_on = models.DateField()
    title = ArrayField(models.IntegerField())
    facets = ArrayField(models.IntegerField(), default=list)
    tags = ArrayField(models.IntegerField())

    class Meta:
        indexes = [GinIndex(OpClass("tags", name="gin__int_ops"), name="resource_words_tags")]

    def __str__(self) -> str:
        return f"{self.resource_id}"


class ResourceWord(models.Model):
    """A word that some resource says: as `search.models.Word`, and the least role that reads it somewhere,
    so that what a slip is put right by tells nobody of what they do not read."""

    word = models.TextField(db_collation="C")
    number = models.IntegerField(db_index=True)
    near = ArrayField(models.IntegerField())
    audience = models.SmallIntegerField()
    sound = models.GeneratedField(
        expression=models.Func("word", function="mapping_sound"),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )

    class Meta:
        indexes = [
            models.Index("word", name="resource_word_word"),
            GinIndex(OpClass("near", name="gin__int_ops"), name="resource_word_near"),
            models.Index("sound", name="resource_word_sound"),
        ]

    def __str__(self) -> str:
        return self.word
