-- What each role may see (0 visitor, 1 professional, 2 staff), each record once per role.
-- Readers of the directory go through these views and nothing else.

CREATE OR REPLACE VIEW mapping_visible_structure AS
SELECT
    s.id,
    role.role,
    s.source,
    -- A source's identifier is often a SIRET, and a SIRET gives the address away.
    CASE WHEN hide.address THEN '' ELSE s.source_id END AS source_id,
    s.nom,
    s.description,
    CASE WHEN hide.address THEN '' ELSE s.siret END AS siret,
    CASE WHEN hide.address THEN '' ELSE s.adresse END AS adresse,
    CASE WHEN hide.address THEN '' ELSE s.complement_adresse END AS complement_adresse,
    CASE WHEN hide.address THEN '' ELSE s.code_postal END AS code_postal,
    CASE WHEN hide.address OR s.commune_nom = '' THEN coalesce(c.nom, '') ELSE s.commune_nom END AS commune_nom,
    s.code_insee,
    CASE WHEN hide.address THEN c.point ELSE coalesce(s.position, c.point) END AS position,
    CASE
        WHEN NOT hide.address AND s.position IS NOT NULL THEN s.position_precision
        WHEN c.point IS NOT NULL THEN 'commune'
        ELSE ''
    END AS position_precision,
    CASE WHEN hide.address THEN '' ELSE s.position_origin END AS position_origin,
    hide.address AS position_masked,
    s.telephone,
    s.courriel,
    s.site_web,
    s.horaires_accueil,
    -- AccèsLibre's page, and often the source's, shows the address.
    CASE WHEN hide.address THEN '' ELSE s.accessibilite_lieu END AS accessibilite_lieu,
    s.accessible,
    s.reseaux_porteurs,
    CASE WHEN hide.address THEN '' ELSE s.lien_source END AS lien_source,
    s.date_maj,
    s.verified_at,
    s.is_example,
    ARRAY(
        SELECT DISTINCT t.theme_id
        FROM mapping_service sv
        CROSS JOIN LATERAL unnest(sv.thematiques) AS served (code)
        JOIN mapping_thematique t ON t.code = served.code
        WHERE sv.structure_id = s.id
        ORDER BY t.theme_id
    ) AS themes
FROM mapping_structure s
CROSS JOIN (VALUES (0::smallint), (1::smallint), (2::smallint)) AS role (role)
CROSS JOIN LATERAL (SELECT role.role < s.address_visibility AS address) AS hide
LEFT JOIN places_commune c ON c.code = s.code_insee
WHERE s.status = 'published';

CREATE OR REPLACE VIEW mapping_visible_service AS
SELECT
    sv.id,
    s.role,
    sv.structure_id,
    sv.source,
    CASE WHEN s.position_masked THEN '' ELSE sv.source_id END AS source_id,
    sv.nom,
    sv.description,
    sv.type,
    sv.thematiques,
    sv.frais,
    sv.frais_precisions,
    sv.publics,
    sv.publics_precisions,
    sv.conditions_acces,
    sv.modes_accueil,
    sv.zone_eligibilite,
    sv.zone_polygon IS NOT NULL AND NOT hide.area AS has_zone_polygon,
    own.place AS has_own_place,
    sv.telephone,
    sv.courriel,
    sv.lien_mobilisation,
    sv.modes_mobilisation,
    sv.mobilisable_par,
    sv.mobilisation_precisions,
    sv.volume_horaire_hebdomadaire,
    sv.nombre_semaines,
    sv.horaires_accueil,
    CASE WHEN s.position_masked THEN '' ELSE sv.lien_source END AS lien_source,
    sv.date_maj,
    sv.langues,
    sv.niveaux,
    sv.capacite,
    sv.places_restantes,
    sv.places_restantes_le,
    sv.a_apporter,
    -- A service has a place of its own where it has a point, or is in another commune than its
    -- structure; else it is at the structure's. The services of a confidential structure are
    -- as confidential as it is: that one has a point is not told either.
    CASE WHEN s.position_masked OR NOT own.place THEN '' ELSE sv.adresse END AS adresse,
    CASE WHEN s.position_masked OR NOT own.place THEN '' ELSE sv.complement_adresse END AS complement_adresse,
    CASE WHEN s.position_masked OR NOT own.place THEN '' ELSE sv.code_postal END AS code_postal,
    CASE
        WHEN NOT own.place THEN s.commune_nom
        WHEN s.position_masked OR sv.commune_nom = '' THEN coalesce(c.nom, '')
        ELSE sv.commune_nom
    END AS commune_nom,
    CASE WHEN own.place THEN sv.code_insee ELSE s.code_insee END AS code_insee,
    CASE
        WHEN NOT own.place THEN s.position
        WHEN s.position_masked THEN coalesce(c.point, s.position)
        ELSE coalesce(sv.position, c.point)
    END AS position,
    CASE
        WHEN NOT own.place THEN s.position_precision
        WHEN NOT s.position_masked AND sv.position IS NOT NULL THEN sv.position_precision
        ELSE 'commune'
    END AS position_precision,
    CASE WHEN s.position_masked OR NOT own.place THEN '' ELSE sv.position_origin END AS position_origin,
    s.position_masked,
    ARRAY(
        SELECT DISTINCT t.theme_id
        FROM unnest(sv.thematiques) AS served (code)
        JOIN mapping_thematique t ON t.code = served.code
        ORDER BY t.theme_id
    ) AS themes
