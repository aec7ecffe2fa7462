# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which structure of the directory a row without a known identifier is, by the evidence of `data.same_place`.

A row and a structure that are each other's likeliest are one where nothing speaks strongly against it;
what may be one is made apart, and a person is asked (`candidate`). What a person kept apart stays apart: a
row that is plainly one of the two is not proposed as the other, under whatever identifier it comes again.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection

from common.required import required
from data.imports.sight import Sight, sight_of
from data.models import Duplicate, ImportRow, ImportRun
from data.models.duplicate import origin_of
from data.models.run import Match
from data.models.source import Kind
from data.same_place import candidates, looking
from data.same_place.described import Described
from data.same_place.verdict import WORTH_SHOWING, Decision, Verdict, judge

# Of a file, what each row says of itself. A row that says of itself what hides it is compared as any other.
_POINT = "CASE WHEN r.payload->>'position' <> '' THEN (r.payload->>'position')::geography END"
_SAID = """
SELECT
    r.id, NULL::bigint AS self,
    coalesce(r.payload->>'telephone', '') AS telephone, coalesce(r.payload->>'courriel', '') AS courriel,
    coalesce(r.payload->>'site_web', '') AS site_web, coalesce(r.payload->>'siret', '') AS siret,
    r.payload->>'code_insee' AS code_insee, coalesce(r.payload->>'nom', '') AS nom,
    coalesce(r.payload->>'adresse', '') AS adresse, {point} AS position,
    coalesce(r.payload->>'position_precision', '') NOT IN ('', 'commune')
        AND coalesce(r.payload->>'position', '') <> '' AS exact
FROM data_importrow r
WHERE r.id = ANY (%(ids)s)
"""
_DESCRIBED = f"""
SELECT
    r.id, r.key, coalesce(r.payload->>'nom', ''), coalesce(r.payload->>'adresse', ''),
    coalesce(r.payload->>'complement_adresse', ''), coalesce(r.payload->>'code_postal', ''),
    coalesce(r.payload->>'code_insee', ''),
    coalesce(
        (SELECT c.nom FROM places_commune c WHERE c.code = r.payload->>'code_insee'),
        r.payload->>'commune_nom', ''
    ),
    coalesce(r.payload->>'telephone', ''), coalesce(r.payload->>'courriel', ''),
    coalesce(r.payload->>'site_web', ''), coalesce(r.payload->>'siret', ''),
    CASE jsonb_typeof(r.payload->'reseaux_porteurs')
        WHEN 'array' THEN ARRAY(SELECT jsonb_array_elements_text(r.payload->'reseaux_porteurs'))
    END,
    coalesce(r.payload->>'position_precision', ''),
    ST_Y({_POINT}::geometry), ST_X({_POINT}::geometry)
FROM data_importrow r
WHERE r.id = ANY (%(ids)s)
"""
_TO_RECOGNISE = """
SELECT id FROM data_importrow
WHERE run_id = %(run)s AND kind = 'structure' AND action = '' AND target IS NULL
ORDER BY id
"""
# The telephones, e-mail addresses and SIRETs that rows of several communes have, or several rows.
_BORNE_IN_FILE = f"""
WITH said AS (
    SELECT
        {candidates.phone_sql("payload->>'telephone'")} AS phone, lower(payload->>'courriel') AS mail,
        payload->>'siret' AS siret, coalesce(payload->>'code_insee', '') AS commune
    FROM data_importrow
    WHERE run_id = %(run)s AND kind = 'structure' AND action IN ('', 'gone')
)
SELECT 'phone', phone, array_agg(DISTINCT commune), count(*) FROM said
WHERE phone <> '' GROUP BY 2 HAVING count(DISTINCT commune) > 1
UNION ALL
SELECT 'mail', mail, array_agg(DISTINCT commune), count(*) FROM said
WHERE mail <> '' GROUP BY 2 HAVING count(DISTINCT commune) > 1
UNION ALL
SELECT 'siret', siret, NULL, count(*) FROM said WHERE siret <> '' GROUP BY 2 HAVING count(*) > 1
"""
# What may be said of a structure that was found: whether a row of this run is it already, whether the source
# knows it under a key that this file has too (another one, by its own word) or has no longer.
_HELD = """
SELECT
    t.id, {address}, t.address_visibility > 0, t.source, t.source_id,
    EXISTS (
        SELECT FROM data_importrow o
        WHERE o.run_id = %(run)s AND o.kind = 'structure' AND o.target = t.id
    ),
    ARRAY(
        SELECT EXISTS (
            SELECT FROM data_importrow o
            WHERE o.run_id = %(run)s AND o.kind = 'structure' AND o.key = l.key
        )
        FROM data_link l
        WHERE l.kind = 'structure' AND l.object_id = t.id AND l.source_id = %(source)s
    )
FROM mapping_structure t
WHERE t.id = ANY (%(ids)s)
"""
_WRITE = """
UPDATE data_importrow r
SET target = f.target, match = coalesce(f.match, ''), candidate = f.candidate, score = f.score
FROM unnest(
    %(rows)s::bigint[], %(targets)s::bigint[], %(matches)s::text[], %(candidates)s::bigint[],
    %(scores)s::double precision[]
) AS f (id, target, match, candidate, score)
WHERE r.id = f.id
"""


