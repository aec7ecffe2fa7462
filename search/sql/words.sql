-- The words of what a search can read, as further numbers of the search's rows (search/engine/full_text.py).

-- A folded French word without the endings of its plural and feminine, nor those of a verb of the first
-- group; words of four letters and fewer, most acronyms, stay whole. After J. Savoy's minimal stemmer
-- ("A stemming procedure and stopword list for general French corpora", 1999). Snowball's, made for
-- accented words, takes « France » for « français » and « CAF » for « café » once accents are gone.
CREATE OR REPLACE FUNCTION mapping_stem(word text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    one text := CASE
        WHEN right(word, 4) = 'eaux' THEN left(word, -1)
        WHEN right(word, 3) = 'aux' THEN left(word, -3) || 'al'
        WHEN right(word, 1) IN ('s', 'x') THEN left(word, -1)
        ELSE word
    END;
BEGIN
    IF length(word) < 5 OR word = 'cours' THEN
        RETURN word;
    ELSIF length(one) < 6 THEN
        RETURN one;
    END IF;
    one := regexp_replace(regexp_replace(one, 's?e?s?$', ''), 'e?r?e?$', '');
    IF right(one, 1) = 'v' THEN
        RETURN left(one, -1) || 'f';
    END IF;
    RETURN regexp_replace(one, '([a-z])\1$', '\1');
END
$$;

-- The number of a word: the same for every word of one stem, null for a word that says nothing.
-- Between 1,000,000,000 and 2,073,741,823, where no other tag is. Two stems share one by a chance of one
-- in a billion; `md5` rather than `hashtext`, which may differ from one version of PostgreSQL to the next.
CREATE OR REPLACE FUNCTION mapping_word_number(word text) RETURNS integer
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    IF length(word) NOT BETWEEN 2 AND 40
        OR ts_lexize('french_stem', word) = '{}'
        OR word = ANY ('{dun,dune,cet,cette,ces,leurs,meme,tout,toute,toutes,tous,etre,plus,ou,si}')
        OR word ~ '^([0-9]{1,2}|[0-9]{6,})$'
    THEN
        RETURN NULL;
    END IF;
    RETURN 1000000000 + (('x' || left(md5(mapping_stem(word)), 8))::bit(32)::integer & 1073741823);
END
$$;

-- The words of a text as people would type them: the same rule as search.engine.full_text.words.
-- « C.C.A.S. » is one word, « l'accès » two, « st » is « saint ».
CREATE OR REPLACE FUNCTION mapping_words(said text) RETURNS SETOF text
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN QUERY SELECT DISTINCT
        CASE word WHEN 'st' THEN 'saint' WHEN 'ste' THEN 'sainte' WHEN 'sts' THEN 'saints'
            WHEN 'stes' THEN 'saintes' ELSE word END
    FROM string_to_table(
        regexp_replace(
            regexp_replace(lower(unaccent(normalize(said, NFKC))), '\m([a-z])\.(?=[a-z]\M)', '\1', 'g'),
            '[^a-z0-9]+', ' ', 'g'
        ),
        ' '
    ) AS word
    WHERE word <> '';
END
$$;

-- What is left of a word when a letter is struck out, or two of a word of eight letters or more, as
-- numbers. Two words within as many typing errors of each other have one in common (the "symmetric
-- delete" lookup of W. Garbe's SymSpell), so that an index of arrays finds every near word and few others.
CREATE OR REPLACE FUNCTION mapping_deletions(word text) RETURNS integer[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN (
        WITH start AS (SELECT left(word, 16) AS whole),
        once AS (
            SELECT DISTINCT overlay(whole PLACING '' FROM place FOR 1) AS rest
            FROM start, generate_series(1, length(whole)) AS place
        ),
        twice AS (
            SELECT DISTINCT overlay(rest PLACING '' FROM place FOR 1) AS rest
            FROM once, generate_series(1, length(rest)) AS place
            WHERE length(word) >= 8
        )
        SELECT array_agg(('x' || left(md5(rest), 8))::bit(32)::integer)
        FROM (SELECT whole FROM start UNION SELECT rest FROM once UNION SELECT rest FROM twice) AS left_over (rest)
    );
END
$$;

-- How many typing errors apart two words are, two letters swapped counting as one; 3 for three and more.
CREATE OR REPLACE FUNCTION mapping_typing_errors(one text, other text) RETURNS integer
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN CASE
        WHEN length(one) = length(other) AND EXISTS (
            SELECT FROM generate_series(1, length(one) - 1) AS place
            WHERE overlay(one PLACING reverse(substr(one, place, 2)) FROM place FOR 2) = other
        ) THEN 1
        ELSE levenshtein_less_equal(one, other, 2)
    END;
END
$$;

-- What a search reads of a service: what everyone may see of it, its structure and its commune. Neither an
-- address nor a way to reach someone; of a confidential place the commune alone, as its page says it.
CREATE OR REPLACE FUNCTION mapping_said(s mapping_structure, sv mapping_service) RETURNS text
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN concat_ws(
        E'\n', s.nom, s.description, sv.nom, sv.description,
        (SELECT string_agg(t.nom, E'\n') FROM mapping_thematique t WHERE t.code = ANY (sv.thematiques)),
        CASE
            WHEN (sv.position IS NOT NULL AND s.address_visibility = 0)
                OR (sv.code_insee IS NOT NULL AND sv.code_insee IS DISTINCT FROM s.code_insee)
            THEN coalesce(
                (SELECT c.nom FROM places_commune c WHERE c.code = sv.code_insee),
                CASE WHEN s.address_visibility = 0 THEN sv.commune_nom END
            )
            ELSE coalesce((SELECT c.nom FROM places_commune c WHERE c.code = s.code_insee), s.commune_nom)
        END
    );
END
$$;
