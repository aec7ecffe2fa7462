# SPDX-License-Identifier: AGPL-3.0-or-later
"""A GeoJSON FeatureCollection: one feature a structure, for uMap, QGIS, or an import elsewhere."""

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.media_types import GEOJSON
from data.exports import columns
from data.exports.notice import notice
from data.exports.offered import Format
from data.exports.reading import Entry, entries
from data.exports.selection import Selection
from mapping.vocabulary import THEME_BY_ID

_ELSEWHERE = frozenset({"latitude", "longitude", "precision_position"})


def lines(selection: Selection) -> Iterator[str]:
    """The document, a feature a line."""
    head: dict[str, Any] = {"type": "FeatureCollection", "name": "structures"}
    if said := notice(selection.role):
        head["avertissement"] = said
    yield json.dumps(head, ensure_ascii=False).removesuffix("}") + ', "features": [\n'
    for number, entry in enumerate(entries(selection)):
        feature = _feature(entry)
        if selection.themes:
            feature["properties"][columns.NEEDS] = selection.needs_met(entry.services)
        yield (",\n" if number else "") + json.dumps(feature, ensure_ascii=False, default=str)
    yield "\n]}\n"


def _feature(entry: Entry) -> dict[str, Any]:
    structure = entry.structure
    point = structure.position
    properties = {name: read(structure) for name, read in columns.STRUCTURE if name not in _ELSEWHERE}
    properties["position_precision"] = structure.position_precision
    properties["themes"] = [THEME_BY_ID[number].code for number in structure.themes]
    properties |= columns.of_services(entry.services)
    properties |= dict(zip(columns.names_of_fields(), columns.fields_told(entry.services), strict=False))
    # The services that the search found, and what the structure does besides.
    properties["services"] = [service.nom for service in entry.services]
    properties["autres_services"] = [service.nom for service in entry.other_services]
    if people := columns.people(entry):
        properties["contacts"] = people
    return {
        "type": "Feature",
        "id": structure.id,
        "geometry": {"type": "Point", "coordinates": [point.x, point.y]} if point else None,
        "properties": properties,
    }


FORMAT = Format(
    "geojson",
    "GeoJSON",
    3,
    "geojson",
    GEOJSON,
    lines,
    about=_("Une carte des structures, pour uMap ou QGIS."),
)
