# SPDX-License-Identifier: AGPL-3.0-or-later
"""Structures by their name, as a role may see them, and those that are places one starts from: town halls,
stations, hospitals."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.http import QueryDict

from accounts.roles import Role
from geocoding.where import Found
from mapping.vocabulary import ANY_THEME
from places.folding import fold
from places.models import Commune
from search import engine, filters
from search.engine.full_text import NOWHERE, understand
from search.lexicon.forms import LINKS

# So many of the nearest that say the words somewhere are read: those whose name says them are among them.
_READ = 200
_SHORTEST = 3
# What a question asks beside what is looked for.
_WHERE_AND_WHEN = frozenset(
    {"lat", "lon", "rayon_km", "commune", "epci", "departement", "territoire", "adresse", "lieu", "bbox"}
    | {"zoom", "tri", "vue", "cursor", "limit", "ouvert", "q", "lu", "mots"}
)

# Places that people start from by their names; most other structures are where one wants to go.
_PLACE = re.compile(
    r"(?:l |la |le )?(?:mairie|hotel de ville|gare|station|aeroport|hopital|centre hospitalier|clinique"
    r"|prefecture|sous prefecture|tribunal|universite|lycee|college|marche|mediatheque|bibliotheque"
    r"|commissariat)(?= |$)"
)

_NEAREST = """
SELECT DISTINCT ON (near.structure_id)
    near.structure_id, card.said ->> 'nom', card.said ->> 'commune', card.said ->> 'code_insee',
    (card.said ->> 'adresse_confidentielle')::boolean OR near.position_precision = 'commune',
    ST_Y(near.position::geometry), ST_X(near.position::geometry), near.far
FROM (
    SELECT r.structure_id, r.position, r.position_precision,
        r.position <-> ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)::geography AS far
    FROM mapping_searchrow r
    WHERE r.theme = %(any)s AND r.role_min <= %(role)s AND r.role_max >= %(role)s AND NOT r.own_place
        AND r.tags @@ %(words)s::query_int
    ORDER BY far
    LIMIT %(read)s
) AS near
JOIN mapping_card card
    ON card.structure_id = near.structure_id AND card.service_id = 0
    AND card.role_min <= %(role)s AND card.role_max >= %(role)s
ORDER BY near.structure_id
"""


@dataclass(frozen=True, slots=True)
class Named:
    """A structure whose name says what was typed. `is_place` tells that one may start from it: people call a
    place so (a town hall, a station, a hospital), and where it stands is no secret."""

    id: int
    name: str
    commune: str
    commune_code: str
    lat: float
    lon: float
    is_place: bool

    @property
    def label(self) -> str:
        """What the place field is filled with, and `place` finds again."""
        return f"{self.name}, {self.commune}" if self.commune else self.name


def structures_named(text: str, role: Role, limit: int = 5) -> list[Named]:
    """The structures whose name and commune say every word of a text, the nearest to home first; three
    statements at most.

    Words may be begun or misspelt, as in a search. What is confidential is no place to start from.
    """
    if len(fold(text)) < _SHORTEST:
        return []
    asked = understand(text, is_begun=True)
    if not asked.expression or NOWHERE in asked.expression.split("&"):
        return []
    lat, lon = home()
    with connection.cursor() as cursor:
        cursor.execute(
            _NEAREST,
            {
                "lat": lat,
                "lon": lon,
                "any": ANY_THEME,
                "role": int(role),
                "words": asked.expression,
                "read": _READ,
            },
        )
        rows = sorted(cursor.fetchall(), key=lambda row: (row[-1], row[0]))
    typed = fold(text).split()
    found = [
        Named(
            number, name, commune or "", code or "", lat, lon, not hidden and bool(_PLACE.match(fold(name)))
        )
        for number, name, commune, code, hidden, lat, lon, _far in rows
        if _says(f"{name} {commune}", name, typed, asked.words)
    ]
    return found[:limit]


def is_held(words: str, asked: QueryDict) -> bool:
    """Whether the directory, as anybody may see it, has a structure or a service whose name says all the
    words and that answers the criteria of a question, wherever it stands and whenever it opens."""
    typed = [word for word in fold(words).split() if word not in LINKS]
    if not any(len(word) >= _SHORTEST for word in typed):
        return False
    question = asked.copy()
    for name in [name for name in question if name.partition(".")[0] in _WHERE_AND_WHEN]:
        del question[name]
    question["q"] = words
    parsed = filters.parse(question)
    if parsed.errors:
        return False
    found = engine.run(parsed.search.only(_READ), Role.VISITOR).items()
    understood = understand(words).words
    for one in found:
        said = one["properties"]
        for name in (said["nom"], *said["services"]):
            if _says(f"{name} {said.get('commune') or ''}", name, typed, understood):
                return True
    return False


def place(text: str, role: Role) -> Found | None:
    """The structure that a text names as suggestions write it, as a place to start from, or by its name where
    no other has it; None for any other text."""
    if not _PLACE.match(fold(text)):
        return None
    places = [one for one in structures_named(text, role, _READ) if one.is_place]
    found = [one for one in places if fold(one.label) == fold(text)]
    found = found or [one for one in places if fold(one.name) == fold(text)]
    if len({one.label for one in found}) != 1:
        return None
    return Found(found[0].label, found[0].lat, found[0].lon, "address", found[0].commune_code)


def _says(said: str, name: str, typed: list[str], words: frozenset[str]) -> bool:
    """Whether a name, with its commune, says every word typed or one near it, and the name itself one."""
    known, own = fold(said).split(), fold(name).split()
    begun = {one for one in known if any(one.startswith(word) for word in typed)}
    missing = [word for word in typed if not any(one.startswith(word) for one in known)]
    near = [one for one in known if one in words and one not in begun]
    return len(missing) <= len(near) and any(one in begun or one in words for one in own)


def home() -> tuple[float, float]:
    """The middle of home: its most peopled commune, else that of France."""
    communes = Commune.objects.filter(point__isnull=False)
    if settings.DEPARTEMENT != "all":
        communes = communes.filter(departement_code=settings.DEPARTEMENT)
    largest = communes.order_by("-population", "code").first()
    return (largest.point.y, largest.point.x) if largest and largest.point else (46.6, 2.4)
