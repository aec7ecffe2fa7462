# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everything that a structure's page tells, read through the visibility policy.

The number of queries does not grow with the number of services.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.readers import Reader
from common.links import outgoing
from common.required import required
from data.models import Source
from desk import facts
from desk.asked import Answers, Asked
from desk.cards import phone_point
from desk.facts import Fact, kind, subject
from desk.letters import offers
from desk.ways import Way
from mapping import hours, presentation, usual_hours
from mapping.editing.audiences import Seen, seen_by_whom
from mapping.models import Block, Session, VisibleContact, VisibleService, VisibleStructure
from mapping.vocabulary import THEME_BY_CODE, THEME_BY_ID, ThemeSpec
from places.zone_names import zone_names
from search import registry, told
from search.criterion import Table

# What decides when one may come where a service has no hours of its own.
_SAID = frozenset({told.REFERRAL, registry.OUVERT.parameter})


@dataclass(frozen=True, slots=True)
class ContactSheet:
    """A person to ask, as the reader may know them; what is not known is empty."""

    name: str
    role: str
    phone: presentation.Phone | None
    email: str
    # Who else sees it, told to professionals.
    audience: Seen | None = None


@dataclass(frozen=True, slots=True)
class ServiceSheet:
    """One service as the sheet tells it, in words ready to be read.

    `subject` is what it is about, where its name is in another language than the page. `when` and `status`
    are those of a card; `answers` what the search before asked of it, and `needs` the themes of that search
    that it answers, where it asked for several. `is_found` says that it found it, `is_asked_for` that it did
    and not all of the others, `is_open` that all of it is shown at once; `by_referral` that only
    professionals may ask.
    """

    id: int
    name: str
    is_found: bool
    is_asked_for: bool
    by_referral: bool
    publics: list[str]
    is_open: bool
    kind: str
    subject: str
    themes: list[ThemeSpec]
    description: str
    facts: list[Fact]
    sessions: list[Fact]
    place: str
    place_note: str
    # The same as paper and messages say it: without a confidential address.
    told_place: str
    when: told.Fact | None
    status: told.Status | None
    answers: Answers
    now: hours.Now | None
    week: list[hours.Day]
    phone: presentation.Phone | None
    email: str
    mobilisation_link: str
    contacts: list[ContactSheet]
    # Where its own address is written to by the site; empty where it cannot be.
    write_url: str
    needs: list[ThemeSpec]
    # How many places are said to be left; None where nobody says.
    places_left: int | None = None
    # That it does not take people from where the search before was asked; empty where it may.
    zone_note: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A structure as one role sees it, in French. `position` is (latitude, longitude) or None, `is_masked`
    where it is not the reader's to know.

    `now` is None where the structure tells no hours of its own and some of its services do; `usual_hours`
    says in words those that are not the same every week. `languages` are those spoken in any of its services.
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
    is_masked: bool
    distance: str
    walk: str
    distance_to: str
    languages: str
    is_accessible: bool | None
    now: hours.Now | None
    usual_hours: str
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
    # The address as a message tells it, which goes further than whoever sends it thinks: the commune alone
    # where it is confidential.
    told_address: str
    sms: str
    mail: str
    # Where the structure is written to by the site; empty where it cannot be.
    write_url: str
    map: dict = field(default_factory=dict)
    points: list[dict] = field(default_factory=list)

    @property
    def has_private_address(self) -> bool:
        """Whether it tells its reader an address that paper must not carry."""
        return self.told_address != self.address

    @property
    def services_telling_hours(self) -> list[ServiceSheet]:
        """The services whose hours stand for the structure's; none where it has its own."""
        return [] if self.now else [service for service in self.services if service.now]

    @property
    def found(self) -> list[ServiceSheet]:
        """The services that the search before found."""
        return [service for service in self.services if service.is_found]

    @property
    def zone_note(self) -> str:
        """That none of what was found takes people from where the search before was asked; empty where some
        of it may."""
        return _zone_note(self.services)

    @property
    def times(self) -> list[ServiceSheet]:
        """The services that one comes for, where it is known when: those found, else the only one."""
        those = self.found or (self.services if len(self.services) == 1 else [])
        return [
            one for one in those if one.when and not one.when.doubt and (one.now or one.when.key in _SAID)
        ]

    @property
    def needs(self) -> list[ThemeSpec]:
        """The themes that its services answer, of several that the search before asked for, each once."""
        return list(dict.fromkeys(theme for service in self.services for theme in service.needs))


