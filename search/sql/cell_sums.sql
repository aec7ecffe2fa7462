SELECT
    level.level::smallint AS level,
    part.theme::smallint AS theme,
    d.x >> (13 - level.level) AS x,
    d.y >> (13 - level.level) AS y,
    d.roles,
    sum(d.sign) AS places,
    sum(d.sign * d.lon::bigint) AS lon,
    sum(d.sign * d.lat::bigint) AS lat,
    sum(d.sign * d.structure_id) AS ids,
    ARRAY[
        sum(d.sign * (d.themes >> 0 & 1)),
        sum(d.sign * (d.themes >> 1 & 1)),
        sum(d.sign * (d.themes >> 2 & 1)),
        sum(d.sign * (d.themes >> 3 & 1)),
        sum(d.sign * (d.themes >> 4 & 1)),
        sum(d.sign * (d.themes >> 5 & 1)),
        sum(d.sign * (d.themes >> 6 & 1)),
        sum(d.sign * (d.themes >> 7 & 1)),
        sum(d.sign * (d.themes >> 8 & 1)),
        sum(d.sign * (d.themes >> 9 & 1)),
        sum(d.sign * (d.themes >> 10 & 1)),
        sum(d.sign * (d.themes >> 11 & 1))
    ]::integer[] AS themes
FROM {lines} d
CROSS JOIN generate_series(5, 13) AS level (level)
CROSS JOIN generate_series(0, 12) AS part (theme)
WHERE part.theme = 0 OR d.themes >> (part.theme - 1) & 1 = 1
GROUP BY 1, 2, 3, 4, 5
