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
            SELECT 1 AS sign, came.* FROM ({places of wanted}) AS came
            UNION ALL
            SELECT -1, went.* FROM ({places of present}) AS went
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
