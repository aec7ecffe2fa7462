WITH finest AS (
    -- Theme 0 is any. Coarser levels add up what is left of these lines, most often far less.
    SELECT
        part.theme, d.x, d.y, d.roles,
        sum(d.sign) AS places,
        sum(d.sign * d.lon::bigint) AS lon,
        sum(d.sign * d.lat::bigint) AS lat,
        sum(d.sign * d.structure_id) AS ids
    FROM {lines} d
    CROSS JOIN LATERAL unnest(0 || d.themes) AS part (theme)
    GROUP BY 1, 2, 3, 4
), summed AS (
    SELECT
        level.level, f.theme, f.x >> (13 - level.level) AS x, f.y >> (13 - level.level) AS y, f.roles,
        sum(f.places) AS places, sum(f.lon) AS lon, sum(f.lat) AS lat, sum(f.ids) AS ids
    FROM finest f
    CROSS JOIN generate_series(5, 13) AS level (level)
    GROUP BY 1, 2, 3, 4, 5
), slot AS (
    -- Of any theme, as many counts as there are numbers of themes, those of no place too.
    SELECT level, theme, x, y, roles, sum(places) AS places, sum(lon) AS lon, sum(lat) AS lat, sum(ids) AS ids
    FROM (
        SELECT * FROM summed
        UNION ALL
        SELECT level, absent.theme, x, y, roles, 0, 0, 0, 0
        FROM summed
        CROSS JOIN generate_series(1, (SELECT max(id) FROM mapping_theme)) AS absent (theme)
        WHERE summed.theme = 0
    ) AS padded
    GROUP BY 1, 2, 3, 4, 5
)
SELECT
    level::smallint AS level, theme::smallint AS theme, x, y, roles, places, lon, lat, ids,
    '{}'::integer[] AS themes
FROM summed
WHERE theme > 0
UNION ALL
SELECT
    level::smallint, 0::smallint, x, y, roles,
    sum(places) FILTER (WHERE theme = 0),
    sum(lon) FILTER (WHERE theme = 0),
    sum(lat) FILTER (WHERE theme = 0),
    sum(ids) FILTER (WHERE theme = 0),
    coalesce(array_agg(places::integer ORDER BY theme) FILTER (WHERE theme > 0), '{}')
FROM slot
GROUP BY level, x, y, roles
