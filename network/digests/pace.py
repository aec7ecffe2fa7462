# SPDX-License-Identifier: AGPL-3.0-or-later
"""When somebody is told what is new: pure arithmetic of the clock."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from network.models import Rhythm

# When digests leave, of a day; on Mondays those of a week.
_MORNING = time(7)


def is_due(rhythm: Rhythm, now: datetime) -> bool:
    """Whether a membership's turn has come since it was told last; quiet hours are the person's own."""
    if rhythm.pace == Rhythm.Pace.NEVER:
        return False
    if rhythm.pace == Rhythm.Pace.AT_ONCE:
        return True
    return rhythm.told_until < _last_turn(now, is_weekly=rhythm.pace == Rhythm.Pace.WEEKLY)


def _last_turn(now: datetime, *, is_weekly: bool) -> datetime:
    here = timezone.localtime(now)
    day = here.date() - timedelta(days=here.weekday() if is_weekly else 0)
    turn = timezone.make_aware(datetime.combine(day, _MORNING))
    return turn if turn <= now else turn - timedelta(days=7 if is_weekly else 1)
