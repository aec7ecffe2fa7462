# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the picture of each page says, as a visitor may read it, whoever asks for it."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.roles import Role
from mapping import presentation, vocabulary
from mapping.models import VisibleStructure
from mapping.vocabulary import THEME_BY_CODE, THEME_BY_ID, THEMES, ThemeSpec
from network.events.near import point_of
from network.models import Event, Resource
from network.week import occurrences, place_of, structures_of
from places.models import Commune
from places.territories import TerritoryKind, territory
from publishing.machines.picture import ACCENT, Map, Picture

# How much of the land a map shows, in kilometres: the streets around a door, the towns around a commune.
_AROUND_A_DOOR, _AROUND_A_COMMUNE = 7.0, 16.0
# More pictograms than this say nothing more.
_MOST_THEMES = 6
# Farther than this, no day is the next.
_AHEAD = timedelta(days=800)
_PORTEURS = dict(vocabulary.PORTEURS)


def of_home() -> Picture:
    """The site, and where it is."""
    home = territory(TerritoryKind.DEPARTEMENT, settings.DEPARTEMENT)
    return Picture(str(settings.SITE_TAGLINE), below=home.nom if home else "", themes=THEMES)


def of_structure(pk: int) -> Picture | None:
    """A structure; None for what visitors do not see. A confidential address, and a place that is known by
    its commune alone, have no pin."""
    seen = VisibleStructure.objects.seen_by(Role.VISITOR).filter(id=pk).first()
    if seen is None:
        return None
    themes = _themes(THEME_BY_ID[number] for number in seen.themes)
    located = presentation.is_located(seen.position_masked, seen.position_precision)
    where = None
    if seen.position:
        across = _AROUND_A_DOOR if located else _AROUND_A_COMMUNE
        where = Map(seen.position.x, seen.position.y, across, is_marked=located)
    kind = str(_PORTEURS[seen.porteur]) if seen.porteur else ""
    example = _("exemple") if seen.is_example else ""
    return Picture(
        title=presentation.short_name(seen.nom, seen.is_example),
        above=" · ".join(filter(None, (kind, example))),
        below=seen.commune_nom,
        themes=themes,
        map=where,
        colour=_colour(themes),
    )


def of_search(theme: str, commune: str) -> Picture | None:
    """What is looked for, near a commune of this code; None for a theme or a commune that there is not, and
    where neither is said (empty)."""
    asked = THEME_BY_CODE.get(theme)
    near = Commune.objects.filter(code=commune).first() if commune else None
    if (theme and asked is None) or (commune and near is None) or not (asked or near):
        return None
    themes = (asked,) if asked else ()
    where = (
        Map(near.point.x, near.point.y, _AROUND_A_COMMUNE, is_marked=True) if near and near.point else None
    )
    return Picture(
        title=str(asked.nom) if asked else str(settings.SITE_TAGLINE),
        below=presentation.near(near.nom) if near else "",
        themes=themes,
        map=where,
        colour=_colour(themes),
    )


def of_resource(pk: int) -> Picture | None:
    """A sheet; None for what visitors do not read."""
    found = Resource.objects.seen_by(Role.VISITOR).filter(pk=pk).first()
    if found is None:
        return None
    themes = _themes(THEME_BY_CODE[code] for code in found.themes)
    return Picture(found.title, found.get_kind_display(), themes=themes, colour=_colour(themes))


def of_event(pk: int) -> Picture | None:
    """An event, when it is next held and where; None for what visitors do not read."""
    found = Event.objects.seen_by(Role.VISITOR).select_related("commune").filter(pk=pk).first()
    if found is None:
        return None
    names = structures_of([found])
    point = point_of(found, names)
    structure = names.get((found.structure_id or 0, found.audience))
    holder = structure or found
    located = presentation.is_located(
        structure.position_masked if structure else False, holder.position_precision
    )
    themes = _themes(THEME_BY_CODE[code] for code in found.themes)
    where = None
    if point:
        across = _AROUND_A_DOOR if located else _AROUND_A_COMMUNE
        where = Map(point.x, point.y, across, is_marked=located)
    return Picture(
        title=found.title,
        above=_when(found),
        below=place_of(found, names),
        themes=themes,
        map=where,
        colour=_colour(themes),
    )


def _when(event: Event) -> str:
    """The day on which it is next held, else the one on which it began."""
    today = timezone.localdate()
    coming = next(occurrences(event, today, today + _AHEAD), None)
    return date_format(coming.day if coming else event.start_day, "l j F Y")


def _themes(found: Iterable[ThemeSpec]) -> tuple[ThemeSpec, ...]:
    known = set(found)
    return tuple(theme for theme in THEMES if theme in known)[:_MOST_THEMES]


def _colour(themes: tuple[ThemeSpec, ...]) -> str:
    """The theme's own colour; the site's where there are several, or none."""
    return themes[0].colour if len(themes) == 1 else ACCENT
