# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person said of the words and the cells of a source's files, once for all its editions."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from data.models.source import Source


class Lesson(models.Model):
    """One thing that a source's files mean.

    Of a word in a column (`VALUE`): `field` is the column of the directory, `said` the folded word, `written`
    the word as a file has it, `says` the values that it stands for, none where it stays text. Of a phrase in
    a description (`PHRASE`): `says` are the thématiques of what it speaks of. Of cells that are cut or joined
    (`CELLS`): `says` is the rule of `data.imports.cutting`, `said` its columns. Of what a row says of its
    commune (`PLACE`): `said` is its key (`data.imports.communes.key_of`), `says` the INSEE code of one.
    """

    class What(models.TextChoices):
        VALUE = "value", _("valeur d'une colonne")
        PHRASE = "phrase", _("mots d'une description")
        CELLS = "cells", _("cellules coupées ou réunies")
        PLACE = "place", _("commune d'une ligne")

    source = models.ForeignKey(
        Source, verbose_name=_("source"), on_delete=models.CASCADE, related_name="lessons"
    )
    what = models.CharField(max_length=6, choices=What)
    field = models.CharField(max_length=40, blank=True)
    said = models.CharField(max_length=400)
    written = models.CharField(max_length=400)
    says = models.JSONField(default=list)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    made_at = models.DateTimeField(_("appris le"), default=timezone.now)

    class Meta:
        verbose_name = _("leçon d'une source")
        verbose_name_plural = _("leçons des sources")
        ordering = ["what", "field", "said", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "what", "field", "said"], name="lesson_once_per_source_and_word"
            )
        ]

    def __str__(self) -> str:
        return self.written
