-- mapping/sql/history.sql
-- Every change of a kind of record is noted, as `mapping/kinds.py` declares it.

CREATE OR REPLACE FUNCTION history_note_structure() RETURNS trigger
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
            1::smallint, 'I', NEW.id, root, NEW.code_insee, mapping_structure_needs(NEW), NULL, NULL
        );
    ELSIF TG_OP = 'DELETE' THEN
        root := OLD.id;
        
        PERFORM history_write(
            1::smallint, 'D', OLD.id, root, OLD.code_insee, mapping_structure_needs(OLD), to_jsonb(OLD), NULL
        );
    ELSE
        whole := to_jsonb(NEW);
        SELECT jsonb_object_agg(was.key, was.value), jsonb_object_agg(was.key, whole -> was.key)
        INTO before, after
        FROM jsonb_each(to_jsonb(OLD)) AS was
        WHERE whole -> was.key IS DISTINCT FROM was.value;
        IF before IS NOT NULL AND before - ARRAY['updated_at']::text[] <> '{}' THEN
            root := NEW.id;
            
            needs := mapping_structure_needs(NEW);
            needs_before := mapping_structure_needs(OLD);
            IF needs_before <> needs THEN
                needs := history_stricter(needs_before, needs);
            END IF;
            PERFORM history_write(
                1::smallint, 'U', NEW.id, root, NEW.code_insee, needs, before, after
            );
        END IF;
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER history_note AFTER INSERT OR DELETE ON mapping_structure
    FOR EACH ROW EXECUTE FUNCTION history_note_structure();
-- Compared as they are stored: two geographies may be equal and not the same.
CREATE OR REPLACE TRIGGER history_note_update AFTER UPDATE ON mapping_structure
    FOR EACH ROW WHEN (OLD *<> NEW) EXECUTE FUNCTION history_note_structure();
CREATE OR REPLACE TRIGGER history_no_truncate BEFORE TRUNCATE ON mapping_structure
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse_truncate();


CREATE OR REPLACE FUNCTION history_note_service() RETURNS trigger
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
        root := NEW.structure_id;
        PERFORM FROM mapping_structure WHERE id = root FOR NO KEY UPDATE;
        PERFORM history_write(
            2::smallint, 'I', NEW.id, root, coalesce(NEW.code_insee, (SELECT s.code_insee FROM mapping_structure s WHERE s.id = root)), mapping_service_needs(NEW), NULL, NULL
        );
    ELSIF TG_OP = 'DELETE' THEN
        root := OLD.structure_id;
        PERFORM FROM mapping_structure WHERE id = root FOR NO KEY UPDATE;
        PERFORM history_write(
            2::smallint, 'D', OLD.id, root, coalesce(OLD.code_insee, (SELECT s.code_insee FROM mapping_structure s WHERE s.id = root)), mapping_service_needs(OLD), to_jsonb(OLD), NULL
        );
    ELSE
        whole := to_jsonb(NEW);
        SELECT jsonb_object_agg(was.key, was.value), jsonb_object_agg(was.key, whole -> was.key)
        INTO before, after
        FROM jsonb_each(to_jsonb(OLD)) AS was
        WHERE whole -> was.key IS DISTINCT FROM was.value;
        IF before IS NOT NULL AND before - ARRAY['updated_at']::text[] <> '{}' THEN
            root := NEW.structure_id;
            PERFORM FROM mapping_structure WHERE id IN (root, OLD.structure_id) ORDER BY id FOR NO KEY UPDATE;
            needs := mapping_service_needs(NEW);
            needs_before := mapping_service_needs(OLD);
            IF needs_before <> needs THEN
                needs := history_stricter(needs_before, needs);
            END IF;
            PERFORM history_write(
                2::smallint, 'U', NEW.id, root, coalesce(NEW.code_insee, (SELECT s.code_insee FROM mapping_structure s WHERE s.id = root)), needs, before, after
            );
        END IF;
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER history_note AFTER INSERT OR DELETE ON mapping_service
    FOR EACH ROW EXECUTE FUNCTION history_note_service();
