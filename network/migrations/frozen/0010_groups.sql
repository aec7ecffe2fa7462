-- network/sql/history.sql
-- Every change of a kind of record is noted, as `network/kinds.py` declares it.

CREATE OR REPLACE FUNCTION history_note_resource() RETURNS trigger
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
        root := NEW.id;
        
        PERFORM history_write(
            20::smallint, 'I', NEW.id, root, CASE NEW.territory_kind
    WHEN '' THEN NULL
    WHEN 'territoire' THEN (
        SELECT c.departement_code FROM places_namedterritory t
        JOIN places_commune c ON c.code = t.communes[1] WHERE t.slug = NEW.territory_code
    )
    ELSE NEW.territory_code
END, jsonb_build_object('*', CASE WHEN NEW.state = 'published' THEN NEW.audience ELSE greatest(NEW.audience, 1) END), NULL, NULL
        );
    ELSIF TG_OP = 'DELETE' THEN
        root := OLD.id;
        
        PERFORM history_write(
            20::smallint, 'D', OLD.id, root, CASE OLD.territory_kind
    WHEN '' THEN NULL
    WHEN 'territoire' THEN (
        SELECT c.departement_code FROM places_namedterritory t
        JOIN places_commune c ON c.code = t.communes[1] WHERE t.slug = OLD.territory_code
    )
    ELSE OLD.territory_code
END, jsonb_build_object('*', CASE WHEN OLD.state = 'published' THEN OLD.audience ELSE greatest(OLD.audience, 1) END), to_jsonb(OLD), NULL
        );
    ELSE
        whole := to_jsonb(NEW);
        SELECT jsonb_object_agg(was.key, was.value), jsonb_object_agg(was.key, whole -> was.key)
        INTO before, after
        FROM jsonb_each(to_jsonb(OLD)) AS was
        WHERE whole -> was.key IS DISTINCT FROM was.value;
        IF before IS NOT NULL AND before - ARRAY['updated_at', 'created_at']::text[] <> '{}' THEN
            root := NEW.id;
            
            needs := jsonb_build_object('*', CASE WHEN NEW.state = 'published' THEN NEW.audience ELSE greatest(NEW.audience, 1) END);
            needs_before := jsonb_build_object('*', CASE WHEN OLD.state = 'published' THEN OLD.audience ELSE greatest(OLD.audience, 1) END);
            IF needs_before <> needs THEN
                needs := history_stricter(needs_before, needs);
            END IF;
            PERFORM history_write(
                20::smallint, 'U', NEW.id, root, CASE NEW.territory_kind
    WHEN '' THEN NULL
    WHEN 'territoire' THEN (
        SELECT c.departement_code FROM places_namedterritory t
        JOIN places_commune c ON c.code = t.communes[1] WHERE t.slug = NEW.territory_code
    )
    ELSE NEW.territory_code
END, needs, before, after
            );
        END IF;
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER history_note AFTER INSERT OR DELETE ON network_resource
    FOR EACH ROW EXECUTE FUNCTION history_note_resource();
-- Compared as they are stored: two geographies may be equal and not the same.
CREATE OR REPLACE TRIGGER history_note_update AFTER UPDATE ON network_resource
    FOR EACH ROW WHEN (OLD *<> NEW) EXECUTE FUNCTION history_note_resource();
CREATE OR REPLACE TRIGGER history_no_truncate BEFORE TRUNCATE ON network_resource
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse_truncate();


