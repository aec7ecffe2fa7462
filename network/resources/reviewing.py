# SPDX-License-Identifier: AGPL-3.0-or-later
"""When a resource is to be read again: its day has come, or nobody has for a year."""

from datetime import date, datetime, time, timedelta

from django.db.models import F, Q
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from network.models import Resource
from network.models.common import SharedQuerySet

# A text that nobody has read again for so long is told to be old.
OLD_DAYS = 365


def is_to_review(resource: Resource, today: date | None = None) -> bool:
    """Whether a resource is to be read again: `review_on` has come and nobody has read it since, or nobody
    has for `OLD_DAYS`."""
    today = today or timezone.localdate()
    read = timezone.localdate(resource.verified_at or resource.created_at)
    if resource.review_on and resource.review_on <= today and read < resource.review_on:
        return True
    return read < today - timedelta(days=OLD_DAYS)


def to_review(resources: SharedQuerySet, today: date | None = None) -> SharedQuerySet:
    """Those that `is_to_review` is true of; the first is what has waited longest."""
    today = today or timezone.localdate()
    read = Coalesce("verified_at", "created_at")
    old = timezone.make_aware(datetime.combine(today - timedelta(days=OLD_DAYS), time.min))
    told: SharedQuerySet = resources.annotate(read_at=read, read_on=TruncDate(read))
    due = Q(review_on__lte=today, read_on__lt=F("review_on"))
    return told.filter(due | Q(read_at__lt=old)).order_by("read_at", "pk")