@dataclass(frozen=True, slots=True)
class _Found:
    """A row and a structure that may be it. `free`: that no other row is it; `joins`: that an import may make
    them one by itself."""

    row: int
    structure: int
    decision: Decision
    points: int
    sureness: float
    metres: float
    by_siret: bool
    free: bool
    joins: bool
    placed: bool
    kept_apart: bool

    @property
    def order(self) -> tuple[Any, ...]:
        return (-self.decision, -self.points, self.metres, self.structure, self.row)


@dataclass(frozen=True, slots=True)
class _Held:
    """What stands about a structure besides what it says."""

    placed: bool
    confidential: bool
    origin: str
    taken: bool
    keys_in_file: tuple[bool, ...]


def recognise(run: ImportRun) -> None:
    """Set `target` and `match` of the rows that are a structure, `candidate` and `score` of those that may
    be.

    A few queries for each thousand rows, whatever the directory holds.
    """
    sight = sight_of(run)
    with connection.cursor() as cursor:
        cursor.execute(_TO_RECOGNISE, {"run": run.pk})
        ids = [row[0] for row in cursor.fetchall()]
        if not ids:
            return
        cursor.execute(_BORNE_IN_FILE, {"run": run.pk})
        in_file = _by_kind(cursor.fetchall())
    found: list[_Found] = []
    for start in range(0, len(ids), looking.BATCH):
        found += _judged(run, sight, ids[start : start + looking.BATCH], in_file)
    _write(_settled(found))


def alike_one_alone(run: ImportRun) -> set[int]:
    """The rows of a rehearsed run that may be one structure and no other, which no other row may be."""
    rows = ImportRow.objects.filter(run=run, kind=Kind.STRUCTURE, candidate__isnull=False)
    candidates_of = dict(rows.order_by("pk").values_list("pk", "candidate"))
    times = Counter(candidates_of.values())
    sight, ids, alone = sight_of(run), list(candidates_of), set()
    for start in range(0, len(ids), looking.BATCH):
        of_row: dict[int, set[int]] = defaultdict(set)
        for one in _judged(run, sight, ids[start : start + looking.BATCH], looking.Bearers({}, {}, {})):
            of_row[one.row].add(one.structure)
        alone |= {row for row, structures in of_row.items() if len(structures) == 1}
    return {row for row in alone if times[candidates_of[row]] == 1}


def _by_kind(rows: Iterable[tuple[str, str, list[str] | None, int]]) -> looking.Bearers:
    found: dict[str, dict[str, Any]] = {"phone": {}, "mail": {}, "siret": {}}
    for kind, key, communes, count in rows:
        found[kind][key] = count if communes is None else frozenset(communes)
    return looking.Bearers(found["phone"], found["mail"], found["siret"])


def _judged(run: ImportRun, sight: Sight, ids: list[int], in_file: looking.Bearers) -> list[_Found]:
    """What of the directory each of these rows may be."""
    # Invented structures are nobody's, but on a try, where there is little else; a closed one is not found.
    real = "true" if settings.DEBUG else "NOT t.is_example"
    pool, placed = f"{sight.alive()} AND {real}", sight.address()
    pairs = candidates.find(_SAID.format(point=_POINT), {"ids": ids}, pool=pool, placed=placed)
    if not pairs:
        return []
    structures = looking.read({structure for _row, structure in pairs}, placed)
    held = _held(run, sight, list(structures))
    rows, keys = _rows([row for row, _structure in pairs])
    directory = looking.bearers([*structures.values(), *rows.values()])
    others = _together(directory, in_file)
    apart = _apart(run, keys, held)
    found = []
    for row, structure in pairs:
        a, b = rows[row], structures[structure]
        shared = others.shared(a, b, siret_of=1)
        verdict = judge(a, b, shared)
        if one := _found(run, row, structure, verdict, held[structure], (row, structure) in apart):
            found.append(one)
    return found