CREATE OR REPLACE FUNCTION history_note_translation() RETURNS trigger
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
        root := NEW.resource_id;
        PERFORM FROM network_resource WHERE id = root FOR NO KEY UPDATE;
        PERFORM history_write(
            21::smallint, 'I', NEW.id, root, NULL::text, network_part_needs(root), NULL, NULL
        );
    ELSIF TG_OP = 'DELETE' THEN
        root := OLD.resource_id;
        PERFORM FROM network_resource WHERE id = root FOR NO KEY UPDATE;
        PERFORM history_write(
            21::smallint, 'D', OLD.id, root, NULL::text, network_part_needs(root), to_jsonb(OLD), NULL
        );
    ELSE
        whole := to_jsonb(NEW);
        SELECT jsonb_object_agg(was.key, was.value), jsonb_object_agg(was.key, whole -> was.key)
        INTO before, after
        FROM jsonb_each(to_jsonb(OLD)) AS was
        WHERE whole -> was.key IS DISTINCT FROM was.value;
        IF before IS NOT NULL AND before - ARRAY['updated_at']::text[] <> '{}' THEN
            root := NEW.resource_id;
            PERFORM FROM network_resource WHERE id IN (root, OLD.resource_id) ORDER BY id FOR NO KEY UPDATE;
            needs := network_part_needs(root);
            needs_before := network_part_needs(root);
            IF needs_before <> needs THEN
                needs := history_stricter(needs_before, needs);
            END IF;
            PERFORM history_write(
                21::smallint, 'U', NEW.id, root, NULL::text, needs, before, after
            );
        END IF;
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER history_note AFTER INSERT OR DELETE ON network_translation
    FOR EACH ROW EXECUTE FUNCTION history_note_translation();
-- Compared as they are stored: two geographies may be equal and not the same.
CREATE OR REPLACE TRIGGER history_note_update AFTER UPDATE ON network_translation
    FOR EACH ROW WHEN (OLD *<> NEW) EXECUTE FUNCTION history_note_translation();
CREATE OR REPLACE TRIGGER history_no_truncate BEFORE TRUNCATE ON network_translation
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse_truncate();


CREATE OR REPLACE FUNCTION history_note_attachment() RETURNS trigger
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
        root := coalesce(NEW.resource_id, NEW.event_id);
        
        PERFORM history_write(
            22::smallint, 'I', NEW.id, root, NULL::text, network_part_needs(root), NULL, NULL
        );
    ELSIF TG_OP = 'DELETE' THEN
        root := coalesce(OLD.resource_id, OLD.event_id);
        
        PERFORM history_write(
            22::smallint, 'D', OLD.id, root, NULL::text, network_part_needs(root), to_jsonb(OLD), NULL
        );
    ELSE
        whole := to_jsonb(NEW);
        SELECT jsonb_object_agg(was.key, was.value), jsonb_object_agg(was.key, whole -> was.key)
        INTO before, after
        FROM jsonb_each(to_jsonb(OLD)) AS was
        WHERE whole -> was.key IS DISTINCT FROM was.value;
        IF before IS NOT NULL AND before - ARRAY['updated_at', 'created_at']::text[] <> '{}' THEN
            root := coalesce(NEW.resource_id, NEW.event_id);
            
            needs := network_part_needs(root);
            needs_before := network_part_needs(root);
            IF needs_before <> needs THEN
                needs := history_stricter(needs_before, needs);
            END IF;
            PERFORM history_write(
                22::smallint, 'U', NEW.id, root, NULL::text, needs, before, after
            );
        END IF;
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER history_note AFTER INSERT OR DELETE ON network_attachment
    FOR EACH ROW EXECUTE FUNCTION history_note_attachment();
-- Compared as they are stored: two geographies may be equal and not the same.
CREATE OR REPLACE TRIGGER history_note_update AFTER UPDATE ON network_attachment
    FOR EACH ROW WHEN (OLD *<> NEW) EXECUTE FUNCTION history_note_attachment();
CREATE OR REPLACE TRIGGER history_no_truncate BEFORE TRUNCATE ON network_attachment
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse_truncate();


