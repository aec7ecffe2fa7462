# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kinds of records of the directory that have a history."""

from history.kinds import Kind
from mapping.models.contact import CONTACT_FIELDS

_COMMUNE = "(SELECT s.code_insee FROM mapping_structure s WHERE s.id = {of})"
# Sessions hang on a service; where that went before them, its own event says whose it was.
_OF_SERVICE = (
    "coalesce((SELECT sv.structure_id FROM mapping_service sv WHERE sv.id = {row}.service_id), "
    "(SELECT e.root FROM history_event e WHERE e.kind = 2 AND e.object = {row}.service_id "
    "ORDER BY e.id DESC LIMIT 1))"
)

# A point without how sure it is means nothing.
_POSITION = frozenset({"position", "position_precision", "position_origin"})

STRUCTURE = Kind(
    number=1,
    code="structure",
    table="mapping_structure",
    root="{row}.id",
    place="{row}.code_insee",
    needs="mapping_structure_needs({row})",
    root_table="mapping_structure",
    quiet=("verified_at",),
    hiders=("address_visibility",),
    for_staff=("status", "organisation_id", "address_visibility"),
    groups=(_POSITION,),
    # What the geocoding noted goes with its structure; what a person decided of it does not.
    swept=(("mapping_positionreview", "h.decided_by_id IS NOT NULL"),),
)
SERVICE = Kind(
    number=2,
    code="service",
    table="mapping_service",
    root="{row}.structure_id",
    place="coalesce({row}.code_insee, " + _COMMUNE.format(of="root") + ")",
    needs="mapping_service_needs({row})",
    root_table="mapping_structure",
    groups=(
        _POSITION,
        frozenset({"capacite", "places_restantes", "places_restantes_le"}),
        frozenset({"zone_eligibilite", "zone_polygon", "zone_origin"}),
    ),
    hides_with_root=True,
)
CONTACT = Kind(
    number=3,
    code="contact",
    table="mapping_contact",
    root="{row}.structure_id",
    place=_COMMUNE.format(of="root"),
    needs="mapping_contact_needs({row})",
    root_table="mapping_structure",
    # A detail goes back with whom it was for, or not at all.
    groups=tuple(
        frozenset({name, f"{name}_visibility", f"{name}_organisation_id", f"{name}_group_id"})
        for name in CONTACT_FIELDS
    ),
    hiders=tuple(f"{name}_visibility" for name in CONTACT_FIELDS),
    for_staff=tuple(
        f"{name}{rule}"
        for name in CONTACT_FIELDS
        for rule in ("_visibility", "_organisation_id", "_group_id")
    ),
)
SESSION = Kind(
    number=4,
    code="session",
    table="mapping_session",
    root=_OF_SERVICE,
    place=_COMMUNE.format(of="root"),
    needs="mapping_part_needs(root)",
    root_table="mapping_structure",
)
CLOSURE = Kind(
    number=5,
    code="closure",
    table="mapping_temporaryclosure",
    root="{row}.structure_id",
    place=_COMMUNE.format(of="root"),
    needs="mapping_part_needs(root)",
    root_table="mapping_structure",
)
PHOTO = Kind(
    number=8,
    code="photo",
    table="mapping_photo",
    root="{row}.structure_id",
    place=_COMMUNE.format(of="root"),
    needs="mapping_photo_needs(root)",
    root_table="mapping_structure",
)

# Of how the directory is led, staff alone are told who wrote it (`mapping.governance`).
_FOR_STAFF = """'{{"*": 2}}'::jsonb"""
GOVERNANCE = Kind(
    number=9,
    code="governance",
    table="mapping_governance",
    root="NULL::bigint",
    place="NULL::text",
    needs=_FOR_STAFF,
    root_table="mapping_governance",
)
GOVERNING_BODY = Kind(
    number=10,
    code="governing_body",
    table="mapping_governingbody",
    root="NULL::bigint",
    place="NULL::text",
    needs=_FOR_STAFF,
    root_table="mapping_governingbody",
)
GOVERNING_SEAT = Kind(
    number=11,
    code="governing_seat",
    table="mapping_governingseat",
    root="NULL::bigint",
    place="NULL::text",
    needs=_FOR_STAFF,
    root_table=None,
    groups=(frozenset({"body_id", "organisation_id"}),),
    part_of=("mapping_governingbody", "body_id"),
)
OF_GOVERNANCE = (GOVERNANCE, GOVERNING_BODY, GOVERNING_SEAT)

# The same of a region's own fields (`mapping.taxonomies`).
TAXONOMY = Kind(
    number=12,
    code="taxonomy",
    table="mapping_taxonomy",
    root="NULL::bigint",
    place="NULL::text",
    needs=_FOR_STAFF,
    root_table="mapping_taxonomy",
)
TAXONOMY_FIELD = Kind(
    number=13,
    code="taxonomy_field",
    table="mapping_taxonomyfield",
    root="NULL::bigint",
    place="NULL::text",
    needs=_FOR_STAFF,
    root_table=None,
    part_of=("mapping_taxonomy", "taxonomy_id"),
)
OF_TAXONOMIES = (TAXONOMY, TAXONOMY_FIELD)

# What a group asks of structures is told by its own page; by role alone, to staff.
GROUP_FIELD = Kind(
    number=14,
    code="group_field",
    table="mapping_groupfield",
    root="NULL::bigint",
    place="NULL::text",
    needs=_FOR_STAFF,
    root_table="accounts_group",
    groups=(frozenset({"kind", "unit", "choices"}),),
    hiders=("audience",),
    part_of=("accounts_group", "group_id"),
)
# What structures say there is told as far as the field is for everyone, or for professionals.
GROUP_VALUE = Kind(
    number=15,
    code="group_value",
    table="mapping_groupvalue",
    root="{row}.structure_id",
    place=_COMMUNE.format(of="root"),
    needs="mapping_group_value_needs({row}.field_id, root)",
    root_table="mapping_structure",
)

KINDS = (
    STRUCTURE,
    SERVICE,
    CONTACT,
    SESSION,
    CLOSURE,
    PHOTO,
    *OF_GOVERNANCE,
    *OF_TAXONOMIES,
    GROUP_FIELD,
    GROUP_VALUE,
)
