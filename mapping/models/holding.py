# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Cette structure est la mienne »: that an organisation asks to hold a structure."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.requests import Decided
from mapping.models.structure import Structure


class HoldingRequest(Decided):
    """That somebody asks for their organisation to hold a structure; who decides is in `mapping.holding`."""

    structure = models.ForeignKey(
        Structure, verbose_name=_("structure"), on_delete=models.CASCADE, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("demandée par"),
        on_delete=models.CASCADE,
        related_name="+",
    )

    class Meta:
        verbose_name = _("demande à tenir une structure")
        verbose_name_plural = _("demandes à tenir une structure")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "organisation"],
                condition=Q(state="asked"),
                name="holding_request_one_waits",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "accepted", "refused"]), name="holding_request_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} : {self.structure}"
