CREATE OR REPLACE FUNCTION mapping_known_words(typed text, whole boolean) RETURNS TABLE (word text, number integer)
LANGUAGE plpgsql STABLE STRICT AS $$
DECLARE
    stem text := mapping_stem(typed);
BEGIN
    RETURN QUERY
        SELECT w.word::text, w.number FROM mapping_word w WHERE w.number = mapping_word_number(typed)
        UNION
        SELECT w.word::text, w.number FROM mapping_word w
        WHERE NOT whole AND length(typed) >= 3 AND w.word >= typed AND w.word < typed || '~';
    IF NOT FOUND AND NOT whole AND length(typed) >= 4 AND typed ~ '^[a-z]+$' THEN
        RETURN QUERY
            WITH near AS (
                SELECT
                    w.word, w.number,
                    min(least(
                        mapping_typing_errors(w.word, typed),
                        mapping_typing_errors(mapping_stem(w.word), stem)
                    )) AS errors
                FROM mapping_word w
                WHERE w.near && (mapping_deletions(typed) | mapping_deletions(stem))
                GROUP BY w.word, w.number
            )
            SELECT near.word::text, near.number FROM near
            WHERE near.errors = (SELECT min(errors) FROM near)
                AND near.errors <= CASE WHEN length(typed) >= 8 THEN 2 ELSE 1 END;
    END IF;
END
$$;