# SPDX-License-Identifier: AGPL-3.0-or-later
"""The minutes of an event on one of its dates, and for whom they are."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from network.models.agenda import Event
from network.models.common import Audience

# A group's members alone read the minutes of an event that is theirs alone: professionals edit the others.
READERS = [(one.value, one.label) for one in Audience if one != Audience.MEMBERS]


class MinutesQuerySet(models.QuerySet):
    """Minutes, as somebody may read them."""

    def seen_by(self, role: Role) -> "MinutesQuerySet":
        """Those that are for this role, of events that it reads."""
        return self.filter(audience__lte=int(role))


class Minutes(models.Model):
    """What was said on a date of an event. `audience` is the least role that reads it; what only
    professionals or a group's members read of the agenda has minutes for nobody else, whatever they say."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="minutes")
    day = models.DateField(_("date"))
    audience = models.SmallIntegerField(_("qui le lit"), choices=READERS, default=Audience.PROFESSIONALS)
    text = models.TextField(_("compte rendu"), max_length=60_000)
    updated_at = models.DateTimeField(_("changé le"), default=timezone.now, editable=False)

    objects = MinutesQuerySet.as_manager()

    class Meta:
        verbose_name = _("compte rendu")
        verbose_name_plural = _("comptes rendus")
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "day"],
                name="minutes_once_a_day",
                violation_error_message=_("Cette date a déjà un compte rendu."),
            ),
            models.CheckConstraint(
                condition=models.Q(text__regex=r"\S"),
                name="minutes_say_something",
                violation_error_message=_("Écrivez le compte rendu."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} ({self.day:%d/%m/%Y})"

    @property
    def root_id(self) -> int:
        """The number of the event, which whoever writes locks."""
        return self.event_id
