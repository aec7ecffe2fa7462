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
-- expression, which the planner writes in place of the call: who belongs to nothing pays nothing.
CREATE OR REPLACE FUNCTION mapping_told(
    role integer, account bigint, level integer, organisation bigint, team bigint
) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT $1 >= $3 OR ($2 <> 0 AND ($4 IS NOT NULL OR $5 IS NOT NULL) AND mapping_belongs($2, $4, $5))
$$;

-- Readers: none in particular, and each account.
CREATE OR REPLACE VIEW mapping_reader AS
SELECT 0::bigint AS id UNION ALL SELECT u.id FROM accounts_user u;

CREATE OR REPLACE VIEW mapping_visible_contact AS
SELECT
    k.id,
    s.role,
    k.structure_id,
    k.service_id,
    seen.nom,
    seen.fonction,
    seen.telephone,
    seen.courriel,
    reader.id AS reader
FROM mapping_contact k
JOIN mapping_visible_structure s ON s.id = k.structure_id
CROSS JOIN mapping_reader reader
CROSS JOIN LATERAL (
    SELECT
        CASE
            WHEN mapping_told(s.role, reader.id, k.nom_visibility, k.nom_organisation_id, k.nom_group_id) THEN k.nom
            ELSE ''
        END AS nom,
        CASE
            WHEN mapping_told(s.role, reader.id, k.fonction_visibility, k.fonction_organisation_id, k.fonction_group_id) THEN k.fonction
            ELSE ''
        END AS fonction,
        CASE
            WHEN mapping_told(s.role, reader.id, k.telephone_visibility, k.telephone_organisation_id, k.telephone_group_id) THEN k.telephone
            ELSE ''
        END AS telephone,
        CASE
            WHEN mapping_told(s.role, reader.id, k.courriel_visibility, k.courriel_organisation_id, k.courriel_group_id) THEN k.courriel
            ELSE ''
        END AS courriel
) AS seen
WHERE (seen.nom, seen.fonction, seen.telephone, seen.courriel) <> ('', '', '', '');
