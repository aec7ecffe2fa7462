# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files of the directory that were taken away: which structures each held, and which came back without.

A line that is not in a file that comes back may have been deleted by a person, or never have been there, for
the search found it not. Only what is known to have been in the file is told as deleted.
"""

import contextlib
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.roles import Role
from data.exports.selection import Selection
from data.models import Extract

# So long a file may come back and its deleted lines be told.
KEPT = timedelta(days=365)
# A file of which more than half is gone is taken for another selection.
_HALF = 2
_LOOKED_AT = 50


def remembered(content: Iterable[Any], name: str, selection: Selection) -> Iterator[Any]:
    """The pieces of an export of the format `name`; once they are all given, what it held is kept."""
    yield from content
    # A file that was given is given, were the database read-only by now.
    with contextlib.suppress(DatabaseError), transaction.atomic():
        keep(name, selection)


def keep(name: str, selection: Selection) -> Extract | None:
    """Note what a file holds; the same again is noted once, under the new date. None for an empty one."""
    numbers = sorted(set(selection.structures) - selection.left_out)
    if not numbers:
        return None
    now = timezone.now()
    Extract.objects.filter(made_at__lt=now - KEPT).delete()
    about = {"format": name, "role": int(selection.role), "size": len(numbers)}
    for known in Extract.objects.filter(**about).order_by("-made_at", "-pk")[:_LOOKED_AT]:
        if known.numbers == numbers:
            # The first day stands: what is newer than it was surely in no file that was made then.
            return known
    return Extract.objects.create(**about, numbers=numbers, made_at=now)


def extract_of(numbers: set[int], formats: Iterable[str], role: Role) -> Extract | None:
    """The file that these structures come from: the smallest that held them all, the latest of these.

    None where there is none, of a reader who saw no more than `role`.
    """
    if not numbers:
        return None
    candidates = Extract.objects.filter(
        format__in=list(formats),
        role__lte=int(role),
        size__gte=len(numbers),
        size__lte=_HALF * len(numbers),
        made_at__gte=timezone.now() - KEPT,
    ).order_by("size", "-made_at", "-pk")
    return next((one for one in candidates[:_LOOKED_AT] if numbers <= set(one.numbers)), None)
