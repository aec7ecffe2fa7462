"""Bases kept in Airtable, Grist and Notion: lists in a cell, records of another table, their own dates."""

import datetime

from bench.messy import habits as h
from bench.messy.book import Book, Place, at, codes, ignorable, kept
from bench.messy.second.cells import in_turn, no_data, say, says, service_lines
from bench.messy.third.author import author
from bench.messy.third.cast import is_association, is_public
from bench.messy.third.cells import (
    DIGITAL,
    FOOD,
    FRENCH,
    HOUSING,
    RIGHTS,
    about,
    grouped_by_hours,
    of_program,
    terse_hours,
)
from bench.messy.world import World, slug_of

_OFFERS = (
    say("Cours de français,Aide aux démarches", thematiques=FRENCH | RIGHTS),
    say("Aide alimentaire", thematiques=FOOD),
    say("Cours de français", thematiques=FRENCH),
    say("Logement,Aide aux démarches", thematiques=HOUSING | RIGHTS),
    say("Numérique", thematiques=DIGITAL),
    say("Numérique,Cours de français", thematiques=DIGITAL | FRENCH),
)
_PUBLICS = (
    say("Femmes,Familles", publics=codes("femmes", "familles")),
    say("Tous publics", publics=codes("tous-publics")),
    say("Seniors", publics=codes("seniors")),
    say("Jeunes,Étudiants", publics=codes("jeunes", "etudiants")),
    say(""),
    say("Demandeurs d'emploi,Bénéficiaires du RSA", publics=codes("demandeurs-emploi", "beneficiaires-rsa")),
)


@author(
    "airtable",
    "csv",
    "several values in a cell",
    "boxes as « checked »",
    "columns of a program",
    kind="csv",
    encoding="utf-8-sig",
    delimiter=",",
)
def airtable(w: World, book: Book) -> None:
    """A grid of Airtable: values joined by commas, « checked », an attached photograph, whose turn it is."""

    def photograph(line: h.Line) -> h.Written:
        if line.index % 3:
            return h.EMPTY
        slug = slug_of(line.org.nom)
        text = f"{slug}.jpg (https://dl.airtable.example.org/.attachments/{slug}.jpg)"
        return text, ignorable("a picture of the program")

    def changed(line: h.Line) -> h.Written:
        day = datetime.date(*line.org.updated)
        return f"{day.isoformat()} 16:{line.index % 60:02d}", at(line.org.key, "date_maj", day)

    def checked(field: str, every: int) -> h.Habit:
        """A box that is not ticked is empty: it says nothing."""

        def habit(line: h.Line) -> h.Written:
            if line.index % every:
                return h.EMPTY
            return "checked", at(line.org.key, field, True)

        return habit

    columns = [
        ("Name", h.name()),
        ("Adresse", h.whole_address("{line}, {postcode} {town}")),
        ("Ce qu'on y trouve", says(*_OFFERS)),
        ("Publics", says(*_PUBLICS)),
        ("Téléphone", h.telephone("+33", "spaces", empty=0)),
        ("Email", h.mail()),
        ("Site", h.site("plain", "bare")),
        ("Accessible PMR", checked("accessible", 2)),
        ("Fiche relue", lambda line: of_program("checked")(line) if line.index % 2 else h.EMPTY),
        ("Photo", photograph),
        ("Attribué à", of_program("Équipe carto")),
        ("Last Modified", changed),
    ]
    h.table(book, book.sheet("csv"), 1, columns, h.lines_of(w.orgs(30, "77", "33")))


_ACTIONS = (
    ("Atelier langue et culture", "ASL", FRENCH, "mardi et vendredi 9h15-11h15", "Tu,Fr 09:15-11:15"),
    ("Écrivaine publique", "Droits", RIGHTS, "mercredi 14h-17h", "We 14:00-17:00"),
    ("Cyber-café", "Numérique", DIGITAL, "lundi, jeudi 13h30-16h30", "Mo,Th 13:30-16:30"),
    ("Conseil logement", "Logement", HOUSING, "1er jeudi du mois 9h-12h", "Th[1] 09:00-12:00"),
)


