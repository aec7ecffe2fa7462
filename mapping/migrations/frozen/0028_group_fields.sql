-- mapping/sql/needs.sql
-- The least role that may know of a record as it stands, under « * », and of each of its columns that needs a
-- higher one: what the history tells, then and now. It says the same as the views of visible.sql say to a role
-- alone (`tests/history/test_visible.py` compares them): whatever someone belongs to, what is hidden from their role
-- stays hidden from them in the history. Asked for each row that is written: what is public, as most is, costs
-- nothing to say.

CREATE OR REPLACE FUNCTION mapping_structure_needs(s mapping_structure) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    needs jsonb := '{"*": 0, "status": 2, "organisation_id": 2, "address_visibility": 2}';
BEGIN
    IF s.status <> 'published' THEN
        needs := '{"*": 2, "status": 2, "organisation_id": 2, "address_visibility": 2}';
    END IF;
    IF s.address_visibility > 0 THEN
        needs := needs || (
            SELECT jsonb_object_agg(name, s.address_visibility)
            FROM unnest(ARRAY[
                'source_id', 'siret', 'adresse', 'complement_adresse', 'code_postal', 'commune_nom', 'position',
                'position_precision', 'position_origin', 'accessibilite_lieu', 'lien_source'
            ]) AS name
        );
    END IF;
    RETURN needs;
END
$$;

CREATE OR REPLACE FUNCTION mapping_service_needs(sv mapping_service) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    needs jsonb := '{"*": 0}';
    published boolean;
    visibility smallint;
BEGIN
    SELECT s.status = 'published', s.address_visibility INTO published, visibility
    FROM mapping_structure s WHERE s.id = sv.structure_id;
    IF published IS NOT TRUE THEN
        -- Also where its structure went with it.
        needs := '{"*": 2}';
    END IF;
    IF visibility > 0 THEN
        needs := needs || (
            SELECT jsonb_object_agg(name, visibility)
            FROM unnest(ARRAY[
                'source_id', 'adresse', 'complement_adresse', 'code_postal', 'commune_nom', 'position',
                'position_precision', 'position_origin', 'lien_source', 'zone_origin', 'zone_polygon'
            ]) AS name
            WHERE name <> 'zone_polygon' OR sv.zone_origin NOT IN ('drawn', 'public')
        );
    END IF;
    RETURN needs;
END
$$;

