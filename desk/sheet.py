# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everything that a structure's page tells, read through the visibility policy.

The number of queries does not grow with the number of services.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.readers import Reader
from accounts.roles import Role
from common.links import outgoing
from desk.cards import map_themes, phone_point
from desk.letters import offers
from desk.ways import Way
from mapping import hours, presentation, usual_hours, vocabulary
from mapping.models import Session, VisibleContact, VisibleService, VisibleStructure
from mapping.vocabulary import THEME_BY_CODE, THEME_BY_ID, ThemeSpec
from places.zone_names import zone_names
from search import registry
from search.criterion import Choices, Switch, Table

_PUBLICS = dict(vocabulary.PUBLICS)
_LANGUES = dict(vocabulary.LANGUES)
_NIVEAUX = dict(vocabulary.NIVEAUX)
_MODES_ACCUEIL = dict(vocabulary.MODES_ACCUEIL)
_MODES_MOBILISATION = dict(vocabulary.MODES_MOBILISATION)
_MOBILISABLE_PAR = dict(vocabulary.PERSONNES_MOBILISATRICES)
_TYPES = dict(vocabulary.TYPES_DE_SERVICES)
_FRAIS = dict(vocabulary.FRAIS)
_THEMATIQUES = dict(vocabulary.THEMATIQUES)
_RENDEZ_VOUS = dict(vocabulary.RENDEZ_VOUS)

