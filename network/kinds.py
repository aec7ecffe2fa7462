# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kinds of records of the network that have a history."""

from history.kinds import Kind

# Where it holds: a commune, an EPCI or a département; of a territory that staff drew up, the département of
# its first commune.
_TERRITORY = """CASE {row}.territory_kind
    WHEN '' THEN NULL
    WHEN 'territoire' THEN (
        SELECT c.departement_code FROM places_namedterritory t
        JOIN places_commune c ON c.code = t.communes[1] WHERE t.slug = {row}.territory_code
    )
    ELSE {row}.territory_code
END"""
# What is withdrawn is still told to professionals, who may bring it back.
_NEEDS = (
    "jsonb_build_object('*', CASE WHEN {row}.state = 'published' THEN {row}.audience"
    " ELSE greatest({row}.audience, 1) END)"
    # In which group is told to who belongs to it, by its page: a name may be that of one that is unlisted.
    " || jsonb_build_object('group_id', 2)"
)
# Where one joins online is for who is registered, unless it is open: visitors read it in no history.
_EVENT_NEEDS = _NEEDS + (
    " || CASE WHEN {row}.registering = 'here' AND NOT {row}.online_is_open"
    " THEN jsonb_build_object('online_link', greatest({row}.audience, 1)) ELSE jsonb_build_object() END"
)
_FOLLOWS = ("updated_at", "created_at")

