# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the map beside a list is told: where to look, what to ask for, and its panel's switches."""

from dataclasses import replace

from django.conf import settings
from django.urls import reverse

from desk.address_bar import Reading, link_to
from desk.place_asked import Centre
from mapping.presentation import map_themes
from mapping.vocabulary import THEMES
from search import criteria
from search.question import Window


def map_of(reading: Reading, centre: Centre | None, zoom: int | None) -> dict:
    """Where the map looks, what it asks for, and which outlines it draws."""
    asked = reading.search
    own = settings.DEPARTEMENT if settings.DEPARTEMENT != "all" else ""
    codes = list(dict.fromkeys(code for code in (own, centre.departement if centre else "") if code))
    place, window = asked.place, asked.window
    box = window.bbox
    sought = replace(asked, window=Window()).query()
    sought.pop("rayon_km", None)
    return {
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "rayon_m": place.radius_km * 1000 if place and not box else None,
        "bbox": [box.west, box.south, box.east, box.north] if box else None,
        "zoom": zoom,
        "contours": [reverse("outlines", args=[code]) for code in codes],
        "departement": codes[-1] if codes else "",
        "alentours": reverse("departements", args=[codes[-1]]) if codes else reverse("country"),
        "recherche": centre is not None,
        "viewport": reverse("api-viewport"),
        "criteres": sought.urlencode(),
        "question": reading.query(asked).urlencode(safe=",~"),
        "structure": reverse("structure-short", args=[0]),
        "themes": map_themes(),
    }


def town_halls(reading: Reading, centre: Centre | None) -> dict | None:
    """What the map's panel offers of town halls: a link to the same answer with or without them; where
    nothing is listed, a switch, off at first, for every commune has one. None where they are asked for."""
    asked = reading.search
    if "communes" in asked.criteria.reseaux:
        return None
    if centre is None:
        return {"url": ""}
    without = asked.criteria.sans_mairies
    return {
        "url": link_to(reading.query(criteria.without(asked, "sans_mairies", not without))),
        "shown": not without,
    }


def theme_switches(reading: Reading) -> list[dict]:
    """Each theme of the map's panel, and the same search with it or without it."""
    asked = reading.search
    chosen = asked.criteria.themes
    return [
        {
            "spec": theme,
            "chosen": theme.code in chosen,
            "shown": not chosen or theme.code in chosen,
            "url": link_to(
                reading.query(
                    criteria.without(
                        asked,
                        "themes",
                        tuple(code for code in chosen if code != theme.code)
                        if theme.code in chosen
                        else (*chosen, theme.code),
                    )
                )
            ),
        }
        for theme in THEMES
    ]
