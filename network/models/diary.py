# SPDX-License-Identifier: AGPL-3.0-or-later
"""The private addresses by which a diary reads what its person registered for, and their agenda."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Diary(models.Model):
    """That somebody gave a diary an address of their own. `key` names it in that address: with another key
    the old address opens nothing; without the row, none does."""

    # Of the person alone: gone with an account that is closed (`accounts.closing`).
    is_personal = True

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(_("créée le"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("adresse d’agenda")
        verbose_name_plural = _("adresses d’agenda")

    def __str__(self) -> str:
        return f"{self.pk}"