-- Compared as they are stored: two geographies may be equal and not the same.
CREATE OR REPLACE TRIGGER history_note_update AFTER UPDATE ON mapping_service
    FOR EACH ROW WHEN (OLD *<> NEW) EXECUTE FUNCTION history_note_service();
CREATE OR REPLACE TRIGGER history_no_truncate BEFORE TRUNCATE ON mapping_service
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse_truncate();


CREATE OR REPLACE FUNCTION history_note_contact() RETURNS trigger
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
        root := NEW.structure_id;
        PERFORM FROM mapping_structure WHERE id = root FOR NO KEY UPDATE;
        PERFORM history_write(
            3::smallint, 'I', NEW.id, root, (SELECT s.code_insee FROM mapping_structure s WHERE s.id = root), mapping_contact_needs(NEW), NULL, NULL
        );
    ELSIF TG_OP = 'DELETE' THEN
        root := OLD.structure_id;
        PERFORM FROM mapping_structure WHERE id = root FOR NO KEY UPDATE;
        PERFORM history_write(
            3::smallint, 'D', OLD.id, root, (SELECT s.code_insee FROM mapping_structure s WHERE s.id = root), mapping_contact_needs(OLD), to_jsonb(OLD), NULL
        );
    ELSE
        whole := to_jsonb(NEW);
        SELECT jsonb_object_agg(was.key, was.value), jsonb_object_agg(was.key, whole -> was.key)
        INTO before, after
        FROM jsonb_each(to_jsonb(OLD)) AS was
        WHERE whole -> was.key IS DISTINCT FROM was.value;
        IF before IS NOT NULL AND before - ARRAY['updated_at']::text[] <> '{}' THEN
            root := NEW.structure_id;
            PERFORM FROM mapping_structure WHERE id IN (root, OLD.structure_id) ORDER BY id FOR NO KEY UPDATE;
            needs := mapping_contact_needs(NEW);
            needs_before := mapping_contact_needs(OLD);
            IF needs_before <> needs THEN
                needs := history_stricter(needs_before, needs);
            END IF;
            PERFORM history_write(
                3::smallint, 'U', NEW.id, root, (SELECT s.code_insee FROM mapping_structure s WHERE s.id = root), needs, before, after
            );
        END IF;
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER history_note AFTER INSERT OR DELETE ON mapping_contact
    FOR EACH ROW EXECUTE FUNCTION history_note_contact();
-- Compared as they are stored: two geographies may be equal and not the same.
CREATE OR REPLACE TRIGGER history_note_update AFTER UPDATE ON mapping_contact
    FOR EACH ROW WHEN (OLD *<> NEW) EXECUTE FUNCTION history_note_contact();
CREATE OR REPLACE TRIGGER history_no_truncate BEFORE TRUNCATE ON mapping_contact
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse_truncate();


