"""Tables pasted from elsewhere: a PDF's broken lines, a Word directory in one column, a bus's tour."""

import datetime

from bench.messy import habits as h
from bench.messy import weeks
from bench.messy.book import Book, Meaning, Place, Sheet, at, ignorable, kept, stored
from bench.messy.second.cells import spaced
from bench.messy.third.author import author
from bench.messy.third.cells import terse_hours, with_texts
from bench.messy.world import Org, World

_BREAK = 24


def _broken(text: str) -> list[str]:
    """A text as a narrow column of a PDF breaks it, in two lines at most."""
    if len(text) <= _BREAK or " " not in text:
        return [text]
    at_ = text.rfind(" ", 0, _BREAK + 1)
    return [text] if at_ < 0 else [text[:at_], text[at_ + 1 :]]


@author(
    "tableau-de-pdf",
    "a row broken over several rows",
    "repeated headers",
    "headings of pages in the table",
)
def from_pdf(w: World, book: Book) -> None:
    """Copied from a PDF: each line of a cell is a row, each page has its heading."""
    sheet = book.sheet("Feuil1")
    titles = ("Structure", "Adresse", "Téléphone", "Ouverture au public")
    row, page = 1, 1
    for index, org in enumerate(w.orgs(21, "77")):
        if index % 7 == 0:
            if index:
                book.put(sheet, row, 4, f"Page {page}/3", ignorable("a page's number"))
                page, row = page + 1, row + 1
            book.put(sheet, row, 1, "Guide des lieux ressources 2025", ignorable("title"))
            h.heading(book, sheet, row + 1, titles)
            row += 2
        row += _broken_row(book, sheet, row, h.Line(org, index))
    book.put(sheet, row, 4, "Page 3/3", ignorable("a page's number"))


def _broken_row(book: Book, sheet: Sheet, row: int, line: h.Line) -> int:
    """Write a structure over two rows; how many it took."""
    org, place = line.org, line.org.address
    h.declare(book, line)
    names = _broken(org.nom)
    for offset, part in enumerate(names):
        whole = len(names) == 1
        meaning = at(org.key, "nom", org.nom) if whole else at(org.key, "nom~", part)
        book.put(sheet, row + offset, 1, part, meaning)
    book.put(sheet, row, 2, place.line, at(org.key, "adresse", place.line))
    where = (
        Place(org.key, "code_postal", place.commune.postcode),
        Place(org.key, "commune", place.commune.name),
    )
    book.put(sheet, row + 1, 2, f"{place.commune.postcode} {place.commune.name}", stored(*where))
    book.put(sheet, row, 3, spaced(org.telephone), at(org.key, "telephone", org.telephone))
    week = at(org.key, "horaires_accueil", weeks.osm(org.week))
    text = str(terse_hours(line)[0])
    for offset, part in enumerate(_broken(text)):
        book.put(sheet, row + offset, 4, part, week)
    return 2


_SECTIONS = ("ACCÈS AUX DROITS", "APPRENDRE LE FRANÇAIS", "SE SOIGNER")