def tell(
    structure: VisibleStructure,
    reader: Reader,
    way: Way | None,
    url: str,
    asked: Asked | None = None,
    seen_to: Mapping[str, datetime | None] | None = None,
) -> Sheet:
    """The page of a structure. `way` from the reader's place, if known; `url` is the page's own. `seen_to`
    is when each of its blocks was last seen to, where that is told.

    The services that the search before found come first, and are marked where there are others.
    """
    asked = asked or Asked()
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
    records = list(VisibleService.objects.seen_by(reader.role).filter(structure_id=structure.id))
    phone = presentation.phone_of(structure.telephone) or _phone_of_all(records)
    services = _services(structure, records, closures, contacts, asked)
    now = hours.describe_reception(
        structure.horaires_accueil,
        services_have_hours=any(service.now for service in services),
        code_insee=structure.commune_id,
        closures=closures,
    )
    where = structure.commune_nom if structure.address_is_confidential else address
    message = [structure.nom, where, phone.text if phone else "", _zone_note(services), url]
    distance = presentation.distance_text(way.metres, located=located) if way else ""
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
        is_masked=masked,
        distance=distance,
        walk=presentation.walk_text(way.metres) if way and way.is_located else "",
        distance_to=way.to if way else "",
        languages=facts.languages(records),
        is_accessible=structure.accessible,
        now=now,
        usual_hours=usual_hours.beside_coming_days(structure.horaires_accueil),
        week=hours.week(structure.horaires_accueil, code_insee=structure.commune_id, closures=closures),
        closures=closures,
        phone=phone,
        email=structure.courriel,
        website=outgoing(structure.site_web),
        accessibility=_accessibility(structure),
        further=facts.further(structure, Table.STRUCTURE),
        directions=_directions(structure, position) if located and position else [],
        services=services,
        contacts=contacts.get(None, []),
        source=_source(structure, seen_to or {}),
        url=url,
        told_address=where,
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
                "confidentiel": structure.address_is_confidential and not masked,
                "themes": [THEME_BY_ID[number].code for number in structure.themes if number in THEME_BY_ID],
            }
        ]
        if position
        else [],
    )


def _zone_note(services: list[ServiceSheet]) -> str:
    found = [service for service in services if service.is_found] or services
    notes = [service.zone_note for service in found]
    return notes[0] if notes and all(notes) else ""


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
        "themes": presentation.map_themes(),
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


def _verified(at: datetime, by_block: Mapping[str, datetime | None]) -> str:
    """The day, and of which blocks alone where the others were not seen to that day: one block that is
    confirmed does not make the page look verified."""
    day = timezone.localtime(at).date()
    said = {"day": formats.date_format(day, "DATE_FORMAT")}
    that_day = [code for code, seen in by_block.items() if seen and timezone.localtime(seen).date() == day]
    if not that_day or len(that_day) == len(by_block):
        return _("le %(day)s") % said
    said["blocks"] = ", ".join(str(Block(code).label) for code in that_day)
    return _("le %(day)s (%(blocks)s)") % said


def _source(structure: VisibleStructure, seen_to: Mapping[str, datetime | None]) -> list[Fact]:
    facts = []
    if structure.verified_at:
        facts.append(Fact(_("Vérifiée"), _verified(structure.verified_at, seen_to)))
    else:
        facts.append(Fact(_("Vérifiée"), _("pas encore : téléphonez avant de vous déplacer"), muted=True))
    described = Source.objects.filter(code=structure.source).first()
    name = described.nom if described else structure.source
    facts.append(Fact(_("Source"), name, href=outgoing(structure.lien_source)))
    if described and (described.producteur or described.lien):
        link = outgoing(described.lien)
        facts.append(Fact(_("Producteur des données"), described.producteur or link, href=link))
    if described and described.licence:
        facts.append(Fact(_("Licence"), described.licence))
    if structure.date_maj:
        facts.append(
            Fact(_("Mise à jour par la source"), formats.date_format(structure.date_maj, "DATE_FORMAT"))
        )
    return facts


