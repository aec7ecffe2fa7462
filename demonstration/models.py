# SPDX-License-Identifier: AGPL-3.0-or-later
"""What entered the directory, and when."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DemonstrationLoad(models.Model):
    """One load of the demonstration directory; a row is added for each and never changed.

    The history tells which rows were edited by hand since: those modified after the load that
    made them.
    """

    departement = models.CharField(_("département, ou « all »"), max_length=3)
    version = models.CharField(_("version"), max_length=80)
    loaded_at = models.DateTimeField(_("chargé le"), default=timezone.now)
    town_halls = models.PositiveIntegerField(_("mairies"))
    examples = models.PositiveIntegerField(_("exemples"))

    class Meta:
        db_table = "data_demonstrationload"
        verbose_name = _("chargement de démonstration")
        verbose_name_plural = _("chargements de démonstration")
        ordering = ["-loaded_at", "-pk"]
        indexes = [models.Index(fields=["departement", "version"], name="data_load_scope_version")]

    def __str__(self) -> str:
        return f"{self.departement} {self.version}"