def _found(
    run: ImportRun, row: int, structure: int, verdict: Verdict, held: _Held, kept_apart: bool
) -> _Found | None:
    decision = verdict.decision
    # What may be a confidential place is as confidential as it until a person has looked: the net is wider.
    if decision is Decision.TWO and held.confidential and verdict.points >= WORTH_SHOWING:
        decision = Decision.ASK
    if decision is Decision.TWO:
        return None
    metres = verdict.comparison.metres
    return _Found(
        row=row,
        structure=structure,
        decision=decision,
        points=verdict.points,
        sureness=verdict.sureness,
        metres=float("inf") if metres is None else metres,
        by_siret=verdict.decided_by.name == "one-siret",
        free=not held.taken and not any(held.keys_in_file),
        # Renumbered in a whole edition; in a part of one, the key left out may still be another structure's.
        joins=held.placed and (run.whole or not held.keys_in_file),
        placed=held.placed,
        kept_apart=kept_apart,
    )


def _rows(ids: Iterable[int]) -> tuple[dict[int, Described], dict[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(_DESCRIBED, {"ids": sorted(set(ids))})
        said = cursor.fetchall()
    return {row: looking.from_row(list(rest)) for row, _key, *rest in said}, {row[0]: row[1] for row in said}


def _held(run: ImportRun, sight: Sight, ids: list[int]) -> dict[int, _Held]:
    with connection.cursor() as cursor:
        cursor.execute(
            _HELD.format(address=sight.address()), {"run": run.pk, "source": run.source_id, "ids": ids}
        )
        return {
            number: _Held(placed, confidential, origin_of(source, source_id), taken, tuple(keys))
            for number, placed, confidential, source, source_id, taken, keys in cursor.fetchall()
        }


def _together(a: looking.Bearers, b: looking.Bearers) -> looking.Bearers:
    def joined(one: Any, other: Any) -> dict[str, frozenset[str]]:
        return {
            key: one.get(key, frozenset()) | other.get(key, frozenset())
            for key in {*one.keys(), *other.keys()}
        }

    sirets = {key: max(a.sirets.get(key, 0), b.sirets.get(key, 0)) for key in {*a.sirets, *b.sirets}}
    return looking.Bearers(joined(a.phones, b.phones), joined(a.mails, b.mails), sirets)


def _apart(run: ImportRun, keys: dict[int, str], held: dict[int, _Held]) -> set[tuple[int, int]]:
    """The rows and structures that a person said distinct when the row's record was there before."""
    code = required(run.source).code
    rows_of = defaultdict(list)
    for row, key in keys.items():
        rows_of[origin_of(code, key)].append(row)
    # Where these eyes do not see its place, nothing is told of what was decided of it.
    structures_of = {one.origin: number for number, one in held.items() if one.placed}
    both = (list(rows_of), list(structures_of))
    said = Duplicate.objects.filter(state=Duplicate.State.DISTINCT).exclude(first_origin="")
    pairs = [
        *said.filter(first_origin__in=both[0], second_origin__in=both[1]).values_list(
            "first_origin", "second_origin"
        ),
        *said.filter(first_origin__in=both[1], second_origin__in=both[0]).values_list(
            "second_origin", "first_origin"
        ),
    ]
    return {(row, structures_of[theirs]) for mine, theirs in pairs for row in rows_of[mine]}


def _settled(found: list[_Found]) -> list[tuple[int, _Found, bool]]:
    """For each row the structure that it is (true), or may be (false)."""
    distinct = _said_distinct({one.structure for one in found if one.placed})
    by_row: dict[int, list[_Found]] = defaultdict(list)
    for one in sorted(found, key=lambda one: one.order):
        before = by_row[one.row]
        # Plainly another one, from which a person kept this one apart.
        if any(
            (min(b.structure, one.structure), max(b.structure, one.structure)) in distinct
            for b in before
            if b.decision is Decision.ONE
        ):
            continue
        before.append(one)
    best = [
        next(iter(left))
        for ones in by_row.values()
        if (left := [one for one in ones if one.free and not one.kept_apart])
    ]
    first_of: dict[int, _Found] = {}
    for one in sorted(best, key=lambda one: one.order):
        first_of.setdefault(one.structure, one)
    return [
        (
            one.row,
            one,
            one.decision is Decision.ONE and one.joins and first_of[one.structure].row == one.row,
        )
        for one in best
    ]


def _said_distinct(structures: set[int]) -> set[tuple[int, int]]:
    """Pairs of these that a person said distinct."""
    return set(
        Duplicate.objects.filter(
            state=Duplicate.State.DISTINCT, first_id__in=structures, second_id__in=structures
        ).values_list("first_id", "second_id")
    )


def _write(settled: list[tuple[int, _Found, bool]]) -> None:
    match = {True: Match.SIRET, False: Match.PLACE}
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE,
            {
                "rows": [row for row, _one, _is in settled],
                "targets": [one.structure if it_is else None for _row, one, it_is in settled],
                "matches": [match[one.by_siret].value if it_is else None for _row, one, it_is in settled],
                "candidates": [None if it_is else one.structure for _row, one, it_is in settled],
                "scores": [one.sureness for _row, one, _is in settled],
            },
        )
