-- The known words that a typed one can stand for, with their numbers: those of its stem, those that begin
-- with it, and where there are neither, those nearest to it within one typing error, two from eight
-- letters on; what sounds the same is one error away. `whole` asks for the stem alone.
CREATE OR REPLACE FUNCTION mapping_known_words(typed text, whole boolean)
RETURNS TABLE (word text, number integer)
LANGUAGE plpgsql STABLE STRICT AS $$
DECLARE
    stem text := mapping_stem(typed);
    heard text := mapping_sound(typed);
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
                    least(
                        mapping_typing_errors(w.word, typed),
                        mapping_typing_errors(mapping_stem(w.word), stem)
                    ) AS errors
                FROM mapping_word w
                WHERE w.near && (mapping_deletions(typed) | mapping_deletions(stem))
                UNION ALL
                -- Two sounds are too little to tell words apart.
                SELECT w.word, w.number, 1 FROM mapping_word w WHERE w.sound = heard AND length(heard) >= 3
            )
            SELECT DISTINCT near.word::text, near.number FROM near
            WHERE near.errors = (SELECT min(errors) FROM near)
                AND near.errors <= CASE WHEN length(typed) >= 8 THEN 2 ELSE 1 END;
    END IF;
END
$$;
