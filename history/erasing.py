# SPDX-License-Identifier: AGPL-3.0-or-later
"""Personal data out of the history: what was there is no longer told, nor kept anywhere in it."""

import re
from collections.abc import Collection, Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from history.kinds import Kind
from history.models import Event


def blank(kind: Kind, number: int, columns: Iterable[str]) -> int:
    """Empty these columns of one record in every event; how many events that was.

    The event stays, with who and when; the value is null. The record itself is not touched.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT history_blank(%s::smallint, %s, %s)", [kind.number, number, list(columns)])
        return cursor.fetchone()[0]


@transaction.atomic
def strike(events: QuerySet[Event], texts: Collection[str]) -> int:
    """Strike these texts out of whatever the events hold; in how many events that was."""
    struck = []
    for event in events:
        before, after = without(event.before, texts), without(event.after, texts)
        if (before, after) != (event.before, event.after):
            event.before, event.after = before, after
            struck.append(event)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('history.erasing', 'yes', true)")
        Event.objects.bulk_update(struck, ["before", "after"], batch_size=500)
        cursor.execute("SELECT set_config('history.erasing', '', true)")
    return len(struck)


def without(value: Any, texts: Collection[str]) -> Any:
    """A JSON value with these texts struck out of its strings and names, as whole words."""
    if isinstance(value, str):
        for text in texts:
            value = re.sub(rf"(?<!\w){re.escape(text)}(?!\w)", "", value)
        return value
    if isinstance(value, list):
        return [without(one, texts) for one in value]
    if isinstance(value, dict):
        return {without(name, texts): without(one, texts) for name, one in value.items()}
    return value
