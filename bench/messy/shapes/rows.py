"""What a row is: a workshop, a person, a session, one of several places."""

import datetime
from dataclasses import dataclass, replace

from bench.messy import habits as h
from bench.messy import weeks
from bench.messy.book import Book, Place, at, codes, stored
from bench.messy.shapes.author import author
from bench.messy.shapes.values import FRENCH
from bench.messy.world import ROLES, Org, World

_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa")


@dataclass(frozen=True, slots=True)
class Workshop:
    """A course: what it is called, for whom, when."""

    nom: str
    level: str
    day: int
    start: int
    end: int
    seats: int

    @property
    def when(self) -> str:
        return f"{weeks.DAYS[self.day]} {weeks.hour(self.start, 'h')}-{weeks.hour(self.end, 'h')}"

    @property
    def osm(self) -> str:
        return f"{_DAYS[self.day]} {weeks.clock(self.start)}-{weeks.clock(self.end)}"


_WORKSHOPS = (
    Workshop("Alphabétisation", "alpha", 0, 540, 690, 12),
    Workshop("Français débutant", "A1", 1, 840, 960, 15),
    Workshop("Français intermédiaire", "B1", 3, 840, 1020, 14),
    Workshop("Atelier conversation", "A2", 4, 600, 720, 10),
    Workshop("Français langue professionnelle", "B1", 5, 570, 750, 8),
)


def _about(field: str, value: str) -> h.Habit:
    """A detail of the line's workshop, into a field of its service."""

    def habit(line: h.Line) -> h.Written:
        found = getattr(line.about["workshop"], value)
        return found, at(line.service, field, found)

    return habit


def _level() -> h.Habit:
    def habit(line: h.Line) -> h.Written:
        level = line.about["workshop"].level
        return level, at(line.service, "niveaux", codes(level))

    return habit


def _when() -> h.Habit:
    return lambda line: (
        line.about["workshop"].when,
        at(line.service, "horaires_accueil", line.about["workshop"].osm),
    )


def _workshops(w: World, book: Book, count: int, *departements: str, most: int = 3) -> list[h.Line]:
    """Lines of workshops: each association has one to `most`, and all have its address."""
    lines: list[h.Line] = []
    for org in w.orgs(count, *departements, association=1.0):
        for number, workshop in enumerate(w.rng.sample(_WORKSHOPS, w.rng.randint(1, most))):
            key = book.record(
                f"{org.key}/w{number}", "service", org.key, implied={"thematiques": codes(FRENCH)}
            )
            lines.append(h.Line(org, len(lines), key, {"workshop": workshop}))
    return lines


@author("une-ligne-par-atelier", "a row per service")
def a_row_per_workshop(w: World, book: Book) -> None:
    """The usual list of French courses: association and address again on each line."""
    columns = [
        ("Association", h.name()),
        ("Adresse", h.address_line()),
        ("CP", h.postcode()),
        ("Ville", h.town()),
        ("Tél", h.telephone("spaces", empty=0)),
        ("Atelier", _about("nom", "nom")),
        ("Niveau", _level()),
        ("Horaires", _when()),
        ("Places", _about("capacite", "seats")),
    ]
    h.table(book, book.sheet("Cours de français"), 1, columns, _workshops(w, book, 30))


@author("une-ligne-par-niveau", "a row per service", "the name of the service is not said")
def a_row_per_level(w: World, book: Book) -> None:
    """Lines that differ by level and hours alone: three lines, three services, nothing « already there »."""
    columns = [
        ("Organisme", h.name()),
        ("Lieu des cours", h.whole_address()),
        ("Niveau CECRL", _level()),
        ("Créneau", _when()),
        ("Contact", h.telephone_and_mail(" / ")),
    ]
    h.table(book, book.sheet("2025-2026"), 1, columns, _workshops(w, book, 26, "35"))


