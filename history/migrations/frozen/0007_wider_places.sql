-- history/sql/ledger.sql
-- The ledger of acts and events: who writes in it, and that nobody writes it again.

-- The act that this transaction is about: the one that was said (history.context), else « sql ». It is
-- written at the first change, so that what changes nothing leaves nothing.
CREATE OR REPLACE FUNCTION history_current_act() RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    current bigint := nullif(current_setting('history.act', true), '');
BEGIN
    IF current IS NULL THEN
        INSERT INTO history_act (cause, by_id, run, undoes_id, note)
        VALUES (
            coalesce(nullif(current_setting('history.cause', true), ''), 'sql'),
            nullif(current_setting('history.by', true), '')::bigint,
            nullif(current_setting('history.run', true), '')::bigint,
            nullif(current_setting('history.undoes', true), '')::bigint,
            coalesce(current_setting('history.note', true), '')
        )
        RETURNING id INTO current;
        PERFORM set_config('history.act', current::text, true);
    END IF;
    RETURN current;
END
$$;

-- For each column that needs a role, the higher of two that it needs.
CREATE OR REPLACE FUNCTION history_stricter(one jsonb, other jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN one = other THEN one
        ELSE coalesce((
            SELECT jsonb_object_agg(name, needed)
            FROM (
                SELECT key AS name, max(value::text::smallint) AS needed
                FROM (SELECT * FROM jsonb_each(one) UNION ALL SELECT * FROM jsonb_each(other)) AS said
                GROUP BY key
            ) AS each
        ), '{}')
    END
$$;

-- Writes one event. `needs_before` and `needs_after` say by column which role it needs, the whole record
-- under « * ». `place` is the code of a commune, or of the EPCI or the département that it is about as a whole.
CREATE OR REPLACE FUNCTION history_write(
    kind smallint, operation text, object bigint, root bigint, place text,
    needs jsonb, before jsonb, after jsonb
) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    of_epci text := '';
    of_departement text := '';
    least_role smallint := needs -> '*';
    of_columns jsonb := needs - '*';
    act bigint := coalesce(nullif(current_setting('history.act', true), '')::bigint, history_current_act());
BEGIN
    IF length(place) = 5 THEN
        SELECT c.epci_code, c.departement_code INTO of_epci, of_departement
        FROM places_commune c WHERE c.code = place;
    ELSIF length(place) = 9 THEN
        -- That of most of its communes, where it lies in two.
        SELECT place, mode() WITHIN GROUP (ORDER BY c.departement_code) INTO of_epci, of_departement
        FROM places_commune c WHERE c.epci_code = place;
        place := '';
    ELSIF place IS NOT NULL THEN
        of_departement := place;
        place := '';
    END IF;
    IF operation = 'U' AND of_columns <> '{}' THEN
        SELECT coalesce(jsonb_object_agg(key, value), '{}') INTO of_columns
        FROM jsonb_each(of_columns) WHERE before ? key AND value::smallint > least_role;
    ELSIF of_columns <> '{}' THEN
        SELECT coalesce(jsonb_object_agg(key, value), '{}') INTO of_columns
        FROM jsonb_each(of_columns) WHERE value::smallint > least_role;
    END IF;
    INSERT INTO history_event (
        act_id, kind, operation, object, root, place, epci, departement, need, hidden, before, after
    )
    VALUES (
        act, kind, operation, object, root, coalesce(place, ''), coalesce(of_epci, ''),
        coalesce(of_departement, ''), least_role, of_columns, before, after
    );
END
$$;

-- An event is written once. Only the function that blanks personal data may change one, and says so.
CREATE OR REPLACE FUNCTION history_refuse() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('history.erasing', true) = 'yes' THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    RAISE EXCEPTION 'L''historique ne se réécrit pas (%).', TG_OP
        USING ERRCODE = 'restrict_violation', HINT = 'history.erasing.blank() efface des données personnelles.';
END
$$;
CREATE OR REPLACE TRIGGER history_event_written_once BEFORE UPDATE OR DELETE ON history_event
    FOR EACH ROW EXECUTE FUNCTION history_refuse();

-- What a table holds cannot be swept away without a trace.
CREATE OR REPLACE FUNCTION history_refuse_truncate() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('history.sweeping', true) = 'yes' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'TRUNCATE % échapperait à l''historique : utilisez DELETE.', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$;

-- Those of the columns that `held` holds, each null.
CREATE OR REPLACE FUNCTION history_emptied(held jsonb, columns text[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(jsonb_object_agg(name, NULL), '{}') FROM unnest(columns) AS name WHERE held ? name
$$;

-- Blanks columns of one record in every event that holds them: the value becomes null, that there was one
-- stays. Gives how many events that was.
CREATE OR REPLACE FUNCTION history_blank(of_kind smallint, of_object bigint, columns text[]) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    blanked bigint;
BEGIN
    PERFORM set_config('history.erasing', 'yes', true);
    UPDATE history_event e SET
        before = e.before || history_emptied(e.before, columns),
        after = e.after || history_emptied(e.after, columns)
    WHERE e.kind = of_kind AND e.object = of_object AND (e.before ?| columns OR e.after ?| columns);
    GET DIAGNOSTICS blanked = ROW_COUNT;
    PERFORM set_config('history.erasing', '', true);
    RETURN blanked;
END
$$;

CREATE OR REPLACE TRIGGER history_event_no_truncate BEFORE TRUNCATE ON history_event
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse_truncate();
