-- The least role that may know of a message of a topic: who reads the topic, staff once either is withdrawn.
CREATE OR REPLACE FUNCTION network_post_needs(topic bigint, said_state text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    least_role smallint;
BEGIN
    SELECT t.audience INTO least_role
    FROM network_topic t WHERE t.id = topic AND t.state = 'published' AND said_state = 'published';
    RETURN jsonb_build_object('*', coalesce(least_role, 2));
END
$$;

-- The least role that may know of a resource, an event, news, a bulletin or a notepad, and so of what belongs to it: of a
-- translation, of a file, of a section. What a discussion lost is told to staff. What is withdrawn is told to
-- professionals, who may bring it back; what is gone too.
CREATE OR REPLACE FUNCTION network_part_needs(root bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    least_role smallint;
BEGIN
    SELECT CASE WHEN held.state = 'published' THEN held.audience ELSE greatest(held.audience, held.otherwise) END
    INTO least_role
    FROM (
        SELECT r.state, r.audience, 1 AS otherwise FROM network_resource r WHERE r.id = root
        UNION ALL
        SELECT e.state, e.audience, 1 FROM network_event e WHERE e.id = root
        UNION ALL
        SELECT n.state, n.audience, 1 FROM network_notepad n WHERE n.id = root
        UNION ALL
        SELECT b.state, b.audience, 1 FROM network_bulletin b WHERE b.id = root
        UNION ALL
        SELECT t.state, t.audience, 2 FROM network_topic t WHERE t.id = root
        UNION ALL
        SELECT p.state, (network_post_needs(p.topic_id, p.state) ->> '*')::smallint, 2
        FROM network_post p WHERE p.id = root
    ) AS held;
    RETURN jsonb_build_object('*', coalesce(least_role, 1));
END
$$;

-- The least role that may know of a line of a bulletin: who reads the bulletin; staff, of what is said of a
-- structure that closed for good, which no page tells.
CREATE OR REPLACE FUNCTION network_bulletin_item_needs(i network_bulletinitem) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF i.source = 'fermee' THEN
        RETURN '{"*": 2}';
    END IF;
    RETURN network_part_needs(i.bulletin_id);
END
$$;

-- The least role that may know of a photograph: who reads what it is of, and it is for; that of a confidential
-- place shows where it is. One that is hidden is told to staff, and so is who agreed to be seen.
CREATE OR REPLACE FUNCTION network_photo_needs(p network_galleryphoto) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    least_role smallint;
BEGIN
    IF p.state <> 'shown' THEN
        least_role := 2;
    ELSIF p.structure_id IS NOT NULL THEN
        SELECT s.address_visibility INTO least_role
        FROM mapping_structure s WHERE s.id = p.structure_id AND s.status = 'published';
    ELSIF p.event_id IS NOT NULL THEN
        SELECT e.audience INTO least_role
        FROM network_event e WHERE e.id = p.event_id AND e.state = 'published';
    ELSE
        SELECT 1 INTO least_role
        FROM accounts_group g WHERE g.id = p.group_id AND g.is_listed AND g.archived_at IS NULL;
    END IF;
    RETURN jsonb_build_object(
        '*', greatest(p.audience, coalesce(least_role, 2)), 'group_id', 2, 'state', 2, 'by_id', 2,
        'recognisable', 2, 'consent_who', 2, 'consent_until', 2, 'for_print', 2, 'for_social', 2,
        'consent_noted_by_id', 2, 'consent_noted_at', 2
    );
END
$$;
