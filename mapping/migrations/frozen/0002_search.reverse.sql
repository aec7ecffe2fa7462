
ALTER TABLE mapping_searchrow DROP COLUMN cell_x, DROP COLUMN cell_y;
DROP VIEW mapping_visible_contact;
DROP VIEW mapping_visible_service;
DROP VIEW mapping_visible_structure;
DO $$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT oid::regprocedure AS name FROM pg_proc WHERE proname LIKE 'mapping\_%' LOOP
        EXECUTE 'DROP FUNCTION ' || one.name || ' CASCADE';
    END LOOP;
END
$$;
