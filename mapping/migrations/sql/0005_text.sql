-- The words of what a search can read, as further numbers of the search's rows (mapping/search/text.py).

-- A folded French word without the endings of its plural and feminine, nor those of a verb of the first
-- group; words of four letters and fewer, most acronyms, stay whole. After J. Savoy's minimal stemmer
-- ("A stemming procedure and stopword list for general French corpora", 1999). Snowball's, made for
-- accented words, takes « France » for « français » and « CAF » for « café » once accents are gone.
-- PL/pgSQL, here and below, keeps the plans that SQL would make again at every call.
CREATE FUNCTION mapping_stem(word text) RETURNS text
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
CREATE FUNCTION mapping_word_number(word text) RETURNS integer
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

-- The words of a text as people would type them: the same rule as mapping.search.text.words.
-- « C.C.A.S. » is one word, « l'accès » two, « st » is « saint ».
CREATE FUNCTION mapping_words(said text) RETURNS SETOF text
LANGUAGE sql STABLE STRICT PARALLEL SAFE AS $$
    SELECT DISTINCT
        CASE word WHEN 'st' THEN 'saint' WHEN 'ste' THEN 'sainte' WHEN 'sts' THEN 'saints'
            WHEN 'stes' THEN 'saintes' ELSE word END
    FROM string_to_table(
        regexp_replace(
            regexp_replace(lower(unaccent(normalize(said, NFKC))), '\m([a-z])\.(?=[a-z]\M)', '\1', 'g'),
            '[^a-z0-9]+', ' ', 'g'
        ),
        ' '
    ) AS word
    WHERE word <> ''
$$;

