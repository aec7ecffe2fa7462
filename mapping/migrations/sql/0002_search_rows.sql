-- The derived rows of the search, kept in the transaction of the edit that changes them.

-- Every table is reached by a key. Saying so keeps a first load quick, when the planner has no
-- statistics yet and would read whole tables for each row.
CREATE FUNCTION mapping_refresh_search(ids bigint[]) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    -- Two edits of one structure at once take turns, in one order whatever the edit.
    PERFORM 1 FROM mapping_structure WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;

    DELETE FROM mapping_searchrow WHERE structure_id = ANY (ids);

    INSERT INTO mapping_searchrow (
        theme, structure_id, service_id, position, position_precision, own_place, role_min, role_max
    )
    SELECT
        t.theme, v.structure_id, v.id, v.position, v.position_precision, v.has_own_place,
        min(v.role), max(v.role)
    FROM mapping_visible_service v
    CROSS JOIN LATERAL unnest(v.themes || 0) AS t (theme)
    WHERE v.structure_id = ANY (ids) AND v.position IS NOT NULL
    GROUP BY t.theme, v.structure_id, v.id, v.position, v.position_precision, v.has_own_place
    UNION ALL
    SELECT 0, v.id, NULL, v.position, v.position_precision, false, min(v.role), max(v.role)
    FROM mapping_visible_structure v
    WHERE v.id = ANY (ids)
        AND v.position IS NOT NULL
        AND NOT EXISTS (SELECT FROM mapping_service sv WHERE sv.structure_id = v.id)
    GROUP BY v.id, v.position, v.position_precision;
END
$$;

CREATE FUNCTION mapping_structure_inserted() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM mapping_refresh_search(ARRAY(SELECT id FROM new_rows));
    RETURN NULL;
END
$$;

-- Only what the derived rows are made of sets them to be made again.
CREATE FUNCTION mapping_structure_updated() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[] := ARRAY(
        SELECT n.id
        FROM new_rows n
        JOIN old_rows o USING (id)
        WHERE (n.status, n.address_visibility, n.code_insee) IS DISTINCT FROM
              (o.status, o.address_visibility, o.code_insee)
            OR n.position::bytea IS DISTINCT FROM o.position::bytea
    );
BEGIN
    IF ids <> '{}' THEN
        PERFORM mapping_refresh_search(ids);
    END IF;
    RETURN NULL;
END
$$;

-- The last service to leave makes a row for a structure that may be leaving too.
CREATE FUNCTION mapping_structure_deleted() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM mapping_searchrow WHERE structure_id IN (SELECT id FROM old_rows);
    RETURN NULL;
END
$$;

CREATE FUNCTION mapping_service_inserted() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM mapping_refresh_search(ARRAY(SELECT DISTINCT structure_id FROM new_rows));
    RETURN NULL;
END
$$;

CREATE FUNCTION mapping_service_updated() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[] := ARRAY(
        SELECT DISTINCT id
        FROM (
            SELECT unnest(ARRAY[n.structure_id, o.structure_id]) AS id
            FROM new_rows n
            JOIN old_rows o USING (id)
            WHERE (n.structure_id, n.thematiques, n.code_insee) IS DISTINCT FROM
                  (o.structure_id, o.thematiques, o.code_insee)
                OR n.position::bytea IS DISTINCT FROM o.position::bytea
        ) AS touched
    );
BEGIN
    IF ids <> '{}' THEN
        PERFORM mapping_refresh_search(ids);
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION mapping_service_deleted() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM mapping_refresh_search(ARRAY(SELECT DISTINCT structure_id FROM old_rows));
    RETURN NULL;
END
$$;

-- A commune's point stands in for a missing or a confidential position.
CREATE FUNCTION mapping_commune_updated() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    moved text[] := ARRAY(
        SELECT n.code FROM new_rows n JOIN old_rows o USING (code)
        WHERE n.point::bytea IS DISTINCT FROM o.point::bytea
    );
BEGIN
    IF moved <> '{}' THEN
        PERFORM mapping_refresh_search(ARRAY(
            SELECT id FROM mapping_structure WHERE code_insee = ANY (moved)
            UNION
            SELECT structure_id FROM mapping_service WHERE code_insee = ANY (moved)
        ));
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER mapping_structure_inserted AFTER INSERT ON mapping_structure
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_structure_inserted();
CREATE TRIGGER mapping_structure_updated AFTER UPDATE ON mapping_structure
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_structure_updated();
CREATE TRIGGER mapping_structure_deleted AFTER DELETE ON mapping_structure
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_structure_deleted();
CREATE TRIGGER mapping_service_inserted AFTER INSERT ON mapping_service
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_service_inserted();
CREATE TRIGGER mapping_service_updated AFTER UPDATE ON mapping_service
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_service_updated();
CREATE TRIGGER mapping_service_deleted AFTER DELETE ON mapping_service
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_service_deleted();
CREATE TRIGGER mapping_commune_updated AFTER UPDATE ON places_commune
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_commune_updated();
