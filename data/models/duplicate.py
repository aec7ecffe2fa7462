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

    `score` is how sure it is that they are one, `worth` that times how much is gained (`data.same_place`).
    `first_origin` and `second_origin` are what identified both in their sources (`origin_of`) when somebody
    said them distinct: that is remembered of records made again since.
    """

    class State(models.TextChoices):
        OPEN = "open", _("à décider")
        MERGED = "merged", _("fusionnées")
        DISTINCT = "distinct", _("distinctes")

    first_id = models.BigIntegerField()
    second_id = models.BigIntegerField()
    score = models.FloatField(_("sûreté, de 0 à 1"))
    worth = models.FloatField(_("ce que décider rapporte, de 0 à 1"), default=0)
    distance_m = models.FloatField(_("distance (m)"), null=True, blank=True)
    state = models.CharField(_("état"), max_length=8, choices=State, default=State.OPEN)
    found_by = models.ForeignKey(
        ImportRun, on_delete=models.SET_NULL, related_name="duplicates", null=True, blank=True
    )
    first_origin = models.CharField(max_length=320, blank=True, editable=False)
    second_origin = models.CharField(max_length=320, blank=True, editable=False)
    merge = models.ForeignKey(ImportRun, on_delete=models.SET_NULL, related_name="+", null=True, blank=True)
    created_at = models.DateTimeField(_("repéré le"), default=timezone.now)
    decided_at = models.DateTimeField(_("décidé le"), null=True, blank=True)

    class Meta:
        verbose_name = _("doublon possible")
        verbose_name_plural = _("doublons possibles")
        ordering = ["-worth", "-score", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["first_id", "second_id"], name="duplicate_once"),
            models.CheckConstraint(
                condition=models.Q(first_id__lt=models.F("second_id")), name="duplicate_ordered"
            ),
        ]

        indexes = [
            models.Index(
                fields=["first_origin", "second_origin"],
                name="duplicate_origins",
                condition=~models.Q(first_origin=""),
            ),
            models.Index(fields=["second_id"], name="duplicate_second"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} – {self.second_id}"


def origin_of(source: str, source_id: str) -> str:
    """What identifies a record in its source, in one text."""
    return f"{source}\n{source_id}"