-- What is left of a word when a letter is struck out, or two of a word of eight letters or more, as
-- numbers. Two words within as many typing errors of each other have one in common (the "symmetric
-- delete" lookup of W. Garbe's SymSpell), so that an index of arrays finds every near word and few others.
CREATE FUNCTION mapping_deletions(word text) RETURNS integer[]
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
CREATE FUNCTION mapping_typing_errors(one text, other text) RETURNS integer
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

-- The known words that a typed one can stand for, with their numbers: those of its stem, those that begin
-- with it, and where there are neither, those nearest to it within one typing error, two from eight
-- letters on. `whole` asks for the stem alone.
CREATE FUNCTION mapping_known_words(typed text, whole boolean) RETURNS TABLE (word text, number integer)
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

-- What a search reads of a service: what everyone may see of it, its structure and its commune. Neither an
-- address nor a way to reach someone; of a confidential place the commune alone, as its page says it.
CREATE FUNCTION mapping_said(s mapping_structure, sv mapping_service) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT concat_ws(
        E'\n', s.nom, s.description, sv.nom, sv.description,
        (SELECT string_agg(t.nom, E'\n') FROM mapping_thematique t WHERE t.code = ANY (sv.thematiques)),
        CASE
            WHEN own.place THEN coalesce(
                (SELECT c.nom FROM places_commune c WHERE c.code = sv.code_insee),
                CASE WHEN s.address_visibility = 0 THEN sv.commune_nom END
            )
            ELSE coalesce((SELECT c.nom FROM places_commune c WHERE c.code = s.code_insee), s.commune_nom)
        END
    )
    FROM (
        SELECT sv.position IS NOT NULL
            OR (sv.code_insee IS NOT NULL AND sv.code_insee IS DISTINCT FROM s.code_insee) AS place
    ) AS own
$$;

-- Services that are only at a distance stand under their own numbers, -1 for any theme, -2 for
-- theme 1 and so on: nobody walks to them, and the two groups are never mixed.
CREATE OR REPLACE FUNCTION mapping_refresh_search(ids bigint[]) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    -- Two edits of one structure at once take turns, in one order whatever the edit.
    PERFORM 1 FROM mapping_structure WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;

    DELETE FROM mapping_searchrow WHERE structure_id = ANY (ids);

    -- In one order, so that two edits that meet the same new hours wait for each other and no more.
    INSERT INTO mapping_schedule (hours, area)
    SELECT DISTINCT asked.hours, asked.area
    FROM mapping_structure s
    LEFT JOIN mapping_service sv ON sv.structure_id = s.id
    CROSS JOIN LATERAL mapping_hours(s, sv) AS asked
    WHERE s.id = ANY (ids) AND asked.hours <> ''
        AND NOT EXISTS (SELECT FROM mapping_schedule k WHERE (k.area, k.hours) = (asked.area, asked.hours))
    ORDER BY asked.area, asked.hours
    ON CONFLICT DO NOTHING;

    -- A structure without services is described alone, as service 0.
    WITH described AS MATERIALIZED (
        SELECT
            s.id AS structure_id, coalesce(sv.id, 0) AS service_id, mapping_tags(s, sv) AS tags,
            mapping_said(s, sv) AS said, k.id AS schedule_id
        FROM mapping_structure s
        LEFT JOIN mapping_service sv ON sv.structure_id = s.id
        CROSS JOIN LATERAL mapping_hours(s, sv) AS asked
        LEFT JOIN mapping_schedule k ON (k.area, k.hours) = (asked.area, asked.hours)
        WHERE s.id = ANY (ids) AND s.status = 'published'
    ),
    worded AS MATERIALIZED (
        SELECT d.structure_id, d.service_id, word FROM described d CROSS JOIN LATERAL mapping_words(d.said) AS word
    ),
    -- Each word is numbered once, however many of the services say it.
    numbered AS MATERIALIZED (
        SELECT word, number
        FROM (SELECT word, mapping_word_number(word) AS number FROM (SELECT DISTINCT word FROM worded) AS w) AS n
        WHERE number IS NOT NULL
    ),
    -- Nothing says that a word stands once: two edits that meet the same new word do not wait for each other.
    learned AS (
        INSERT INTO mapping_word (word, number, near)
        SELECT n.word, n.number, mapping_deletions(n.word) | mapping_deletions(mapping_stem(n.word))
        FROM numbered n
        WHERE NOT EXISTS (SELECT FROM mapping_word k WHERE k.word = n.word)
    ),
    said AS MATERIALIZED (
        SELECT w.structure_id, w.service_id, array_agg(DISTINCT n.number) AS numbers
        FROM worded w
        JOIN numbered n USING (word)
        GROUP BY w.structure_id, w.service_id
    ),
    tagged AS MATERIALIZED (
        SELECT d.structure_id, d.service_id, d.schedule_id, d.tags || coalesce(said.numbers, '{}') AS tags
        FROM described d
        LEFT JOIN said USING (structure_id, service_id)
    )
    INSERT INTO mapping_searchrow (
        theme, structure_id, service_id, position, position_precision, own_place, tags, schedule_id,
        role_min, role_max
    )
    SELECT
        CASE WHEN v.modes_accueil = ARRAY['a-distance']::varchar[] THEN -1 - t.theme ELSE t.theme END,
        v.structure_id, v.id, v.position, v.position_precision, v.has_own_place,
        tagged.tags, tagged.schedule_id,
        v.role_min, v.role_max
    FROM (
        SELECT
            structure_id, id, position, position_precision, has_own_place, themes, modes_accueil,
            min(role) AS role_min, max(role) AS role_max
        FROM mapping_visible_service
        WHERE structure_id = ANY (ids) AND position IS NOT NULL
        GROUP BY structure_id, id, position, position_precision, has_own_place, themes, modes_accueil
    ) AS v
    JOIN tagged ON tagged.structure_id = v.structure_id AND tagged.service_id = v.id
    CROSS JOIN LATERAL unnest(v.themes || 0) AS t (theme)
    UNION ALL
    SELECT
        0, v.id, NULL, v.position, v.position_precision, false, tagged.tags, tagged.schedule_id,
        v.role_min, v.role_max
    FROM (
        SELECT id, position, position_precision, min(role) AS role_min, max(role) AS role_max
        FROM mapping_visible_structure
        WHERE id = ANY (ids) AND position IS NOT NULL
        GROUP BY id, position, position_precision
    ) AS v
    JOIN tagged ON tagged.structure_id = v.id AND tagged.service_id = 0;
END
$$;

CREATE OR REPLACE FUNCTION mapping_structure_updated() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[] := ARRAY(
        SELECT n.id
        FROM new_rows n
        JOIN old_rows o USING (id)
        WHERE (n.status, n.address_visibility, n.code_insee, n.position_precision, n.accessible,
                n.reseaux_porteurs, n.horaires_accueil, n.nom, n.description, n.commune_nom)
                IS DISTINCT FROM
              (o.status, o.address_visibility, o.code_insee, o.position_precision, o.accessible,
                o.reseaux_porteurs, o.horaires_accueil, o.nom, o.description, o.commune_nom)
            OR n.position::bytea IS DISTINCT FROM o.position::bytea
    );
BEGIN
    IF ids <> '{}' THEN
        PERFORM mapping_refresh_search(ids);
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION mapping_service_updated() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[] := ARRAY(
        SELECT DISTINCT id
        FROM (
            SELECT unnest(ARRAY[n.structure_id, o.structure_id]) AS id
            FROM new_rows n
            JOIN old_rows o USING (id)
            WHERE (
                    n.structure_id, n.thematiques, n.code_insee, n.position_precision, n.publics, n.langues,
                    n.niveaux, n.modes_accueil, n.type, n.frais, n.zone_eligibilite, n.horaires_accueil,
                    n.places_restantes > 0, n.zone_polygon IS NULL, n.nom, n.description, n.commune_nom
                ) IS DISTINCT FROM (
                    o.structure_id, o.thematiques, o.code_insee, o.position_precision, o.publics, o.langues,
                    o.niveaux, o.modes_accueil, o.type, o.frais, o.zone_eligibilite, o.horaires_accueil,
                    o.places_restantes > 0, o.zone_polygon IS NULL, o.nom, o.description, o.commune_nom
                )
                OR n.position::bytea IS DISTINCT FROM o.position::bytea
        ) AS touched
    );
BEGIN
    IF ids <> '{}' THEN
        PERFORM mapping_refresh_search(ids);
    END IF;
    RETURN NULL;
END
$$;

-- A commune's point stands in for a missing or a confidential position, and its name is searched.
CREATE OR REPLACE FUNCTION mapping_commune_updated() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    moved text[] := ARRAY(
        SELECT n.code FROM new_rows n JOIN old_rows o USING (code)
        WHERE n.point::bytea IS DISTINCT FROM o.point::bytea OR n.nom IS DISTINCT FROM o.nom
    );
BEGIN
    IF moved <> '{}' THEN
        PERFORM mapping_refresh_search(ARRAY(
            SELECT id FROM mapping_structure WHERE code_insee = ANY (moved)
            UNION
            SELECT structure_id FROM mapping_service WHERE code_insee = ANY (moved)
        ));
    END IF;
    RETURN NULL;
END
$$;
