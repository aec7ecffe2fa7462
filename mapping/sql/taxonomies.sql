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
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_taxonomies_changed();
