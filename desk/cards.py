# SPDX-License-Identifier: AGPL-3.0-or-later
"""The cards of a list, and what the map tells of the same places."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mapping import hours
from mapping.models import VisibleService
from mapping.presentation import (
    Phone,
    address_line,
    distance_text,
    inhabitants_of,
    is_located,
    phone_of,
    place_note,
    short_name,
    structure_path,
    walk_text,
)
from mapping.vocabulary import THEME_BY_CODE, THEMES, ThemeSpec
from search import matched


@dataclass(frozen=True, slots=True)
class Card:
    """One place of a list. `number` is also written on its marker; `lat` and `lon` in degrees.

    A structure that is found at several places has a card for each. `extract` is what a description says
    around a word that was typed. `now` and `on_the_day` are the hours of the structure: `now` is None where
    it has none and one of the services found has its own.
    """

    number: int
    id: int
    name: str
    title: str
    url: str
    lat: float
    lon: float
    themes: list[ThemeSpec]
    distance: str
    walk: str
    address: str
    place_note: str
    phone: Phone | None
    now: hours.Now | None
    on_the_day: str
    services: list[matched.Match]
    more_services: str
    accessible: bool | None
    is_example: bool
    zone: str
    zone_note: str
    extract: str

    @property
    def services_have_hours(self) -> bool:
        """Whether one of the services tells hours of its own, so that the structure's must be told apart."""
        return any(service.now for service in self.services)


@dataclass(frozen=True, slots=True)
class Area:
    """How cards say whom a place takes: `name` is the commune searched from, empty where it has none;
    `mixed` lists what takes people from there beside what does not, so that both must say so."""

    name: str = ""
    mixed: bool = False


def zone_note(zone: str | None, area: Area) -> str:
    """Whether a place takes people from here, where that is not plain sailing."""
    if zone == "partie":
        return _("Pour les habitants d'une partie de ce territoire : demandez lesquels")
    if zone == "inconnue":
        return _("Zone desservie non précisée : demandez avant de vous déplacer")
    if zone == "hors" and area.name:
        return _("Hors zone : ne prend pas, en principe, %(people)s") % {"people": inhabitants_of(area.name)}
    if zone == "hors":
        return _("Hors zone : ne prend pas, en principe, les habitants d'ici")
    return _("Pour les habitants d'ici") if zone and area.mixed else ""


def cards_of(
    features: list[dict],
    link_query: str = "",
    area: Area | None = None,
    now: datetime | None = None,
    *,
    services: dict[int, VisibleService] | None = None,
    asked: date | None = None,
    visited: bool = True,
) -> list[Card]:
    """The features of a search as cards, numbered from 1; nothing more is asked of the database.

    `link_query` is added to the link of each structure's page. `services` are those that the cards tell of,
    by number (see `matched.services_of`), `asked` the day that the search asks about. `visited` is false of
    services at a distance: nobody goes there, and how good the point is matters to nobody.
    """
    return [
        _card(number, feature, _Telling(link_query, area or Area(), services or {}, asked, visited, now))
        for number, feature in enumerate(features, start=1)
    ]


@dataclass(frozen=True, slots=True)
class _Telling:
    """What the cards of one list have in common: the arguments of `cards_of`."""

    link_query: str
    area: Area
    services: dict[int, VisibleService]
    asked: date | None
    visited: bool
    now: datetime | None


def _card(number: int, feature: dict, telling: _Telling) -> Card:
    said = feature["properties"]
    lon, lat = feature["geometry"]["coordinates"]
    masked, precision = said["adresse_confidentielle"], said["position_precision"]
    metres = said["distance_m"]
    url = structure_path(feature["id"], said["nom"])
    closures = [
        hours.Closure(date.fromisoformat(closed["du"]), date.fromisoformat(closed["au"]), closed["motif"])
        for closed in said["fermetures"]
    ]
    services = _services(said, closures, telling)
    others = len(said["services"]) - len(services)
    timetable, insee = said["horaires_accueil"], said["code_insee"]
    return Card(
        number=number,
        id=feature["id"],
        name=said["nom"],
        title=short_name(said["nom"], said["exemple"]),
        url=_link(url, telling.link_query, (lat, lon) if metres is not None else None),
        lat=lat,
        lon=lon,
        themes=[THEME_BY_CODE[code] for code in said["themes"] or [] if code in THEME_BY_CODE],
        distance=distance_text(metres) if metres is not None else "",
        walk=walk_text(metres) if metres is not None and is_located(masked, precision) else "",
        address=address_line(
            said["adresse"], said["complement_adresse"], said["code_postal"], said["commune"]
        ),
        place_note=place_note(masked, precision, bool(said["adresse"])) if telling.visited else "",
        phone=phone_of(said["telephone"]),
        now=hours.describe_reception(
            timetable,
            services_have_hours=any(service.now for service in services),
            code_insee=insee,
            closures=closures,
            now=telling.now,
        ),
        on_the_day=hours.on_day(timetable, telling.asked, code_insee=insee, closures=closures)
        if telling.asked
        else "",
        services=services,
        more_services=ngettext("et %(n)d autre", "et %(n)d autres", others) % {"n": others}
        if others > 0
        else "",
        accessible=said["accessible"],
        is_example=said["exemple"],
        zone=said["zone"] or "",
        zone_note=zone_note(said["zone"], telling.area),
        extract="".join(text for text, _found in said.get("trouve", {}).get("description", [])),
    )


def _services(said: dict, closures: list[hours.Closure], telling: _Telling) -> list[matched.Match]:
    """The first of the services found, each with what the reader may see of it."""
    found = list(zip(said["service_ids"], said["services"], strict=True))[: matched.SERVICES_TOLD]
    return [
        matched.tell(telling.services[number], closures, telling.asked, telling.now)
        if number in telling.services
        else matched.Match(name)
        for number, name in found
    ]


def _link(url: str, query: str, place: tuple[float, float] | None) -> str:
    """The link of a card: its page may tell of other places too, and must measure the way to this one."""
    parts = [query] if query else []
    if query and place:
        parts.append(f"vers={place[0]},{place[1]}")
    return f"{url}?{'&'.join(parts)}" if parts else url


def map_themes() -> list[dict[str, str]]:
    """Each theme as the map's scripts draw it."""
    return [
        {
            "code": theme.code,
            "nom": str(theme.nom),
            "couleur": theme.colour,
            "pictogramme": theme.pictogram,
        }
        for theme in THEMES
    ]


def map_points(shown: list[Card]) -> list[dict]:
    """What the map needs of the same cards."""
    return [
        {
            "n": card.number,
            "id": card.id,
            "nom": card.name,
            "lat": card.lat,
            "lon": card.lon,
            "distance": card.distance,
            "url": card.url,
            "note": card.place_note,
            "horaires": card.now.text if card.now else "",
            "telephone": phone_point(card.phone),
            "services": [{"nom": service.name, "dit": service.line()} for service in card.services],
            "themes": [theme.code for theme in card.themes],
        }
        for card in shown
    ]


def phone_point(phone: Phone | None) -> dict[str, str] | None:
    """A telephone number for the map's popups."""
    return {"text": phone.text, "href": phone.href} if phone else None