CREATE OR REPLACE FUNCTION history_note_session() RETURNS trigger
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
        root := coalesce((SELECT sv.structure_id FROM mapping_service sv WHERE sv.id = NEW.service_id), (SELECT e.root FROM history_event e WHERE e.kind = 2 AND e.object = NEW.service_id ORDER BY e.id DESC LIMIT 1));
        PERFORM FROM mapping_structure WHERE id = root FOR NO KEY UPDATE;
        PERFORM history_write(
            4::smallint, 'I', NEW.id, root, (SELECT s.code_insee FROM mapping_structure s WHERE s.id = root), mapping_part_needs(root), NULL, NULL
        );
    ELSIF TG_OP = 'DELETE' THEN
        root := coalesce((SELECT sv.structure_id FROM mapping_service sv WHERE sv.id = OLD.service_id), (SELECT e.root FROM history_event e WHERE e.kind = 2 AND e.object = OLD.service_id ORDER BY e.id DESC LIMIT 1));
        PERFORM FROM mapping_structure WHERE id = root FOR NO KEY UPDATE;
        PERFORM history_write(
            4::smallint, 'D', OLD.id, root, (SELECT s.code_insee FROM mapping_structure s WHERE s.id = root), mapping_part_needs(root), to_jsonb(OLD), NULL
        );
    ELSE
        whole := to_jsonb(NEW);
        SELECT jsonb_object_agg(was.key, was.value), jsonb_object_agg(was.key, whole -> was.key)
        INTO before, after
        FROM jsonb_each(to_jsonb(OLD)) AS was
        WHERE whole -> was.key IS DISTINCT FROM was.value;
        IF before IS NOT NULL AND before - ARRAY['updated_at']::text[] <> '{}' THEN
            root := coalesce((SELECT sv.structure_id FROM mapping_service sv WHERE sv.id = NEW.service_id), (SELECT e.root FROM history_event e WHERE e.kind = 2 AND e.object = NEW.service_id ORDER BY e.id DESC LIMIT 1));
            PERFORM FROM mapping_structure WHERE id IN (root, coalesce((SELECT sv.structure_id FROM mapping_service sv WHERE sv.id = OLD.service_id), (SELECT e.root FROM history_event e WHERE e.kind = 2 AND e.object = OLD.service_id ORDER BY e.id DESC LIMIT 1))) ORDER BY id FOR NO KEY UPDATE;
            needs := mapping_part_needs(root);
            needs_before := mapping_part_needs(root);
            IF needs_before <> needs THEN
                needs := history_stricter(needs_before, needs);
            END IF;
            PERFORM history_write(
                4::smallint, 'U', NEW.id, root, (SELECT s.code_insee FROM mapping_structure s WHERE s.id = root), needs, before, after
            );
        END IF;
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER history_note AFTER INSERT OR DELETE ON mapping_session
    FOR EACH ROW EXECUTE FUNCTION history_note_session();
-- Compared as they are stored: two geographies may be equal and not the same.
CREATE OR REPLACE TRIGGER history_note_update AFTER UPDATE ON mapping_session
    FOR EACH ROW WHEN (OLD *<> NEW) EXECUTE FUNCTION history_note_session();
CREATE OR REPLACE TRIGGER history_no_truncate BEFORE TRUNCATE ON mapping_session
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse_truncate();


CREATE OR REPLACE FUNCTION history_note_closure() RETURNS trigger
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
        root := NEW.structure_id;
        PERFORM FROM mapping_structure WHERE id = root FOR NO KEY UPDATE;
        PERFORM history_write(
            5::smallint, 'I', NEW.id, root, (SELECT s.code_insee FROM mapping_structure s WHERE s.id = root), mapping_part_needs(root), NULL, NULL
        );
    ELSIF TG_OP = 'DELETE' THEN
        root := OLD.structure_id;
        PERFORM FROM mapping_structure WHERE id = root FOR NO KEY UPDATE;
        PERFORM history_write(
            5::smallint, 'D', OLD.id, root, (SELECT s.code_insee FROM mapping_structure s WHERE s.id = root), mapping_part_needs(root), to_jsonb(OLD), NULL
        );
    ELSE
        whole := to_jsonb(NEW);
        SELECT jsonb_object_agg(was.key, was.value), jsonb_object_agg(was.key, whole -> was.key)
        INTO before, after
        FROM jsonb_each(to_jsonb(OLD)) AS was
        WHERE whole -> was.key IS DISTINCT FROM was.value;
        IF before IS NOT NULL AND before - ARRAY['updated_at']::text[] <> '{}' THEN
            root := NEW.structure_id;
            PERFORM FROM mapping_structure WHERE id IN (root, OLD.structure_id) ORDER BY id FOR NO KEY UPDATE;
            needs := mapping_part_needs(root);
            needs_before := mapping_part_needs(root);
            IF needs_before <> needs THEN
                needs := history_stricter(needs_before, needs);
            END IF;
            PERFORM history_write(
                5::smallint, 'U', NEW.id, root, (SELECT s.code_insee FROM mapping_structure s WHERE s.id = root), needs, before, after
            );
        END IF;
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER history_note AFTER INSERT OR DELETE ON mapping_temporaryclosure
    FOR EACH ROW EXECUTE FUNCTION history_note_closure();
-- Compared as they are stored: two geographies may be equal and not the same.
CREATE OR REPLACE TRIGGER history_note_update AFTER UPDATE ON mapping_temporaryclosure
    FOR EACH ROW WHEN (OLD *<> NEW) EXECUTE FUNCTION history_note_closure();
