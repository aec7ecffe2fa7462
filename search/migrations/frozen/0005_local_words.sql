-- search/sql/local_words.sql
-- Every process reads the words that staff add once, and is told where they change, whatever the road:
-- `common/postgis/listening.py` hears it.
CREATE OR REPLACE FUNCTION search_words_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('reperes', 'words');
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER search_words_told AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON search_localword
    FOR EACH STATEMENT EXECUTE FUNCTION search_words_changed();;
