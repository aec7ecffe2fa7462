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
        WHEN e.kind = 3 THEN '{contact}'
        WHEN e.kind = 5 THEN '{hours}'
        WHEN e.operation = 'U' THEN ARRAY(
            SELECT told.block
            FROM (VALUES
        {blocks of a structure}
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

CREATE OR REPLACE FUNCTION mapping_block_seen() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    cause text := coalesce(nullif(current_setting('history.cause', true), ''), 'sql');
    by_account bigint := nullif(current_setting('history.by', true), '')::bigint;
    of_run text := coalesce(current_setting('history.run', true), '');
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
    IF by_source THEN
        UPDATE mapping_blockseen
        SET at = now(), how = 'source', seen_by = 'source', by_id = NULL, before = NULL
        WHERE structure_id = NEW.root AND block = ANY (blocks);
        RETURN NULL;
    END IF;
    -- Whoever answers by a link sent to the structure has no account.
    seen_how := CASE WHEN cause = 'confirm' AND by_account IS NULL THEN 'campaign' ELSE 'edit' END;
    seen_as := CASE WHEN by_account IS NULL AND cause = 'confirm' THEN 'structure'
        ELSE mapping_seen_by(by_account, NEW.root) END;
    INSERT INTO mapping_blockseen (structure_id, block, at, how, seen_by, by_id)
    SELECT s.id, block, now(), seen_how, seen_as, by_account
    FROM unnest(blocks) AS block
    JOIN mapping_structure s ON s.id = NEW.root
    ON CONFLICT (structure_id, block) DO UPDATE SET
        at = excluded.at, how = excluded.how, seen_by = excluded.seen_by, by_id = excluded.by_id, before = NULL;
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
    FOR EACH ROW EXECUTE FUNCTION mapping_blocks_gone();
