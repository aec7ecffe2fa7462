# SPDX-License-Identifier: AGPL-3.0-or-later
"""How often a member is told by mail what is new in each of their groups, and when never."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import GroupMembership


class Rhythm(models.Model):
    """Of one membership, which takes it along when it ends. What was written until `told_until` was told,
    from `told_from` on by the mail `told_in`: where that mail is taken back before it leaves, it is told
    again. `key` is what the link that ends these mails holds."""

    class Pace(models.TextChoices):
        AT_ONCE = "aussitot", _("dès que quelqu’un écrit")
        DAILY = "jour", _("un résumé par jour")
        WEEKLY = "semaine", _("un résumé par semaine")
        NEVER = "jamais", _("jamais")

    membership = models.OneToOneField(GroupMembership, on_delete=models.CASCADE, related_name="rhythm")
    pace = models.CharField(_("rythme"), max_length=8, choices=Pace, default=Pace.WEEKLY)
    told_until = models.DateTimeField(default=timezone.now, editable=False)
    told_from = models.DateTimeField(null=True, blank=True, editable=False)
    told_in = models.UUIDField(null=True, blank=True, editable=False)
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = _("rythme des courriels d’un groupe")
        verbose_name_plural = _("rythmes des courriels des groupes")
        constraints = [
            models.CheckConstraint(
                condition=Q(pace__in=["aussitot", "jour", "semaine", "jamais"]), name="rhythm_pace_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.membership_id}"


class QuietHours(models.Model):
    """When somebody is sent nothing that they did not just ask for: from an hour of the evening to one of the
    morning, and on Saturdays and Sundays unless they say otherwise. The same hour twice is no quiet hour.
    `key` is what the link that ends the mails of all groups holds. Whether they are told by mail, outside
    those hours, of answers in discussions where they wrote, and of being named in one, is said here too: that
    is for all discussions."""

    is_personal = True

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    first = models.PositiveSmallIntegerField(_("rien après"), default=20)
    last = models.PositiveSmallIntegerField(_("rien avant"), default=8)
    rests = models.BooleanField(_("rien le samedi ni le dimanche"), default=True)
    tells_answers = models.BooleanField(_("réponses dans les discussions"), default=True)
    tells_names = models.BooleanField(_("quand on me nomme"), default=True)
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = _("heures calmes")
        verbose_name_plural = _("heures calmes")
        constraints = [
            models.CheckConstraint(
                condition=Q(first__lte=23) & Q(last__lte=23),
                name="quiet_hours_of_a_day",
                violation_error_message=_("Une heure de 0 à 23."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}"