def _services(
    structure: VisibleStructure,
    services: list[VisibleService],
    closures: list[hours.Closure],
    contacts: dict[int | None, list[ContactSheet]],
    asked: Asked,
) -> list[ServiceSheet]:
    # Where all of them were found, none is told apart.
    marked = asked.services if any(one.id not in asked.services for one in services) else frozenset()
    around = told.Around(reception=structure.horaires_accueil, closures=tuple(closures), structure=structure)
    answers = {service.id: asked.answers(service, around) for service in services}
    services = sorted(services, key=lambda one: (one.id not in marked, -len(answers[one.id].met)))
    sessions: dict[int, list[Fact]] = {}
    today = timezone.localdate()
    rows = Session.objects.filter(service_id__in=[s.id for s in services], last_day__gte=today)
    for row in rows.order_by("first_day", "pk"):
        sessions.setdefault(row.service_id, []).append(facts.session(row))
    zones = zone_names({code for service in services for code in service.zone_eligibilite})
    return [
        _service(
            service,
            around,
            asked,
            answers=answers[service.id],
            facts=facts.of_service(service, zones),
            sessions=sessions.get(service.id, []),
            contacts=contacts.get(service.id, []),
            is_found=service.id in asked.services,
            is_asked_for=service.id in marked,
            # What was found is read at once; where nothing was, what comes nearest to it.
            is_open=service.id in asked.services if asked.services else number == 0,
        )
        for number, service in enumerate(services)
    ]


def _service(
    service: VisibleService,
    around: told.Around,
    asked: Asked,
    *,
    answers: Answers,
    facts: list[Fact],
    sessions: list[Fact],
    contacts: list[ContactSheet],
    is_found: bool,
    is_asked_for: bool,
    is_open: bool,
) -> ServiceSheet:
    own_place = service.has_own_place
    timetable = service.horaires_accueil
    insee, closures = service.commune_id, around.closures
    structure = required(around.structure)
    place = presentation.address_line(
        service.adresse, service.complement_adresse, service.code_postal, service.commune_nom
    )
    card = told.tell(service, asked.criteria_of(service), around)
    return ServiceSheet(
        id=service.id,
        name=service.nom,
        is_found=is_found,
        is_asked_for=is_asked_for,
        by_referral=told.by_referral(service),
        publics=service.publics,
        is_open=is_open,
        kind=kind(service),
        subject="" if get_language() == "fr" else subject(service),
        themes=[THEME_BY_ID[number] for number in service.themes if number in THEME_BY_ID],
        description=service.description,
        facts=facts,
        sessions=sessions,
        place=place if own_place else "",
        told_place=(service.commune_nom if service.address_is_confidential else place) if own_place else "",
        place_note=presentation.place_note(
            service.position_masked,
            service.position_precision,
            bool(service.adresse),
            service.address_is_confidential,
        )
        if own_place
        else "",
        when=card.when,
        status=card.status,
        answers=answers,
        now=hours.describe(timetable, code_insee=insee, closures=closures) if timetable else None,
        week=hours.week(timetable, code_insee=insee, closures=closures) if timetable else [],
        phone=presentation.phone_of(service.telephone),
        email=service.courriel,
        mobilisation_link=outgoing(service.lien_mobilisation),
        contacts=contacts,
        write_url=offers.structure_url(
            structure.id, structure.nom, service.courriel, structure.is_example, service.id
        ),
        needs=[THEME_BY_CODE[code] for code in asked.needs.get(service.id, ())],
        places_left=service.places_restantes,
        zone_note=asked.zone_note(service),
    )


def _phone_of_all(services: list[VisibleService]) -> presentation.Phone | None:
    """The number of the services that have one, where it is the same; that of the house, whoever wrote it."""
    numbers = {phone for service in services if (phone := presentation.phone_of(service.telephone))}
    return numbers.pop() if len(numbers) == 1 else None


def _contacts(structure: VisibleStructure, reader: Reader) -> dict[int | None, list[ContactSheet]]:
    """Contacts by service, and under None those of the structure itself."""
    contacts: dict[int | None, list[ContactSheet]] = {}
    seen = list(VisibleContact.objects.seen_by(reader).filter(structure_id=structure.id))
    audiences = seen_by_whom(seen, reader)
    for contact in seen:
        # A function alone, the rest being private, helps nobody.
        if contact.nom or contact.telephone or contact.courriel:
            phone = presentation.phone_of(contact.telephone)
            contacts.setdefault(contact.service_id, []).append(
                ContactSheet(
                    contact.nom, contact.fonction, phone, contact.courriel, audiences.get(contact.pk)
                )
            )
    return contacts
