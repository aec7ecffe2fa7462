-- The vocabulary's tables are written by every update of the site, which then makes all rows again if anything
-- moved (mapping/apps.py). Whoever else changes a theme, a thématique or a word there is followed at once, in the
-- same transaction, by the rows that say it.

CREATE OR REPLACE FUNCTION mapping_follow_vocabulary(ids bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    -- An update makes them all in one go, at its end.
    IF ids = '{}' OR current_setting('mapping.rows_made_at_the_end', true) = 'yes' THEN
        RETURN;
    END IF;
    FOR start IN 1 .. cardinality(ids) BY 2000 LOOP
        PERFORM mapping_refresh_search(ids[start : start + 1999]);
    END LOOP;
    PERFORM mapping_mark_changed();
END
$$;

CREATE OR REPLACE FUNCTION mapping_follow_thematiques(codes varchar[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM mapping_follow_vocabulary(ARRAY(
        SELECT DISTINCT structure_id FROM mapping_service WHERE thematiques && codes ORDER BY structure_id
    ));
END
$$;

CREATE OR REPLACE FUNCTION mapping_thematique_changed() RETURNS trigger
LANGUAGE plpgsql SET enable_nestloop = off AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM mapping_follow_thematiques(ARRAY(SELECT code FROM new_rows));
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM mapping_follow_thematiques(ARRAY(SELECT code FROM old_rows));
    ELSE
        PERFORM mapping_follow_thematiques(ARRAY(
            SELECT code FROM new_rows n FULL JOIN old_rows o USING (code)
            WHERE (n.theme_id, n.nom) IS DISTINCT FROM (o.theme_id, o.nom)
        ));
    END IF;
    RETURN NULL;
END
$$;

-- A theme that comes or goes has no thématique: those that it takes or leaves are told themselves.
CREATE OR REPLACE FUNCTION mapping_theme_updated() RETURNS trigger
LANGUAGE plpgsql SET enable_nestloop = off AS $$
BEGIN
    PERFORM mapping_follow_thematiques(ARRAY(
        SELECT t.code
        FROM new_rows n
        FULL JOIN old_rows o USING (id)
        JOIN mapping_thematique t ON t.theme_id = id
        WHERE n.code IS DISTINCT FROM o.code
    ));
    RETURN NULL;
END
$$;

-- A word may be said by any structure or service, in any of a dozen columns.
CREATE OR REPLACE FUNCTION mapping_tag_changed() RETURNS trigger
LANGUAGE plpgsql SET enable_nestloop = off AS $$
DECLARE
    moved boolean;
BEGIN
    IF TG_OP = 'INSERT' THEN
        moved := EXISTS (SELECT FROM new_rows);
    ELSIF TG_OP = 'DELETE' THEN
        moved := EXISTS (SELECT FROM old_rows);
    ELSE
        moved := EXISTS (SELECT key, number FROM new_rows EXCEPT SELECT key, number FROM old_rows);
    END IF;
    IF moved THEN
        PERFORM mapping_follow_vocabulary(ARRAY(SELECT id FROM mapping_structure ORDER BY id));
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER mapping_thematique_inserted AFTER INSERT ON mapping_thematique
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_thematique_changed();
CREATE OR REPLACE TRIGGER mapping_thematique_updated AFTER UPDATE ON mapping_thematique
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_thematique_changed();
CREATE OR REPLACE TRIGGER mapping_thematique_deleted AFTER DELETE ON mapping_thematique
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_thematique_changed();
CREATE OR REPLACE TRIGGER mapping_theme_updated AFTER UPDATE ON mapping_theme
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_theme_updated();
CREATE OR REPLACE TRIGGER mapping_tag_inserted AFTER INSERT ON mapping_tag
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_tag_changed();
CREATE OR REPLACE TRIGGER mapping_tag_updated AFTER UPDATE ON mapping_tag
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_tag_changed();
CREATE OR REPLACE TRIGGER mapping_tag_deleted AFTER DELETE ON mapping_tag
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_tag_changed();