@author("ateliers-avec-lieu-propre", "a row per service", "a service has a place of its own")
def own_places(w: World, book: Book) -> None:
    """The seat of the association on each line, and the place of the workshop beside it."""
    lines = _workshops(w, book, 24, "59")
    for line in lines:
        line.about["place"] = w.address(line.org.address.commune)

    def place(line: h.Line) -> h.Written:
        where = line.about["place"]
        text = f"{where.line}, {where.commune.postcode} {where.commune.name}"
        return text, stored(
            Place(line.service, "adresse", where.line, (text,)),
            Place(line.service, "code_postal", where.commune.postcode),
            Place(line.service, "commune", where.commune.name),
        )

    columns = [
        ("Association porteuse", h.name()),
        ("Siège social", h.whole_address()),
        ("Atelier", _about("nom", "nom")),
        ("Lieu de l'atelier", place),
        ("Jour et heure", _when()),
        ("Téléphone", h.telephone("dots", empty=0)),
    ]
    h.table(book, book.sheet("Ateliers"), 1, columns, lines)


@author("sessions-de-formation", "a row per session", "dates as dates and as texts")
def sessions(w: World, book: Book) -> None:
    """Each line is a session: from a day to a day, with the seats that are left."""
    lines: list[h.Line] = []
    for org in w.orgs(20, association=0.8):
        service = book.record(f"{org.key}/course", "service", org.key)
        for number in range(w.rng.randint(1, 3)):
            first = datetime.date(2026, 1 + 4 * number, 5 + org.number % 20)
            key = book.record(f"{org.key}/session{number}", "session", service)
            lines.append(
                h.Line(
                    org,
                    len(lines),
                    service,
                    {"session": key, "first": first, "last": first + datetime.timedelta(68)},
                )
            )

    def day(which: str, style: str) -> h.Habit:
        def habit(line: h.Line) -> h.Written:
            value = line.about[which]
            field = {"first": "first_day", "last": "last_day"}[which]
            text: object = (
                datetime.datetime.combine(value, datetime.time()) if style == "excel" else f"{value:%d/%m/%Y}"
            )
            return text, at(line.about["session"], field, value)

        return habit

    def course(line: h.Line) -> h.Written:
        nom = f"Formation linguistique {('A1', 'A2', 'B1')[line.org.number % 3]}"
        return nom, at(line.service, "nom", nom)

    columns = [
        ("Organisme de formation", h.name()),
        ("Adresse", h.address_line()),
        ("CP", h.postcode()),
        ("Ville", h.town()),
        ("Intitulé de la formation", course),
        ("Début", day("first", "excel")),
        ("Fin", day("last", "text")),
        ("Tél", h.telephone("spaces", empty=0)),
    ]
    h.table(book, book.sheet("Calendrier"), 1, columns, lines, formats={"Début": "DD/MM/YYYY"})


@author("annuaire-de-personnes", "a row per contact", "private contacts")
def people(w: World, book: Book) -> None:
    """A line a person: several work at the same structure."""
    lines: list[h.Line] = []
    for org in w.orgs(22, "77", "90"):
        for number in range(w.rng.randint(1, 3)):
            key = book.record(f"{org.key}/c{number}", "contact", org.key)
            who = w.person(
                org.address.commune, org.site.removeprefix("https://www.").removesuffix(".example.org")
            )
            lines.append(
                h.Line(
                    org, len(lines), about={"who": who, "key": key, "role": ROLES[len(lines) % len(ROLES)]}
                )
            )

    def last(line: h.Line) -> h.Written:
        who = line.about["who"]
        return who.last, at(line.about["key"], "nom~", who.last)

    def first(line: h.Line) -> h.Written:
        who = line.about["who"]
        return who.first, at(line.about["key"], "nom~", who.first)

    columns = [
        ("NOM", last),
        ("Prénom", first),
        (
            "Fonction",
            lambda line: (line.about["role"], at(line.about["key"], "fonction", line.about["role"])),
        ),
        ("Structure", h.name()),
        ("Adresse", h.address_line()),
        ("CP", h.postcode()),
        ("Ville", h.town()),
        (
            "Ligne directe",
            lambda line: (
                _spaced(line.about["who"].telephone),
                at(line.about["key"], "telephone", line.about["who"].telephone),
            ),
        ),
        (
            "Mail",
            lambda line: (
                line.about["who"].courriel,
                at(line.about["key"], "courriel", line.about["who"].courriel),
            ),
        ),
        ("Standard", h.telephone("spaces", empty=0)),
    ]
    h.table(book, book.sheet("Contacts"), 1, columns, lines)


