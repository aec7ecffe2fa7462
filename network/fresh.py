# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sheets that somebody wrote or read again last, as a few lines tell them."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.roles import Role
from mapping.presentation import short_name
from mapping.vocabulary import THEME_BY_CODE, ThemeSpec
from network.models import Audience, Resource
from network.models.common import SharedQuerySet
from network.paths import path_of
from network.search import Found, tell

# A sheet is new for so many days.
NEW_DAYS = 30


@dataclass(frozen=True, slots=True)
class Line:
    """A sheet in a short list: its theme's colour, its title in `language`, how fresh it is, in how many
    languages. `reviewed_on` is None of one that is new (`is_new`), or that nobody read again."""

    url: str
    title: str
    summary: str
    language: str
    kind: str
    theme: ThemeSpec | None
    reviewed_on: date | None
    is_new: bool
    languages: int
    is_for_professionals: bool
    is_for_members: bool
    is_example: bool
    marked: list[tuple[str, bool]]
    snippet: list[tuple[str, bool]]


def line(found: Found, theme: str = "") -> Line:
    """What a short list says of a resource that was found; `theme` is told where it is one of its own."""
    of = found.resource
    code = theme if theme in of.themes else next(iter(of.themes), "")
    written = timezone.localdate(of.created_at)
    seen = timezone.localdate(of.verified_at) if of.verified_at else None
    is_new = timezone.localdate() - written < timedelta(days=NEW_DAYS) and (seen is None or seen <= written)
    return Line(
        url=path_of(of),
        title=short_name(found.title, of.is_example),
        summary=found.summary,
        language=found.language,
        kind=str(of.get_kind_display()),
        theme=THEME_BY_CODE.get(code),
        reviewed_on=None if is_new else seen,
        is_new=is_new,
        languages=len(found.languages),
        is_for_professionals=of.audience > Audience.PUBLIC,
        is_for_members=of.audience == Audience.MEMBERS,
        is_example=of.is_example,
        marked=found.marked,
        snippet=found.snippet,
    )


def fresh(role: Role, language: str, limit: int) -> list[Line]:
    """The sheets that a role reads, those written or read again last first; two queries."""
    return latest(Resource.objects.seen_by(role), language, limit)


def latest(sheets: SharedQuerySet, language: str, limit: int) -> list[Line]:
    """The same of some sheets."""
    every = sheets.prefetch_related("translations")
    latest = every.order_by(Coalesce("verified_at", "created_at").desc(), "-pk")[:limit]
    return [line(tell(one, language)) for one in latest]
