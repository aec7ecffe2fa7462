# SPDX-License-Identifier: AGPL-3.0-or-later
"""The structures that one which somebody is about to make may be, by the evidence of imports and merges."""

from dataclasses import dataclass

from django.contrib.gis.geos import Point

from accounts.readers import Reader
from accounts.roles import Role
from data.imports.sight import Sight
from data.same_place import candidates, looking
from data.same_place.described import Described
from data.same_place.verdict import WORTH_SHOWING, judge
from mapping.models import Status, VisibleStructure
from places.models import Commune

MOST = 5
_ASKED = """
SELECT
    1::bigint AS id, NULL::bigint AS self, %(telephone)s AS telephone, '' AS courriel, '' AS site_web,
    '' AS siret,
    %(commune)s AS code_insee, %(nom)s AS nom, %(adresse)s AS adresse,
    ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)::geography AS position,
    %(lon)s::double precision IS NOT NULL AS exact
"""


@dataclass(frozen=True, slots=True)
class Alike:
    """A structure that resembles, as its reader sees it. `points` is the sum of the evidence, `why` what
    speaks for it, in words."""

    id: int
    nom: str
    adresse: str
    code_postal: str
    commune_nom: str
    telephone: str
    points: int
    why: str


def alike(
    nom: str, adresse: str, telephone: str, commune: str, point: Point | None, role: Role
) -> list[Alike]:
    """The structures in a commune, or near a point (WGS 84), that may be the one described, likeliest first.

    A person looks at them before anything is made: more is shown than an import would propose
    (`WORTH_SHOWING`). Only what `role` sees is compared.
    """
    lon, lat = (point.x, point.y) if point else (None, None)
    placed = Sight(Reader(role)).address()
    said = {
        "nom": nom,
        "adresse": adresse,
        "telephone": telephone,
        "commune": commune,
        "lon": lon,
        "lat": lat,
    }
    found = candidates.find(_ASKED, said, pool=f"t.status = '{Status.PUBLISHED}'", placed=placed)
    known = looking.read((structure for _asked, structure in found), placed)
    mine = Described(
        nom=nom,
        adresse=adresse,
        telephone=telephone,
        commune=commune,
        commune_nom=Commune.objects.filter(pk=commune).values_list("nom", flat=True).first() or "",
        lat=lat,
        lon=lon,
        exact=point is not None,
    )
    others = looking.bearers([mine, *known.values()])
    verdicts = {number: judge(mine, one, others.shared(mine, one)) for number, one in known.items()}
    likely = sorted(
        (number for number, verdict in verdicts.items() if verdict.points >= WORTH_SHOWING),
        key=lambda number: (-verdicts[number].points, number),
    )[:MOST]
    shown = VisibleStructure.objects.seen_by(role).in_bulk(likely)
    return [
        Alike(
            one.pk,
            one.nom,
            one.adresse,
            one.code_postal,
            one.commune_nom,
            one.telephone,
            verdicts[number].points,
            ", ".join(str(line.words) for line in verdicts[number].speaks_for),
        )
        for number in likely
        if (one := shown.get(number))
    ]