CREATE OR REPLACE FUNCTION history_note_event() RETURNS trigger
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
        root := NEW.id;
        
        PERFORM history_write(
            23::smallint, 'I', NEW.id, root, coalesce(NEW.code_insee, CASE NEW.territory_kind
    WHEN '' THEN NULL
    WHEN 'territoire' THEN (
        SELECT c.departement_code FROM places_namedterritory t
        JOIN places_commune c ON c.code = t.communes[1] WHERE t.slug = NEW.territory_code
    )
    ELSE NEW.territory_code
END), jsonb_build_object('*', CASE WHEN NEW.state = 'published' THEN NEW.audience ELSE greatest(NEW.audience, 1) END) || CASE WHEN NEW.registering = 'here' AND NOT NEW.online_is_open THEN jsonb_build_object('online_link', greatest(NEW.audience, 1)) ELSE jsonb_build_object() END, NULL, NULL
        );
    ELSIF TG_OP = 'DELETE' THEN
        root := OLD.id;
        
        PERFORM history_write(
            23::smallint, 'D', OLD.id, root, coalesce(OLD.code_insee, CASE OLD.territory_kind
    WHEN '' THEN NULL
    WHEN 'territoire' THEN (
        SELECT c.departement_code FROM places_namedterritory t
        JOIN places_commune c ON c.code = t.communes[1] WHERE t.slug = OLD.territory_code
    )
    ELSE OLD.territory_code
END), jsonb_build_object('*', CASE WHEN OLD.state = 'published' THEN OLD.audience ELSE greatest(OLD.audience, 1) END) || CASE WHEN OLD.registering = 'here' AND NOT OLD.online_is_open THEN jsonb_build_object('online_link', greatest(OLD.audience, 1)) ELSE jsonb_build_object() END, to_jsonb(OLD), NULL
        );
    ELSE
        whole := to_jsonb(NEW);
        SELECT jsonb_object_agg(was.key, was.value), jsonb_object_agg(was.key, whole -> was.key)
        INTO before, after
        FROM jsonb_each(to_jsonb(OLD)) AS was
        WHERE whole -> was.key IS DISTINCT FROM was.value;
        IF before IS NOT NULL AND before - ARRAY['updated_at', 'created_at']::text[] <> '{}' THEN
            root := NEW.id;
            
            needs := jsonb_build_object('*', CASE WHEN NEW.state = 'published' THEN NEW.audience ELSE greatest(NEW.audience, 1) END) || CASE WHEN NEW.registering = 'here' AND NOT NEW.online_is_open THEN jsonb_build_object('online_link', greatest(NEW.audience, 1)) ELSE jsonb_build_object() END;
            needs_before := jsonb_build_object('*', CASE WHEN OLD.state = 'published' THEN OLD.audience ELSE greatest(OLD.audience, 1) END) || CASE WHEN OLD.registering = 'here' AND NOT OLD.online_is_open THEN jsonb_build_object('online_link', greatest(OLD.audience, 1)) ELSE jsonb_build_object() END;
            IF needs_before <> needs THEN
                needs := history_stricter(needs_before, needs);
            END IF;
            PERFORM history_write(
                23::smallint, 'U', NEW.id, root, coalesce(NEW.code_insee, CASE NEW.territory_kind
    WHEN '' THEN NULL
    WHEN 'territoire' THEN (
        SELECT c.departement_code FROM places_namedterritory t
        JOIN places_commune c ON c.code = t.communes[1] WHERE t.slug = NEW.territory_code
    )
    ELSE NEW.territory_code
END), needs, before, after
            );
        END IF;
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER history_note AFTER INSERT OR DELETE ON network_event
    FOR EACH ROW EXECUTE FUNCTION history_note_event();
-- Compared as they are stored: two geographies may be equal and not the same.
CREATE OR REPLACE TRIGGER history_note_update AFTER UPDATE ON network_event
    FOR EACH ROW WHEN (OLD *<> NEW) EXECUTE FUNCTION history_note_event();
CREATE OR REPLACE TRIGGER history_no_truncate BEFORE TRUNCATE ON network_event
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse_truncate();


