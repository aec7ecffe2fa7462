-- network/sql/roots.sql
-- A number names one root, whatever its table: these draw theirs from the sequence of structures, so that the
-- events of two roots are never taken for one another's (`history.kinds.Kind`).
ALTER TABLE network_resource ALTER COLUMN id DROP IDENTITY IF EXISTS;
ALTER TABLE network_resource ALTER COLUMN id SET DEFAULT nextval('mapping_structure_id_seq');
ALTER TABLE network_event ALTER COLUMN id DROP IDENTITY IF EXISTS;
ALTER TABLE network_event ALTER COLUMN id SET DEFAULT nextval('mapping_structure_id_seq');
ALTER TABLE network_news ALTER COLUMN id DROP IDENTITY IF EXISTS;
ALTER TABLE network_news ALTER COLUMN id SET DEFAULT nextval('mapping_structure_id_seq');
ALTER TABLE network_topic ALTER COLUMN id DROP IDENTITY IF EXISTS;
ALTER TABLE network_topic ALTER COLUMN id SET DEFAULT nextval('mapping_structure_id_seq');
ALTER TABLE network_post ALTER COLUMN id DROP IDENTITY IF EXISTS;
ALTER TABLE network_post ALTER COLUMN id SET DEFAULT nextval('mapping_structure_id_seq');
ALTER TABLE network_notepad ALTER COLUMN id DROP IDENTITY IF EXISTS;
ALTER TABLE network_notepad ALTER COLUMN id SET DEFAULT nextval('mapping_structure_id_seq');
ALTER TABLE network_outreach ALTER COLUMN id DROP IDENTITY IF EXISTS;
ALTER TABLE network_outreach ALTER COLUMN id SET DEFAULT nextval('mapping_structure_id_seq');
ALTER TABLE network_bulletin ALTER COLUMN id DROP IDENTITY IF EXISTS;
ALTER TABLE network_bulletin ALTER COLUMN id SET DEFAULT nextval('mapping_structure_id_seq');;
-- network/sql/needs.sql
-- The least role that may know of a message of a topic: who reads the topic, staff once either is withdrawn.
CREATE OR REPLACE FUNCTION network_post_needs(topic bigint, said_state text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    least_role smallint;
BEGIN
    SELECT t.audience INTO least_role
    FROM network_topic t WHERE t.id = topic AND t.state = 'published' AND said_state = 'published';
    RETURN jsonb_build_object('*', coalesce(least_role, 2));
END
$$;

-- The least role that may know of a resource, an event, news, a bulletin or a notepad, and so of what belongs to it: of a
-- translation, of a file, of a section. What a discussion lost is told to staff. What is withdrawn is told to
-- professionals, who may bring it back; what is gone too.
CREATE OR REPLACE FUNCTION network_part_needs(root bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    least_role smallint;
BEGIN
    SELECT CASE WHEN held.state = 'published' THEN held.audience ELSE greatest(held.audience, held.otherwise) END
    INTO least_role
    FROM (
        SELECT r.state, r.audience, 1 AS otherwise FROM network_resource r WHERE r.id = root
        UNION ALL
        SELECT e.state, e.audience, 1 FROM network_event e WHERE e.id = root
        UNION ALL
        SELECT n.state, n.audience, 1 FROM network_notepad n WHERE n.id = root
        UNION ALL
        SELECT b.state, b.audience, 1 FROM network_bulletin b WHERE b.id = root
        UNION ALL
        SELECT t.state, t.audience, 2 FROM network_topic t WHERE t.id = root
        UNION ALL
        SELECT p.state, (network_post_needs(p.topic_id, p.state) ->> '*')::smallint, 2
        FROM network_post p WHERE p.id = root
    ) AS held;
    RETURN jsonb_build_object('*', coalesce(least_role, 1));
END
$$;

-- The least role that may know of a line of a bulletin: who reads the bulletin; staff, of what is said of a
-- structure that closed for good, which no page tells.
CREATE OR REPLACE FUNCTION network_bulletin_item_needs(i network_bulletinitem) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF i.source = 'fermee' THEN
        RETURN '{"*": 2}';
    END IF;
    RETURN network_part_needs(i.bulletin_id);
END
$$;;
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
END, jsonb_build_object('*', CASE WHEN NEW.state = 'published' THEN NEW.audience ELSE greatest(NEW.audience, 1) END) || jsonb_build_object('group_id', 2), NULL, NULL
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
END, jsonb_build_object('*', CASE WHEN OLD.state = 'published' THEN OLD.audience ELSE greatest(OLD.audience, 1) END) || jsonb_build_object('group_id', 2), to_jsonb(OLD), NULL
        );
    ELSE
        whole := to_jsonb(NEW);
        SELECT jsonb_object_agg(was.key, was.value), jsonb_object_agg(was.key, whole -> was.key)
        INTO before, after
        FROM jsonb_each(to_jsonb(OLD)) AS was
        WHERE whole -> was.key IS DISTINCT FROM was.value;
        IF before IS NOT NULL AND before - ARRAY['updated_at', 'created_at']::text[] <> '{}' THEN
            root := NEW.id;
            
            needs := jsonb_build_object('*', CASE WHEN NEW.state = 'published' THEN NEW.audience ELSE greatest(NEW.audience, 1) END) || jsonb_build_object('group_id', 2);
            needs_before := jsonb_build_object('*', CASE WHEN OLD.state = 'published' THEN OLD.audience ELSE greatest(OLD.audience, 1) END) || jsonb_build_object('group_id', 2);
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
        root := coalesce(NEW.resource_id, NEW.event_id, NEW.topic_id, NEW.post_id, NEW.notepad_id);
        
        PERFORM history_write(
            22::smallint, 'I', NEW.id, root, NULL::text, network_part_needs(root), NULL, NULL
        );
    ELSIF TG_OP = 'DELETE' THEN
        root := coalesce(OLD.resource_id, OLD.event_id, OLD.topic_id, OLD.post_id, OLD.notepad_id);
        
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
            root := coalesce(NEW.resource_id, NEW.event_id, NEW.topic_id, NEW.post_id, NEW.notepad_id);
            
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
END), jsonb_build_object('*', CASE WHEN NEW.state = 'published' THEN NEW.audience ELSE greatest(NEW.audience, 1) END) || jsonb_build_object('group_id', 2) || CASE WHEN NEW.registering = 'here' AND NOT NEW.online_is_open THEN jsonb_build_object('online_link', greatest(NEW.audience, 1)) ELSE jsonb_build_object() END, NULL, NULL
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
END), jsonb_build_object('*', CASE WHEN OLD.state = 'published' THEN OLD.audience ELSE greatest(OLD.audience, 1) END) || jsonb_build_object('group_id', 2) || CASE WHEN OLD.registering = 'here' AND NOT OLD.online_is_open THEN jsonb_build_object('online_link', greatest(OLD.audience, 1)) ELSE jsonb_build_object() END, to_jsonb(OLD), NULL
        );
    ELSE
        whole := to_jsonb(NEW);
        SELECT jsonb_object_agg(was.key, was.value), jsonb_object_agg(was.key, whole -> was.key)
        INTO before, after
        FROM jsonb_each(to_jsonb(OLD)) AS was
        WHERE whole -> was.key IS DISTINCT FROM was.value;
        IF before IS NOT NULL AND before - ARRAY['updated_at', 'created_at']::text[] <> '{}' THEN
            root := NEW.id;
            
            needs := jsonb_build_object('*', CASE WHEN NEW.state = 'published' THEN NEW.audience ELSE greatest(NEW.audience, 1) END) || jsonb_build_object('group_id', 2) || CASE WHEN NEW.registering = 'here' AND NOT NEW.online_is_open THEN jsonb_build_object('online_link', greatest(NEW.audience, 1)) ELSE jsonb_build_object() END;
            needs_before := jsonb_build_object('*', CASE WHEN OLD.state = 'published' THEN OLD.audience ELSE greatest(OLD.audience, 1) END) || jsonb_build_object('group_id', 2) || CASE WHEN OLD.registering = 'here' AND NOT OLD.online_is_open THEN jsonb_build_object('online_link', greatest(OLD.audience, 1)) ELSE jsonb_build_object() END;
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
END), jsonb_build_object('*', CASE WHEN NEW.state = 'published' THEN NEW.audience ELSE greatest(NEW.audience, 1) END) || jsonb_build_object('group_id', 2), NULL, NULL
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
END), jsonb_build_object('*', CASE WHEN OLD.state = 'published' THEN OLD.audience ELSE greatest(OLD.audience, 1) END) || jsonb_build_object('group_id', 2), to_jsonb(OLD), NULL
        );
    ELSE
        whole := to_jsonb(NEW);
        SELECT jsonb_object_agg(was.key, was.value), jsonb_object_agg(was.key, whole -> was.key)
        INTO before, after
        FROM jsonb_each(to_jsonb(OLD)) AS was
        WHERE whole -> was.key IS DISTINCT FROM was.value;
        IF before IS NOT NULL AND before - ARRAY['updated_at', 'created_at']::text[] <> '{}' THEN
            root := NEW.id;
            
            needs := jsonb_build_object('*', CASE WHEN NEW.state = 'published' THEN NEW.audience ELSE greatest(NEW.audience, 1) END) || jsonb_build_object('group_id', 2);
            needs_before := jsonb_build_object('*', CASE WHEN OLD.state = 'published' THEN OLD.audience ELSE greatest(OLD.audience, 1) END) || jsonb_build_object('group_id', 2);
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


