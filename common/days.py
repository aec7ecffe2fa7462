# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days one after the other."""

from collections.abc import Iterator
from datetime import date, timedelta


def each_day(first: date, last: date) -> Iterator[date]:
    """The days between two, both included, in order; none where the last is before the first."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)
