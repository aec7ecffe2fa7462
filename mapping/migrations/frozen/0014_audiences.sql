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
-- mapping/sql/needs.sql
-- The least role that may know of a record as it stands, under « * », and of each of its columns that needs a
-- higher one: what the history tells, then and now. It says the same as the views of visible.sql say to a role
-- alone (`tests/history/test_telling.py` compares them): whatever someone belongs to, what is hidden from their role
-- stays hidden from them in the history. Asked for each row that is written: what is public, as most is, costs
-- nothing to say.

CREATE OR REPLACE FUNCTION mapping_structure_needs(s mapping_structure) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    needs jsonb := '{"*": 0, "status": 2, "organisation_id": 2, "address_visibility": 2}';
BEGIN
    IF s.status <> 'published' THEN
        needs := '{"*": 2, "status": 2, "organisation_id": 2, "address_visibility": 2}';
    END IF;
    IF s.address_visibility > 0 THEN
        needs := needs || (
            SELECT jsonb_object_agg(name, s.address_visibility)
            FROM unnest(ARRAY[
                'source_id', 'siret', 'adresse', 'complement_adresse', 'code_postal', 'commune_nom', 'position',
                'position_precision', 'position_origin', 'accessibilite_lieu', 'lien_source'
            ]) AS name
        );
    END IF;
    RETURN needs;
END
$$;

CREATE OR REPLACE FUNCTION mapping_service_needs(sv mapping_service) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    needs jsonb := '{"*": 0}';
    published boolean;
    visibility smallint;
BEGIN
    SELECT s.status = 'published', s.address_visibility INTO published, visibility
    FROM mapping_structure s WHERE s.id = sv.structure_id;
    IF published IS NOT TRUE THEN
        -- Also where its structure went with it.
        needs := '{"*": 2}';
    END IF;
    IF visibility > 0 THEN
        needs := needs || (
            SELECT jsonb_object_agg(name, visibility)
            FROM unnest(ARRAY[
                'source_id', 'adresse', 'complement_adresse', 'code_postal', 'commune_nom', 'position',
                'position_precision', 'position_origin', 'lien_source', 'zone_origin', 'zone_polygon'
            ]) AS name
            WHERE name <> 'zone_polygon' OR sv.zone_origin NOT IN ('drawn', 'public')
        );
    END IF;
    RETURN needs;
END
$$;

CREATE OR REPLACE FUNCTION mapping_part_needs(structure bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    PERFORM FROM mapping_structure s WHERE s.id = structure AND s.status = 'published';
    IF FOUND THEN
        RETURN '{"*": 0}';
    END IF;
    RETURN '{"*": 2}';
END
$$;

CREATE OR REPLACE FUNCTION mapping_contact_needs(k mapping_contact) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    part smallint := mapping_part_needs(k.structure_id) ->> '*';
BEGIN
    RETURN jsonb_build_object(
        '*', greatest(
            part,
            -- Whoever may see none of what it says does not know that it exists.
            least(
                CASE WHEN k.nom <> '' THEN k.nom_visibility END,
                CASE WHEN k.fonction <> '' THEN k.fonction_visibility END,
                CASE WHEN k.telephone <> '' THEN k.telephone_visibility END,
                CASE WHEN k.courriel <> '' THEN k.courriel_visibility END
            )
        ),
        'nom', k.nom_visibility, 'fonction', k.fonction_visibility, 'telephone', k.telephone_visibility,
        'courriel', k.courriel_visibility,
        'nom_visibility', 2, 'fonction_visibility', 2, 'telephone_visibility', 2, 'courriel_visibility', 2,
        'nom_organisation_id', 2, 'fonction_organisation_id', 2, 'telephone_organisation_id', 2,
        'courriel_organisation_id', 2, 'nom_group_id', 2, 'fonction_group_id', 2, 'telephone_group_id', 2,
        'courriel_group_id', 2
    );
END
$$;;
