# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the search's rows were last made from."""

from django.db import models


class Derivation(models.Model):
    """One line: the digest of the vocabulary and of the SQL that the derived rows were made with.

    `search.derived` compares it with today's after every `migrate`, and makes the rows again where it
    is another: whatever moved, a theme, a thématique, a word or a function.
    """

    digest = models.CharField(max_length=32)

    class Meta:
        db_table = "mapping_derivation"

    def __str__(self) -> str:
        return self.digest
