-- mapping/sql/freshness.sql
-- When each block of a structure was last seen to (mapping_blockseen), from what the history notes: by whatever road
-- an edit comes, in its own transaction.
--
-- An edit of something hidden from somebody leaves it as it is: when it was made would tell of it. A source takes the
-- place of who said before it what it now says otherwise, and says nothing of what it did not change.

CREATE OR REPLACE FUNCTION mapping_blocks_of(e history_event) RETURNS text[]
LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN e.operation = 'U' AND NOT EXISTS (
            SELECT FROM jsonb_object_keys(e.before) AS name
            WHERE NOT e.hidden ? name AND name NOT IN ('updated_at', 'verified_at', 'date_maj')
        ) THEN '{}'
        WHEN e.kind IN (2, 4) THEN '{services}'
        -- A function alone is shown to nobody: only a contact that everyone reads says that one looked at it.
        WHEN e.kind = 3 THEN CASE
            WHEN EXISTS (
                SELECT FROM mapping_contact k
                WHERE k.id = e.object AND (
                    k.nom <> '' AND k.nom_visibility = 0
                    OR k.telephone <> '' AND k.telephone_visibility = 0
                    OR k.courriel <> '' AND k.courriel_visibility = 0
                )
            ) OR EXISTS (
                SELECT FROM unnest(ARRAY['nom', 'telephone', 'courriel']) AS name
                WHERE e.before ->> name <> '' AND NOT e.hidden ? name
            ) THEN '{contact}'::text[]
            ELSE '{}'
        END
        WHEN e.kind = 5 THEN '{hours}'
        WHEN e.operation = 'U' THEN ARRAY(
            SELECT told.block
            FROM (VALUES
        ('contact', ARRAY['telephone', 'courriel', 'site_web']),
        ('hours', ARRAY['horaires_accueil']),
        ('place', ARRAY['adresse', 'complement_adresse', 'code_postal', 'commune_nom', 'code_insee', 'position']),
        ('presence', ARRAY['nom', 'description'])
            ) AS told (block, names)
            WHERE EXISTS (SELECT FROM unnest(told.names) AS name WHERE e.before ? name AND NOT e.hidden ? name)
        )
        -- Whoever makes a structure says all that it says.
        WHEN e.operation = 'I' THEN ARRAY(
            SELECT told.block
            FROM mapping_structure s
            CROSS JOIN LATERAL (VALUES
                ('presence', true),
                ('contact', s.telephone <> '' OR s.courriel <> ''),
                ('hours', s.horaires_accueil <> ''),
                ('place', NOT e.hidden ? 'adresse')
            ) AS told (block, is_said)
            WHERE s.id = e.root AND told.is_said
        )
        ELSE '{}'
    END
$$;

-- In whose name an account acts on a structure.
CREATE OR REPLACE FUNCTION mapping_seen_by(account bigint, structure bigint) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN EXISTS (
            SELECT FROM accounts_organisationmembership m
            JOIN mapping_structure s ON s.organisation_id = m.organisation_id
            WHERE m.user_id = $1 AND s.id = $2
        ) THEN 'structure'
        WHEN EXISTS (SELECT FROM accounts_user u WHERE u.id = $1 AND u.is_staff) THEN 'staff'
        ELSE 'network'
    END
$$;

-- What a block said before it says what it does is a layer: who and when, under « act » what wrote over it, and under
-- « before » the layer below. Here a layer without what an act said in the midst of it; the same where it said nothing.
CREATE OR REPLACE FUNCTION mapping_seen_without(layer jsonb, of_act bigint) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    path text[] := '{}';
    above jsonb := layer;
    below jsonb := layer -> 'before';
BEGIN
    WHILE jsonb_typeof(below) = 'object' LOOP
        IF (below ->> 'act')::bigint = of_act THEN
            -- What wrote over it now wrote over what is below.
            below := (below - 'act' - 'verified_at')
                || jsonb_strip_nulls(jsonb_build_object('act', above -> 'act', 'verified_at', above -> 'verified_at'));
            RETURN CASE WHEN path = '{}' THEN below ELSE jsonb_set(layer, path, below) END;
        END IF;
        path := path || 'before'::text;
        above := below;
        below := below -> 'before';
    END LOOP;
    RETURN layer;
END
$$;

