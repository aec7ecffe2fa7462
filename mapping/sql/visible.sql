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
    {columns told of a structure},
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
    {columns told of a service},
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
WHERE (seen.nom, seen.fonction, seen.telephone, seen.courriel) <> ('', '', '', '');
