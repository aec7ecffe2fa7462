# SPDX-License-Identifier: AGPL-3.0-or-later
"""Zones that staff bring as a GeoJSON, to be drawn over the map."""

import tempfile
from pathlib import Path

from django.utils.translation import gettext as _

from common.files import Unreadable
from common.files.bounded import ask
from common.files.limits import MIB
from territory.refusal import MAX_BYTES, Refused, too_heavy

MAX_ZONES = 5_000
# What the site keeps of them, in memory and for every page that draws them.
MAX_POINTS = 150_000
_MEMORY, _SECONDS = 600 * MIB, 20


def zones(content: bytes) -> dict:
    """Areas of a GeoJSON in degrees, with their names and nothing else. Raises Refused.

    The file is read in a process of its own: a few megabytes of brackets make gigabytes.
    """
    if len(content) > MAX_BYTES:
        raise Refused(too_heavy())
    with tempfile.NamedTemporaryFile(prefix="zones-", suffix=".geojson") as file:
        file.write(content)
        file.flush()
        return {"type": "FeatureCollection", "features": _features(Path(file.name))}


def _features(path: Path) -> list[dict]:
    reader = "territory.zone_reader"
    found = []
    try:
        for zone in ask(reader, str(path), str(MAX_ZONES), str(MAX_POINTS), memory=_MEMORY, seconds=_SECONDS):
            if "wrong" in zone:
                raise Refused(_why(zone["wrong"]) % {"n": zone.get("n")})
            found.append(zone)
    except Unreadable as refusal:
        raise Refused(str(refusal)) from None
    return found


def _why(wrong: str) -> str:
    return {
        "json": _("Ce fichier n'est pas du GeoJSON."),
        "empty": _("Une collection GeoJSON (FeatureCollection) avec au moins une zone est attendue."),
        "zones": _("Trop de zones : %(n)d au plus.") % {"n": MAX_ZONES},
        "points": _("Trop de points, dès la zone %%(n)d : %(most)d au plus. Simplifiez les contours.")
        % {"most": MAX_POINTS},
        "area": _("Zone %(n)d : un polygone est attendu."),
        "degrees": _(
            "Zone %(n)d : ses coordonnées ne sont pas des degrés (WGS 84, longitude puis latitude). "
            "Exportez le fichier en EPSG:4326."
        ),
    }[wrong]
