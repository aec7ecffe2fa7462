# SPDX-License-Identifier: AGPL-3.0-or-later
"""The derived rows as a whole: made again, laid out as they are read, or compared with what they would be if
they were made again."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from search.engine import cells
from search.models.derivation import Derivation

_BATCH = 2_000

# Every structure, and those that are gone but have left something behind.
_NEXT = """
SELECT id FROM (
    (SELECT id FROM mapping_structure WHERE id > %(last)s ORDER BY 1 LIMIT %(batch)s)
    UNION
    (SELECT structure_id FROM mapping_searchrow WHERE structure_id > %(last)s ORDER BY 1 LIMIT %(batch)s)
    UNION
    (SELECT structure_id FROM mapping_card WHERE structure_id > %(last)s ORDER BY 1 LIMIT %(batch)s)
) AS known
ORDER BY id LIMIT %(batch)s
"""
# Everything derived of each structure, as one text; what numbers it happens to have is left out.
_DERIVED = """
SELECT structure_id, string_agg(said, E'\\n' ORDER BY said)
FROM (
    SELECT structure_id, (to_jsonb(r) - 'id')::text AS said FROM mapping_searchrow r
    WHERE structure_id = ANY (%(ids)s)
    UNION ALL
    SELECT structure_id, (to_jsonb(c) - 'id')::text FROM mapping_card c WHERE structure_id = ANY (%(ids)s)
) AS derived
GROUP BY structure_id
"""
# What the rows are made with: the vocabulary's tables, and every function and view of this application but
# those that only say when.
_DIGEST = """
SELECT md5(string_agg(part, E'\\n' ORDER BY part COLLATE "C"))
FROM (
    SELECT 'theme ' || id || ' ' || code FROM mapping_theme
    UNION ALL
    SELECT 'thematique ' || code || ' ' || theme_id || ' ' || nom FROM mapping_thematique
    UNION ALL
    SELECT 'tag ' || key || ' ' || number FROM mapping_tag
    UNION ALL
    SELECT proname || ' ' || md5(prosrc) FROM pg_proc
    WHERE pronamespace = current_schema()::regnamespace AND proname LIKE 'mapping\\_%'
        AND prorettype <> 'trigger'::regtype
    UNION ALL
    SELECT viewname || ' ' || md5(definition) FROM pg_views
    WHERE schemaname = current_schema() AND viewname LIKE 'mapping\\_%'
) AS made_with (part)
"""
# A btree orders geometries along a Hilbert curve: neighbours on the ground are neighbours on the disk. The
# GiST index is built again with the table and in its order, without which a rare theme's rows lie under
# branches that other themes share: 8,014 blocks read for 609 rows of a million structures, then 507.
_LAYOUT = (
    "LOCK TABLE mapping_searchrow IN ACCESS EXCLUSIVE MODE",
    "CREATE INDEX searchrow_layout ON mapping_searchrow (theme, (position::geometry))",
    "CLUSTER mapping_searchrow USING searchrow_layout",
    "DROP INDEX searchrow_layout",
    "ANALYZE mapping_searchrow",
)


@dataclass(frozen=True, slots=True)
class Drift:
    """What the derived rows say otherwise than they should: the numbers of the structures whose rows
    or cards differ, and how many cells count something else than the rows do."""

    structures: list[int]
    cells: int

    def __bool__(self) -> bool:
        return bool(self.structures or self.cells)


def rebuild() -> int:
    """Make every derived row again, a batch of structures at a time, and lay them out; how many structures
    that was.

    Readers see each batch whole, before or after; interrupted, it can be run again.
    """
    done = 0
    for ids in _batches():
        with connection.cursor() as cursor:
            cursor.execute("SELECT mapping_refresh_search(%s::bigint[])", [ids])
        done += len(ids)
    lay_out()
    cells.rebuild()
    Derivation.objects.update_or_create(pk=1, defaults={"digest": _digest()})
    with connection.cursor() as cursor:
        cursor.execute("SELECT mapping_mark_changed()")
    return done


def is_stale() -> bool:
    """Whether the rows were made with another vocabulary, or other functions, than there are now."""
    return not Derivation.objects.filter(pk=1, digest=_digest()).exists()


def _digest() -> str:
    with connection.cursor() as cursor:
        cursor.execute(_DIGEST)
        return cursor.fetchone()[0]


def lay_out() -> None:
    """Write the search's rows and their indexes anew in the order in which they are read: by theme, then from
    place to place.

    Rows that edits add later lie apart, and cost a little more each to read. Searches wait meanwhile: about
    5 s for 35,000 structures, a minute for a million.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in _LAYOUT:
            cursor.execute(statement)


def drift() -> Drift:
    """Compare the derived rows with what they would be if they were made again; nothing is changed.

    Writers of a structure wait while its batch is compared.
    """
    wrong = []
    for ids in _batches():
        with transaction.atomic(), connection.cursor() as cursor:
            before = _derived(cursor, ids)
            cursor.execute("SELECT mapping_refresh_search(%s::bigint[])", [ids])
            after = _derived(cursor, ids)
            transaction.set_rollback(True)
        wrong += sorted(number for number in ids if before.get(number) != after.get(number))
    return Drift(wrong, cells.drift())


def _batches() -> Iterator[list[int]]:
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_NEXT, {"last": last, "batch": _BATCH})
            ids = [number for (number,) in cursor.fetchall()]
        if not ids:
            return
        yield ids
        last = ids[-1]


def _derived(cursor, ids: list[int]) -> dict[int, str]:
    cursor.execute(_DERIVED, {"ids": ids})
    return dict(cursor.fetchall())