CREATE OR REPLACE FUNCTION mapping_part_needs(structure bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    PERFORM FROM mapping_structure s WHERE s.id = structure AND s.status = 'published';
    IF FOUND THEN
        RETURN '{"*": 0}';
    END IF;
    RETURN '{"*": 2}';
END
$$;

CREATE OR REPLACE FUNCTION mapping_photo_needs(structure bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    visibility smallint;
BEGIN
    -- A picture of a confidential place shows where it is.
    SELECT s.address_visibility INTO visibility
    FROM mapping_structure s WHERE s.id = structure AND s.status = 'published';
    RETURN jsonb_build_object('*', coalesce(visibility, 2));
END
$$;

CREATE OR REPLACE FUNCTION mapping_contact_needs(k mapping_contact) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    part smallint := mapping_part_needs(k.structure_id) ->> '*';
BEGIN
    RETURN jsonb_build_object(
        '*', greatest(
            part,
            -- Whoever may see none of what it says does not know that it exists.
            least(
                CASE WHEN k.nom <> '' THEN k.nom_visibility END,
                CASE WHEN k.fonction <> '' THEN k.fonction_visibility END,
                CASE WHEN k.telephone <> '' THEN k.telephone_visibility END,
                CASE WHEN k.courriel <> '' THEN k.courriel_visibility END
            )
        ),
        'nom', k.nom_visibility, 'fonction', k.fonction_visibility, 'telephone', k.telephone_visibility,
        'courriel', k.courriel_visibility,
        'nom_visibility', 2, 'fonction_visibility', 2, 'telephone_visibility', 2, 'courriel_visibility', 2,
        'nom_organisation_id', 2, 'fonction_organisation_id', 2, 'telephone_organisation_id', 2,
        'courriel_organisation_id', 2, 'nom_group_id', 2, 'fonction_group_id', 2, 'telephone_group_id', 2,
        'courriel_group_id', 2
    );
END
$$;

-- A field of a group that is in no list, or archived, is its members' alone, whatever it was declared for.
CREATE OR REPLACE FUNCTION mapping_group_value_needs(field bigint, structure bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    part smallint := mapping_part_needs(structure) ->> '*';
    reader smallint;
BEGIN
    SELECT CASE WHEN g.is_listed AND g.archived_at IS NULL THEN f.audience ELSE 2 END INTO reader
    FROM mapping_groupfield f JOIN accounts_group g ON g.id = f.group_id WHERE f.id = field;
    RETURN jsonb_build_object('*', greatest(part, coalesce(reader, 2)));
END
$$;;
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
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse_truncate();


CREATE OR REPLACE FUNCTION history_note_group_field() RETURNS trigger
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
        PERFORM FROM accounts_group WHERE id = root FOR NO KEY UPDATE;
        PERFORM history_write(
            14::smallint, 'I', NEW.id, root, NULL::text, '{"*": 2}'::jsonb, NULL, NULL
        );
    ELSIF TG_OP = 'DELETE' THEN
        root := NULL::bigint;
        PERFORM FROM accounts_group WHERE id = root FOR NO KEY UPDATE;
        PERFORM history_write(
            14::smallint, 'D', OLD.id, root, NULL::text, '{"*": 2}'::jsonb, to_jsonb(OLD), NULL
        );
    ELSE
        whole := to_jsonb(NEW);
        SELECT jsonb_object_agg(was.key, was.value), jsonb_object_agg(was.key, whole -> was.key)
        INTO before, after
        FROM jsonb_each(to_jsonb(OLD)) AS was
        WHERE whole -> was.key IS DISTINCT FROM was.value;
        IF before IS NOT NULL AND before - ARRAY['updated_at']::text[] <> '{}' THEN
            root := NULL::bigint;
            PERFORM FROM accounts_group WHERE id IN (root, NULL::bigint) ORDER BY id FOR NO KEY UPDATE;
            needs := '{"*": 2}'::jsonb;
            needs_before := '{"*": 2}'::jsonb;
            IF needs_before <> needs THEN
                needs := history_stricter(needs_before, needs);
            END IF;
            PERFORM history_write(
                14::smallint, 'U', NEW.id, root, NULL::text, needs, before, after
            );
        END IF;
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER history_note AFTER INSERT OR DELETE ON mapping_groupfield
    FOR EACH ROW EXECUTE FUNCTION history_note_group_field();
-- Compared as they are stored: two geographies may be equal and not the same.
CREATE OR REPLACE TRIGGER history_note_update AFTER UPDATE ON mapping_groupfield
    FOR EACH ROW WHEN (OLD *<> NEW) EXECUTE FUNCTION history_note_group_field();
CREATE OR REPLACE TRIGGER history_no_truncate BEFORE TRUNCATE ON mapping_groupfield
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse_truncate();


CREATE OR REPLACE FUNCTION history_note_group_value() RETURNS trigger
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
            15::smallint, 'I', NEW.id, root, (SELECT s.code_insee FROM mapping_structure s WHERE s.id = root), mapping_group_value_needs(NEW.field_id, root), NULL, NULL
        );
    ELSIF TG_OP = 'DELETE' THEN
        root := OLD.structure_id;
        PERFORM FROM mapping_structure WHERE id = root FOR NO KEY UPDATE;
        PERFORM history_write(
            15::smallint, 'D', OLD.id, root, (SELECT s.code_insee FROM mapping_structure s WHERE s.id = root), mapping_group_value_needs(OLD.field_id, root), to_jsonb(OLD), NULL
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
            needs := mapping_group_value_needs(NEW.field_id, root);
            needs_before := mapping_group_value_needs(OLD.field_id, root);
            IF needs_before <> needs THEN
                needs := history_stricter(needs_before, needs);
            END IF;
            PERFORM history_write(
                15::smallint, 'U', NEW.id, root, (SELECT s.code_insee FROM mapping_structure s WHERE s.id = root), needs, before, after
            );
        END IF;
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER history_note AFTER INSERT OR DELETE ON mapping_groupvalue
    FOR EACH ROW EXECUTE FUNCTION history_note_group_value();
-- Compared as they are stored: two geographies may be equal and not the same.
CREATE OR REPLACE TRIGGER history_note_update AFTER UPDATE ON mapping_groupvalue
    FOR EACH ROW WHEN (OLD *<> NEW) EXECUTE FUNCTION history_note_group_value();
CREATE OR REPLACE TRIGGER history_no_truncate BEFORE TRUNCATE ON mapping_groupvalue
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse_truncate();;
