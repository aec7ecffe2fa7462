# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names of the communes of a département and of its neighbours, found with slips of the fingers."""

from collections import defaultdict
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from places.models import CommuneName, LoadedEdition

# Slips looked for: one in any name of three letters or more, two from five on.
_ONE_SLIP, _TWO_SLIPS = 3, 5


def near_names(name: str, near: list[str]) -> dict[str, int]:
    """Return the slips by which a folded name differs from the communes of the départements `near`, by code.

    A slip is one letter too many, missing, changed, or swapped with the next (optimal string alignment);
    spaces do not count. A name that an old commune left counts as one slip more.
    """
    tight = name.replace(" ", "")
    if not near or len(tight) < _ONE_SLIP:
        return {}
    edition = LoadedEdition.objects.values_list("version", "loaded_at").first()
    known = _known(tuple(near), edition) if edition else _read(tuple(near))
    most = 2 if len(tight) >= _TWO_SLIPS else 1
    found: dict[str, int] = {}
    close = process.extract(tight, known.keys(), scorer=OSA.distance, score_cutoff=most, limit=None)
    for written, slips, _place in close:
        for code, is_former in known[written]:
            found[code] = min(found.get(code, 9), int(slips) + is_former)
    return {code: slips for code, slips in found.items() if slips <= most}


@lru_cache(maxsize=8)
def _known(near: tuple[str, ...], edition: tuple) -> dict[str, list[tuple[str, bool]]]:
    return _read(near)


def _read(near: tuple[str, ...]) -> dict[str, list[tuple[str, bool]]]:
    names = defaultdict(list)
    rows = CommuneName.objects.filter(commune__departement_code__in=near)
    for name, code, kind in rows.values_list("name", "commune_id", "kind"):
        names[name.replace(" ", "")].append((code, kind == CommuneName.Kind.FORMER))
    return dict(names)
