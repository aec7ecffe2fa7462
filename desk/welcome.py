# SPDX-License-Identifier: AGPL-3.0-or-later
"""The home page: where one is, what for, and what the directory holds; shown where nothing is asked yet."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from accounts.roles import Role, role_of
from layers.overview import overview
from mapping import presentation
from mapping.vocabulary import THEMES, ThemeSpec
from network.fresh import fresh
from network.news.told import lines, told_now
from network.week import to_come
from network.where import of_territory
from places.territories import TerritoryKind, territory
from search import engine
from search.engine.cells import data_version
from search.question import Criteria, Search

# « Reviewed »: somebody answered for the record since.
REVIEWED_DAYS = 183
_CACHED_SECONDS = 3600
# Of what the network shares, so much is told.
_LINES, _SPOTLIGHTS = 4, 2


@dataclass(frozen=True, slots=True)
class Figures:
    """What a visitor finds without town halls: places, services, languages other than French.

    `reviewed` is the share of places (0 to 1) that their source or a person put right within `REVIEWED_DAYS`,
    None where there is no place; `by_theme` counts places, `town_halls` those of town halls that the list of
    a theme has too.
    """

    places: int
    services: int
    languages: int
    reviewed: float | None
    by_theme: dict[str, int]
    town_halls: dict[str, int]


@dataclass(frozen=True, slots=True)
class Tile:
    """A theme to begin with: how many places it has, None where nobody counted, and how many town halls."""

    spec: ThemeSpec
    count: int | None
    town_halls: int = 0


def welcome(request: HttpRequest) -> HttpResponse:
    """The home page of the département that the site serves; of all France, without a drawing or figures."""
    own = "" if settings.DEPARTEMENT == "all" else settings.DEPARTEMENT
    served = territory(TerritoryKind.DEPARTEMENT, own) if own else None
    figures = figures_of(own) if served else None
    role = role_of(request.user)
    where = of_territory(TerritoryKind.DEPARTEMENT, own) if own else None
    context = {
        "served": presentation.within(served.nom) if served else "",
        "figures": figures,
        "reviewed": round(100 * figures.reviewed) if figures and figures.reviewed is not None else None,
        "tiles": [_tile(theme, figures) for theme in THEMES],
        "overview": overview(own) if served else None,
        "spotlights": lines(told_now(role, where).filter(is_spotlight=True)[:_SPOTLIGHTS]),
        "events": to_come(role, limit=_LINES),
        "sheets": fresh(role, get_language() or "", _LINES),
        "map_url": f"{reverse('home')}?departement={own}&vue=carte" if served else "",
    }
    return render(request, "desk/welcome.html", context)


def _tile(theme: ThemeSpec, figures: Figures | None) -> Tile:
    if figures is None:
        return Tile(theme, None)
    return Tile(theme, figures.by_theme.get(theme.code, 0), figures.town_halls.get(theme.code, 0))


def figures_of(departement: str) -> Figures:
    """The figures of a département, kept until the data change."""
    key, version = f"figures2-{departement}", data_version()
    kept = cache.get(key)
    if kept and kept[0] == version:
        return kept[1]
    search = Search(Criteria(departement=departement, sans_mairies=True))
    by_theme = engine.facets(search, Role.VISITOR)["theme"]
    everything = engine.facets(Search(Criteria(departement=departement)), Role.VISITOR)["theme"]
    town_halls = {
        theme: more for theme, count in everything.items() if (more := count - by_theme.get(theme, 0)) > 0
    }
    since = timezone.now() - timedelta(days=REVIEWED_DAYS)
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, {"role": int(Role.VISITOR), "departement": departement, "since": since})
        places, services, languages, reviewed = cursor.fetchone()
    found = Figures(places, services, languages, reviewed / places if places else None, by_theme, town_halls)
    cache.set(key, (version, found), _CACHED_SECONDS)
    return found


# Town halls are of the network of communes, as for `search.registry.SANS_MAIRIES`.
_FIGURES = """
WITH place AS (
    SELECT structure.id, structure.date_maj, structure.verified_at
    FROM mapping_visible_structure structure
    JOIN places_commune commune ON commune.code = structure.code_insee
    WHERE structure.role = %(role)s AND commune.departement_code = %(departement)s
        AND NOT structure.reseaux_porteurs @> ARRAY['communes']::varchar[]
),
given AS (
    SELECT service.id, service.langues
    FROM mapping_visible_service service JOIN place ON place.id = service.structure_id
    WHERE service.role = %(role)s
)
SELECT
    (SELECT count(*) FROM place),
    (SELECT count(*) FROM given),
    (SELECT count(DISTINCT langue) FROM given, unnest(langues) AS langue WHERE langue <> 'fr'),
    (SELECT count(*) FROM place WHERE greatest(date_maj::timestamptz, verified_at) >= %(since)s)
"""
