-- The least role that may know of a record as it stands, under « * », and of each of its columns that needs a
-- higher one: what the history tells, then and now. It says the same as the views of visible.sql
-- (`tests/mapping/test_history.py` compares them).

CREATE OR REPLACE FUNCTION mapping_structure_needs(s mapping_structure) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        '*', CASE WHEN s.status = 'published' THEN 0 ELSE 2 END,
        'status', 2, 'organisation_id', 2, 'address_visibility', 2
    ) || CASE
        WHEN s.address_visibility > 0 THEN (
            SELECT jsonb_object_agg(name, s.address_visibility)
            FROM unnest(ARRAY[
                'source_id', 'siret', 'adresse', 'complement_adresse', 'code_postal', 'commune_nom', 'position',
                'position_precision', 'position_origin', 'accessibilite_lieu', 'lien_source'
            ]) AS name
        )
        ELSE '{}'
    END
$$;

CREATE OR REPLACE FUNCTION mapping_service_needs(sv mapping_service) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        (
            SELECT jsonb_build_object('*', CASE WHEN s.status = 'published' THEN 0 ELSE 2 END) || CASE
                WHEN s.address_visibility > 0 THEN (
                    SELECT jsonb_object_agg(name, s.address_visibility)
                    FROM unnest(ARRAY[
                        'source_id', 'adresse', 'complement_adresse', 'code_postal', 'commune_nom', 'position',
                        'position_precision', 'position_origin', 'lien_source', 'zone_origin'
                    ] || CASE WHEN sv.zone_origin IN ('drawn', 'public') THEN '{}'::text[] ELSE '{zone_polygon}' END
                    ) AS name
                )
                ELSE '{}'
            END
            FROM mapping_structure s
            WHERE s.id = sv.structure_id
        ),
        -- Its structure went with it.
        '{"*": 2}'
    )
$$;

CREATE OR REPLACE FUNCTION mapping_contact_needs(k mapping_contact) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        '*', greatest(
            coalesce(
                (SELECT CASE WHEN s.status = 'published' THEN 0 ELSE 2 END
                 FROM mapping_structure s WHERE s.id = k.structure_id),
                2
            ),
            -- Whoever may see none of what it says does not know that it exists.
            (
                SELECT min(needed) FROM (
                    VALUES
                        (k.nom, k.nom_visibility), (k.fonction, k.fonction_visibility),
                        (k.telephone, k.telephone_visibility), (k.courriel, k.courriel_visibility)
                ) AS said (text, needed)
                WHERE text <> ''
            )
        ),
        'nom', k.nom_visibility, 'fonction', k.fonction_visibility, 'telephone', k.telephone_visibility,
        'courriel', k.courriel_visibility,
        'nom_visibility', 2, 'fonction_visibility', 2, 'telephone_visibility', 2, 'courriel_visibility', 2
    )
$$;

CREATE OR REPLACE FUNCTION mapping_part_needs(structure bigint) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('*', coalesce(
        (SELECT CASE WHEN s.status = 'published' THEN 0 ELSE 2 END FROM mapping_structure s WHERE s.id = structure),
        2
    ))
$$;
;

CREATE OR REPLACE FUNCTION history_note_structure() RETURNS trigger
LANGUAGE plpgsql
-- A moment is written the same whoever's session it is.
SET timezone = 'UTC'
AS $$
DECLARE
    before jsonb;
    after jsonb;
    whole jsonb;
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
            
            PERFORM history_write(
                1::smallint, 'U', NEW.id, root, NEW.code_insee,
                history_stricter(mapping_structure_needs(OLD), mapping_structure_needs(NEW)), before, after
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
            PERFORM history_write(
                2::smallint, 'U', NEW.id, root, coalesce(NEW.code_insee, (SELECT s.code_insee FROM mapping_structure s WHERE s.id = root)),
                history_stricter(mapping_service_needs(OLD), mapping_service_needs(NEW)), before, after
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
            PERFORM history_write(
                3::smallint, 'U', NEW.id, root, (SELECT s.code_insee FROM mapping_structure s WHERE s.id = root),
                history_stricter(mapping_contact_needs(OLD), mapping_contact_needs(NEW)), before, after
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
            PERFORM history_write(
                4::smallint, 'U', NEW.id, root, (SELECT s.code_insee FROM mapping_structure s WHERE s.id = root),
                history_stricter(mapping_part_needs(root), mapping_part_needs(root)), before, after
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
            PERFORM history_write(
                5::smallint, 'U', NEW.id, root, (SELECT s.code_insee FROM mapping_structure s WHERE s.id = root),
                history_stricter(mapping_part_needs(root), mapping_part_needs(root)), before, after
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
