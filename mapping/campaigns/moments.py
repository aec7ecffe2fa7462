# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the prefecture says on the pages of structures for a time (`mapping.models.MomentNotice`)."""

from django.utils import timezone

from mapping.models import MomentNotice


def now_on(structure_id: int) -> list[str]:
    """The notices that show on a structure's page today, those that end first before the others."""
    today = timezone.localdate()
    held = MomentNotice.objects.filter(
        structures__contains=[structure_id], first_day__lte=today, last_day__gte=today
    )
    return list(held.order_by("last_day", "pk").values_list("text", flat=True))