CREATE OR REPLACE FUNCTION history_note_minutes() RETURNS trigger
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
        root := NEW.event_id;
        PERFORM FROM network_event WHERE id = root FOR NO KEY UPDATE;
        PERFORM history_write(
            25::smallint, 'I', NEW.id, root, NULL::text, jsonb_build_object('*', greatest((network_part_needs(root) ->> '*')::int, NEW.audience)), NULL, NULL
        );
    ELSIF TG_OP = 'DELETE' THEN
        root := OLD.event_id;
        PERFORM FROM network_event WHERE id = root FOR NO KEY UPDATE;
        PERFORM history_write(
            25::smallint, 'D', OLD.id, root, NULL::text, jsonb_build_object('*', greatest((network_part_needs(root) ->> '*')::int, OLD.audience)), to_jsonb(OLD), NULL
        );
    ELSE
        whole := to_jsonb(NEW);
        SELECT jsonb_object_agg(was.key, was.value), jsonb_object_agg(was.key, whole -> was.key)
        INTO before, after
        FROM jsonb_each(to_jsonb(OLD)) AS was
        WHERE whole -> was.key IS DISTINCT FROM was.value;
        IF before IS NOT NULL AND before - ARRAY['updated_at']::text[] <> '{}' THEN
            root := NEW.event_id;
            PERFORM FROM network_event WHERE id IN (root, OLD.event_id) ORDER BY id FOR NO KEY UPDATE;
            needs := jsonb_build_object('*', greatest((network_part_needs(root) ->> '*')::int, NEW.audience));
            needs_before := jsonb_build_object('*', greatest((network_part_needs(root) ->> '*')::int, OLD.audience));
            IF needs_before <> needs THEN
                needs := history_stricter(needs_before, needs);
            END IF;
            PERFORM history_write(
                25::smallint, 'U', NEW.id, root, NULL::text, needs, before, after
            );
        END IF;
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER history_note AFTER INSERT OR DELETE ON network_minutes
    FOR EACH ROW EXECUTE FUNCTION history_note_minutes();
