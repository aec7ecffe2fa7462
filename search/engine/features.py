# SPDX-License-Identifier: AGPL-3.0-or-later
"""Places as GeoJSON features, written by PostgreSQL."""

# Everything a list, a popup or a QGIS layer shows of a place: its card, and what depends on the question.
# Reads a CTE `page` of places (structure_id, distance, position, position_precision, at_service, services,
# zone). A service that the search found is published, and its name is everyone's: it needs no view. The rest
# of it does: `service_ids`, in the order of the names, are what to read it by.
# Written as text: put together as jsonb and written out again, a feature took twice as long.
_FEATURE = """
'{"type": "Feature", "id": ' || page.structure_id
|| ', "geometry": ' || ST_AsGeoJSON(page.position, 6)
|| ', "properties": ' || card.members
|| ', "distance_m": ' || {distance}
|| ', "position_precision": ' || coalesce(to_json(page.position_precision)::text, 'null')
|| ', "zone": ' || coalesce(to_json(page.zone)::text, 'null')
|| ', "services": [' || (
    SELECT coalesce(string_agg(to_json(sv.nom)::text, ', ' ORDER BY sv.nom, sv.id), '')
    FROM mapping_service sv
    WHERE sv.id = ANY (page.services)
)
|| '], "service_ids": [' || (
    SELECT coalesce(string_agg(sv.id::text, ', ' ORDER BY sv.nom, sv.id), '')
    FROM mapping_service sv
    WHERE sv.id = ANY (page.services)
)
|| '], "fermetures": [' || (
    SELECT coalesce(
        string_agg(
            json_build_object('du', c.first_day, 'au', c.last_day, 'motif', c.reason)::text,
            ', ' ORDER BY c.first_day
        ),
        ''
    )
    FROM mapping_temporaryclosure c
    WHERE c.structure_id = page.structure_id AND c.last_day >= current_date - 1
)
|| ']}}'
"""


def features(order: str) -> str:
    """An aggregate: the text of a JSON array of the page's features, empty where there are none."""
    return f"'[' || coalesce(string_agg({_FEATURE}, ', ' ORDER BY {order}), '') || ']'"


FROM_PAGE = """
JOIN mapping_card card
    ON card.structure_id = page.structure_id AND card.service_id = coalesce(page.at_service, 0)
    AND card.role_min <= %(role)s AND card.role_max >= %(role)s
"""

# What gathers rows into places: one line per structure and position. `zone` says whether one of the
# services found takes people from here ("couvre"), from a part of the territory only ("partie"), may
# ("inconnue") or does not ("hors").
PLACE_COLUMNS = """
    structure_id,
    position,
    coalesce(min(service_id), 0) AS first_service,
    min(position_precision) AS position_precision,
    min(CASE WHEN own_place THEN service_id END) AS at_service,
    array_agg(DISTINCT service_id) AS services,
    CASE
        WHEN (SELECT zones FROM asked) = ARRAY[]::int[] THEN NULL
        WHEN bool_or(tags && (SELECT zones FROM asked) OR drawn_here) THEN 'couvre'
        WHEN bool_or(in_part) THEN 'partie'
        WHEN bool_or(tags @> ARRAY[%(unknown)s::int]) THEN 'inconnue'
        ELSE 'hors'
    END AS zone
"""
