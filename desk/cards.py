# SPDX-License-Identifier: AGPL-3.0-or-later
"""The cards of a list, and what the map tells of the same places."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.roles import Role
from desk.asked import out_of_zone
from desk.emergency import is_for_victims
from mapping import hours
from mapping.freshness.blocks import OLD_DAYS
from mapping.freshness.told import when_text
from mapping.labelled import Label, labels_of_list
from mapping.models import VisibleService, VisibleStructure
from mapping.presentation import (
    Phone,
    address_line,
    distance_text,
    is_located,
    phone_of,
    place_note,
    short_name,
    structure_path,
    told_metres,
    walk_text,
)
from mapping.vocabulary import THEME_BY_CODE, ThemeSpec
from search import matched, told
from search.question import Criteria


@dataclass(frozen=True, slots=True)
class Card:
    """One place of a list, told by the service that answers best. `number` is also written on its marker;
    `lat` and `lon` in degrees.

    `theme` is that of the list it stands in, else the structure's first; `themes` are the codes of all of
    them. `confidential` says that others may not see the point, which paper must not show. `service` is None
    for a structure without services, which `when` and `status` then tell of. `others` says how many more
    services answer, `also` that the place meets several needs, `stale` that nobody has seen to what is said
    of it for long, `extract` what a description says around a word that was typed, `has_label` that the place
    has the quality label.
    """

    number: int
    id: int
    name: str
    title: str
    url: str
    lat: float
    lon: float
    theme: ThemeSpec | None
    themes: list[str]
    distance: str
    walk: str
    town: str
    # As paper says it, which alone shows it: without a confidential one.
    address: str
    place_note: str
    confidential: bool
    phone: Phone | None
    service: str
    when: told.Fact | None
    status: told.Status | None
    facts: tuple[told.Fact, ...]
    others: str
    also: str
    is_full: bool
    is_example: bool
    zone: str
    zone_note: str
    stale: str
    extract: str
    has_label: bool

    def line(self) -> str:
        """What is told of the service, as one line of plain text."""
        facts = (self.when, *self.facts)
        said = [fact.text for fact in facts if fact]
        return " · ".join([*said, *([self.status.text] if self.status else [])])


@dataclass(frozen=True, slots=True)
class Area:
    """How cards say whom a place takes: `name` is the commune searched from, empty where it has none;
    `mixed` lists what takes people from there beside what does not, so that both must say so."""

    name: str = ""
    mixed: bool = False


@dataclass(frozen=True, slots=True)
class Records:
    """The records that cards tell of, as their reader may see them, by number."""

    services: dict[int, VisibleService] = field(default_factory=dict)
    structures: dict[int, VisibleStructure] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Telling:
    """What the cards of one list have in common.

    `link_query` is added to the link of each structure's page. `asked` is all that is asked of the need that
    the list answers, `theme` that need's. `visited` is false of services at a distance: nobody goes there,
    and how good the point is matters to nobody. `victims_first` puts first what is for who is in danger;
    `nearest_first` that the list is in the order of the distances that it tells.
    """

    link_query: str = ""
    area: Area = field(default_factory=Area)
    records: Records = field(default_factory=Records)
    asked: Criteria = field(default_factory=Criteria)
    theme: ThemeSpec | None = None
    visited: bool = True
    victims_first: bool = False
    nearest_first: bool = False
    now: datetime | None = None


def records_of(features: list[dict], asked: Iterable[Criteria], role: Role) -> Records:
    """One query for the services that the cards tell of, one for their structures where `asked` asks
    something of those."""
    return Records(matched.services_of(features, role), matched.structures_of(features, role, *asked))


def zone_note(zone: str | None, area: Area) -> str:
    """Whether a place takes people from here, where that is not plain sailing."""
    if zone == "partie":
        return _("Pour les habitants d'une partie de ce territoire : demandez lesquels")
    if zone == "inconnue":
        return _("zone non précisée")
    if zone == "hors":
        return out_of_zone(area.name)
    return _("Pour les habitants d'ici") if zone and area.mixed else ""


def cards_of(
    features: list[dict], telling: Telling, start: int = 1, needs: dict[int, int] | None = None
) -> list[Card]:
    """The features of a search as cards, numbered from `start`, those that are full last, what is meant for
    victims first where that is told; nothing more is asked of the database, but once a minute who has the
    quality label. `needs` is how many of the needs
    each meets, by its place among the features."""
    met = needs or {}
    told_by = [(_best(feature, telling), feature, met.get(at, 1)) for at, feature in enumerate(features)]
    told_by.sort(
        key=lambda one: (one[0].is_full, not _comes_first(one[1], telling), _told_metres(one[1], telling))
    )
    labels = labels_of_list(feature["id"] for feature in features)
    return [_card(number, *one, telling, labels) for number, one in enumerate(told_by, start=start)]


def _known(feature: dict[str, Any], telling: Telling) -> list[VisibleService]:
    """The services of a place that its card tells of."""
    services = telling.records.services
    return [services[number] for number in feature["properties"]["service_ids"] if number in services]


def _comes_first(feature: dict[str, Any], telling: Telling) -> bool:
    return telling.victims_first and is_for_victims(_known(feature, telling))


def _told_metres(feature: dict[str, Any], telling: Telling) -> float:
    """How far the card says that it is, in metres; 0 where the list has another order."""
    said = feature["properties"]
    if not telling.nearest_first or said["distance_m"] is None:
        return 0
    located = is_located(said["adresse_confidentielle"], said["position_precision"])
    return told_metres(said["distance_m"], located=located)


def _card(
    number: int,
    best: told.Told,
    feature: dict[str, Any],
    needs: int,
    telling: Telling,
    labels: Mapping[int, Label],
) -> Card:
    said = feature["properties"]
    lon, lat = feature["geometry"]["coordinates"]
    masked, precision = said["adresse_confidentielle"], said["position_precision"]
    metres = said["distance_m"]
    themes = [code for code in said["themes"] or [] if code in THEME_BY_CODE]
    confidential = any(service.address_is_confidential for service in _known(feature, telling))
    address = address_line(said["adresse"], said["complement_adresse"], said["code_postal"], said["commune"])
    others = len(said["services"]) - 1
    return Card(
        number=number,
        id=feature["id"],
        name=said["nom"],
        title=short_name(said["nom"], said["exemple"]),
        url=_link(
            structure_path(feature["id"], said["nom"]),
            telling.link_query,
            (lat, lon) if metres is not None else None,
        ),
        lat=lat,
        lon=lon,
        theme=telling.theme or (THEME_BY_CODE[themes[0]] if themes else None),
        themes=themes,
        distance=distance_text(metres, located=is_located(masked, precision)) if metres is not None else "",
        walk=walk_text(metres, short=True) if metres is not None and is_located(masked, precision) else "",
        town=said["commune"] or "",
        place_note=place_note(masked, precision, bool(said["adresse"]), confidential)
        if telling.visited
        else "",
        confidential=confidential and not masked,
        address=(said["commune"] or "") if confidential else address,
        phone=phone_of(best.telephone or said["telephone"]),
        service=best.name,
        when=best.when,
        status=best.status,
        facts=best.facts,
        others=ngettext("%(n)d autre service", "%(n)d autres services", others) % {"n": others}
        if others > 0
        else "",
        also=_("répond à %(n)d de vos besoins") % {"n": needs} if needs > 1 else "",
        is_full=best.is_full,
        is_example=said["exemple"],
        zone=said["zone"] or "",
        zone_note=zone_note(said["zone"], telling.area),
        stale=_stale(said["verified_at"]),
        extract="".join(text for text, _found in said.get("trouve", {}).get("description", [])),
        has_label=feature["id"] in labels,
    )


def _stale(verified_at: str | None) -> str:
    """« fiche relue il y a 8 mois », where that is long ago; empty where nobody says when."""
    at = datetime.fromisoformat(verified_at) if verified_at else None
    if at is None or timezone.now() - at < timedelta(days=OLD_DAYS):
        return ""
    return _("fiche relue %(when)s") % {"when": when_text(at)}


def _best(feature: dict, telling: Telling) -> told.Told:
    """The service of a place that answers best: one that has room, then the one that meets most."""
    said = feature["properties"]
    around = told.Around(
        reception=said["horaires_accueil"],
        closures=tuple(
            hours.Closure(date.fromisoformat(one["du"]), date.fromisoformat(one["au"]), one["motif"])
            for one in said["fermetures"]
        ),
        now=telling.now,
        structure=telling.records.structures.get(feature["id"]),
    )
    answers = [told.tell(service, telling.asked, around) for service in _known(feature, telling)]
    if not answers:
        name = said["services"][0] if said["services"] else ""
        return told.tell_structure(name, said["code_insee"], telling.asked, around)
    return min(
        answers, key=lambda one: (one.is_full, -sum(fact.met for fact in (one.when, *one.facts) if fact))
    )


def _link(url: str, query: str, place: tuple[float, float] | None) -> str:
    """The link of a card: its page may tell of other places too, and must measure the way to this one."""
    parts = [query] if query else []
    if query and place:
        parts.append(f"vers={place[0]},{place[1]}")
    return f"{url}?{'&'.join(parts)}" if parts else url


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
            "confidentiel": card.confidential,
            "telephone": phone_point(card.phone),
            "services": [{"nom": card.service, "dit": card.line()}],
            "theme": card.theme.code if card.theme else "",
            "themes": card.themes,
        }
        for card in shown
    ]


def phone_point(phone: Phone | None) -> dict[str, str] | None:
    """A telephone number for the map's popups."""
    return {"text": phone.text, "href": phone.href} if phone else None
