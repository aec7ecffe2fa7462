# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which news are told today, and how a list tells them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from accounts.readers import Reader
from accounts.roles import Role
from mapping.presentation import short_name
from mapping.vocabulary import THEME_BY_CODE, ThemeSpec
from network.models import Audience, News
from network.models.common import SharedQuerySet
from network.paths import path_of
from network.where import Where, here


@dataclass(frozen=True, slots=True)
class Line:
    """News in a list."""

    url: str
    title: str
    summary: str
    themes: tuple[ThemeSpec, ...]
    starts_on: date
    ends_on: date
    is_for_professionals: bool
    is_for_members: bool
    is_example: bool


def told(who: Role | Reader, where: Where | None = None) -> SharedQuerySet:
    """What somebody is told today, news and announcements: what has begun and has not ended, what began last
    first. Whoever they are, what has ended is told to nobody."""
    today = timezone.localdate()
    every: SharedQuerySet = here(News.objects.seen_by(who), where)
    return every.filter(starts_on__lte=today, ends_on__gte=today).order_by("-starts_on", "-pk")


def told_now(who: Role | Reader, where: Where | None = None) -> SharedQuerySet:
    """The news among them."""
    return told(who, where).filter(side="")


def lines(news: Iterable[News]) -> list[Line]:
    """News as a list tells them."""
    return [
        Line(
            path_of(one),
            short_name(one.title, one.is_example),
            one.summary,
            tuple(THEME_BY_CODE[code] for code in one.themes if code in THEME_BY_CODE),
            one.starts_on,
            one.ends_on,
            one.audience > Audience.PUBLIC,
            one.audience == Audience.MEMBERS,
            one.is_example,
        )
        for one in news
    ]
