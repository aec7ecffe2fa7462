# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pairs put to a person: written once, in the order in which deciding them is worth it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection

from data.same_place import candidates, looking
from data.same_place.gain import COLUMNS, gain, worth
from data.same_place.verdict import WORTH_SHOWING, Decision
from mapping.models import Status, Structure, Visibility

# So many structures are looked through in some three seconds.
_SHORT = 2000
# Staff's eyes: all that is not closed, whole; what is invented is nobody's.
ALL_OPEN = "t.status <> 'closed' AND NOT t.is_example"

_WRITE = """
INSERT INTO data_duplicate (
    first_id, second_id, score, worth, distance_m, state, found_by_id, created_at, first_origin, second_origin
)
SELECT
    f.first, f.second, f.score, f.worth, ST_Distance(a.position, b.position), 'open', %(run)s, now(), '', ''
FROM unnest(
    %(firsts)s::bigint[], %(seconds)s::bigint[], %(scores)s::double precision[],
    %(worths)s::double precision[]
) AS f (first, second, score, worth)
JOIN mapping_structure a ON a.id = f.first
JOIN mapping_structure b ON b.id = f.second
ORDER BY f.first, f.second
ON CONFLICT (first_id, second_id) DO UPDATE SET score = EXCLUDED.score, worth = EXCLUDED.worth
WHERE data_duplicate.state = 'open'
    AND (data_duplicate.score, data_duplicate.worth) IS DISTINCT FROM (EXCLUDED.score, EXCLUDED.worth)
RETURNING xmax = 0
"""


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a search of the directory found: pairs compared, proposed, and put to a person at last."""

    compared: int
    proposed: int
    new: int


def propose(pairs: Mapping[tuple[int, int], float], run_id: int | None = None) -> int:
    """Put pairs of structures (with how sure it is that they are one) to a person; how many are new.

    What was decided of a pair stays; one that waits is told anew how much it is worth.
    """
    if not pairs:
        return 0
    ids = {number for pair in pairs for number in pair}
    said = {one.pop("pk"): one for one in Structure.objects.filter(pk__in=ids).values("pk", *COLUMNS)}
    known = {pair: sure for pair, sure in pairs.items() if pair[0] in said and pair[1] in said}
    ordered = sorted((min(pair), max(pair), sure) for pair, sure in known.items())
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE,
            {
                "run": run_id,
                "firsts": [first for first, _second, _sure in ordered],
                "seconds": [second for _first, second, _sure in ordered],
                "scores": [sure for _first, _second, sure in ordered],
                "worths": [worth(sure, gain(said[a], said[b])) for a, b, sure in ordered],
            },
        )
        return sum(is_new for (is_new,) in cursor.fetchall())


def search(ids: Iterable[int], run_id: int | None = None, *, pool: str = ALL_OPEN) -> Proposed:
    """Look for other records of the same places among `pool`, with staff's eyes, and propose those found.

    A few queries for each thousand structures.
    """
    ids = sorted(set(ids))
    compared = proposed = new = 0
    for start in range(0, len(ids), looking.BATCH):
        batch = ids[start : start + looking.BATCH]
        pairs = candidates.one_each(
            candidates.find(looking.STRUCTURES, {"ids": batch}, pool=pool, placed="true")
        )
        found = likely(pairs)
        compared += len(pairs)
        proposed += len(found)
        new += propose(found, run_id)
    return Proposed(compared, proposed, new)


def likely(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], float]:
    """Those of these pairs of structures that a person should look at, and how sure it is that they are
    one."""
    pairs = list(pairs)
    hidden = set(
        Structure.objects.filter(pk__in={number for pair in pairs for number in pair})
        .exclude(address_visibility=Visibility.PUBLIC)
        .values_list("pk", flat=True)
    )
    found = {}
    for pair, (verdict, _a, _b) in looking.verdicts(pairs, placed="true").items():
        # What may be a confidential place is looked at where less speaks for it.
        asked = verdict.points >= WORTH_SHOWING and not hidden.isdisjoint(pair)
        if verdict.decision is not Decision.TWO or asked:
            found[pair] = verdict.sureness
    return found


def is_short() -> bool:
    """Whether the directory is searched in a few seconds, while a page waits."""
    return Structure.objects.exclude(status=Status.CLOSED).count() <= _SHORT


def search_all(run_id: int | None = None) -> Proposed:
    """The same of the whole directory, a thousand structures at a time."""
    total, after = Proposed(0, 0, 0), 0
    left = Structure.objects.exclude(status=Status.CLOSED).filter(is_example=False).order_by("pk")
    while ids := list(left.filter(pk__gt=after).values_list("pk", flat=True)[: looking.BATCH]):
        found, after = search(ids, run_id), ids[-1]
        total = Proposed(
            total.compared + found.compared, total.proposed + found.proposed, total.new + found.new
        )
    return total
