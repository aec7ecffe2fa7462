# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is known of a structure's position beyond the point: the address it was found for, and the doubts."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ReviewState(models.TextChoices):
    """Whether a person has to look at a position."""

    SETTLED = "settled", _("réglée")
    WAITING = "waiting", _("à vérifier")
    REFUSED = "refused", _("introuvable")


class PositionReview(models.Model):
    """The last look that the geocoding, or a person, had at where a structure is.

    `fingerprint` is that of the address looked at: with another address, the question is asked again.
    `candidates` are the places offered to a person, as `geocoding.candidate.Candidate` writes them.
    """

    structure = models.OneToOneField(
        "mapping.Structure",
        verbose_name=_("structure"),
        on_delete=models.CASCADE,
        related_name="position_review",
    )
    fingerprint = models.CharField(_("empreinte de l'adresse"), max_length=64)
    state = models.CharField(_("état"), max_length=10, choices=ReviewState)
    line = models.CharField(_("ligne de la table"), max_length=40, blank=True)
    reason = models.CharField(_("raison"), max_length=300, blank=True)
    notes = models.JSONField(_("remarques"), default=list, blank=True)
    understood = models.CharField(_("adresse comprise"), max_length=500, blank=True)
    candidates = models.JSONField(_("lieux proposés"), default=list, blank=True)
    created_at = models.DateTimeField(_("demandée le"), default=timezone.now, editable=False)
    skipped_at = models.DateTimeField(_("passée le"), null=True, blank=True)
    decided_at = models.DateTimeField(_("décidée le"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("décidée par"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("position à vérifier")
        verbose_name_plural = _("positions à vérifier")
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["skipped_at", "id"],
                condition=models.Q(state="waiting"),
                name="mapping_review_waiting",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=ReviewState.values), name="review_state_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.structure_id}: {self.reason}"
