# SPDX-License-Identifier: AGPL-3.0-or-later
"""The map as one HTML file that opens without a network: folium, with everything it needs inside.

folium's own pages load a dozen files from four other hosts. Here Leaflet comes from the package that the site
itself serves, written into the page, and there is no background map.
"""

import json
from typing import cast

import folium
from branca.element import Element, Figure
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from common.required import required
from territory import assumptions, words
from territory.classes import COLOURS, MISSING
from territory.report import Report
from territory.takeaway.layer import as_geojson

_PALE, _PLAIN = 0.55, 0.9


def as_html(report: Report) -> bytes:
    """One file: the choropleth with a tooltip by commune, the places, the sentence, the method."""
    page = folium.Map(tiles=None, zoom_control=True, prefer_canvas=True, attributionControl=False)
    # Of what folium would load, only Leaflet is used.
    page.default_js, page.default_css = [], []
    layer = json.loads(as_geojson(report))
    faded = dict(zip(report.assessment.people.codes.tolist(), report.classes.faded.tolist(), strict=True))
    for feature in layer["features"]:
        _describe(feature["properties"], faded.get(feature["id"], False))
    drawn = folium.GeoJson(
        layer,
        name=report.classes.title,
        style_function=lambda feature: feature["properties"]["style"],
        tooltip=folium.GeoJsonTooltip(["nom", "dit"], labels=False, sticky=True),
    )
    drawn.add_to(page)
    for lon, lat in report.assessment.supply.lonlat[:800].round(5).tolist():
        folium.CircleMarker(
            (lat, lon), radius=4, color="#fff", weight=1.5, fill_color="#111", fill=True, fill_opacity=1
        ).add_to(page)
    page.fit_bounds(cast(list[list[float]], drawn.get_bounds()))
    root = cast(Figure, page.get_root())
    root.title = f"{report.name} – {report.subject}"
    root.header.add_child(
        Element(f"<style>{_static('js_lib_leaflet/leaflet.css')}</style>"), name="leaflet_css"
    )
    root.header.add_child(Element(f"<script>{_static('js_lib_leaflet/leaflet.js')}</script>"), name="leaflet")
    root.html.add_child(
        Element(
            render_to_string(
                "territory/offline.html",
                {"report": report, "assumed": assumptions.one_line(report)},
            )
        )
    )
    return root.render().encode()


def _describe(properties: dict, faded: bool) -> None:
    """Style and words of a commune, where the layer's own function reads them."""
    number = properties.get("classe", MISSING)
    missing = number == MISSING
    properties["style"] = {
        "color": "#333" if missing else "#54606a",
        "weight": 1.2 if missing else 0.6,
        "dashArray": "3 3" if missing else None,
        "fillColor": "#ffffff" if missing else COLOURS[number],
        "fillOpacity": _PALE if faded else _PLAIN,
    }
    if missing:
        properties["dit"] = "donnée manquante"
        return
    distance = float("inf") if properties["rien_a_portee"] else properties["distance_m"]
    people = properties["population"]
    properties["dit"] = f"{words.number(people)} hab., {words.kilometres(distance)}"


def _static(path: str) -> str:
    """The text of a static file; nothing in it may end the element it is written in."""
    found = finders.find(path)
    with open(required(found), encoding="utf-8") as file:
        text = file.read()
    return text.replace("</script", "<\\/script").replace("</style", "<\\/style")
