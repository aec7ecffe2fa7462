SELECT
    structure_id,
    mapping_cell_x(e_lon, 13) AS x,
    mapping_cell_y(e_lat, 13) AS y,
    round(e_lon * 1000000)::integer AS lon,
    round(e_lat * 1000000)::integer AS lat,
    sum(1 << role)::smallint AS roles,
    themes
FROM (
    SELECT
        r.structure_id,
        ST_X(r.position::geometry) AS e_lon,
        ST_Y(r.position::geometry) AS e_lat,
        role,
        bit_or(CASE WHEN r.theme > 0 THEN 1 << (r.theme - 1) ELSE 0 END) AS themes
    FROM {rows} r
    CROSS JOIN LATERAL generate_series(r.role_min::integer, r.role_max::integer) AS role
    WHERE r.theme >= 0
    GROUP BY 1, 2, 3, 4
) AS seen
GROUP BY structure_id, e_lon, e_lat, themes