CREATE OR REPLACE TRIGGER history_no_truncate BEFORE TRUNCATE ON mapping_temporaryclosure
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse_truncate();


CREATE OR REPLACE FUNCTION history_note_photo() RETURNS trigger
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
        root := NEW.structure_id;
        PERFORM FROM mapping_structure WHERE id = root FOR NO KEY UPDATE;
        PERFORM history_write(
            8::smallint, 'I', NEW.id, root, (SELECT s.code_insee FROM mapping_structure s WHERE s.id = root), mapping_photo_needs(root), NULL, NULL
        );
    ELSIF TG_OP = 'DELETE' THEN
        root := OLD.structure_id;
        PERFORM FROM mapping_structure WHERE id = root FOR NO KEY UPDATE;
        PERFORM history_write(
            8::smallint, 'D', OLD.id, root, (SELECT s.code_insee FROM mapping_structure s WHERE s.id = root), mapping_photo_needs(root), to_jsonb(OLD), NULL
        );
    ELSE
        whole := to_jsonb(NEW);
        SELECT jsonb_object_agg(was.key, was.value), jsonb_object_agg(was.key, whole -> was.key)
        INTO before, after
        FROM jsonb_each(to_jsonb(OLD)) AS was
        WHERE whole -> was.key IS DISTINCT FROM was.value;
        IF before IS NOT NULL AND before - ARRAY['updated_at']::text[] <> '{}' THEN
            root := NEW.structure_id;
            PERFORM FROM mapping_structure WHERE id IN (root, OLD.structure_id) ORDER BY id FOR NO KEY UPDATE;
            needs := mapping_photo_needs(root);
            needs_before := mapping_photo_needs(root);
            IF needs_before <> needs THEN
                needs := history_stricter(needs_before, needs);
            END IF;
            PERFORM history_write(
                8::smallint, 'U', NEW.id, root, (SELECT s.code_insee FROM mapping_structure s WHERE s.id = root), needs, before, after
            );
        END IF;
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER history_note AFTER INSERT OR DELETE ON mapping_photo
    FOR EACH ROW EXECUTE FUNCTION history_note_photo();
-- Compared as they are stored: two geographies may be equal and not the same.
CREATE OR REPLACE TRIGGER history_note_update AFTER UPDATE ON mapping_photo
    FOR EACH ROW WHEN (OLD *<> NEW) EXECUTE FUNCTION history_note_photo();
CREATE OR REPLACE TRIGGER history_no_truncate BEFORE TRUNCATE ON mapping_photo
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse_truncate();


CREATE OR REPLACE FUNCTION history_note_governance() RETURNS trigger
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
            9::smallint, 'I', NEW.id, root, NULL::text, '{"*": 2}'::jsonb, NULL, NULL
        );
    ELSIF TG_OP = 'DELETE' THEN
        root := NULL::bigint;
        
        PERFORM history_write(
            9::smallint, 'D', OLD.id, root, NULL::text, '{"*": 2}'::jsonb, to_jsonb(OLD), NULL
        );
    ELSE
        whole := to_jsonb(NEW);
        SELECT jsonb_object_agg(was.key, was.value), jsonb_object_agg(was.key, whole -> was.key)
        INTO before, after
        FROM jsonb_each(to_jsonb(OLD)) AS was
        WHERE whole -> was.key IS DISTINCT FROM was.value;
        IF before IS NOT NULL AND before - ARRAY['updated_at']::text[] <> '{}' THEN
            root := NULL::bigint;
            
            needs := '{"*": 2}'::jsonb;
            needs_before := '{"*": 2}'::jsonb;
            IF needs_before <> needs THEN
                needs := history_stricter(needs_before, needs);
            END IF;
            PERFORM history_write(
                9::smallint, 'U', NEW.id, root, NULL::text, needs, before, after
            );
        END IF;
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER history_note AFTER INSERT OR DELETE ON mapping_governance
    FOR EACH ROW EXECUTE FUNCTION history_note_governance();
-- Compared as they are stored: two geographies may be equal and not the same.
CREATE OR REPLACE TRIGGER history_note_update AFTER UPDATE ON mapping_governance
    FOR EACH ROW WHEN (OLD *<> NEW) EXECUTE FUNCTION history_note_governance();
