# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who answered an announcement: personal, out of the history, forgotten three months after."""

import uuid
from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from network.models.news import News


class ReplyState(models.TextChoices):
    """What became of an answer."""

    WAITING = "waiting", _("en attente")
    ACCEPTED = "accepted", _("acceptée")
    DECLINED = "declined", _("déclinée")
    WITHDRAWN = "withdrawn", _("retirée")


LIVE = (ReplyState.WAITING, ReplyState.ACCEPTED)


# The days of a loan, both included.
_DAYS = Func(
    "first_day",
    "last_day",
    RangeBoundary(inclusive_lower=True, inclusive_upper=True),
    function="daterange",
    output_field=DateRangeField(),
)


class Reply(models.Model):
    """That a professional answers an announcement, for an organisation of theirs (`on_behalf_of`) or none.

    `first_day` and `last_day`, both included, are those for which they borrow what is lent. `joins` says that
    they ask for the same. `organisation` is the one that held the announcement then, or `holder` who had
    written it where none did: they alone are told the answer, whoever holds the announcement afterwards.
    `word` is what they said of it.
    """

    # Of the person alone: gone with an account that is closed (`accounts.closing`).
    is_personal = True

    news = models.ForeignKey(News, on_delete=models.CASCADE, related_name="replies")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    on_behalf_of = models.ForeignKey(
        Organisation,
        verbose_name=_("au nom de"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    message = models.TextField(_("message"), max_length=1000, blank=True, default="")
    joins = models.BooleanField(_("demande la même chose"), default=False)
    first_day = models.DateField(_("du"), null=True, blank=True)
    last_day = models.DateField(_("au"), null=True, blank=True)
    state = models.CharField(_("état"), max_length=9, choices=ReplyState, default=ReplyState.WAITING)
    word = models.CharField(_("un mot"), max_length=500, blank=True, default="")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(_("le"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("réponse à une annonce")
        verbose_name_plural = _("réponses à des annonces")
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["news", "state"], name="reply_of_an_announcement")]
        constraints = [
            models.UniqueConstraint(
                fields=["news", "user"],
                condition=Q(first_day__isnull=True, state__in=["waiting", "accepted"]),
                name="reply_once_an_account",
            ),
            models.UniqueConstraint(
                fields=["news", "user", "first_day"],
                condition=Q(first_day__isnull=False, state__in=["waiting", "accepted"]),
                name="reply_once_an_account_and_day",
            ),
            models.CheckConstraint(
                condition=Q(first_day__isnull=True, last_day__isnull=True)
                | Q(first_day__isnull=False, last_day__gte=F("first_day")),
                name="reply_ends_after_it_begins",
            ),
            # The wall behind the lock: nothing is lent twice on one day.
            ExclusionConstraint(
                name="reply_days_taken_once",
                expressions=[("news", RangeOperators.EQUAL), (_DAYS, RangeOperators.OVERLAPS)],
                condition=Q(state="accepted", first_day__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def days(self) -> tuple[date, date] | None:
        """The days that are borrowed, first and last; None where nothing is lent."""
        return (self.first_day, self.last_day) if self.first_day and self.last_day else None

    @property
    def who(self) -> str:
        """The name of the person."""
        return self.user.full_name or self.user.email
