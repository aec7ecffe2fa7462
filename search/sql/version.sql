-- The data's version: one line per writer at a time, each with the time of its last change. Their sum
-- changes with every commit that changed something, in whatever order transactions end, which a
-- sequence would not tell; and a writer never waits for another's line, it takes a free one.
CREATE OR REPLACE FUNCTION mapping_mark_changed() RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    free integer;
    now_us bigint := (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;
BEGIN
    SELECT id INTO free FROM mapping_dataversion ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF FOUND THEN
        UPDATE mapping_dataversion SET changed_us = greatest(changed_us + 1, now_us) WHERE id = free;
    ELSE
        INSERT INTO mapping_dataversion (changed_us) VALUES (now_us);
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION mapping_data_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM mapping_mark_changed();
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER mapping_structure_version AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON mapping_structure
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_data_changed();
CREATE OR REPLACE TRIGGER mapping_service_version AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON mapping_service
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_data_changed();
CREATE OR REPLACE TRIGGER mapping_schedule_version AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON mapping_schedule
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_data_changed();
CREATE OR REPLACE TRIGGER mapping_closure_version AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON mapping_temporaryclosure
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_data_changed();
CREATE OR REPLACE TRIGGER mapping_commune_version AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON places_commune
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_data_changed();
-- What a territory that staff drew up holds is part of the answers that ask for it.
CREATE OR REPLACE TRIGGER mapping_territory_version AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON places_namedterritory
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_data_changed();
