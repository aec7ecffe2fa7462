# SPDX-License-Identifier: AGPL-3.0-or-later
"""The links of resources, checked in turn: each once a week, a few hundred a night, one at a time."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.utils import timezone

from network.links.asking import Answer, ask
from network.links.found_in import every_address
from network.models import LinkCheck

# An address that answers is asked for once a week; one that does not, sooner, so that it is said to be dead
# neither for an evening's trouble nor after three weeks.
EVERY = timedelta(days=7)
AGAIN = timedelta(days=2)
# The job goes every night, a little earlier or later.
_SLACK = timedelta(hours=2)
MOST_A_NIGHT = 500
# Between two questions to one server, in seconds.
PAUSE_SECONDS = 2.0


def check_due(
    asked: Callable[[str], Answer] = ask,
    *,
    now: datetime | None = None,
    most: int = MOST_A_NIGHT,
    pause: Callable[[float], None] = time.sleep,
) -> int:
    """Ask for the addresses whose turn has come, those never asked for first; how many were. What no resource
    leads to any more is forgotten."""
    now = now or timezone.now()
    wanted = every_address()
    LinkCheck.objects.exclude(url__in=wanted).delete()
    due = _due(wanted, now)[:most]
    last: dict[str, float] = {}
    for url in due:
        host = urlsplit(url).hostname or ""
        if (wait := last.get(host, 0.0) + PAUSE_SECONDS - time.monotonic()) > 0 and host in last:
            pause(wait)
        note(url, asked(url), now)
        last[host] = time.monotonic()
    return len(due)


def note(url: str, answer: Answer, now: datetime) -> LinkCheck:
    """Write what an address answered."""
    check = LinkCheck.objects.filter(url=url).first() or LinkCheck(url=url)
    check.checked_at, check.status, check.said = now, answer.status, answer.said
    if answer.is_there:
        check.failures, check.failing_since = 0, None
    else:
        check.failures = min(check.failures + 1, 1000)
        check.failing_since = check.failing_since or now
    check.save()
    return check


def _due(wanted: set[str], now: datetime) -> list[str]:
    known = {one.url: one for one in LinkCheck.objects.filter(url__in=wanted)}
    fresh = sorted(wanted - known.keys())
    late = [one for one in known.values() if one.checked_at + _pause_of(one) - _SLACK <= now]
    return fresh + [one.url for one in sorted(late, key=lambda one: (one.checked_at, one.url))]


def _pause_of(check: LinkCheck) -> timedelta:
    return AGAIN if check.failures and not check.is_dead else EVERY