# Columns that filters read and a line of their own tells.
_TOLD = {
    *("accessible", "reseaux_porteurs", "thematiques", "publics", "langues", "niveaux", "frais"),
    *("modes_accueil", "type", "places_restantes", "liste_attente", "garde_enfants", "rendez_vous"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a description list; `muted` when it says that something is not known.

    `text` is in the reader's language, `said` is what the directory says, in French. `key` names what it is
    about, so that the same line of two services can be put side by side.
    """

    label: str
    text: str
    muted: bool = False
    href: str = ""
    said: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class ContactSheet:
    """A person to ask, as the reader may know them; what is not known is empty."""

    name: str
    role: str
    phone: presentation.Phone | None
    email: str


@dataclass(frozen=True, slots=True)
class ServiceSheet:
    """One service as the sheet tells it, in words ready to be read.

    `needs` are the themes that it answers, of several that the search before asked for.
    """

    id: int
    name: str
    is_asked_for: bool
    kind: str
    themes: list[ThemeSpec]
    description: str
    facts: list[Fact]
    sessions: list[Fact]
    place: str
    place_note: str
    now: hours.Now | None
    week: list[hours.Day]
    phone: presentation.Phone | None
    email: str
    mobilisation_link: str
    contacts: list[ContactSheet]
    # Where its own address is written to by the site; empty where it cannot be.
    write_url: str
    needs: list[ThemeSpec]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A structure as one role sees it, in French. `position` is (latitude, longitude) or None.

    `now` is None where the structure tells no hours of its own and some of its services do.
    """

    id: int
    name: str
    title: str
    description: str
    is_example: bool
    themes: list[ThemeSpec]
    address: str
    place_note: str
    position: tuple[float, float] | None
    is_located: bool
    distance: str
    walk: str
    distance_to: str
    now: hours.Now | None
    week: list[hours.Day]
    closures: list[hours.Closure]
    phone: presentation.Phone | None
    email: str
    website: str
    accessibility: Fact
    # What else filters ask of a structure.
    further: list[Fact]
    directions: list[Fact]
    services: list[ServiceSheet]
    contacts: list[ContactSheet]
    source: list[Fact]
    url: str
    sms: str
    mail: str
    # Where the structure is written to by the site; empty where it cannot be.
    write_url: str
    map: dict = field(default_factory=dict)
    points: list[dict] = field(default_factory=list)

    @property
    def services_telling_hours(self) -> list[ServiceSheet]:
        """The services whose hours stand for the structure's; none where it has its own."""
        return [] if self.now else [service for service in self.services if service.now]

    @property
    def needs(self) -> list[ThemeSpec]:
        """The themes that its services answer, of several that the search before asked for, each once."""
        return list(dict.fromkeys(theme for service in self.services for theme in service.needs))


def tell(
    structure: VisibleStructure,
    reader: Reader,
    way: Way | None,
    url: str,
    asked_for: frozenset[int] = frozenset(),
    needs: Mapping[int, Sequence[str]] | None = None,
) -> Sheet:
    """The page of a structure. `way` from the reader's place, if known; `url` is the page's own.

    `asked_for` numbers the services that the search before asked for: they come first, and are marked where
    there are others. `needs` are the themes that each answers, by code, where it asked for several.
    """
    closures = presentation.closures_of(structure.id)
    today = timezone.localdate()
    closures = [closure for closure in closures if closure.last_day >= today]
    masked, precision = structure.position_masked, structure.position_precision
    located = presentation.is_located(masked, precision)
    position = (structure.position.y, structure.position.x) if structure.position else None
    address = presentation.address_line(
        structure.adresse, structure.complement_adresse, structure.code_postal, structure.commune_nom
    )
    contacts = _contacts(structure, reader)
    phone = presentation.phone_of(structure.telephone)
    services = _services(structure, reader.role, closures, contacts, asked_for, needs or {})
    now = hours.describe_reception(
        structure.horaires_accueil,
        services_have_hours=any(service.now for service in services),
        code_insee=structure.commune_id,
        closures=closures,
    )
    # A message goes further than whoever sends it thinks.
    where = structure.commune_nom if structure.address_is_confidential else address
    message = [structure.nom, where, phone.text if phone else "", url]
    distance = presentation.distance_text(way.metres) if way else ""
    place_note = presentation.place_note(
        masked, precision, bool(structure.adresse), structure.address_is_confidential
    )
    return Sheet(
        id=structure.id,
        name=structure.nom,
        title=presentation.short_name(structure.nom, structure.is_example),
        description=structure.description,
        is_example=structure.is_example,
        themes=[THEME_BY_ID[number] for number in structure.themes if number in THEME_BY_ID],
        address=address,
        place_note=place_note,
        position=position,
        is_located=located,
        distance=distance,
        walk=presentation.walk_text(way.metres) if way and way.is_located else "",
        distance_to=way.to if way else "",
        now=now,
        week=hours.week(structure.horaires_accueil, code_insee=structure.commune_id, closures=closures),
        closures=closures,
        phone=phone,
        email=structure.courriel,
        website=outgoing(structure.site_web),
        accessibility=_accessibility(structure),
        further=_further(structure, Table.STRUCTURE),
        directions=_directions(structure, position) if located and position else [],
        services=services,
        contacts=contacts.get(None, []),
        source=_source(structure),
        url=url,
        sms=presentation.sms_link(message),
        mail=presentation.mail_link(structure.nom, message),
        write_url=offers.structure_url(structure.id, structure.nom, structure.courriel, structure.is_example),
        map=_map(structure, position),
        points=[
            {
                "n": "",
                "id": structure.id,
                "nom": structure.nom,
                "lat": position[0],
                "lon": position[1],
                "distance": distance,
                "url": "",
                "horaires": now.text if now else "",
                "services": [{"nom": one.name, "dit": one.now.text} for one in services if one.now]
                if now is None
                else [],
                "telephone": phone_point(phone),
                "note": place_note,
                "themes": [THEME_BY_ID[number].code for number in structure.themes if number in THEME_BY_ID],
            }
        ]
        if position
        else [],
    )


def _map(structure: VisibleStructure, position: tuple[float, float] | None) -> dict:
    own = settings.DEPARTEMENT if settings.DEPARTEMENT != "all" else ""
    insee = structure.commune_id or ""
    there = insee[: 3 if insee.startswith("97") else 2] or own
    return {
        "lat": position[0] if position else None,
        "lon": position[1] if position else None,
        "rayon_m": None,
        "contours": [reverse("outlines", args=[there])] if there else [],
        "alentours": reverse("departements", args=[there]) if there else "",
        "recherche": False,
        "zone": reverse("service-areas", args=[structure.id]),
        "themes": map_themes(),
    }


def _accessibility(structure: VisibleStructure) -> Fact:
    said = {
        True: _("Accessible en fauteuil roulant"),
        False: _("Non accessible en fauteuil roulant"),
        None: _("Accessibilité en fauteuil roulant non renseignée"),
    }[structure.accessible]
    return Fact(
        _("Accessibilité"), said, structure.accessible is None, outgoing(structure.accessibilite_lieu)
    )


def _directions(structure: VisibleStructure, position: tuple[float, float]) -> list[Fact]:
    """Links that the reader opens: a site that finds the way from anywhere, the phone's own map, which most
    desktops do not have, and a public map."""
    lat, lon = (f"{coordinate:.5f}" for coordinate in position)
    there = urlencode({"mlat": lat, "mlon": lon})
    way = urlencode({"to": f"{lat},{lon}"}, safe=",")
    return [
        Fact(
            _("Itinéraire"),
            _("Itinéraire sur OpenStreetMap"),
            href=f"https://www.openstreetmap.org/directions?{way}#map=15/{lat}/{lon}",
        ),
        Fact(
            _("Itinéraire"),
            _("Sur un téléphone : ouvrir dans l'application de cartes"),
            href=f"geo:{lat},{lon}?q={lat},{lon}",
        ),
        Fact(
            _("Itinéraire"),
            _("Voir sur OpenStreetMap"),
            href=f"https://www.openstreetmap.org/?{there}#map=17/{lat}/{lon}",
        ),
    ]


def _source(structure: VisibleStructure) -> list[Fact]:
    facts = []
    if structure.verified_at:
        day = formats.date_format(timezone.localtime(structure.verified_at), "DATE_FORMAT")
        facts.append(Fact(_("Vérifiée"), _("le %(day)s") % {"day": day}))
    else:
        facts.append(Fact(_("Vérifiée"), _("pas encore : téléphonez avant de vous déplacer"), muted=True))
    facts.append(Fact(_("Source"), structure.source, href=outgoing(structure.lien_source)))
    if structure.date_maj:
        facts.append(
            Fact(_("Mise à jour par la source"), formats.date_format(structure.date_maj, "DATE_FORMAT"))
        )
    return facts


def _services(
    structure: VisibleStructure,
    role: Role,
    closures: list[hours.Closure],
    contacts: dict[int | None, list[ContactSheet]],
    asked_for: frozenset[int],
    needs: Mapping[int, Sequence[str]],
) -> list[ServiceSheet]:
    services = list(VisibleService.objects.seen_by(role).filter(structure_id=structure.id))
    if asked_for.issuperset(service.id for service in services):
        asked_for = frozenset()
    services.sort(key=lambda service: service.id not in asked_for)
    sessions: dict[int, list[Fact]] = {}
    today = timezone.localdate()
    rows = Session.objects.filter(service_id__in=[s.id for s in services], last_day__gte=today)
    for row in rows.order_by("first_day", "pk"):
        sessions.setdefault(row.service_id, []).append(_session(row))
    zones = zone_names({code for service in services for code in service.zone_eligibilite})
    return [
        _service(
            service,
            closures,
            sessions.get(service.id, []),
            contacts.get(service.id, []),
            zones,
            is_asked_for=service.id in asked_for,
            write_url=offers.structure_url(
                structure.id, structure.nom, service.courriel, structure.is_example, service.id
            ),
            needs=needs.get(service.id, ()),
        )
        for service in services
    ]


def _service(
    service: VisibleService,
    closures: list[hours.Closure],
    sessions: list[Fact],
    contacts: list[ContactSheet],
    zones: dict[str, str],
    *,
    is_asked_for: bool,
    write_url: str,
    needs: Sequence[str],
) -> ServiceSheet:
    own_place = service.has_own_place
    timetable = service.horaires_accueil
    insee = service.commune_id
    return ServiceSheet(
        id=service.id,
        name=service.nom,
        is_asked_for=is_asked_for,
        kind=str(_TYPES.get(service.type, "")),
        themes=[THEME_BY_ID[number] for number in service.themes if number in THEME_BY_ID],
        description=service.description,
        facts=_facts(service, zones),
        sessions=sessions,
        place=presentation.address_line(
            service.adresse, service.complement_adresse, service.code_postal, service.commune_nom
        )
        if own_place
        else "",
        place_note=presentation.place_note(
            service.position_masked,
            service.position_precision,
            bool(service.adresse),
            service.address_is_confidential,
        )
        if own_place
        else "",
        now=hours.describe(timetable, code_insee=insee, closures=closures) if timetable else None,
        week=hours.week(timetable, code_insee=insee, closures=closures) if timetable else [],
        phone=presentation.phone_of(service.telephone),
        email=service.courriel,
        mobilisation_link=outgoing(service.lien_mobilisation),
        contacts=contacts,
        write_url=write_url,
        needs=[THEME_BY_CODE[code] for code in needs],
    )


def _facts(service: VisibleService, zones: dict[str, str]) -> list[Fact]:
    """What decides whether a service suits someone, in the order in which it is asked."""
    facts = [
        _listed("publics", _("Pour qui"), service.publics, _PUBLICS, service.publics_precisions),
        _listed("langues", _("Langues parlées"), service.langues, _LANGUES),
        _listed("niveaux", _("Niveau de français"), service.niveaux, _NIVEAUX),
        _listed(
            "cout", _("Coût"), [service.frais] if service.frais else [], _FRAIS, service.frais_precisions
        ),
        _childcare(service),
        Fact(_("Conditions d'accès"), "", said=service.conditions_acces, key="conditions"),
        _usual_hours(service),
        _listed("rendez_vous", _("Rendez-vous"), service.rendez_vous, _RENDEZ_VOUS),
        _listed("accueil", _("Accueil"), service.modes_accueil, _MODES_ACCUEIL),
        _listed("demandeurs", _("Qui peut demander"), service.mobilisable_par, _MOBILISABLE_PAR),
        _listed(
            "demander",
            _("Comment demander"),
            service.modes_mobilisation,
            _MODES_MOBILISATION,
            service.mobilisation_precisions,
        ),
        Fact(_("À apporter"), "", said=service.a_apporter, key="a_apporter"),
        _places_left(service),
        Fact(_("Durée"), _duration(service), key="duree"),
        _zone(service, zones),
        *_further(service, Table.SERVICE),
    ]
    return [fact for fact in facts if fact.text or fact.said]


def _further(record: VisibleStructure | VisibleService, table: Table) -> list[Fact]:
    """What a filter asks for and no line of its own tells: whatever can be found by it is said."""
    facts = []
    for column, one in registry.read_from(table).items():
        value = getattr(record, column, None) if column not in _TOLD else None
        if isinstance(one, Choices) and value:
            codes = value if one.is_array else [value]
            facts.append(_listed(one.parameter, str(one.label), codes, one.labels))
        elif isinstance(one, Switch) and value is True:
            facts.append(Fact(str(one.label), _("oui"), key=one.parameter))
    return facts


def _listed(key: str, label: str, codes: list[str], labels: dict, precisions: str = "") -> Fact:
    words = presentation.listed(labels.get(code, code) for code in codes)
    return Fact(label, words[:1].upper() + words[1:], said=precisions.strip().rstrip("."), key=key)


def _childcare(service: VisibleService) -> Fact:
    text = {True: _("gardés sur place"), False: _("pas de garde sur place"), None: ""}[service.garde_enfants]
    return Fact(_("Enfants"), text, said=service.garde_enfants_precisions.rstrip("."), key="garde_enfants")


def _usual_hours(service: VisibleService) -> Fact:
    """In words, where the coming days alone would mislead: some weeks are not as others."""
    timetable = service.horaires_accueil
    varies = usual_hours.usual(timetable).varies
    return Fact(_("Horaires habituels"), usual_hours.usual_week(timetable) if varies else "", key="habituels")


def _places_left(service: VisibleService) -> Fact:
    left, capacity = service.places_restantes, service.capacite
    text = ""
    if left is not None:
        text = pgettext("plus une place", "complet") if left == 0 else str(left)
        if left and capacity:
            text = _("%(left)d sur %(capacity)d") % {"left": left, "capacity": capacity}
        if service.places_restantes_le:
            day = formats.date_format(service.places_restantes_le, "DATE_FORMAT")
            text = _("%(places)s, au %(day)s") % {"places": text, "day": day}
        if service.liste_attente:
            text = _("%(places)s, avec une liste d'attente") % {"places": text}
    elif capacity:
        text = _("non renseignées, pour une capacité de %(capacity)d") % {"capacity": capacity}
    return Fact(_("Places restantes"), text, muted=left is None, key="places")


def _duration(service: VisibleService) -> str:
    parts = []
    if service.volume_horaire_hebdomadaire:
        week = formats.number_format(f"{service.volume_horaire_hebdomadaire:g}")
        parts.append(_("%(n)s h par semaine") % {"n": week})
    if service.nombre_semaines:
        weeks = service.nombre_semaines
        parts.append(ngettext("pendant %(n)d semaine", "pendant %(n)d semaines", weeks) % {"n": weeks})
    return presentation.listed(parts)


def _zone(service: VisibleService, zones: dict[str, str]) -> Fact:
    label = _("Zone desservie")
    codes = service.zone_eligibilite
    told = [_("toute la France")] if "france" in codes else []
    if service.has_zone_polygon:
        told.append(_("un secteur dessiné par le service"))
    named = ", ".join(zones[code] for code in codes if code in zones and code != "france")
    if not told and not named:
        return Fact(
            label, _("non renseignée : demandez au service s'il vous accueille"), muted=True, key="zone"
        )
    return Fact(label, presentation.listed(told), said=named, key="zone")


def _session(row: Session) -> Fact:
    first, last = (formats.date_format(day, "DATE_FORMAT") for day in (row.first_day, row.last_day))
    days = _("le %(day)s") % {"day": first}
    if row.first_day != row.last_day:
        days = _("du %(first)s au %(last)s") % {"first": first, "last": last}
    return Fact("", days, said=row.details)


def _contacts(structure: VisibleStructure, reader: Reader) -> dict[int | None, list[ContactSheet]]:
    """Contacts by service, and under None those of the structure itself."""
    contacts: dict[int | None, list[ContactSheet]] = {}
    for contact in VisibleContact.objects.seen_by(reader).filter(structure_id=structure.id):
        # A function alone, the rest being private, helps nobody.
        if contact.nom or contact.telephone or contact.courriel:
            phone = presentation.phone_of(contact.telephone)
            contacts.setdefault(contact.service_id, []).append(
                ContactSheet(contact.nom, contact.fonction, phone, contact.courriel)
            )
    return contacts
