"""Places as GeoJSON features, written by PostgreSQL."""

# Everything a list, a popup or a QGIS layer shows of a place in one line. Reads a CTE `page` of
# places (structure_id, distance, position, position_precision, at_service, services, zone).
FEATURE = """
json_build_object(
    'type', 'Feature',
    'id', s.id,
    'geometry', ST_AsGeoJSON(page.position, 6)::json,
    'properties', json_build_object(
        'nom', s.nom,
        'distance_m', {distance},
        'themes', (
            SELECT coalesce(json_agg(t.code ORDER BY t.id), '[]')
            FROM mapping_theme t
            WHERE t.id = ANY (s.themes)
        ),
        'adresse', coalesce(v.adresse, s.adresse),
        'complement_adresse', coalesce(v.complement_adresse, s.complement_adresse),
        'code_postal', coalesce(v.code_postal, s.code_postal),
        'commune', coalesce(v.commune_nom, s.commune_nom),
        'code_insee', coalesce(v.code_insee, s.code_insee),
        'position_precision', page.position_precision,
        'adresse_confidentielle', s.position_masked,
        'telephone', s.telephone,
        'courriel', s.courriel,
        'site_web', s.site_web,
        'horaires_accueil', s.horaires_accueil,
        'fermetures', (
            SELECT coalesce(
                json_agg(json_build_object('du', c.first_day, 'au', c.last_day, 'motif', c.reason)
                    ORDER BY c.first_day),
                '[]'
            )
            FROM mapping_temporaryclosure c
            WHERE c.structure_id = s.id AND c.last_day >= current_date - 1
        ),
        'accessible', s.accessible,
        'services', (
            SELECT coalesce(json_agg(x.nom ORDER BY x.nom, x.id), '[]')
            FROM mapping_visible_service x
            WHERE x.id = ANY (page.services) AND x.role = %(role)s
        ),
        'zone', page.zone,
        'verified_at', s.verified_at,
        'exemple', s.is_example
    )
)
"""

FROM_PAGE = """
JOIN mapping_visible_structure s ON s.id = page.structure_id AND s.role = %(role)s
LEFT JOIN mapping_visible_service v ON v.id = page.at_service AND v.role = %(role)s
"""

# What gathers rows into places: one line per structure and position. `zone` says whether one of the
# services found takes people from here ("couvre"), may ("inconnue") or does not ("hors").
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
        WHEN bool_or(tags @> ARRAY[%(unknown)s::int]) THEN 'inconnue'
        ELSE 'hors'
    END AS zone
"""