@author(
    "annuaire-word",
    "everything in one column",
    "a line per detail, without labels",
    "section rows",
    "empty rows between",
)
def from_word(w: World, book: Book) -> None:
    """Pasted from Word: a name, then its street, town, telephone, mail and hours, each on the next line."""
    sheet = book.sheet("Annuaire")
    book.put(sheet, 1, 1, "ANNUAIRE DES PARTENAIRES – 4e édition", ignorable("title"))
    row = 3
    for index, org in enumerate(w.orgs(21, "77", association=0.6)):
        if index % 7 == 0:
            book.put(sheet, row, 1, _SECTIONS[index // 7], ignorable("section row"))
            row += 1
        line = h.Line(org, index)
        h.declare(book, line)
        for text, meaning in _paragraphs(line):
            book.put(sheet, row, 1, text, meaning)
            row += 1
        row += 1


def _paragraphs(line: h.Line) -> list[tuple[str, Meaning]]:
    """What the directory says of a structure, a line after the other; some details are missing."""
    org, place, key = line.org, line.org.address, line.org.key
    where = (Place(key, "code_postal", place.commune.postcode), Place(key, "commune", place.commune.name))
    found = [
        (org.nom, at(key, "nom", org.nom)),
        (place.line, at(key, "adresse", place.line)),
        (f"{place.commune.postcode} {place.commune.name.upper()}", stored(*where)),
        (f"Tél : {spaced(org.telephone)}", at(key, "telephone", org.telephone)),
    ]
    if line.index % 3:
        found.append((f"Mail : {org.courriel}", at(key, "courriel", org.courriel)))
    if line.index % 4 != 2:
        text = f"Ouvert {weeks.written(org.week, 'h', '-', ' et ')}"
        found.append((text, at(key, "horaires_accueil", weeks.osm(org.week))))
    if line.index % 5 == 1:
        who = org.person
        contact = f"{key}/person"
        found.append(
            (
                f"Contact : {who.first} {who.last}, {who.role}",
                with_texts(line, (Place(contact, "nom~", who.last),), who.role),
            )
        )
    found.append((org.description, kept(key, org.description)))
    return found


_STOPS = ("place du marché", "parking du gymnase", "devant la mairie", "cité des Acacias")
_SLOTS = ("9h30-12h", "13h45-16h30")


@author(
    "tournee-du-bus",
    "a planning week by week",
    "the structure is in the title",
    "dates as dates and as texts",
    "repeated headers",
)
def bus(w: World, book: Book) -> None:
    """The tour of a bus of rights: a block a week, a line a stop; the bus itself is in the title."""
    sheet = book.sheet("Oct-nov 2025")
    (org,) = w.orgs(1, "77", association=1.0)
    h.declare(book, h.Line(org))
    book.put(sheet, 1, 1, f"{org.nom} : tournée du bus des droits", at(org.key, "nom~", org.nom))
    telephone = f"Renseignements au {spaced(org.telephone)} – {org.courriel}"
    book.put(
        sheet,
        2,
        1,
        telephone,
        stored(Place(org.key, "telephone", org.telephone), Place(org.key, "courriel", org.courriel)),
    )
    stops = w.orgs(8, "77")
    row, first = 4, datetime.date(2025, 10, 6)
    for week in range(6):
        monday = first + datetime.timedelta(7 * week)
        friday = monday + datetime.timedelta(4)
        title = f"Semaine {monday.isocalendar().week} – du {monday:%d/%m} au {friday:%d/%m}"
        book.put(sheet, row, 1, title, ignorable("section row"))
        h.heading(book, sheet, row + 1, ("Date", "Commune", "Lieu", "Horaires", "Avec"))
        row += 2
        for number in range(4):
            stop = stops[(week % 2) * 4 + number]
            _stop(book, sheet, row, org, stop, monday + datetime.timedelta(number))
            row += 1
        row += 1


def _stop(book: Book, sheet: Sheet, row: int, org: Org, stop: Org, day: datetime.date) -> None:
    """A stop comes back each other week: a service of the bus, at a place of its own."""
    key = book.record(
        f"{org.key}/stop{stop.number}",
        "service",
        org.key,
        implied={
            "code_insee": stop.address.commune.code,
            "departement": "77",
            "code_postal": stop.address.commune.postcode,
        },
    )
    date = f"{weeks.DAYS[day.weekday()]} {day.day}/{day.month}"
    place, slot = _STOPS[stop.number % len(_STOPS)], _SLOTS[stop.number % len(_SLOTS)]
    partner = ("CAF", "CPAM", "écrivain public", "France Travail")[stop.number % 4]
    there = Place(key, "adresse~|complement_adresse~|nom~", place)
    for column, (text, meaning) in enumerate(
        (
            (date, kept(key, date)),
            (stop.address.commune.name, kept(key, stop.address.commune.name, places=(
                Place(key, "commune", stop.address.commune.name),
            ))),
            (place, kept(key, place, places=(there,))),
            (slot, kept(key, slot)),
            (partner, kept(key, partner)),
        ),
        1,
    ):  # fmt: skip
        book.put(sheet, row, column, text, meaning)