CREATE OR REPLACE TRIGGER history_no_truncate BEFORE TRUNCATE ON mapping_governance
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse_truncate();


CREATE OR REPLACE FUNCTION history_note_governing_body() RETURNS trigger
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
            10::smallint, 'I', NEW.id, root, NULL::text, '{"*": 2}'::jsonb, NULL, NULL
        );
    ELSIF TG_OP = 'DELETE' THEN
        root := NULL::bigint;
        
        PERFORM history_write(
            10::smallint, 'D', OLD.id, root, NULL::text, '{"*": 2}'::jsonb, to_jsonb(OLD), NULL
        );
    ELSE
        whole := to_jsonb(NEW);
        SELECT jsonb_object_agg(was.key, was.value), jsonb_object_agg(was.key, whole -> was.key)
        INTO before, after
        FROM jsonb_each(to_jsonb(OLD)) AS was
        WHERE whole -> was.key IS DISTINCT FROM was.value;
        IF before IS NOT NULL AND before - ARRAY['updated_at']::text[] <> '{}' THEN
            root := NULL::bigint;
            
            needs := '{"*": 2}'::jsonb;
            needs_before := '{"*": 2}'::jsonb;
            IF needs_before <> needs THEN
                needs := history_stricter(needs_before, needs);
            END IF;
            PERFORM history_write(
                10::smallint, 'U', NEW.id, root, NULL::text, needs, before, after
            );
        END IF;
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER history_note AFTER INSERT OR DELETE ON mapping_governingbody
    FOR EACH ROW EXECUTE FUNCTION history_note_governing_body();
-- Compared as they are stored: two geographies may be equal and not the same.
CREATE OR REPLACE TRIGGER history_note_update AFTER UPDATE ON mapping_governingbody
    FOR EACH ROW WHEN (OLD *<> NEW) EXECUTE FUNCTION history_note_governing_body();
CREATE OR REPLACE TRIGGER history_no_truncate BEFORE TRUNCATE ON mapping_governingbody
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse_truncate();


CREATE OR REPLACE FUNCTION history_note_governing_seat() RETURNS trigger
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
            11::smallint, 'I', NEW.id, root, NULL::text, '{"*": 2}'::jsonb, NULL, NULL
        );
    ELSIF TG_OP = 'DELETE' THEN
        root := NULL::bigint;
        
        PERFORM history_write(
            11::smallint, 'D', OLD.id, root, NULL::text, '{"*": 2}'::jsonb, to_jsonb(OLD), NULL
        );
    ELSE
        whole := to_jsonb(NEW);
        SELECT jsonb_object_agg(was.key, was.value), jsonb_object_agg(was.key, whole -> was.key)
        INTO before, after
        FROM jsonb_each(to_jsonb(OLD)) AS was
        WHERE whole -> was.key IS DISTINCT FROM was.value;
        IF before IS NOT NULL AND before - ARRAY['updated_at']::text[] <> '{}' THEN
            root := NULL::bigint;
            
            needs := '{"*": 2}'::jsonb;
            needs_before := '{"*": 2}'::jsonb;
            IF needs_before <> needs THEN
                needs := history_stricter(needs_before, needs);
            END IF;
            PERFORM history_write(
                11::smallint, 'U', NEW.id, root, NULL::text, needs, before, after
            );
        END IF;
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER history_note AFTER INSERT OR DELETE ON mapping_governingseat
    FOR EACH ROW EXECUTE FUNCTION history_note_governing_seat();
-- Compared as they are stored: two geographies may be equal and not the same.
CREATE OR REPLACE TRIGGER history_note_update AFTER UPDATE ON mapping_governingseat
    FOR EACH ROW WHEN (OLD *<> NEW) EXECUTE FUNCTION history_note_governing_seat();
CREATE OR REPLACE TRIGGER history_no_truncate BEFORE TRUNCATE ON mapping_governingseat
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse_truncate();


