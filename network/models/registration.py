# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who registered for an event: personal, out of the history, forgotten three months after."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from network.models.agenda import Event


class RegistrationState(models.TextChoices):
    """Where somebody's registration is."""

    SEATED = "seated", _("inscrit")
    WAITING = "waiting", _("sur liste d’attente")
    WITHDRAWN = "withdrawn", _("désinscrit")
    CANCELLED = "cancelled", _("annulé par l’organisateur")


LIVE = (RegistrationState.SEATED, RegistrationState.WAITING)


class Registration(models.Model):
    """That somebody comes to an event on one of its days.

    A professional is named by their account, anyone else by `name` and `email`; all three are emptied three
    months after the day (`forgotten_at`). `organisation` is the one that held the event then: it alone is
    told the name, whoever holds the event afterwards. `key` names the registration in the links that its
    person is sent. `was_on` is the day that they had chosen, where a change of dates took them to another.
    `is_online` says how they come, where one chooses. `attended` and `opinion` (out of 5) are said
    afterwards.
    """

    # Of the person alone: gone with an account that is closed (`accounts.closing`).
    is_personal = True

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="registrations")
    day = models.DateField(_("jour"))
    was_on = models.DateField(_("jour choisi"), null=True, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("nom"), max_length=100, blank=True, default="")
    email = models.EmailField(_("courriel"), blank=True, default="")
    language = models.CharField(max_length=5, default="fr")
    state = models.CharField(_("état"), max_length=9, choices=RegistrationState)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(_("le"), default=timezone.now, editable=False)
    is_online = models.BooleanField(_("en ligne"), null=True, blank=True)
    attended = models.BooleanField(_("est venu"), null=True, blank=True)
    opinion = models.PositiveSmallIntegerField(_("avis sur 5"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    thanked_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("inscription")
        verbose_name_plural = _("inscriptions")
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["event", "day", "state"], name="registration_of_a_day")]
        constraints = [
            models.UniqueConstraint(
                "event",
                "day",
                "user",
                condition=Q(user__isnull=False, state__in=["seated", "waiting"]),
                name="registration_once_an_account",
            ),
            models.UniqueConstraint(
                "event",
                "day",
                Lower("email"),
                condition=~Q(email="") & Q(state__in=["seated", "waiting"]),
                name="registration_once_an_address",
            ),
            models.CheckConstraint(
                condition=Q(opinion__isnull=True) | Q(opinion__gte=1, opinion__lte=5),
                name="registration_opinion_of_five",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def who(self) -> str:
        """The name of the person; empty once it is forgotten."""
        return (self.user.full_name or self.user.email) if self.user else self.name

    @property
    def address(self) -> str:
        """Where they are written to; empty once it is forgotten, or the account is closed."""
        if self.user:
            return self.user.email if self.user.is_active else ""
        return self.email
