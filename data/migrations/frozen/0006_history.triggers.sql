
CREATE OR REPLACE FUNCTION history_note_link() RETURNS trigger
LANGUAGE plpgsql
-- A moment is written the same whoever's session it is.
SET timezone = 'UTC'
AS $$
DECLARE
    before jsonb;
    after jsonb;
    whole jsonb;
    needs jsonb;
    needs_before jsonb;
    root bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN
        root := NULL::bigint;
        
        PERFORM history_write(
            6::smallint, 'I', NEW.id, root, NULL::text, '{"*": 2}'::jsonb, NULL, NULL
        );
    ELSIF TG_OP = 'DELETE' THEN
        root := NULL::bigint;
        
        PERFORM history_write(
            6::smallint, 'D', OLD.id, root, NULL::text, '{"*": 2}'::jsonb, to_jsonb(OLD), NULL
        );
    ELSE
        whole := to_jsonb(NEW);
        SELECT jsonb_object_agg(was.key, was.value), jsonb_object_agg(was.key, whole -> was.key)
        INTO before, after
        FROM jsonb_each(to_jsonb(OLD)) AS was
        WHERE whole -> was.key IS DISTINCT FROM was.value;
        IF before IS NOT NULL AND before - ARRAY[]::text[] <> '{}' THEN
            root := NULL::bigint;
            
            needs := '{"*": 2}'::jsonb;
            needs_before := '{"*": 2}'::jsonb;
            IF needs_before <> needs THEN
                needs := history_stricter(needs_before, needs);
            END IF;
            PERFORM history_write(
                6::smallint, 'U', NEW.id, root, NULL::text, needs, before, NULL
            );
        END IF;
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER history_note AFTER INSERT OR DELETE ON data_link
    FOR EACH ROW EXECUTE FUNCTION history_note_link();
-- Compared as they are stored: two geographies may be equal and not the same.
CREATE OR REPLACE TRIGGER history_note_update AFTER UPDATE ON data_link
    FOR EACH ROW WHEN (OLD *<> NEW) EXECUTE FUNCTION history_note_link();
CREATE OR REPLACE TRIGGER history_no_truncate BEFORE TRUNCATE ON data_link
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse_truncate();


CREATE OR REPLACE FUNCTION history_note_duplicate() RETURNS trigger
LANGUAGE plpgsql
-- A moment is written the same whoever's session it is.
SET timezone = 'UTC'
AS $$
DECLARE
    before jsonb;
    after jsonb;
    whole jsonb;
    needs jsonb;
    needs_before jsonb;
    root bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN
        root := NULL::bigint;
        
        PERFORM history_write(
            7::smallint, 'I', NEW.id, root, NULL::text, '{"*": 2}'::jsonb, NULL, NULL
        );
    ELSIF TG_OP = 'DELETE' THEN
        root := NULL::bigint;
        
        PERFORM history_write(
            7::smallint, 'D', OLD.id, root, NULL::text, '{"*": 2}'::jsonb, to_jsonb(OLD), NULL
        );
    ELSE
        whole := to_jsonb(NEW);
        SELECT jsonb_object_agg(was.key, was.value), jsonb_object_agg(was.key, whole -> was.key)
        INTO before, after
        FROM jsonb_each(to_jsonb(OLD)) AS was
        WHERE whole -> was.key IS DISTINCT FROM was.value;
        IF before IS NOT NULL AND before - ARRAY[]::text[] <> '{}' THEN
            root := NULL::bigint;
            
            needs := '{"*": 2}'::jsonb;
            needs_before := '{"*": 2}'::jsonb;
            IF needs_before <> needs THEN
                needs := history_stricter(needs_before, needs);
            END IF;
            PERFORM history_write(
                7::smallint, 'U', NEW.id, root, NULL::text, needs, before, NULL
            );
        END IF;
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER history_note AFTER INSERT OR DELETE ON data_duplicate
    FOR EACH ROW EXECUTE FUNCTION history_note_duplicate();
-- Compared as they are stored: two geographies may be equal and not the same.
CREATE OR REPLACE TRIGGER history_note_update AFTER UPDATE ON data_duplicate
    FOR EACH ROW WHEN (OLD *<> NEW) EXECUTE FUNCTION history_note_duplicate();
CREATE OR REPLACE TRIGGER history_no_truncate BEFORE TRUNCATE ON data_duplicate
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse_truncate();
