-- network/sql/found.sql
-- What a search reads of resources: `network_resourcewords`, kept here in the transaction of the edit.

-- The number, below zero, of what is asked of a resource beside words: `theme=droits`, `epci=247700057`.
CREATE OR REPLACE FUNCTION network_tag(said text) RETURNS integer
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT -1 - (('x' || left(md5(said), 8))::bit(32)::integer & 1073741823)
$$;

-- The words of a text, in Latin letters as the directory's are, else folded as `search.lexicon.spelling` folds:
-- without vowel signs, the letters written for one another as one, an Arabic article gone.
CREATE OR REPLACE FUNCTION network_words(said text) RETURNS SETOF text
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN QUERY SELECT mapping_words(said);
    IF said ~ '[\u0400-\u04ff\u0620-\u06d3]' THEN
        RETURN QUERY SELECT DISTINCT regexp_replace(word, '^ال(?=...)', '')
        FROM string_to_table(
            regexp_replace(
                translate(
                    regexp_replace(
                        normalize(lower(said), NFKD), '[\u0300-\u036f\u064b-\u065f\u0670\u0640''’ʼ]', '', 'g'
                    ),
                    'ةىیکٱґё', 'هييكاге'
                ),
                '[^\u0400-\u04ff\u0620-\u06d3]+', ' ', 'g'
            ),
            ' '
        ) AS word
        WHERE word <> '';
    END IF;
END
$$;

-- A text in Markdown without the addresses that its links and pictures lead to.
CREATE OR REPLACE FUNCTION network_without_addresses(said text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT regexp_replace(regexp_replace(said, '\]\([^()\s]*\)', '] ', 'g'), 'https?://\S+', ' ', 'g')
$$;

-- The numbers of the words of a text, each once.
CREATE OR REPLACE FUNCTION network_numbers(said text) RETURNS integer[]
LANGUAGE sql STABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT number), '{}')
    FROM (SELECT mapping_word_number(word) AS number FROM network_words(said) AS word) AS numbered
    WHERE number IS NOT NULL
$$;

-- Write again what is searched of a resource; nothing where it says what it said.
-- Its plans are kept by a session, which may have made them when the tables were empty.
CREATE OR REPLACE FUNCTION network_refresh_found(one bigint) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    r network_resource;
    titles text;
    said text;
    written network_resourcewords;
BEGIN
    -- Two edits of one resource's translations wait for each other here, and each reads what the other wrote.
    SELECT * INTO r FROM network_resource WHERE id = one AND state = 'published' FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        DELETE FROM network_resourcewords WHERE resource_id = one;
        RETURN;
    END IF;
    SELECT concat_ws(E'\n', r.title, string_agg(t.title, E'\n')),
        network_without_addresses(concat_ws(
            E'\n', r.title, r.summary, r.text, r.steps, r.tasks, array_to_string(r.schemes, E'\n'),
            r.source_name, r.fact_when, r.fact_where, r.fact_cost, r.fact_delay, r.due_words,
            string_agg(
                concat_ws(
                    E'\n', t.title, t.summary, t.text, t.steps, t.fact_when, t.fact_where, t.fact_cost,
                    t.fact_delay, t.due_words
                ),
                E'\n'
            )
        ))
    INTO titles, said
    FROM network_translation t WHERE t.resource_id = one;
    written.resource_id := one;
    written.audience := r.audience;
    -- What helps somebody on the spot comes before what professionals work with.
    written.rank := coalesce(array_position(
        '{demarche,fiche,faq,tutoriel,echeance,formulaire,document,lien,qui-fait-quoi,module,initiative}'::text[],
        r.kind::text
    ), 12);
    written.fresh_on := (greatest(r.created_at, r.updated_at, r.verified_at) AT TIME ZONE 'Europe/Paris')::date;
    written.title := network_numbers(titles);
    SELECT array_agg(DISTINCT network_tag(tag)) INTO written.facets
    FROM (
        SELECT 'theme=' || code FROM unnest(r.themes) AS code
        UNION ALL SELECT 'public=' || code FROM unnest(r.publics) AS code
        UNION ALL SELECT 'thematique=' || code FROM unnest(r.thematiques) AS code
        UNION ALL SELECT 'structure=' || number FROM unnest(r.structures) AS number
        UNION ALL SELECT 'langue=' || code FROM unnest(r.languages) AS code
        UNION ALL SELECT 'langue=' || t.language FROM network_translation t WHERE t.resource_id = one
        UNION ALL VALUES ('nature=' || r.kind), ('langue=fr'),
            (CASE r.territory_kind WHEN '' THEN 'partout' ELSE r.territory_kind || '=' || r.territory_code END)
    ) AS asked (tag);
    written.tags := network_numbers(said) || written.facets;
    INSERT INTO network_resourcewords AS held (resource_id, audience, rank, fresh_on, title, facets, tags)
    VALUES (
        one, written.audience, written.rank, written.fresh_on, written.title, written.facets, written.tags
    )
    ON CONFLICT (resource_id) DO UPDATE SET
        audience = excluded.audience, rank = excluded.rank, fresh_on = excluded.fresh_on,
        title = excluded.title, facets = excluded.facets, tags = excluded.tags
    WHERE (held.audience, held.rank, held.fresh_on, held.title, held.facets, held.tags) IS DISTINCT FROM (
        excluded.audience, excluded.rank, excluded.fresh_on, excluded.title, excluded.facets, excluded.tags
    );
    -- Nothing says that a word stands once: two edits that meet the same new word do not wait for each other.
    INSERT INTO network_resourceword (word, number, near, audience)
    SELECT n.word, n.number, mapping_deletions(n.word) | mapping_deletions(mapping_stem(n.word)), r.audience
    FROM (SELECT DISTINCT word, mapping_word_number(word) AS number FROM network_words(said) AS word) AS n
    WHERE n.number IS NOT NULL AND NOT EXISTS (
        SELECT FROM network_resourceword k WHERE k.word = n.word AND k.audience <= r.audience OFFSET 0
    );
