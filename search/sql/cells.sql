-- Counts of places by cell for wide views of the map, kept in the transaction of the edit.
--
-- A cell is a square of the web Mercator plane: at level n the world is 2^n cells wide, numbered from
-- the west and from the north. What an edit changes is appended to `mapping_celldelta` (refresh.sql), one
-- line per place, and updates no shared row: writers do not wait for each other. Whoever takes the log over a
-- thousand lines merges it into `mapping_cell`, alone (an advisory lock, or not at all). Readers add
-- both up in one statement, and so as of one moment.
--
-- "places of" and "cells of" in braces stand for the two queries in the files beside.

CREATE OR REPLACE FUNCTION mapping_cell_x(lon float8, level integer) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT least(floor((lon + 180) / 360 * (1 << level))::integer, (1 << level) - 1)
$$;

-- Beyond the plane's edge, at 85.05 degrees, places are in its first and last rows.
CREATE OR REPLACE FUNCTION mapping_cell_y(lat float8, level integer) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT greatest(0, least(
        floor((0.5 - ln(tan(pi() / 4 + radians(greatest(-85.06, least(lat, 85.06))) / 2)) / (2 * pi()))
            * (1 << level))::integer,
        (1 << level) - 1
    ))
$$;

-- Merges the log; the number of lines merged, 0 while someone else is at it.
CREATE OR REPLACE FUNCTION mapping_merge_cells() RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    merged bigint;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('mapping_cell')) THEN
        RETURN 0;
    END IF;
    WITH gone AS (
        DELETE FROM mapping_celldelta RETURNING *
    ), change AS (
        {cells of gone}
    ), upsert AS (
        INSERT INTO mapping_cell AS c (level, theme, x, y, roles, places, lon, lat, ids, themes)
        SELECT level, theme, x, y, roles, places, lon, lat, ids, themes
        FROM change
        WHERE (places, lon, lat, ids, themes) IS DISTINCT FROM (0, 0, 0, 0, array_fill(0, ARRAY[12]))
        ON CONFLICT (level, theme, x, y, roles) DO UPDATE SET
            places = c.places + excluded.places,
            lon = c.lon + excluded.lon,
            lat = c.lat + excluded.lat,
            ids = c.ids + excluded.ids,
            themes = ARRAY[
                c.themes[1] + excluded.themes[1], c.themes[2] + excluded.themes[2],
                c.themes[3] + excluded.themes[3], c.themes[4] + excluded.themes[4],
                c.themes[5] + excluded.themes[5], c.themes[6] + excluded.themes[6],
                c.themes[7] + excluded.themes[7], c.themes[8] + excluded.themes[8],
                c.themes[9] + excluded.themes[9], c.themes[10] + excluded.themes[10],
                c.themes[11] + excluded.themes[11], c.themes[12] + excluded.themes[12]
            ]
    )
    SELECT count(*) INTO merged FROM gone;
    RETURN merged;
END
$$;

-- Makes every count again from the search's rows, which nobody writes meanwhile.
CREATE OR REPLACE FUNCTION mapping_rebuild_cells() RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('mapping_cell'));
    LOCK TABLE mapping_searchrow IN SHARE MODE;
    DELETE FROM mapping_cell;
    DELETE FROM mapping_celldelta;
    WITH line AS (
        SELECT 1 AS sign, place.* FROM ({places of mapping_searchrow}) AS place
    )
    INSERT INTO mapping_cell (level, theme, x, y, roles, places, lon, lat, ids, themes)
    SELECT level, theme, x, y, roles, places, lon, lat, ids, themes FROM ({cells of line}) AS cell
    -- As views read them.
    ORDER BY level, theme, x, y;
END
$$;

-- How many cells count something else than the search's rows do; 0 is right.
CREATE OR REPLACE FUNCTION mapping_cell_drift() RETURNS bigint
LANGUAGE sql STABLE AS $$
    WITH line AS (
        SELECT sign, structure_id, x, y, lon, lat, roles, themes FROM mapping_celldelta
        UNION ALL
        SELECT -1, structure_id, x, y, lon, lat, roles, themes FROM ({places of mapping_searchrow}) AS place
    ), difference AS (
        SELECT level, theme, x, y, roles, places, lon, lat, ids, themes FROM mapping_cell
        UNION ALL
        {cells of line}
    )
    SELECT count(*) FROM (
        SELECT FROM difference
        GROUP BY level, theme, x, y, roles
        HAVING (sum(places), sum(lon), sum(lat), sum(ids)) <> (0, 0, 0, 0)
            OR ARRAY[
                sum(themes[1]), sum(themes[2]), sum(themes[3]), sum(themes[4]), sum(themes[5]), sum(themes[6]),
                sum(themes[7]), sum(themes[8]), sum(themes[9]), sum(themes[10]), sum(themes[11]), sum(themes[12])
            ] <> array_fill(0::bigint, ARRAY[12])
    ) AS wrong
$$;