def _spaced(number: str) -> str:
    return " ".join(number[start : start + 2] for start in range(0, 10, 2))


@author("maison-des-associations", "several structures at one address")
def one_roof(w: World, book: Book) -> None:
    """Associations under one roof: same address, same telephone of the reception; none is another."""
    orgs = w.orgs(36, "63", association=0.95)
    roofs: dict[str, Org] = {}
    for org in orgs:
        roof = roofs.setdefault(org.address.commune.code, org)
        org.address = replace(roof.address, complement=org.address.complement)
        org.telephone = roof.telephone
    columns = [
        ("Association", h.name()),
        ("Bureau", h.complement()),
        ("Adresse", h.address_line()),
        ("Code postal", h.postcode("text")),
        ("Ville", h.town()),
        ("Accueil", h.telephone("spaces", empty=0)),
        ("Mail", h.mail(empty=0)),
        ("Objet", h.description(empty=0)),
    ]
    h.table(book, book.sheet("MDA"), 1, columns, h.lines_of(orgs))


@author("antennes", "one structure at several addresses")
def branches(w: World, book: Book) -> None:
    """A network's branches have its name, telephone, SIRET and mail: each place is one of its own."""
    orgs = []
    for seat in w.orgs(12, "33", "59", association=0.6):
        orgs.append(seat)
        for _ in range(w.rng.randint(1, 4)):
            branch = w.org(w.rng.choice([one.address.commune for one in orgs]))
            orgs.append(
                replace(
                    branch,
                    nom=seat.nom,
                    network=seat.network,
                    telephone=seat.telephone,
                    siret=seat.siret,
                    courriel=seat.courriel,
                    site=seat.site,
                )
            )
    columns = [
        ("Réseau / structure", h.name()),
        ("N° SIRET (siège)", h.siret("spaces")),
        ("Antenne - adresse", h.address_line()),
        ("CP", h.postcode()),
        ("Ville", h.town()),
        ("Numéro unique", h.telephone("spaces", empty=0)),
        ("Mail", h.mail(empty=0)),
        ("Jours d'ouverture", h.hours("h", "-", " et ")),
    ]
    h.table(book, book.sheet("Antennes"), 1, columns, h.lines_of(orgs))


@author(
    "permanences-en-mairie",
    "a row per service",
    "several structures at one address",
    "several values in a cell",
)
def at_the_town_hall(w: World, book: Book) -> None:
    """Hours that associations keep at a town hall: the line names who, and where."""
    lines: list[h.Line] = []
    for org in w.orgs(34, "67", "90", association=0.9):
        line = h.Line(org, len(lines), book.record(f"{org.key}/hours", "service", org.key))
        day, start = org.number % 5, 540 + 30 * (org.number % 4)
        line.about["workshop"] = Workshop("Permanence", "", day, start, start + 150, 0)
        lines.append(line)

    def hall(line: h.Line) -> h.Written:
        place = line.org.address
        return f"Mairie, {place.line}", stored(
            Place(line.org.key, "adresse", place.line, (f"Mairie, {place.line}", f"Mairie {place.line}"))
        )

    columns = [
        ("Qui", h.name()),
        ("Où", hall),
        ("Commune", h.postcode_and_town("{town} ({postcode})")),
        ("Quand", _when()),
        (
            "Sujet",
            h.words(
                "thematiques",
                h.Word("droit des étrangers", codes("difficultes-administratives-ou-juridiques--*")),
                h.Word("logement", codes("logement-hebergement--*")),
                h.Word(
                    "surendettement", codes("difficultes-financieres--situation-dendettement-surendettement")
                ),
            ),
        ),
        ("RDV au", h.telephone("spaces", empty=0)),
    ]
    h.table(book, book.sheet("Permanences"), 1, columns, lines)