@author(
    "grist-tables-liees",
    "second sheet that matters",
    "a row per service",
    "lists on a sheet of their own",
    "booleans and dates typed",
)
def grist(w: World, book: Book) -> None:
    """A Grist document saved as a workbook: structures, actions that name theirs, communes that both use."""
    orgs = w.orgs(22, "77")
    for org in orgs:
        book.record(org.key, "structure", implied={"code_postal": org.address.commune.postcode})

    def active(line: h.Line) -> h.Written:
        return True, ignorable("says what being in the list says")

    columns = [
        ("Nom", h.name()),
        ("Adresse", h.address_line(complement=True)),
        ("Commune", h.town()),
        ("Telephone", h.telephone("spaces", empty=0)),
        ("Courriel", h.mail(empty=0.2)),
        ("PMR", h.yes_no("accessible", True, False, of="structure")),
        ("Actif", active),
        ("Maj", h.updated("excel")),
    ]
    h.table(book, book.sheet("Structures"), 1, columns, h.lines_of(orgs), formats={"Maj": "YYYY-MM-DD"})
    lines = service_lines(book, orgs, lambda org: 1 + org.number % 2)
    for line in lines:
        nom, kind, theme, text, osm = _ACTIONS[(line.org.number + line.about["number"]) % len(_ACTIONS)]
        line.about.update(nom=nom, kind=kind, theme=theme, text=text, osm=osm)
    columns = [
        ("Structure", h.name()),
        ("Action", about("nom", "nom")),
        ("Theme", about("kind", "thematiques", lambda line: line.about["theme"])),
        ("Horaires", about("text", "horaires_accueil", lambda line: line.about["osm"])),
        ("Gratuit", lambda line: (True, at(line.service, "frais", "gratuit"))),
    ]
    h.table(book, book.sheet("Actions"), 1, columns, lines)
    towns = book.sheet("Communes")
    seen = sorted({org.address.commune for org in orgs})
    for row, cells in enumerate([("Commune", "CP", "INSEE"), *(one[:1] + one[2:0:-1] for one in seen)], 1):
        for column, value in enumerate(cells, 1):
            book.put(towns, row, column, value, ignorable("a list to choose from"))


@author(
    "notion",
    "csv",
    "links between pages",
    "dates in English",
    "pictures in front of names",
    kind="csv",
    delimiter=",",
)
def notion(w: World, book: Book) -> None:
    """A base of Notion: a page that belongs to another one, a picture before the name, English dates."""
    months = (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    )

    def nom(line: h.Line) -> h.Written:
        picture = ("🏠 ", "", "📚 ", "🤝 ")[line.index % 4]
        return picture + line.org.nom, at(line.org.key, "nom", line.org.nom)

    def project(line: h.Line) -> h.Written:
        text = ("Réseau Sud 77", "Réseau Nord 77")[line.index % 2]
        address = f"https://www.notion.example.org/{slug_of(text)}-4f1c?pvs=21"
        return f"{text} ({address})", kept(line.org.key, text)

    def edited(line: h.Line) -> h.Written:
        year, month, day = line.org.updated
        text = f"{months[month - 1]} {day}, {year} 4:{line.index % 60:02d} PM"
        return text, at(line.org.key, "date_maj", datetime.date(year, month, day))

    def created(line: h.Line) -> h.Written:
        return f"January {line.index % 28 + 1}, 2023 9:00 AM", ignorable("of the program")

    def tags(line: h.Line) -> h.Written:
        if is_association(line.org):
            place = Place(line.org.key, "porteur", "association")
            text = ("asso", "asso, bénévoles")[line.index % 2]
            return text, kept(line.org.key, text, places=(place,))
        return ("institution", kept(line.org.key, "institution")) if is_public(line.org) else h.EMPTY

    def state(line: h.Line) -> h.Written:
        text = ("✅ À jour", "🟠 À vérifier", "✅ À jour", "🔴 Injoignable")[line.index % 4]
        if "jour" in text:
            return text, ignorable("says what being in the list says")
        return text, kept(line.org.key, text.split(" ", 1)[1])

    columns = [
        ("Nom", nom),
        ("Créé le", created),
        ("Statut", state),
        ("Tags", tags),
        ("Rue", h.address_line()),
        ("Ville", h.postcode_and_town("{postcode} {town}")),
        ("Tel", h.telephone("spaces", "dots", empty=0)),
        ("Mail", h.mail(empty=0.2)),
        ("Horaires", in_turn(terse_hours, grouped_by_hours)),
        ("Réseau", project),
        ("Langues", says(say("arabe, anglais", langues=codes("ar", "en")), no_data("-"), say(""))),
        ("Modifié le", edited),
    ]
    h.table(book, book.sheet("csv"), 1, columns, h.lines_of(w.orgs(28, "77", "67", association=0.7)))
