# SPDX-License-Identifier: AGPL-3.0-or-later
"""The communes of a report as a GeoJSON layer, for QGIS."""

import json
import math

from django.utils import timezone

from territory import assumptions, drawings
from territory.report import Report, Row


def as_geojson(report: Report) -> bytes:
    """A FeatureCollection: outlines with the figures of each commune; null for what is not known.

    A distance is null too where nothing is within reach, and `rien_a_portee` is then true.
    """
    collection = json.loads(drawings.geojson(report.view.scope))
    rows = {row.code: row for row in report.rows}
    drawn = dict(zip(report.assessment.people.codes.tolist(), report.classes.of.tolist(), strict=True))
    for feature in collection["features"]:
        row = rows.get(feature["id"])
        if row:
            feature["properties"] |= _properties(row) | {"classe": drawn[row.code]}
    collection["reperes"] = {
        "vue": report.view.link(),
        "recherche": report.subject,
        "seuil_km": report.view.threshold_km,
        "hypotheses": [f"{title} : {text}" for title, text in assumptions.lines(report)],
        "calcule_le": timezone.localtime(report.made_at).isoformat(timespec="seconds"),
        "methode": report.method,
        "sources": report.sources,
    }
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()


def _properties(row: Row) -> dict:
    return {
        "departement": row.departement,
        "epci": row.epci,
        "population": _known(row.people, 0),
        "distance_m": _known(row.distance_m, 1),
        "rien_a_portee": math.isinf(row.distance_m),
        "minutes_voiture": _known(row.minutes, 0),
        "lieux_5_km": _known(row.within[0], 0),
        "lieux_10_km": _known(row.within[1], 0),
        "lieux_20_km": _known(row.within[2], 0),
        "e2sfca": _known(row.e2sfca, 4),
        "etat": row.state,
        "fiches": row.known.records,
    }


def _known(value: float, digits: int) -> float | int | None:
    if not math.isfinite(value):
        return None
    return round(value, digits) if digits else round(value)
