# SPDX-License-Identifier: AGPL-3.0-or-later
"""What imports keep beside the directory, whose history is that of the act that wrote it.

Nobody reads it but staff: a link holds what a source gave, whatever is hidden of it.
"""

from history.kinds import Kind

# SQL of the number of a kind of the directory, from its name.
NUMBER_OF = """
CASE {kind} WHEN 'structure' THEN 1 WHEN 'service' THEN 2 WHEN 'contact' THEN 3 WHEN 'session' THEN 4 END
"""
# A record that the same act made and that is still there keeps its link.
_STILL_THERE = """
EXISTS (
    SELECT FROM history_event e
    WHERE e.act_id = {act} AND e.operation = 'I' AND e.object = {row}.object_id
        AND e.kind = CASE {row}.kind
            WHEN 'structure' THEN 1 WHEN 'service' THEN 2 WHEN 'contact' THEN 3 WHEN 'session' THEN 4
        END
)
AND CASE {row}.kind
    WHEN 'structure' THEN EXISTS (SELECT FROM mapping_structure t WHERE t.id = {row}.object_id)
    WHEN 'service' THEN EXISTS (SELECT FROM mapping_service t WHERE t.id = {row}.object_id)
    WHEN 'session' THEN EXISTS (SELECT FROM mapping_session t WHERE t.id = {row}.object_id)
    ELSE EXISTS (SELECT FROM mapping_contact t WHERE t.id = {row}.object_id)
END
"""

LINK = Kind(
    number=6,
    code="link",
    table="data_link",
    root="NULL::bigint",
    place="NULL::text",
    needs="""'{{"*": 2}}'::jsonb""",
    root_table=None,
    left_out=(),
    # Which record it names is not among them: a merge moves it, whatever the source says before and after.
    groups=(frozenset({"given", "closed"}),),
    holds=_STILL_THERE,
    told=False,
)
DUPLICATE = Kind(
    number=7,
    code="duplicate",
    table="data_duplicate",
    root="NULL::bigint",
    place="NULL::text",
    needs="""'{{"*": 2}}'::jsonb""",
    root_table=None,
    left_out=(),
    groups=(frozenset({"state", "merge_id", "decided_at"}),),
    told=False,
)

KINDS = (LINK, DUPLICATE)
