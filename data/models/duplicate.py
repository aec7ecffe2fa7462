# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two structures that may be one."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from data.models.run import ImportRun


class Duplicate(models.Model):
    """A pair of structures alike enough for a person to look, and what was decided.

    `first_id` is the lower number. Neither is a foreign key: a structure deleted since leaves a pair
    that is no longer shown. `merge` is the run that merged them; undoing it splits them again.
    """

    class State(models.TextChoices):
        OPEN = "open", _("à décider")
        MERGED = "merged", _("fusionnées")
        DISTINCT = "distinct", _("distinctes")

    first_id = models.BigIntegerField()
    second_id = models.BigIntegerField()
    score = models.FloatField(_("ressemblance, de 0 à 1"))
    distance_m = models.FloatField(_("distance (m)"), null=True, blank=True)
    state = models.CharField(_("état"), max_length=8, choices=State, default=State.OPEN)
    found_by = models.ForeignKey(
        ImportRun, on_delete=models.SET_NULL, related_name="duplicates", null=True, blank=True
    )
    merge = models.ForeignKey(ImportRun, on_delete=models.SET_NULL, related_name="+", null=True, blank=True)
    created_at = models.DateTimeField(_("repéré le"), default=timezone.now)
    decided_at = models.DateTimeField(_("décidé le"), null=True, blank=True)

    class Meta:
        verbose_name = _("doublon possible")
        verbose_name_plural = _("doublons possibles")
        ordering = ["-score", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["first_id", "second_id"], name="duplicate_once"),
            models.CheckConstraint(
                condition=models.Q(first_id__lt=models.F("second_id")), name="duplicate_ordered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} – {self.second_id}"
