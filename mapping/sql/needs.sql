-- The least role that may know of a record as it stands, under « * », and of each of its columns that needs a
-- higher one: what the history tells, then and now. It says the same as the views of visible.sql say to a role
-- alone (`tests/history/test_visible.py` compares them): whatever someone belongs to, what is hidden from their role
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

CREATE OR REPLACE FUNCTION mapping_photo_needs(structure bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    visibility smallint;
BEGIN
    -- A picture of a confidential place shows where it is.
    SELECT s.address_visibility INTO visibility
    FROM mapping_structure s WHERE s.id = structure AND s.status = 'published';
    RETURN jsonb_build_object('*', coalesce(visibility, 2));
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
$$;

-- A field of a group that is in no list, or archived, is its members' alone, whatever it was declared for.
CREATE OR REPLACE FUNCTION mapping_group_value_needs(field bigint, structure bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    part smallint := mapping_part_needs(structure) ->> '*';
    reader smallint;
BEGIN
    SELECT CASE WHEN g.is_listed AND g.archived_at IS NULL THEN f.audience ELSE 2 END INTO reader
    FROM mapping_groupfield f JOIN accounts_group g ON g.id = f.group_id WHERE f.id = field;
    RETURN jsonb_build_object('*', greatest(part, coalesce(reader, 2)));
END
$$;
