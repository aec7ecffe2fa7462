-- The least role that may know of a resource, an event or news, and so of what belongs to it: of a
-- translation, of a file. What is withdrawn is told to professionals, who may bring it back; what is gone too.
CREATE OR REPLACE FUNCTION network_part_needs(root bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    least_role smallint;
BEGIN
    SELECT CASE WHEN held.state = 'published' THEN held.audience ELSE greatest(held.audience, 1) END
    INTO least_role
    FROM (
        SELECT r.state, r.audience FROM network_resource r WHERE r.id = root
        UNION ALL
        SELECT e.state, e.audience FROM network_event e WHERE e.id = root
    ) AS held;
    RETURN jsonb_build_object('*', coalesce(least_role, 1));
END
$$;