CREATE OR REPLACE FUNCTION history_note_news() RETURNS trigger
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
        root := NEW.id;
        
        PERFORM history_write(
            24::smallint, 'I', NEW.id, root, coalesce(NEW.code_insee, CASE NEW.territory_kind
    WHEN '' THEN NULL
    WHEN 'territoire' THEN (
        SELECT c.departement_code FROM places_namedterritory t
        JOIN places_commune c ON c.code = t.communes[1] WHERE t.slug = NEW.territory_code
    )
    ELSE NEW.territory_code
END), jsonb_build_object('*', CASE WHEN NEW.state = 'published' THEN NEW.audience ELSE greatest(NEW.audience, 1) END), NULL, NULL
        );
    ELSIF TG_OP = 'DELETE' THEN
        root := OLD.id;
        
        PERFORM history_write(
            24::smallint, 'D', OLD.id, root, coalesce(OLD.code_insee, CASE OLD.territory_kind
    WHEN '' THEN NULL
    WHEN 'territoire' THEN (
        SELECT c.departement_code FROM places_namedterritory t
        JOIN places_commune c ON c.code = t.communes[1] WHERE t.slug = OLD.territory_code
    )
    ELSE OLD.territory_code
END), jsonb_build_object('*', CASE WHEN OLD.state = 'published' THEN OLD.audience ELSE greatest(OLD.audience, 1) END), to_jsonb(OLD), NULL
        );
    ELSE
        whole := to_jsonb(NEW);
        SELECT jsonb_object_agg(was.key, was.value), jsonb_object_agg(was.key, whole -> was.key)
        INTO before, after
        FROM jsonb_each(to_jsonb(OLD)) AS was
        WHERE whole -> was.key IS DISTINCT FROM was.value;
        IF before IS NOT NULL AND before - ARRAY['updated_at', 'created_at']::text[] <> '{}' THEN
            root := NEW.id;
            
            needs := jsonb_build_object('*', CASE WHEN NEW.state = 'published' THEN NEW.audience ELSE greatest(NEW.audience, 1) END);
            needs_before := jsonb_build_object('*', CASE WHEN OLD.state = 'published' THEN OLD.audience ELSE greatest(OLD.audience, 1) END);
            IF needs_before <> needs THEN
                needs := history_stricter(needs_before, needs);
            END IF;
            PERFORM history_write(
                24::smallint, 'U', NEW.id, root, coalesce(NEW.code_insee, CASE NEW.territory_kind
    WHEN '' THEN NULL
    WHEN 'territoire' THEN (
        SELECT c.departement_code FROM places_namedterritory t
        JOIN places_commune c ON c.code = t.communes[1] WHERE t.slug = NEW.territory_code
    )
    ELSE NEW.territory_code
END), needs, before, after
            );
        END IF;
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER history_note AFTER INSERT OR DELETE ON network_news
    FOR EACH ROW EXECUTE FUNCTION history_note_news();
-- Compared as they are stored: two geographies may be equal and not the same.
CREATE OR REPLACE TRIGGER history_note_update AFTER UPDATE ON network_news
    FOR EACH ROW WHEN (OLD *<> NEW) EXECUTE FUNCTION history_note_news();
CREATE OR REPLACE TRIGGER history_no_truncate BEFORE TRUNCATE ON network_news
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse_truncate();


CREATE OR REPLACE FUNCTION history_note_group() RETURNS trigger
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
            26::smallint, 'I', NEW.id, root, NULL::text, '{"*": 2}'::jsonb, NULL, NULL
        );
    ELSIF TG_OP = 'DELETE' THEN
        root := NULL::bigint;
        
        PERFORM history_write(
            26::smallint, 'D', OLD.id, root, NULL::text, '{"*": 2}'::jsonb, to_jsonb(OLD), NULL
        );
    ELSE
        whole := to_jsonb(NEW);
        SELECT jsonb_object_agg(was.key, was.value), jsonb_object_agg(was.key, whole -> was.key)
        INTO before, after
        FROM jsonb_each(to_jsonb(OLD)) AS was
        WHERE whole -> was.key IS DISTINCT FROM was.value;
        IF before IS NOT NULL AND before - ARRAY['updated_at', 'created_at']::text[] <> '{}' THEN
            root := NULL::bigint;
            
            needs := '{"*": 2}'::jsonb;
            needs_before := '{"*": 2}'::jsonb;
            IF needs_before <> needs THEN
                needs := history_stricter(needs_before, needs);
            END IF;
            PERFORM history_write(
                26::smallint, 'U', NEW.id, root, NULL::text, needs, before, after
            );
        END IF;
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER history_note AFTER INSERT OR DELETE ON accounts_group
    FOR EACH ROW EXECUTE FUNCTION history_note_group();
-- Compared as they are stored: two geographies may be equal and not the same.
CREATE OR REPLACE TRIGGER history_note_update AFTER UPDATE ON accounts_group
    FOR EACH ROW WHEN (OLD *<> NEW) EXECUTE FUNCTION history_note_group();
CREATE OR REPLACE TRIGGER history_no_truncate BEFORE TRUNCATE ON accounts_group
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse_truncate();;
