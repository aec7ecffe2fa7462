-- What an edit of the directory sets to be made again, in its own transaction: the derived rows of the
-- structures it touches, and only where something that they are made of changed.
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
                n.status, n.address_visibility, n.code_insee, n.position_precision, n.accessible,
                n.reseaux_porteurs, n.horaires_accueil, n.nom, n.description, n.commune_nom, n.adresse,
                n.complement_adresse, n.code_postal, n.telephone, n.courriel, n.site_web, n.verified_at,
                n.is_example
            ) IS DISTINCT FROM (
                o.status, o.address_visibility, o.code_insee, o.position_precision, o.accessible,
                o.reseaux_porteurs, o.horaires_accueil, o.nom, o.description, o.commune_nom, o.adresse,
                o.complement_adresse, o.code_postal, o.telephone, o.courriel, o.site_web, o.verified_at,
                o.is_example
            )
            OR n.position::bytea IS DISTINCT FROM o.position::bytea
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
                    n.structure_id, n.thematiques, n.code_insee, n.position_precision, n.publics, n.langues,
                    n.niveaux, n.modes_accueil, n.type, n.frais, n.zone_eligibilite, n.horaires_accueil,
                    n.places_restantes > 0, n.zone_polygon IS NULL, n.zone_origin, n.nom, n.description, n.commune_nom,
                    n.adresse, n.complement_adresse, n.code_postal
                ) IS DISTINCT FROM (
                    o.structure_id, o.thematiques, o.code_insee, o.position_precision, o.publics, o.langues,
                    o.niveaux, o.modes_accueil, o.type, o.frais, o.zone_eligibilite, o.horaires_accueil,
                    o.places_restantes > 0, o.zone_polygon IS NULL, o.zone_origin, o.nom, o.description, o.commune_nom,
                    o.adresse, o.complement_adresse, o.code_postal
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

CREATE OR REPLACE FUNCTION mapping_service_deleted() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM mapping_refresh_search(ARRAY(SELECT DISTINCT structure_id FROM old_rows));
    RETURN NULL;
END
$$;

-- A commune's point stands in for a missing or a confidential position, its name is shown and searched, and
-- its places are those of its EPCI and its département.
CREATE OR REPLACE FUNCTION mapping_commune_updated() RETURNS trigger
LANGUAGE plpgsql SET enable_nestloop = off AS $$
DECLARE
    moved text[] := ARRAY(
        SELECT n.code FROM new_rows n JOIN old_rows o USING (code)
        WHERE n.point::bytea IS DISTINCT FROM o.point::bytea
            OR (n.nom, n.epci_code, n.departement_code) IS DISTINCT FROM (o.nom, o.epci_code, o.departement_code)
    );
BEGIN
    IF moved <> '{}' THEN
        PERFORM mapping_refresh_search(ARRAY(
            SELECT id FROM mapping_structure WHERE code_insee = ANY (moved)
            UNION
            SELECT structure_id FROM mapping_service WHERE code_insee = ANY (moved)
        ));
    END IF;
    RETURN NULL;
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
