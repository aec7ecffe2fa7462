# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the directory knows of its own quality, as everyone may be told it: how many pages, how many were seen
to lately, how many changes somebody else looked at."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache
from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone

from accounts.roles import Role
from common.numbers import percent_of
from history.recent import BY_PERSONS
from mapping.freshness.blocks import OLD_DAYS
from mapping.models import VisibleStructure
from search.engine.cells import data_version

# Over how many days changes are counted.
CHANGES_DAYS = 30
# Kept until something else takes its place: the version in the key tells when it is out of date.
_CACHED_SECONDS = 3600

# What changed hidden things alone is not counted, nor what is told to nobody but staff.
_CHANGES = """
SELECT count(*), count(p.act_id)
FROM history_act a
LEFT JOIN history_patrol p ON p.act_id = a.id
WHERE a.at >= %(since)s AND a.cause = ANY (%(causes)s)
    AND EXISTS (
        SELECT FROM history_event e
        WHERE e.act_id = a.id AND e.need = 0 AND (
            e.hidden = '{}' OR e.operation <> 'U' OR EXISTS (
                SELECT FROM jsonb_object_keys(e.before) AS changed (name)
                WHERE coalesce((e.hidden ->> changed.name)::smallint, 0) = 0 AND changed.name <> 'updated_at'
            )
        )
    )
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """Pages that everyone sees (n); those that a person confirmed or edited within `OLD_DAYS` days, those
    that nobody ever did; changes by persons within `CHANGES_DAYS` days, those that another looked at."""

    pages: int
    confirmed: int
    never: int
    changes: int
    seen: int

    @property
    def confirmed_percent(self) -> str:
        """The share of pages that were confirmed."""
        return percent_of(self.confirmed, self.pages)

    @property
    def seen_percent(self) -> str:
        """The share of changes that were looked at."""
        return percent_of(self.seen, self.changes)


def figures() -> Figures:
    """The figures of today. Pages are counted once for each version of the data, changes each time."""
    today = timezone.localdate()
    key = f"governance-{data_version()}-{today.isoformat()}"
    pages = cache.get(key)
    if pages is None:
        pages = _pages()
        cache.set(key, pages, _CACHED_SECONDS)
    total, confirmed, never = pages
    changes, seen = _changes()
    return Figures(total, confirmed, never, changes, seen)


def _pages() -> tuple[int, int, int]:
    seen = VisibleStructure.objects.seen_by(Role.VISITOR).order_by()
    since = timezone.now() - timedelta(days=OLD_DAYS)
    counted = seen.aggregate(
        pages=Count("id"),
        confirmed=Count("id", filter=Q(verified_at__gte=since)),
        never=Count("id", filter=Q(verified_at=None)),
    )
    return counted["pages"], counted["confirmed"], counted["never"]


def _changes() -> tuple[int, int]:
    since = timezone.now() - timedelta(days=CHANGES_DAYS)
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES, {"since": since, "causes": [str(cause) for cause in BY_PERSONS]})
        return cursor.fetchone()
