-- Opening hours as stretches of time: which text of hours each row of the search has.

-- The hours of a service, else its structure's, and the area where reading them depends on the place:
-- overseas for the time, everywhere for the school holidays (SH). A text too long for an index entry is
-- prose, not hours: it stays unknown.
CREATE OR REPLACE FUNCTION mapping_hours(s mapping_structure, sv mapping_service, OUT hours text, OUT area text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    commune text := coalesce(sv.code_insee, s.code_insee, '');
BEGIN
    hours := btrim(coalesce(nullif(btrim(sv.horaires_accueil), ''), s.horaires_accueil));
    IF length(hours) > 600 THEN
        hours := '';
    END IF;
    area := CASE
        WHEN commune ~ '^9[78]' THEN left(commune, 3)
        WHEN hours ~ '\mSH\M' THEN left(commune, 2)
        ELSE ''
    END;
END
$$;
