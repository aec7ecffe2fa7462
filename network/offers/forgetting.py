# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers are forgotten three months after."""

from django.db.models import F, Q
from django.db.models.functions import Least
from django.utils import timezone

from network.models import Reply, ReplyState
from network.registering.following import KEPT


def forget_due() -> int:
    """Forget the answers to announcements that ended, or were closed, three months ago, and the loans that
    did; a loan that goes on after its announcement is kept as long; how many."""
    before = timezone.localdate() - KEPT
    ended = Q(over__lt=before) & ~Q(state=ReplyState.ACCEPTED, last_day__gte=before)
    old = Reply.objects.annotate(over=Least(F("news__ends_on"), F("news__closed_on")))
    numbers = list(old.filter(ended | Q(last_day__lt=before)).values_list("pk", flat=True))
    return Reply.objects.filter(pk__in=numbers).delete()[0]
