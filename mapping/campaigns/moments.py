# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the prefecture says on the pages of structures for a time (`mapping.models.MomentNotice`)."""

from datetime import timedelta

from django.utils import timezone

from mapping.models import MomentNotice

# Kept for a while after its last day, to be looked at; then it is of no use to anybody.
KEPT = timedelta(days=90)


def forget() -> int:
    """Take away the notices that ended long ago; how many."""
    return MomentNotice.objects.filter(last_day__lt=timezone.localdate() - KEPT).delete()[0]


def now_on(structure_id: int) -> list[str]:
    """The notices that show on a structure's page today, those that end first before the others."""
    today = timezone.localdate()
    held = MomentNotice.objects.filter(
        structures__contains=[structure_id], first_day__lte=today, last_day__gte=today
    )
    return list(held.order_by("last_day", "pk").values_list("text", flat=True))
