# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the limits remember."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Allowance(models.Model):
    """How much of a limit somebody has used, as the moment when it is whole again: see `common.limits`.

    An unlogged table, written at every costly answer: emptied by a crash, and no backup needs it.
    """

    key = models.CharField(_("clé"), max_length=64, primary_key=True)
    whole_at = models.DateTimeField(_("de nouveau entière le"))

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key
