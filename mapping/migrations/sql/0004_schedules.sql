-- Opening hours as stretches of time: which text of hours each row of the search has.

-- The hours of a service, else its structure's, and the area where reading them depends on the place:
-- overseas for the time, everywhere for the school holidays (SH).
CREATE FUNCTION mapping_hours(s mapping_structure, sv mapping_service, OUT hours text, OUT area text)
LANGUAGE sql STABLE AS $$
    SELECT
        own.hours,
        CASE
            WHEN own.hours ~ '\mSH\M' OR coalesce(sv.code_insee, s.code_insee) ~ '^9[78]'
                THEN CASE
                    WHEN coalesce(sv.code_insee, s.code_insee) ~ '^9[78]'
                        THEN left(coalesce(sv.code_insee, s.code_insee), 3)
                    ELSE coalesce(left(coalesce(sv.code_insee, s.code_insee), 2), '')
                END
            ELSE ''
        END
    FROM (
        -- A text too long for an index entry is prose, not hours: it stays unknown.
        SELECT CASE WHEN length(given.hours) <= 600 THEN given.hours ELSE '' END AS hours
        FROM (
            SELECT btrim(coalesce(nullif(btrim(sv.horaires_accueil), ''), s.horaires_accueil)) AS hours
        ) AS given
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

    INSERT INTO mapping_searchrow (
        theme, structure_id, service_id, position, position_precision, own_place, tags, schedule_id,
        role_min, role_max
    )
    SELECT
        CASE WHEN v.modes_accueil = ARRAY['a-distance']::varchar[] THEN -1 - t.theme ELSE t.theme END,
        v.structure_id, v.id, v.position, v.position_precision, v.has_own_place,
        mapping_tags(s, sv),
        k.id,
        v.role_min, v.role_max
    FROM (
        SELECT
            structure_id, id, position, position_precision, has_own_place, themes, modes_accueil,
            min(role) AS role_min, max(role) AS role_max
        FROM mapping_visible_service
        WHERE structure_id = ANY (ids) AND position IS NOT NULL
        GROUP BY structure_id, id, position, position_precision, has_own_place, themes, modes_accueil
    ) AS v
    JOIN mapping_structure s ON s.id = v.structure_id
    JOIN mapping_service sv ON sv.id = v.id
    CROSS JOIN LATERAL unnest(v.themes || 0) AS t (theme)
    CROSS JOIN LATERAL mapping_hours(s, sv) AS asked
    LEFT JOIN mapping_schedule k ON (k.area, k.hours) = (asked.area, asked.hours)
    UNION ALL
    SELECT
        0, v.id, NULL, v.position, v.position_precision, false, mapping_tags(s, NULL), k.id,
        v.role_min, v.role_max
    FROM (
        SELECT id, position, position_precision, min(role) AS role_min, max(role) AS role_max
        FROM mapping_visible_structure
        WHERE id = ANY (ids) AND position IS NOT NULL
        GROUP BY id, position, position_precision
    ) AS v
    JOIN mapping_structure s ON s.id = v.id
    CROSS JOIN LATERAL mapping_hours(s, NULL) AS asked
    LEFT JOIN mapping_schedule k ON (k.area, k.hours) = (asked.area, asked.hours)
    WHERE NOT EXISTS (SELECT FROM mapping_service sv WHERE sv.structure_id = v.id);
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
                n.reseaux_porteurs, n.horaires_accueil)
                IS DISTINCT FROM
              (o.status, o.address_visibility, o.code_insee, o.position_precision, o.accessible,
                o.reseaux_porteurs, o.horaires_accueil)
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
                    n.places_restantes > 0, n.zone_polygon IS NULL
                ) IS DISTINCT FROM (
                    o.structure_id, o.thematiques, o.code_insee, o.position_precision, o.publics, o.langues,
                    o.niveaux, o.modes_accueil, o.type, o.frais, o.zone_eligibilite, o.horaires_accueil,
                    o.places_restantes > 0, o.zone_polygon IS NULL
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
