# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who was invited to an event: personal, out of the history, forgotten three months after."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from network.models.agenda import Event


class Invitation(models.Model):
    """That somebody was invited to an event: a professional by their account, anyone else by `email`.

    `organisation` is the one that held the event then: it alone is told of it, as of registrations. `key`
    names the invitation in the link by which one answers that one does not come (`declined_at`).
    """

    # Of the person alone: gone with an account that is closed (`accounts.closing`).
    is_personal = True

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="invitations")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    email = models.EmailField(_("courriel"), blank=True, default="")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sent_at = models.DateTimeField(_("envoyée le"), default=timezone.now, editable=False)
    declined_at = models.DateTimeField(_("déclinée le"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["sent_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                "event", "user", condition=Q(user__isnull=False), name="invitation_once_an_account"
            ),
            models.UniqueConstraint(
                "event", Lower("email"), condition=~Q(email=""), name="invitation_once_an_address"
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False, email="") | (Q(user__isnull=True) & ~Q(email="")),
                name="invitation_of_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def who(self) -> str:
        """The name of the person, or the address that was invited."""
        return (self.user.full_name or self.user.email) if self.user else self.email

    @property
    def address(self) -> str:
        """Where they are written to; empty once the account is closed."""
        if self.user:
            return self.user.email if self.user.is_active else ""
        return self.email