-- Compared as they are stored: two geographies may be equal and not the same.
CREATE OR REPLACE TRIGGER history_note_update AFTER UPDATE ON network_minutes
    FOR EACH ROW WHEN (OLD *<> NEW) EXECUTE FUNCTION history_note_minutes();
CREATE OR REPLACE TRIGGER history_no_truncate BEFORE TRUNCATE ON network_minutes
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
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse_truncate();


CREATE OR REPLACE FUNCTION history_note_topic() RETURNS trigger
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
            27::smallint, 'I', NEW.id, root, CASE NEW.territory_kind
    WHEN '' THEN NULL
    WHEN 'territoire' THEN (
        SELECT c.departement_code FROM places_namedterritory t
        JOIN places_commune c ON c.code = t.communes[1] WHERE t.slug = NEW.territory_code
    )
    ELSE NEW.territory_code
END, jsonb_build_object('*', CASE WHEN NEW.state = 'published' THEN NEW.audience ELSE 2 END) || jsonb_build_object('group_id', 2), NULL, NULL
        );
    ELSIF TG_OP = 'DELETE' THEN
        root := OLD.id;
        
        PERFORM history_write(
            27::smallint, 'D', OLD.id, root, CASE OLD.territory_kind
    WHEN '' THEN NULL
    WHEN 'territoire' THEN (
        SELECT c.departement_code FROM places_namedterritory t
        JOIN places_commune c ON c.code = t.communes[1] WHERE t.slug = OLD.territory_code
    )
    ELSE OLD.territory_code
END, jsonb_build_object('*', CASE WHEN OLD.state = 'published' THEN OLD.audience ELSE 2 END) || jsonb_build_object('group_id', 2), to_jsonb(OLD), NULL
        );
    ELSE
        whole := to_jsonb(NEW);
        SELECT jsonb_object_agg(was.key, was.value), jsonb_object_agg(was.key, whole -> was.key)
        INTO before, after
        FROM jsonb_each(to_jsonb(OLD)) AS was
        WHERE whole -> was.key IS DISTINCT FROM was.value;
        IF before IS NOT NULL AND before - ARRAY['updated_at', 'created_at', 'last_at', 'words']::text[] <> '{}' THEN
            root := NEW.id;
            
            needs := jsonb_build_object('*', CASE WHEN NEW.state = 'published' THEN NEW.audience ELSE 2 END) || jsonb_build_object('group_id', 2);
            needs_before := jsonb_build_object('*', CASE WHEN OLD.state = 'published' THEN OLD.audience ELSE 2 END) || jsonb_build_object('group_id', 2);
            IF needs_before <> needs THEN
                needs := history_stricter(needs_before, needs);
            END IF;
            PERFORM history_write(
                27::smallint, 'U', NEW.id, root, CASE NEW.territory_kind
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
CREATE OR REPLACE TRIGGER history_note AFTER INSERT OR DELETE ON network_topic
    FOR EACH ROW EXECUTE FUNCTION history_note_topic();
-- Compared as they are stored: two geographies may be equal and not the same.
CREATE OR REPLACE TRIGGER history_note_update AFTER UPDATE ON network_topic
    FOR EACH ROW WHEN (OLD *<> NEW) EXECUTE FUNCTION history_note_topic();
CREATE OR REPLACE TRIGGER history_no_truncate BEFORE TRUNCATE ON network_topic
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse_truncate();


CREATE OR REPLACE FUNCTION history_note_post() RETURNS trigger
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
            28::smallint, 'I', NEW.id, root, NULL::text, network_post_needs(NEW.topic_id, NEW.state), NULL, NULL
        );
    ELSIF TG_OP = 'DELETE' THEN
        root := OLD.id;
        
        PERFORM history_write(
            28::smallint, 'D', OLD.id, root, NULL::text, network_post_needs(OLD.topic_id, OLD.state), to_jsonb(OLD), NULL
        );
    ELSE
        whole := to_jsonb(NEW);
        SELECT jsonb_object_agg(was.key, was.value), jsonb_object_agg(was.key, whole -> was.key)
        INTO before, after
        FROM jsonb_each(to_jsonb(OLD)) AS was
        WHERE whole -> was.key IS DISTINCT FROM was.value;
        IF before IS NOT NULL AND before - ARRAY['updated_at', 'created_at', 'words']::text[] <> '{}' THEN
            root := NEW.id;
            
            needs := network_post_needs(NEW.topic_id, NEW.state);
            needs_before := network_post_needs(OLD.topic_id, OLD.state);
            IF needs_before <> needs THEN
                needs := history_stricter(needs_before, needs);
            END IF;
            PERFORM history_write(
                28::smallint, 'U', NEW.id, root, NULL::text, needs, before, after
            );
        END IF;
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER history_note AFTER INSERT OR DELETE ON network_post
    FOR EACH ROW EXECUTE FUNCTION history_note_post();
