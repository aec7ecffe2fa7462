"""How a structure is told to a reader: distances, addresses, hours and links, in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from urllib.parse import quote, urlencode

import phonenumbers
from django.urls import reverse
from django.utils import formats
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from mapping import hours, matched
from mapping.models import TemporaryClosure, VisibleService
from mapping.models.address import PositionPrecision
from mapping.models.structure import slug_of
from mapping.vocabulary import THEME_BY_CODE, ThemeSpec

# People walk 1.34 times the straight line, the mean detour of European street networks
# (doi 10.1177/23998083231168870), at 4.8 km/h.
DETOUR = 1.34
METRES_PER_MINUTE = 80
# Beyond an hour on foot, nobody asks how long it takes.
MAX_WALK_MINUTES = 60
# Nearer than this, a distance in figures would pretend to be exact.
NEXT_DOOR_M = 50

_VOWELS = "aeiouàâäéèêëîïôöùûüœæ"


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number as people read it, and as the address of a `tel:` link."""

    text: str
    href: str


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
    services: list[matched.Told]
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


def _rounded(number: float, digits: int) -> str:
    # Django's number_format cuts decimals off: 0.996 would be « 0,9 ».
    return formats.number_format(round(number, digits), digits)


def distance_text(metres: float) -> str:
    """« moins de 50 m », « 850 m », « 2,3 km », « 34 km »; spaces do not break."""
    if metres < NEXT_DOOR_M:
        return _("moins de %(n)d\N{NO-BREAK SPACE}m") % {"n": NEXT_DOOR_M}
    if metres < 995:
        return _("%(n)s\N{NO-BREAK SPACE}m") % {"n": f"{round(metres, -1):.0f}"}
    digits = 1 if metres < 9_950 else 0
    return _kilometres(_rounded(metres / 1000, digits))


def short_name(name: str, is_example: bool) -> str:
    """The name without the « (exemple) » that the badge beside it already says."""
    return name.removesuffix("(exemple)").rstrip() or name if is_example else name


def kilometres_text(kilometres: float) -> str:
    """A radius: « 10 km », « 2,5 km »."""
    digits = 0 if kilometres == int(kilometres) else 1
    return _kilometres(_rounded(kilometres, digits))


def _kilometres(number: str) -> str:
    return _("%(n)s\N{NO-BREAK SPACE}km") % {"n": number}


def listed(words: Iterable[object]) -> str:
    """« a, b, c »."""
    return pgettext("entre les mots d'une liste", ", ").join(str(word) for word in words)


def walk_text(metres: float) -> str:
    """« environ 38 min à pied »; empty next door and beyond an hour."""
    if metres < NEXT_DOOR_M:
        return ""
    minutes = max(1, round(metres * DETOUR / METRES_PER_MINUTE))
    if minutes > MAX_WALK_MINUTES:
        return ""
    return _("environ %(minutes)d min à pied") % {"minutes": minutes}


def of(name: str) -> str:
    """« de Melun », « d'Avon », « du Mée-sur-Seine », « des Lilas », as after a distance."""
    return pgettext("après une distance", "de %(place)s") % {"place": name} if _elsewhere() else _of(name)


def inhabitants_of(name: str) -> str:
    """« les habitants de Melun »."""
    if _elsewhere():
        return _("les habitants de %(place)s") % {"place": name}
    return f"les habitants {_of(name)}"


def _elsewhere() -> bool:
    """Whether the reader's language is another than French, whose contractions a catalogue cannot tell."""
    return (get_language() or "fr").split("-")[0] != "fr"


def _of(name: str) -> str:
    for article, contracted in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    return f"d'{name}" if name[:1].lower() in _VOWELS else f"de {name}"


@lru_cache(maxsize=4096)
def phone_of(number: str) -> Phone | None:
    """A number to show and to dial; None without one. What is not a known number is left as written."""
    if not number.strip():
        return None
    try:
        parsed = phonenumbers.parse(number, "FR")
    except phonenumbers.NumberParseException:
        dialled = "".join(character for character in number if character in "+0123456789")
        return Phone(number, f"tel:{dialled}")
    national = parsed.country_code == 33
    shape = phonenumbers.PhoneNumberFormat
    text = phonenumbers.format_number(parsed, shape.NATIONAL if national else shape.INTERNATIONAL)
    if phonenumbers.is_valid_number(parsed):
        return Phone(text, "tel:" + phonenumbers.format_number(parsed, shape.E164))
    return Phone(number, "tel:" + "".join(c for c in number if c in "+0123456789"))


def structure_path(structure_id: int, name: str) -> str:
    """The canonical path of a structure's page, in the reader's language."""
    return _structure_path(structure_id, name, get_language())


# A list writes twenty, and the same structures are found again and again.
@lru_cache(maxsize=4096)
def _structure_path(structure_id: int, name: str, language: str | None) -> str:
    return reverse("structure", args=[structure_id, slug_of(name)])


def address_line(adresse: str, complement: str, code_postal: str, commune: str) -> str:
    """« 16 rue Paul-Doumer, bâtiment B, 77000 Melun », without what is not known."""
    return ", ".join(part for part in (adresse, complement, f"{code_postal} {commune}".strip()) if part)


def place_note(masked: bool, precision: str, has_street: bool) -> str:
    """What a reader must know of the point, empty when it is where it says."""
    if masked:
        return _("adresse confidentielle : distance au centre de la commune")
    if precision == PositionPrecision.COMMUNE and has_street:
        return _("position approximative : centre de la commune")
    if precision == PositionPrecision.COMMUNE:
        return _("adresse non renseignée : centre de la commune")
    return ""


def is_located(masked: bool, precision: str) -> bool:
    """Whether the point is the place itself, so that one may walk to it."""
    return not masked and precision not in ("", PositionPrecision.COMMUNE)


def closures_of(structure_id: int) -> list[hours.Closure]:
    """The closures of a structure that the reader was already given, in one query."""
    rows = TemporaryClosure.objects.filter(structure_id=structure_id).order_by("first_day", "pk")
    return [hours.Closure(row.first_day, row.last_day, row.reason) for row in rows]


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


def cards(
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
    """What the cards of one list have in common: the arguments of `cards`."""

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


def _services(said: dict, closures: list[hours.Closure], telling: _Telling) -> list[matched.Told]:
    """The first of the services found, each with what the reader may see of it."""
    found = list(zip(said["service_ids"], said["services"], strict=True))[: matched.SERVICES_TOLD]
    return [
        matched.tell(telling.services[number], closures, telling.asked, telling.now)
        if number in telling.services
        else matched.Told(name)
        for number, name in found
    ]


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


def sms_link(lines: Iterable[str]) -> str:
    """A link that opens the phone's messages with a text ready, and nobody to send it to yet."""
    return "sms:?&body=" + quote("\n".join(line for line in lines if line))


def mail_link(subject: str, lines: Iterable[str]) -> str:
    """A link that opens the mail program with a message ready."""
    body = "\r\n".join(line for line in lines if line)
    return "mailto:?" + urlencode({"subject": subject, "body": body}, quote_via=quote)