-- Give some blocks of a structure back what was said of them before an act that is taken back.
CREATE OR REPLACE FUNCTION mapping_seen_given_back(structure bigint, blocks text[], of_act bigint) RETURNS void
LANGUAGE sql AS $$
    DELETE FROM mapping_blockseen b
    WHERE b.structure_id = $1 AND b.block = ANY ($2) AND (b.before ->> 'act')::bigint = $3 AND NOT b.before ? 'at';
    UPDATE mapping_blockseen b
    SET at = (b.before ->> 'at')::timestamptz, how = b.before ->> 'how', seen_by = b.before ->> 'seen_by',
        by_id = (SELECT u.id FROM accounts_user u WHERE u.id = (b.before ->> 'by_id')::bigint),
        before = nullif(b.before -> 'before', 'null')
    WHERE b.structure_id = $1 AND b.block = ANY ($2) AND (b.before ->> 'act')::bigint = $3;
    UPDATE mapping_blockseen b
    SET before = mapping_seen_without(b.before, $3)
    WHERE b.structure_id = $1 AND b.block = ANY ($2) AND b.before IS NOT NULL;
$$;

CREATE OR REPLACE FUNCTION mapping_block_seen() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    cause text := coalesce(nullif(current_setting('history.cause', true), ''), 'sql');
    by_account bigint := nullif(current_setting('history.by', true), '')::bigint;
    of_run text := coalesce(current_setting('history.run', true), '');
    of_undone bigint := nullif(current_setting('history.undoes', true), '')::bigint;
    by_source boolean := cause IN ('import', 'merge', 'sql') OR of_run <> '';
    seen_how text;
    seen_as text;
    blocks text[];
BEGIN
    IF cause IN ('geocoding', 'demo') THEN
        RETURN NULL;
    END IF;
    -- Of most that imports write, nobody has said anything: they pay one look.
    IF by_source AND NOT EXISTS (SELECT FROM mapping_blockseen b WHERE b.structure_id = NEW.root) THEN
        RETURN NULL;
    END IF;
    blocks := mapping_blocks_of(NEW);
    IF blocks = '{}' THEN
        RETURN NULL;
    END IF;
    -- Whoever takes an act back looked at nothing: the date is again what it was. Doing again what had been taken
    -- back is an edit like another.
    IF cause = 'undo' AND EXISTS (SELECT FROM history_act a WHERE a.id = of_undone AND a.cause <> 'undo') THEN
        PERFORM mapping_seen_given_back(NEW.root, blocks, of_undone);
        RETURN NULL;
    END IF;
    IF by_source THEN
        seen_how := 'source';
        seen_as := 'source';
        by_account := NULL;
    ELSE
        -- Whoever answers by a link sent to the structure has no account.
        seen_how := CASE WHEN cause = 'confirm' AND by_account IS NULL THEN 'campaign' ELSE 'edit' END;
        seen_as := CASE WHEN by_account IS NULL AND cause = 'confirm' THEN 'structure'
            ELSE mapping_seen_by(by_account, NEW.root) END;
    END IF;
    INSERT INTO mapping_blockseen AS held (structure_id, block, at, how, seen_by, by_id, before)
    SELECT s.id, told.block, now(), seen_how, seen_as, by_account, jsonb_build_object('act', NEW.act_id)
    FROM unnest(blocks) AS told (block)
    JOIN mapping_structure s ON s.id = NEW.root
    -- A source says nothing of what nobody had seen to.
    WHERE NOT by_source OR EXISTS (
        SELECT FROM mapping_blockseen b WHERE b.structure_id = NEW.root AND b.block = told.block
    )
    ON CONFLICT (structure_id, block) DO UPDATE SET
        at = excluded.at, how = excluded.how, seen_by = excluded.seen_by, by_id = excluded.by_id,
        before = CASE
            WHEN (held.before ->> 'act')::bigint = NEW.act_id THEN held.before
            -- Five deep: further back nobody takes anything back.
            ELSE jsonb_build_object(
                'act', NEW.act_id, 'at', held.at, 'how', held.how, 'seen_by', held.seen_by, 'by_id', held.by_id,
                'before', held.before
            ) #- '{before,before,before,before,before}'
        END;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER mapping_block_seen AFTER INSERT ON history_event
    FOR EACH ROW WHEN (NEW.need = 0 AND NEW.kind BETWEEN 1 AND 5 AND NEW.root IS NOT NULL)
    EXECUTE FUNCTION mapping_block_seen();

CREATE OR REPLACE FUNCTION mapping_blocks_gone() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM mapping_blockseen WHERE structure_id = OLD.id;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER mapping_blocks_gone AFTER DELETE ON mapping_structure
    FOR EACH ROW EXECUTE FUNCTION mapping_blocks_gone();;
