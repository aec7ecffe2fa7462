# SPDX-License-Identifier: AGPL-3.0-or-later
"""The structures that one which somebody is about to make may be, by the evidence of imports."""

from dataclasses import dataclass

from django.contrib.gis.geos import Point
from django.db import connection

from accounts.roles import Role
from data.imports.matching import (
    PROBABLE_METRES,
    PROBABLE_SIMILARITY,
    SAME_ADDRESS,
)

MOST = 5
# A person looks at them before anything is made: more is shown than an import would propose (0.7).
_ALIKE_IN_COMMUNE = 0.5
# What the names of invented structures end with.
_MARK = "(exemple)"
# A number that a desk answers is one desk's; these digits of it are the same however it is written.
_DIGITS_OF_A_NUMBER = 9


@dataclass(frozen=True, slots=True)
class Alike:
    """A structure that resembles, as its reader sees it. `score` is how alike the names are, from 0 to 1."""

    id: int
    nom: str
    adresse: str
    code_postal: str
    commune_nom: str
    telephone: str
    metres: float | None
    score: float


# What the role sees, of the structures of the commune and of those near the point: the records' own points
# only say which to look at.
_ALIKE = """
WITH near AS (
    SELECT s.id FROM mapping_structure s
    WHERE s.code_insee = %(commune)s
        OR ST_DWithin(s.position, ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)::geography, %(metres)s)
), judged AS (
    SELECT
        v.id, v.nom, v.adresse, v.code_postal, v.commune_nom, v.telephone,
        CASE
            WHEN v.position_precision NOT IN ('', 'commune')
            THEN ST_Distance(v.position, ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)::geography)
        END AS away,
        similarity(
            lower(unaccent(replace(v.nom, %(mark)s, ''))), lower(unaccent(replace(%(nom)s, %(mark)s, '')))
        ) AS score,
        v.adresse <> '' AND similarity(lower(unaccent(v.adresse)), lower(unaccent(%(adresse)s))) >= %(same)s
            AS same_address,
        %(number)s <> '' AND right(regexp_replace(v.telephone, '\\D', '', 'g'), %(digits)s) = %(number)s
            AS same_number
    FROM mapping_visible_structure v
    WHERE v.role = %(role)s AND v.id IN (SELECT id FROM near)
)
SELECT id, nom, adresse, code_postal, commune_nom, telephone, away, score
FROM judged
WHERE same_number
    OR score >= %(probable_in_commune)s
    OR score >= %(probable)s AND (away <= %(metres)s OR same_address)
ORDER BY same_number DESC, score DESC, id
LIMIT %(most)s
"""


def alike(
    nom: str, adresse: str, telephone: str, commune: str, point: Point | None, role: Role
) -> list[Alike]:
    """The structures of a commune, or near a point (WGS 84), that may be the one described, likeliest first.

    But for the names in a commune, thresholds are those of `data.imports.matching`; a telephone that is the
    same, whatever the names, is evidence too. Only what `role` sees is compared.
    """
    digits = "".join(one for one in telephone if one.isdigit())[-_DIGITS_OF_A_NUMBER:]
    parameters = {
        "nom": nom,
        "adresse": adresse,
        "commune": commune,
        "lon": point.x if point else None,
        "lat": point.y if point else None,
        "number": digits if len(digits) == _DIGITS_OF_A_NUMBER else "",
        "digits": _DIGITS_OF_A_NUMBER,
        "role": int(role),
        "metres": PROBABLE_METRES,
        "same": SAME_ADDRESS,
        "probable": PROBABLE_SIMILARITY,
        "probable_in_commune": _ALIKE_IN_COMMUNE,
        "mark": _MARK,
        "most": MOST,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE, parameters)
        return [Alike(*row) for row in cursor.fetchall()]