FROM mapping_service sv
JOIN mapping_visible_structure s ON s.id = sv.structure_id
CROSS JOIN LATERAL (
    SELECT (sv.position IS NOT NULL AND NOT s.position_masked)
        OR (sv.code_insee IS NOT NULL AND sv.code_insee IS DISTINCT FROM s.code_insee) AS place
) AS own
-- An area around the place has the place in its middle. It is told as unknown to whoever may not see the
-- place, unless it was drawn by hand, or made around the point that everyone sees.
CROSS JOIN LATERAL (SELECT s.position_masked AND sv.zone_origin NOT IN ('drawn', 'public') AS area) AS hide
LEFT JOIN places_commune c ON c.code = sv.code_insee;

-- The areas that were drawn, apart: they are large, and few readers draw them.
CREATE OR REPLACE VIEW mapping_visible_area AS
SELECT v.id, v.role, v.structure_id, sv.zone_polygon
FROM mapping_visible_service v
JOIN mapping_service sv ON sv.id = v.id
WHERE v.has_zone_polygon;

CREATE OR REPLACE VIEW mapping_visible_contact AS
SELECT
    k.id,
    s.role,
    k.structure_id,
    k.service_id,
    seen.nom,
    seen.fonction,
    seen.telephone,
    seen.courriel
FROM mapping_contact k
JOIN mapping_visible_structure s ON s.id = k.structure_id
CROSS JOIN LATERAL (
    SELECT
        CASE WHEN s.role < k.nom_visibility THEN '' ELSE k.nom END AS nom,
        CASE WHEN s.role < k.fonction_visibility THEN '' ELSE k.fonction END AS fonction,
        CASE WHEN s.role < k.telephone_visibility THEN '' ELSE k.telephone END AS telephone,
        CASE WHEN s.role < k.courriel_visibility THEN '' ELSE k.courriel END AS courriel
) AS seen
WHERE (seen.nom, seen.fonction, seen.telephone, seen.courriel) <> ('', '', '', '');
;
-- The words of what a search can read, as further numbers of the search's rows (mapping/search/text.py).

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

-- The words of a text as people would type them: the same rule as mapping.search.text.words.
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
;
-- The derived rows of structures, made again: what the search walks (`mapping_searchrow`), what it shows of
-- each place (`mapping_card`) and what wide views of the map count (`mapping_celldelta`).
--
-- Only what differs is written: an edit of a telephone number touches one card, one of a theme two rows.
-- Services that are only at a distance stand under their own numbers, -1 for any theme, -2 for theme 1 and
-- so on: nobody walks to them, and the two groups are never mixed.
--
-- Every table is reached by a key. Saying so keeps a first load quick, when the planner has no statistics
-- yet and would read whole tables for each row: hence the planner's setting, and OFFSET where NOT EXISTS
-- would else become a join to all of a table that was empty when it was last counted. Nested loops are said too,
-- which the triggers that call it do without.
CREATE OR REPLACE FUNCTION mapping_refresh_search(ids bigint[]) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off SET enable_nestloop = on SET jit = off SET plan_cache_mode = auto AS $$
DECLARE
    due boolean;