CREATE OR REPLACE FUNCTION history_note_taxonomy() RETURNS trigger
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
            12::smallint, 'I', NEW.id, root, NULL::text, '{"*": 2}'::jsonb, NULL, NULL
        );
    ELSIF TG_OP = 'DELETE' THEN
        root := NULL::bigint;
        
        PERFORM history_write(
            12::smallint, 'D', OLD.id, root, NULL::text, '{"*": 2}'::jsonb, to_jsonb(OLD), NULL
        );
    ELSE
        whole := to_jsonb(NEW);
        SELECT jsonb_object_agg(was.key, was.value), jsonb_object_agg(was.key, whole -> was.key)
        INTO before, after
        FROM jsonb_each(to_jsonb(OLD)) AS was
        WHERE whole -> was.key IS DISTINCT FROM was.value;
        IF before IS NOT NULL AND before - ARRAY['updated_at']::text[] <> '{}' THEN
            root := NULL::bigint;
            
            needs := '{"*": 2}'::jsonb;
            needs_before := '{"*": 2}'::jsonb;
            IF needs_before <> needs THEN
                needs := history_stricter(needs_before, needs);
            END IF;
            PERFORM history_write(
                12::smallint, 'U', NEW.id, root, NULL::text, needs, before, after
            );
        END IF;
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER history_note AFTER INSERT OR DELETE ON mapping_taxonomy
    FOR EACH ROW EXECUTE FUNCTION history_note_taxonomy();
-- Compared as they are stored: two geographies may be equal and not the same.
CREATE OR REPLACE TRIGGER history_note_update AFTER UPDATE ON mapping_taxonomy
    FOR EACH ROW WHEN (OLD *<> NEW) EXECUTE FUNCTION history_note_taxonomy();
CREATE OR REPLACE TRIGGER history_no_truncate BEFORE TRUNCATE ON mapping_taxonomy
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse_truncate();


CREATE OR REPLACE FUNCTION history_note_taxonomy_field() RETURNS trigger
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
            13::smallint, 'I', NEW.id, root, NULL::text, '{"*": 2}'::jsonb, NULL, NULL
        );
    ELSIF TG_OP = 'DELETE' THEN
        root := NULL::bigint;
        
        PERFORM history_write(
            13::smallint, 'D', OLD.id, root, NULL::text, '{"*": 2}'::jsonb, to_jsonb(OLD), NULL
        );
    ELSE
        whole := to_jsonb(NEW);
        SELECT jsonb_object_agg(was.key, was.value), jsonb_object_agg(was.key, whole -> was.key)
        INTO before, after
        FROM jsonb_each(to_jsonb(OLD)) AS was
        WHERE whole -> was.key IS DISTINCT FROM was.value;
        IF before IS NOT NULL AND before - ARRAY['updated_at']::text[] <> '{}' THEN
            root := NULL::bigint;
            
            needs := '{"*": 2}'::jsonb;
            needs_before := '{"*": 2}'::jsonb;
            IF needs_before <> needs THEN
                needs := history_stricter(needs_before, needs);
            END IF;
            PERFORM history_write(
                13::smallint, 'U', NEW.id, root, NULL::text, needs, before, after
            );
        END IF;
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER history_note AFTER INSERT OR DELETE ON mapping_taxonomyfield
    FOR EACH ROW EXECUTE FUNCTION history_note_taxonomy_field();
-- Compared as they are stored: two geographies may be equal and not the same.
CREATE OR REPLACE TRIGGER history_note_update AFTER UPDATE ON mapping_taxonomyfield
    FOR EACH ROW WHEN (OLD *<> NEW) EXECUTE FUNCTION history_note_taxonomy_field();
CREATE OR REPLACE TRIGGER history_no_truncate BEFORE TRUNCATE ON mapping_taxonomyfield
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse_truncate();;
-- mapping/sql/taxonomies.sql
-- Every process keeps the fields of the region that are shown, and is told where they change, whatever the road:
-- `common/postgis/listening.py` hears it.
CREATE OR REPLACE FUNCTION mapping_taxonomies_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('reperes', 'taxonomies');
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER mapping_taxonomy_told AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON mapping_taxonomy
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_taxonomies_changed();
CREATE OR REPLACE TRIGGER mapping_taxonomyfield_told
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON mapping_taxonomyfield
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_taxonomies_changed();;
