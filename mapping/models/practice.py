# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who practises, and on which structure of the practice space (`mapping.practice.room`)."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Practice(models.Model):
    """A person's exercise: `structure` is its number in the practice space, which no other table refers
    to."""

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("qui s'exerce"),
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="practice",
    )
    structure = models.BigIntegerField(_("fiche de l'exercice"), unique=True)
    begun_at = models.DateTimeField(_("commencé le"), default=timezone.now)

    class Meta:
        verbose_name = _("exercice")
        verbose_name_plural = _("exercices")
        ordering = ["begun_at"]

    def __str__(self) -> str:
        return f"{self.owner_id} – {self.structure}"