BEGIN
    -- One edit takes the plan that its connection keeps; a bulk load is worth a plan for its size.
    PERFORM set_config(
        'plan_cache_mode',
        CASE WHEN cardinality(ids) > 50 THEN 'force_custom_plan' ELSE 'force_generic_plan' END,
        true
    );

    -- Two edits of one structure at once take turns, in one order whatever the edit.
    PERFORM 1 FROM mapping_structure WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;

    -- In one order, so that two edits that meet the same new hours wait for each other and no more.
    INSERT INTO mapping_schedule (hours, area)
    SELECT DISTINCT asked.hours, asked.area
    FROM mapping_structure s
    LEFT JOIN mapping_service sv ON sv.structure_id = s.id
    CROSS JOIN LATERAL mapping_hours(s, sv) AS asked
    WHERE s.id = ANY (ids) AND asked.hours <> ''
        AND NOT EXISTS (SELECT FROM mapping_schedule k WHERE (k.area, k.hours) = (asked.area, asked.hours) OFFSET 0)
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
        WHERE NOT EXISTS (SELECT FROM mapping_word k WHERE k.word = n.word OFFSET 0)
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
    ),
    wanted AS MATERIALIZED (
        SELECT
            CASE WHEN v.modes_accueil = ARRAY['a-distance']::varchar[] THEN -1 - t.theme ELSE t.theme END AS theme,
            v.structure_id, v.id AS service_id, v.position, v.position_precision::varchar AS position_precision,
            v.has_own_place AS own_place,
            CASE
                WHEN tagged.tags @> ARRAY[zone.drawn] AND NOT v.has_zone_polygon
                    THEN array_replace(tagged.tags, zone.drawn, zone.unknown)
                ELSE tagged.tags
            END AS tags,
            tagged.schedule_id, v.role_min, v.role_max
        FROM (
            SELECT
                structure_id, id, position, position_precision, has_own_place, has_zone_polygon, themes,
                modes_accueil, min(role) AS role_min, max(role) AS role_max
            FROM mapping_visible_service
            WHERE structure_id = ANY (ids) AND position IS NOT NULL
            GROUP BY
                structure_id, id, position, position_precision, has_own_place, has_zone_polygon, themes,
                modes_accueil
        ) AS v
        JOIN tagged ON tagged.structure_id = v.structure_id AND tagged.service_id = v.id
        -- An area that these roles may not see is one that they do not know, in what they are answered too.
        CROSS JOIN (
            SELECT
                min(number) FILTER (WHERE key = 'zone:dessinee') AS drawn,
                min(number) FILTER (WHERE key = 'zone:inconnue') AS unknown
            FROM mapping_tag WHERE key IN ('zone:dessinee', 'zone:inconnue')
        ) AS zone
        CROSS JOIN LATERAL unnest(v.themes || 0) AS t (theme)
        UNION ALL
        SELECT
            0, v.id, NULL, v.position, v.position_precision::varchar, false, tagged.tags, tagged.schedule_id,
            v.role_min, v.role_max
        FROM (
            SELECT id, position, position_precision, min(role) AS role_min, max(role) AS role_max
            FROM mapping_visible_structure
            WHERE id = ANY (ids) AND position IS NOT NULL
            GROUP BY id, position, position_precision
        ) AS v
        JOIN tagged ON tagged.structure_id = v.id AND tagged.service_id = 0
    ),
    present AS MATERIALIZED (
        SELECT * FROM mapping_searchrow WHERE structure_id = ANY (ids)
    ),
    gone AS (
        DELETE FROM mapping_searchrow r
        USING present p
        JOIN (
            SELECT
                theme, structure_id, service_id, position, position_precision, own_place, tags, schedule_id,
                role_min, role_max
            FROM present
            EXCEPT
            SELECT * FROM wanted
        ) AS stale
            ON stale.structure_id = p.structure_id AND stale.theme = p.theme AND stale.role_min = p.role_min
            AND coalesce(stale.service_id, 0) = coalesce(p.service_id, 0)
        WHERE r.id = p.id
    ),
    added AS (
        INSERT INTO mapping_searchrow (
            theme, structure_id, service_id, position, position_precision, own_place, tags, schedule_id,
            role_min, role_max
        )
        SELECT * FROM wanted
        EXCEPT
        SELECT
            theme, structure_id, service_id, position, position_precision, own_place, tags, schedule_id,
            role_min, role_max
        FROM present
    ),
    logged AS (
        INSERT INTO mapping_celldelta (sign, structure_id, x, y, lon, lat, roles, themes)
        SELECT sum(sign), structure_id, x, y, lon, lat, roles, themes
        FROM (
            SELECT 1 AS sign, came.* FROM (SELECT
    structure_id,
    mapping_cell_x(e_lon, 13) AS x,
    mapping_cell_y(e_lat, 13) AS y,
    round(e_lon * 1000000)::integer AS lon,
    round(e_lat * 1000000)::integer AS lat,
    sum(1 << role)::smallint AS roles,
    themes
FROM (
    SELECT
        r.structure_id,
        ST_X(r.position::geometry) AS e_lon,
        ST_Y(r.position::geometry) AS e_lat,
        role,
        bit_or(CASE WHEN r.theme > 0 THEN 1 << (r.theme - 1) ELSE 0 END) AS themes
    FROM wanted r
    CROSS JOIN LATERAL generate_series(r.role_min::integer, r.role_max::integer) AS role
    WHERE r.theme >= 0
    GROUP BY 1, 2, 3, 4
) AS seen
GROUP BY structure_id, e_lon, e_lat, themes
) AS came
            UNION ALL
            SELECT -1, went.* FROM (SELECT
    structure_id,
    mapping_cell_x(e_lon, 13) AS x,
    mapping_cell_y(e_lat, 13) AS y,
    round(e_lon * 1000000)::integer AS lon,
    round(e_lat * 1000000)::integer AS lat,
    sum(1 << role)::smallint AS roles,
    themes
FROM (
    SELECT
        r.structure_id,
        ST_X(r.position::geometry) AS e_lon,
        ST_Y(r.position::geometry) AS e_lat,
        role,
        bit_or(CASE WHEN r.theme > 0 THEN 1 << (r.theme - 1) ELSE 0 END) AS themes
    FROM present r
    CROSS JOIN LATERAL generate_series(r.role_min::integer, r.role_max::integer) AS role
    WHERE r.theme >= 0
    GROUP BY 1, 2, 3, 4
) AS seen
GROUP BY structure_id, e_lon, e_lat, themes
) AS went
        ) AS place
        GROUP BY structure_id, x, y, lon, lat, roles, themes
        HAVING sum(sign) <> 0
        RETURNING id
    )
    SELECT max(id) / 1000 > (min(id) - 1) / 1000 INTO due FROM logged;

    -- A place of its own that a service has is shown with the service's address.
    WITH wanted AS MATERIALIZED (
        SELECT structure_id, service_id, said, min(role) AS role_min, max(role) AS role_max
        FROM (
            SELECT
                s.id AS structure_id,
                coalesce(v.id, 0) AS service_id,
                s.role,
                jsonb_build_object(
                    'nom', s.nom,
                    'themes', ARRAY(SELECT t.code FROM mapping_theme t WHERE t.id = ANY (s.themes) ORDER BY t.id),
                    'adresse', coalesce(v.adresse, s.adresse),
                    'complement_adresse', coalesce(v.complement_adresse, s.complement_adresse),
                    'code_postal', coalesce(v.code_postal, s.code_postal),
                    'commune', coalesce(v.commune_nom, s.commune_nom),
                    'code_insee', coalesce(v.code_insee, s.code_insee),
                    'adresse_confidentielle', s.position_masked,
                    'telephone', s.telephone,
                    'courriel', s.courriel,
                    'site_web', s.site_web,
                    'horaires_accueil', s.horaires_accueil,
                    'accessible', s.accessible,
                    -- Said in one zone, whatever the session's: two sessions must derive the same.
                    'verified_at', to_char(s.verified_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                    'exemple', s.is_example
                ) AS said
            FROM mapping_visible_structure s
            CROSS JOIN LATERAL (
                SELECT NULL::bigint, NULL, NULL, NULL, NULL, NULL
                UNION ALL
                SELECT o.id, o.adresse, o.complement_adresse, o.code_postal, o.commune_nom, o.code_insee
                FROM mapping_visible_service o
                WHERE o.structure_id = s.id AND o.role = s.role AND o.has_own_place
            ) AS v (id, adresse, complement_adresse, code_postal, commune_nom, code_insee)
            WHERE s.id = ANY (ids)
        ) AS seen
        GROUP BY structure_id, service_id, said
    ),
    gone AS (
        DELETE FROM mapping_card k
        WHERE k.structure_id = ANY (ids) AND NOT EXISTS (
            SELECT FROM wanted w
            WHERE (w.structure_id, w.service_id, w.role_min) = (k.structure_id, k.service_id, k.role_min)
        )
    )
    INSERT INTO mapping_card AS k (structure_id, service_id, role_min, role_max, said)
    SELECT structure_id, service_id, role_min, role_max, said FROM wanted w
    WHERE NOT EXISTS (
        SELECT FROM mapping_card k
        WHERE (k.structure_id, k.service_id, k.role_min) = (w.structure_id, w.service_id, w.role_min)
            AND k.role_max = w.role_max AND k.said = w.said
        OFFSET 0
    )
    ON CONFLICT (structure_id, service_id, role_min)
        DO UPDATE SET role_max = excluded.role_max, said = excluded.said;

    IF due THEN
        PERFORM mapping_merge_cells();
    END IF;
END
$$;
;
-- What an edit of the directory sets to be made again, in its own transaction: the derived rows of the
-- structures it touches, and only where something that they are made of changed.
--
-- A connection keeps the plan that it made for its first edit, most often of one row: rows before and after, joined
-- row by row, would then take the square of their number. Hence no nested loop where the two are joined.

CREATE OR REPLACE FUNCTION mapping_structure_inserted() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM mapping_refresh_search(ARRAY(SELECT id FROM new_rows));
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION mapping_structure_updated() RETURNS trigger
LANGUAGE plpgsql SET enable_nestloop = off AS $$
DECLARE
    ids bigint[] := ARRAY(
        SELECT n.id
        FROM new_rows n
        JOIN old_rows o USING (id)
        WHERE (
                n.status, n.address_visibility, n.code_insee, n.position_precision, n.accessible,
                n.reseaux_porteurs, n.horaires_accueil, n.nom, n.description, n.commune_nom, n.adresse,
                n.complement_adresse, n.code_postal, n.telephone, n.courriel, n.site_web, n.verified_at,
                n.is_example
            ) IS DISTINCT FROM (
                o.status, o.address_visibility, o.code_insee, o.position_precision, o.accessible,
                o.reseaux_porteurs, o.horaires_accueil, o.nom, o.description, o.commune_nom, o.adresse,
                o.complement_adresse, o.code_postal, o.telephone, o.courriel, o.site_web, o.verified_at,
                o.is_example
            )
            OR n.position::bytea IS DISTINCT FROM o.position::bytea
    );
BEGIN
    IF ids <> '{}' THEN
        PERFORM mapping_refresh_search(ids);
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION mapping_structure_deleted() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM mapping_refresh_search(ARRAY(SELECT id FROM old_rows));
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION mapping_structure_truncated() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM mapping_searchrow;
    DELETE FROM mapping_card;
    DELETE FROM mapping_cell;
    DELETE FROM mapping_celldelta;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION mapping_service_inserted() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM mapping_refresh_search(ARRAY(SELECT DISTINCT structure_id FROM new_rows));
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION mapping_service_updated() RETURNS trigger
LANGUAGE plpgsql SET enable_nestloop = off AS $$
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
                    n.places_restantes > 0, n.zone_polygon IS NULL, n.zone_origin, n.nom, n.description, n.commune_nom,
                    n.adresse, n.complement_adresse, n.code_postal
                ) IS DISTINCT FROM (
                    o.structure_id, o.thematiques, o.code_insee, o.position_precision, o.publics, o.langues,
                    o.niveaux, o.modes_accueil, o.type, o.frais, o.zone_eligibilite, o.horaires_accueil,
                    o.places_restantes > 0, o.zone_polygon IS NULL, o.zone_origin, o.nom, o.description, o.commune_nom,
                    o.adresse, o.complement_adresse, o.code_postal
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

CREATE OR REPLACE FUNCTION mapping_service_deleted() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM mapping_refresh_search(ARRAY(SELECT DISTINCT structure_id FROM old_rows));
    RETURN NULL;
END
$$;

-- A commune's point stands in for a missing or a confidential position, its name is shown and searched, and
-- its places are those of its EPCI and its département.
CREATE OR REPLACE FUNCTION mapping_commune_updated() RETURNS trigger
LANGUAGE plpgsql SET enable_nestloop = off AS $$
DECLARE
    moved text[] := ARRAY(
        SELECT n.code FROM new_rows n JOIN old_rows o USING (code)
        WHERE n.point::bytea IS DISTINCT FROM o.point::bytea
            OR (n.nom, n.epci_code, n.departement_code) IS DISTINCT FROM (o.nom, o.epci_code, o.departement_code)
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

CREATE OR REPLACE TRIGGER mapping_structure_inserted AFTER INSERT ON mapping_structure
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_structure_inserted();
CREATE OR REPLACE TRIGGER mapping_structure_updated AFTER UPDATE ON mapping_structure
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_structure_updated();
CREATE OR REPLACE TRIGGER mapping_structure_deleted AFTER DELETE ON mapping_structure
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_structure_deleted();
CREATE OR REPLACE TRIGGER mapping_structure_truncated AFTER TRUNCATE ON mapping_structure
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_structure_truncated();
CREATE OR REPLACE TRIGGER mapping_service_inserted AFTER INSERT ON mapping_service
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_service_inserted();
CREATE OR REPLACE TRIGGER mapping_service_updated AFTER UPDATE ON mapping_service
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_service_updated();
CREATE OR REPLACE TRIGGER mapping_service_deleted AFTER DELETE ON mapping_service
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_service_deleted();
CREATE OR REPLACE TRIGGER mapping_commune_updated AFTER UPDATE ON places_commune
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_commune_updated();
