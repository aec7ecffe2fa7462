# SPDX-License-Identifier: AGPL-3.0-or-later
"""Columns of files that are fields of groups: which of them a run may fill in, and writing what it says.

What a structure says there stands among the fields of its row, under `champ-<number>`, and is compared and
told like the rest; the table it is written in is its own. Whoever left a group fills in no more of it, were
the run rehearsed before.
"""

from collections.abc import Mapping
from typing import Any

from accounts.readers import Reader
from data.imports.ownership import reader_for
from data.imports.targets import TARGETS
from data.models import ImportRun
from mapping.group_fields.files import filled_in_by, key_of
from mapping.group_fields.reading import Refused, read
from mapping.models import GroupField
from places.folding import fold

# SQL: what a structure `t` says in the fields that the run may fill in, as a row has it.
HELD = """
coalesce(
    (
        SELECT jsonb_object_agg('champ-' || g.id, coalesce(v.text, ''))
        FROM mapping_groupfield g
        LEFT JOIN mapping_groupvalue v ON v.field_id = g.id AND v.structure_id = t.id
        WHERE 'champ-' || g.id = ANY (%(own_fields)s)
    ),
    '{}'
)
"""

# What columns of the directory's own are called, word for word.
_OF_DIRECTORY = frozenset(fold(name) for target in TARGETS for name in (target.key, *target.names))

_SAID = """
SELECT r.target AS structure, substr(f.key, 7)::bigint AS field, coalesce(f.value #>> '{}', '') AS text
FROM data_importrow r
CROSS JOIN LATERAL jsonb_each(
    CASE r.action
        WHEN 'create' THEN r.payload
        ELSE coalesce(
            (SELECT jsonb_object_agg(c.key, c.value -> 1) FROM jsonb_each(r.changes) AS c), '{}'
        )
    END
) AS f
WHERE r.run_id = %(run)s AND r.kind = 'structure' AND r.action IN ('create', 'change')
    AND r.target IS NOT NULL AND f.key = ANY (%(own_fields)s)
"""
# Made first, then said, as the door does: the history tells what was said.
_MAKE = f"""
INSERT INTO mapping_groupvalue (structure_id, field_id, text)
SELECT said.structure, said.field, '' FROM ({_SAID}) AS said
WHERE said.text <> ''
ORDER BY said.structure, said.field
ON CONFLICT DO NOTHING
"""
_SAY = f"""
UPDATE mapping_groupvalue v SET text = said.text
FROM ({_SAID}) AS said
WHERE v.structure_id = said.structure AND v.field_id = said.field AND v.text <> said.text
"""

_MAKE_AS_OTHER = """
INSERT INTO mapping_groupvalue (structure_id, field_id, text)
SELECT %(kept)s, o.field_id, '' FROM mapping_groupvalue o WHERE o.structure_id = %(other)s AND o.text <> ''
ORDER BY o.field_id
ON CONFLICT DO NOTHING
"""
_SAY_AS_OTHER = """
UPDATE mapping_groupvalue v SET text = o.text
FROM mapping_groupvalue o
WHERE v.structure_id = %(kept)s AND o.structure_id = %(other)s AND o.field_id = v.field_id
    AND v.text = '' AND o.text <> ''
"""


def fields_of(user: Any) -> dict[str, GroupField]:
    """The fields that imports of `user` fill in, by the name under which a row has them."""
    return {key_of(one): one for one in filled_in_by(reader_for(user)).values()}


def by_header(reader: Reader) -> dict[str, GroupField]:
    """The fields that imports of `reader` fill in, by what a column of them is called, folded: as our exports
    call each, « Groupe : champ »; by its whole name alone too, where one field has it and the directory calls
    nothing so."""
    fields = filled_in_by(reader)
    named: dict[str, list[GroupField]] = {}
    for one in fields.values():
        named.setdefault(fold(one.name), []).append(one)
    alone = {name: ones[0] for name, ones in named.items() if len(ones) == 1 and name not in _OF_DIRECTORY}
    return alone | {fold(name): one for name, one in fields.items()}


def recognised(user: Any, headers: Any) -> dict[str, str]:
    """The columns that are called as fields of groups are, and the field that each is: that its whole name
    is said outranks any word of it."""
    named = by_header(reader_for(user))
    return {name: key_of(named[fold(name)]) for name in headers if fold(name) in named}


def said(field: GroupField, cell: Any) -> tuple[str | None, str]:
    """What a cell says in a field, and the refusal of what is no value of it, which is left out."""
    try:
        return read(field, cell), ""
    except Refused as refusal:
        return None, f"{refusal} Laissé de côté."


def merge(cursor: Any, kept: int, other: int) -> None:
    """Have the structure that stays say what the other one said, in the fields of groups in which it says
    nothing itself. Meant for the transaction and the act of the merge."""
    named = {"kept": kept, "other": other}
    cursor.execute(_MAKE_AS_OTHER, named)
    cursor.execute(_SAY_AS_OTHER, named)


def write(cursor: Any, run: ImportRun) -> None:
    """Write what the rows of a run say in fields of groups, in the transaction and the act of the run, once
    its structures are written."""
    named: Mapping[str, Any] = {"run": run.pk, "own_fields": list(fields_of(run.user))}
    if named["own_fields"]:
        cursor.execute(_MAKE, named)
        cursor.execute(_SAY, named)
