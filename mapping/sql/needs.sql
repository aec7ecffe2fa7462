-- The least role that may know of a record as it stands, under « * », and of each of its columns that needs a
-- higher one: what the history tells, then and now. It says the same as the views of visible.sql
-- (`tests/mapping/test_history.py` compares them).

CREATE OR REPLACE FUNCTION mapping_structure_needs(s mapping_structure) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        '*', CASE WHEN s.status = 'published' THEN 0 ELSE 2 END,
        'status', 2, 'organisation_id', 2, 'address_visibility', 2
    ) || CASE
        WHEN s.address_visibility > 0 THEN (
            SELECT jsonb_object_agg(name, s.address_visibility)
            FROM unnest(ARRAY[
                'source_id', 'siret', 'adresse', 'complement_adresse', 'code_postal', 'commune_nom', 'position',
                'position_precision', 'position_origin', 'accessibilite_lieu', 'lien_source'
            ]) AS name
        )
        ELSE '{}'
    END
$$;

CREATE OR REPLACE FUNCTION mapping_service_needs(sv mapping_service) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        (
            SELECT jsonb_build_object('*', CASE WHEN s.status = 'published' THEN 0 ELSE 2 END) || CASE
                WHEN s.address_visibility > 0 THEN (
                    SELECT jsonb_object_agg(name, s.address_visibility)
                    FROM unnest(ARRAY[
                        'source_id', 'adresse', 'complement_adresse', 'code_postal', 'commune_nom', 'position',
                        'position_precision', 'position_origin', 'lien_source', 'zone_origin'
                    ] || CASE WHEN sv.zone_origin IN ('drawn', 'public') THEN '{}'::text[] ELSE '{zone_polygon}' END
                    ) AS name
                )
                ELSE '{}'
            END
            FROM mapping_structure s
            WHERE s.id = sv.structure_id
        ),
        -- Its structure went with it.
        '{"*": 2}'
    )
$$;

CREATE OR REPLACE FUNCTION mapping_contact_needs(k mapping_contact) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        '*', greatest(
            coalesce(
                (SELECT CASE WHEN s.status = 'published' THEN 0 ELSE 2 END
                 FROM mapping_structure s WHERE s.id = k.structure_id),
                2
            ),
            -- Whoever may see none of what it says does not know that it exists.
            (
                SELECT min(needed) FROM (
                    VALUES
                        (k.nom, k.nom_visibility), (k.fonction, k.fonction_visibility),
                        (k.telephone, k.telephone_visibility), (k.courriel, k.courriel_visibility)
                ) AS said (text, needed)
                WHERE text <> ''
            )
        ),
        'nom', k.nom_visibility, 'fonction', k.fonction_visibility, 'telephone', k.telephone_visibility,
        'courriel', k.courriel_visibility,
        'nom_visibility', 2, 'fonction_visibility', 2, 'telephone_visibility', 2, 'courriel_visibility', 2
    )
$$;

CREATE OR REPLACE FUNCTION mapping_part_needs(structure bigint) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('*', coalesce(
        (SELECT CASE WHEN s.status = 'published' THEN 0 ELSE 2 END FROM mapping_structure s WHERE s.id = structure),
        2
    ))
$$;
