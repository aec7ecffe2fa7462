# SPDX-License-Identifier: AGPL-3.0-or-later
"""Verdicts on many pairs at once: records read together, and who else bears their telephones.

`placed` is an SQL condition on a structure `t`, as in `candidates.find`: nothing is read of its place where
it does not hold.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from data.same_place import candidates
from data.same_place.comparison import Shared
from data.same_place.described import Described, described
from data.same_place.verdict import Verdict, judge
from mapping.models import Status, Visibility

# Pairs read and judged together: memory does not grow with the directory.
BATCH = 1000
# What records of the directory say of themselves, for `candidates.find`.
STRUCTURES = """
SELECT
    t.id, t.id AS self, t.telephone, t.courriel, t.site_web, t.siret, t.code_insee, t.nom, t.adresse,
    t.position,
    t.position_precision NOT IN ('', 'commune') AND t.position IS NOT NULL AS exact
FROM mapping_structure t
WHERE t.id = ANY (%(ids)s)
"""


@dataclass(frozen=True, slots=True)
class Bearers:
    """Who bears what identifies: the communes of a telephone and of an e-mail address, and how many
    have a SIRET."""

    phones: Mapping[str, frozenset[str]] = field(default_factory=dict)
    mails: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sirets: Mapping[str, int] = field(default_factory=dict)

    def shared(self, a: Described, b: Described, siret_of: int = 2) -> Shared:
        """What of both others bear too; `siret_of` records may have a SIRET before it tells nothing."""
        ours = {a.commune, b.commune}
        return Shared(
            phone=bool(a.phone) and a.phone == b.phone and bool(self.phones.get(a.phone, ours) - ours),
            mail=bool(a.mail) and a.mail == b.mail and bool(self.mails.get(a.mail, ours) - ours),
            siret=bool(a.siret) and a.siret == b.siret and self.sirets.get(a.siret, 0) > siret_of,
        )


def read(ids: Iterable[int], placed: str) -> dict[int, Described]:
    """Structures by number, as these eyes see them."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT t.id, {candidates.described_sql("t", placed)}
            FROM mapping_structure t WHERE t.id = ANY (%s)
            """,
            [sorted(set(ids))],
        )
        return {number: from_row(said) for number, *said in cursor.fetchall()}


def from_row(said: list[Any]) -> Described:
    """A description from the columns `candidates.DESCRIBED`."""
    values = dict(zip(candidates.DESCRIBED, said, strict=True))
    return described(values, values["lat"], values["lon"])


# What everybody sees counts, for everybody: what is hidden changes no verdict by it.
_PUBLIC = f"t.status = '{Status.PUBLISHED.value}'"
_PLACED = f"t.address_visibility = {Visibility.PUBLIC.value}"


def bearers(records: Iterable[Described]) -> Bearers:
    """Who of the published directory bears the telephones, e-mail addresses and SIRETs of these records."""
    records = list(records)
    phone, mail = candidates.phone_sql("t.telephone"), "lower(t.courriel)"
    asked = {
        "phones": sorted({one.phone for one in records if one.phone}),
        "mails": sorted({one.mail for one in records if one.mail}),
        "sirets": sorted({one.siret for one in records if one.siret}),
    }
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT 'phone', {phone}, array_agg(DISTINCT coalesce(t.code_insee, '')), count(*)
            FROM mapping_structure t
            WHERE t.telephone <> '' AND {phone} = ANY (%(phones)s) AND {_PUBLIC} GROUP BY 2
            UNION ALL
            SELECT 'mail', {mail}, array_agg(DISTINCT coalesce(t.code_insee, '')), count(*)
            FROM mapping_structure t
            WHERE t.courriel <> '' AND {mail} = ANY (%(mails)s) AND {_PUBLIC} GROUP BY 2
            UNION ALL
            SELECT 'siret', t.siret, NULL, count(*)
            FROM mapping_structure t
            WHERE t.siret <> '' AND t.siret = ANY (%(sirets)s) AND {_PUBLIC} AND {_PLACED} GROUP BY 2
            """,
            asked,
        )
        found: dict[str, dict[str, Any]] = {"phone": {}, "mail": {}, "siret": {}}
        for kind, key, communes, count in cursor.fetchall():
            found[kind][key] = count if kind == "siret" else frozenset(communes)
    return Bearers(found["phone"], found["mail"], found["siret"])


def verdicts(
    pairs: Iterable[tuple[int, int]], placed: str
) -> dict[tuple[int, int], tuple[Verdict, Described, Described]]:
    """The verdicts on pairs of structures that exist, by pair."""
    pairs = list(pairs)
    known = read({number for pair in pairs for number in pair}, placed)
    others = bearers(known.values())
    found = {}
    for first, second in pairs:
        if first in known and second in known:
            a, b = known[first], known[second]
            found[first, second] = (judge(a, b, others.shared(a, b)), a, b)
    return found