-- Compared as they are stored: two geographies may be equal and not the same.
CREATE OR REPLACE TRIGGER history_note_update AFTER UPDATE ON network_post
    FOR EACH ROW WHEN (OLD *<> NEW) EXECUTE FUNCTION history_note_post();
CREATE OR REPLACE TRIGGER history_no_truncate BEFORE TRUNCATE ON network_post
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse_truncate();


CREATE OR REPLACE FUNCTION history_note_notepad() RETURNS trigger
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
            29::smallint, 'I', NEW.id, root, CASE NEW.territory_kind
    WHEN '' THEN NULL
    WHEN 'territoire' THEN (
        SELECT c.departement_code FROM places_namedterritory t
        JOIN places_commune c ON c.code = t.communes[1] WHERE t.slug = NEW.territory_code
    )
    ELSE NEW.territory_code
END, jsonb_build_object('*', CASE WHEN NEW.state = 'published' THEN NEW.audience ELSE greatest(NEW.audience, 1) END) || jsonb_build_object('group_id', 2), NULL, NULL
        );
    ELSIF TG_OP = 'DELETE' THEN
        root := OLD.id;
        
        PERFORM history_write(
            29::smallint, 'D', OLD.id, root, CASE OLD.territory_kind
    WHEN '' THEN NULL
    WHEN 'territoire' THEN (
        SELECT c.departement_code FROM places_namedterritory t
        JOIN places_commune c ON c.code = t.communes[1] WHERE t.slug = OLD.territory_code
    )
    ELSE OLD.territory_code
END, jsonb_build_object('*', CASE WHEN OLD.state = 'published' THEN OLD.audience ELSE greatest(OLD.audience, 1) END) || jsonb_build_object('group_id', 2), to_jsonb(OLD), NULL
        );
    ELSE
        whole := to_jsonb(NEW);
        SELECT jsonb_object_agg(was.key, was.value), jsonb_object_agg(was.key, whole -> was.key)
        INTO before, after
        FROM jsonb_each(to_jsonb(OLD)) AS was
        WHERE whole -> was.key IS DISTINCT FROM was.value;
        IF before IS NOT NULL AND before - ARRAY['updated_at', 'created_at']::text[] <> '{}' THEN
            root := NEW.id;
            
            needs := jsonb_build_object('*', CASE WHEN NEW.state = 'published' THEN NEW.audience ELSE greatest(NEW.audience, 1) END) || jsonb_build_object('group_id', 2);
            needs_before := jsonb_build_object('*', CASE WHEN OLD.state = 'published' THEN OLD.audience ELSE greatest(OLD.audience, 1) END) || jsonb_build_object('group_id', 2);
            IF needs_before <> needs THEN
                needs := history_stricter(needs_before, needs);
            END IF;
            PERFORM history_write(
                29::smallint, 'U', NEW.id, root, CASE NEW.territory_kind
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
CREATE OR REPLACE TRIGGER history_note AFTER INSERT OR DELETE ON network_notepad
    FOR EACH ROW EXECUTE FUNCTION history_note_notepad();
-- Compared as they are stored: two geographies may be equal and not the same.
CREATE OR REPLACE TRIGGER history_note_update AFTER UPDATE ON network_notepad
    FOR EACH ROW WHEN (OLD *<> NEW) EXECUTE FUNCTION history_note_notepad();
CREATE OR REPLACE TRIGGER history_no_truncate BEFORE TRUNCATE ON network_notepad
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse_truncate();


CREATE OR REPLACE FUNCTION history_note_section() RETURNS trigger
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
        root := NEW.notepad_id;
        PERFORM FROM network_notepad WHERE id = root FOR NO KEY UPDATE;
        PERFORM history_write(
            30::smallint, 'I', NEW.id, root, NULL::text, network_part_needs(root), NULL, NULL
        );
    ELSIF TG_OP = 'DELETE' THEN
        root := OLD.notepad_id;
        PERFORM FROM network_notepad WHERE id = root FOR NO KEY UPDATE;
        PERFORM history_write(
            30::smallint, 'D', OLD.id, root, NULL::text, network_part_needs(root), to_jsonb(OLD), NULL
        );
    ELSE
        whole := to_jsonb(NEW);
        SELECT jsonb_object_agg(was.key, was.value), jsonb_object_agg(was.key, whole -> was.key)
        INTO before, after
        FROM jsonb_each(to_jsonb(OLD)) AS was
        WHERE whole -> was.key IS DISTINCT FROM was.value;
        IF before IS NOT NULL AND before - ARRAY['updated_at', 'created_at']::text[] <> '{}' THEN
            root := NEW.notepad_id;
            PERFORM FROM network_notepad WHERE id IN (root, OLD.notepad_id) ORDER BY id FOR NO KEY UPDATE;
            needs := network_part_needs(root);
            needs_before := network_part_needs(root);
            IF needs_before <> needs THEN
                needs := history_stricter(needs_before, needs);
            END IF;
            PERFORM history_write(
                30::smallint, 'U', NEW.id, root, NULL::text, needs, before, after
            );
        END IF;
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER history_note AFTER INSERT OR DELETE ON network_section
    FOR EACH ROW EXECUTE FUNCTION history_note_section();
-- Compared as they are stored: two geographies may be equal and not the same.
CREATE OR REPLACE TRIGGER history_note_update AFTER UPDATE ON network_section
    FOR EACH ROW WHEN (OLD *<> NEW) EXECUTE FUNCTION history_note_section();
CREATE OR REPLACE TRIGGER history_no_truncate BEFORE TRUNCATE ON network_section
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse_truncate();


CREATE OR REPLACE FUNCTION history_note_outreach() RETURNS trigger
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
            31::smallint, 'I', NEW.id, root, CASE NEW.territory_kind
    WHEN '' THEN NULL
    WHEN 'territoire' THEN (
        SELECT c.departement_code FROM places_namedterritory t
        JOIN places_commune c ON c.code = t.communes[1] WHERE t.slug = NEW.territory_code
    )
    ELSE NEW.territory_code
END, jsonb_build_object('*', CASE WHEN NEW.state = 'published' THEN NEW.audience ELSE greatest(NEW.audience, 1) END) || jsonb_build_object('group_id', 2), NULL, NULL
        );
    ELSIF TG_OP = 'DELETE' THEN
        root := OLD.id;
        
        PERFORM history_write(
            31::smallint, 'D', OLD.id, root, CASE OLD.territory_kind
    WHEN '' THEN NULL
    WHEN 'territoire' THEN (
        SELECT c.departement_code FROM places_namedterritory t
        JOIN places_commune c ON c.code = t.communes[1] WHERE t.slug = OLD.territory_code
    )
    ELSE OLD.territory_code
END, jsonb_build_object('*', CASE WHEN OLD.state = 'published' THEN OLD.audience ELSE greatest(OLD.audience, 1) END) || jsonb_build_object('group_id', 2), to_jsonb(OLD), NULL
        );
    ELSE
        whole := to_jsonb(NEW);
        SELECT jsonb_object_agg(was.key, was.value), jsonb_object_agg(was.key, whole -> was.key)
        INTO before, after
        FROM jsonb_each(to_jsonb(OLD)) AS was
        WHERE whole -> was.key IS DISTINCT FROM was.value;
        IF before IS NOT NULL AND before - ARRAY['updated_at', 'created_at']::text[] <> '{}' THEN
            root := NEW.id;
            
            needs := jsonb_build_object('*', CASE WHEN NEW.state = 'published' THEN NEW.audience ELSE greatest(NEW.audience, 1) END) || jsonb_build_object('group_id', 2);
            needs_before := jsonb_build_object('*', CASE WHEN OLD.state = 'published' THEN OLD.audience ELSE greatest(OLD.audience, 1) END) || jsonb_build_object('group_id', 2);
            IF needs_before <> needs THEN
                needs := history_stricter(needs_before, needs);
            END IF;
            PERFORM history_write(
                31::smallint, 'U', NEW.id, root, CASE NEW.territory_kind
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
CREATE OR REPLACE TRIGGER history_note AFTER INSERT OR DELETE ON network_outreach
    FOR EACH ROW EXECUTE FUNCTION history_note_outreach();
-- Compared as they are stored: two geographies may be equal and not the same.
CREATE OR REPLACE TRIGGER history_note_update AFTER UPDATE ON network_outreach
    FOR EACH ROW WHEN (OLD *<> NEW) EXECUTE FUNCTION history_note_outreach();
CREATE OR REPLACE TRIGGER history_no_truncate BEFORE TRUNCATE ON network_outreach
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse_truncate();


CREATE OR REPLACE FUNCTION history_note_bulletin() RETURNS trigger
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
            45::smallint, 'I', NEW.id, root, CASE NEW.territory_kind
    WHEN '' THEN NULL
    WHEN 'territoire' THEN (
        SELECT c.departement_code FROM places_namedterritory t
        JOIN places_commune c ON c.code = t.communes[1] WHERE t.slug = NEW.territory_code
    )
    ELSE NEW.territory_code
END, jsonb_build_object('*', CASE WHEN NEW.state = 'published' THEN NEW.audience ELSE greatest(NEW.audience, 1) END) || jsonb_build_object('group_id', 2), NULL, NULL
        );
    ELSIF TG_OP = 'DELETE' THEN
        root := OLD.id;
        
        PERFORM history_write(
            45::smallint, 'D', OLD.id, root, CASE OLD.territory_kind
    WHEN '' THEN NULL
    WHEN 'territoire' THEN (
        SELECT c.departement_code FROM places_namedterritory t
        JOIN places_commune c ON c.code = t.communes[1] WHERE t.slug = OLD.territory_code
    )
    ELSE OLD.territory_code
END, jsonb_build_object('*', CASE WHEN OLD.state = 'published' THEN OLD.audience ELSE greatest(OLD.audience, 1) END) || jsonb_build_object('group_id', 2), to_jsonb(OLD), NULL
        );
    ELSE
        whole := to_jsonb(NEW);
        SELECT jsonb_object_agg(was.key, was.value), jsonb_object_agg(was.key, whole -> was.key)
        INTO before, after
        FROM jsonb_each(to_jsonb(OLD)) AS was
        WHERE whole -> was.key IS DISTINCT FROM was.value;
        IF before IS NOT NULL AND before - ARRAY['updated_at', 'created_at', 'handed_at']::text[] <> '{}' THEN
            root := NEW.id;
            
            needs := jsonb_build_object('*', CASE WHEN NEW.state = 'published' THEN NEW.audience ELSE greatest(NEW.audience, 1) END) || jsonb_build_object('group_id', 2);
            needs_before := jsonb_build_object('*', CASE WHEN OLD.state = 'published' THEN OLD.audience ELSE greatest(OLD.audience, 1) END) || jsonb_build_object('group_id', 2);
            IF needs_before <> needs THEN
                needs := history_stricter(needs_before, needs);
            END IF;
            PERFORM history_write(
                45::smallint, 'U', NEW.id, root, CASE NEW.territory_kind
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
CREATE OR REPLACE TRIGGER history_note AFTER INSERT OR DELETE ON network_bulletin
    FOR EACH ROW EXECUTE FUNCTION history_note_bulletin();
-- Compared as they are stored: two geographies may be equal and not the same.
CREATE OR REPLACE TRIGGER history_note_update AFTER UPDATE ON network_bulletin
    FOR EACH ROW WHEN (OLD *<> NEW) EXECUTE FUNCTION history_note_bulletin();
CREATE OR REPLACE TRIGGER history_no_truncate BEFORE TRUNCATE ON network_bulletin
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse_truncate();


CREATE OR REPLACE FUNCTION history_note_bulletin_item() RETURNS trigger
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
        root := NEW.bulletin_id;
        PERFORM FROM network_bulletin WHERE id = root FOR NO KEY UPDATE;
        PERFORM history_write(
            46::smallint, 'I', NEW.id, root, NULL::text, network_bulletin_item_needs(NEW), NULL, NULL
        );
    ELSIF TG_OP = 'DELETE' THEN
        root := OLD.bulletin_id;
        PERFORM FROM network_bulletin WHERE id = root FOR NO KEY UPDATE;
        PERFORM history_write(
            46::smallint, 'D', OLD.id, root, NULL::text, network_bulletin_item_needs(OLD), to_jsonb(OLD), NULL
        );
    ELSE
        whole := to_jsonb(NEW);
        SELECT jsonb_object_agg(was.key, was.value), jsonb_object_agg(was.key, whole -> was.key)
        INTO before, after
        FROM jsonb_each(to_jsonb(OLD)) AS was
        WHERE whole -> was.key IS DISTINCT FROM was.value;
        IF before IS NOT NULL AND before - ARRAY['about']::text[] <> '{}' THEN
            root := NEW.bulletin_id;
            PERFORM FROM network_bulletin WHERE id IN (root, OLD.bulletin_id) ORDER BY id FOR NO KEY UPDATE;
            needs := network_bulletin_item_needs(NEW);
            needs_before := network_bulletin_item_needs(OLD);
            IF needs_before <> needs THEN
                needs := history_stricter(needs_before, needs);
            END IF;
            PERFORM history_write(
                46::smallint, 'U', NEW.id, root, NULL::text, needs, before, after
            );
        END IF;
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER history_note AFTER INSERT OR DELETE ON network_bulletinitem
    FOR EACH ROW EXECUTE FUNCTION history_note_bulletin_item();
-- Compared as they are stored: two geographies may be equal and not the same.
CREATE OR REPLACE TRIGGER history_note_update AFTER UPDATE ON network_bulletinitem
    FOR EACH ROW WHEN (OLD *<> NEW) EXECUTE FUNCTION history_note_bulletin_item();
CREATE OR REPLACE TRIGGER history_no_truncate BEFORE TRUNCATE ON network_bulletinitem
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse_truncate();;
-- network/sql/digests.sql
-- Who is in a group no more, or no professional any more, is sent no word of it, by whatever road it came: a
-- digest that still waits does not leave, and what it told of their other groups is told again.
CREATE OR REPLACE FUNCTION network_forget_digests(person bigint) RETURNS void
LANGUAGE sql AS $$
    WITH gone AS (
        DELETE FROM common_mail m USING accounts_user u
        WHERE u.id = person AND lower(m.recipient) = lower(u.email)
          AND m.purpose = 'nouveautés des groupes' AND m.state <> 'sent'
        RETURNING m.id
    )
    UPDATE network_rhythm r SET told_until = r.told_from, told_in = NULL
    FROM gone, accounts_groupmembership g
    WHERE r.told_in = gone.id AND r.told_from IS NOT NULL AND g.id = r.membership_id AND g.user_id = person
$$;

CREATE OR REPLACE FUNCTION network_digests_of_who_left() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM network_forget_digests(OLD.user_id);
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER digests_of_who_left AFTER DELETE ON accounts_groupmembership
FOR EACH ROW EXECUTE FUNCTION network_digests_of_who_left();

CREATE OR REPLACE FUNCTION network_digests_of_who_reads_no_more() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM network_forget_digests(NEW.id);
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER digests_of_who_reads_no_more
AFTER UPDATE OF is_active, is_professional, is_staff ON accounts_user
FOR EACH ROW WHEN (NOT NEW.is_active OR NOT (NEW.is_professional OR NEW.is_staff))
EXECUTE FUNCTION network_digests_of_who_reads_no_more();

-- Nor is who ended a subscription to bulletins, or reads what is for professionals no more: what waits to leave
-- is taken back. A public bulletin, and a question asked of an address, have another purpose each.
CREATE OR REPLACE FUNCTION network_bulletins_of_who_ended() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM common_mail m
    WHERE m.state <> 'sent' AND m.purpose IN ('bulletin', 'bulletin des professionnels')
      AND lower(m.recipient) = lower(coalesce((SELECT u.email FROM accounts_user u WHERE u.id = OLD.user_id), OLD.email))
      AND m.unsubscribe LIKE '%/' || replace(OLD.key::text, '-', '') || ':%';
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER bulletins_of_who_ended AFTER DELETE ON network_subscription
FOR EACH ROW EXECUTE FUNCTION network_bulletins_of_who_ended();

CREATE OR REPLACE FUNCTION network_bulletins_of_who_reads_no_more() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM common_mail m
    WHERE m.state <> 'sent' AND m.purpose = 'bulletin des professionnels' AND lower(m.recipient) = lower(NEW.email);
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER bulletins_of_who_reads_no_more
AFTER UPDATE OF is_active, is_professional, is_staff ON accounts_user
FOR EACH ROW WHEN (NOT NEW.is_active OR NOT (NEW.is_professional OR NEW.is_staff))
EXECUTE FUNCTION network_bulletins_of_who_reads_no_more();;
