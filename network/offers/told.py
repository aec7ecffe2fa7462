# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which announcements are open today, and how a list tells them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from accounts.readers import Reader
from accounts.roles import Role
from mapping.presentation import short_name
from mapping.vocabulary import THEME_BY_CODE, ThemeSpec
from network.models import Audience, News
from network.models.common import SharedQuerySet
from network.news.told import told
from network.paths import path_of
from network.territories import names
from network.week import Structures, structures_of


@dataclass(frozen=True, slots=True)
class Line:
    """An announcement in a list: `side` and `what` in words, where it is."""

    url: str
    title: str
    summary: str
    side: str
    what: str
    where: str
    themes: tuple[ThemeSpec, ...]
    ends_on: date
    is_closed: bool
    is_for_professionals: bool
    is_example: bool


def announced(who: Role | Reader) -> SharedQuerySet:
    """The announcements that somebody is told today, what was found or taken too."""
    return told(who).exclude(side="")


def announced_now(who: Role | Reader) -> SharedQuerySet:
    """Those that are still open."""
    return announced(who).filter(closed_on__isnull=True)


def lines(announcements: Iterable[News]) -> list[Line]:
    """Announcements as a list tells them. Three queries beside theirs at most."""
    held = list(announcements)
    places = names((one.territory_kind, one.territory_code) for one in held)
    structures = structures_of(held)
    return [
        Line(
            path_of(one),
            short_name(one.title, one.is_example),
            one.summary,
            str(one.get_side_display()),
            str(one.get_what_display()),
            where_of(one, structures) or places.get((one.territory_kind, one.territory_code), ""),
            tuple(THEME_BY_CODE[code] for code in one.themes if code in THEME_BY_CODE),
            one.ends_on,
            one.closed_on is not None,
            one.audience > Audience.PUBLIC,
            one.is_example,
        )
        for one in held
    ]


def where_of(one: News, structures: Structures) -> str:
    """Where what is announced is, in words: « Médiathèque, Chelles »; empty where nobody said."""
    seen = structures.get((one.structure_id or 0, one.audience))
    commune = one.commune.nom if one.commune else ""
    return ", ".join(
        part for part in (short_name(seen.nom, seen.is_example) if seen else "", commune) if part
    )
