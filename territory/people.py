# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where people are: each commune's number at its point, as arrays.

Paris, Lyon and Marseille are taken by arrondissement, unless the scope counts them whole. The point is the
repaired town hall of `places.models.Commune`; raw town halls put tens of thousands of people in another
département.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from territory.arrays import Floats, floats
from territory.scope import IN_FRAME, Frame, Scope

# Below this many people a commune is greyed on maps: a quarter of the area, three people in a hundred.
SMALL_COMMUNE = 500

# Texts cross as one line a column and numbers as the bytes of one array: a fraction of the time that 35,000
# rows take one by one.
_COLUMNS = """
    WITH commune AS MATERIALIZED (
        SELECT c.code, c.nom, c.departement_code, c.epci_code, c.parent_code,
            c.population, c.point::geometry AS point
        FROM places_commune c
        WHERE {condition} AND {counted}
        ORDER BY c.code
    )
    SELECT
        string_agg(code, E'\n'), string_agg(nom, E'\n'),
        string_agg(departement_code, E'\n'), string_agg(epci_code, E'\n'),
        string_agg(parent_code, E'\n'),
        string_agg(float8send(coalesce(ST_X(point), 'NaN')), ''::bytea),
        string_agg(float8send(coalesce(ST_Y(point), 'NaN')), ''::bytea),
        string_agg(float8send(coalesce(population, 'NaN'::float8)), ''::bytea)
    FROM commune
"""


@dataclass(frozen=True, slots=True)
class People:
    """Communes in the order of their codes; arrays of the same length.

    `cities` holds the code of the city that an arrondissement is a part of, '' elsewhere.
    `lonlat` (n, 2) in degrees and `count` in people are NaN where not known. `inhabitants` are all who live
    there, whoever is counted.
    """

    codes: NDArray[np.str_]
    names: list[str]
    departements: NDArray[np.str_]
    epci: NDArray[np.str_]
    cities: NDArray[np.str_]
    lonlat: Floats
    count: Floats
    inhabitants: Floats

    def __len__(self) -> int:
        return len(self.codes)

    def counting(self, values: Mapping[str, float]) -> "People":
        """The same communes with another number each, by code; NaN where `values` has none."""
        return replace(self, count=np.array([values.get(code, np.nan) for code in self.codes], dtype=float))

    def frame(self) -> Frame | None:
        """What holds every known point; None without any."""
        known = self.lonlat[np.isfinite(self.lonlat).all(axis=1)]
        if not len(known):
            return None
        west, south = known.min(axis=0)
        east, north = known.max(axis=0)
        return Frame(float(west), float(south), float(east), float(north))


def of(scope: Scope) -> People:
    """The communes of a territory; empty where no place has its code."""
    return _read(scope, scope.condition, scope.parameters)


def around(scope: Scope, frame: Frame) -> People:
    """The communes in a frame that are not of the territory: neighbours who share what it has."""
    inside = IN_FRAME.format(column="c.point")
    return _read(scope, f"NOT ({scope.condition}) AND {inside}", scope.parameters | frame.parameters())


def _read(scope: Scope, condition: str, parameters: dict) -> People:
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS.format(condition=condition, counted=scope.counted), parameters)
        *texts, lon, lat, count = cursor.fetchone()
    codes, names, departements, epci, cities = ([] if text is None else text.split("\n") for text in texts)
    return People(
        np.array(codes, dtype=str),
        names,
        np.array(departements, dtype=str),
        np.array(epci, dtype=str),
        np.array(cities, dtype=str),
        np.column_stack([floats(lon), floats(lat)]),
        floats(count),
        floats(count),
    )