END
$$;

CREATE OR REPLACE FUNCTION network_follow_resource() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM network_refresh_found(CASE TG_OP WHEN 'DELETE' THEN OLD.id ELSE NEW.id END);
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER found_resource AFTER INSERT OR UPDATE OR DELETE ON network_resource
FOR EACH ROW EXECUTE FUNCTION network_follow_resource();

CREATE OR REPLACE FUNCTION network_follow_translation() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM network_refresh_found(OLD.resource_id);
    END IF;
    IF TG_OP <> 'DELETE' AND (TG_OP = 'INSERT' OR NEW.resource_id IS DISTINCT FROM OLD.resource_id
        OR NEW.* IS DISTINCT FROM OLD.*) THEN
        PERFORM network_refresh_found(NEW.resource_id);
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER found_translation AFTER INSERT OR UPDATE OR DELETE ON network_translation
FOR EACH ROW EXECUTE FUNCTION network_follow_translation();

-- The words of resources that a typed one can stand for, among those that a role reads: the rule of
-- `mapping_known_words`, in any script.
CREATE OR REPLACE FUNCTION network_known_words(typed text, whole boolean, read_by integer)
RETURNS TABLE (word text, number integer)
LANGUAGE plpgsql STABLE STRICT AS $$
DECLARE
    stem text := mapping_stem(typed);
    heard text := mapping_sound(typed);
BEGIN
    RETURN QUERY
        SELECT w.word::text, w.number FROM network_resourceword w
        WHERE w.number = mapping_word_number(typed) AND w.audience <= read_by
        UNION
        SELECT w.word::text, w.number FROM network_resourceword w
        WHERE NOT whole AND length(typed) >= 3 AND w.word >= typed AND w.word < typed || U&'\FFFF'
            AND w.audience <= read_by;
    IF NOT FOUND AND NOT whole AND length(typed) >= 4 AND typed !~ '[0-9]' THEN
        RETURN QUERY
            WITH near AS (
                SELECT
                    w.word, w.number,
                    least(
                        mapping_typing_errors(w.word, typed),
                        mapping_typing_errors(mapping_stem(w.word), stem)
                    ) AS errors
                FROM network_resourceword w
                WHERE w.near && (mapping_deletions(typed) | mapping_deletions(stem)) AND w.audience <= read_by
                UNION ALL
                SELECT w.word, w.number, 1 FROM network_resourceword w
                WHERE w.sound = heard AND length(heard) >= 3 AND w.audience <= read_by
            )
            SELECT DISTINCT near.word::text, near.number FROM near
            WHERE near.errors = (SELECT min(errors) FROM near)
                AND near.errors <= CASE WHEN length(typed) >= 8 THEN 2 ELSE 1 END;
    END IF;
END
$$;;
