-- The journal of runs that stand, and of what an undone one left, becomes acts and events of the history. What was
-- changed between two runs, or after the last, by whatever road, was noted nowhere: it is worked out from what the
-- journal says before and after, and is of an act « sql »; of an act « geocoding » where that found the place.
-- Staff alone are told of any of it: who could see what then is not known.
INSERT INTO history_act (at, cause, by_id, run, note)
SELECT coalesce(r.applied_at, r.created_at), r.what, r.user_id, r.id, ''
FROM data_importrun r
WHERE r.state IN ('applied', 'undone') AND EXISTS (SELECT FROM data_change c WHERE c.run_id = r.id)
ORDER BY coalesce(r.applied_at, r.created_at), r.id;

CREATE TEMPORARY TABLE journal_today ON COMMIT DROP AS
SELECT 'structure' AS kind, t.id, to_jsonb(t) AS held FROM mapping_structure t
WHERE t.id IN (SELECT object_id FROM data_change WHERE kind = 'structure')
UNION ALL
SELECT 'service', t.id, to_jsonb(t) FROM mapping_service t
WHERE t.id IN (SELECT object_id FROM data_change WHERE kind = 'service')
UNION ALL
SELECT 'contact', t.id, to_jsonb(t) FROM mapping_contact t
WHERE t.id IN (SELECT object_id FROM data_change WHERE kind = 'contact')
UNION ALL
SELECT 'closure', t.id, to_jsonb(t) FROM mapping_temporaryclosure t
WHERE t.id IN (SELECT object_id FROM data_change WHERE kind = 'closure')
UNION ALL
SELECT 'link', t.id, to_jsonb(t) FROM data_link t
WHERE t.id IN (SELECT object_id FROM data_change WHERE kind = 'link')
UNION ALL
SELECT 'duplicate', t.id, to_jsonb(t) FROM data_duplicate t
WHERE t.id IN (SELECT object_id FROM data_change WHERE kind = 'duplicate');

CREATE TEMPORARY TABLE journal_said ON COMMIT DROP AS
SELECT c.id, a.id AS act_id, c.kind, c.object_id, c.before, c.after, h.held
FROM data_change c
JOIN data_importrun r ON r.id = c.run_id
JOIN history_act a ON a.run = r.id
LEFT JOIN journal_today h ON h.kind = c.kind AND h.id = c.object_id
WHERE r.state = 'applied' OR (r.state = 'undone' AND c.before IS NULL AND h.id IS NOT NULL);

-- By record and column, what a run found that the run before had not left, and what is there today that the last
-- had not.
CREATE TEMPORARY TABLE journal_gap ON COMMIT DROP AS
WITH line AS (
    SELECT
        s.id, s.kind, s.object_id, s.held, f.key, s.before -> f.key AS found, s.after -> f.key AS left_behind,
        lag(s.after -> f.key) OVER chain AS held_before, lead(s.id) OVER chain IS NULL AS is_last
    FROM journal_said s
    CROSS JOIN LATERAL jsonb_object_keys(coalesce(s.before, '{}') || coalesce(s.after, '{}')) AS f (key)
    WINDOW chain AS (PARTITION BY s.kind, s.object_id, f.key ORDER BY s.id)
), gap AS (
    SELECT id, kind, object_id, held, key, held_before AS old, found AS new
    FROM line WHERE held_before IS NOT NULL AND found IS NOT NULL AND held_before <> found
    UNION ALL
    SELECT 9223372036854775807, kind, object_id, held, key, left_behind, held -> key
    FROM line WHERE is_last AND left_behind IS NOT NULL AND held ? key AND left_behind <> held -> key
), caused AS (
    SELECT *, CASE
        WHEN kind = 'structure' AND key IN ('position', 'position_precision', 'position_origin', 'code_insee')
            AND held ->> 'position_precision' <> 'manual'
            AND EXISTS (
                SELECT FROM mapping_positionreview p
                WHERE p.structure_id = gap.object_id AND p.decided_by_id IS NULL
            )
            THEN 'geocoding'
        ELSE 'sql'
    END AS cause
    FROM gap
)
SELECT
    id, kind, object_id, cause, held,
    jsonb_object_agg(key, old) AS before, jsonb_object_agg(key, new) AS after
FROM caused
GROUP BY id, kind, object_id, cause, held
HAVING bool_or(key <> 'updated_at');

INSERT INTO history_act (cause, note)
SELECT DISTINCT cause, 'Changements d''avant l''historique' FROM journal_gap;

INSERT INTO history_event (
    act_id, kind, operation, object, root, place, epci, departement, need, hidden, before, after
)
SELECT
    e.act_id,
    CASE e.kind
        WHEN 'structure' THEN 1 WHEN 'service' THEN 2 WHEN 'contact' THEN 3 WHEN 'closure' THEN 5
        WHEN 'link' THEN 6 ELSE 7
    END,
    e.operation, e.object_id, of.root, coalesce(c.code, ''), coalesce(c.epci_code, ''),
    coalesce(c.departement_code, ''), 2, '{}', e.before, e.after
FROM (
    SELECT id, 1 AS turn, act_id, kind, object_id, held, before AS said,
        CASE WHEN before IS NULL THEN 'I' WHEN after IS NULL THEN 'D' ELSE 'U' END AS operation,
        before, CASE WHEN before IS NOT NULL THEN after END AS after
    FROM journal_said
    UNION ALL
    SELECT id, 0, (SELECT max(a.id) FROM history_act a WHERE a.cause = journal_gap.cause), kind, object_id, held, before, 'U', before, after
    FROM journal_gap
) AS e
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN e.kind = 'structure' THEN e.object_id
        WHEN e.kind IN ('service', 'contact', 'closure')
            THEN coalesce(e.after ->> 'structure_id', e.held ->> 'structure_id', e.said ->> 'structure_id')::bigint
    END AS root
) AS of
LEFT JOIN mapping_structure s ON s.id = of.root
LEFT JOIN places_commune c ON c.code = s.code_insee
ORDER BY e.id, e.turn, e.kind, e.object_id;
