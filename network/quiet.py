# SPDX-License-Identifier: AGPL-3.0-or-later
"""When somebody is left in peace: no mail of the network that they did not ask for at that moment leaves in
their quiet hours (`QuietHours`; who said nothing has the usual ones), by the clock of the site.

Codes, mails of security and answers to what somebody has just done themselves never wait.
"""

from datetime import datetime, time, timedelta

from django.utils import timezone

from network.models import QuietHours


def quiet_of(address: str) -> QuietHours:
    """The quiet hours of whoever has this address: those of their account, else the usual ones. One query."""
    return QuietHours.objects.filter(user__email__iexact=address).first() or usual()


def usual() -> QuietHours:
    """Those of who said nothing."""
    return QuietHours()


def is_quiet(quiet: QuietHours, now: datetime) -> bool:
    """Whether nothing is sent to somebody now."""
    return _is_rest(quiet, now) or _is_night(quiet, now)


def after_quiet(quiet: QuietHours, now: datetime, latest: datetime | None = None) -> datetime | None:
    """The moment from which a mail may leave; None for now.

    `latest` is the moment after which it would come too late: then days of rest do not hold it, and where the
    night would be too long, nothing does.
    """
    free = _first(quiet, now, with_rest=True)
    if latest is not None and free > latest:
        free = _first(quiet, now, with_rest=False)
        if free > latest:
            return None
    return free if free > now else None


def not_before(address: str, latest: datetime | None = None) -> datetime | None:
    """The moment from which a mail may leave to an address; None for now. One query."""
    return after_quiet(quiet_of(address), timezone.now(), latest)


def _first(quiet: QuietHours, now: datetime, *, with_rest: bool) -> datetime:
    """The first moment, from now on, that is not quiet."""
    at = now
    # Each turn goes to the end of a night, or to the next day: a week of them is more than there can be.
    for _turn in range(16):
        if with_rest and _is_rest(quiet, at):
            at = _at(at, 1, 0)
        elif _is_night(quiet, at):
            days = 1 if timezone.localtime(at).hour >= quiet.last else 0
            at = _at(at, days, quiet.last)
        else:
            break
    return at


def _at(moment: datetime, days: int, hour: int) -> datetime:
    day = timezone.localtime(moment).date() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _is_rest(quiet: QuietHours, now: datetime) -> bool:
    return quiet.rests and timezone.localtime(now).weekday() >= 5


def _is_night(quiet: QuietHours, now: datetime) -> bool:
    hour = timezone.localtime(now).hour
    if quiet.first == quiet.last:
        return False
    if quiet.first < quiet.last:
        return quiet.first <= hour < quiet.last
    return hour >= quiet.first or hour < quiet.last
