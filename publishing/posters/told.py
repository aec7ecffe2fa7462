# SPDX-License-Identifier: AGPL-3.0-or-later
"""What structures' posters and leaflets say: what anybody may read on its page, and lasts for months."""

import logging
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.html import escape

from accounts.readers import Reader
from accounts.roles import Role
from common import emblems, qr
from common.dates import in_words
from desk import sheet
from mapping import usual_hours
from mapping.models import VisibleService, VisibleStructure
from places import sketch
from publishing.breaking import breakable, unbroken_phone
from publishing.pictograms import BLACK, WHITE, pictogram
from publishing.typesetting import Unprintable, picture_name

logger = logging.getLogger(__name__)

# What decides whether one comes, of all that a page tells of a service.
_FACTS = (
    *("publics", "niveaux", "cout", "conditions", "garde_enfants", "rendez_vous", "demander", "langues"),
    "a_apporter",
)
_WITHOUT_LABEL = frozenset({"publics", "cout", "rendez_vous"})


def told(of: Iterable[tuple[VisibleStructure, str]]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What a template reads of some structures, each with the address of its page; the pictures by name."""
    pictures: dict[str, bytes] = {}
    with translation.override("fr"):
        sheets = [
            _Telling(pictures, number).tell(structure, url)
            for number, (structure, url) in enumerate(of, start=1)
        ]
        said = {
            "title": sheets[0]["title"] if len(sheets) == 1 else f"{len(sheets)} structures",
            "operator": settings.SITE_OPERATOR,
            "site": settings.SITE_NAME,
            "made_on": in_words(timezone.localdate()),
            "emblems": _emblems(pictures),
            "sheets": sheets,
        }
    return said, pictures


class _Telling:
    """One structure, `number` among those told: its own pictures are added to `pictures`."""

    def __init__(self, pictures: dict[str, bytes], number: int) -> None:
        self._pictures, self._number = pictures, number

    def tell(self, structure: VisibleStructure, url: str) -> dict[str, Any]:
        """What is said of it, in the language that is active."""
        told = sheet.tell(structure, Reader(Role.VISITOR), None, url)
        hours = {
            pk: usual_hours.usual_week(text)
            for pk, text in VisibleService.objects.seen_by(Role.VISITOR)
            .filter(structure_id=structure.id)
            .order_by("id")
            .values_list("id", "horaires_accueil")
            if text
        }
        return {
            "title": told.title,
            "name": breakable(told.title),
            "is_example": told.is_example,
            "colour": told.themes[0].colour if told.themes else "",
            "themes": [self._theme(one.code, str(one.nom), one.pictogram) for one in told.themes],
            "services": [self._service(one, hours.get(one.id, "")) for one in told.services],
            "hours": breakable(usual_hours.usual_week(structure.horaires_accueil)),
            "address": breakable(told.told_address),
            "phone": unbroken_phone(told.phone.text) if told.phone else "",
            "email": breakable(told.email),
            "languages": told.languages,
            "is_accessible": told.is_accessible is True,
            "map": self._map(told),
            "qr": self._picture("qr", qr.image(url)),
            "page": url,
        }

    def _picture(self, name: str, content: bytes) -> str:
        kept = f"{name}-{self._number}.svg"
        self._pictures[kept] = content
        return kept

    def _theme(self, code: str, name: str, icon: str) -> dict[str, str]:
        light, dark = f"theme-{code}-light.svg", f"theme-{code}.svg"
        self._pictures[light], self._pictures[dark] = pictogram(icon, WHITE), pictogram(icon, BLACK)
        return {"name": name, "light": light, "dark": dark}

    def _service(self, one: sheet.ServiceSheet, hours: str) -> dict[str, Any]:
        facts = {fact.key: fact for fact in one.facts}
        lines = []
        for key in _FACTS:
            if fact := facts.get(key):
                words = " – ".join(part for part in (fact.text, fact.said) if part)
                lines.append(words if key in _WITHOUT_LABEL else f"{fact.label} : {words}")
        return {
            "name": breakable(one.name),
            "hours": breakable(hours),
            "place": breakable(one.told_place),
            "facts": [breakable(line) for line in lines],
            "themes": [f"theme-{theme.code}.svg" for theme in one.themes],
            "theme_names": [str(theme.nom) for theme in one.themes],
        }

    def _map(self, told: sheet.Sheet) -> str:
        """Where it is, drawn; nothing of a place that is not known well, or not for everyone."""
        if told.position is None or not told.is_located or told.is_masked or told.has_private_address:
            return ""
        return self._picture("map", _drawn(sketch.around(told.position[1], told.position[0])))


def _emblems(pictures: dict[str, bytes]) -> list[dict[str, str]]:
    found = []
    for number, emblem in enumerate(emblems.pictures(), start=1):
        try:
            name = picture_name(number, emblem.content)
        except Unprintable:
            logger.warning("An emblem is neither PNG, JPEG nor SVG: paper goes without it.")
            continue
        pictures[name] = emblem.content
        found.append({"picture": name, "alt": emblem.name})
    return found


def _drawn(one: sketch.Sketch) -> bytes:
    side, middle = sketch.SIDE, sketch.SIDE / 2
    paths = "".join(f'<path d="{path}"/>' for path in one.paths)
    names = "".join(
        f'<text x="{name.x}" y="{name.y}" text-anchor="middle">{escape(name.text)}</text>'
        for name in one.names
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<rect width="{side}" height="{side}" fill="#f2f2f2"/>'
        f'<g fill="#ffffff" stroke="#9a9a9a" stroke-width="0.8">{paths}</g>'
        f'<g font-family="Open Sans" font-size="9" fill="#333333">{names}</g>'
        f'<path fill="#000000" d="M{middle} {middle}c-7-11-14-17-14-25a14 14 0 0 1 28 0c0 8-7 14-14 25z"/>'
        f'<circle cx="{middle}" cy="{middle - 25}" r="5" fill="#ffffff"/>'
        f'<path stroke="#000000" stroke-width="1.5" d="M8 192h{one.bar}"/>'
        f'<text x="8" y="188" font-family="Open Sans" font-size="8" fill="#000000">{one.km} km</text>'
        f'<rect x="0.5" y="0.5" width="{side - 1}" height="{side - 1}" fill="none" stroke="#9a9a9a"/></svg>'
    ).encode()
