-- What an edit of the directory sets to be made again, in its own transaction: the derived rows of the
-- structures it touches, and only where something that they are made of changed (search/sources.py).
--
-- A connection keeps the plan that it made for its first edit, most often of one row: rows before and after, joined
-- row by row, would then take the square of their number. Hence no nested loop where the two are joined.

CREATE OR REPLACE FUNCTION mapping_structure_inserted() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM mapping_refresh_search(ARRAY(SELECT id FROM new_rows));
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION mapping_structure_updated() RETURNS trigger
LANGUAGE plpgsql SET enable_nestloop = off AS $$
DECLARE
    ids bigint[] := ARRAY(
        SELECT n.id
        FROM new_rows n
        JOIN old_rows o USING (id)
        WHERE {structure differs}
    );
BEGIN
    IF ids <> '{}' THEN
        PERFORM mapping_refresh_search(ids);
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION mapping_structure_deleted() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM mapping_refresh_search(ARRAY(SELECT id FROM old_rows));
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION mapping_structure_truncated() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM mapping_searchrow;
    DELETE FROM mapping_card;
    DELETE FROM mapping_cell;
    DELETE FROM mapping_celldelta;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION mapping_service_inserted() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM mapping_refresh_search(ARRAY(SELECT DISTINCT structure_id FROM new_rows));
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION mapping_service_updated() RETURNS trigger
LANGUAGE plpgsql SET enable_nestloop = off AS $$
DECLARE
    ids bigint[] := ARRAY(
        SELECT DISTINCT id
        FROM (
            SELECT unnest(ARRAY[n.structure_id, o.structure_id]) AS id
            FROM new_rows n
            JOIN old_rows o USING (id)
            WHERE {service differs}
        ) AS touched
    );
BEGIN
    IF ids <> '{}' THEN
        PERFORM mapping_refresh_search(ids);
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION mapping_service_deleted() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM mapping_refresh_search(ARRAY(SELECT DISTINCT structure_id FROM old_rows));
    RETURN NULL;
END
$$;

-- Where all services go at once, each structure is described alone.
CREATE OR REPLACE FUNCTION mapping_service_truncated() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM mapping_follow_vocabulary(ARRAY(SELECT id FROM mapping_structure ORDER BY id));
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION mapping_commune_updated() RETURNS trigger
LANGUAGE plpgsql SET enable_nestloop = off AS $$
DECLARE
    moved text[] := ARRAY(SELECT n.code FROM new_rows n JOIN old_rows o USING (code) WHERE {commune differs});
BEGIN
    IF moved <> '{}' THEN
        PERFORM mapping_refresh_search(ARRAY(
            SELECT id FROM mapping_structure WHERE code_insee = ANY (moved)
            UNION
            SELECT structure_id FROM mapping_service WHERE code_insee = ANY (moved)
        ));
    END IF;
    IF EXISTS (SELECT FROM new_rows n JOIN old_rows o USING (code) WHERE {commune stands elsewhere}) THEN
        PERFORM mapping_follow_nameless_places();
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION mapping_commune_came() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM new_rows) THEN
        PERFORM mapping_follow_nameless_places();
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION mapping_commune_went() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM old_rows) THEN
        PERFORM mapping_follow_nameless_places();
    END IF;
    RETURN NULL;
END
$$;

-- Places that say no commune are in the one whose boundary holds them, if it is a commune of ours.
CREATE OR REPLACE FUNCTION mapping_follow_nameless_places() RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM mapping_follow_vocabulary(ARRAY(
        SELECT id FROM mapping_structure WHERE code_insee IS NULL AND position IS NOT NULL
        UNION
        SELECT structure_id FROM mapping_service WHERE code_insee IS NULL AND position IS NOT NULL
        ORDER BY 1
    ));
END
$$;

CREATE OR REPLACE TRIGGER mapping_structure_inserted AFTER INSERT ON mapping_structure
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_structure_inserted();
CREATE OR REPLACE TRIGGER mapping_structure_updated AFTER UPDATE ON mapping_structure
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_structure_updated();
CREATE OR REPLACE TRIGGER mapping_structure_deleted AFTER DELETE ON mapping_structure
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_structure_deleted();
CREATE OR REPLACE TRIGGER mapping_structure_truncated AFTER TRUNCATE ON mapping_structure
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_structure_truncated();
CREATE OR REPLACE TRIGGER mapping_service_inserted AFTER INSERT ON mapping_service
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_service_inserted();
CREATE OR REPLACE TRIGGER mapping_service_updated AFTER UPDATE ON mapping_service
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_service_updated();
CREATE OR REPLACE TRIGGER mapping_service_deleted AFTER DELETE ON mapping_service
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_service_deleted();
CREATE OR REPLACE TRIGGER mapping_commune_updated AFTER UPDATE ON places_commune
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_commune_updated();
CREATE OR REPLACE TRIGGER mapping_service_truncated AFTER TRUNCATE ON mapping_service
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_service_truncated();
CREATE OR REPLACE TRIGGER mapping_commune_came AFTER INSERT ON places_commune
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_commune_came();
CREATE OR REPLACE TRIGGER mapping_commune_went AFTER DELETE ON places_commune
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_commune_went();
