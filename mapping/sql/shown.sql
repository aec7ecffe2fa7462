-- When what everyone may see of a structure last changed. Every edit of a record moves its `updated_at`, one of
-- what is hidden too: a date that is told is this one, which moves with what is told and with nothing else, by
-- whatever road the edit comes.

CREATE OR REPLACE FUNCTION mapping_note_shown(ids bigint[]) RETURNS void
LANGUAGE sql AS $$
INSERT INTO mapping_shownchange (structure_id, at)
SELECT id, clock_timestamp() FROM unnest(ids) AS id
ON CONFLICT (structure_id) DO UPDATE SET at = excluded.at
$$;

CREATE OR REPLACE FUNCTION mapping_shown_inserted() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    -- A record is shown from its own date on, which a copy of the directory carries; the last edit of a
    -- confidential one may be that of its address.
    INSERT INTO mapping_shownchange (structure_id, at)
    SELECT id, CASE WHEN address_visibility = 0 THEN updated_at ELSE coalesce(verified_at, created_at) END
    FROM new_rows WHERE status = 'published' ORDER BY id
    ON CONFLICT (structure_id) DO UPDATE SET at = excluded.at;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION mapping_shown_updated() RETURNS trigger
LANGUAGE plpgsql SET enable_nestloop = off AS $$
BEGIN
    -- What `mapping_visible_structure` shows to visitors.
    PERFORM mapping_note_shown(ARRAY(
        SELECT n.id
        FROM new_rows n
        JOIN old_rows o USING (id)
        WHERE n.status = 'published' AND (
            (n.status, n.address_visibility > 0) IS DISTINCT FROM (o.status, o.address_visibility > 0)
            OR ROW(
    {columns told of a structure, new}
            ) IS DISTINCT FROM ROW(
    {columns told of a structure, old}
            )
            OR n.address_visibility = 0 AND (
                    n.source_id, n.siret, n.adresse, n.complement_adresse, n.code_postal, n.commune_nom,
                    n.position::bytea, n.position_precision, n.position_origin, n.accessibilite_lieu,
                    n.lien_source
                ) IS DISTINCT FROM (
                    o.source_id, o.siret, o.adresse, o.complement_adresse, o.code_postal, o.commune_nom,
                    o.position::bytea, o.position_precision, o.position_origin, o.accessibilite_lieu,
                    o.lien_source
                )
        )
        ORDER BY n.id
    ));
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION mapping_shown_deleted() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM mapping_shownchange WHERE structure_id IN (SELECT id FROM old_rows);
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER mapping_shown_inserted AFTER INSERT ON mapping_structure
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_shown_inserted();
CREATE OR REPLACE TRIGGER mapping_shown_updated AFTER UPDATE ON mapping_structure
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_shown_updated();
CREATE OR REPLACE TRIGGER mapping_shown_deleted AFTER DELETE ON mapping_structure
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_shown_deleted();