RESOURCE = Kind(
    number=20,
    code="resource",
    table="network_resource",
    root="{row}.id",
    place=_TERRITORY,
    needs=_NEEDS,
    root_table="network_resource",
    left_out=_FOLLOWS,
    quiet=("verified_at", "verified_by"),
    groups=(frozenset({"territory_kind", "territory_code"}),),
    hiders=("audience", "state"),
)
TRANSLATION = Kind(
    number=21,
    code="translation",
    table="network_translation",
    root="{row}.resource_id",
    place="NULL::text",
    needs="network_part_needs(root)",
    root_table="network_resource",
    hides_with_root=True,
)
ATTACHMENT = Kind(
    number=22,
    code="attachment",
    table="network_attachment",
    root="coalesce({row}.resource_id, {row}.event_id, {row}.topic_id, {row}.post_id, {row}.notepad_id)",
    place="NULL::text",
    needs="network_part_needs(root)",
    root_table=None,
    left_out=_FOLLOWS,
    hides_with_root=True,
)
EVENT = Kind(
    number=23,
    code="event",
    table="network_event",
    root="{row}.id",
    place="coalesce({row}.code_insee, " + _TERRITORY + ")",
    needs=_EVENT_NEEDS,
    root_table="network_event",
    left_out=_FOLLOWS,
    groups=(
        frozenset({"territory_kind", "territory_code"}),
        frozenset({"position", "position_precision", "position_origin"}),
        frozenset({"recurrence", "recurrence_words"}),
    ),
    hiders=("audience", "state", "registering", "online_is_open"),
)
NEWS = Kind(
    number=24,
    code="news",
    table="network_news",
    root="{row}.id",
    place="coalesce({row}.code_insee, " + _TERRITORY + ")",
    needs=_NEEDS,
    root_table="network_news",
    left_out=_FOLLOWS,
    groups=(
        frozenset({"territory_kind", "territory_code"}),
        frozenset({"side", "what"}),
    ),
    hiders=("audience", "state"),
)
MINUTES = Kind(
    number=25,
    code="minutes",
    table="network_minutes",
    root="{row}.event_id",
    place="NULL::text",
    needs="jsonb_build_object('*', greatest((network_part_needs(root) ->> '*')::int, {row}.audience))",
    root_table="network_event",
    hiders=("audience",),
    hides_with_root=True,
)
# Who belongs to a group is asked when it is read, and no event knows of it: by role alone, staff read what
# was written of one. Its own page tells its members (`network.groups.changes`).
GROUP = Kind(
    number=26,
    code="group",
    table="accounts_group",
    root="NULL::bigint",
    place="NULL::text",
    needs="""'{{"*": 2}}'::jsonb""",
    root_table="accounts_group",
    left_out=_FOLLOWS,
    groups=(frozenset({"territory_kind", "territory_code"}), frozenset({"joining", "is_listed"})),
)
# By role, what was taken out of a discussion is told to staff alone: its pages ask who wrote it, who leads.
_SAID_NEEDS = (
    "jsonb_build_object('*', CASE WHEN {row}.state = 'published' THEN {row}.audience ELSE 2 END)"
    " || jsonb_build_object('group_id', 2)"
)
# What follows what is said, and is nobody's edit.
_SAID_FOLLOWS = (*_FOLLOWS, "last_at", "words")
TOPIC = Kind(
    number=27,
    code="topic",
    table="network_topic",
    root="{row}.id",
    place=_TERRITORY,
    needs=_SAID_NEEDS,
    root_table="network_topic",
    left_out=_SAID_FOLLOWS,
    groups=(frozenset({"territory_kind", "territory_code"}), frozenset({"state", "withdrawn_by_id"})),
    hiders=("audience", "state"),
)
POST = Kind(
    number=28,
    code="post",
    table="network_post",
    root="{row}.id",
    place="NULL::text",
    needs="network_post_needs({row}.topic_id, {row}.state)",
    root_table="network_post",
    left_out=(*_FOLLOWS, "words"),
    groups=(frozenset({"state", "withdrawn_by_id"}),),
    hiders=("state",),
)
NOTEPAD = Kind(
    number=29,
    code="notepad",
    table="network_notepad",
    root="{row}.id",
    place=_TERRITORY,
    needs=_NEEDS,
    root_table="network_notepad",
    left_out=_FOLLOWS,
    groups=(frozenset({"territory_kind", "territory_code"}),),
    hiders=("audience", "state"),
)
SECTION = Kind(
    number=30,
    code="section",
    table="network_section",
    root="{row}.notepad_id",
    place="NULL::text",
    needs="network_part_needs(root)",
    root_table="network_notepad",
    left_out=_FOLLOWS,
    hides_with_root=True,
)
OUTREACH = Kind(
    number=31,
    code="outreach",
    table="network_outreach",
    root="{row}.id",
    place=_TERRITORY,
    needs=_NEEDS,
    root_table="network_outreach",
    left_out=_FOLLOWS,
    groups=(frozenset({"territory_kind", "territory_code"}), frozenset({"next_words", "next_on"})),
    hiders=("audience", "state"),
)
BULLETIN = Kind(
    number=45,
    code="bulletin",
    table="network_bulletin",
    root="{row}.id",
    place=_TERRITORY,
    needs=_NEEDS,
    root_table="network_bulletin",
    left_out=(*_FOLLOWS, "handed_at"),
    groups=(frozenset({"territory_kind", "territory_code"}), frozenset({"state", "sent_at"})),
    hiders=("audience", "state"),
)
# Which records it tells of is nobody's to read of it but as its page tells them.
BULLETIN_ITEM = Kind(
    number=46,
    code="bulletin_item",
    table="network_bulletinitem",
    root="{row}.bulletin_id",
    place="NULL::text",
    needs="network_bulletin_item_needs({row})",
    root_table="network_bulletin",
    left_out=("about",),
    hides_with_root=True,
)
# Of who agreed to be seen, and until when, the history tells staff; who keeps a photograph reads it in its
# form. What is removed is emptied of all it said (`network/sql/gallery.sql`).
PHOTO = Kind(
    number=40,
    code="gallery_photo",
    table="network_galleryphoto",
    root="{row}.id",
    place=(
        "coalesce((SELECT s.code_insee FROM mapping_structure s WHERE s.id = {row}.structure_id),"
        " (SELECT e.code_insee FROM network_event e WHERE e.id = {row}.event_id))"
    ),
    needs="network_photo_needs({row})",
    root_table="network_galleryphoto",
    left_out=_FOLLOWS,
    hiders=("audience", "state"),
    for_staff=(
        *("group_id", "state", "by_id", "recognisable", "consent_who", "consent_until", "for_print"),
        *("for_social", "consent_noted_by_id", "consent_noted_at"),
    ),
)
KINDS = (
    *(RESOURCE, TRANSLATION, ATTACHMENT, EVENT, NEWS, MINUTES, GROUP, TOPIC, POST),
    *(NOTEPAD, SECTION, OUTREACH, BULLETIN, BULLETIN_ITEM, PHOTO),
)
